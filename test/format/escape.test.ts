import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forCsv, forMarkdown, forTerminal, forTsv, jsonForTerminal } from '../../src/format/escape.js';
import { hostileText, opensFormula, unseen } from './hostile.js';

const seeded = { seed: 20240501, numRuns: 2000 };

describe('forTerminal', () => {
  it.each([
    { attack: 'clearing the screen', text: '\x1b[2Jgone', shown: '\\x1b[2Jgone' },
    { attack: 'retitling the window', text: '\x1b]0;root\x07', shown: '\\x1b]0;root\\x07' },
    { attack: 'an escape sequence in one C1 character', text: '\x9b31m', shown: '\\x9b31m' },
    { attack: 'writing over the line', text: 'evil\rgood', shown: 'evil\\rgood' },
    { attack: 'rubbing out', text: 'evil\b\b\b\bgood\x7f', shown: 'evil\\x08\\x08\\x08\\x08good\\x7f' },
    { attack: 'forging a row', text: 'a\nb', shown: 'a\\nb' },
    {
      attack: 'forging a row with a line separator',
      text: 'a\u2028b\u2029c\x85d',
      shown: 'a\\u{2028}b\\u{2029}c\\x85d',
    },
    { attack: 'forging a column with a tab', text: 'a\tb', shown: 'a\\tb' },
    { attack: 'forging a column with spaces', text: 'a   b', shown: 'a \\x20\\x20b' },
    {
      attack: 'forging a column with wide spaces',
      text: 'a\u3000b\u00a0c\u2003d',
      shown: 'a\\u{3000}b\\xa0c\\u{2003}d',
    },
    { attack: 'forging a column with blank braille', text: 'a\u2800b', shown: 'a\\u{2800}b' },
    { attack: 'a name with a space at its end', text: 'alice ', shown: 'alice\\x20' },
    { attack: 'a name with a space at its start', text: ' alice', shown: '\\x20alice' },
    { attack: 'reversing a name', text: 'a\u202etxt.exe', shown: 'a\\u{202e}txt.exe' },
    { attack: 'reversing with isolates', text: '\u2066a\u2069', shown: '\\u{2066}a\\u{2069}' },
    { attack: 'direction marks', text: '\u200ea\u200fb\u061c', shown: '\\u{200e}a\\u{200f}b\\u{61c}' },
    {
      attack: 'hiding in zero width',
      text: 'a\u200bd\u200cm\u200di\u2060n\ufeff',
      shown: 'a\\u{200b}d\\u{200c}m\\u{200d}i\\u{2060}n\\u{feff}',
    },
    { attack: 'hiding in a soft hyphen', text: 'ad\u00admin', shown: 'ad\\xadmin' },
    { attack: 'hiding in fillers', text: 'a\u3164b\u115fc\u034fd', shown: 'a\\u{3164}b\\u{115f}c\\u{34f}d' },
    { attack: 'smuggling in tags', text: 'a\u{e0041}\u{e007f}', shown: 'a\\u{e0041}\\u{e007f}' },
    { attack: 'smuggling in variation selectors', text: 'a\ufe0f\u{e0100}', shown: 'a\\u{fe0f}\\u{e0100}' },
    { attack: 'half a character', text: 'a\ud800b\udc00', shown: 'a\\u{d800}b\\u{dc00}' },
    { attack: 'private use', text: '\ue000\u{f0000}', shown: '\\u{e000}\\u{f0000}' },
    { attack: 'marks that join the neighbour', text: '\u0336alice', shown: '\\u{336}alice' },
    {
      attack: 'heaped marks',
      text: `a${'\u0301'.repeat(6)}`,
      shown: 'a\u0301\u0301\u0301\u0301\\u{301}\\u{301}',
    },
    {
      attack: 'passing for an escape',
      text: '\\u{202e} \\x1b \\n \\\\',
      shown: '\\\\u{202e} \\\\x1b \\\\n \\\\\\',
    },
    { attack: 'a backslash before an escape', text: '\\\x1b', shown: '\\\\\\x1b' },
  ])('shows $attack', ({ text, shown }) => expect(forTerminal(text)).toBe(shown));

  it.each(['alice', 'CORP\\alice', 'école', '監査', 'नमस्ते', 'ไทย', '🔥', 'a b', '', '-', 'مرحبا'])(
    'leaves %s',
    (text) => expect(forTerminal(text)).toBe(text),
  );

  it('shows everything unseen, and no two texts alike', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = forTerminal(text);
        expect(shown).not.toMatch(unseen);
        expect(shown).not.toMatch(/\p{Zs}{2}|^\p{Zs}|\p{Zs}$/u);
        expect(read(shown)).toBe(text);
      }),
      seeded,
    );
  });
});

/** The text that `forTerminal` shows so. */
function read(shown: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
  return shown.replace(
    /\\(?:u\{([0-9a-f]+)\}|x([0-9a-f]{2})|([nrt\\]))/g,
    (_, long?: string, short?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(Number.parseInt(long ?? short ?? '', 16))
        : (named[name] ?? ''),
  );
}

describe('jsonForTerminal', () => {
  it('shows what is unseen and keeps the value', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, hostileText), (value) => {
        for (const json of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
          const shown = jsonForTerminal(json);
          expect(shown.replaceAll('\n', '')).not.toMatch(unseen);
          expect(JSON.parse(shown)).toEqual(value);
        }
      }),
      seeded,
    );
  });

  it('shows controls that are no JSON', () =>
    expect(jsonForTerminal('{\r\n\t"a": 1\x1b[2J\r}')).toBe('{\n\t"a": 1\\u001b[2J\\u000d}'));
});

describe('forCsv', () => {
  it.each([
    { attack: 'a formula', text: '=1+1', cell: "'=1+1" },
    { attack: 'a command', text: "=cmd|' /C calc'!A0", cell: "'=cmd|' /C calc'!A0" },
    {
      attack: 'a link out',
      text: '=HYPERLINK("http://203.0.113.9","x")',
      cell: `"'=HYPERLINK(""http://203.0.113.9"",""x"")"`,
    },
    { attack: 'a sum', text: '+1', cell: "'+1" },
    { attack: 'a negative', text: '-1+1', cell: "'-1+1" },
    { attack: 'a function in the old style', text: '@SUM(A1)', cell: "'@SUM(A1)" },
    { attack: 'a formula in full width', text: '＝1', cell: "'＝1" },
    { attack: 'others in full width', text: '＋1', cell: "'＋1" },
    { attack: 'a formula behind blanks', text: ' \u00a0=1', cell: "' \u00a0=1" },
    { attack: 'a formula behind what is not seen', text: '\ufeff\u200b=1', cell: "'\ufeff\u200b=1" },
    { attack: 'a tab', text: '\tx', cell: "'\tx" },
    { attack: 'a carriage return', text: '\rx', cell: `"'\rx"` },
    { attack: 'what looks made safe', text: "'=1", cell: "''=1" },
    { attack: 'breaking out of quotes', text: '",=1,"', cell: '""",=1,"""' },
    { attack: 'a second row', text: 'a\n=1', cell: '"a\n=1"' },
  ])('keeps $attack a text', ({ text, cell }) => expect(forCsv(text)).toBe(cell));

  it.each(['alice', '', "it's", 'a=b', 'a-b', '2024-05-01', '#', 'a;b'])('leaves %s', (text) =>
    expect(forCsv(text)).toBe(text),
  );
});

describe('forTsv', () => {
  it.each([
    { attack: 'a second row', text: 'a\nb\r', cell: 'a\\nb\\r' },
    { attack: 'a second column', text: 'a\tb', cell: 'a\\tb' },
    { attack: 'passing for an escape', text: 'a\\tb', cell: 'a\\\\tb' },
    { attack: 'a formula', text: '=1', cell: "'=1" },
    { attack: 'a formula behind a tab', text: '\t=1', cell: "'\\t=1" },
  ])('keeps $attack a text', ({ text, cell }) => expect(forTsv(text)).toBe(cell));

  it('is one cell of one row, and no formula', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const cell = forTsv(text);
        expect(cell).not.toMatch(/[\t\r\n]/);
        expect(cell).not.toMatch(opensFormula);
      }),
      seeded,
    );
  });
});

describe('forMarkdown', () => {
  it.each([
    { attack: 'HTML', text: '<img src=x>', cell: '`<img src=x>`' },
    { attack: 'an entity', text: '&lt;', cell: '`&lt;`' },
    { attack: 'a link', text: '[a](http://203.0.113.9)', cell: '`[a](http://203.0.113.9)`' },
    { attack: 'a bare link', text: 'https://203.0.113.9/', cell: '`https://203.0.113.9/`' },
    { attack: 'a bare name of a site', text: 'WWW.example.com', cell: '`WWW.example.com`' },
    { attack: 'a mention', text: '@everyone', cell: '`@everyone`' },
    { attack: 'an address', text: 'a@example.com', cell: '`a@example.com`' },
    { attack: 'an issue number', text: 'see #1', cell: '`see #1`' },
    { attack: 'an issue number in words', text: 'see GH-1', cell: '`see GH-1`' },
    { attack: 'an emoji code', text: ':100:', cell: '`:100:`' },
    { attack: 'emphasis', text: '**a** _b_ ~c~', cell: '`**a** _b_ ~c~`' },
    { attack: 'a code span', text: '`a`', cell: '`` `a` ``' },
    { attack: 'leaving the code span', text: 'a``b`<b>', cell: '```a``b`<b>```' },
    { attack: 'a new column', text: 'a|b', cell: '`a\\|b`' },
    { attack: 'a new column behind a backslash', text: 'a\\|b', cell: '`a\\\\\\|b`' },
    { attack: 'a new column behind two', text: 'a\\\\|b', cell: '`a\\\\\\\\\\|b`' },
    { attack: 'a new row', text: 'a\nb', cell: '`a\\nb`' },
    { attack: 'reversed text', text: 'a\u202eb', cell: '`a\\u{202e}b`' },
  ])('keeps $attack a text', ({ text, cell }) => expect(forMarkdown(text)).toBe(cell));

  it.each(['alice', 'a b-c/d=e', '192.0.2.7', '2024-05-01 10:00:00', '2024-05-01T10:00:00Z', '-5', ''])(
    'leaves %s',
    (text) => expect(forMarkdown(text)).toBe(text),
  );

  it('is one cell, and either plain words or one code span', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const cell = forMarkdown(text);
        expect(cell).not.toMatch(/[\r\n]/);
        // A bar that follows an even number of backslashes would end the cell.
        expect(cell.replace(/\\[\\|]/g, '')).not.toContain('|');
        const fence = /^`*/.exec(cell)?.[0] ?? '';
        if (fence === '') {
          expect(cell).toMatch(/^[\w .,/()+=:-]*$/);
          expect(cell).not.toContain('_');
        } else {
          expect(cell.endsWith(fence)).toBe(true);
          const inside = cell.slice(fence.length, -fence.length);
          expect(inside.match(/`+/g) ?? []).not.toContain(fence);
          expect(inside).not.toMatch(/^`|`$/);
        }
      }),
      seeded,
    );
  });
});
