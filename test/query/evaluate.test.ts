/**
 * The evaluator where the language has no words for it; the rest of its meaning is in the cases of
 * `fixtures/where`.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/model/json.js';
import { UsageError } from '../../src/model/usage-error.js';
import type { Expr } from '../../src/query/ast.js';
import { candidates, compile, evaluate } from '../../src/query/evaluate.js';
import { jsonText } from '../../src/query/json-text.js';
import { textOf, valueTest } from '../../src/query/value-test.js';
import { arbitraryExpr, arbitraryRecord, arbitraryRecordText } from '../support/arbitraries.js';

const parse = (text: string): JsonObject => JSON.parse(text) as JsonObject;

describe('evaluate', () => {
  it.each<{ name: string; expr: Expr; matches: string[]; others: string[] }>([
    { name: 'all of nothing', expr: { kind: 'all', terms: [] }, matches: ['{}'], others: [] },
    { name: 'any of nothing', expr: { kind: 'any', terms: [] }, matches: [], others: ['{}'] },
    {
      name: 'equality ignoring case',
      expr: { kind: 'oneOf', path: ['a'], values: ['Größe', 5, true], foldCase: true },
      matches: ['{"a":"GRÖSSE","a":"gRÖßE"}', '{"a":"5.0"}', '{"a":"tRUE"}', '{"a":[1,{},"GRÖßE"]}'],
      others: ['{"a":"grosse"}', '{"a":1}', '{"a":{}}', '{"a":null}'],
    },
    {
      name: 'a null that is written',
      expr: { kind: 'isNull', path: ['a', 'b'] },
      matches: ['{"a":{"b":null}}', '{"a":[{"b":1},{"b":[2,[null]]}]}', '{"a.b":null,"a":{"b":1}}'],
      others: ['{}', '{"a":null}', '{"a":{"b":[]}}', '{"a":{"b":"null"}}', '{"a":{"b":null},"a.b":1}'],
    },
    {
      name: 'two fields ignoring case',
      expr: { kind: 'sameText', path: ['a'], other: ['b'], foldCase: true },
      matches: ['{"a":"X","b":["y","x"]}', '{"a":1,"b":"1"}'],
      others: ['{"a":"X","b":"Y"}', '{"a":{},"b":{}}', '{"a":null,"b":null}', '{}'],
    },
    {
      name: 'mentions',
      expr: { kind: 'mentions', text: 'needle', foldCase: false },
      matches: [
        '{"a":"a needle b"}',
        '{"needles":null}',
        '{"a":[[{"b":{"c":"needle"}}]]}',
        '{"a":{"xneedlex":1}}',
      ],
      others: ['{}', '{"a":"Needle"}', '{"need":"le"}', '{"a":["need","le"]}'],
    },
    {
      name: 'mentions, ignoring case',
      expr: { kind: 'mentions', text: 'NEEDLE', foldCase: true },
      matches: ['{"a":"Needle"}', '{"Needle":1}'],
      others: ['{"a":"need le"}'],
    },
    {
      name: 'mentions in some fields',
      expr: { kind: 'mentions', text: 'needle', foldCase: false, fields: ['a', 'b'] },
      matches: ['{"a":"a needle b"}', '{"a":"x","b":[[{"needles":null}]]}', '{"b":{"c":"needle"},"a":1}'],
      others: ['{}', '{"c":"needle"}', '{"a":null,"c":{"a":"needle"}}', '{"needle":{"a":1}}'],
    },
    {
      name: 'mentions of numbers and booleans, as JavaScript prints them',
      expr: { kind: 'mentions', text: '1000', foldCase: false },
      matches: ['{"a":1e3}', '{"a":210004}'],
      others: ['{"a":1.5}', '{"a":null}'],
    },
    {
      name: 'mentions of what is only between values',
      expr: { kind: 'mentions', text: '":', foldCase: false },
      matches: ['{"a":"x\\":"}'],
      others: ['{"a":"b"}'],
    },
    {
      name: 'a pattern ignoring case beyond ASCII',
      expr: { kind: 'regex', path: ['a'], pattern: 'größe', foldCase: true },
      matches: ['{"a":"DIE GRÖßE"}'],
      others: ['{"a":"grosse"}'],
    },
    {
      name: 'a star next to a star',
      expr: { kind: 'glob', path: ['a'], glob: [{ any: 'many' }, { any: 'many' }, 'x', ''], foldCase: false },
      matches: ['{"a":"x"}', '{"a":"yx"}'],
      others: ['{"a":"xy"}'],
    },
  ])('$name', ({ expr, matches, others }) => {
    const test = compile(expr);
    expect(matches.filter((text) => !test(parse(text)))).toEqual([]);
    expect(others.filter((text) => test(parse(text)))).toEqual([]);
  });

  it('answers for any record and any expression', () => {
    let matched = 0;
    fc.assert(
      fc.property(arbitraryExpr, arbitraryRecord, (expr, record) => {
        const answer = evaluate(expr, record);
        if (answer) matched++;
        expect(evaluate({ kind: 'not', term: expr }, record)).toBe(!answer);
        expect(compile(JSON.parse(JSON.stringify(expr)) as Expr)(record)).toBe(answer);
      }),
      { seed: 20_240_505, numRuns: 5_000 },
    );
    // Frequent matches are what makes the generators worth their size.
    expect(matched).toBeGreaterThan(500);
  });

  it('is not overcome by depth', () => {
    const depth = 100_000;
    const arrays = parse(`{"a":${'['.repeat(depth)}"x"${']'.repeat(depth)}}`);
    const objects = parse(`{"a":${'{"b":'.repeat(depth)}"needle"${'}'.repeat(depth)}}`);
    expect(evaluate({ kind: 'oneOf', path: ['a'], values: ['x'], foldCase: false }, arrays)).toBe(true);
    expect(evaluate({ kind: 'mentions', text: 'needle', foldCase: false }, objects)).toBe(true);
    const glob = [{ any: 'many' }, 'needle"', { any: 'many' }] as const;
    expect(evaluate({ kind: 'glob', path: ['a'], glob, foldCase: false }, objects)).toBe(true);
  });

  it('refuses patterns and networks that are none', () => {
    const test = compile({ kind: 'regex', path: ['a'], pattern: '(', foldCase: false });
    expect(() => test({ a: 'x' })).toThrow(UsageError);
    expect(() => compile({ kind: 'cidr', path: ['a'], network: '10.0.0.0' })).toThrow(UsageError);
  });
});

describe('candidates', () => {
  it.each<{ text: string; path: string[]; values: JsonValue[] }>([
    { text: '{"a":1}', path: ['a'], values: [1] },
    { text: '{"a":[1,[2,[null,{"b":3}]],[]]}', path: ['a'], values: [1, 2, null, { b: 3 }] },
    { text: '{"a":[{"b":1},{"b":[2,3]},{"c":4},"b",[{"b":5}]]}', path: ['a', 'b'], values: [1, 2, 3, 5] },
    { text: '{"a":{"b":{}}}', path: ['a', 'b'], values: [{}] },
    { text: '{"a.b":[1,2],"a":{"b":3}}', path: ['a', 'b'], values: [1, 2] },
    { text: '{"a.b":1}', path: ['a.b'], values: [1] },
    { text: '{"a.b":null,"a":{"b":3}}', path: ['a', 'b'], values: [null] },
    { text: '{"a.b":[],"a":{"b":3}}', path: ['a', 'b'], values: [] },
    { text: '{"a.b.c":1,"a":{"b.c":2}}', path: ['a', 'b.c'], values: [1] },
    { text: '{"a":{"b.c":2}}', path: ['a', 'b', 'c'], values: [] },
    { text: '{"a":"text"}', path: ['a', 'length'], values: [] },
    { text: '{"a":["x"]}', path: ['a', '0'], values: [] },
    { text: '{}', path: ['toString'], values: [] },
    { text: '{"__proto__":{"a":1}}', path: ['__proto__', 'a'], values: [1] },
    { text: '{"__proto__":{"a":1}}', path: ['a'], values: [] },
  ])('$text $path', ({ text, path, values }) => expect(candidates(parse(text), path)).toEqual(values));
});

describe('textOf', () => {
  it.each<{ value: JsonValue; text: string | undefined }>([
    { value: 'x', text: 'x' },
    { value: 1.0, text: '1' },
    { value: -0, text: '0' },
    { value: 1e21, text: '1e+21' },
    { value: false, text: 'false' },
    { value: { b: [1, { a: '"' }] }, text: '{"b":[1,{"a":"\\""}]}' },
    { value: null, text: undefined },
    { value: ['x'], text: undefined },
  ])('$text', ({ value, text }) => expect(textOf(value)).toBe(text));
});

describe('valueTest', () => {
  it('is asked about single values, objects among them', () => {
    const test = valueTest({ kind: 'compare', path: ['a'], op: '>=', value: 10 });
    expect([10, '10', '9', 'x', '', true, {}].map((value) => test(value))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('jsonText', () => {
  it('is JSON.stringify where that works, and goes on where it does not', () => {
    const shallow = parse('{"a":[1,"x",null,[],{}],"__proto__":{"b":"\\ud83d"},"c":{"d":[[2]],"e":-0}}');
    expect(jsonText(shallow)).toBe(JSON.stringify(shallow));
    const depth = 20_000;
    const inside = JSON.stringify(shallow);
    const deep = `${'{"a":[1,'.repeat(depth)}${inside}${'],"b":2}'.repeat(depth)}`;
    expect(jsonText(parse(deep)) === deep).toBe(true);
  });
});

describe('arbitraryRecordText', () => {
  it('survives UTF-8, and has unusual spellings', () => {
    const seen = { escape: 0, duplicate: 0, exponent: 0, blank: 0, raw: 0 };
    fc.assert(
      fc.property(arbitraryRecordText, ({ text, value }) => {
        expect(JSON.parse(Buffer.from(text).toString())).toEqual(value);
        if (/\\u00[46]/.test(text)) seen.escape++;
        if (/\de/.test(text)) seen.exponent++;
        if (/[{,]\s+"/.test(text)) seen.blank++;
        if (/[^\0-\x7f]/.test(text)) seen.raw++;
        if (JSON.stringify(value).length < text.replace(/\s/g, '').length - 100) seen.duplicate++;
      }),
      { seed: 20_240_506, numRuns: 1_000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  });
});
