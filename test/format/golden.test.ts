/** Every format on the same rows, as files to be reviewed by eye. */
import { describe, expect, it } from 'vitest';
import { type FormatContext, type FormatName, formats, formatter } from '../../src/format/index.js';
import { sampleSheet } from './sample.js';
import { textOf } from './text.js';

const file: FormatContext = { width: 0, colour: false, terminal: false };
const screen = (width: number): FormatContext => ({ width, colour: false, terminal: true });

const cases: readonly { format: FormatName; context: FormatContext; golden: string }[] = [
  { format: 'table', context: file, golden: 'table-pipe.txt' },
  { format: 'table', context: screen(40), golden: 'table-40.txt' },
  { format: 'table', context: screen(80), golden: 'table-80.txt' },
  { format: 'table', context: screen(120), golden: 'table-120.txt' },
  { format: 'table', context: screen(200), golden: 'table-200.txt' },
  { format: 'table', context: { ...screen(200), colour: true }, golden: 'table-200-colour.txt' },
  { format: 'json', context: file, golden: 'rows.json' },
  { format: 'json', context: screen(80), golden: 'rows-terminal.json' },
  { format: 'ndjson', context: file, golden: 'rows.ndjson' },
  { format: 'csv', context: file, golden: 'rows.csv' },
  { format: 'csv', context: screen(80), golden: 'rows-terminal.csv' },
  { format: 'tsv', context: file, golden: 'rows.tsv' },
  { format: 'tsv', context: screen(80), golden: 'rows-terminal.tsv' },
  { format: 'markdown', context: file, golden: 'rows.md' },
  { format: 'raw', context: file, golden: 'raw.json' },
  { format: 'raw', context: screen(80), golden: 'raw-terminal.json' },
];

describe('the sample rows', () => {
  it.each(cases)('as $golden', async ({ format, context, golden }) => {
    const print = await formatter(format);
    const text = textOf(print(sampleSheet, context));
    await expect(text).toMatchFileSnapshot(`../../fixtures/golden/format/${golden}`);
  });

  it('are shown in every format', () => {
    // Those for detections and verdicts have tests of their own.
    const names = Object.entries(formats).flatMap(([name, { needs }]) =>
      needs === 'rows' || needs === 'records' ? [name] : [],
    );
    expect(new Set(cases.map(({ format }) => format))).toEqual(new Set(names));
  });
});

describe('no rows', () => {
  it.each([
    { format: 'table', text: 'No event matched.\n' },
    { format: 'json', text: '[]\n' },
    { format: 'ndjson', text: '' },
    { format: 'csv', text: 'eventTime,actor,eventName,outcome,resource,origin,mfa,count,eventID\n' },
    {
      format: 'tsv',
      text: 'eventTime\tactor\teventName\toutcome\tresource\torigin\tmfa\tcount\teventID\n',
    },
    { format: 'markdown', text: 'No event matched.\n' },
    { format: 'raw', text: '{"Records":[]}\n' },
  ] as const)('as $format', async ({ format, text }) => {
    const print = await formatter(format);
    expect(textOf(print({ ...sampleSheet, rows: [] }, file))).toBe(text);
  });
});
