/**
 * What the events that were seen make of each condition: pure, and the same for any order of the events and for copies of
 * them. What the lack of events means is said in `verdict.ts`.
 */
import { compareTexts } from '../../model/compare-texts.js';
import type { TextNumbers } from '../../query/text-numbers.js';
import { burstsOf } from './bursts.js';
import type { Condition, Control, Count, Must, MustNot, State } from './control.js';
import { canBeAsked, exceptsByWindows, type Question } from './question.js';

/** Events that satisfy at least one of the question's tests, by position: there may be very many. */
export interface Observed {
  readonly length: number;
  /** Tells events apart, and is the same in every run: the event id, else a digest of the record. */
  event(position: number): string;
  /** In the order of these texts; 0 for copies of one event, which have the same time. */
  compare(a: number, b: number): number;
  /** Epoch milliseconds; NaN if the event has no time. */
  time(position: number): number;
  /** The account that received the event, if a test that holds wants it; 0 if the record does not tell. */
  account(position: number): number;
  /** Whether the time is inside one of the configured windows. */
  isInWindow(position: number): boolean;
  /** Places of the tests that hold. */
  tests(position: number): readonly number[];
  /** Of one of the question's paths, by its place, if wanted; 0 where the record has none. */
  fact(position: number, path: number): number;
  /** What the numbers of accounts and facts stand for. */
  readonly texts: TextNumbers;
}

/** What shows that a control fails. */
export interface Proof {
  readonly condition: Condition;
  /** Positions, in order of time. */
  readonly events: readonly number[];
  /** Of a count: what its events were grouped by, and the day (since 1970, UTC) that it is of; null for the whole span. */
  readonly counted: { readonly group: readonly string[]; readonly day: number | null } | null;
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
  observed: Observed,
): readonly Judgement[] {
  const seen: Seen = { observed, question, byTest: positionsByTest(observed, question.tests.length) };
  return controls.map((control) => judgeOne(control, seen));
}

interface Seen {
  readonly observed: Observed;
  readonly question: Question;
  /** By the place of a test, the events that satisfy it, each once, in order. */
  readonly byTest: readonly (readonly number[])[];
}

function positionsByTest(observed: Observed, tests: number): readonly (readonly number[])[] {
  const byTest = Array.from({ length: tests }, (): number[] => []);
  for (const position of distinctInOrder(observed))
    for (const test of observed.tests(position)) byTest[test]?.push(position);
  return byTest;
}

function distinctInOrder(observed: Observed): readonly number[] {
  const all = Array.from({ length: observed.length }, (_, position) => position);
  const isAhead = (position: number): boolean =>
    position === 0 || inOrder(position - 1, position, observed) < 0;
  // As a rule they come in order.
  if (all.every(isAhead)) return all;
  const sorted = all.sort((a, b) => inOrder(a, b, observed));
  return sorted.filter(
    (position, i) => i === 0 || inOrder(sorted[i - 1] as number, position, observed) !== 0,
  );
}

interface Told {
  readonly proofs: readonly Proof[];
  readonly absent?: string | undefined;
  readonly doubt?: string | undefined;
  /** Whether any event bore on the condition. */
  readonly isSeen: boolean;
}

function judgeOne(control: Control, seen: Seen): Judgement {
  const { observed, question } = seen;
  // A control that excepts by windows here and by principals there is judged by those that are configured.
  const asked = control.conditions.filter((condition) => canBeAsked(condition, question.allowed));
  const judged = asked.some(hasExceptions) ? asked : control.conditions;
  const told = judged.map((condition) => toldBy(condition, seen));
  const doubts = told.flatMap(({ doubt }) => doubt ?? []);
  const isOfState = control.conditions.some(({ kind }) => kind === 'state');
  if (isOfState && told.every(({ isSeen }) => !isSeen)) doubts.push('no record tells the state of anything');
  return {
    control,
    proofs: told
      .flatMap(({ proofs }) => proofs)
      .sort(
        (a, b) =>
          inOrder(lastOf(a), lastOf(b), observed) || compareTexts(a.condition.place, b.condition.place),
      ),
    absent: told.flatMap(({ absent }) => absent ?? []),
    doubts: [...new Set(doubts)],
  };
}

function toldBy(condition: Condition, seen: Seen): Told {
  const place = seen.question.places.get(condition);
  if (!place) return { proofs: [], doubt: unconfigured(condition), isSeen: false };
  const found = seen.byTest[place.test] ?? [];
  switch (condition.kind) {
    case 'must-not':
      return mustNot(condition, found, place.good, seen);
    case 'must':
      return must(condition, found, seen);
    case 'state':
      return state(condition, found, place.good, seen);
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

function mustNot(condition: MustNot, found: readonly number[], good: number | null, seen: Seen): Told {
  const { observed, question } = seen;
  // Without a time it cannot be told whether it is inside of a window: it counts.
  const isExcepted = (position: number): boolean =>
    observed.isInWindow(position) && (good === null || observed.tests(position).includes(good));
  const counting = exceptsByWindows(condition, question.allowed)
    ? found.filter((position) => !isExcepted(position))
    : found;
  const isSeen = counting.length > 0;
  if (!condition.count)
    return { proofs: counting.map((one) => ({ condition, events: [one], counted: null })), isSeen };
  const { groups, timeless } = counted(condition, condition.count, counting, seen);
  return { proofs: groups, isSeen, doubt: timeless > 0 ? withoutTime(timeless) : undefined };
}

function must(condition: Must, found: readonly number[], seen: Seen): Told {
  const enough = condition.count
    ? counted(condition, condition.count, found, seen).groups.length > 0
    : found.length > 0;
  if (enough) return { proofs: [], isSeen: true };
  const what = condition.title ?? 'an event that has to be there';
  const times = condition.count ? ` (at least ${condition.count.atLeast} times)` : '';
  const sentence = `not seen: ${what}${times}`;
  return condition.otherwise === 'fail'
    ? { proofs: [], absent: sentence, isSeen: found.length > 0 }
    : { proofs: [], doubt: sentence, isSeen: found.length > 0 };
}

function state(
  condition: State,
  found: readonly number[],
  good: number | null,
  { observed, question }: Seen,
): Told {
  const paths = condition.by.map((path) => placeIn(question, path));
  const things = new Map<string, number[]>();
  for (const one of found) {
    const thing = [observed.account(one), ...paths.map((path) => observed.fact(one, path))].join(' ');
    const newest = things.get(thing);
    // In order of time: what has none stands first and is outdone by any that has one.
    if (newest && observed.time(newest[0] as number) === observed.time(one)) newest.push(one);
    else things.set(thing, [one]);
  }
  const proofs: Proof[] = [];
  let unsure = 0;
  for (const newest of things.values()) {
    const bad = newest.filter((one) => good === null || !observed.tests(one).includes(good));
    const last = bad.at(-1);
    if (last === undefined) continue;
    if (bad.length < newest.length) unsure++;
    else proofs.push({ condition, events: [last], counted: null });
  }
  const doubt =
    unsure > 0
      ? `of ${unsure === 1 ? 'one thing' : `${unsure} things`} the newest records are of the same second and contradict each other`
      : undefined;
  return { proofs, isSeen: found.length > 0, doubt };
}

/** As many as are asked for within the time. */
function counted(
  condition: MustNot | Must,
  count: Count,
  found: readonly number[],
  { observed, question }: Seen,
): { readonly groups: readonly Proof[]; readonly timeless: number } {
  const paths = count.by.map((path) => placeIn(question, path));
  const { texts } = observed;
  // Events without the field are a group like any other, so that none goes uncounted.
  const missing = texts.number('');
  // In order: what has no time stands first.
  const firstTimed = found.findIndex((position) => !Number.isNaN(observed.time(position)));
  const timeless = firstTimed < 0 ? found.length : firstTimed;
  const bursts = burstsOf(count, timeless === 0 ? found : found.slice(timeless), {
    time: observed.time,
    fact: (position, place) => observed.fact(position, paths[place] as number) || missing,
  });
  const groups = bursts.map(
    ({ group, day, events }): Proof => ({
      condition,
      events,
      counted: { group: group.map((name) => texts.text(name) ?? ''), day },
    }),
  );
  return { groups, timeless };
}

function withoutTime(count: number): string {
  return `${count === 1 ? 'an event that is counted has' : `${count} events that are counted have`} no time`;
}

/** Where the question has a path. @throws Error if it is of other controls. */
function placeIn({ paths }: Question, path: readonly string[]): number {
  const name = path.join('.');
  const place = paths.findIndex((other) => other.join('.') === name);
  if (place < 0) throw new Error(`${name} was not asked for`);
  return place;
}

function lastOf({ events }: Proof): number {
  return events.at(-1) ?? -1;
}

/** By time, those without one first; then by id. */
function inOrder(a: number, b: number, observed: Observed): number {
  return timeOf(a, observed) - timeOf(b, observed) || observed.compare(a, b);
}

function timeOf(position: number, observed: Observed): number {
  const time = observed.time(position);
  return Number.isNaN(time) ? -1 : time;
}
