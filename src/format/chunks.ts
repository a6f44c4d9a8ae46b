/** Joins small pieces into writes of a sensible size: a write per line costs far more than the line. */

const chunkSize = 65_536;

/** Text in pieces of at least 64 K characters, the last excepted. */
export function* textChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length >= chunkSize) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** Bytes in pieces of at least 64 KB, the last excepted. Each piece is a copy. */
export function* byteChunks(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    held.push(piece);
    size += piece.length;
    if (size >= chunkSize) {
      yield Buffer.concat(held, size);
      held = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(held, size);
}
