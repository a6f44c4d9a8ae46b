/** Ids by number: the same for the same text, whether it comes as text or as bytes, in the order of the texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idNumbers } from '../../../src/engines/scan/id-numbers.js';

const seed = 20240501;

/** As the kernel tells them. */
function bytesOf(uuid: string): [number, number, number, number] {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  return [bytes.readInt32BE(0), bytes.readInt32BE(4), bytes.readInt32BE(8), bytes.readInt32BE(12)];
}

const none = '00000000-0000-0000-0000-000000000000';
const uuid = fc.oneof(
  fc.uuid(),
  fc.constantFrom(
    '00000000-0000-0000-0000-000000000001',
    '80000000-0000-0000-0000-000000000000',
    '7fffffff-ffff-ffff-ffff-ffffffffffff',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'ffffffff-0000-0000-0000-000000000000',
  ),
);
const odd = fc.oneof(
  fc.constantFrom('a', 'b', none, '\ud800', 'é', '0000000g-0000-0000-0000-000000000001'),
  uuid.map((text) => text.toUpperCase()).filter((text) => /[A-F]/.test(text)),
  uuid.map((text) => `${text} `),
  uuid.map((text) => text.replaceAll('-', '')),
);

describe('numbers of ids', () => {
  it('are those of a map of texts', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(uuid, odd, fc.constant('')), { maxLength: 60 }), (texts) => {
        const ids = idNumbers();
        const known = new Map([['', 0]]);
        for (const [i, text] of texts.entries()) {
          const number = known.get(text) ?? known.size;
          known.set(text, number);
          const isPlain = /^[\da-f-]{36}$/.test(text) && text !== none;
          expect(isPlain && i % 2 === 0 ? ids.ofBytes(...bytesOf(text)) : ids.ofText(text)).toBe(number);
        }
        expect(ids.size()).toBe(known.size - 1);
        const all = [...known.values()];
        expect(all.map(ids.text)).toEqual([...known.keys()]);
        expect(all.sort(ids.compare).map(ids.text)).toEqual([...known.keys()].sort());
      }),
      { seed, numRuns: 300 },
    );
  });

  it('stay the same when there are many', () => {
    const ids = idNumbers();
    const numbers = Array.from({ length: 20_000 }, (_, i) => ids.ofBytes(i * 7919, i, 1, -i));
    expect(numbers).toEqual([...numbers.keys()].map((i) => i + 1));
    expect(numbers.map((_, i) => ids.ofText(ids.text(i + 1)))).toEqual(numbers);
  });
});
