/** Values beneath one another: as many to a line as fit, one that is too wide for a line over several. */
import { displayWidth, wrap } from './width.js';

export interface Item {
  /** What the value is, printed before it; a value that speaks for itself has none. */
  readonly label: string | null;
  /** Escaped for a terminal, without colour. */
  readonly text: string;
  paint(text: string): string;
}

export interface Block {
  /** Of the terminal, in cells. */
  readonly width: number;
  readonly indent: string;
  /** A single value takes no more lines than this. */
  readonly maxLines: number;
  paintLabel(text: string): string;
}

const between = '  ';

/** The lines, each with its line feed. Continued lines stand two cells further in. */
export function packed(items: readonly Item[], block: Block): string {
  const room = Math.max(1, block.width - block.indent.length);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const endLine = () => {
    if (used > 0) lines.push(line);
    line = '';
    used = 0;
  };
  for (const item of items) {
    const label = item.label === null ? '' : `${item.label}: `;
    const width = displayWidth(label) + displayWidth(item.text);
    if (width > room) {
      endLine();
      lines.push(...wrapped(label, item, room, block));
      continue;
    }
    if (used > 0 && used + between.length + width > room) endLine();
    const gap = used > 0 ? between : '';
    line += gap + block.paintLabel(label) + item.paint(item.text);
    used += gap.length + width;
  }
  endLine();
  return lines.map((text) => `${block.indent}${text}\n`).join('');
}

function wrapped(label: string, item: Item, room: number, block: Block): string[] {
  const [first = '', ...more] = wrap(label + item.text, Math.max(1, room - between.length), block.maxLines);
  const start = first.startsWith(label)
    ? block.paintLabel(label) + item.paint(first.slice(label.length))
    : item.paint(first);
  return [start, ...more.map((text) => between + item.paint(text))];
}
