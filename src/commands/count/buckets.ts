/**
 * Steps of time on the clocks of a zone, for `--every`. A day is what the zone calls a day, 23 or 25 hours long where
 * clocks change, and so with all steps above an hour; where an hour occurs twice, it makes two steps of an hour. Weeks
 * begin on Monday.
 */
import { zoneOffset } from '../../format/time.js';
import { fromWall } from '../time.js';

export interface Buckets {
  /**
   * In what whole seconds the events' times may be counted without losing the step; null if only exact times will do.
   */
  readonly quantum: number | null;
  /** The beginning of the step that a time is in; both in milliseconds since 1970. */
  startOf(time: number): number;
  /** The beginning of the next. */
  after(start: number): number;
}

const hour = 3_600_000;
const day = 24 * hour;
const quarter = 900_000;
const week = 7 * day;
/** 1970-01-05 was a Monday. */
const firstMonday = 4 * day;
/** A count of steps has 31 bits: with steps of two minutes it reaches beyond the year 9999. */
const smallestQuantum = 120_000;
const latest = 8.64e15;

/** @param every milliseconds, whole seconds above zero. */
export function buckets(every: number, zone: string): Buckets {
  const origin = every % week === 0 ? firstMonday : 0;
  const floor = (wall: number): number => Math.floor((wall - origin) / every) * every + origin;
  const offsetAt = (time: number): number =>
    zone === 'UTC' || Math.abs(time) > latest ? 0 : zoneOffset(time, zone);
  const startOf = (time: number): number => {
    const offset = offsetAt(time);
    const wall = floor(time + offset);
    return every > hour && zone !== 'UTC' ? fromWall(wall, zone) : wall - offset;
  };
  const step = zone === 'UTC' && origin === 0 ? every : divisor(every, quarter);
  return {
    quantum: step < smallestQuantum ? null : step / 1000,
    startOf,
    after(start) {
      let next = start + every;
      if (zone === 'UTC') return next;
      if (every > hour) next -= 2 * hour;
      while (startOf(next) <= start) next += Math.min(every, quarter);
      return startOf(next);
    },
  };
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** `2023-07-10T12:08:06` on the clocks of the zone; undefined beyond the times that can be written. */
export function localTime(time: number, zone: string): string | undefined {
  if (!(Math.abs(time) < latest - day)) return undefined;
  const offset = zone === 'UTC' ? 0 : zoneOffset(time, zone);
  return new Date(time + offset).toISOString().slice(0, 19);
}
