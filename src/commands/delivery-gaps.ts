/**
 * Whether deliveries are probably missing in the time that a question is about, from the names of the files alone: no file
 * is opened for it. It is told beside other answers, as a pointer to `coverage`.
 */
import { findGaps } from '../analysis/coverage/gaps.js';
import { formatTime } from '../format/time.js';
import type { Layout } from '../load/layout.js';
import { type PruneBounds, refusal } from '../load/prune.js';
import type { Presence } from '../model/presence.js';

const hour = 3_600_000;

/** Files by account, region and hour of delivery, as if they were events. */
function deliveries(layouts: Iterable<Layout | undefined>, { account, region }: PruneBounds): Presence[] {
  const refusesAccount = refusal(account ?? []);
  const refusesRegion = refusal(region ?? []);
  const accounts = new Map<string, Map<string, Map<number, number>>>();
  for (const layout of layouts) {
    if (layout?.kind !== 'trail' || layout.deliveredAt === undefined) continue;
    const { account: own = '', region: place = '', deliveredAt } = layout;
    const regions = accounts.get(own) ?? new Map<string, Map<number, number>>();
    accounts.set(own, regions);
    const hours = regions.get(place) ?? new Map<number, number>();
    regions.set(place, hours);
    const at = deliveredAt - (deliveredAt % hour);
    hours.set(at, (hours.get(at) ?? 0) + 1);
  }
  return [...accounts].flatMap(([own, regions]) =>
    refusesAccount(own)
      ? []
      : [...regions].flatMap(([place, hours]) =>
          refusesRegion(place)
            ? []
            : [...hours].map(([at, events]) => ({ account: own, region: place, hour: at, events })),
        ),
  );
}

/**
 * One sentence, or null if there is nothing to tell. The rhythm is learned from all files, whatever time is asked for; a
 * gap is told if it overlaps that time.
 */
export function deliveryGapNote(
  layouts: readonly (Layout | undefined)[],
  bounds: PruneBounds,
  zone: string,
): string | null {
  const presence = deliveries(layouts, bounds);
  const all = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  const { since = all.from, until = all.until } = bounds;
  const gaps = findGaps(presence, all).filter((gap) => gap.from < until && gap.until > since);
  const [first] = [...gaps].sort((a, b) => a.from - b.from);
  if (!first) return null;
  const { from, until: end } = toTheMinute(layouts, first);
  const place = [first.account, first.region].filter(Boolean).join(' ');
  const more =
    gaps.length > 1 ? `, and ${gaps.length - 1} more such ${gaps.length === 2 ? 'gap' : 'gaps'}` : '';
  const time = (at: number): string => formatTime(at, zone).replace(/:00(?=$|[+-])/, '');
  const range = end === null ? `after ${time(from)}` : `between ${time(from)} and ${time(end)}`;
  return `No file of ${place} was delivered ${range}${more}: \`trailscan coverage\` tells more`;
}

/** The deliveries around a gap. */
function toTheMinute(
  layouts: readonly (Layout | undefined)[],
  gap: {
    readonly account: string;
    readonly region: string | null;
    readonly from: number;
    readonly until: number;
  },
): { readonly from: number; readonly until: number | null } {
  let from = Number.NEGATIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  for (const layout of layouts) {
    if (layout?.kind !== 'trail' || layout.deliveredAt === undefined) continue;
    const { account = '', region = '', deliveredAt } = layout;
    if (account !== gap.account || (gap.region !== null && region !== gap.region)) continue;
    if (deliveredAt < gap.from) from = Math.max(from, deliveredAt);
    else if (deliveredAt >= gap.until) until = Math.min(until, deliveredAt);
  }
  return { from, until: Number.isFinite(until) ? until : null };
}
