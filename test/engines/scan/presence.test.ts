/** What files hold of each place, hour and source, told along with what rules find: against `JSON.parse` and a map. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fileScanner } from '../../../src/engines/scan/scan-file.js';
import type { JsonObject } from '../../../src/model/json.js';
import type { Presence, SourcePresence } from '../../../src/model/presence.js';
import { type Expr, everything } from '../../../src/query/ast.js';
import { evaluate } from '../../../src/query/evaluate.js';
import { instantOf } from '../../../src/query/event-time.js';

const seed = 20230710;
const folder = mkdtempSync(join(tmpdir(), 'trailscan-presence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rule: Expr = { kind: 'oneOf', path: ['eventName'], values: ['StopLogging'], foldCase: true };
const odd = fc.constantFrom(null, 7, ['eu-west-1'], { a: 1 }, '', 'größe');
const record = fc
  .record(
    {
      eventTime: fc.oneof(
        {
          weight: 8,
          arbitrary: fc.constantFrom('2024-05-01T10:00:00Z', '2024-05-01T10:59:59Z', '2024-05-01T11:00:00Z'),
        },
        fc.constantFrom('1969-12-31T23:10:00Z', 'yesterday', '2024-05-01T10:00:00+02:00', 5),
      ),
      eventName: fc.constantFrom('StopLogging', 'CreateUser'),
      eventID: fc.constantFrom('9c2f15aa-0000-4000-8000-00000000001f', 'é', '\n', 'a"', 5, ['x']),
      eventSource: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('s3.amazonaws.com', 'iam.amazonaws.com') },
        odd,
      ),
      awsRegion: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('eu-west-1', 'us-east-1') }, odd),
      eventCategory: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('Management', 'Data') }, odd),
      recipientAccountId: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('111122223333', '444455556666') },
        odd,
      ),
    },
    { requiredKeys: [] },
  )
  .chain((values) => fc.boolean().map((isOdd) => spelled(values, isOdd)));

/** The same record, its names spelled with an escape: what the fast reader leaves to the plain one. */
function spelled(values: object, isOdd: boolean): string {
  const text = JSON.stringify(values);
  return isOdd ? text.replace('"awsRegion"', '"\\u0061wsRegion"') : text;
}

function expected(records: readonly JsonObject[]): readonly Presence[] {
  const counts = new Map<string, Presence>();
  for (const { eventTime, awsRegion, recipientAccountId, eventCategory } of records) {
    const time = instantOf(eventTime);
    if (Number.isNaN(time)) continue;
    const account = typeof recipientAccountId === 'string' ? recipientAccountId : '';
    const region = typeof awsRegion === 'string' ? awsRegion : '';
    const hour = Math.floor(time / 3_600_000) * 3_600_000;
    const category = typeof eventCategory === 'string' && eventCategory !== '' ? eventCategory : undefined;
    const key = JSON.stringify([account, region, hour, category]);
    const events = (counts.get(key)?.events ?? 0) + 1;
    counts.set(key, { account, region, hour, events, ...(category === undefined ? {} : { category }) });
  }
  return [...counts.values()].sort(byPlace);
}

function expectedSources(records: readonly JsonObject[]): readonly SourcePresence[] {
  const counts = new Map<string, SourcePresence>();
  for (const { eventSource, eventCategory } of records) {
    const source = typeof eventSource === 'string' ? eventSource : '';
    const category = typeof eventCategory === 'string' && eventCategory !== '' ? eventCategory : undefined;
    const key = JSON.stringify([source, category]);
    const events = (counts.get(key)?.events ?? 0) + 1;
    counts.set(key, { source, events, ...(category === undefined ? {} : { category }) });
  }
  return [...counts.values()].sort((a, b) =>
    a.source === b.source ? ((a.category ?? '') < (b.category ?? '') ? -1 : 1) : a.source < b.source ? -1 : 1,
  );
}

function byPlace(a: Presence, b: Presence): number {
  if (a.account !== b.account) return a.account < b.account ? -1 : 1;
  if (a.region !== b.region) return a.region < b.region ? -1 : 1;
  if (a.hour !== b.hour) return a.hour - b.hour;
  return (a.category ?? '') < (b.category ?? '') ? -1 : 1;
}

function scanned(bytes: string | Buffer) {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  const limits = { maxRecordSize: 2 ** 20, maxDepth: 100, maxFileSize: 2 ** 36 };
  const scanner = fileScanner({
    where: everything,
    rules: [rule],
    presence: true,
    literals: [],
    limits,
    limit: null,
  });
  const { presence = [], ends } = scanner({ source: 0, path });
  const [presences, sources] = [
    presence.flatMap((one) => one.places),
    presence.flatMap((one) => one.sources),
  ];
  return { presence: presences, sources, matches: ends.length };
}

describe('presence', () => {
  it('is that of all records, matching or not', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), fc.boolean(), (texts, isGzip) => {
        const text = `{"Records":[${texts.join(',')}]}`;
        const records = texts.map((each) => JSON.parse(each) as JsonObject);
        expect(scanned(isGzip ? gzipSync(text) : text)).toEqual({
          presence: expected(records),
          sources: expectedSources(records),
          matches: records.filter((each) => evaluate(rule, each)).length,
        });
      }),
      { seed, numRuns: 500 },
    );
  });

  it('counts no record twice where a damaged file is read again', () => {
    const texts = Array.from(
      { length: 3000 },
      (_, i) =>
        `{"eventTime":"2024-05-01T10:00:00Z","eventID":"${i}","awsRegion":"eu-west-1","recipientAccountId":"111122223333"}`,
    );
    const whole = gzipSync(`{"Records":[${texts.join(',')}]}`);
    const { presence } = scanned(whole.subarray(0, whole.length - 2000));
    const events = presence[0]?.events ?? 0;
    expect(presence).toHaveLength(1);
    expect(events).toBeGreaterThan(500);
    expect(events).toBeLessThan(3000);
  });

  it('is whole where a file has more records than the table has rows', () => {
    const text = '{"eventTime":"2024-05-01T10:00:00Z","awsRegion":"eu-west-1"}';
    const { presence } = scanned(`{"Records":[${Array<string>(70_000).fill(text).join(',')}]}`);
    expect(presence).toEqual([
      { account: '', region: 'eu-west-1', hour: Date.UTC(2024, 4, 1, 10), events: 70_000 },
    ]);
  });
});
