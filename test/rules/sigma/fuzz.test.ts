/** Rules with random damage: each document becomes a rule or a fault with a place, and nothing else is ever thrown. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/query/evaluate.js';
import { printWhere } from '../../../src/query/where/index.js';
import { setOf } from './rule-text.js';

const folder = 'fixtures/rules/sigma';
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const cases = JSON.parse(readFileSync('fixtures/rules/sigma-cases.json', 'utf8')) as readonly {
  rule: string;
}[];

const pieces = [
  '|',
  ':',
  '*',
  '&a ',
  '*a',
  '- ',
  '[',
  ']',
  '{',
  '}',
  "'",
  '"',
  '\n',
  '\t',
  '#',
  '|re',
  '|all',
  '|exists',
  'null',
];
const words = [
  ...pieces,
  '---\n',
  '!!binary ',
  '? ',
  '%',
  '\\',
  '\u0000',
  '\ud800',
  ' of ',
  ' and ',
  '(',
  '1e999',
  '-0',
  '.nan',
  '<<: ',
  'true',
];

const damaged = fc
  .tuple(
    fc.constantFrom(...texts, ...cases.map(({ rule }) => rule)),
    fc.array(
      fc.tuple(
        fc.noBias(fc.integer({ min: 0, max: 4000 })),
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom(...words, ''),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([text, cuts]) =>
    cuts.reduce((whole, [at, length, word]) => {
      const place = at % (whole.length + 1);
      return whole.slice(0, place) + word + whole.slice(place + length);
    }, text),
  );

describe('readRules', () => {
  it('makes rules or faults of any text', { timeout: 60_000 }, () => {
    const met = { rules: 0, broken: 0 };
    fc.assert(
      fc.property(damaged, (text) => {
        const { rules, broken } = setOf(text);
        met.rules += rules.length;
        met.broken += broken.length;
        for (const { message } of broken) expect(message).toMatch(/^0\.yml:\d+:\d+: ./);
        for (const rule of rules) {
          if (rule.kind !== 'detection') continue;
          expect(
            typeof evaluate(rule.where, { eventName: 'A', requestParameters: { a: ['x', 1, null] } }),
          ).toBe('boolean');
          expect(typeof printWhere(rule.where)).toBe('string');
        }
      }),
      { seed: 20230710, numRuns: 4000 },
    );
    expect(Math.min(met.rules, met.broken)).toBeGreaterThan(400);
  });
});
