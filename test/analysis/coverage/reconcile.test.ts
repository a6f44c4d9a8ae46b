import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedObject, reconciler } from '../../../src/analysis/coverage/index.js';

const accountOf = (path: string): string | null =>
  /log\d+\.json(?:\.gz)?$/.test(path) ? '111122223333' : null;

describe('how an object is named', () => {
  const key = 'logs/AWSLogs/a b/log1.json.gz';
  it.each([
    ['its key', key, 'given'],
    ['its key, encoded', 'logs/AWSLogs/a%20b/log1.json.gz', 'given'],
    ['its ARN', `arn:aws:s3:::corp-trail-logs/${key}`, 'corp-trail-logs'],
    ['its ARN in another partition', `arn:aws-us-gov:s3:::corp-trail-logs/${key}`, 'corp-trail-logs'],
    ['its address', `s3://corp-trail-logs/${key}`, 'corp-trail-logs'],
    [
      'a URL with the bucket as host',
      'https://corp-trail-logs.s3.eu-west-1.amazonaws.com/logs/AWSLogs/a%20b/log1.json.gz',
      'corp-trail-logs',
    ],
    [
      'a URL with the bucket as path',
      'https://s3.eu-west-1.amazonaws.com/corp-trail-logs/logs/AWSLogs/a%20b/log1.json.gz?versionId=1',
      'corp-trail-logs',
    ],
  ])('%s', (_, text, bucket) => expect(namedObject(text, 'given')).toEqual({ bucket, key }));

  it('as it stands where it is not encoded well', () => {
    expect(namedObject('a%2', null)).toEqual({ bucket: null, key: 'a%2' });
    expect(namedObject('%ff%20', null)).toEqual({ bucket: null, key: '%ff%20' });
  });
});

describe('what is named and what is at hand', () => {
  it('exactly what is left out is missing, whatever the order, folder and compression', () => {
    const logs = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(logs, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (ids, isHere) => {
        const named = ids.map((id) => ({ bucket: null, key: `AWSLogs/x/log${id}.json.gz` }));
        const looked = reconciler([...named, ...named], accountOf);
        looked.meet('somewhere/log9999.json');
        for (const [i, id] of ids.entries()) if (isHere[i]) looked.meet(`else/where/log${id}.json`);
        const { named: counts, missing } = looked.result();
        expect(counts.get('111122223333')).toBe(ids.length);
        const left = named.filter((_, i) => !isHere[i]).map(({ key }) => key);
        expect(missing.map(({ key }) => key)).toEqual(left.sort());
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it('says so where nothing has such names', () => {
    const looked = reconciler([{ bucket: null, key: 'log1.json.gz' }], accountOf);
    looked.meet('export.csv');
    expect(looked.result()).toMatchObject({ missing: [], canTell: false });
  });

  it('keeps the bucket if any naming tells it', () => {
    const looked = reconciler(
      [
        { bucket: null, key: 'log1.json.gz' },
        { bucket: 'b', key: 'log1.json.gz' },
        { bucket: null, key: 'folder/' },
      ],
      accountOf,
    );
    looked.meet('log2.json');
    expect(looked.result().missing).toEqual([{ bucket: 'b', key: 'log1.json.gz' }]);
  });
});
