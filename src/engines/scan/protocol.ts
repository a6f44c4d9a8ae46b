/** What the main thread and the scanning workers say to each other: plain data that the structured clone carries. */
import type { Damage } from '../../load/split/careful.js';
import type { Limits } from '../../load/split/cursor.js';
import type { Literal } from '../../model/literal.js';
import type { Expr } from '../../query/ast.js';

/** What a worker is told: the question first, then any number of batches of files, then perhaps another question. */
export type Order = { readonly assignment: Assignment } | { readonly batch: readonly FileTask[] };

/** One question about records. */
export interface Assignment {
  readonly where: Expr;
  /** If given, a match satisfies one of these as well, and `hits` tells which. */
  readonly rules?: readonly Expr[];
  /** None: every record is a candidate. */
  readonly literals: readonly Literal[];
  readonly limits: Limits;
  /** More matches than this are not wanted from any one file; null for all. */
  readonly limit: number | null;
}

export interface FileTask {
  /** Place of the file in the list of sources. */
  readonly source: number;
  readonly path: string;
}

/** What a file turned out to hold. */
export type Recognised = 'trail' | 'insight' | 'digest' | 'notice' | 'unknown';

export interface FileResult {
  readonly source: number;
  readonly recognised: Recognised;
  /** Records met, matching or not. */
  readonly records: number;
  /** The matching records' bytes, one behind the other. */
  readonly bytes: Uint8Array;
  /** Where each ends in `bytes`. */
  readonly ends: Int32Array;
  /** The position of each among the records of the file. */
  readonly indexes: Int32Array;
  /** Only with rules: those that each record satisfies, one's behind the other's, and where each one's end. */
  readonly hits?: { readonly rules: Int32Array; readonly ends: Int32Array };
  readonly damages: readonly Damage[];
}
