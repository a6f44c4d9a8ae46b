/** Many expressions at once: the answer must be that of each by itself, whatever the index passes over. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expr } from '../../src/query/ast.js';
import { evaluate } from '../../src/query/evaluate.js';
import { recordTests } from '../../src/query/record-tests.js';
import { arbitraryExpr, arbitraryRecordText } from '../support/arbitraries.js';

const seed = 20230710;

/** Expressions as rules are: mostly an event name and something else. */
const arbitraryRule: fc.Arbitrary<Expr> = fc.oneof(
  arbitraryExpr,
  fc
    .tuple(
      fc.constantFrom<Expr['kind'] & ('all' | 'any')>('all', 'any'),
      fc.constantFrom('eventName', 'errorCode', 'a'),
      fc.subarray(['DeleteTrail', 'GETOBJECT', 'İ', '10', ''], { minLength: 1 }),
      fc.boolean(),
      arbitraryExpr,
    )
    .map(
      ([kind, name, values, foldCase, more]): Expr => ({
        kind,
        terms: [{ kind: 'oneOf', path: [name], values, foldCase }, more],
      }),
    ),
);

describe('recordTests', () => {
  it('answers as each expression by itself', () => {
    let matched = 0;
    fc.assert(
      fc.property(
        fc.array(arbitraryRule, { maxLength: 8 }),
        fc.array(arbitraryRecordText, { minLength: 1, maxLength: 4 }),
        (rules, records) => {
          const test = recordTests(rules);
          for (const { text, value } of records) {
            const bytes = Buffer.from(`x${text}`);
            const expected = [...rules.keys()].filter((i) => rules[i] && evaluate(rules[i], value));
            matched += expected.length;
            expect(test(bytes, 1, bytes.length)).toEqual(expected);
          }
        },
      ),
      { seed, numRuns: 5000 },
    );
    expect(matched).toBeGreaterThan(5000);
  });

  it('tells what is no record', () => {
    const name: Expr = { kind: 'oneOf', path: ['a'], values: ['x'], foldCase: true };
    for (const rules of [[name], [{ kind: 'not', term: name } as const]]) {
      const bytes = Buffer.from('{"a":"x"');
      expect(recordTests(rules)(bytes, 0, bytes.length)).toBeUndefined();
    }
  });

  it('finds a few of very many', () => {
    const rules = Array.from(
      { length: 5000 },
      (_, i): Expr => ({
        kind: 'oneOf',
        path: ['eventName'],
        values: [`Event${i}`],
        foldCase: true,
      }),
    );
    const bytes = Buffer.from('{"eventName":"EVENT4711"}');
    expect(recordTests(rules)(bytes, 0, bytes.length)).toEqual([4711]);
  });
});
