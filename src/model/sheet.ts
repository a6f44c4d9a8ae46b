/**
 * A sheet: the rows of an answer with the columns that show them. It is what a command hands to a formatter, so
 * that a command knows no format and a format knows no command.
 */
import type { Detection } from './detection.js';
import type { JsonObject } from './json.js';
import type { ControlVerdict } from './verdict.js';

/** What stands in one place of a sheet; `null` is a value that the evidence does not hold. */
export type Cell = string | number | boolean | null;

/** What a cell means to the reader. A terminal shows it as colour, so the text has to say it too. */
export type Tone = 'plain' | 'muted' | 'good' | 'warn' | 'bad' | 'strong';

/**
 * How a column gives way when a table is wider than the terminal. `keep`: never (times, ids that are copied);
 * `wrap`: over several lines; `middle`: the middle is left out (ARNs, paths); `end`: the end is left out.
 */
export type Fit = 'keep' | 'wrap' | 'middle' | 'end';

export interface Column<Row> {
  /** Names the column in csv and tsv: a record field or a derived name. */
  readonly name: string;
  /** Heads the column in a table. */
  readonly title: string;
  cell(row: Row): Cell;
  /** `plain` if left out. */
  tone?(row: Row): Tone;
  /** `left` if left out. */
  readonly align?: 'left' | 'right';
  /** `end` if left out. */
  readonly fit?: Fit;
  /** The width, in terminal cells, below which the column is not narrowed: 20 if left out. */
  readonly minWidth?: number;
  /**
   * Part of the answer proper (when, who, what): narrowed only after all others, and kept as a column where the
   * others move to lines of their own. A sheet without any such column is led by its first.
   */
  readonly lead?: boolean;
}

export interface Sheet<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: Iterable<Row>;
  /** The row as json and ndjson print it: the keys and their order are documented by a schema. */
  json(row: Row): JsonObject;
  /** The bytes of the row's record as they were delivered. Only sheets of records have it. */
  raw?(row: Row): Uint8Array;
  /** What the row is to tools that collect findings, and what made it. Only sheets of detections have it. */
  readonly findings?: {
    readonly producer: { readonly name: string; readonly version: string };
    of(row: Row): Detection;
  };
  /** What the row is to pipelines, and what made it. Only sheets of verdicts have it. */
  readonly verdicts?: {
    readonly producer: { readonly name: string; readonly version: string };
    of(row: Row): ControlVerdict;
  };
  /** The heading under which a table shows the row; rows of one heading follow each other. */
  group?(row: Row): string;
  /** What a table says when there are no rows, as one sentence. */
  readonly empty: string;
}
