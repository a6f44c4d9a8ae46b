/** The events of one id: the same is found as by comparing with each, however many they are. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Held, sameEventAs } from '../../../src/engines/scan/match.js';
import { type Variants, variantsOf } from '../../../src/engines/scan/variants.js';

const held = fc
  .record({
    content: fc.nat(40),
    time: fc.constantFrom('', '2024-05-01T10:00:00Z', '2024-05-01T10:00:01Z'),
    spelling: fc.constantFrom('plain', 'turned', 'wide', 'broken'),
    partial: fc.nat(15).map((n) => n === 0),
  })
  .map(({ content, time, spelling, partial }): Held => {
    const entries = Object.entries({ eventTime: time, n: content });
    const text = JSON.stringify(Object.fromEntries(spelling === 'turned' ? entries.reverse() : entries));
    const spelled =
      spelling === 'wide' ? text.replaceAll(':', ': ') : spelling === 'broken' ? `${text}}` : text;
    return {
      bytes: Buffer.from(spelled),
      file: 'f',
      member: null,
      index: 0,
      eventTime: time,
      eventID: 'a',
      source: 0,
      partial,
    };
  });

it('finds what comparing with each would find, as events are added and replaced', () => {
  fc.assert(
    fc.property(
      held,
      fc.array(fc.tuple(held, fc.boolean()), { maxLength: 150, size: 'max' }),
      (first, more) => {
        const variants: Variants = variantsOf(first);
        const plain = [first];
        for (const [match, replaces] of more) {
          const place = plain.findIndex(sameEventAs(match));
          expect(variants.find(match)).toBe(place);
          if (place === -1) {
            plain.push(match);
            variants.add(match);
          } else if (replaces) {
            plain[place] = match;
            variants.replace(place, match);
          }
        }
        expect(variants.list).toEqual(plain);
      },
    ),
    { numRuns: 150, seed: 21 },
  );
});
