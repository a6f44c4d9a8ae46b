/** What every output format is: a function from a sheet to the pieces of text, or bytes, to be written. */
import type { Sheet } from '../model/sheet.js';

export interface FormatContext {
  /** Columns of the terminal; 0 for no limit, as in a pipe or a file. */
  readonly width: number;
  readonly colour: boolean;
  /** The text goes to a terminal, which acts on control characters: what is faithful elsewhere is escaped here. */
  readonly terminal: boolean;
}

/** Yields pieces of about 64 KB, made as they are asked for, so that a slow reader holds up the making. */
export type Formatter = <Row>(sheet: Sheet<Row>, context: FormatContext) => Iterable<string | Uint8Array>;
