/** Glob notations, and the matcher against one that is too slow to be wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GlobPart } from '../../src/query/ast.js';
import {
  anyMany,
  anyOne,
  joinParts,
  likeText,
  literalOf,
  parseGlob,
  parseLike,
} from '../../src/query/glob.js';
import { globMatcher } from '../../src/query/glob-match.js';

describe('parseGlob', () => {
  it.each([
    { text: '', glob: [] },
    { text: 'abc', glob: ['abc'] },
    { text: '*', glob: [anyMany] },
    { text: 'a*b?c', glob: ['a', anyMany, 'b', anyOne, 'c'] },
    { text: '**??*', glob: [anyMany, anyOne, anyOne, anyMany] },
    { text: '\\*\\?\\\\', glob: ['*?\\'] },
    { text: 'CORP\\alice', glob: ['CORP\\alice'] },
    { text: 'a\\', glob: ['a\\'] },
    { text: 'a\nb😀', glob: ['a\nb😀'] },
  ])('$text', ({ text, glob }) => expect(parseGlob(text)).toEqual(glob));
});

describe('parseLike', () => {
  it.each([
    { text: '', escape: undefined, expected: { glob: [] } },
    { text: 'a%_b', escape: undefined, expected: { glob: ['a', anyMany, anyOne, 'b'] } },
    { text: 'a\\%', escape: undefined, expected: { glob: ['a\\', anyMany] } },
    { text: 'a\\%\\_\\\\', escape: '\\', expected: { glob: ['a%_\\'] } },
    { text: 'a%%%', escape: '%', expected: { loneEscapeAt: 3 } },
    { text: 'ab!c', escape: '!', expected: { loneEscapeAt: 2 } },
    { text: '!', escape: '!', expected: { loneEscapeAt: 0 } },
  ])('$text', (one) => expect(parseLike(one.text, one.escape)).toEqual(one.expected));

  it('reads back what likeText writes', () => {
    fc.assert(
      fc.property(arbitraryGlob, (parts) => {
        const glob = joinParts(parts);
        const { text, escaped } = likeText(glob);
        expect(parseLike(text, escaped ? '\\' : undefined)).toEqual({ glob });
      }),
      { seed: 20_240_503, numRuns: 1_000 },
    );
  });
});

describe('literalOf', () => {
  it.each([
    { glob: [], literal: '' },
    { glob: ['abc'], literal: 'abc' },
    { glob: [anyMany], literal: undefined },
    { glob: ['a', anyOne], literal: undefined },
  ])('$glob', ({ glob, literal }) => expect(literalOf(glob)).toBe(literal));
});

const characters = ['a', 'b', 'ab', '%', '_', '\\', '😀', '', 'aba'];
const arbitraryGlob: fc.Arbitrary<readonly GlobPart[]> = fc.array(
  fc.oneof(fc.constantFrom<GlobPart>(...characters), fc.constantFrom<GlobPart>(anyMany, anyOne, anyMany)),
  { maxLength: 8 },
);
/** Lone surrogates included: a text may hold them, a pattern hardly. */
const arbitraryText = fc
  .array(fc.constantFrom(...characters, 'a', 'b', '\ud83d', '\ude00'), { maxLength: 10 })
  .map((parts) => parts.join(''));

/** Tries everything, character by character. */
function slowMatch(glob: readonly (string | GlobPart)[], text: readonly string[]): boolean {
  const [part, ...rest] = glob;
  if (part === undefined) return text.length === 0;
  if (typeof part === 'string') {
    const wanted = [...part];
    return wanted.every((one, index) => text[index] === one) && slowMatch(rest, text.slice(wanted.length));
  }
  if (part.any === 'one') return text.length > 0 && slowMatch(rest, text.slice(1));
  return text.length > 0 ? slowMatch(rest, text) || slowMatch(glob, text.slice(1)) : slowMatch(rest, text);
}

describe('globMatcher', () => {
  it('agrees with trying everything', () => {
    let matched = 0;
    fc.assert(
      fc.property(arbitraryGlob, arbitraryText, (glob, text) => {
        const expected = slowMatch(glob, [...text]);
        if (expected) matched++;
        expect(globMatcher(glob)(text)).toBe(expected);
      }),
      { seed: 20_240_504, numRuns: 20_000 },
    );
    expect(matched).toBeGreaterThan(1_000);
  });

  it('takes no time over patterns that make others explode', () => {
    const text = 'a'.repeat(50_000);
    const started = performance.now();
    expect(globMatcher(parseGlob(`${'a*'.repeat(200)}b`))(text)).toBe(false);
    expect(globMatcher(parseGlob(`${'*a?'.repeat(200)}*`))(text)).toBe(true);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
