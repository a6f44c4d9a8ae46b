/**
 * Lists under titles, side by side where the terminal is wide enough: for an overview on one screen. Blocks stay in their
 * order, line by line of the screen from left to right. Escaped and fitted like a table.
 */
import type { Tone } from '../model/sheet.js';
import { forTerminal } from './escape.js';
import type { FormatContext } from './formatter.js';
import { type Paint, painter } from './paint.js';
import { displayWidth, elideEnd, elideMiddle } from './width.js';

export interface BlockRow {
  readonly name: string;
  /** Stands right of the name, aligned with the others. */
  readonly value: string;
  /** What else there is to say, as far as there is room. */
  readonly note?: string;
  readonly tone?: Tone;
}

export interface Block {
  readonly title: string;
  readonly rows: readonly BlockRow[];
  /** Said instead of rows if there are none. */
  readonly none?: string;
}

/** In a pipe, where nothing says how wide the screen is. */
const usualWidth = 120;
const leastWidth = 20;
const widthForTwo = 110;
const gap = 3;

export function* blocks(list: readonly Block[], context: FormatContext): Generator<string> {
  const width = context.width > 0 ? Math.max(leastWidth, context.width) : usualWidth;
  const across = width >= widthForTwo ? 2 : 1;
  const each = Math.floor((width - gap * (across - 1)) / across);
  const paint = painter(context.colour);
  for (let i = 0; i < list.length; i += across) {
    const drawn = list.slice(i, i + across).map((block) => linesOf(block, each, paint));
    const height = Math.max(...drawn.map((lines) => lines.length));
    yield '\n';
    for (let line = 0; line < height; line++) {
      let text = '';
      let used = 0;
      for (const [k, lines] of drawn.entries()) {
        const own = lines[line];
        if (!own) continue;
        const start = k * (each + gap);
        text += ' '.repeat(start - used) + own.text;
        used = start + own.width;
      }
      yield `${text}\n`;
    }
  }
}

interface Line {
  readonly text: string;
  readonly width: number;
}

function linesOf({ title, rows, none }: Block, width: number, paint: Paint): Line[] {
  const safeTitle = elideEnd(forTerminal(title), width);
  const lines = [{ text: paint.strong(safeTitle), width: displayWidth(safeTitle) }];
  const indent = 2;
  if (rows.length === 0) {
    const text = elideEnd(forTerminal(none ?? 'none'), width - indent);
    lines.push({ text: `  ${paint.muted(text)}`, width: indent + displayWidth(text) });
    return lines;
  }
  const valueWidth = Math.max(...rows.map(({ value }) => displayWidth(forTerminal(value))));
  const natural = Math.max(...rows.map(({ name }) => displayWidth(forTerminal(name))));
  const hasNotes = rows.some(({ note }) => note);
  const room = width - indent - valueWidth - 2;
  const nameWidth = Math.max(
    8,
    Math.min(natural, hasNotes ? Math.max(Math.floor(room * 0.6), room - 24) : room),
  );
  for (const row of rows) {
    const name = elideMiddle(forTerminal(row.name), nameWidth);
    const value = forTerminal(row.value);
    const start = indent + nameWidth + 2 + valueWidth;
    const note = row.note ? elideEnd(forTerminal(row.note), Math.max(0, width - start - 2)) : '';
    const text =
      ' '.repeat(indent) +
      paint[row.tone ?? 'plain'](name) +
      ' '.repeat(nameWidth - displayWidth(name) + 2 + valueWidth - displayWidth(value)) +
      value +
      (note === '' ? '' : `  ${paint.muted(note)}`);
    lines.push({ text, width: start + (note === '' ? 0 : 2 + displayWidth(note)) });
  }
  return lines;
}
