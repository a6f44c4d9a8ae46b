/**
 * Columns for reading. The rows are measured first, since every line depends on the widest cell; then they are printed
 * as they are asked for. Of a long table only the first rows are measured, and held for it: what is wider below gives way
 * as in a narrow terminal, and in a pipe pushes the rest of its line. The text is escaped in a pipe too, which may end on
 * a terminal (`| less -R`).
 */
import type { Column, Fit, Sheet } from '../model/sheet.js';
import { textChunks } from './chunks.js';
import { forTerminal } from './escape.js';
import type { FormatContext, Formatter } from './formatter.js';
import { frame, gutter } from './frame.js';
import { grouped } from './groups.js';
import { type ColumnShape, chooseLayout, comfortable } from './layout.js';
import { type Block, type Item, packed } from './packed.js';
import { type Paint, painter } from './paint.js';
import { displayWidth, elideEnd, elideMiddle, wrap } from './width.js';

/** No value takes more lines than this on a terminal: one of 8 KB must not push the rest off the screen. */
const maxLines = 4;
const defaultMinWidth = 20;
const mostMeasured = 5000;

export const table: Formatter = (sheet, context) => textChunks(lines(sheet, context));

function* lines<Row>(sheet: Sheet<Row>, context: FormatContext): Generator<string> {
  const rows = sheet.rows[Symbol.iterator]();
  const measured = taken(rows, mostMeasured);
  if (measured.length === 0) {
    yield `${forTerminal(sheet.empty)}\n`;
    return;
  }
  const paint = painter(context.colour);
  const print = printer(sheet.columns, measured, context.width, paint);
  for (const { row, heading, first } of grouped(again(measured, rows), sheet.group?.bind(sheet))) {
    if (heading !== null) {
      if (!first) yield '\n';
      if (heading !== '') yield headingOf(heading, context.width, paint);
      yield print.header;
    }
    yield print.row(row);
  }
}

/** In lines that fit: a terminal would break it within a word. */
function headingOf(heading: string, width: number, paint: Paint): string {
  const text = forTerminal(heading);
  const parts = width === 0 ? [text] : wrap(text, width, maxLines);
  return parts.map((part) => `${paint.strong(part)}\n`).join('');
}

function taken<Row>(rows: Iterator<Row>, count: number): Row[] {
  const found: Row[] = [];
  while (found.length < count) {
    const next = rows.next();
    if (next.done === true) break;
    found.push(next.value);
  }
  return found;
}

/** Those that were taken, which are then let go, and the rest. */
function* again<Row>(before: Row[], rest: Iterator<Row>): Generator<Row> {
  yield* before;
  before.length = 0;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}

interface Printer<Row> {
  readonly header: string;
  row(row: Row): string;
}

/** Measures the rows and does the work that is the same for each. */
function printer<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  paint: Paint,
): Printer<Row> {
  const led = columns.some((column) => column.lead);
  const isLead = (column: Column<Row>) => (led ? column.lead === true : column === columns[0]);
  const leads = columns.filter(isLead);
  const others = columns.filter((column) => !isLead(column));
  const shapes = columns.map((column) => shapeOf(column, rows, isLead(column)));
  const layout = chooseLayout(shapes, width, gutter.length);

  const beneath = (row: Row) => packed(itemsOf(others, row, true, paint), block(width, '  ', paint));
  switch (layout.kind) {
    case 'table':
      return inColumns(columns, layout.widths, width === 0, paint);
    case 'details': {
      const { header, row: print } = inColumns(leads, layout.widths, false, paint);
      return { header, row: (row) => print(row) + beneath(row) };
    }
    case 'lines': {
      const print = (row: Row) => packed(itemsOf(leads, row, false, paint), block(width, '', paint));
      return { header: '', row: (row) => print(row) + beneath(row) };
    }
  }
}

function shapeOf<Row>(column: Column<Row>, rows: readonly Row[], lead: boolean): ColumnShape {
  const title = Math.max(1, displayWidth(forTerminal(column.title)));
  const natural = rows.reduce((widest, row) => Math.max(widest, displayWidth(textOf(column, row))), title);
  const least = column.fit === 'keep' ? natural : Math.max(title, column.minWidth ?? defaultMinWidth);
  const floor = Math.min(natural, least);
  const word =
    column.fit === 'wrap' ? rows.reduce((most, row) => Math.max(most, wordOf(column, row)), floor) : floor;
  return { natural, floor, word, lead };
}

/** The width of the widest word that is to stay whole; what is longer still is no word, and is broken. */
function wordOf<Row>(column: Column<Row>, row: Row): number {
  const widths = textOf(column, row).split(' ').map(displayWidth);
  return widths.reduce((most, width) => (width > comfortable ? most : Math.max(most, width)), 0);
}

/** A value that the evidence does not hold is shown as `-`. */
function textOf<Row>(column: Column<Row>, row: Row): string {
  const cell = column.cell(row);
  return cell === null ? '-' : forTerminal(String(cell));
}

function block(width: number, indent: string, paint: Paint): Block {
  return { width, indent, maxLines, paintLabel: paint.muted };
}

function itemsOf<Row>(columns: readonly Column<Row>[], row: Row, labelled: boolean, paint: Paint): Item[] {
  // With its label before it, a value that is not there says nothing; as a cell it keeps its place.
  const told = labelled ? columns.filter((column) => column.cell(row) !== null) : columns;
  return told.map((column) => ({
    label: labelled ? forTerminal(column.title) : null,
    text: textOf(column, row),
    paint: paint[column.tone?.(row) ?? 'plain'],
  }));
}

/** `whole`: a cell wider than its column is not cut but pushes the rest of its line. */
function inColumns<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
  whole: boolean,
  paint: Paint,
): Printer<Row> {
  const { rule, line } = frame(widths);
  const pad = (text: string, i: number, painted: string) => {
    const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(text)));
    return columns[i]?.align === 'right' ? space + painted : painted + space;
  };
  const titles = columns.map((column) => forTerminal(column.title));
  const head = line(titles.map((title, i) => pad(title, i, paint.strong(title)))).trimEnd();
  return {
    header: `${head}\n${paint.muted(rule)}\n`,
    row: (row) => {
      const cells = columns.map((column, i) => {
        const text = textOf(column, row);
        return whole ? [text] : fitted(text, widths[i] ?? 0, column.fit ?? 'end');
      });
      const tones = columns.map((column) => paint[column.tone?.(row) ?? 'plain']);
      const height = Math.max(...cells.map((cell) => cell.length));
      let text = '';
      for (let at = 0; at < height; at++) {
        const padded = cells.map((cell, i) => {
          const piece = cell[at] ?? '';
          return pad(piece, i, tones[i]?.(piece) ?? piece);
        });
        text += `${line(padded).trimEnd()}\n`;
      }
      return text;
    },
  };
}

/** The lines of a cell, none wider than `width`. */
function fitted(text: string, width: number, fit: Fit): string[] {
  if (displayWidth(text) <= width) return [text];
  switch (fit) {
    case 'wrap':
      return wrap(text, width, maxLines);
    case 'middle':
      return [elideMiddle(text, width)];
    case 'end':
      return [elideEnd(text, width)];
    case 'keep':
      return [text];
  }
}
