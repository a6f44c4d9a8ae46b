/** Rules made to harm: each ends soon, as a rule or as a fault. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/query/evaluate.js';
import { readRules } from '../../../src/rules/sigma/index.js';
import { detectionOf, ruleText, setOf } from './rule-text.js';

/** Milliseconds: generous, for what takes exponential or quadratic time takes far longer. */
const soon = 5000;

describe('bombs', () => {
  it('aliases of aliases', { timeout: soon }, () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(10)}]`);
    const { broken } = setOf(`title: t\n${lines.join('\n')}\n`);
    expect(broken.map(({ message }) => message)).toEqual([
      '0.yml:7:9: more than 200,000 values, aliases counted',
    ]);
  });

  it('an alias within its own anchor', () => {
    expect(setOf('title: t\na: &a [*a]\n').broken).toHaveLength(1);
  });

  it('aliases that are of use', () => {
    const text = ruleText('t', 'one: &names {eventName: [A, B]}\ntwo: *names\ncondition: one and two');
    expect(evaluate(detectionOf(text).where, { eventName: 'B' })).toBe(true);
  });

  it('many aliases', { timeout: soon }, () => {
    const text = ruleText('t', `one: &one {eventName: A}\nsel:\n${'- *one\n'.repeat(20_000)}condition: sel`);
    expect(setOf(text).rules).toHaveLength(1);
  });

  it.each(['[', '{a: ', '- '])('nesting by %j', { timeout: soon }, (open) => {
    const { rules, broken } = setOf(`title: t\na: ${open.repeat(100_000)}`);
    expect([rules.length, broken.length]).toEqual([0, 1]);
  });

  it('a rule of 1 MB', { timeout: soon }, () => {
    const names = Array.from({ length: 60_000 }, (_, i) => `- Event${i}`);
    const text = ruleText('t', `sel:\n  eventName:\n  ${names.join('\n  ')}\ncondition: sel`);
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(evaluate(detectionOf(text).where, { eventName: 'Event59999' })).toBe(true);
  });

  it('a map of many keys', { timeout: soon }, () => {
    const keys = Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`);
    expect(setOf(`title: t\n${keys.join('\n')}\n`).broken).toHaveLength(1);
  });

  it('a condition that names a large selection over and over', { timeout: soon }, () => {
    const values = Array.from({ length: 5_000 }, (_, i) => `v${i}`).join(', ');
    const text = ruleText('t', `sel: {a: [${values}]}\ncondition: ${'sel and '.repeat(5_000)}sel`);
    expect(setOf(text).broken.map(({ message }) => message.slice(-31))).toEqual([
      'it comes to more than 200,000 tests'.slice(-31),
    ]);
  });

  it('a long condition', { timeout: soon }, () => {
    const text = ruleText('t', `sel: {a: 1}\ncondition: ${'not not sel and '.repeat(20_000)}sel`);
    expect(evaluate(detectionOf(text).where, { a: 1 })).toBe(true);
  });

  it('a pattern of many stars over a long name', { timeout: soon }, () => {
    const name = 'a'.repeat(2000);
    const text = ruleText('t', `${name}: {a: 1}\ncondition: 1 of ${'a*'.repeat(200)}b`);
    expect(setOf(text).broken).toHaveLength(1);
  });

  it.each(['(a+)+$', '^(a|a)*$', '(.*a){20}$'])('the pattern %s', { timeout: soon }, (pattern) => {
    const rule = detectionOf(ruleText('t', `sel: {a|re: '${pattern}'}\ncondition: sel`));
    expect(evaluate(rule.where, { a: `${'a'.repeat(10_000)}!` })).toBe(false);
  });

  it('a glob of many stars', { timeout: soon }, () => {
    const rule = detectionOf(ruleText('t', `sel: {a: '${'a*'.repeat(500)}b'}\ncondition: sel`));
    expect(evaluate(rule.where, { a: 'a'.repeat(100_000) })).toBe(false);
  });

  it('10,000 rules', { timeout: 30_000 }, () => {
    const texts = Array.from({ length: 10_000 }, (_, i) => ({
      file: `${i}.yml`,
      text: ruleText(`rule ${i}`, `sel: {eventName: Event${i}}\ncondition: sel`, `name: rule_${i}\n`),
    }));
    expect(readRules(texts).rules).toHaveLength(10_000);
  });
});
