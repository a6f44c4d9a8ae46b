/**
 * What a format is. People hold CloudTrail's records in many wrappings: every wrapping has one file in this folder
 * that recognises it by its content and takes the records out, and one line in `index.ts`.
 *
 * Two families suffice. A JSON format reads one item: the smallest JSON value that is a record or wraps one (or a few).
 * Items stand in arrays, in lists of an outer object, one a line, or one behind the other; that is the reader's
 * business (`read-json.ts`), so that any format may come in any of these arrangements, and several in one file.
 * A CSV format reads rows below a header that it knows (`read-csv.ts`).
 */
import type { JsonValue } from '../../model/json.js';

/** A JSON value with the bytes it was parsed from, so that what is taken out of it stays as it was written. */
export interface Item {
  readonly value: JsonValue;
  readonly text: Buffer;
}

/** A record as JSON text with CloudTrail's own field names. */
export interface Carried {
  readonly text: Buffer;
  /** Set where the wrapping keeps less than the record, or writes it so that it cannot be restored whole. */
  readonly partial?: boolean;
}

/** Files that belong to CloudTrail or come with its files, and hold no records. */
export type Other =
  | 'digest'
  | 'notice'
  | 'manifest'
  | 'keys'
  | 'signature'
  | 'marker'
  | 'probe'
  /** What trailscan itself wrote: it would be counted twice. */
  | 'answer'
  /** A file of which neither name nor content says that it is evidence. */
  | 'foreign';

export type Reading =
  /** `without`: entries in which no record was. */
  { readonly records: readonly Carried[]; readonly without?: number } | { readonly holds: Other };

export interface JsonFormat {
  readonly name: string;
  /** What it is, as a table says it. */
  readonly title: string;
  /** Keys of an outer object whose array holds items. */
  readonly lists?: readonly string[];
  /** Keys by which an object is known to be one item, not a list of them. */
  readonly keys: readonly string[];
  /** Undefined if the item is not of this format. `list`: the key of the list that it stands in, if it does. */
  read(item: Item, list?: string): Reading | undefined;
}

export interface CsvFormat {
  readonly name: string;
  readonly title: string;
  /**
   * Given the header's cells, what turns a row's cells into a record (undefined where there is none in it); undefined
   * if the header is not of this format.
   */
  reader(header: readonly string[]): ((cells: readonly string[]) => Carried | undefined) | undefined;
  /** Whether the last cell of a last line without a line end may be all of it. */
  isWhole?(lastCell: string): boolean;
}
