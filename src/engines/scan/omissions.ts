/**
 * Records that need not be handed over because their events come too late to be among the first of an answer. Each worker
 * tells it by the events that it has met itself: of all events there are at least as many that are not later.
 */
import type { FirstAsked } from '../../query/ast.js';
import { isUuidAt } from './id-numbers.js';
import { byMet } from './met-rules.js';

/**
 * Whether the record is not wanted that satisfies these rules, of this second since 1970 (NaN if that is not told), its id
 * at the place of the list (zeros if it is not told). It is noted if it is one that counts.
 */
export type Omitter = (met: readonly number[], second: number, ids: Int32Array, at: number) => boolean;

/** To hold more would cost more than what is left out. */
const mostHeld = 100_000;

export function omitter({ count, rules, always }: FirstAsked): Omitter {
  const counting = new Set(rules);
  const kept = new Set(always);
  const kindOf = byMet((met) => ({
    isKept: met.some((rule) => kept.has(rule)),
    isCounting: met.some((rule) => counting.has(rule)),
  }));
  const room = count + Math.max(256, count / 4);
  let noted: { readonly second: number; readonly id: string }[] = [];
  /** The time of the last of the first, once there are so many. */
  let last = count === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;

  const note = (second: number, id: string): void => {
    noted.push({ second, id });
    if (noted.length < room) return;
    noted.sort((a, b) => a.second - b.second);
    // Copies of an event count once.
    const seen = new Set<string>();
    noted = noted.filter((event) => seen.size < count && !seen.has(event.id) && seen.add(event.id));
    if (noted.length === count) last = noted.at(-1)?.second ?? last;
  };

  if (count > mostHeld) return () => false;
  return (met, second, ids, at) => {
    const { isKept, isCounting } = kindOf(met);
    // One without a time is never late.
    const isLate = second > last;
    if (isKept || (!isLate && !isCounting) || Number.isNaN(second)) return false;
    if (!isUuidAt(ids, at)) return false;
    if (!isLate) note(second, ids.subarray(at, at + 4).join());
    return isLate;
  };
}
