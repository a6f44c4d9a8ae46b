/**
 * The matches of rules, of which most only feed a correlation and are never shown: a few numbers for each, and its record
 * where `record-store.ts` keeps it. They are folded and ordered as `gather.ts` and `match.ts` do it, which tests hold them
 * against.
 */
import { instantOf } from '../../query/event-time.js';
import { factAt, hasFactsAt } from './facts.js';
import { asKept, type Held, inOrder, type Match, sameEventAs } from './match.js';
import { isOutAt, isSameContent, keysAt, rulesAt, type ToldFile, ToldMatch } from './told-match.js';

/** Distinct events by position, in the order of time, then id, then place. */
export interface RuleMatches {
  readonly length: number;
  /** Epoch milliseconds; NaN if the event has no time. */
  time(position: number): number;
  /** Empty if it has none. */
  eventID(position: number): string;
  /** The query's rules that it satisfies, ascending. */
  rules(position: number): readonly number[];
  /** Whether one of its rules wants facts. */
  hasFacts(position: number): boolean;
  /** The text of one of the query's facts, several values joined by `, `; null where the field is missing, or not wanted. */
  fact(position: number, place: number): string | null;
  /** With `first` its record may be left out, and is not to be asked for then. */
  at(position: number): Match;
}

export interface RuleGatherer {
  /** False if it is a copy of one that is held, and no better one. */
  take(told: ToldFile, place: number): boolean;
  /** Once, when all are taken. */
  matches(): RuleMatches;
  /** Further deliveries that were folded. */
  duplicates(): number;
  /** Events whose id is that of an event met before, in the order in which they were met. */
  conflicts(): readonly Held[];
  /** Whether two may be copies, and the record of one of them was left out. */
  isUnclear(): boolean;
}

/** What a match takes beside its record, in bytes. */
export const matchOverhead = 250;

export function ruleGatherer(keepDuplicates: boolean): RuleGatherer {
  const files: ToldFile[] = [];
  // By the number of a match, in the order in which they are met.
  const fileOf: number[] = [];
  const placeOf: number[] = [];
  const times: number[] = [];
  const ids: string[] = [];
  /** The times that are not spelled as CloudTrail does. */
  const oddTimes = new Map<number, string>();
  /** What a better copy was found of. */
  const replaced = new Set<number>();
  /** Several, where an id stands for different events. */
  const byId = new Map<string, number | number[]>();
  let duplicates = 0;
  const conflicts: number[] = [];
  let isUnclear = false;

  const timeText = (number: number): string => oddTimes.get(number) ?? textOf(times[number] ?? 0);
  const toldOf = (number: number): ToldFile => files[fileOf[number] ?? 0] as ToldFile;
  const held = (number: number): Held =>
    new ToldMatch(toldOf(number), placeOf[number] ?? 0, timeText(number), ids[number] ?? '');

  return {
    take(told, place) {
      if (files.at(-1) !== told) files.push(told);
      const [time, id] = keysAt(told, place);
      const number = ids.length;
      const add = (): void => {
        fileOf.push(files.length - 1);
        placeOf.push(place);
        times.push(instantOf(time));
        ids.push(id);
        if (!isUsual(time)) oddTimes.set(number, time);
      };
      if (keepDuplicates || id === '') {
        add();
        return true;
      }
      const known = byId.get(id);
      if (known === undefined) {
        byId.set(id, number);
        add();
        return true;
      }
      const all = typeof known === 'number' ? [known] : known;
      const match = new ToldMatch(told, place, time, id);
      const isCopy = sameEventAs(match);
      const isSame = (other: number): boolean => {
        const otherTold = toldOf(other);
        const otherPlace = placeOf[other] ?? 0;
        if (!isOutAt(told, place) && !isOutAt(otherTold, otherPlace)) return isCopy(held(other));
        if (isSameContent(told, place, otherTold, otherPlace)) return true;
        isUnclear = true;
        return false;
      };
      const same = all.find(isSame);
      if (same === undefined) {
        byId.set(id, [...all, number]);
        add();
        conflicts.push(number);
        return true;
      }
      duplicates++;
      if (asKept(held(same), match) < 0) return false;
      byId.set(id, all.length === 1 ? number : all.with(all.indexOf(same), number));
      replaced.add(same);
      add();
      return true;
    },
    matches() {
      byId.clear();
      const kept = [...ids.keys()].filter((number) => !replaced.has(number));
      const byPlace = (a: number, b: number): number =>
        ids[a] === ids[b] ? inOrder(held(a), held(b)) : (ids[a] ?? '') < (ids[b] ?? '') ? -1 : 1;
      const byText = (a: number, b: number): number => {
        const [ours, theirs] = [timeText(a), timeText(b)];
        return ours === theirs ? byPlace(a, b) : ours < theirs ? -1 : 1;
      };
      const usual = kept.filter((number) => !oddTimes.has(number));
      const odd = kept.filter((number) => oddTimes.has(number)).sort(byText);
      const order = merged(byTime(usual, times, byPlace), odd, byText);
      const numberAt = (position: number): number => order[position] ?? 0;
      return {
        length: order.length,
        time: (position) => times[numberAt(position)] ?? Number.NaN,
        eventID: (position) => ids[numberAt(position)] ?? '',
        rules: (position) => rulesAt(toldOf(numberAt(position)), placeOf[numberAt(position)] ?? 0),
        hasFacts: (position) =>
          hasFactsAt(toldOf(numberAt(position)).result.hits?.facts, placeOf[numberAt(position)] ?? 0),
        fact(position, place) {
          const { texts, result } = toldOf(numberAt(position));
          return factAt(result.hits?.facts, texts, placeOf[numberAt(position)] ?? 0, place);
        },
        at: (position) => held(numberAt(position)),
      };
    },
    duplicates: () => duplicates,
    conflicts: () => conflicts.map(held),
    isUnclear: () => isUnclear,
  };
}

/** As CloudTrail writes it, so that the order of texts is that of times. */
function textOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

const usualTime = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

function isUsual(time: string): boolean {
  // Not every month has these days.
  return usualTime.test(time) && (time.slice(8, 10) <= '28' || textOf(Date.parse(time)) === time);
}

/** More seconds, or more matches, would not fit one number of 53 bits together. */
const mostSeconds = 2 ** 31;
const mostNumbers = 2 ** 22;

/** The numbers in the order of their times, and of `compare` where these are the same. */
function byTime(
  numbers: readonly number[],
  times: readonly number[],
  compare: (a: number, b: number) => number,
): readonly number[] {
  const least = numbers.reduce((so, number) => Math.min(so, times[number] ?? 0), Number.POSITIVE_INFINITY);
  const secondOf = (number: number): number => ((times[number] ?? 0) - least) / 1000;
  const most = numbers.reduce((so, number) => Math.max(so, secondOf(number)), 0);
  if (most >= mostSeconds || numbers.length > mostNumbers)
    return numbers.toSorted((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || compare(a, b));
  const packed = Float64Array.from(numbers, (number, i) => secondOf(number) * mostNumbers + i).sort();
  const sorted = Array.from(packed, (key) => numbers[key % mostNumbers] ?? 0);
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && times[sorted[to] ?? 0] === times[sorted[from] ?? 0]) to++;
    if (to - from > 1) for (const number of sorted.slice(from, to).sort(compare)) sorted[from++] = number;
    from = to;
  }
  return sorted;
}

/** Two ordered lists as one. */
function merged(
  a: readonly number[],
  b: readonly number[],
  compare: (a: number, b: number) => number,
): readonly number[] {
  const all: number[] = [];
  let i = 0;
  for (const number of b) {
    while (i < a.length && compare(a[i] ?? 0, number) < 0) all.push(a[i++] ?? 0);
    all.push(number);
  }
  return all.concat(a.slice(i));
}
