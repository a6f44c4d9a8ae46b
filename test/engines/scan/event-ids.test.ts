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
      fc.property(
        fc.array(fc.tuple(half, half, content), { maxLength: 2_000, size: 'max' }),
        fc.nat(9_999),
        (events, expected) => {
          const ids = eventIds();
          ids.expect(expected);
          const plain = plainIds();
          for (const [low, high, own] of events) expect(ids.meet(low, high, own)).toBe(plain(low, high, own));
        },
      ),
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
      if (i > 0 && i % 50_000 === 0) perEvent.push(ids.bytes / ids.size);
    }
    expect(met).toBe(size);
    expect(ids.size).toBe(size);
    expect(Math.max(...perEvent)).toBeLessThanOrEqual(16.5);
    expect(Math.min(...perEvent)).toBeGreaterThanOrEqual(14);
    let copies = 0;
    for (let i = 0; i < size; i += 7) if (ids.meet(low(i), i, 5) === 'copy') copies++;
    expect(copies).toBe(Math.ceil(size / 7));
    expect(ids.meet(low(3), 3, 6)).toBe('conflict');
  });

  it.each([
    { says: 'as many as come', expected: 300_000, most: 16.5 },
    { says: 'far too many', expected: 300_000_000, most: (12 * 4) / 0.88 },
    { says: 'far too few', expected: 300, most: 16.5 },
  ])('takes no more if $says are expected', ({ expected, most }) => {
    const ids = eventIds();
    for (let i = 0; i < 300_000; i++) {
      ids.meet(Math.imul(i, 0x9e3779b1), i, 5);
      if (i === 20_000) ids.expect(expected);
    }
    expect(ids.bytes / ids.size).toBeLessThanOrEqual(most);
  });
});
