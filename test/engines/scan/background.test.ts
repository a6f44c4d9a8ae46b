/** What a query with rules wants besides: handed over apart, and no part of the answer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type Match, type RuleResult, scanRules } from '../../../src/engines/scan/index.js';
import type { JsonObject } from '../../../src/model/json.js';
import { type Expr, everything } from '../../../src/query/ast.js';
import { evaluate } from '../../../src/query/evaluate.js';
import { parseWhere } from '../../../src/query/where/index.js';

const folder = mkdtempSync(join(tmpdir(), 'trailscan-background-'));
afterAll(() => rmSync(folder, { recursive: true }));
const maxBytes = 2 ** 30;
const limits = { maxRecordSize: 8 * 1024 * 1024, maxDepth: 1000, maxFileSize: 2 ** 36 };

const names = ['AssumeRole', 'DeleteTrail', 'PutObject', 'CreateUser'];
const records = Array.from({ length: 400 }, (_, i): JsonObject & { eventID: string } => ({
  eventVersion: '1.08',
  eventTime: `2024-05-01T10:${String(i % 60).padStart(2, '0')}:00Z`,
  eventSource: 'sts.amazonaws.com',
  eventName: names[i % names.length] ?? '',
  eventID: `e${i}`,
  awsRegion: i % 3 === 0 ? 'eu-west-1' : 'us-east-1',
}));
const sources = Array.from({ length: 8 }, (_, i) => {
  const path = join(folder, `${i}.json.gz`);
  writeFileSync(path, gzipSync(JSON.stringify({ Records: records.filter((_one, j) => j % 8 === i) })));
  return { path, shown: `${i}` };
});

const rules = [
  parseWhere("eventName = 'DeleteTrail'"),
  parseWhere("eventName = 'AssumeRole' AND awsRegion = 'eu-west-1'"),
];
const background = parseWhere("eventName = 'AssumeRole'");
const ids = (matches: Iterable<Match>): string[] => Array.from(matches, ({ eventID }) => eventID).sort();
const expected = (...all: readonly Expr[]): string[] =>
  records
    .filter((record) => all.every((expr) => evaluate(expr, record)))
    .map(({ eventID }) => eventID)
    .sort();

describe('the background', () => {
  it.each([
    ['of all', everything],
    ['of what the filters let pass', parseWhere("awsRegion = 'us-east-1'")],
  ])('%s is all that was wanted, and the answer is the same without it', async (_, where) => {
    const query = { where, rules, keepDuplicates: false };
    const options = { threads: 2, limits };
    const plain = await scanRules(sources, query, options, maxBytes);
    const both = await scanRules(sources, { ...query, background }, options, maxBytes);
    const told = ({ matches }: RuleResult) =>
      Array.from({ length: matches.length }, (_one, position) => {
        const { eventID, file, index, bytes } = matches.at(position);
        return [eventID, file, index, String(bytes), matches.rules(position)];
      });
    expect(told(both)).toEqual(told(plain));
    expect(both.duplicates).toBe(plain.duplicates);
    expect(plain.background).toBeNull();
    const besides = both.background?.ask(everything);
    expect(ids(besides?.matches ?? [])).toEqual(expected(where, background));
    const some = parseWhere("awsRegion = 'eu-west-1'");
    expect(ids(both.background?.ask(some).matches ?? [])).toEqual(expected(where, background, some));
    expect(besides?.matches.every(({ bytes, eventID }) => String(bytes).includes(`"${eventID}"`))).toBe(true);
    expect(besides?.problems).toEqual([]);
  });

  it('is left out where there is too much of it', async () => {
    const path = join(folder, 'large.json.gz');
    const filler = 'x'.repeat(1024 * 1024);
    const large = Array.from({ length: 80 }, (_, i) => ({ ...records[0], eventID: `l${i}`, filler }));
    writeFileSync(path, gzipSync(JSON.stringify({ Records: [...large, records[1]] }), { level: 1 }));
    const query = {
      where: everything,
      rules: rules.slice(0, 1),
      background,
      keepDuplicates: false,
    };
    const found = await scanRules([{ path, shown: 'large' }], query, { threads: 1, limits }, maxBytes);
    expect(found.background).toBeNull();
    expect(found.matches.length).toBe(1);
    expect(found.matches.eventID(0)).toBe('e1');
  });
});
