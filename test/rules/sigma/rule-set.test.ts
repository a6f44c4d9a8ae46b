/** Several documents and files as one set: what applies, filters, references, warnings. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/query/evaluate.js';
import { detectionOf, ruleText, setOf } from './rule-text.js';

const selection = (name: string): string => `sel: {eventName: ${name}}\ncondition: sel`;

describe('what applies', () => {
  it.each<[string, boolean]>([
    ['{product: aws, service: cloudtrail}', true],
    ['{product: AWS, service: CloudTrail}', true],
    ['{product: aws}', true],
    ['{service: cloudtrail}', true],
    ['{product: aws, service: guardduty}', false],
    ['{product: windows}', false],
    ['{category: process_creation}', false],
    ['{product: aws, category: network, service: cloudtrail}', false],
  ])('%s', (source, applies) => {
    const text = ruleText('t', selection('A')).replace('{product: aws, service: cloudtrail}', source);
    const { rules, notApplicable } = setOf(text);
    expect([rules.length, notApplicable.length]).toEqual(applies ? [1, 0] : [0, 1]);
  });

  it('a mistake in a rule for something else is not ours', () => {
    const text = ruleText('t', 'sel: {a|nonsense: 1}\ncondition: sel').replace('cloudtrail', 'guardduty');
    expect(setOf(text).broken).toEqual([]);
  });
});

describe('several documents', () => {
  it('are rules of their own, with their places', () => {
    const { rules } = setOf(
      `---\n${ruleText('one', selection('A'))}---\n---\n${ruleText('two', selection('B'))}`,
    );
    expect(rules.map(({ title, line, key }) => [title, line, key])).toEqual([
      ['one', 2, '0.yml#0'],
      ['two', 9, '0.yml#1'],
    ]);
  });

  it('a broken one leaves the others', () => {
    const { rules, broken } = setOf(`${ruleText('one', selection('A'))}---\ntitle: two\n`);
    expect(rules.map(({ title }) => title)).toEqual(['one']);
    expect(broken).toHaveLength(1);
  });

  it('may share an id, which is told', () => {
    const id = 'id: 5b8f1b5e-3a0e-4d0a-9a53-0c7a4c1d2e01\n';
    const { rules, warnings } = setOf(
      ruleText('one', selection('A'), id),
      ruleText('two', selection('B'), id),
    );
    expect(rules).toHaveLength(2);
    expect(warnings).toEqual([{ file: '1.yml', line: 1, message: "has the id of 'one' (0.yml)" }]);
  });
});

describe('what a rule says of itself', () => {
  it('is kept', () => {
    const more = [
      'id: 5B8F1B5E-3a0e-4d0a-9a53-0c7a4c1d2e01',
      'status: test',
      'level: HIGH',
      'tags: [attack.defense_evasion, attack.T1562.008]',
      'falsepositives: [none that is known]',
      'references:',
      'x-own: kept out',
      '',
    ].join('\n');
    expect(detectionOf(ruleText('t', selection('A'), more))).toMatchObject({
      id: '5b8f1b5e-3a0e-4d0a-9a53-0c7a4c1d2e01',
      status: 'test',
      level: 'high',
      tags: ['attack.defense-evasion', 'attack.t1562.008'],
      falsePositives: ['none that is known'],
      references: [],
    });
  });

  it('is of level medium if it says none', () => {
    expect(detectionOf(ruleText('t', selection('A'))).level).toBe('medium');
  });
});

describe('warnings', () => {
  it.each([
    ['sel: {a|contains: 22}\ncondition: sel', 'the number 22 is taken as a text; put it in quotes'],
    ['sel: {a|contains|all: x}\ncondition: sel', "'all' has a single value only"],
    ['sel: {a: []}\ncondition: sel', "an empty list for 'a' means null"],
    ['sel: {a: [null, x]}\ncondition: sel', "null among the values of 'a' also means: the field is missing"],
  ])('%s', (detection, message) => {
    expect(setOf(ruleText('t', detection)).warnings.map((warning) => warning.message)).toEqual([message]);
  });
});

describe('filters', () => {
  const rule = ruleText('t', selection('A'), 'name: rule_a\n');
  const filter = (
    rules: string,
    condition = 'not ci',
    source = '{product: aws, service: cloudtrail}',
  ): string =>
    `title: f\nlogsource: ${source}\nfilter:\n  ${rules}\n  ci: {userIdentity.userName: ci}\n  condition: ${condition}\n`;
  const byCi = { eventName: 'A', userIdentity: { userName: 'ci' } };

  it.each<[string, string, boolean]>([
    ['by name', filter('rules: [rule_a]'), false],
    ['by name, as a text', filter('rules: rule_a'), false],
    ['for any', filter('rules: any'), false],
    ['for an empty list', filter('rules: []'), false],
    ['of another service', filter('rules: any', 'not ci', '{product: aws, service: guardduty}'), true],
    ['with them', filter('rules: any', 'not 1 of them'), false],
    ['as it is written, without not', filter('rules: any', 'ci'), true],
  ])('%s', (_, text, matches) => {
    const { rules, broken } = setOf(rule, text);
    expect(broken).toEqual([]);
    const [only] = rules;
    expect(only?.kind === 'detection' && evaluate(only.where, byCi)).toBe(matches);
  });

  it('without not is told', () => {
    const [warning] = setOf(rule, filter('rules: any', 'ci')).warnings;
    expect(warning?.message).toContain("has to say 'not'");
  });

  it('for a rule that there is none of', () => {
    expect(setOf(rule, filter('rules: [nobody]')).broken.map(({ message }) => message)).toEqual([
      "1.yml:4:11: there is no rule 'nobody'",
    ]);
  });
});

describe('correlations', () => {
  const text = (rules: string): string =>
    `title: c\ncorrelation: {type: event_count, rules: ${rules}, group-by: a, timespan: 1h, condition: {gte: 2}}\n`;
  const base = ruleText('Base rule', selection('A'), 'name: base\n');

  it('find rules of other files by name and id', () => {
    const { rules } = setOf(text('base'), base);
    expect(rules.map(({ title }) => title)).toEqual(['Base rule', 'c']);
  });

  it('find a title in their own file, and say so', () => {
    const { rules, warnings } = setOf(`${text('Base rule')}---\n${base}`);
    expect(rules).toHaveLength(2);
    expect(warnings[0]?.message).toBe("'Base rule' is a title; give that rule a name and refer to it");
    expect(setOf(text('Base rule'), base).broken).toHaveLength(1);
  });

  it('of a rule for something else do not apply', () => {
    const { rules, notApplicable } = setOf(text('base'), base.replace('cloudtrail', 'guardduty'));
    expect([rules.length, notApplicable.length]).toEqual([0, 2]);
  });

  it('stand behind the correlations that they count', () => {
    const inner = text('base').replace('title: c', 'title: inner\nname: inner');
    const { rules } = setOf(text('inner'), inner, base);
    expect(rules.map(({ title }) => title)).toEqual(['Base rule', 'inner', 'c']);
  });
});
