/** One JSON object a line; no rows, no line. */
import { textChunks } from './chunks.js';
import { jsonForTerminal } from './escape.js';
import type { Formatter } from './formatter.js';

export const ndjson: Formatter = (sheet, { terminal }) => {
  function* lines(): Generator<string> {
    for (const row of sheet.rows) {
      const line = `${JSON.stringify(sheet.json(row))}\n`;
      yield terminal ? jsonForTerminal(line) : line;
    }
  }
  return textChunks(lines());
};
