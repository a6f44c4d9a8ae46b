import { describe, expect, it } from 'vitest';
import { createSketch, type Sketch } from '../../../src/engines/scan/sketch.js';

function sketchOf(texts: Iterable<string>): Sketch {
  const sketch = createSketch();
  for (const text of texts) sketch.add(text);
  return sketch;
}

function* texts(from: number, to: number, spell: (i: number) => string): Iterable<string> {
  for (let i = from; i < to; i++) yield spell(i);
}

/** Values as records have them: numbers in a row, addresses, ARNs that differ in their end, ids. */
const spellings: readonly ((i: number) => string)[] = [
  (i) => `${i}`,
  (i) => `"10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}"`,
  (i) => `"arn:aws:iam::111122223333:user/user-${String(i).padStart(7, '0')}"`,
  (i) => `"${Math.imul(i, 0x9e3779b1).toString(16)}-4000-8000-${i.toString(36)}"`,
];

describe('a sketch', () => {
  it.each([0, 1, 7, 500, 512])('is exact for %i values, however often they are met', (size) => {
    for (const spell of spellings) {
      const sketch = sketchOf(texts(0, size, spell));
      for (const text of texts(0, size, spell)) sketch.add(text);
      expect(sketch.estimate()).toBe(size);
    }
  });

  it.each([600, 3_000, 10_000, 20_000, 100_000, 400_000])('is near the truth for %i values', (size) => {
    const errors = spellings.map((spell) => sketchOf(texts(0, size, spell)).estimate() / size - 1);
    // Three times the standard error, and without a lean of all to one side.
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(0.05);
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.03);
  });

  it.each([
    { a: 100, b: 100, name: 'few and few' },
    { a: 400, b: 400, name: 'few and few, which make many' },
    { a: 300, b: 5_000, name: 'few and many' },
    { a: 5_000, b: 300, name: 'many and few' },
    { a: 5_000, b: 9_000, name: 'many and many' },
  ])('merged with another is that of the union: $name', ({ a, b }) => {
    const [spell = String] = spellings;
    const one = sketchOf(texts(0, a, spell));
    // Half of it is in the first.
    const other = sketchOf(texts(a >> 1, (a >> 1) + b, spell));
    const before = other.estimate();
    one.merge(other);
    expect(one.estimate()).toBe(sketchOf(texts(0, Math.max(a, (a >> 1) + b), spell)).estimate());
    expect(other.estimate()).toBe(before);
  });
});
