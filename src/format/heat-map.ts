/**
 * Numbers in rows and columns as cells that are the darker the more there is: for seeing where something is missing. Wide
 * cells hold the number too; where the terminal has no room for them, a cell is one character, and neighbours are added
 * up. Darkness goes by the logarithm, so that little is told from nothing beside much. All is told by characters:
 * colour only helps.
 */
import { grouped } from '../model/number-text.js';
import { forTerminal } from './escape.js';
import type { FormatContext } from './formatter.js';
import { type Paint, painter } from './paint.js';
import { displayWidth, elideMiddle } from './width.js';

export interface HeatRow {
  readonly name: string;
  /** Rows of one heading follow each other; empty for none. */
  readonly heading: string;
  /** One for each column. */
  readonly values: readonly number[];
  /** The columns, or parts of them, that something is wrong with. */
  readonly marked: readonly boolean[];
}

export interface HeatMap {
  /** What a cell counts, for the title: `events by day`. */
  readonly title: string;
  /** Short, of equal width, for the head of wide cells. */
  readonly columns: readonly string[];
  /** What the first and the last column begin with, for the axis of narrow ones. */
  readonly from: string;
  readonly to: string;
  readonly rows: readonly HeatRow[];
  /** What marks mean. */
  readonly mark: string;
}

const shades = ['░', '▒', '▓', '█'];
const nothing = '·';
const markedNothing = '×';
const markedSome = '!';
const usualWidth = 120;
const widestName = 28;
const wideCell = 8;
const indent = 2;

export function* heatMap(map: HeatMap, context: FormatContext): Generator<string> {
  const paint = painter(context.colour);
  const width = context.width > 0 ? context.width : usualWidth;
  const names = map.rows.map(({ name }) => elideMiddle(forTerminal(name), widestName));
  const nameWidth = Math.max(0, ...names.map(displayWidth));
  const room = Math.max(10, width - indent - nameWidth - 2);
  const isWide = map.columns.length * wideCell <= room;
  const each = isWide ? 1 : Math.ceil(map.columns.length / room);
  const rows = map.rows.map((row) => pooled(row, each));
  const most = Math.max(0, ...rows.flatMap(({ values }) => values));
  const left = ' '.repeat(indent + nameWidth + 2);

  yield `${paint.strong(map.title)}${each > 1 ? paint.muted(`, ${each} to a cell`) : ''}\n`;
  if (isWide)
    yield `${left}${paint.muted(map.columns.map((label) => label.padStart(wideCell - 1)).join(' '))}\n`;
  let heading = '';
  for (const [i, row] of rows.entries()) {
    if (row.heading !== heading) yield `${forTerminal(row.heading)}\n`;
    heading = row.heading;
    const name = names[i] ?? '';
    const cells = row.values.map((value, column) => {
      const text = isWide ? compact(value) : '';
      return cell(value, row.marked[column] ?? false, text, most, paint);
    });
    const padding = ' '.repeat(nameWidth - displayWidth(name) + 2);
    yield `${' '.repeat(indent)}${name}${padding}${cells.join(isWide ? ' ' : '').trimEnd()}\n`;
  }
  const cells = rows[0]?.values.length ?? 0;
  if (!isWide) yield `${left}${paint.muted(axis(map.from, map.to, cells))}\n`;
  yield `${' '.repeat(indent)}${paint.muted(legend(most, rows, map.mark))}\n`;
}

function pooled(row: HeatRow, each: number): HeatRow {
  if (each === 1) return row;
  const size = Math.ceil(row.values.length / each);
  const values = new Array<number>(size).fill(0);
  const marked = new Array<boolean>(size).fill(false);
  for (const [i, value] of row.values.entries()) {
    const at = Math.floor(i / each);
    values[at] = (values[at] ?? 0) + value;
    if (row.marked[i]) marked[at] = true;
  }
  return { ...row, values, marked };
}

/** A character, and in a wide cell the number behind it. */
function cell(value: number, isMarked: boolean, number: string, most: number, paint: Paint): string {
  const isWide = number !== '';
  const shade = value > 0 ? (shades[level(value, most)] ?? nothing) : isMarked ? markedNothing : nothing;
  const tone = isMarked ? 'bad' : value > 0 ? 'plain' : 'muted';
  if (!isWide) return paint[tone](isMarked && value > 0 ? markedSome : shade);
  const mark = isMarked && value > 0 ? markedSome : ' ';
  const text = value > 0 ? `${shade}${mark}${number.padStart(wideCell - 3)}` : shade;
  return paint[tone](text) + ' '.repeat(wideCell - 1 - displayWidth(text));
}

/** 0 to 3. */
function level(value: number, most: number): number {
  const share = Math.log(value + 1) / Math.log(most + 1);
  return Math.min(shades.length - 1, Math.max(0, Math.ceil(share * shades.length - 1e-9) - 1));
}

/** In at most five characters: `8342`, `83.4k`, `834k`, `83.4M`. */
function compact(value: number): string {
  if (value < 10_000) return String(value);
  for (const [size, unit] of [
    [1e3, 'k'],
    [1e6, 'M'],
  ] as const) {
    const scaled = value / size;
    if (scaled < 99.95) return `${scaled.toFixed(1)}${unit}`;
    if (scaled < 999.5) return `${Math.round(scaled)}${unit}`;
  }
  return `${Math.round(value / 1e9)}G`;
}

function axis(from: string, to: string, width: number): string {
  const gap = width - displayWidth(from) - displayWidth(to);
  return gap > 1 ? `${from}${' '.repeat(gap)}${to}` : `${from} to ${to}`;
}

/** The least number of each darkness that occurs, and the marks that do. */
function legend(most: number, rows: readonly HeatRow[], mark: string): string {
  const parts = [`${nothing} none`];
  for (const [i, shade] of shades.entries()) {
    const least = Math.max(1, Math.ceil((most + 1) ** (i / shades.length)));
    if (least <= most) parts.push(`${shade} ${grouped(least)}+`);
  }
  const has = (test: (value: number) => boolean): boolean =>
    rows.some(({ values, marked }) => values.some((value, i) => marked[i] && test(value)));
  const marks = [
    ...(has((value) => value === 0) ? [markedNothing] : []),
    ...(has((value) => value > 0) ? [markedSome] : []),
  ];
  return [...parts, ...(marks.length > 0 ? [`${marks.join(' ')} ${mark}`] : [])].join('  ');
}
