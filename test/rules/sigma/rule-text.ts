/** Short ways to write rules in tests. */
import {
  type CorrelationRule,
  type DetectionRule,
  type RuleSet,
  readRules,
} from '../../../src/rules/sigma/index.js';

/** A rule about CloudTrail with this detection, given as lines of YAML. */
export function ruleText(title: string, detection: string, more = ''): string {
  const lines = detection.split('\n').map((line) => `  ${line}`);
  return `title: ${title}\n${more}logsource: {product: aws, service: cloudtrail}\ndetection:\n${lines.join('\n')}\n`;
}

export function setOf(...texts: readonly string[]): RuleSet {
  return readRules(texts.map((text, i) => ({ file: `${i}.yml`, text })));
}

export function detectionOf(text: string): DetectionRule {
  const { rules, broken } = setOf(text);
  const rule = rules.find((each) => each.kind === 'detection');
  if (!rule) throw broken[0] ?? new Error('no rule');
  return rule;
}

/** Rules `a` to `d` by the event's name, and the correlations of the text over them. */
export function correlationsOf(text: string): readonly CorrelationRule[] {
  const { rules, broken } = setOf(
    ...['a', 'b', 'c', 'd'].map((name) =>
      ruleText(`rule ${name}`, `sel: {eventName: ${name}}\ncondition: sel`, `name: ${name}\n`),
    ),
    text,
  );
  if (broken[0]) throw broken[0];
  return rules.filter((rule) => rule.kind === 'correlation');
}
