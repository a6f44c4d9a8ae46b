/**
 * Time arguments: what `--since`, `--until`, `--every` and `--tz` accept. Bounds are parsed once, against one `now`,
 * so that a relative window does not slide while files are read.
 */
import { parseISO } from 'date-fns/parseISO';
import { zoneOffset } from '../format/time.js';
import { UsageError } from '../model/usage-error.js';

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The IANA zone in which times without an offset are read. */
  readonly zone: string;
}

/** For the help of every option that takes a time. */
export const timeHelp =
  '2023-07-10 (its first moment), 2023-07-10T12:08[:06][Z|+02:00], 90s, 30m, 2h, 14d or 2w ago, ' +
  'now, today, yesterday, or seconds since 1970';

const timeHint = 'Write 2023-07-10, 2023-07-10T12:08:06Z, an age such as 2h or 14d, now, today or yesterday.';

const second = 1000;
const day = 86_400 * second;
const units: Readonly<Record<string, number>> = {
  s: second,
  m: 60 * second,
  h: 3600 * second,
  d: day,
  w: 7 * day,
};

const dateAndTime =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
/** The stamp in CloudTrail's file names: `20230710T1205Z`, in digests with seconds. */
const fileStamp = /^\d{8}T\d{4}(?:\d{2})?Z$/;
const largestTime = 8.64e15;

/**
 * Reads a point in time, in epoch milliseconds: an ISO 8601 date or date-time, the stamp of a CloudTrail file name, an
 * age before now, `now`, `today`, `yesterday`, ten digits (epoch seconds) or thirteen (milliseconds). A date is its
 * first moment, so `--until` a day leaves that day out. Where clocks go back, a time that occurs twice is the first;
 * where they go forward, a time that is skipped is moved on by what was skipped. A day of an age is 24 hours.
 * Throws UsageError if the text is no time or there is no such day or hour.
 */
export function parseTime(text: string, clock: Clock): number {
  const word = text.trim().toLowerCase();
  if (word === 'now') return clock.now;
  if (word === 'today') return startOfToday(clock, 0);
  if (word === 'yesterday') return startOfToday(clock, 1);
  if (/^\d{10}$/.test(word)) return Number(word) * second;
  if (/^\d{13}$/.test(word)) return Number(word);
  const time = parseDate(text.trim(), clock.zone) ?? parseAge(word, clock.now);
  if (time === undefined) throw new UsageError(`'${text}' is not a time`, undefined, timeHint);
  if (Number.isNaN(time)) throw new UsageError(`there is no such time: '${text}'`);
  return time;
}

/**
 * Reads a length of time such as `90s`, `30m`, `1h30m`, `14d` or `2w`, in milliseconds, above zero.
 * Throws UsageError.
 */
export function parseDuration(text: string): number {
  const duration = durationOf(text.trim().toLowerCase());
  if (!duration)
    throw new UsageError(`'${text}' is not a length of time`, undefined, 'Write 90s, 30m, 2h, 14d or 2w.');
  return duration;
}

/**
 * Reads the name of a time zone as the IANA database has it, or `local` for the computer's own, and gives it in its
 * usual spelling. Throws UsageError.
 */
export function parseZone(text: string): string {
  const timeZone = text.trim();
  try {
    const format = new Intl.DateTimeFormat('en', timeZone.toLowerCase() === 'local' ? {} : { timeZone });
    return format.resolvedOptions().timeZone;
  } catch {
    const hint = 'Write a name of the IANA database such as Europe/Berlin, or UTC, or local.';
    throw new UsageError(`there is no time zone '${text}'`, undefined, hint);
  }
}

/** Undefined if the text has another form, NaN if it names a moment that does not exist. */
function parseDate(text: string, zone: string): number | undefined {
  if (fileStamp.test(text)) return parseISO(text).getTime();
  const [, date, time = '00:00', offset] = dateAndTime.exec(text) ?? [];
  if (date === undefined) return undefined;
  const wall = `${date}T${time.replace(',', '.')}`;
  if (offset) return parseISO(wall + offset.toUpperCase()).getTime();
  return fromWall(parseISO(`${wall}Z`).getTime(), zone);
}

function parseAge(text: string, now: number): number | undefined {
  const age = durationOf(text);
  if (age === undefined) return undefined;
  return Math.abs(now - age) > largestTime ? Number.NaN : now - age;
}

function durationOf(text: string): number | undefined {
  if (!/^(?:\d+[smhdw])+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+)([smhdw])/g);
  return [...parts].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0);
}

function startOfToday({ now, zone }: Clock, daysAgo: number): number {
  const wall = now + zoneOffset(now, zone);
  return fromWall(Math.floor(wall / day) * day - daysAgo * day, zone);
}

/** The instant at which the clocks of a zone show a time, the time being given as if it were UTC. */
export function fromWall(wall: number, zone: string): number {
  if (Number.isNaN(wall) || zone === 'UTC') return wall;
  const before = wall - zoneOffset(wall - day, zone);
  const after = wall - zoneOffset(wall + day, zone);
  const isAfter = before + zoneOffset(before, zone) !== wall && after + zoneOffset(after, zone) === wall;
  return isAfter ? after : before;
}
