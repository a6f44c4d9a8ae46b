/**
 * Tab-separated values with a header of column names: one row is always one line, for cut, awk and sort. A value that
 * the evidence does not hold is an empty cell.
 */
import type { Cell } from '../model/sheet.js';
import { textChunks } from './chunks.js';
import { forTerminal, forTsv } from './escape.js';
import type { Formatter } from './formatter.js';

export const tsv: Formatter = (sheet, { terminal }) => {
  function field(cell: Cell): string {
    if (typeof cell !== 'string') return cell === null ? '' : String(cell);
    // The terminal's escapes cover those of TSV: together they would double each backslash.
    return terminal ? forTerminal(cell) : forTsv(cell);
  }

  function* lines(): Generator<string> {
    yield `${sheet.columns.map((column) => field(column.name)).join('\t')}\n`;
    for (const row of sheet.rows)
      yield `${sheet.columns.map((column) => field(column.cell(row))).join('\t')}\n`;
  }
  return textChunks(lines());
};
