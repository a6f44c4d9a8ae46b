/**
 * CSV after RFC 4180, with a header of column names, and with line feeds alone as line ends: every reader takes them,
 * and a carriage return would stick to the last column in cut, awk and sort. A value that the evidence does not hold
 * is an empty cell.
 */
import type { Cell } from '../model/sheet.js';
import { textChunks } from './chunks.js';
import { forCsv, forTerminal } from './escape.js';
import type { Formatter } from './formatter.js';

export const csv: Formatter = (sheet, { terminal }) => {
  /** Numbers stay numbers: only text can be a formula. */
  function field(cell: Cell): string {
    if (typeof cell !== 'string') return cell === null ? '' : String(cell);
    return forCsv(terminal ? forTerminal(cell) : cell);
  }

  function* lines(): Generator<string> {
    yield `${sheet.columns.map((column) => field(column.name)).join(',')}\n`;
    for (const row of sheet.rows)
      yield `${sheet.columns.map((column) => field(column.cell(row))).join(',')}\n`;
  }
  return textChunks(lines());
};
