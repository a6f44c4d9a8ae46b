/** What a formatter writes, as one text. */
export function textOf(pieces: Iterable<string | Uint8Array>): string {
  return Buffer.concat([...pieces].map((piece) => Buffer.from(piece))).toString('utf8');
}
