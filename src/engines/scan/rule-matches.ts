/**
 * The matches of rules, of which most only feed a correlation and are never shown: a few numbers for each, and its record
 * where `record-store.ts` keeps it. They are folded and ordered as `gather.ts` and `match.ts` do it, which tests hold them
 * against.
 */

import { secondText } from '../../model/second-text.js';
import { instantOf } from '../../query/event-time.js';
import type { TextNumbers } from '../../query/text-numbers.js';
import { isUsual } from './event-second.js';
import { idNumbers, isUuidAt } from './id-numbers.js';
import { asKept, type Held, inOrder, type Match, sameEventAs } from './match.js';
import { longer } from './number-list.js';
import { isOutAt, isSameContent, keysAt, metAt, type ToldFile, ToldMatch } from './told-match.js';
import { type Variants, variantsOf } from './variants.js';

/** Distinct events by position, in the order of time, then id, then place. */
export interface RuleMatches {
  readonly length: number;
  /** Epoch milliseconds; NaN if the event has no time. */
  time(position: number): number;
  /** Empty if it has none. */
  eventID(position: number): string;
  /** A number for each id, from 1; 0 for none. */
  idNumber(position: number): number;
  /** In the order of the texts of their ids. */
  compareIds(a: number, b: number): number;
  /** The query's rules that it satisfies, ascending. */
  rules(position: number): readonly number[];
  /** Whether one of its rules wants facts. */
  hasFacts(position: number): boolean;
  /**
   * The number of the text of one of the query's facts, several values joined by `, `; 0 where the field is missing, or not
   * wanted.
   */
  fact(position: number, place: number): number;
  /** What the numbers of facts stand for. */
  readonly texts: TextNumbers;
  /** With `first` its record may be left out, and is not to be asked for then. */
  at(position: number): Match;
}

/** Facts of a file's matches: their texts, by the numbers that the worker has given them. */
export interface FactTexts {
  readonly texts: TextNumbers;
  /** By the name of a dictionary, the numbers in `texts` of its own, which begin with 1. */
  readonly ofDictionary: ReadonlyMap<string, readonly number[]>;
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

/** The matches of one id, by their numbers, and what finds one among them. */
interface Several {
  readonly numbers: number[];
  variants: Variants | undefined;
  /** No record of them was left out. Once one was, `variants` is of no use. */
  isWhole: boolean;
}

export function ruleGatherer(keepDuplicates: boolean, { texts, ofDictionary }: FactTexts): RuleGatherer {
  const files: ToldFile[] = [];
  const ids = idNumbers();
  // By the number of a match, in the order in which they are met.
  let size = 0;
  let fileOf = new Int32Array(smallest);
  let placeOf = new Int32Array(smallest);
  let idOf = new Int32Array(smallest);
  let times = new Float64Array(smallest);
  /** The times that are not spelled as CloudTrail does. */
  const oddTimes = new Map<number, string>();
  /** What a better copy was found of. */
  const replaced = new Set<number>();
  /** By the number of an id, that of a match of it, counted from 1: of the only one, where `several` has none. */
  let byId = new Int32Array(smallest);
  /** Where an id stands for different events. */
  const several = new Map<number, Several>();
  let duplicates = 0;
  const conflicts: number[] = [];
  let isUnclear = false;

  const timeText = (number: number): string => oddTimes.get(number) ?? secondText(times[number] ?? 0);
  const toldOf = (number: number): ToldFile => files[fileOf[number] ?? 0] as ToldFile;
  const held = (number: number): Held =>
    new ToldMatch(toldOf(number), placeOf[number] ?? 0, [timeText(number), ids.text(idOf[number] ?? 0)]);

  const add = (place: number, id: number, time: number, odd: string | null): number => {
    const number = size++;
    if (size > placeOf.length) {
      fileOf = longer(fileOf);
      placeOf = longer(placeOf);
      idOf = longer(idOf);
      const old = times;
      times = new Float64Array(2 * size);
      times.set(old);
    }
    fileOf[number] = files.length - 1;
    placeOf[number] = place;
    idOf[number] = id;
    times[number] = time;
    if (odd !== null) oddTimes.set(number, odd);
    return number;
  };

  const severalOf = (number: number): Several => ({
    numbers: [number],
    variants: undefined,
    isWhole: !isOutAt(toldOf(number), placeOf[number] ?? 0),
  });
  /** The place among those of one id of the first that the match is a copy of; -1 if there is none. */
  const findSame = (told: ToldFile, place: number, match: Held, known: Several): number => {
    if (known.isWhole && !isOutAt(told, place)) {
      known.variants ??= variantsOf(held(known.numbers[0] as number));
      return known.variants.find(match);
    }
    // There are hardly several then: the scan is run again without leaving any out.
    const isCopy = sameEventAs(match);
    return known.numbers.findIndex((other) => {
      const otherTold = toldOf(other);
      const otherPlace = placeOf[other] ?? 0;
      if (!isOutAt(told, place) && !isOutAt(otherTold, otherPlace)) return isCopy(held(other));
      if (isSameContent(told, place, otherTold, otherPlace)) return true;
      isUnclear = true;
      return false;
    });
  };
  /** Whether it is held; if it is one of those that are known of its id, that is left as it is, or the better one is. */
  const fold = (told: ToldFile, place: number, id: number, own: () => number): boolean => {
    const match = new ToldMatch(told, place);
    const known = several.get(id) ?? severalOf((byId[id] as number) - 1);
    const at = findSame(told, place, match, known);
    const same = known.numbers[at];
    if (same === undefined) {
      const number = own();
      known.numbers.push(number);
      if (isOutAt(told, place)) known.isWhole = false;
      else known.variants?.add(held(number));
      several.set(id, known);
      conflicts.push(number);
      return true;
    }
    duplicates++;
    if (asKept(held(same), match) < 0) return false;
    replaced.add(same);
    const number = own();
    if (known.numbers.length === 1) byId[id] = number + 1;
    known.numbers[at] = number;
    if (isOutAt(told, place)) known.isWhole = false;
    else known.variants?.replace(at, held(number));
    return true;
  };

  return {
    take(told, place) {
      if (files.at(-1) !== told) files.push(told);
      const keys = told.result.hits?.keys;
      const second = told.seconds[4 * place] ?? Number.NaN;
      const at = 8 * place + 2;
      let id: number;
      let time: number;
      let odd: string | null = null;
      if (keys && !Number.isNaN(second) && isUuidAt(keys, at)) {
        id = ids.ofBytes(
          keys[at] as number,
          keys[at + 1] as number,
          keys[at + 2] as number,
          keys[at + 3] as number,
        );
        time = 1000 * second;
      } else {
        const [timeText, idText] = keysAt(told, place);
        id = ids.ofText(idText);
        time = instantOf(timeText);
        if (!isUsual(timeText)) odd = timeText;
      }
      if (keepDuplicates || id === 0) {
        add(place, id, time, odd);
        return true;
      }
      if (id >= byId.length) byId = longer(byId);
      if (byId[id] !== 0) return fold(told, place, id, () => add(place, id, time, odd));
      byId[id] = add(place, id, time, odd) + 1;
      return true;
    },
    matches() {
      byId = new Int32Array();
      const kept = new Int32Array(size - replaced.size);
      for (let number = 0, i = 0; number < size; number++) if (!replaced.has(number)) kept[i++] = number;
      const byPlace = (a: number, b: number): number =>
        idOf[a] === idOf[b] ? inOrder(held(a), held(b)) : ids.compare(idOf[a] ?? 0, idOf[b] ?? 0);
      const byText = (a: number, b: number): number => {
        const [ours, theirs] = [timeText(a), timeText(b)];
        return ours === theirs ? byPlace(a, b) : ours < theirs ? -1 : 1;
      };
      const usual = oddTimes.size === 0 ? kept : kept.filter((number) => !oddTimes.has(number));
      const odd = [...oddTimes.keys()].filter((number) => !replaced.has(number)).sort(byText);
      const order = merged(byTime(usual, times, byPlace), odd, byText);
      const numberAt = (position: number): number => order[position] ?? 0;
      return {
        length: order.length,
        time: (position) => times[numberAt(position)] ?? Number.NaN,
        eventID: (position) => ids.text(idOf[numberAt(position)] ?? 0),
        idNumber: (position) => idOf[numberAt(position)] ?? 0,
        compareIds: (a, b) => ids.compare(idOf[numberAt(a)] ?? 0, idOf[numberAt(b)] ?? 0),
        rules: (position) => metAt(toldOf(numberAt(position)), placeOf[numberAt(position)] ?? 0).own,
        hasFacts: (position) =>
          toldOf(numberAt(position)).result.hits?.facts?.has[placeOf[numberAt(position)] ?? 0] === 1,
        fact(position, place) {
          const facts = toldOf(numberAt(position)).result.hits?.facts;
          if (!facts) return 0;
          const width = facts.numbers.length / facts.has.length;
          const number = facts.numbers[(placeOf[numberAt(position)] ?? 0) * width + place] ?? 0;
          return number === 0 ? 0 : (ofDictionary.get(facts.dictionary)?.[number - 1] ?? 0);
        },
        texts,
        at: (position) => held(numberAt(position)),
      };
    },
    duplicates: () => duplicates,
    conflicts: () => conflicts.map(held),
    isUnclear: () => isUnclear,
  };
}

const smallest = 1024;

/** More seconds, or more matches, would not fit one number of 53 bits together. */
const mostSeconds = 2 ** 31;
const mostNumbers = 2 ** 22;

/** The numbers in the order of their times, and of `compare` where these are the same. */
function byTime(
  numbers: Int32Array,
  times: Float64Array,
  compare: (a: number, b: number) => number,
): Int32Array {
  let [least, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) {
    const time = times[number] as number;
    if (time < least) least = time;
    if (time > latest) latest = time;
  }
  if (latest - least >= 1000 * mostSeconds || numbers.length > mostNumbers)
    return numbers.toSorted((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || compare(a, b));
  const packed = new Float64Array(numbers.length);
  for (let i = 0; i < packed.length; i++) {
    const second = ((times[numbers[i] as number] as number) - least) / 1000;
    packed[i] = second * mostNumbers + i;
  }
  packed.sort();
  const sorted = new Int32Array(packed.length);
  for (let i = 0; i < packed.length; i++) sorted[i] = numbers[(packed[i] as number) % mostNumbers] as number;
  for (let from = 0; from < sorted.length; ) {
    const time = times[sorted[from] as number];
    let to = from + 1;
    while (to < sorted.length && times[sorted[to] as number] === time) to++;
    if (to - from > 1) sorted.subarray(from, to).sort(compare);
    from = to;
  }
  return sorted;
}

/** Two ordered lists as one. */
function merged(a: Int32Array, b: readonly number[], compare: (a: number, b: number) => number): Int32Array {
  if (b.length === 0) return a;
  const all = new Int32Array(a.length + b.length);
  let i = 0;
  let size = 0;
  for (const number of b) {
    while (i < a.length && compare(a[i] ?? 0, number) < 0) all[size++] = a[i++] ?? 0;
    all[size++] = number;
  }
  all.set(a.subarray(i), size);
  return all;
}
