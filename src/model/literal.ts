/**
 * A text that must occur in a record, somewhere in a key or a string, for the record to match. Only ASCII characters
 * that JSON writes as themselves unless it spells them `\u00XX`: no quotes, backslashes, slashes or controls.
 */
export interface Literal {
  readonly text: string;
  readonly foldCase: boolean;
}

/** At most so many alternatives are searched, each of at most so many characters; see `src/load/split/kernel.ts`. */
export const maxLiterals = 8;
export const maxLiteralLength = 200;
