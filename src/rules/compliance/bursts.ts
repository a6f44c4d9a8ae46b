/**
 * Findings of counted conditions. They have to be the same in every run, though each reads another stretch of time and
 * events arrive late: a stretch of matches has no beginning that all runs see. So each event is asked by itself whether the
 * count is reached with it, which depends on the time before it alone, and what is found of a group on one day (UTC) is
 * one finding: what goes on the day after is another.
 */
import type { Count } from './control.js';

export interface Burst {
  /** Numbers of the texts that its events are grouped by. */
  readonly group: readonly number[];
  /** Days since 1970 (UTC) of the events with which the count is reached; null where it is of the whole span. */
  readonly day: number | null;
  /** Positions, in order: those events, and before each as many as make up the count. */
  readonly events: readonly number[];
}

/** What is asked of an event by its position. */
export interface Facts {
  /** Epoch milliseconds. */
  time(position: number): number;
  /** The number, not 0, of the text at a place of what is grouped by. */
  fact(position: number, place: number): number;
}

const day = 86_400_000;

/** `found`: distinct events in order of time, all of which have one. */
export function burstsOf(
  { atLeast, within, by }: Count,
  found: readonly number[],
  { time, fact }: Facts,
): readonly Burst[] {
  const places = [...by.keys()];
  return groupsOf(found, places.length, fact, atLeast).flatMap((group) => {
    const bursts: (Burst & { readonly events: number[] })[] = [];
    /** Behind the last that is part of the newest burst. */
    let next = 0;
    for (let last = atLeast - 1; last < group.length; last++) {
      const first = last - atLeast + 1;
      const at = time(group[last] as number);
      if (within !== null && at - time(group[first] as number) > within) continue;
      const of = within === null ? null : Math.floor(at / day);
      let burst = bursts.at(-1);
      if (burst?.day !== of) {
        burst = { group: places.map((place) => fact(group[0] as number, place)), day: of, events: [] };
        bursts.push(burst);
        next = 0;
      }
      for (next = Math.max(next, first); next <= last; next++) burst.events.push(group[next] as number);
    }
    return bursts;
  });
}

/** Those of at least so many, each in the order of what was found. Most are too small: they are counted before they are made. */
function groupsOf(
  found: readonly number[],
  places: number,
  fact: Facts['fact'],
  atLeast: number,
): readonly (readonly number[])[] {
  const groupOf = new Int32Array(found.length);
  let groups = Math.min(found.length, 1);
  for (let place = 0; place < places; place++) {
    // Finer by each place: what was one group so far is told apart by the next text.
    const finer = new Map<number, number>();
    for (let i = 0; i < found.length; i++) {
      const key = (groupOf[i] as number) * mostTexts + fact(found[i] as number, place);
      let group = finer.get(key);
      if (group === undefined) {
        group = finer.size;
        finer.set(key, group);
      }
      groupOf[i] = group;
    }
    groups = finer.size;
  }
  const sizes = new Int32Array(groups);
  for (const group of groupOf) sizes[group] = (sizes[group] as number) + 1;
  const made: (number[] | undefined)[] = [];
  for (let i = 0; i < found.length; i++) {
    const group = groupOf[i] as number;
    if ((sizes[group] as number) < atLeast) continue;
    made[group] ??= [];
    made[group].push(found[i] as number);
  }
  return made.filter((group) => group !== undefined);
}

/** Above the number of any text. */
const mostTexts = 2 ** 26;
