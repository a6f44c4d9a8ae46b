/** The parts of a time as it is written in a record: hour, weekday and the like, for rules about unusual hours. */
import type { TimePart } from './ast.js';

const written = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/;
const day = 86_400_000;

/** The part of an ISO 8601 date and time, without conversion between zones; undefined for any other text. */
export function timePart(text: string, part: TimePart): number | undefined {
  const [, year, month, date, hour, minute] = (written.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const noon = new Date(Date.UTC(2000, month - 1, date, 12));
  // Years below 100 mean the last century to Date.UTC.
  noon.setUTCFullYear(year, month - 1, date);
  if (noon.getUTCMonth() !== month - 1) return undefined;
  switch (part) {
    case 'year':
      return year;
    case 'month':
      return month;
    case 'day':
      return date;
    case 'hour':
      return hour;
    case 'minute':
      return minute;
    case 'week':
      return isoWeek(noon);
  }
}

/** ISO 8601: weeks begin on Monday, and the first of a year is the one with its first Thursday. */
function isoWeek(noon: Date): number {
  const thursday = new Date(noon.getTime() + (4 - (noon.getUTCDay() || 7)) * day);
  const first = new Date(thursday);
  first.setUTCMonth(0, 1);
  return Math.floor((thursday.getTime() - first.getTime()) / day / 7) + 1;
}
