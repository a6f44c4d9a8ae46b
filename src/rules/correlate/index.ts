/**
 * Runs correlations on what the rules they refer to have found. All is sorted by time first, for trails deliver events
 * out of order, and by rule and event then, so that the answer does not depend on how they arrived.
 */
import { compareTexts } from '../../model/compare-texts.js';
import type { Path } from '../../query/ast.js';
import type { TextNumbers } from '../../query/text-numbers.js';
import type { CorrelationRule } from '../sigma/index.js';
import { type Episode, episodesOf, slides } from './episodes.js';
import type { Steps } from './measure.js';

/** What rules have found: events by position, which is where the caller finds them again. */
export interface Hits {
  /** By the rule's key, in any order. */
  readonly byRule: ReadonlyMap<string, readonly number[]>;
  /** Epoch milliseconds; NaN if the event has no time. */
  time(position: number): number;
  /** A number that tells events apart: copies of one event have the same. */
  event(position: number): number;
  /** The same as a text, by which events at one time are ordered. */
  eventText(position: number): string;
  /** In the order of these texts. */
  compareEvents(a: number, b: number): number;
  /** The number, in `texts`, of the text of the field at a place of `neededPaths`; 0 where it is missing. */
  fact(position: number, place: number): number;
  readonly texts: TextNumbers;
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
  const counted = new Set(rules.flatMap((rule) => rule.rules.map(({ key }) => key)));
  for (const rule of rules) {
    const least = leastHits(rule);
    const { groups, missing } = groupsOf(rule, hits, made, placeOf, least);
    if (missing > 0) leftOut.set(rule.key, missing);
    const own: Made[] = [];
    for (const whole of groups) {
      const group = withinReach(inOrder(whole, hits), least, rule);
      if (!group) continue;
      const texts = group.names.map((name) => hits.texts.text(name) ?? '');
      const steps = stepsOf(rule, group, hits, placeOf);
      for (const [i, episode] of episodesOf(rule, steps, hits.texts).entries()) {
        const finding = findingOf(rule, group, texts, steps, episode, hits.texts);
        findings.push(finding);
        if (!counted.has(rule.key)) continue;
        own.push({
          time: finding.last,
          event: `${rule.key} ${JSON.stringify(texts)} ${i}`,
          facts: Array.from(places.keys(), (name) => {
            const text = finding.group.find((each) => each.name === name)?.value;
            return hits.texts.number(text ?? null);
          }),
          positions: finding.positions,
        });
      }
    }
    made.set(rule.key, own);
  }
  findings.sort(
    (a, b) =>
      a.last - b.last || compareTexts(a.rule.key, b.rule.key) || compareTexts(groupText(a), groupText(b)),
  );
  return { findings, leftOut };
}

/** What a correlation has found, as an event that others can count. */
interface Made {
  readonly time: number;
  readonly event: string;
  /** By place, as `Hits.fact` tells them. */
  readonly facts: readonly number[];
  readonly positions: readonly number[];
}

/** An event: its position, or what another correlation has made. */
type Counted = number | Made;

interface Group {
  /** The numbers of what it is grouped by. */
  readonly names: readonly number[];
  readonly found: readonly Counted[];
  readonly times: readonly number[];
  /** The place of the rule's name in `calls`. */
  readonly calls: readonly number[];
}

/** Those with `least` hits or more. */
function groupsOf(
  rule: CorrelationRule,
  hits: Hits,
  made: ReadonlyMap<string, readonly Made[]>,
  placeOf: (path: Path) => number,
  least: number,
): { readonly groups: Iterable<Group>; readonly missing: number } {
  const sources = rule.rules.map(({ key, call }) => ({
    found: made.get(key) ?? hits.byRule.get(key) ?? [],
    call,
    places: rule.groupBy.map((field) => placeOf(field.byRule?.get(key) ?? field.path)),
  }));
  /** By the name of a group its number, and by that how many hits it has. */
  const numbers = new Map<number, number>();
  const sizes: number[] = [];
  const pairs = new Map<number, number>();
  let missing = 0;
  // Most groups are too small: they are counted first, and only the others are made.
  const groupsOfHits = sources.map(({ found, places }) => {
    const groupOf = new Int32Array(found.length);
    for (let i = 0; i < found.length; i++) {
      const one = found[i] as Counted;
      const name = Number.isNaN(timeOf(one, hits)) ? -1 : nameOf(one, places, hits, pairs);
      let group = -1;
      if (name < 0) missing++;
      else {
        group = numbers.get(name) ?? sizes.length;
        if (group === sizes.length) {
          numbers.set(name, group);
          sizes.push(0);
        }
        sizes[group] = (sizes[group] as number) + 1;
      }
      groupOf[i] = group;
    }
    return groupOf;
  });
  const groups: ({ names: number[]; found: Counted[]; times: number[]; calls: number[] } | undefined)[] = [];
  for (const [source, { found, call, places }] of sources.entries()) {
    const groupOf = groupsOfHits[source] as Int32Array;
    for (let i = 0; i < found.length; i++) {
      const number = groupOf[i] as number;
      if (number < 0 || (sizes[number] as number) < least) continue;
      const one = found[i] as Counted;
      let group = groups[number];
      if (!group) {
        group = { names: places.map((place) => factOf(one, place, hits)), found: [], times: [], calls: [] };
        groups[number] = group;
      }
      group.found.push(one);
      group.times.push(timeOf(one, hits));
      group.calls.push(call);
    }
  }
  return { groups: groups.filter((group) => group !== undefined), missing };
}

/** Above the number of any text. */
const mostTexts = 2 ** 26;

/** A number that is other for other facts at these places; -1 if one is missing. */
function nameOf(one: Counted, places: readonly number[], hits: Hits, pairs: Map<number, number>): number {
  let name = 0;
  for (let i = 0; i < places.length; i++) {
    const fact = factOf(one, places[i] as number, hits);
    if (fact === 0) return -1;
    if (i === 0) name = fact;
    else {
      const pair = name * mostTexts + fact;
      const known = pairs.get(pair);
      name = known ?? pairs.size + 1;
      if (known === undefined) pairs.set(pair, name);
    }
  }
  return name;
}

/** The texts that `jointly` joined. */
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

/**
 * What of a group, in order, may be part of a finding, told by the times alone, for most groups never come near; undefined
 * if nothing may. Where the window slides, that is the hits of each stretch of a timespan with enough of them: in no other
 * can the condition hold, and whatever lies between two such stretches is further from the later one than a timespan.
 */
function withinReach(group: Group, least: number, rule: CorrelationRule): Group | undefined {
  const { times } = group;
  const ahead = Math.ceil(least) - 1;
  if (ahead < 1) return times.length < least ? undefined : group;
  const isSliding = slides(rule);
  const kept: number[] = [];
  /** Behind the last that was kept. */
  let next = 0;
  for (let i = 0; i + ahead < times.length; i++) {
    if ((times[i + ahead] as number) - (times[i] as number) > rule.timespan) continue;
    if (!isSliding) return group;
    for (next = Math.max(next, i); next <= i + ahead; next++) kept.push(next);
  }
  if (kept.length === 0) return undefined;
  return kept.length === times.length ? group : picked(group, kept);
}

/** By time, then by rule, then by event. As a rule it is so already. */
function inOrder(group: Group, hits: Hits): Group {
  const { found, times, calls } = group;
  const compareAt = (a: number, b: number): number =>
    (times[a] as number) - (times[b] as number) ||
    (calls[a] as number) - (calls[b] as number) ||
    compareCounted(found[a] as Counted, found[b] as Counted, hits);
  for (let i = 1; i < times.length; i++)
    if (compareAt(i - 1, i) > 0) return picked(group, [...times.keys()].sort(compareAt));
  return group;
}

function picked({ names, found, times, calls }: Group, at: readonly number[]): Group {
  const of = <T>(list: readonly T[]): T[] => at.map((i) => list[i] as T);
  return { names, found: of(found), times: of(times), calls: of(calls) };
}

function stepsOf(
  rule: CorrelationRule,
  { found, times, calls }: Group,
  hits: Hits,
  placeOf: (path: Path) => number,
): Steps {
  const places = rule.fields.map(placeOf);
  const [place = -1] = places;
  const countedOf = (one: Counted): number =>
    places.length === 1 ? factOf(one, place, hits) : jointly(one, places, hits);
  return {
    times,
    rules: calls,
    // Below 0 no other event's number is.
    events: found.map((one) => (typeof one === 'number' ? hits.event(one) : -hits.texts.number(one.event))),
    values: places.length === 0 ? [] : found.map(countedOf),
  };
}

/** The number of a text that is other for other facts at these places; 0 if one is missing. */
function jointly(one: Counted, places: readonly number[], hits: Hits): number {
  let joint = '';
  for (const place of places) {
    const text = hits.texts.text(factOf(one, place, hits));
    if (text === null) return 0;
    joint += `${text.length}:${text}`;
  }
  return hits.texts.number(joint);
}

function compareCounted(a: Counted, b: Counted, hits: Hits): number {
  if (typeof a === 'number' && typeof b === 'number') return hits.compareEvents(a, b);
  const text = (one: Counted): string => (typeof one === 'number' ? hits.eventText(one) : one.event);
  return compareTexts(text(a), text(b));
}

function timeOf(one: Counted, hits: Hits): number {
  return typeof one === 'number' ? hits.time(one) : one.time;
}

function factOf(one: Counted, place: number, hits: Hits): number {
  if (place < 0) return 0;
  return typeof one === 'number' ? hits.fact(one, place) : (one.facts[place] ?? 0);
}

function findingOf(
  rule: CorrelationRule,
  { found }: Group,
  texts: readonly string[],
  { times, values }: Steps,
  { steps, value }: Episode,
  all: TextNumbers,
): Finding {
  const positions: number[] = [];
  for (const step of steps) {
    const one = found[step] as Counted;
    if (typeof one === 'number') positions.push(one);
    else for (const position of one.positions) positions.push(position);
  }
  return {
    rule,
    first: times[steps[0] ?? -1] ?? Number.NaN,
    last: times[steps.at(-1) ?? -1] ?? Number.NaN,
    value,
    values:
      rule.type === 'value_count'
        ? valuesOf(
            rule,
            steps.map((step) => values[step] as number),
            all,
          )
        : null,
    group: rule.groupBy.map(({ name }, i) => ({ name, value: texts[i] ?? '' })),
    positions: [...new Set(positions)],
  };
}

/** What was counted, each once. */
function valuesOf(
  { fields }: CorrelationRule,
  values: readonly number[],
  all: TextNumbers,
): readonly string[] {
  const numbers = new Set(values.filter((value) => value !== 0));
  const texts = Array.from(numbers, (number) => all.text(number) ?? '');
  return fields.length === 1 ? texts : texts.map((text) => textsIn(text).join(', '));
}

function groupText({ group }: Finding): string {
  return JSON.stringify(group);
}
