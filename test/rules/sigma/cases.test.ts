/** What rules mean: a table of rules and records, each read as parsed and from its bytes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.js';
import { evaluate } from '../../../src/query/evaluate.js';
import { recordTest } from '../../../src/query/record-test.js';
import { readRules } from '../../../src/rules/sigma/index.js';

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly record: JsonObject;
  readonly matches: boolean;
}

const cases = JSON.parse(readFileSync('fixtures/rules/sigma-cases.json', 'utf8')) as readonly Case[];

describe('what rules mean', () => {
  it.each(cases)('$name', ({ name, rule, record, matches }) => {
    const { rules, broken } = readRules([{ file: 'case.yml', text: rule }]);
    expect(broken.map(({ message }) => message)).toEqual([]);
    const [only] = rules;
    if (only?.kind !== 'detection') throw new Error(`${name} is no rule`);
    expect(evaluate(only.where, record)).toBe(matches);
    const bytes = Buffer.from(JSON.stringify(record));
    expect(recordTest(only.where)(bytes, 0, bytes.length)).toBe(matches);
  });

  it('tries both answers', () => {
    expect(cases.filter(({ matches }) => !matches).length).toBeGreaterThan(40);
  });
});
