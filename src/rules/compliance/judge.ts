/**
 * What the events that were seen make of each condition: pure, and the same for any order of the events and for copies of
 * them. What the lack of events means is said in `verdict.ts`.
 */
import { textNumbers } from '../../query/text-numbers.js';
import { correlate, neededPaths } from '../correlate/index.js';
import type { CorrelationRule } from '../sigma/index.js';
import type { Condition, Control, Count, Must, MustNot, State } from './control.js';
import { canBeAsked, type Question } from './question.js';

/** An event that satisfies at least one of the question's tests. */
export interface Observed {
  /** Tells events apart, and is the same in every run: the event id, else a digest of the record. */
  readonly event: string;
  /** Epoch milliseconds; NaN if the event has no time. */
  readonly time: number;
  /** The account that received the event, if a test that holds wants it; empty if the record does not tell. */
  readonly account: string;
  /** Whether the time is inside one of the configured windows. */
  readonly inWindow: boolean;
  /** Places of the tests that hold. */
  readonly tests: readonly number[];
  /** The text of each of the question's paths, if wanted; null where the record has none. */
  readonly facts: readonly (string | null)[];
}

/** What shows that a control fails. */
export interface Proof {
  readonly condition: Condition;
  /** In order of time. */
  readonly events: readonly Observed[];
  /** What the events of a count were grouped by. */
  readonly group: readonly string[];
}

export interface Judgement {
  readonly control: Control;
  /** By time of the last event, then its id. */
  readonly proofs: readonly Proof[];
  /** What has to be seen, was not, and is a failure then; one sentence each. */
  readonly absent: readonly string[];
  /** What of the control itself could not be judged; one sentence each. */
  readonly doubts: readonly string[];
}

export function judge(
  controls: readonly Control[],
  question: Question,
  observed: readonly Observed[],
): readonly Judgement[] {
  const byEvent = new Map<string, Observed>();
  for (const one of observed) byEvent.set(one.event, one);
  const distinct = [...byEvent.values()].sort(inOrder);
  const byTest = new Map<number, Observed[]>();
  for (const one of distinct) {
    one.tests.forEach((test) => {
      const known = byTest.get(test);
      if (known) known.push(one);
      else byTest.set(test, [one]);
    });
  }
  return controls.map((control) => judgeOne(control, question, byTest));
}

interface Told {
  readonly proofs: readonly Proof[];
  readonly absent?: string | undefined;
  readonly doubt?: string | undefined;
  /** Whether any event bore on the condition. */
  readonly seen: boolean;
}

function judgeOne(
  control: Control,
  question: Question,
  byTest: ReadonlyMap<number, readonly Observed[]>,
): Judgement {
  // A control that excepts by windows here and by principals there is judged by those that are configured.
  const asked = control.conditions.filter((condition) => canBeAsked(condition, question.allowed));
  const judged = asked.some(hasExceptions) ? asked : control.conditions;
  const told = judged.map((condition) => toldBy(condition, question, byTest));
  const doubts = told.flatMap(({ doubt }) => doubt ?? []);
  const isOfState = control.conditions.some(({ kind }) => kind === 'state');
  if (isOfState && told.every(({ seen }) => !seen)) doubts.push('no record tells the state of anything');
  return {
    control,
    proofs: told
      .flatMap(({ proofs }) => proofs)
      .sort((a, b) => inOrder(lastOf(a), lastOf(b)) || compare(a.condition.place, b.condition.place)),
    absent: told.flatMap(({ absent }) => absent ?? []),
    doubts: [...new Set(doubts)],
  };
}

function toldBy(
  condition: Condition,
  question: Question,
  byTest: ReadonlyMap<number, readonly Observed[]>,
): Told {
  const place = question.places.get(condition);
  if (!place) return { proofs: [], doubt: unconfigured(condition), seen: false };
  const found = byTest.get(place.test) ?? [];
  switch (condition.kind) {
    case 'must-not':
      return mustNot(condition, found, question);
    case 'must':
      return must(condition, found, question);
    case 'state':
      return state(condition, found, place.good, question);
  }
}

function hasExceptions(condition: Condition): boolean {
  return condition.kind === 'must-not' && condition.unless.length > 0;
}

function unconfigured(condition: Condition): string | undefined {
  if (condition.kind !== 'must-not' || !hasExceptions(condition)) return undefined;
  const names = condition.unless.map((name) =>
    name === 'windows' ? 'windows' : 'allowed principals (principals.allowed)',
  );
  return `the configuration names no ${names.join(' and no ')}`;
}

function mustNot(condition: MustNot, found: readonly Observed[], question: Question): Told {
  const excepts = condition.unless.includes('windows') && question.allowed.windows;
  // Without a time it cannot be told whether it is inside of a window: it counts.
  const counting = excepts ? found.filter(({ inWindow }) => !inWindow) : found;
  const seen = counting.length > 0;
  if (!condition.count)
    return { proofs: counting.map((one) => ({ condition, events: [one], group: [] })), seen };
  const { groups, timeless } = counted(condition, condition.count, counting, question);
  return { proofs: groups, seen, doubt: timeless > 0 ? withoutTime(timeless) : undefined };
}

function must(condition: Must, found: readonly Observed[], question: Question): Told {
  const enough = condition.count
    ? counted(condition, condition.count, found, question).groups.length > 0
    : found.length > 0;
  if (enough) return { proofs: [], seen: true };
  const what = condition.title ?? 'an event that has to be there';
  const times = condition.count ? ` (at least ${condition.count.atLeast} times)` : '';
  const sentence = `not seen: ${what}${times}`;
  return condition.otherwise === 'fail'
    ? { proofs: [], absent: sentence, seen: found.length > 0 }
    : { proofs: [], doubt: sentence, seen: found.length > 0 };
}

function state(condition: State, found: readonly Observed[], good: number | null, question: Question): Told {
  const slots = condition.by.map((path) => question.paths.findIndex((other) => isSame(other, path)));
  const things = new Map<string, Observed[]>();
  for (const one of found) {
    const thing = JSON.stringify([one.account, ...slots.map((slot) => one.facts[slot] ?? null)]);
    const newest = things.get(thing)?.[0];
    // In order of time: what has none stands first and is outdone by any that has one.
    if (newest && newest.time === one.time) things.get(thing)?.push(one);
    else things.set(thing, [one]);
  }
  const proofs: Proof[] = [];
  let unsure = 0;
  for (const newest of things.values()) {
    const bad = newest.filter(({ tests }) => good === null || !tests.includes(good));
    const last = bad.at(-1);
    if (!last) continue;
    if (bad.length < newest.length) unsure++;
    else proofs.push({ condition, events: [last], group: [] });
  }
  const doubt =
    unsure > 0
      ? `of ${unsure === 1 ? 'one thing' : `${unsure} things`} the newest records are of the same second and contradict each other`
      : undefined;
  return { proofs, seen: found.length > 0, doubt };
}

/** As many as are asked for within the time: each stretch of events of a group is one. */
function counted(
  condition: MustNot | Must,
  { atLeast, within, by }: Count,
  found: readonly Observed[],
  question: Question,
): { readonly groups: readonly Proof[]; readonly timeless: number } {
  const rule: CorrelationRule = {
    kind: 'correlation',
    type: 'event_count',
    key: 'count',
    file: '',
    line: 0,
    title: '',
    id: null,
    name: null,
    level: 'medium',
    status: null,
    tags: [],
    description: null,
    falsePositives: [],
    references: [],
    timespan: within ?? Number.POSITIVE_INFINITY,
    bounds: [{ op: 'gte', value: atLeast }],
    fields: [],
    percentile: null,
    which: null,
    generate: false,
    calls: ['events'],
    rules: [{ key: 'events', call: 0 }],
    groupBy: by.map((path) => ({ name: path.join('.'), path, byRule: null })),
  };
  const slots = neededPaths([rule]).map((path) => question.paths.findIndex((other) => isSame(other, path)));
  const texts = textNumbers();
  const { findings, leftOut } = correlate([rule], {
    byRule: new Map([['events', [...found.keys()]]]),
    time: (i) => found[i]?.time ?? Number.NaN,
    // Each is found once, and they are in order.
    event: (i) => i + 1,
    eventText: (i) => found[i]?.event ?? '',
    compareEvents: (a, b) => a - b,
    // Events without the field are a group like any other, so that none goes uncounted.
    fact: (i, place) => texts.number(found[i]?.facts[slots[place] ?? -1] ?? ''),
    texts,
  });
  const groups = findings.map(
    ({ positions, group }): Proof => ({
      condition,
      events: positions.flatMap((i) => found[i] ?? []),
      group: group.map(({ value }) => value),
    }),
  );
  return { groups, timeless: leftOut.get('count') ?? 0 };
}

function withoutTime(count: number): string {
  return `${count === 1 ? 'an event that is counted has' : `${count} events that are counted have`} no time`;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join('.') === other.join('.');
}

function lastOf({ events }: Proof): Observed | undefined {
  return events.at(-1);
}

/** By time, those without one first; then by id. */
function inOrder(a: Observed | undefined, b: Observed | undefined): number {
  return timeOf(a) - timeOf(b) || compare(a?.event ?? '', b?.event ?? '');
}

function timeOf(one: Observed | undefined): number {
  return one === undefined || Number.isNaN(one.time) ? -1 : one.time;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
