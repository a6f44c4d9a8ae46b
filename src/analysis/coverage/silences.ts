/** The silences of a series in units of hours or days, and how many of their units the archive can tell anything about. */
import { dayLength, hourLength, type Series } from './presence.js';

/** Units in a row without events. */
export interface Run {
  /** Start of the first unit and end of the last, epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  /** How many units that is, resting weekends left out. */
  readonly units: number;
  /** How many of them are such that the archive shows what is usual there. */
  readonly known: number;
}

export interface Silences {
  /** In their order, from the first unit with events on. */
  readonly runs: readonly Run[];
  /** Units with events, resting weekends left out. */
  readonly active: number;
}

/** A rhythm is there when so many units had events; what is silent for longer before then, has not begun. */
const fewestHours = 12;
const fewestDays = 5;
/** More units of a run need not be looked at: a silence so long is judged by its beginning. */
const mostKnown = 72;

/**
 * Silences up to the hour `goesOnUntil`, which may lie behind the series' own last. Weekends that have events less than
 * half as often as other days are left out: their silence tells nothing. So is a prelude: a few units with events, and a
 * longer silence before the rhythm begins. An hour is known if the same hour of the day
 * has events on some other day; a day always is.
 * @param length of a unit in milliseconds: an hour or a day.
 */
export function silences({ hours }: Series, goesOnUntil: number, length: number): Silences {
  const units = [...new Set([...hours.keys()].map((hour) => Math.floor(hour / length)))].sort(
    (a, b) => a - b,
  );
  const [first] = units;
  if (first === undefined) return { runs: [], active: 0 };
  const end = Math.floor(goesOnUntil / length) + 1;
  const resting = weekendsRest(units, end, length);
  const kept = (from: number, to: number): number =>
    to - from - (resting ? weekendUnitsBefore(to, length) - weekendUnitsBefore(from, length) : 0);
  const slots = new Set([...hours.keys()].map((hour) => mod(hour, dayLength)));
  const isKnown = (unit: number): boolean =>
    kept(unit, unit + 1) === 1 && (length >= dayLength || slots.has(mod(unit * length, dayLength)));

  const prelude = length < dayLength ? fewestHours : fewestDays;
  let runs: Run[] = [];
  let active = 0;
  for (const [i, unit] of units.entries()) {
    active += kept(unit, unit + 1);
    const from = unit + 1;
    const to = units[i + 1] ?? end;
    const count = kept(from, to);
    if (count <= 0) continue;
    if (active < prelude && count > active && to < end) {
      runs = [];
      active = 0;
      continue;
    }
    let known = 0;
    for (let each = from; each < to && each < from + mostKnown; each++) if (isKnown(each)) known++;
    runs.push({ from: from * length, until: to * length, units: count, known });
  }
  return { runs, active };
}

function weekendsRest(units: readonly number[], end: number, length: number): boolean {
  const first = units[0] ?? 0;
  const weekend = weekendUnitsBefore(end, length) - weekendUnitsBefore(first, length);
  const other = end - first - weekend;
  const activeWeekend = units.filter((unit) => isWeekend(Math.floor((unit * length) / dayLength))).length;
  return weekend > 0 && activeWeekend / weekend < (0.5 * (units.length - activeWeekend)) / Math.max(1, other);
}

/** Days since 1970, which began on a Thursday. */
function isWeekend(day: number): boolean {
  return mod(day + 5, 7) < 2;
}

/** Differences of it are right; where it counts from is not said. */
function weekendUnitsBefore(unit: number, length: number): number {
  const perDay = dayLength / length;
  const day = Math.floor(unit / perDay);
  const days = Math.floor((day + 5) / 7) * 2 + Math.min(mod(day + 5, 7), 2);
  return days * perDay + (isWeekend(day) ? mod(unit, perDay) : 0);
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** The silence around a run of days, to the hour. */
export function toTheHour({ hours }: Series, { from, until }: Run): { from: number; until: number } {
  let [start, end] = [from, until];
  while (start > from - dayLength && !hours.has(start - hourLength)) start -= hourLength;
  while (end < until + dayLength && !hours.has(end)) end += hourLength;
  return { from: start, until: end };
}
