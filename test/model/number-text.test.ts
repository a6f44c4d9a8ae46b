/** Numbers for readers: the same as `Intl` writes them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { grouped } from '../../src/model/number-text.js';

it('writes whole numbers as Intl does', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (n) => {
      fc.pre(Math.abs(n) < 2 ** 43);
      expect(grouped(n)).toBe(n.toLocaleString('en-US'));
    }),
  );
  for (const n of [0, 1, -1, 999, 1000, 123_456, -1_234_567])
    expect(grouped(n)).toBe(n.toLocaleString('en-US'));
});

it('keeps three decimals', () => {
  expect([1.5, 0.25, 1234.5678, 2.9999].map(grouped)).toEqual(['1.5', '0.25', '1,234.568', '3']);
});
