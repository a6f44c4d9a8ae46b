/**
 * Times for people: `2023-07-10 12:08:06`, in UTC or in a zone that is then marked by its offset. The offset of a
 * zone comes from the platform's own zone data, so that no table of zones is shipped.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Writes a time, given in epoch milliseconds or as a record's own text, for a table or a timeline: in UTC without a
 * mark, in any other zone with the offset behind it. Milliseconds are written only if there are any. A text that
 * is not a time comes back as it is.
 */
export function formatTime(time: number | string, zone: string): string {
  const instant = typeof time === 'number' ? time : Date.parse(time);
  if (Number.isNaN(new Date(instant).getTime())) return String(time);
  const offset = zone === 'UTC' ? 0 : zoneOffset(instant, zone);
  const wall = new Date(instant + offset).toISOString();
  const text = wall.replace('T', ' ').replace(/(?:\.000)?Z$/, '');
  return zone === 'UTC' ? text : text + formatOffset(offset);
}

/** `2023-07-10T12:08:06Z` from epoch milliseconds, which are written only if there are any; null for what is no time. */
export function isoTime(time: number): string | null {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z');
}

/**
 * How far the clocks of an IANA zone are ahead of UTC at an instant, in milliseconds; both in epoch milliseconds.
 * Throws RangeError if there is no such zone.
 */
export function zoneOffset(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  const [, sign = '+', hours = 0, minutes = 0, seconds = 0] =
    /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(instant)) ?? [];
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

function formatOffset(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
