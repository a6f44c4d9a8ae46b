/** Files that are no digests, as the judgement needs them. */

/** A file that is no digest. */
export interface LogFile {
  /** As the user would type it. */
  readonly path: string;
  /** With all its folders. */
  absolute(): string;
  /** By which digests know it: see `nameKey`. */
  readonly name: string;
  /** What its content was found to be; null if nothing asked for it. */
  readonly hashed: Hashed | null;
  /** What it holds, of a file that is neither named like a log nor known by its content; null if nothing asked for it. */
  readonly holds: Held | null;
}

export interface Held {
  readonly records: number;
  /** Times of the first and the last event as recorded; null if none has one. */
  readonly first: string | null;
  readonly last: string | null;
}

export interface Hashed {
  /** Of the uncompressed bytes that could be had: lower-case hex. */
  readonly hash: string;
  readonly damage: { readonly kind: 'unreadable' | 'truncated' | 'corrupt'; readonly message: string } | null;
}
