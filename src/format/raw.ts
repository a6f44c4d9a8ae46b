/**
 * The original records as `{"Records":[...]}`, which trailscan reads again. In a file or a pipe the bytes are those that
 * were delivered and are never decoded; a terminal gets the same JSON with what is unseen written as `\uXXXX`.
 */
import { byteChunks } from './chunks.js';
import { jsonForTerminal } from './escape.js';
import type { Formatter } from './formatter.js';

/** Throws if the sheet holds no records: see `needsRecords` of the registry. */
export const raw: Formatter = (sheet, { terminal }) => {
  if (!sheet.raw) throw new Error('raw was asked for of a sheet without records');
  const bytesOf = sheet.raw.bind(sheet);
  const encoder = new TextEncoder();

  function* pieces(): Generator<Uint8Array> {
    let before = '{"Records":[';
    for (const row of sheet.rows) {
      yield encoder.encode(before);
      const bytes = bytesOf(row);
      yield terminal ? encoder.encode(jsonForTerminal(new TextDecoder().decode(bytes))) : bytes;
      before = ',';
    }
    yield encoder.encode(before === ',' ? ']}\n' : '{"Records":[]}\n');
  }
  return byteChunks(pieces());
};
