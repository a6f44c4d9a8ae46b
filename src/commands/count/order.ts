/** Which groups are shown, and in what order. */
import type { JsonValue } from '../../model/json.js';
import { canonicalText } from '../../query/json-text.js';
import type { Buckets } from './buckets.js';
import type { SortName } from './names.js';
import type { Group } from './tally.js';

export interface Sorting {
  readonly sort: { readonly by: SortName; readonly reverse: boolean };
  /** So many of the groups with most events; with a time series, of the combinations with most. */
  readonly top: number | null;
  /** So many of those with fewest. */
  readonly rare: number | null;
  /** Groups with fewer events are left out. */
  readonly min: number;
  /** Groups of one combination of values follow each other by time. */
  readonly series: boolean;
}

/** Much comes first, and what was earlier. */
const measures: Readonly<Record<SortName, (one: Series) => number>> = {
  count: ({ count }) => -count,
  distinct: ({ distinct }) => -distinct,
  errors: ({ errors }) => -errors,
  'error-rate': ({ errors, count }) => -errors / count,
  key: () => 0,
  first: ({ first }) => first,
  last: ({ last }) => last,
};

/** All groups of one combination of values: one, but for a series over time. */
interface Series {
  readonly by: readonly JsonValue[];
  readonly groups: Group[];
  count: number;
  errors: number;
  distinct: number;
  first: number;
  last: number;
}

export interface Ordered {
  readonly groups: readonly Group[];
  /** How many are left out by --top, --rare and --min: combinations of values, whatever their steps of time. */
  readonly left: number;
}

export function ordered(groups: readonly Group[], { sort, top, rare, min, series }: Sorting): Ordered {
  const all = seriesOf(groups, series).map((one) => ({ one, measure: measures[sort.by](one) }));
  const sign = sort.reverse ? -1 : 1;
  // Rows of equal measure stand in the order of their keys, whatever the order of the others.
  all.sort((a, b) => sign * (a.measure - b.measure || 0) || compareKeys(a.one, b.one));
  if (sort.by === 'key' && sort.reverse) all.reverse();
  const enough = all.map(({ one }) => one).filter(({ count }) => count >= min);
  const ranked = top === null && rare === null ? enough : chosen(enough, top, rare, sort.by);
  const shown = ranked.flatMap((one) => one.groups.sort((a, b) => timeOf(a) - timeOf(b)));
  return { groups: shown, left: all.length - ranked.length };
}

/** The most or the fewest, in the order in which all stand. */
function chosen(
  all: readonly Series[],
  top: number | null,
  rare: number | null,
  by: SortName,
): readonly Series[] {
  const measure = by === 'distinct' ? measures.distinct : measures.count;
  const ranked = [...all].sort((a, b) => measure(a) - measure(b) || compareKeys(a, b));
  if (rare !== null) ranked.sort((a, b) => measure(b) - measure(a) || compareKeys(a, b));
  const kept = new Set(ranked.slice(0, top ?? rare ?? ranked.length));
  const shown = all.filter((one) => kept.has(one));
  return rare !== null && (by === 'count' || by === 'distinct')
    ? ranked.filter((one) => kept.has(one))
    : shown;
}

function seriesOf(groups: readonly Group[], together: boolean): Series[] {
  const found = new Map<string, Series>();
  for (const group of groups) {
    const key = together ? canonicalText(group.by) : `${found.size}`;
    let one = found.get(key);
    if (!one) {
      const none = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
      one = { by: group.by, groups: [], count: 0, errors: 0, distinct: 0, ...none };
      found.set(key, one);
    }
    one.groups.push(group);
    one.count += group.count;
    one.errors += group.errors;
    one.distinct = Math.max(one.distinct, group.distinct ?? 0);
    one.first = Math.min(one.first, group.first);
    one.last = Math.max(one.last, group.last);
  }
  return [...found.values()];
}

/** Numbers by size, texts by their units, nothing last. */
function compareKeys(a: Series, b: Series): number {
  for (const [i, one] of a.by.entries()) {
    const other = b.by[i] ?? null;
    if (one === other) continue;
    if (one === null || other === null) return one === null ? 1 : -1;
    if (typeof one === 'number' && typeof other === 'number') return one - other;
    if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : 1;
    const [left, right] = [canonicalText(one), canonicalText(other)];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function timeOf({ bucket }: Group): number {
  return bucket ?? Number.POSITIVE_INFINITY;
}

/** More rows than this are no answer any more. */
const mostEmpty = 100_000;

/**
 * Steps of time without events put in, from the first that has some, or `since`, to the last, or `until`. If there would
 * be too many, the groups are given as they are, and how many.
 */
export function withEmpty(
  groups: readonly Group[],
  every: Buckets,
  { since, until }: { readonly since?: number | undefined; readonly until?: number | undefined },
): { readonly rows: readonly Group[]; readonly tooMany: number } {
  const times = groups.flatMap(({ bucket }) => (bucket === null ? [] : [bucket]));
  if (times.length === 0) return { rows: groups, tooMany: 0 };
  const min = times.reduce((a, b) => Math.min(a, b));
  const max = times.reduce((a, b) => Math.max(a, b));
  const from = since === undefined ? min : every.startOf(since);
  const to = until === undefined ? max : every.startOf(until - 1);
  const series = seriesOf(groups, true);
  const estimate = Math.ceil((to - from) / (every.after(from) - from) + 1) * series.length;
  if (estimate > mostEmpty) return { rows: groups, tooMany: estimate };
  const steps: number[] = [];
  for (let step = from; step <= to; step = every.after(step)) steps.push(step);
  const rows = series.flatMap((one) => {
    const byTime = new Map(one.groups.map((group) => [group.bucket, group]));
    const undated = byTime.get(null);
    const filled = steps.map((bucket) => byTime.get(bucket) ?? emptyGroup(one.by, bucket, one.groups[0]));
    return undated ? [...filled, undated] : filled;
  });
  return { rows, tooMany: 0 };
}

function emptyGroup(by: readonly JsonValue[], bucket: number, like: Group | undefined): Group {
  const none = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  return { by, bucket, count: 0, errors: 0, ...none, distinct: like?.distinct == null ? null : 0 };
}
