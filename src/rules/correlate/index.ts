/**
 * Runs correlations on what the rules they refer to have found. All is sorted by time first, for trails deliver events
 * out of order, and by rule and event then, so that the answer does not depend on how they arrived.
 */
import type { Path } from '../../query/ast.js';
import type { CorrelationRule } from '../sigma/index.js';
import { episodesOf } from './episodes.js';
import type { Step } from './measure.js';

/** What rules have found: events by position, which is where the caller finds them again. */
export interface Hits {
  /** By the rule's key, in any order. */
  readonly byRule: ReadonlyMap<string, readonly number[]>;
  /** Epoch milliseconds; NaN if the event has no time. */
  time(position: number): number;
  /** Tells events apart: copies of one event have the same. */
  event(position: number): string;
  /** The text of the field at a place of `neededPaths`; null where it is missing. */
  fact(position: number, place: number): string | null;
}

/** What a correlation has found. */
export interface Finding {
  readonly rule: CorrelationRule;
  /** Epoch milliseconds of the first and the last event. */
  readonly first: number;
  readonly last: number;
  /** The number that the condition is about. */
  readonly value: number;
  /** The values that a value_count counted, each once, in order of time; of several fields joined by commas. Else null. */
  readonly values: readonly string[] | null;
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
export function correlate(rules: readonly CorrelationRule[], hits: Hits): Correlated {
  const places = new Map(neededPaths(rules).map((path, place) => [path.join('.'), place]));
  const placeOf = (path: Path): number => places.get(path.join('.')) ?? -1;
  const made = new Map<string, readonly Made[]>();
  const findings: Finding[] = [];
  const leftOut = new Map<string, number>();
  for (const rule of rules) {
    const { groups, missing } = groupsOf(rule, hits, made, placeOf);
    if (missing > 0) leftOut.set(rule.key, missing);
    const least = leastHits(rule);
    const own: Made[] = [];
    for (const group of groups) {
      if (!mayHold(group, least, rule.timespan, hits)) continue;
      for (const [i, episode] of episodesOf(rule, stepsOf(rule, group, hits, placeOf)).entries()) {
        const finding = findingOf(rule, group.texts, episode);
        findings.push(finding);
        own.push({
          time: finding.last,
          event: `${rule.key} ${JSON.stringify(group.texts)} ${i}`,
          facts: Array.from(
            places.keys(),
            (name) => finding.group.find((each) => each.name === name)?.value ?? null,
          ),
          positions: finding.positions,
        });
      }
    }
    made.set(rule.key, own);
  }
  findings.sort(
    (a, b) => a.last - b.last || compare(a.rule.key, b.rule.key) || compare(groupText(a), groupText(b)),
  );
  return { findings, leftOut };
}

/** What a correlation has found, as an event that others can count. */
interface Made {
  readonly time: number;
  readonly event: string;
  readonly facts: readonly (string | null)[];
  readonly positions: readonly number[];
}

/** An event: its position, or what another correlation has made. */
type Counted = number | Made;

interface Group {
  readonly texts: readonly string[];
  /** With the place of the rule's name in `calls`. */
  readonly found: Counted[];
  readonly calls: number[];
}

function groupsOf(
  rule: CorrelationRule,
  hits: Hits,
  made: ReadonlyMap<string, readonly Made[]>,
  placeOf: (path: Path) => number,
): { readonly groups: Iterable<Group>; readonly missing: number } {
  const groups = new Map<string, Group>();
  let missing = 0;
  for (const { key, call } of rule.rules) {
    const groupPlaces = rule.groupBy.map((field) => placeOf(field.byRule?.get(key) ?? field.path));
    const [first = -1] = groupPlaces;
    const isSingle = groupPlaces.length === 1;
    for (const one of made.get(key) ?? hits.byRule.get(key) ?? []) {
      const texts = isSingle ? [] : groupPlaces.map((place) => factOf(one, place, hits));
      const name = isSingle ? factOf(one, first, hits) : nameOf(texts);
      if (name === null || Number.isNaN(timeOf(one, hits))) {
        missing++;
        continue;
      }
      let group = groups.get(name);
      if (!group) {
        group = { texts: isSingle ? [name] : texts.map(String), found: [], calls: [] };
        groups.set(name, group);
      }
      group.found.push(one);
      group.calls.push(call);
    }
  }
  return { groups: groups.values(), missing };
}

/** Other for other texts; null if one is missing. */
function nameOf(texts: readonly (string | null)[]): string | null {
  let name = '';
  for (const text of texts) {
    if (text === null) return null;
    name += `${text.length}:${text}`;
  }
  return name;
}

/** The texts that `nameOf` joined. */
function textsIn(name: string): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < name.length; ) {
    const from = name.indexOf(':', at) + 1;
    const end = from + Number(name.slice(at, from - 1));
    texts.push(name.slice(from, end));
    at = end;
  }
  return texts;
}

/** With fewer hits within its timespan the condition of a correlation cannot hold. */
function leastHits({ type, bounds }: CorrelationRule): number {
  const isCount =
    type === 'event_count' || type === 'value_count' || type === 'temporal' || type === 'temporal_ordered';
  if (!isCount) return 1;
  return bounds.reduce((least, { op, value }) => {
    if (op === 'gt') return Math.max(least, Math.floor(value) + 1);
    return op === 'gte' || op === 'eq' ? Math.max(least, value) : least;
  }, 1);
}

/** Whether there are ever so many hits within the timespan: told by the times alone, for most groups never come near. */
function mayHold({ found }: Group, least: number, timespan: number, hits: Hits): boolean {
  if (found.length < least) return false;
  const times = Float64Array.from(found, (one) => timeOf(one, hits)).sort();
  return times.some((time, i) => (times[i + Math.ceil(least) - 1] ?? Number.NaN) - time <= timespan);
}

function stepsOf(
  rule: CorrelationRule,
  { found, calls }: Group,
  hits: Hits,
  placeOf: (path: Path) => number,
): Step[] {
  const places = rule.fields.map(placeOf);
  return found
    .map((one, i): Step => {
      const values = places.map((place) => factOf(one, place, hits));
      return {
        time: timeOf(one, hits),
        event: typeof one === 'number' ? hits.event(one) : one.event,
        rule: calls[i] ?? 0,
        value: values.length === 1 ? (values[0] ?? null) : values.length === 0 ? '' : nameOf(values),
        positions: typeof one === 'number' ? [one] : one.positions,
      };
    })
    .sort((a, b) => a.time - b.time || a.rule - b.rule || compare(a.event, b.event));
}

function timeOf(one: Counted, hits: Hits): number {
  return typeof one === 'number' ? hits.time(one) : one.time;
}

function factOf(one: Counted, place: number, hits: Hits): string | null {
  if (place < 0) return null;
  return typeof one === 'number' ? hits.fact(one, place) : (one.facts[place] ?? null);
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
    values: rule.type === 'value_count' ? valuesOf(rule, steps) : null,
    group: rule.groupBy.map(({ name }, i) => ({ name, value: texts[i] ?? '' })),
    positions: [...new Set(steps.flatMap(({ positions }) => positions))],
  };
}

function valuesOf({ fields }: CorrelationRule, steps: readonly Step[]): readonly string[] {
  const distinct = new Set(steps.flatMap(({ value }) => value ?? []));
  return fields.length === 1 ? [...distinct] : Array.from(distinct, (value) => textsIn(value).join(', '));
}

function groupText({ group }: Finding): string {
  return JSON.stringify(group);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
