/** The test of a record's bytes: it must answer as `JSON.parse` and the plain evaluator do, whatever the spelling. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.js';
import { UsageError } from '../../src/model/usage-error.js';
import type { Expr, Path } from '../../src/query/ast.js';
import { candidates, evaluate } from '../../src/query/evaluate.js';
import { fieldReader } from '../../src/query/field-reader.js';
import { parseRecord, recordTest } from '../../src/query/record-test.js';
import { parseWhere } from '../../src/query/where/index.js';
import { arbitraryExpr, arbitraryRecordText } from '../support/arbitraries.js';
import { readWhereCases } from '../support/where-cases.js';

const seed = 20230710;

/** The record's bytes in the middle of others, which must not be read. */
function embed(text: string, before = ' {"', behind = '"}]'): [Buffer, number, number] {
  const start = Buffer.byteLength(before);
  const bytes = Buffer.from(before + text + behind);
  return [bytes, start, start + Buffer.byteLength(text)];
}

describe('recordTest', () => {
  it('agrees with JSON.parse and the plain evaluator', () => {
    const surroundings = fc.constantFrom('', '"', '\\', '{"eventName":"DeleteTrail"}', '\u0000', ' ,', 'é');
    let matched = 0;
    fc.assert(
      fc.property(
        arbitraryRecordText,
        arbitraryExpr,
        surroundings,
        surroundings,
        ({ text, value }, expr, before, behind) => {
          const expected = evaluate(expr, value);
          matched += expected ? 1 : 0;
          expect(recordTest(expr)(...embed(text, before, behind))).toBe(expected);
        },
      ),
      { seed, numRuns: 20_000 },
    );
    expect(matched).toBeGreaterThan(4000);
  });

  it('keeps nothing of the record before', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryRecordText, { minLength: 2, maxLength: 5 }),
        arbitraryExpr,
        (records, expr) => {
          const test = recordTest(expr);
          const answers = records.map(({ text }) => test(...embed(text)));
          expect(answers).toEqual(records.map(({ value }) => evaluate(expr, value)));
        },
      ),
      { seed, numRuns: 3000 },
    );
  });

  const cases = readWhereCases().filter(({ records }) => records.length > 0);
  it.each(cases)('$name', ({ query, records }) => {
    const test = recordTest(parseWhere(query));
    for (const { text, matches } of records) expect([text, test(...embed(text))]).toEqual([text, matches]);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['an array', '[{"a":1}]'],
    ['a string', '"a"'],
    ['null', 'null'],
    ['two objects', '{"a":1}{"a":1}'],
    ['a missing brace', '{"a":1'],
    ['a key without a value', '{"a"}'],
    ['a value without a key', '{1}'],
    ['a comma too many', '{"a":1,}'],
    ['a bad value', '{"a":tru}'],
    ['a bad number', '{"a":1.}'],
    ['a bad escape', '{"a":"\\x"}'],
    ['an open string', '{"a":"b}'],
  ])('does not take %s for a record', (_, text) => {
    const a: Expr = { kind: 'oneOf', path: ['a'], values: ['x'], foldCase: false };
    const mention: Expr = { kind: 'mentions', text: 'x', foldCase: false };
    for (const expr of [a, mention]) expect(recordTest(expr)(...embed(text))).toBeUndefined();
    expect(parseRecord(...embed(text))).toBeUndefined();
  });

  it('refuses a bad network at once, and a bad pattern when it is first asked', () => {
    expect(() => recordTest({ kind: 'cidr', path: ['a'], network: 'x' })).toThrow(UsageError);
    const test = recordTest({ kind: 'regex', path: ['a'], pattern: '(', foldCase: false });
    expect(() => test(...embed('{"a":"b"}'))).toThrow(UsageError);
  });
});

describe('fieldReader', () => {
  /** What the reader gives for each path, or undefined where it leaves the record to JSON.parse. */
  const read = (paths: readonly Path[], text: string) => {
    const reader = fieldReader(paths);
    if (!reader.read(...embed(text))) return undefined;
    return paths.map((_, slot) =>
      Array.from({ length: reader.count(slot) }, (_one, i) => reader.value(slot, i)),
    );
  };

  it.each<{ text: string; path: Path }>([
    { text: '{"a":{"b":[1,[2,[null,{}]],"x"]}}', path: ['a', 'b'] },
    { text: '{"a":[{"b":1},[{"b":[2]}],{"c":3},4,null]}', path: ['a', 'b'] },
    { text: '{"a.b":[1,[2]],"a":{"b":3}}', path: ['a', 'b'] },
    { text: '{"a":{"b":3},"a.b":[]}', path: ['a', 'b'] },
    { text: '{"a":{"b.c":1,"b":{"c":2}}}', path: ['a', 'b', 'c'] },
    { text: '{ "a" : { "b" : -1.50e+2 } , "z" : "\\"" }', path: ['a', 'b'] },
    { text: '{"a":"é\\n\\u00e9/\\/","größe":"\u007f"}', path: ['a'] },
    { text: '{"größe":"Ø"}', path: ['größe'] },
    { text: '{"__proto__":{"a":1}}', path: ['__proto__', 'a'] },
    { text: '{"":{"":""}}', path: ['', ''] },
    { text: '{"a":true,"b":[false]}', path: ['b'] },
    { text: `{"a":${'['.repeat(1000)}1${']'.repeat(1000)}}`, path: ['a'] },
    { text: '{}', path: ['a'] },
  ])('reads $path of $text', ({ text, path }) => {
    expect(read([path], text)).toEqual([candidates(JSON.parse(text) as JsonObject, path)]);
  });

  it('reads many fields at once, one within another', () => {
    const paths = [['a'], ['a', 'b'], ['a', 'b', 'c'], ['x'], ['a', 'd']];
    const text = '{"x":1,"a":[{"d":"y","b":{"c":null}},{"b":"z"}]}';
    expect(read(paths, text)).toEqual(paths.map((path) => candidates(JSON.parse(text) as JsonObject, path)));
  });

  it.each([
    ['a repeated key', '{"a":1,"a":2}'],
    ['a repeated key within', '{"a":{"b":1,"b":2}}'],
    ['an escaped key', '{"\\u0061":1}'],
    ['an escaped key behind', '{"a":1,"b\\n":1}'],
    ['what is no JSON', '{"a":1 "b":2}'],
  ])('leaves %s to JSON.parse', (_, text) => {
    expect(read([['a', 'b']], text)).toBeUndefined();
  });

  it('reads any number of fields', () => {
    const names = Array.from({ length: 100 }, (_, i) => `f${i}`);
    const record = Object.fromEntries(names.map((name, i) => [name, i]));
    const all: Expr = {
      kind: 'all',
      terms: names.map((name, i) => ({ kind: 'oneOf', path: [name], values: [i], foldCase: false })),
    };
    expect(recordTest(all)(...embed(JSON.stringify(record)))).toBe(true);
    expect(recordTest(all)(...embed(JSON.stringify({ ...record, f99: 1 })))).toBe(false);
    const within: Expr = {
      kind: 'all',
      terms: names.map((name, i) => ({ kind: 'oneOf', path: ['in', name], values: [i], foldCase: false })),
    };
    expect(recordTest(within)(...embed(JSON.stringify({ in: record })))).toBe(true);
  });
});
