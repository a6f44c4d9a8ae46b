/** What events were met: as a map says it, in a stated number of bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventIds } from '../../../src/engines/scan/event-ids.js';

/** The same with a map of contents by id. */
function plainIds(): (low: number, high: number, content: number) => string {
  const known = new Map<string, Set<number>>();
  return (low, high, content) => {
    const id = `${low} ${high}`;
    const contents = known.get(id) ?? new Set();
    known.set(id, contents);
    if (contents.has(content)) return 'copy';
    contents.add(content);
    return contents.size === 1 ? 'new' : 'conflict';
  };
}

describe('eventIds', () => {
  it('says of each event what a map would', () => {
    // Few numbers, so that ids share places, and zero among them, which marks an empty place.
    const half = fc.oneof(fc.constantFrom(0, 1, -1, 64, 65, -64, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
    const content = fc.constantFrom(0, 2, -7);
    fc.assert(
      fc.property(fc.array(fc.tuple(half, half, content), { maxLength: 2_000, size: 'max' }), (events) => {
        const ids = eventIds();
        const plain = plainIds();
        for (const [low, high, own] of events) expect(ids.meet(low, high, own)).toBe(plain(low, high, own));
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('takes about 16 bytes for each of a million events, and forgets none', () => {
    const size = 1_000_000;
    const ids = eventIds();
    const low = (i: number): number => Math.imul(i, 0x9e3779b1);
    let met = 0;
    const perEvent: number[] = [];
    for (let i = 0; i < size; i++) {
      if (ids.meet(low(i), i, 5) === 'new') met++;
      if (i >= 300_000 && i % 20_000 === 0) perEvent.push(ids.bytes / ids.size);
    }
    expect(met).toBe(size);
    expect(ids.size).toBe(size);
    expect(Math.max(...perEvent)).toBeLessThanOrEqual(16.1);
    expect(Math.min(...perEvent)).toBeGreaterThanOrEqual(13);
    let copies = 0;
    for (let i = 0; i < size; i += 7) if (ids.meet(low(i), i, 5) === 'copy') copies++;
    expect(copies).toBe(Math.ceil(size / 7));
    expect(ids.meet(low(3), 3, 6)).toBe('conflict');
  });

  it.each([
    { says: 'all at one place', low: () => 0x7fffffff },
    { says: 'all at the last place', low: () => -1 },
    { says: 'at few places', low: (i: number) => (i % 3) << 20 },
    { says: 'one behind the other', low: (i: number) => i },
  ])('forgets none of ids that are made to stand close together: $says', ({ low }) => {
    const ids = eventIds();
    // Enough that a run of them finds no room where what is moved is put while the table grows.
    const size = 9_000;
    for (let i = 0; i < size; i++) expect(ids.meet(low(i), i, 5)).toBe('new');
    for (let i = 0; i < size; i += 10) expect(ids.meet(low(i), i, 5)).toBe('copy');
    expect(ids.meet(low(0), size, 5)).toBe('new');
    expect(ids.size).toBe(size + 1);
  });

  it('meets rows as it meets one after the other, those without an id left out, until it is told to stop', () => {
    const small = fc.constantFrom(0, 2, -1, 7);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(small, small, small, fc.boolean()), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(16, 28, 52),
        fc.nat(40),
        (events, stride, most) => {
          const bytes = new Uint8Array(events.length * stride);
          for (const [i, [low, high, content, hasId]] of events.entries())
            bytes.set(new Uint8Array(Int32Array.of(low, high, content, hasId ? 5 : 4).buffer), i * stride);
          const told: unknown[] = [];
          eventIds().meetAll({ bytes, stride, idFlag: 1 }, (row, met) => told.push({ row, met }) < most);
          const plain = plainIds();
          const expected = events
            .map(([low, high, content, hasId], row) => ({
              row,
              met: hasId ? plain(low, high, content) : 'new',
            }))
            .filter(({ met }) => met !== 'new');
          expect(told).toEqual(expected.slice(0, Math.max(1, most)));
        },
      ),
      { numRuns: 300, seed: 12 },
    );
  });

  it('meets more rows than it takes at once', () => {
    const count = 50_000;
    const rows = new Int32Array(7 * count);
    for (let i = 0; i < count; i++) rows.set([Math.imul(i % 45_000, 0x9e3779b1), i % 45_000, 1, 1], 7 * i);
    const copies: number[] = [];
    eventIds().meetAll(
      { bytes: new Uint8Array(rows.buffer), stride: 28, idFlag: 1 },
      (row) => copies.push(row) > 0,
    );
    expect(copies).toEqual(Array.from({ length: 5_000 }, (_, i) => 45_000 + i));
  });
});
