/** One JSON array: a row a line in a file or a pipe, laid out for reading on a terminal. */
import { textChunks } from './chunks.js';
import { jsonForTerminal } from './escape.js';
import type { Formatter } from './formatter.js';

export const json: Formatter = (sheet, { terminal }) => {
  function* lines(): Generator<string> {
    let before = '[\n';
    for (const row of sheet.rows) {
      const value = sheet.json(row);
      const text = terminal
        ? jsonForTerminal(JSON.stringify(value, null, 2)).replaceAll('\n', '\n  ')
        : JSON.stringify(value);
      yield `${before}  ${text}`;
      before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
  }
  return textChunks(lines());
};
