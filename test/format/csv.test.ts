import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../../src/format/csv.js';
import { tsv } from '../../src/format/tsv.js';
import { hostileText, opensFormula, unseen } from './hostile.js';
import { sheetOf } from './sample.js';
import { textOf } from './text.js';

const file = { width: 0, colour: false, terminal: false };
const screen = { width: 80, colour: false, terminal: true };
const seeded = { seed: 20240501, numRuns: 500 };

/** Well-formed, since a file holds no half characters. */
const cell = hostileText.map((text) => Buffer.from(text).toString());
const anyRows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 5 });
const columns = [{}, {}, {}];

/** Rows of cells after RFC 4180, with line feeds between rows. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))([,\n])/gy)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/** The text of a cell, without the apostrophe that keeps it a text. */
const unguarded = (text: string) => text.replace(/^'(?='*(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠]))/u, '');

describe('csv', () => {
  it('reads back as the cells, none of which is a formula', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const [header, ...read] = parseCsv(textOf(csv(sheetOf(rows, columns), file)));
        expect(header).toEqual(['c0', 'c1', 'c2']);
        for (const text of read.flat()) expect(text).not.toMatch(opensFormula);
        expect(read.map((row) => row.map(unguarded))).toEqual(rows);
      }),
      seeded,
    );
  });

  it('is a line a row on a terminal, with nothing that acts on it', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const lines = textOf(csv(sheetOf(rows, columns), screen)).split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        for (const line of lines) expect(line).not.toMatch(unseen);
      }),
      seeded,
    );
  });
});

describe('tsv', () => {
  it('reads back as the cells, none of which is a formula', () => {
    const named: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
    fc.assert(
      fc.property(anyRows, (rows) => {
        const [, ...lines] = textOf(tsv(sheetOf(rows, columns), file))
          .split('\n')
          .slice(0, -1);
        const read = lines.map((line) => line.split('\t'));
        for (const text of read.flat()) expect(text).not.toMatch(opensFormula);
        const texts = read.map((row) =>
          row.map((text) => text.replace(/\\(.)/g, (_, name) => named[name] ?? name)),
        );
        expect(texts.map((row) => row.map(unguarded))).toEqual(rows);
      }),
      seeded,
    );
  });

  it('shows nothing that acts on a terminal', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const text = textOf(tsv(sheetOf(rows, columns), screen));
        expect(text.replace(/[\t\n]/g, '')).not.toMatch(unseen);
      }),
      seeded,
    );
  });
});

it.each([
  ['csv', csv],
  ['tsv', tsv],
])('%s keeps numbers and truths, and guards the names of columns', (_, print) => {
  const values = [-5, 1.5, true, null, '-5'];
  const sheet = {
    columns: values.map((value, i) => ({ name: i === 0 ? '=a' : `c${i}`, title: '', cell: () => value })),
    rows: [0],
    json: () => ({}),
    empty: '',
  };
  expect(textOf(print(sheet, file)).split(/[,\t\n]/)).toEqual([
    "'=a",
    'c1',
    'c2',
    'c3',
    'c4',
    '-5',
    '1.5',
    'true',
    '',
    "'-5",
    '',
  ]);
});
