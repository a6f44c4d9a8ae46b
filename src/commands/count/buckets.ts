/**
 * Steps of time on the clocks of a zone, for `--every`. A day is what the zone calls a day, 23 or 25 hours long where
 * clocks change, and so with all steps above an hour; where an hour occurs twice, it makes two steps of an hour, and a
 * change of the clocks in the midst of such a step begins the next. Weeks begin on Monday.
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
  const quantumOf = (step: number): number | null => (step < smallestQuantum ? null : step / 1000);
  if (zone === 'UTC') {
    const quantum = quantumOf(origin === 0 ? every : divisor(every, quarter));
    return { quantum, startOf: floor, after: (start) => start + every };
  }
  const { startOf, after } = every > hour ? longSteps(every, floor, zone) : shortSteps(every, floor, zone);
  const known = new Map<number, number>();
  return {
    quantum: quantumOf(divisor(every, quarter)),
    startOf(time) {
      if (Math.abs(time) > latest - day) return floor(time);
      let start = known.get(time);
      if (start === undefined) {
        start = startOf(time);
        known.set(time, start);
      }
      return start;
    },
    after,
  };
}

type Steps = Pick<Buckets, 'startOf' | 'after'>;

/** Each clock reading begins a step, however often it occurs. */
function shortSteps(every: number, floor: (wall: number) => number, zone: string): Steps {
  return {
    startOf(time) {
      const offset = zoneOffset(time, zone);
      const start = floor(time + offset) - offset;
      return zoneOffset(start, zone) === offset ? start : changeBetween(start, time, zone);
    },
    after(start) {
      const offset = zoneOffset(start, zone);
      const next = floor(start + offset) + every - offset;
      return zoneOffset(next, zone) === offset ? next : changeBetween(start, next, zone);
    },
  };
}

/** A step begins where clocks first show its beginning, or go past it. */
function longSteps(every: number, floor: (wall: number) => number, zone: string): Steps {
  const begins = (wall: number): number => {
    const time = fromWall(wall, zone);
    const passed = time + zoneOffset(time, zone) - wall;
    return passed === 0 ? time : changeBetween(time - passed, time, zone);
  };
  /** The last step that begins at or before the time, as the clocks show it. */
  const wallOf = (time: number): number => {
    let wall = floor(time + zoneOffset(time, zone));
    while (begins(wall + every) <= time) wall += every;
    return wall;
  };
  return {
    startOf: (time) => begins(wallOf(time)),
    after: (start) => begins(wallOf(start) + every),
  };
}

/** The instant, after `from` and not after `to`, from which the clocks go as they do at `to`. */
function changeBetween(from: number, to: number, zone: string): number {
  const offset = zoneOffset(to, zone);
  let before = Math.floor(from / 1000);
  let at = Math.ceil(to / 1000);
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (zoneOffset(middle * 1000, zone) === offset) at = middle;
    else before = middle;
  }
  return at * 1000;
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
