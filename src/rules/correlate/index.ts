/**
 * Runs correlations on what the rules they refer to have found. All is sorted by time first, for trails deliver events
 * out of order, and by rule and event then, so that the answer does not depend on how they arrived.
 */
import type { Path } from '../../query/ast.js';
import type { CorrelationRule } from '../sigma/index.js';
import { episodesOf } from './episodes.js';
import type { Step } from './measure.js';

/** An event that a rule has found. */
export interface Hit {
  /** The rule's key. */
  readonly rule: string;
  /** Epoch milliseconds; NaN if the event has no time. */
  readonly time: number;
  /** Tells events apart: copies of one event have the same. */
  readonly event: string;
  /** The text of each field of `neededPaths`, null where it is missing. */
  readonly facts: readonly (string | null)[];
  /** Where the caller finds the event again; several for what another correlation has found. */
  readonly positions: readonly number[];
}

/** What a correlation has found. */
export interface Finding {
  readonly rule: CorrelationRule;
  /** Epoch milliseconds of the first and the last event. */
  readonly first: number;
  readonly last: number;
  /** The number that the condition is about. */
  readonly value: number;
  /** In the order of the rule's group-by. */
  readonly group: readonly { readonly name: string; readonly value: string }[];
  /** Positions of the hits, in order of time, each once. */
  readonly positions: readonly number[];
}

export interface Correlated {
  /** By time of the last event, then by rule. */
  readonly findings: readonly Finding[];
  /** Hits that were left out for want of a time or of a field to group by, by the key of the correlation. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** The fields that the correlations look at. */
export function neededPaths(rules: readonly CorrelationRule[]): readonly Path[] {
  const all = rules.flatMap(({ groupBy, fields }) => [
    ...groupBy.flatMap(({ path, byRule }) => (byRule ? [path, ...byRule.values()] : [path])),
    ...fields,
  ]);
  return [...new Map(all.map((path) => [path.join('.'), path])).values()];
}

/** `rules`: each behind those that it refers to. */
export function correlate(rules: readonly CorrelationRule[], hits: readonly Hit[]): Correlated {
  const slots = new Map(neededPaths(rules).map((path, slot) => [path.join('.'), slot]));
  const slotOf = (path: Path): number => slots.get(path.join('.')) ?? -1;
  const byRule = new Map<string, Hit[]>();
  const add = (hit: Hit): void => {
    const known = byRule.get(hit.rule);
    if (known) known.push(hit);
    else byRule.set(hit.rule, [hit]);
  };
  for (const hit of hits) add(hit);

  const findings: Finding[] = [];
  const leftOut = new Map<string, number>();
  for (const rule of rules) {
    const groups = new Map<string, { readonly texts: readonly string[]; readonly steps: Step[] }>();
    const valueSlots = rule.fields.map(slotOf);
    let missing = 0;
    for (const { key, call } of rule.rules) {
      const groupSlots = rule.groupBy.map((field) => slotOf(field.byRule?.get(key) ?? field.path));
      for (const hit of byRule.get(key) ?? []) {
        const texts = groupSlots.map((slot) => hit.facts[slot] ?? null);
        if (Number.isNaN(hit.time) || texts.includes(null)) {
          missing++;
          continue;
        }
        const [only] = texts;
        const group = texts.length === 1 && typeof only === 'string' ? only : JSON.stringify(texts);
        let known = groups.get(group);
        if (!known) {
          known = { texts: texts.map(String), steps: [] };
          groups.set(group, known);
        }
        const values = valueSlots.map((slot) => hit.facts[slot] ?? null);
        const value = values.includes(null)
          ? null
          : values.length === 1
            ? (values[0] ?? null)
            : JSON.stringify(values);
        known.steps.push({
          time: hit.time,
          event: hit.event,
          rule: call,
          value,
          positions: hit.positions,
        });
      }
    }
    if (missing > 0) leftOut.set(rule.key, missing);
    for (const { texts, steps } of groups.values()) {
      steps.sort((a, b) => a.time - b.time || a.rule - b.rule || compare(a.event, b.event));
      for (const [i, episode] of episodesOf(rule, steps).entries()) {
        const finding = findingOf(rule, texts, episode);
        findings.push(finding);
        add({
          rule: rule.key,
          time: finding.last,
          event: `${rule.key} ${JSON.stringify(texts)} ${i}`,
          facts: Array.from(
            slots.keys(),
            (name) => finding.group.find((each) => each.name === name)?.value ?? null,
          ),
          positions: finding.positions,
        });
      }
    }
  }
  findings.sort(
    (a, b) => a.last - b.last || compare(a.rule.key, b.rule.key) || compare(groupText(a), groupText(b)),
  );
  return { findings, leftOut };
}

function findingOf(
  rule: CorrelationRule,
  texts: readonly string[],
  { steps, value }: { readonly steps: readonly Step[]; readonly value: number },
): Finding {
  return {
    rule,
    first: steps[0]?.time ?? Number.NaN,
    last: steps.at(-1)?.time ?? Number.NaN,
    value,
    group: rule.groupBy.map(({ name }, i) => ({ name, value: texts[i] ?? '' })),
    positions: [...new Set(steps.flatMap(({ positions }) => positions))],
  };
}

function groupText({ group }: Finding): string {
  return JSON.stringify(group);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
