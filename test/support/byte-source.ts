/** Inflated bytes without a file: for tests of what reads them. */
import type { ByteSource } from '../../src/load/inflate.js';

/** Hands the bytes out in pieces of the given sizes, in turn, and as many as asked for if no sizes are given. */
export function sourceOf(
  bytes: Uint8Array,
  sizes: readonly number[] = [Number.POSITIVE_INFINITY],
  damage?: ReturnType<ByteSource['damage']>,
): ByteSource {
  let at = 0;
  let turn = 0;
  return {
    pull(target, offset, length) {
      const size = Math.min(sizes[turn++ % sizes.length] ?? length, length);
      const piece = bytes.subarray(at, at + size);
      target.set(piece, offset);
      at += piece.length;
      return piece.length;
    },
    damage: () => (at === bytes.length ? damage : undefined),
    close: () => undefined,
  };
}
