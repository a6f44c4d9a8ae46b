import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table } from '../../src/format/table.js';
import { displayWidth } from '../../src/format/width.js';
import type { Column, Tone } from '../../src/model/sheet.js';
import { hostileText, unseen } from './hostile.js';
import { sheetOf } from './sample.js';
import { textOf } from './text.js';

const screen = (width: number, colour = false) => ({ width, colour, terminal: true });

const anyColumn: fc.Arbitrary<Partial<Column<readonly string[]>>> = fc.record({
  title: hostileText,
  fit: fc.constantFrom('keep', 'wrap', 'middle', 'end'),
  align: fc.constantFrom('left', 'right'),
  minWidth: fc.integer({ min: 1, max: 30 }),
  lead: fc.boolean(),
});

const anySheet = fc.integer({ min: 1, max: 7 }).chain((count) =>
  fc
    .tuple(
      fc.array(fc.array(hostileText, { minLength: count, maxLength: count }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.array(anyColumn, { minLength: count, maxLength: count }),
    )
    .map(([rows, columns]) => sheetOf(rows, columns)),
);

describe('a table of any texts', () => {
  it('fits any terminal and shows nothing that acts on it', () => {
    fc.assert(
      fc.property(anySheet, fc.integer({ min: 40, max: 240 }), (sheet, width) => {
        const text = textOf(table(sheet, screen(width)));
        expect(text.endsWith('\n')).toBe(true);
        for (const line of text.split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(unseen);
        }
      }),
      { seed: 20240501, numRuns: 500 },
    );
  });

  it('has one line for each row in a pipe', () => {
    fc.assert(
      fc.property(anySheet, (sheet) => {
        const lines = textOf(table(sheet, { width: 0, colour: false, terminal: false })).split('\n');
        expect(lines).toHaveLength([...sheet.rows].length + 3);
        for (const line of lines) expect(line).not.toMatch(unseen);
      }),
      { seed: 20240501, numRuns: 300 },
    );
  });

  it('is the same in colour, but for the colours', () => {
    const tone = (): Tone => 'bad';
    fc.assert(
      fc.property(anySheet, fc.integer({ min: 40, max: 240 }), (sheet, width) => {
        const toned = { ...sheet, columns: sheet.columns.map((column) => ({ ...column, tone })) };
        const coloured = textOf(table(toned, screen(width, true)));
        expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(textOf(table(toned, screen(width))));
      }),
      { seed: 20240501, numRuns: 300 },
    );
  });
});

describe('a table', () => {
  const rows = [['2024-05-01 10:00:00', 'alice', 'x'.repeat(60)]];

  it('takes its first column as the leading one if none is named', () =>
    expect(textOf(table(sheetOf(rows, [{ fit: 'keep' }, {}, { fit: 'keep' }]), screen(60)))).toBe(
      [
        'C0',
        '─'.repeat(19),
        '2024-05-01 10:00:00',
        '  C1: alice',
        `  C2: ${'x'.repeat(52)}`,
        `    ${'x'.repeat(8)}`,
        '',
      ].join('\n'),
    ));

  it('cuts nothing in a pipe, and pads for nothing overlong', () => {
    const long = 'x'.repeat(1000);
    const sheet = sheetOf(
      [
        [long, 'a'],
        ['b', 'c'],
      ],
      [{}, {}],
    );
    const lines = textOf(table(sheet, { width: 0, colour: false, terminal: false })).split('\n');
    expect(lines.slice(2)).toEqual([`${long}  a`, `b${' '.repeat(101)}c`, '']);
  });

  it('aligns to the right', () =>
    expect(textOf(table(sheetOf([['1'], ['200']], [{ align: 'right' }]), screen(80)))).toBe(
      ' C0\n───\n  1\n200\n',
    ));

  it('repeats the header under each heading, and not the blank line before the first', () => {
    const sheet = {
      ...sheetOf([['a'], ['b'], ['c']], [{}]),
      group: ([text]: readonly string[]) => (text === 'c' ? 'Two' : 'One'),
    };
    expect(textOf(table(sheet, screen(80)))).toBe('One\nC0\n──\na\nb\n\nTwo\nC0\n──\nc\n');
  });

  it('escapes headings and titles', () => {
    const sheet = { ...sheetOf([['a']], [{ title: '\x1b[1m' }]), group: () => '\u202e' };
    expect(textOf(table(sheet, screen(80)))).toBe('\\u{202e}\n\\x1b[1m\n───────\na\n');
  });

  it('measures rows that can be read only once', () => {
    const sheet = { ...sheetOf([], [{}]), rows: [['a'], ['bcd']].values() };
    expect(textOf(table(sheet, screen(80)))).toBe('C0\n───\na\nbcd\n');
  });

  it('measures the first rows of a long table, and loses nothing of those below', () => {
    const short = Array.from({ length: 6000 }, (_, i) => [`id-${i}`, 'a']);
    const wide = ['id-of-another-length', 'b'.repeat(200)];
    const sheet = () => ({ ...sheetOf([], [{ fit: 'keep' }, {}]), rows: [...short, wide].values() });
    const piped = textOf(table(sheet(), { width: 0, colour: false, terminal: false })).split('\n');
    expect(piped).toHaveLength(6004);
    expect(piped.slice(0, 3)).toEqual(['C0       C1', '───────  ──', 'id-0     a']);
    expect(piped.at(-2)).toBe(wide.join('  '));
    const shown = textOf(table(sheet(), screen(80)))
      .split('\n')
      .at(-2);
    expect(shown).toMatch(/^id-of-another-length {2}/);
  });

  it('takes time in proportion to its rows', () => {
    const row = ['2024-05-01 10:00:00', 'alice', 'DeleteBucket', 'success', 'a-bucket', '192.0.2.7', 'id'];
    const time = (count: number) => {
      const sheet = sheetOf(
        Array(count).fill(row),
        row.map(() => ({})),
      );
      const start = performance.now();
      for (const _ of table(sheet, screen(80)));
      return performance.now() - start;
    };
    time(2000);
    expect(time(40_000)).toBeLessThan(100 * Math.max(5, time(2000)));
  });
});
