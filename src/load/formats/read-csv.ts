/**
 * Reads CSV (RFC 4180, also with semicolons or tabs) below a header that a format knows, a row at a time. A row that is
 * not well formed costs itself: the reading goes on at the next line.
 */
import { grouped } from '../../model/number-text.js';
import type { ByteSource } from '../inflate.js';
import { type Cursor, createCursor, type Limits } from '../split/cursor.js';
import type { OnRecord } from '../split/records.js';
import type { CsvFormat } from './format.js';
import { csvFormats } from './index.js';
import { type Contents, createTaking } from './taking.js';

const quote = 0x22;
const newline = 0x0a;
const separators = [0x2c, 0x3b, 0x09];
/** Around the record stand other columns. */
const wrapping = 64 * 1024;

interface Row {
  readonly cells: readonly string[];
  /** Bytes it takes up, its line end included. */
  readonly length: number;
  /** The bytes end behind its last cell, which was not in quotes. */
  readonly isOpen: boolean;
}

/** Whether the first line is a header that some format knows. */
export function isCsv(head: Buffer): boolean {
  const end = head.indexOf(newline);
  if (end === -1) return false;
  const line = head.toString('utf8', 0, end).replace(/^\ufeff/, '');
  return separators.some((separator) => formatOf(cellsOf(line, separator)) !== undefined);
}

function formatOf(header: readonly string[]): CsvFormat | undefined {
  return csvFormats.find((format) => format.reader(header) !== undefined);
}

/** Of a header, whose cells hold no line ends. */
function cellsOf(line: string, separator: number): string[] {
  return line
    .trimEnd()
    .split(String.fromCharCode(separator))
    .map((cell) => cell.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'));
}

export function readCsv(source: ByteSource, limits: Limits, onRecord: OnRecord): Contents {
  const cursor = createCursor(source);
  const taking = createTaking(limits, onRecord);
  const longest = 2 * limits.maxRecordSize + wrapping;
  cursor.skipByteOrderMark();
  const line = cursor.peek(lineLength(cursor)).toString('utf8');
  const separator = separators.find((one) => formatOf(cellsOf(line, one)) !== undefined) ?? 0x2c;
  const header = cellsOf(line, separator);
  const format = formatOf(header);
  const convert = format?.reader(header);
  cursor.advance(lineLength(cursor));
  if (!format || !convert) throw new Error('not a known header');

  for (let number = 1; skipEmpty(cursor); number++) {
    const row = readRow(cursor, separator, longest);
    const where = `row ${grouped(number)}, at byte ${grouped(cursor.position())},`;
    const wrong = typeof row === 'string' ? row : wrongWith(row, header.length, format);
    if (typeof row === 'string' || wrong !== undefined) {
      const start = cursor.position();
      cursor.advance(lineLength(cursor));
      const kind = wrong === endsEarly ? 'truncated' : 'bad-json';
      taking.losses.lost(
        kind,
        `${where} ${wrong}`,
        cursor.position() - start,
        wrong === endsEarly ? { records: 1 } : {},
      );
      continue;
    }
    const record = convert(row.cells);
    const reading = record ? { records: [record] } : { records: [], without: 1 };
    if (!taking.take(format.name, reading, row.length)) break;
    cursor.advance(row.length);
  }
  return taking.contents();
}

const endsEarly = 'ends too early';

function wrongWith({ cells, isOpen }: Row, columns: number, format: CsvFormat): string | undefined {
  if (isOpen && (cells.length < columns || format.isWhole?.(cells.at(-1) ?? '') !== true)) return endsEarly;
  return cells.length === columns ? undefined : `has ${cells.length} cells, not ${columns}`;
}

/** Moves to the next line that is not empty; false at the end. */
function skipEmpty(cursor: Cursor): boolean {
  while (cursor.byteAt(0) === newline || cursor.byteAt(0) === 0x0d) cursor.advance(1);
  return !cursor.atEnd();
}

/** Bytes up to and with the next line end. */
function lineLength(cursor: Cursor): number {
  let length = 0;
  for (let byte = cursor.byteAt(0); byte !== -1; byte = cursor.byteAt(length)) {
    length++;
    if (byte === newline) break;
  }
  return length;
}

/** The row at the cursor, or what is wrong with it. */
function readRow(cursor: Cursor, separator: number, longest: number): Row | string {
  const cells: string[] = [];
  let i = 0;
  for (;;) {
    const start = i;
    const isQuoted = cursor.byteAt(i) === quote;
    if (isQuoted) {
      for (i++; ; i++) {
        const byte = cursor.byteAt(i);
        if (byte === -1) return endsEarly;
        if (i > longest) return `is larger than ${grouped(longest)} bytes`;
        if (byte !== quote) continue;
        if (cursor.byteAt(i + 1) !== quote) break;
        i++;
      }
      cells.push(
        cursor
          .peek(i)
          .toString('utf8', start + 1, i)
          .replaceAll('""', '"'),
      );
      i++;
    } else {
      for (
        let byte = cursor.byteAt(i);
        byte !== -1 && byte !== separator && byte !== newline;
        byte = cursor.byteAt(i)
      ) {
        if (i > longest) return `is larger than ${grouped(longest)} bytes`;
        if (byte === quote) return 'has a quote within a cell';
        i++;
      }
      cells.push(cursor.peek(i).toString('utf8', start, i).replace(/\r$/, ''));
    }
    if (isQuoted && cursor.byteAt(i) === 0x0d) i++;
    const next = cursor.byteAt(i);
    if (next === separator) i++;
    else if (next === newline || next === -1) {
      return { cells, length: next === -1 ? i : i + 1, isOpen: next === -1 && !isQuoted };
    } else return 'has text behind a quoted cell';
  }
}
