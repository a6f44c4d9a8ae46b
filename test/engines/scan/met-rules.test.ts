/** What is known of combinations of rules: once for each, and listed once for each file. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byMet, metCombinations } from '../../../src/engines/scan/met-rules.js';
import { joined, NumberList } from '../../../src/engines/scan/number-list.js';

const seed = 20240501;
const met = fc.uniqueArray(fc.nat(150), { maxLength: 4 }).map((rules) => rules.sort((a, b) => a - b));

it('is made once for each combination', () => {
  fc.assert(
    fc.property(fc.array(met, { maxLength: 40 }), (all) => {
      const made: string[] = [];
      const of = byMet((rules) => {
        made.push(rules.join());
        return { text: rules.join() };
      });
      expect(all.map((rules) => of(rules).text)).toEqual(all.map((rules) => rules.join()));
      expect(made).toEqual([...new Set(all.map((rules) => rules.join()))]);
    }),
    { seed },
  );
});

it('is told by places in the list of a file', () => {
  fc.assert(
    fc.property(fc.array(fc.array(met, { maxLength: 40 }), { maxLength: 4 }), (files) => {
      const combinations = metCombinations();
      for (const all of files) {
        combinations.clear();
        const places = all.map(combinations.placeOf);
        const { rules, ends } = combinations.list();
        const listed = Array.from(ends, (end, i) => rules.subarray(ends[i - 1] ?? 0, end).join());
        expect(places.map((place) => listed[place])).toEqual(all.map((each) => each.join()));
        expect(listed).toEqual([...new Set(all.map((each) => each.join()))]);
      }
    }),
    { seed },
  );
});

it('is listed in numbers, however many there are', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 200 })), (lists) => {
      const filled = lists.map((numbers) => {
        const list = new NumberList();
        for (const number of numbers) list.push(number);
        const at = list.add(3);
        expect([...list.numbers.subarray(at, list.size)]).toEqual([0, 0, 0]);
        return list;
      });
      expect([...joined(filled)]).toEqual(lists.flatMap((numbers) => [...numbers, 0, 0, 0]));
    }),
    { seed },
  );
});
