/** The bytes of a file's matches, one behind the other: gathered where they are handed over, if they fill it well. */
import type { FileResult } from './protocol.js';

export interface Pile {
  size: number;
  clear(): void;
  /** Returns where they end. */
  add(from: Buffer, start: number, end: number): number;
  /** Those with these places, start and end of each; the pile is not to be added to before it is cleared. */
  taken(places: Int32Array): Pick<FileResult, 'bytes' | 'ends'>;
}

const smallest = 64 * 1024;
const largestKept = 16 * 1024 * 1024;

export function createPile(): Pile {
  let bytes = Buffer.allocUnsafeSlow(smallest);
  /** Files of an archive are of about one size. */
  let expected = smallest;
  const pile: Pile = {
    size: 0,
    clear() {
      pile.size = 0;
      if (bytes.length > largestKept) bytes = Buffer.alloc(0);
    },
    add(from, start, end) {
      const size = pile.size + end - start;
      if (size > bytes.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(2 * size, expected));
        bytes.copy(larger, 0, 0, pile.size);
        bytes = larger;
      }
      from.copy(bytes, pile.size, start, end);
      pile.size = size;
      return size;
    },
    taken(places) {
      expected = Math.min(largestKept, Math.max(smallest, Math.ceil(1.25 * pile.size)));
      if (pile.size < smallest || 2 * pile.size < bytes.length || isTorn(places))
        return packed(bytes, places);
      // Much of it is used: it is handed over as it is.
      const own = new Uint8Array(bytes.buffer, 0, pile.size);
      bytes = Buffer.alloc(0);
      return { bytes: own, ends: places.filter((_, i) => i % 2 === 1) };
    },
  };
  return pile;
}

/** Whether there are bytes between them of readings that were given up. */
function isTorn(places: Int32Array): boolean {
  if (places[0] !== 0) return true;
  for (let i = 2; i < places.length; i += 2) if (places[i] !== places[i - 1]) return true;
  return false;
}

function packed(pile: Buffer, places: Int32Array): Pick<FileResult, 'bytes' | 'ends'> {
  const ends = new Int32Array(places.length / 2);
  let size = 0;
  for (let i = 0; i < ends.length; i++) {
    size += (places[2 * i + 1] as number) - (places[2 * i] as number);
    ends[i] = size;
  }
  const bytes = new Uint8Array(size);
  let to = 0;
  for (let i = 0; i < places.length; ) {
    const start = places[i] as number;
    let end = places[i + 1] as number;
    for (i += 2; places[i] === end; i += 2) end = places[i + 1] as number;
    bytes.set(pile.subarray(start, end), to);
    to += end - start;
  }
  return { bytes, ends };
}
