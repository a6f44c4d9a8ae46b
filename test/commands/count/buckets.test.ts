/** Steps of time: they follow each other without gaps, and on the clocks of a zone they begin where clocks say so. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buckets, localTime } from '../../../src/commands/count/buckets.js';
import { parseDuration } from '../../../src/commands/time.js';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Havana',
];
const durations = [
  '7s',
  '5m',
  '7m',
  '25m',
  '45m',
  '1h',
  '90m',
  '2h',
  '5h',
  '6h',
  '1d',
  '36h',
  '2d',
  '1w',
  '3w',
  '366d',
];

/** Around changes of clocks, where mistakes are made, and anywhere else. */
const changes = [
  '2024-03-31T01:00Z',
  '2024-10-27T01:00Z',
  '2024-03-10T07:00Z',
  '2024-11-03T06:00Z',
  '2024-04-06T15:00Z',
  '2024-10-05T15:30Z',
  '2011-12-30T10:00Z',
  '2024-03-10T05:00Z',
  '2024-11-03T05:00Z',
].map((text) => Date.parse(text));
const time = fc.oneof(
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -200_000, max: 200_000 }))
    .map(([change, seconds]) => change + seconds * 1000),
  fc.integer({ min: 0, max: 2_000_000_000 }).map((seconds) => seconds * 1000),
);

describe.each(zones)('in %s', (zone) => {
  it.each(durations)('steps of %s join without gaps', (duration) => {
    const { startOf, after, quantum } = buckets(parseDuration(duration), zone);
    fc.assert(
      fc.property(time, (at) => {
        const start = startOf(at);
        const next = after(start);
        expect(start).toBeLessThanOrEqual(at);
        expect(next).toBeGreaterThan(at);
        expect(startOf(start)).toBe(start);
        expect(startOf(next)).toBe(next);
        expect(startOf(next - 1000)).toBe(start);
        if (quantum !== null) {
          const step = quantum * 1000;
          expect(startOf(Math.floor(at / step) * step)).toBe(start);
        }
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});

describe('where steps begin', () => {
  it.each([
    { every: '1d', zone: 'UTC', at: '2024-05-01T23:59:59Z', from: '2024-05-01T00:00:00Z' },
    { every: '1d', zone: 'Asia/Kolkata', at: '2024-05-01T18:29:59Z', from: '2024-04-30T18:30:00Z' },
    { every: '1d', zone: 'Asia/Kolkata', at: '2024-05-01T18:30:00Z', from: '2024-05-01T18:30:00Z' },
    { every: '1h', zone: 'Asia/Kolkata', at: '2024-05-01T18:29:59Z', from: '2024-05-01T17:30:00Z' },
    { every: '6h', zone: 'Europe/Berlin', at: '2024-03-31T03:30:00Z', from: '2024-03-30T23:00:00Z' },
    { every: '6h', zone: 'Europe/Berlin', at: '2024-03-31T04:00:00Z', from: '2024-03-31T04:00:00Z' },
    { every: '1w', zone: 'UTC', at: '2024-05-05T23:59:59Z', from: '2024-04-29T00:00:00Z' },
    { every: '1w', zone: 'America/New_York', at: '2024-03-11T03:59:59Z', from: '2024-03-04T05:00:00Z' },
    { every: '1w', zone: 'America/New_York', at: '2024-03-11T04:00:00Z', from: '2024-03-11T04:00:00Z' },
    { every: '5m', zone: 'UTC', at: '1969-12-31T23:59:59Z', from: '1969-12-31T23:55:00Z' },
  ])('$every in $zone: $at belongs to $from', ({ every, zone, at, from }) => {
    const { startOf } = buckets(parseDuration(every), zone);
    expect(new Date(startOf(Date.parse(at))).toISOString()).toBe(new Date(from).toISOString());
  });

  it('a day is 23 or 25 hours where clocks change, and an hour that occurs twice two steps', () => {
    const day = buckets(parseDuration('1d'), 'Europe/Berlin');
    const spring = Date.parse('2024-03-30T23:00:00Z');
    const autumn = Date.parse('2024-10-26T22:00:00Z');
    expect(day.after(spring) - spring).toBe(23 * 3_600_000);
    expect(day.after(autumn) - autumn).toBe(25 * 3_600_000);
    const hour = buckets(parseDuration('1h'), 'Europe/Berlin');
    const twice = Date.parse('2024-10-27T00:00:00Z');
    expect(hour.after(twice) - twice).toBe(3_600_000);
    expect(localTime(twice, 'Europe/Berlin')).toBe('2024-10-27T02:00:00');
    expect(localTime(hour.after(twice), 'Europe/Berlin')).toBe('2024-10-27T02:00:00');
  });

  it('times that cannot be written are none', () => {
    expect(localTime(8.64e15, 'UTC')).toBeUndefined();
    expect(localTime(Number.NaN, 'UTC')).toBeUndefined();
  });
});
