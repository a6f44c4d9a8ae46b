import { describe, expect, it } from 'vitest';
import { digestNameOf, logNameOf, nameKey, placingOf } from '../../../src/analysis/integrity/names.js';

const digest = '111122223333_CloudTrail-Digest_us-east-1_my_trail-2.x_eu-west-1_20240603T100001Z';
const name = '111122223333_CloudTrail_eu-west-1_20240603T0905Z_Example0Example1.json.gz';
const key = `logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2024/06/03/${name}`;

describe('names', () => {
  it.each(['.json.gz', '.json', '_backfill.json.gz'])('of a digest: %s', (end) => {
    expect(digestNameOf(digest + end)).toEqual({
      account: '111122223333',
      region: 'us-east-1',
      trail: 'my_trail-2.x',
      homeRegion: 'eu-west-1',
      end: Date.UTC(2024, 5, 3, 10, 0, 1),
      isBackfill: end.startsWith('_'),
    });
  });
  it('of a log', () => {
    const minute = Date.UTC(2024, 5, 3, 9, 5);
    expect(logNameOf(name)).toEqual({
      account: '111122223333',
      kind: 'CloudTrail',
      region: 'eu-west-1',
      minute,
    });
  });
  it.each([`${digest}.json.gz`, 'a.json.gz', name.replace('0603', '1399')])('of no log: %s', (other) => {
    expect(logNameOf(other)).toBeUndefined();
  });
  it.each([name, `${digest.replace('T10', 'T99')}.json.gz`])('of no digest: %s', (other) => {
    expect(digestNameOf(other)).toBeUndefined();
  });
  it('is the same packed and unpacked, wherever it lies', () => {
    expect(nameKey(key)).toBe(nameKey(`C:\\evidence\\${name.replace('.gz', '')}`));
  });
});

describe('a path and the key', () => {
  it.each([
    { path: `/data/other/${key}`, is: 'key' },
    { path: `/data/${key.replace('logs/', '')}`.replace('.gz', ''), is: 'key' },
    { path: `/AWSLogs/old/${key}`, is: 'key' },
    { path: `/data/eu-west-1/2024/06/03/${name}`, is: 'rerooted' },
    { path: `/data/03/${name}`, is: 'rerooted' },
    { path: `/data/${name}`, is: 'flattened' },
    { path: `/data/${key.replace('/03/', '/04/')}`, is: 'moved' },
    { path: `/data/${key.replace('AWSLogs/111122223333', 'AWSLogs/444455556666')}`, is: 'moved' },
    { path: `/data/eu-west-1/2024/06/04/${name}`, is: 'moved' },
    { path: `/data/${key.replace('Example0', 'Example9')}`, is: 'renamed' },
  ])('$path: $is', ({ path, is }) => expect(placingOf(path, key)).toBe(is));
});
