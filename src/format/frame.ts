/**
 * The frame of a table: what stands between, above and below its cells. cli-table3 draws it once, around a model row,
 * and the cells are poured into that. Letting it draw every row took 107 µs a row of eight cells (10.7 s for 100,000
 * rows), and it counts combining marks as cells, so it would cut Thai or Hindi names short.
 */
import Table from 'cli-table3';

export interface Frame {
  /** The line under the header. */
  readonly rule: string;
  /** One line of the table from its cells, which are padded to the widths. */
  line(cells: readonly string[]): string;
}

export const gutter = '  ';

const chars = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': gutter,
  middle: gutter,
  right: '',
  'right-mid': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
};

/** `widths` are those of the columns in terminal cells, at least 1 each. */
export function frame(widths: readonly number[]): Frame {
  const model = widths.map((width) => 'x'.repeat(width));
  const table = new Table({
    head: model,
    colWidths: [...widths],
    chars,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  table.push(model);
  const [, rule = '', row = ''] = table.toString().split('\n');
  const between = row.split(/x+/);
  return {
    rule,
    line: (cells) => cells.reduce((line, cell, i) => line + cell + (between[i + 1] ?? ''), between[0] ?? ''),
  };
}
