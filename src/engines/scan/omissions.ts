/**
 * Records that need not be handed over because their events come too late to be among the first of an answer. Each worker
 * tells it by the events that it has met itself: of all events there are at least as many that are not later.
 */
import type { FirstAsked } from '../../query/ast.js';

/** Where in a record the values of `eventTime` and `eventID` start and end. */
export type Spots = readonly [number, number, number, number];

/** Whether the record at `start`, which satisfies these rules, is not wanted. It is noted if it is one that counts. */
export type Omitter = (bytes: Buffer, start: number, spots: Spots, met: readonly number[]) => boolean;

/** To hold more would cost more than what is left out. */
const mostHeld = 100_000;

export function omitter({ count, rules, always }: FirstAsked): Omitter {
  const counting = new Set(rules);
  const kept = new Set(always);
  const room = count + Math.max(256, count / 4);
  let met: { readonly time: string; readonly id: string }[] = [];
  /** The time of the last of the first, once there are so many. */
  let last: string | undefined = count === 0 ? '' : undefined;

  const note = (time: string, id: string): void => {
    met.push({ time, id });
    if (met.length < room) return;
    met.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    // Copies of an event count once.
    const ids = new Set<string>();
    met = met.filter((event) => ids.size < count && !ids.has(event.id) && ids.add(event.id));
    if (met.length === count) last = met.at(-1)?.time;
  };

  if (count > mostHeld) return () => false;
  return (bytes, start, [timeStart, timeEnd, idStart, idEnd], rulesMet) => {
    if (rulesMet.some((rule) => kept.has(rule))) return false;
    const time = plainText(bytes, start, timeStart, timeEnd);
    if (!time) return false;
    const isLate = last !== undefined && time > last;
    if (!isLate && !rulesMet.some((rule) => counting.has(rule))) return false;
    const id = plainText(bytes, start, idStart, idEnd);
    if (!id) return false;
    if (!isLate) note(time, id);
    return isLate;
  };
}

/**
 * The string that stands in the record at `start`, at these places of it; undefined if there is none, or it is not spelled
 * plainly.
 */
export function plainText(bytes: Buffer, start: number, from: number, to: number): string | undefined {
  if (from <= 0 || bytes[start + from] !== 0x22) return undefined;
  const text = bytes.toString('latin1', start + from + 1, start + to - 1);
  return /[\\\u0080-\u00ff]/.test(text) ? undefined : text;
}
