/**
 * What an archive holds, hour by hour, as series: one for each account and region, and one for each account as a whole.
 * Sparse: only hours with events have an entry.
 */
import type { Presence } from '../../model/presence.js';

export const hourLength = 3_600_000;
export const dayLength = 24 * hourLength;

export interface Series {
  readonly account: string;
  /** Null for the account as a whole. */
  readonly region: string | null;
  /** Events by the start of the hour, in epoch milliseconds. */
  readonly hours: ReadonlyMap<number, number>;
}

/** From `from` up to, not including, `until`; epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** From the first hour with events to the end of the last; undefined if there is none. */
export function spanOf(presence: readonly Presence[]): Span | undefined {
  let from = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { hour, events } of presence) {
    if (events <= 0) continue;
    from = Math.min(from, hour);
    last = Math.max(last, hour);
  }
  return from <= last ? { from, until: last + hourLength } : undefined;
}

/** By account, then region; within the span only. The order of the presence does not matter. */
export function regionSeries(presence: readonly Presence[], span: Span): Series[] {
  return seriesBy(presence, span, ({ region }) => region);
}

/** One series for each account: all of its regions added up. */
export function accountSeries(presence: readonly Presence[], span: Span): Series[] {
  return seriesBy(presence, span, () => null);
}

function seriesBy(
  presence: readonly Presence[],
  { from, until }: Span,
  regionOf: (presence: Presence) => string | null,
): Series[] {
  const found = new Map<string, { account: string; region: string | null; hours: Map<number, number> }>();
  for (const one of presence) {
    const { account, hour, events } = one;
    if (events <= 0 || hour + hourLength <= from || hour >= until) continue;
    const region = regionOf(one);
    const key = `${account} ${region ?? ''}`;
    let series = found.get(key);
    if (!series) {
      series = { account, region, hours: new Map() };
      found.set(key, series);
    }
    series.hours.set(hour, (series.hours.get(hour) ?? 0) + events);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
}
