/**
 * The counting question as data: which records, told apart by which values. Like the rest of the AST it is closed and
 * serialisable. What it asks for is what records hold; names that are concluded (a principal, an interface) are made of
 * such values by whoever asks.
 */
import type { Expr, Path } from './ast.js';

/** What a group is told by. Its value in a record is a text; null where the record has none. */
export type Key =
  /**
   * The candidates of a field (see `ast.ts`) as a JSON array, nulls left out, objects with their keys in order: the
   * record counts once for each. With `onlyFor`, other events have none.
   */
  | { readonly kind: 'field'; readonly path: Path; readonly onlyFor?: readonly string[] }
  /** The value at the path, through objects only, as JSON, spelled as it was. */
  | { readonly kind: 'whole'; readonly path: Path }
  /** The record, if one of its top-level fields contains one of the words in any case: for what only few need. */
  | {
      readonly kind: 'record';
      readonly within: readonly { readonly field: string; readonly words: readonly string[] }[];
    }
  /** The time of the event in steps of so many whole seconds since 1970: a count, as text. */
  | { readonly kind: 'time'; readonly seconds: number };

export interface Grouping {
  /** Without any, one group of all. */
  readonly keys: readonly Key[];
  /** A field whose distinct values are estimated for each group, in bounded memory. */
  readonly estimate?: Extract<Key, { kind: 'field' }>;
}

export interface GroupQuery {
  readonly where: Expr;
  /** All are answered in one pass. */
  readonly groupings: readonly Grouping[];
  /** Events told apart by `eventID` (false), or every delivered copy (true). */
  readonly keepDuplicates: boolean;
}
