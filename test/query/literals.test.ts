/** The texts that must occur: no record that matches may be passed over by the search for them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel } from '../../src/load/split/kernel.js';
import { readRecords } from '../../src/load/split/records.js';
import type { JsonObject } from '../../src/model/json.js';
import type { Literal } from '../../src/model/literal.js';
import type { Expr } from '../../src/query/ast.js';
import { candidates, evaluate } from '../../src/query/evaluate.js';
import { mustOccur } from '../../src/query/literals.js';
import { fold, textOf } from '../../src/query/value-test.js';
import { parseWhere } from '../../src/query/where/index.js';
import { arbitraryExpr, arbitraryRecordText } from '../support/arbitraries.js';
import { sourceOf } from '../support/byte-source.js';

const seed = 20230710;

/** Whether the search takes the record for a candidate, as the only one of a file. */
function isCandidate(record: string, literals: readonly Literal[]): boolean {
  let found = false;
  const longest = Math.max(0, ...literals.map(({ text }) => text.length));
  const source = sourceOf(Buffer.from(`{"Records":[${record}]}`));
  const ending = readRecords(
    source,
    createKernel(literals),
    2 ** 24,
    longest,
    (_b, _s, _e, _i, candidate) => {
      found = candidate;
      return true;
    },
  );
  expect(ending).toBe('whole');
  return found;
}

describe('mustOccur', () => {
  it('passes over no record that matches', () => {
    let checked = 0;
    fc.assert(
      fc.property(arbitraryRecordText, arbitraryExpr, ({ text, value }, expr) => {
        const literals = mustOccur(expr);
        if (!literals || !evaluate(expr, value)) return;
        checked++;
        expect(isCandidate(text, literals)).toBe(true);
      }),
      { seed, numRuns: 30_000 },
    );
    expect(checked).toBeGreaterThan(200);
  });

  it('passes over no record that holds what was taken from it', () => {
    const names = ['requestParameters', 'a', 'eventName', 'resources', 'readOnly', 'sourceIPAddress'];
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    let checked = 0;
    fc.assert(
      fc.property(
        arbitraryRecordText,
        fc.constantFrom(...names),
        fc.array(place, { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        ({ text, value }, name, places, foldCase) => {
          const [held] = candidates(value, [name]);
          const whole = held === undefined ? undefined : textOf(held);
          if (whole === undefined) return;
          const cuts = places.map((at) => Math.round(at * whole.length)).sort((a, b) => a - b);
          const parts = cuts.slice(1).map((end, i) => whole.slice(cuts[i], end));
          const part = foldCase ? (parts[0] ?? '').toUpperCase() : (parts[0] ?? '');
          const exprs: Expr[] = [
            { kind: 'glob', path: [name], glob: [{ any: 'many' }, ...parts, { any: 'many' }], foldCase },
            {
              kind: 'glob',
              path: [name],
              glob: parts.flatMap((one) => [{ any: 'many' }, one, { any: 'many' }]),
              foldCase,
            },
            { kind: 'glob', path: [name], glob: [whole], foldCase },
            { kind: 'oneOf', path: [name], values: [whole], foldCase },
            { kind: 'mentions', text: part, foldCase },
          ];
          for (const expr of exprs) {
            const literals = mustOccur(expr);
            if (!literals || !evaluate(expr, value)) continue;
            checked++;
            expect({ expr, candidate: isCandidate(text, literals) }).toEqual({ expr, candidate: true });
          }
        },
      ),
      { seed, numRuns: 8_000 },
    );
    expect(checked).toBeGreaterThan(1500);
  });

  it.each<[string, string, string]>([
    ['a control that JSON spells with letters', '{"b":"x\\u000aname"}', "LIKE '%nname%'"],
    ['a control that is spelled in the other case', '{"b":"x\\u001By"}', "LIKE '%u001by%'"],
    ['half a pair', '{"b":"x\\uD83Dy"}', "LIKE '%ud83dy%'"],
    ['a slash', '{"b":"user\\/alice"}', "LIKE '%user/alice%'"],
    ['a quote', '{"b":"say \\u0022hello\\u0022"}', `LIKE '%say _"hello%'`],
    ['white space between', '{ "name" :\n"value" }', `LIKE '%name":"value%'`],
    ['an object by its ends', '{ "name" : 1 }', `LIKE '{"name":%}'`],
    ['a number that is too large', '1e999', "= 'Infinity'"],
    ['part of a number that is too large', '-1e999', "LIKE '-Infin%'"],
    ['a number that is too large, within', '{"b":1e999}', "LIKE '%null%'"],
    ['a number in another spelling', '1e3', "= '1000'"],
    ['a number in another spelling, within', '{"b":1e3}', "LIKE '%1000%'"],
    ['a boolean', 'true', "LIKE '%rue'"],
    ['an escaped key', '{"n\\u0061me":1}', 'IS NOT NULL'],
  ])('passes not over %s', (_, value, test) => {
    for (const key of ['requestParameters', 'request\\u0050arameters']) {
      const record = `{"${key}":${value}}`;
      const expr = parseWhere(`requestParameters ${test}`);
      expect(evaluate(expr, JSON.parse(record) as JsonObject)).toBe(true);
      expect(isCandidate(record, mustOccur(expr) ?? [])).toBe(true);
    }
  });

  it('passes not over a dotted key', () => {
    const expr = parseWhere("requestParameters.bucketName = 'a'");
    expect(isCandidate('{"requestParameters.bucketName":"a"}', mustOccur(expr) ?? [])).toBe(true);
  });
});

describe('what is searched for', () => {
  const exact = (text: string): Literal => ({ text, foldCase: false });
  const folded = (text: string): Literal => ({ text, foldCase: true });

  it.each<[string, readonly Literal[] | undefined]>([
    ["eventName = 'DeleteTrail'", [exact('DeleteTrail')]],
    ["eventName IN ('DeleteTrail', 'StopLogging')", [exact('DeleteTrail'), exact('StopLogging')]],
    ["eventName LIKE 'Delete%'", [exact('Delete')]],
    ["eventName ILIKE '%TRAIL'", [folded('TRAIL')]],
    ["eventName = 'DeleteTrail' AND awsRegion = 'eu-west-1'", [exact('DeleteTrail')]],
    [
      "eventName = 'DeleteTrail' OR errorCode = 'AccessDenied'",
      [exact('DeleteTrail'), exact('AccessDenied')],
    ],
    ["eventName = 'DeleteTrail' OR NOT errorCode = 'AccessDenied'", undefined],
    ["NOT eventName = 'DeleteTrail'", undefined],
    ["eventName != 'DeleteTrail'", undefined],
    ["eventTime > '2024-05-01'", undefined],
    ["requestParameters LIKE '%1000%'", undefined],
    ["requestParameters LIKE '%maxItems\":1000%'", [exact('maxItems')]],
    ['requestParameters LIKE \'{"bucketName":"a:bc"%\'', [exact('bucketName')]],
    ["requestParameters.bucketName LIKE 'logs 2024:%'", [exact('logs 2024:')]],
    ["requestParameters.bucketName LIKE '%, 111122223333'", [exact(', 111122223333')]],
    ["requestParameters.bucketName LIKE '2024%'", [exact('bucketName')]],
    ["userIdentity.arn LIKE 'arn:aws:iam::111122223333:user/%'", [exact('arn:aws:iam::111122223333:user')]],
    ['requestParameters.bucketName IS NOT NULL', [exact('bucketName')]],
    ['errorCode IS NOT NULL', [exact('errorCode')]],
    ['errorCode IS NULL', undefined],
    ["cidr(sourceIPAddress, '192.0.2.0/24')", undefined],
    ["sourceIPAddress = '192.0.2.7'", undefined],
    ['requestParameters.maxItems = 1000', [exact('maxItems')]],
    ["eventName ~ '^Delete'", undefined],
    ["eventName = 'ab'", undefined],
    ["eventName = 'größe'", undefined],
    [`eventName IN (${Array.from('abcdefghi', (c) => `'${c.repeat(3)}'`).join(', ')})`, undefined],
    [`eventName = '${'x'.repeat(300)}'`, [exact('x'.repeat(200))]],
  ])('for %s', (where, literals) => {
    expect(mustOccur(parseWhere(where))).toEqual(literals);
  });

  it.each<[string, Expr, readonly Literal[] | undefined]>([
    [
      'equality ignoring case',
      { kind: 'oneOf', path: ['eventName'], values: ['deleteTrail'], foldCase: true },
      [folded('deleteTrail')],
    ],
    [
      'a mention',
      { kind: 'mentions', text: 'AKIAIOSFODNN7EXAMPLE', foldCase: false },
      [exact('AKIAIOSFODNN7EXAMPLE')],
    ],
    ['a mention of digits', { kind: 'mentions', text: '111122223333', foldCase: false }, undefined],
    [
      'two fields',
      { kind: 'sameText', path: ['userName'], other: ['requestParameters', 'groupName'], foldCase: false },
      [exact('groupName')],
    ],
    ['everything', { kind: 'all', terms: [] }, undefined],
    ['nothing', { kind: 'any', terms: [] }, []],
  ])('for %s', (_, expr, literals) => {
    expect(mustOccur(expr)).toEqual(literals);
  });
});

describe('folding case', () => {
  it('makes an ASCII letter of no other character, so that bytes can be searched', () => {
    for (let code = 0x80; code <= 0x10ffff; code++) {
      const folded = fold(String.fromCodePoint(code));
      if (/[\0-\x7f]/.test(folded)) expect(`U+${code.toString(16)} becomes ${folded}`).toBe('');
    }
    expect(fold('K\u212a\u0130I')).toBe('k\u212a\u0130i');
  });
});
