import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupTable } from '../../../src/engines/scan/group-table.js';

describe('groupTable', () => {
  it.each([0, 1, 2, 5])('tells groups of %i members apart as a map would, and measures them', (width) => {
    const member = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(-0x80000000, 0x7fffffff, 65_536),
    );
    const event = fc.tuple(
      fc.array(member, { minLength: width, maxLength: width }),
      fc.constantFrom(Number.NaN, 0, -5, 1_714_557_600, 1_714_557_600.25),
      fc.boolean(),
      fc.nat(2),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), fc.nat(3), (events, from) => {
        const table = groupTable(width);
        const plain = new Map<string, { group: number; count: number; errors: number; times: number[] }>();
        for (const [members, time, hasError, copies] of events) {
          const list = Int32Array.from([...Array<number>(from).fill(9), ...members]);
          const group = table.find(list, from);
          const name = members.join();
          const known = plain.get(name) ?? { group: plain.size, count: 0, errors: 0, times: [] };
          plain.set(name, known);
          expect(group).toBe(known.group);
          const isTimed = !Number.isNaN(time);
          const [first, last] = isTimed ? [time, time] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
          table.add(group, copies + 1, hasError ? copies + 1 : 0, first, last);
          for (let i = 0; i < copies; i++) table.takeOff(group, hasError);
          known.count++;
          known.errors += hasError ? 1 : 0;
          if (isTimed) known.times.push(time);
        }
        expect(table.size).toBe(plain.size);
        for (const [name, { group, count, errors, times }] of plain) {
          expect(Array.from({ length: width }, (_, i) => table.member(group, i)).join()).toBe(name);
          expect(table.count(group)).toBe(count);
          expect(table.errors(group)).toBe(errors);
          expect(table.first(group)).toBe(Math.min(Number.POSITIVE_INFINITY, ...times));
          expect(table.last(group)).toBe(Math.max(Number.NEGATIVE_INFINITY, ...times));
        }
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('keeps all of many groups as it grows', () => {
    const table = groupTable(2);
    const size = 50_000;
    for (const round of [1, 2]) {
      for (let i = 0; i < size; i++) {
        const group = table.find(Int32Array.of(i % 250, Math.floor(i / 250)), 0);
        expect(group).toBe(i);
        table.add(group, 1, round - 1, i, i);
      }
    }
    expect(table.size).toBe(size);
    for (const i of [0, 1023, 1024, 49_999]) {
      expect([table.count(i), table.errors(i), table.first(i), table.last(i)]).toEqual([2, 1, i, i]);
    }
  });
});
