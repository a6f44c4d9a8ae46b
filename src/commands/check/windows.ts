/** Windows of time that come back every week, such as Monday 09:00 to 17:00 in Berlin: the configuration allows changes in them. */
import { zoneOffset } from '../../format/time.js';

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Day = (typeof days)[number];

export interface Window {
  /** On which it begins. */
  readonly days: readonly Day[];
  /** Minutes since midnight of the zone's clocks; one that ends before it begins goes over midnight. */
  readonly from: number;
  /** The first minute outside of it. */
  readonly to: number;
  /** IANA name. */
  readonly zone: string;
}

const dayLength = 86_400_000;
/** 1 January 1970 was a Thursday. */
const firstDay = 3;

/** `time` in epoch milliseconds. */
export function isInside(windows: readonly Window[], time: number): boolean {
  return windows.some(({ days: begins, from, to, zone }) => {
    const wall = time + zoneOffset(time, zone);
    const minute = Math.floor((((wall % dayLength) + dayLength) % dayLength) / 60_000);
    const day = Math.floor(wall / dayLength);
    const isDay = (number: number): boolean =>
      begins.some((name) => days.indexOf(name) === (((number + firstDay) % 7) + 7) % 7);
    if (from < to) return isDay(day) && minute >= from && minute < to;
    return (isDay(day) && minute >= from) || (isDay(day - 1) && minute < to);
  });
}
