import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { json } from '../../src/format/json.js';
import { ndjson } from '../../src/format/ndjson.js';
import { raw } from '../../src/format/raw.js';
import { hostileText, unseen } from './hostile.js';
import { sheetOf } from './sample.js';
import { textOf } from './text.js';

const file = { width: 0, colour: false, terminal: false };
const screen = { width: 80, colour: false, terminal: true };
const anyRows = fc.array(fc.array(hostileText, { minLength: 2, maxLength: 2 }), { maxLength: 5 });
const sheet = (rows: readonly (readonly string[])[]) => sheetOf(rows, [{}, {}]);
const objects = (rows: readonly (readonly string[])[]) => rows.map(([c0, c1]) => ({ c0, c1 }));
const seeded = { seed: 20240501, numRuns: 500 };

describe.each([
  ['a file', file],
  ['a terminal', screen],
] as const)('in %s', (_, context) => {
  it('json is one array of the rows', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const text = textOf(json(sheet(rows), context));
        expect(JSON.parse(text)).toEqual(objects(rows));
        if (context.terminal) expect(text.replaceAll('\n', '')).not.toMatch(unseen);
      }),
      seeded,
    );
  });

  it('ndjson is one row a line', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const lines = textOf(ndjson(sheet(rows), context)).split('\n');
        expect(lines.pop()).toBe('');
        expect(lines.map((line) => JSON.parse(line))).toEqual(objects(rows));
        if (context.terminal) for (const line of lines) expect(line).not.toMatch(unseen);
      }),
      seeded,
    );
  });
});

it('json outside a terminal has one row a line', () =>
  expect(
    textOf(
      json(
        sheet([
          ['a', 'b'],
          ['c', 'd'],
        ]),
        file,
      ),
    ),
  ).toBe('[\n  {"c0":"a","c1":"b"},\n  {"c0":"c","c1":"d"}\n]\n'));

describe('raw', () => {
  const records = (rows: readonly Uint8Array[]) => ({
    columns: [],
    rows,
    json: () => ({}),
    raw: (row: Uint8Array) => row,
    empty: '',
  });

  it('gives the bytes as they were, well-formed or not', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 2, maxLength: 50 })), (rows) => {
        const written = Buffer.concat([...raw(records(rows), file)].map((piece) => Buffer.from(piece)));
        const between = rows.flatMap((row, i) => (i === 0 ? [row] : [Buffer.from(','), row]));
        expect(written).toEqual(
          Buffer.concat([Buffer.from('{"Records":['), ...between, Buffer.from(']}\n')]),
        );
      }),
      seeded,
    );
  });

  it('gives a terminal the same records with nothing that acts on it', () => {
    const record = { userAgent: '\u202e\x9b2J\u200b', eventName: 'DeleteBucket' };
    const pretty = Buffer.from(JSON.stringify(record, null, 2).replaceAll('\n', '\r\n'));
    const text = textOf(raw(records([pretty, pretty]), screen));
    expect(text.replaceAll('\n', '')).not.toMatch(unseen);
    expect(JSON.parse(text)).toEqual({ Records: [record, record] });
  });

  it('refuses a sheet without records', () =>
    expect(() => raw(sheet([]), file)).toThrow('raw was asked for of a sheet without records'));
});
