/**
 * The caller's mistake: a bad flag, query, rule or path. Thrown before any evidence is read; the command line
 * prints the message and, where the text at fault is known, the text with a caret, and exits with 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    message: string,
    /** The text at fault and the zero-based column (in UTF-16 units) of the mistake. */
    readonly at?: { readonly text: string; readonly column: number },
    /** What to do instead, as one sentence. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
