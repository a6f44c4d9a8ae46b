/** Texts as an intruder would choose them, and what must not be left of them. */
import fc from 'fast-check';

const pieces = [
  'alice',
  'arn:aws:iam::111122223333:role/Admin',
  ' ',
  '  ',
  '\\',
  '\\u{202e}',
  '\\x20',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\x1b[2J',
  '\x7f',
  '\x85',
  '\x9b',
  '\xa0',
  '\xad',
  '\u0301',
  '\u0301\u0302\u0303\u0304\u0305',
  '\u0e34',
  '\u1161',
  '\u1100',
  '\u200b',
  '\u2028',
  '\u202e',
  '\u2066',
  '\u2800',
  '\u3000',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\ue000',
  '\uffff',
  '\u{1f525}',
  '\u{1f1e9}\u{1f1ea}',
  '\u{1f468}\u200d\u{1f469}',
  '\u{e0041}',
  '監査',
  '한',
  'ไทย',
  '=1+1',
  '+',
  '-',
  '@x',
  '＝',
  "'",
  '"',
  ',',
  ';',
  '|',
  '`',
  '``',
  '<b>',
  '&',
  '*',
  '_',
  '…',
];

/** Made of such pieces and of any UTF-16 units, well-formed or not. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''));

/** Controls, bidi and zero-width characters, tags, separators, lone surrogates: Unicode's own lists of them. */
export const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

export const opensFormula = /^[\s\p{C}]*[=+\-@＝＋－＠]/u;
