import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forTerminal } from '../../src/format/escape.js';
import { displayWidth, elideEnd, elideMiddle, wrap } from '../../src/format/width.js';
import { hostileText } from './hostile.js';

const seeded = { seed: 20240501, numRuns: 2000 };

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['alice', 5],
    ['é', 1],
    ['e\u0301', 1],
    ['監査', 4],
    ['ｱｲ', 2],
    ['Ａ', 2],
    ['한글', 4],
    ['\u1112\u1161\u11ab', 2],
    ['ที่', 1],
    ['हिन्दी', 5],
    ['🔥', 2],
    ['🇩🇪', 2],
    ['©', 1],
    ['❤', 1],
    ['…', 1],
    ['─', 1],
  ])('%s takes %i', (text, width) => expect(displayWidth(text)).toBe(width));
});

describe('eliding', () => {
  it.each([
    { text: 'abcdefgh', width: 8, end: 'abcdefgh', middle: 'abcdefgh' },
    { text: 'abcdefgh', width: 5, end: 'abcd…', middle: 'ab…gh' },
    { text: 'abcdefgh', width: 4, end: 'abc…', middle: 'ab…h' },
    { text: 'abcdefgh', width: 2, end: 'a…', middle: 'a…' },
    { text: 'abcdefgh', width: 1, end: '…', middle: '…' },
    { text: '監査監査', width: 6, end: '監査…', middle: '監…査' },
    { text: 'abe\u0301fg', width: 4, end: 'abe\u0301…', middle: 'ab…g' },
    { text: 'ab\\u{202e}cd', width: 8, end: 'ab…', middle: 'ab…cd' },
    { text: '\\u{202e}', width: 4, end: '\\u{…', middle: '\\u…' },
  ])('$text to $width', ({ text, width, end, middle }) => {
    expect(elideEnd(text, width)).toBe(end);
    expect(elideMiddle(text, width)).toBe(middle);
  });
});

describe('wrap', () => {
  it.each([
    { name: 'fits', text: 'one two', width: 7, lines: ['one two'] },
    { name: 'breaks at spaces', text: 'one two three', width: 7, lines: ['one two', 'three'] },
    { name: 'keeps words whole', text: 'one twothree', width: 8, lines: ['one', 'twothree'] },
    {
      name: 'cuts a word wider than a line',
      text: 'a bcdefghijk l',
      width: 5,
      lines: ['a bcd', 'efghi', 'jk l'],
    },
    {
      name: 'drops the space at a full line',
      text: 'abcd efghijk',
      width: 4,
      lines: ['abcd', 'efgh', 'ijk'],
    },
    { name: 'counts wide characters', text: '監査監査', width: 5, lines: ['監査', '監査'] },
    { name: 'keeps escapes whole', text: 'abc\\u{202e}d', width: 9, lines: ['abc', '\\u{202e}d'] },
    { name: 'ends in … after the last line', text: 'a b c d e f', width: 1, lines: ['a', 'b', 'c', '…'] },
    { name: 'shows that a wide character does not fit', text: '監', width: 1, lines: ['…'] },
  ])('$name', ({ text, width, lines }) => expect(wrap(text, width, 4)).toEqual(lines));
});

describe('any text at any width', () => {
  const any = fc.tuple(hostileText.map(forTerminal), fc.integer({ min: 1, max: 40 }));

  it('fits, and is whole or shows that it is not', () => {
    fc.assert(
      fc.property(any, ([text, width]) => {
        for (const cut of [elideEnd(text, width), elideMiddle(text, width)]) {
          expect(displayWidth(cut)).toBeLessThanOrEqual(width);
          if (cut !== text) expect(cut).toContain('…');
        }
        for (const maxLines of [4, Number.POSITIVE_INFINITY]) {
          const lines = wrap(text, width, maxLines);
          expect(lines.length).toBeLessThanOrEqual(maxLines);
          expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
          const bare = (some: string) => some.replaceAll(' ', '');
          if (bare(lines.join('')) !== bare(text)) expect(lines.at(-1)).toMatch(/…$/);
        }
      }),
      seeded,
    );
  });
});
