import { describe, expect, it } from 'vitest';
import { buckets } from '../../../src/commands/count/buckets.js';
import { ordered, type Sorting, withEmpty } from '../../../src/commands/count/order.js';
import type { Group } from '../../../src/commands/count/tally.js';
import type { JsonValue } from '../../../src/model/json.js';

const group = (by: JsonValue, count: number, more: Partial<Group> = {}): Group => ({
  by: [by],
  bucket: null,
  count,
  errors: 0,
  first: 100,
  last: 200,
  distinct: null,
  ...more,
});
const usual: Sorting = {
  sort: { by: 'count', reverse: false },
  top: null,
  rare: null,
  min: 0,
  series: false,
};
const names = (groups: readonly Group[]): unknown[] => groups.map(({ by: [one] }) => one);

const sample = [
  group('b', 5, { errors: 1, distinct: 2, first: 50, last: 60 }),
  group('a', 5, { errors: 5, distinct: 1, first: 70, last: 90 }),
  group(null, 9, { distinct: 3, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }),
  group('c', 1, { errors: 1, distinct: 9, first: 10, last: 300 }),
];

describe('the order of groups', () => {
  it.each([
    { by: 'count', shown: [null, 'a', 'b', 'c'], reversed: ['c', 'a', 'b', null] },
    { by: 'distinct', shown: ['c', null, 'b', 'a'], reversed: ['a', 'b', null, 'c'] },
    { by: 'errors', shown: ['a', 'b', 'c', null], reversed: [null, 'b', 'c', 'a'] },
    { by: 'error-rate', shown: ['a', 'c', 'b', null], reversed: [null, 'b', 'a', 'c'] },
    { by: 'key', shown: ['a', 'b', 'c', null], reversed: [null, 'c', 'b', 'a'] },
    { by: 'first', shown: ['c', 'b', 'a', null], reversed: [null, 'a', 'b', 'c'] },
    { by: 'last', shown: [null, 'b', 'a', 'c'], reversed: ['c', 'a', 'b', null] },
  ] as const)('by $by', ({ by, shown, reversed }) => {
    const sorted = (reverse: boolean): unknown[] =>
      names(ordered(sample, { ...usual, sort: { by, reverse } }).groups);
    expect(sorted(false)).toEqual(shown);
    expect(sorted(true)).toEqual(reversed);
  });

  it('is by size for numbers, by their units for texts, and nothing comes last', () => {
    const values = ['a b', 'a', 'a!', 'B', 10, 9, -1, true, null, { a: 1 }, '"'];
    const sorted = ordered(
      values.map((value) => group(value, 1)),
      usual,
    );
    expect(names(sorted.groups)).toEqual(['"', 'B', 'a', 'a b', 'a!', -1, 9, 10, true, { a: 1 }, null]);
  });

  it('does not depend on the order in which they come', () => {
    for (const by of ['count', 'errors', 'key', 'last'] as const) {
      const sorting = { ...usual, sort: { by, reverse: false }, top: 2 };
      expect(ordered(sample.toReversed(), sorting)).toEqual(ordered(sample, sorting));
    }
  });
});

describe('which groups are shown', () => {
  it.each([
    { name: 'most', top: 2, shown: [null, 'a'], left: 2 },
    { name: 'more than there are', top: 9, shown: [null, 'a', 'b', 'c'], left: 0 },
    { name: 'fewest', rare: 2, shown: ['c', 'a'], left: 2 },
    {
      name: 'most, in another order',
      top: 2,
      sort: { by: 'key', reverse: false },
      shown: ['a', null],
      left: 2,
    },
    {
      name: 'fewest, in another order',
      rare: 2,
      sort: { by: 'last', reverse: true },
      shown: ['c', 'a'],
      left: 2,
    },
    { name: 'most distinct', top: 1, sort: { by: 'distinct', reverse: false }, shown: ['c'], left: 3 },
    {
      name: 'fewest distinct',
      rare: 2,
      sort: { by: 'distinct', reverse: false },
      shown: ['a', 'b'],
      left: 2,
    },
    { name: 'enough', min: 5, shown: [null, 'a', 'b'], left: 1 },
    { name: 'fewest of enough', min: 2, rare: 1, shown: ['a'], left: 3 },
  ] as const)('$name', ({ name: _, shown, left, ...sorting }) => {
    const result = ordered(sample, { ...usual, ...sorting });
    expect(names(result.groups)).toEqual(shown);
    expect(result.left).toBe(left);
  });

  it('of a time series: the combinations with most, each in order of time', () => {
    const at = (by: string, bucket: number | null, count: number): Group => group(by, count, { bucket });
    const series = [at('a', 2, 3), at('b', 1, 4), at('a', null, 1), at('a', 1, 3), at('c', 1, 5)];
    const { groups, left } = ordered(series, { ...usual, series: true, top: 2 });
    expect(groups.map(({ by, bucket }) => [by[0], bucket])).toEqual([
      ['a', 1],
      ['a', 2],
      ['a', null],
      ['c', 1],
    ]);
    expect(left).toBe(1);
  });
});

describe('empty steps of time', () => {
  const hour = 3_600_000;
  const hourly = buckets(hour, 'UTC');
  const at = (by: string, hours: number | null): Group =>
    group(by, 1, { bucket: hours === null ? null : hours * hour, distinct: 4 });

  it('are put in for each series, between the first and the last of all', () => {
    const { rows, tooMany } = withEmpty([at('a', 1), at('a', null), at('b', 3)], hourly, {});
    expect(
      rows.map(({ by, bucket, count, distinct }) => [by[0], bucket && bucket / hour, count, distinct]),
    ).toEqual([
      ['a', 1, 1, 4],
      ['a', 2, 0, 0],
      ['a', 3, 0, 0],
      ['a', null, 1, 4],
      ['b', 1, 0, 0],
      ['b', 2, 0, 0],
      ['b', 3, 1, 4],
    ]);
    expect(tooMany).toBe(0);
  });

  it('reach as far as the filters do, the end left out', () => {
    const { rows } = withEmpty([at('a', 2)], hourly, { since: 0.5 * hour, until: 4 * hour });
    expect(rows.map(({ bucket }) => (bucket ?? 0) / hour)).toEqual([0, 1, 2, 3]);
  });

  it('lose no group where clocks change', () => {
    for (const [every, zone] of [
      [hour, 'Australia/Lord_Howe'],
      [0.75 * hour, 'America/St_Johns'],
      [1.5 * hour, 'America/New_York'],
      [5 * hour, 'Pacific/Apia'],
      [24 * hour, 'Africa/Casablanca'],
    ] as const) {
      const steps = buckets(every, zone);
      const year = Array.from({ length: 1_000 }, (_, i) =>
        steps.startOf(Date.parse('2011-06-01') + i * 8.77 * hour),
      );
      const groups = [...new Set(year)].map((bucket) => group('a', 1, { bucket }));
      const { rows } = withEmpty(groups, steps, {});
      expect(rows.filter(({ count }) => count > 0)).toEqual(groups);
    }
  });

  it('are left out where they would be too many', () => {
    const groups = [at('a', 0), at('a', 24 * 366 * 20)];
    const { rows, tooMany } = withEmpty(groups, hourly, {});
    expect(rows).toEqual(groups);
    expect(tooMany).toBe(24 * 366 * 20 + 1);
    expect(withEmpty([], hourly, { since: 0 })).toEqual({ rows: [], tooMany: 0 });
  });
});
