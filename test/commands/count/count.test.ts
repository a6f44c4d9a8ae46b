/** What `count` answers about archives made for it, and how that looks on a terminal. */
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/commands/count/index.js';
import type { JsonObject } from '../../../src/model/json.js';
import { archive, record, trail } from '../../support/odd-archive.js';
import { saidBy } from '../../support/said.js';

const said = (
  paths: readonly string[],
  raw: Readonly<Record<string, unknown>>,
  columns = 0,
): ReturnType<typeof saidBy> => saidBy(run, paths, raw, columns);

interface Row extends JsonObject {
  readonly by: JsonObject;
  readonly count: number;
}

async function rows(folder: string, raw: Readonly<Record<string, unknown>>): Promise<Row[]> {
  const { out } = await said([folder], { ...raw, json: true });
  return JSON.parse(out) as Row[];
}

/** `{name: count}` of one dimension. */
const counts = (list: readonly Row[], name: string): unknown[] =>
  list.map(({ by, count }) => [by[name], count]);

describe('on a terminal', () => {
  it.each([
    { name: 'table', raw: { by: ['principal,action'], top: '8' } },
    { name: 'distinct', raw: { by: ['userIdentity.arn'], distinct: 'eventName' } },
    { name: 'series', raw: { by: ['outcome'], every: '6h', empty: true } },
    { name: 'time', raw: { every: '1d', tz: 'America/New_York' } },
  ])('$name', async ({ name, raw }) => {
    for (const width of [80, 200]) {
      const { out, code } = await said(['fixtures/trails'], raw, width);
      expect(code).toBe(0);
      await expect(out).toMatchFileSnapshot(`../../../fixtures/golden/e2e/count-${name}-${width}.txt`);
    }
  });
});

describe('values', () => {
  const resources = [{ ARN: 'arn:a', accountId: '1' }, { ARN: 'arn:b' }, { ARN: 'arn:a' }];
  const folder = archive({
    'a.json': trail(
      record('1', { resources, requestParameters: { b: 1, a: [1, { d: 1, c: 2 }] } }),
      record('2', { resources: [], requestParameters: { a: [1, { c: 2, d: 1 }], b: 1.0 } }),
      record('3', { resources: null, requestParameters: { b: '1' } }),
      record('4', { requestParameters: 'text', errorCode: 'AccessDenied' }),
      record('5', { requestParameters: 5, eventTime: null }),
      record('6', { requestParameters: false, eventTime: '2024-06-03T00:00:00Z', errorCode: 'X' }),
    ),
  });

  it('of a list count each once, and none is a group of its own', async () => {
    expect(counts(await rows(folder, { by: ['resources.ARN'] }), 'resources.ARN')).toEqual([
      [null, 5],
      ['arn:a', 1],
      ['arn:b', 1],
    ]);
  });

  it('that are objects are equal whatever the order of their keys, and shown as canonical JSON', async () => {
    expect(counts(await rows(folder, { by: ['requestParameters'] }), 'requestParameters')).toEqual([
      [{ a: [1, { c: 2, d: 1 }], b: 1 }, 2],
      ['text', 1],
      [5, 1],
      [false, 1],
      [{ b: '1' }, 1],
    ]);
    const { out } = await said([folder], { by: ['requestParameters'], format: 'tsv', top: '1' });
    expect(out).toContain('{"a":[1,{"c":2,"d":1}],"b":1}\t2\t');
  });

  it('are measured: errors, rate, first and last', async () => {
    const [only] = await rows(folder, {});
    expect(only).toEqual({
      by: {},
      count: 6,
      errors: 2,
      errorRate: 0.3333,
      first: '2024-06-01T10:00:00Z',
      last: '2024-06-03T00:00:00Z',
    });
  });

  it('without a time are a step of their own, and times that the clock has not', async () => {
    const list = await rows(folder, { every: '1d', empty: true });
    expect(list.map(({ bucket, count }) => [bucket, count])).toEqual([
      ['2024-06-01T00:00:00Z', 4],
      ['2024-06-02T00:00:00Z', 0],
      ['2024-06-03T00:00:00Z', 1],
      [null, 1],
    ]);
    expect(await rows(folder, { every: '7s' })).toHaveLength(3);
    expect(counts(await rows(folder, { by: ['hour'] }), 'hour')).toEqual([
      ['00', 1],
      ['10', 4],
      [null, 1],
    ]);
  });
});

describe('a field that no event has', () => {
  it.each([
    {
      by: 'requestParameters.bucketNam',
      says: 'No event has requestParameters.bucketNam; did you mean requestParameters.bucketName?',
    },
    { by: 'responseElements.userName', says: 'did you mean userIdentity.userName?' },
    { by: 'requestParameters.nothingLikeIt', says: 'No event has requestParameters.nothingLikeIt' },
  ])('$by', async ({ by, says }) => {
    const folder = archive({ 'a.json': trail(record('1'), record('2')) });
    const { err, out, code } = await said([folder], { by: [by] });
    expect(err).toContain(says);
    expect(out).toContain('-');
    expect(code).toBe(0);
    expect((await said([folder], { distinct: by })).err).toContain(says);
  });

  it('is named among the events that pass the filters', async () => {
    const folder = archive({ 'a.json': trail(record('1'), record('2', { eventName: 'GetObject' })) });
    const { err } = await said([folder], { by: ['errorCode'], event: ['GetObject'] });
    expect(err).toContain('No event that passes the filters has errorCode');
  });
});

describe('much', () => {
  it('empty steps over twenty years are said to be too many', async () => {
    const folder = archive({
      'a.json': trail(
        record('1', { eventTime: '2004-01-01T00:00:00Z' }),
        record('2', { eventTime: '2024-01-01T00:00:00Z' }),
      ),
    });
    const hourly = await said([folder], { every: '1h', empty: true });
    expect(hourly.err).toContain('Empty buckets are left out: there would be 175,321 rows');
    expect(hourly.out.trim().split('\n')).toHaveLength(4);
    expect(await rows(folder, { every: '1d', empty: true })).toHaveLength(7306);
    const series = await said([folder], { every: '5m', by: ['eventName'] }, 80);
    expect(series.out).toMatch(/^DeleteBucket \(2 events\)\n█·{58}█\n/);
  });

  it('keys by the hundred thousand are counted exactly', async () => {
    const size = 200_000;
    const file = (from: number): string =>
      `{"Records":[${Array.from({ length: size / 2 }, (_, i) => `{"eventID":"${from + i}","requestID":"r${from + i}","userAgent":"u${(from + i) % 1000}"}`).join(',')}]}`;
    const folder = archive({ 'a.json': file(0), 'b.json': file(size / 2) });
    const { out, err } = await said([folder], { by: ['requestID'], top: '2', json: true });
    expect((JSON.parse(out) as Row[]).map(({ by, count }) => [by.requestID, count])).toEqual([
      ['r0', 1],
      ['r1', 1],
    ]);
    expect(err).toContain('Not shown: 199,998 more groups');
    const [exact] = await rows(folder, { distinct: 'requestID' });
    expect(exact).toMatchObject({ count: size, distinct: size });
    const [near] = await rows(folder, { distinct: 'requestID', approx: true });
    expect(near).toMatchObject({ count: size, approximate: true });
    expect(Math.abs(Number(near?.distinct) / size - 1)).toBeLessThan(0.05);
  });

  it('as many names as are allowed find room, whatever they are', async () => {
    const derived = 'interface,account,action,outcome,region';
    const fields = ['vpcEndpointId', 'requestID', 'eventVersion', 'apiVersion', 'eventCategory', 'readOnly'];
    const folder = archive({ 'a.json': trail(record('1'), record('2')) });
    const list = await rows(folder, {
      by: [`${derived},${fields.join(',')},sharedEventID`],
      distinct: 'requestParameters.bucketName',
      every: '1h',
    });
    expect(list).toEqual([
      expect.objectContaining({ count: 2, by: expect.objectContaining({ action: 's3:DeleteBucket' }) }),
    ]);
  });

  it('names, more than there is room for, are refused before anything is read', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `requestParameters.p${i}`).join(',');
    await expect(said(['/nowhere'], { by: [names] })).rejects.toThrow(
      '--by: 40 names are too many; 12 are the most',
    );
  });
});
