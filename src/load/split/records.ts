/**
 * Cuts a trail file `{"Records":[...]}` into records while it is being inflated: the fast reader. It builds no
 * objects, holds one step of bytes and the record at hand, and gives up (`odd`) on anything that is not exactly a whole
 * trail file; `careful.ts` then reads the file again and says what is wrong. Keys of the outer object may come in any
 * order, white space may stand anywhere, a byte order mark is left out, several such documents may follow one another.
 */
import type { ByteSource } from '../inflate.js';
import { type Kernel, stepSize } from './kernel.js';

/**
 * Called for each record in the order of the file: `bytes[start, end)` is its text, valid during the call only.
 * `candidate` is false if no literal occurs in it. Returns false to stop the reading.
 */
export type OnRecord = (
  bytes: Uint8Array,
  start: number,
  end: number,
  index: number,
  candidate: boolean,
) => boolean;

export type Ending = 'whole' | 'stopped' | 'odd';

const openBrace = 0x7b;
const openBracket = 0x5b;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const recordsKey = Buffer.from('"Records"');
/** Brackets are told down to where records begin: the object, its array, the record. */
const recordLevel = 2;

export function readRecords(
  source: ByteSource,
  kernel: Kernel,
  maxRecordSize: number,
  longestLiteral: number,
  onRecord: OnRecord,
): Ending {
  const base = kernel.bufferAt;
  let bytes = kernel.bytes();
  let filled = base;
  let scanned = base;
  let depth = 0;
  let inRecords = false;
  /** The document at hand, or the last one, has `Records`. */
  let hasRecords = false;
  let index = 0;
  /** Where the record at hand begins, if one does. */
  let recordStart = -1;
  /** Where the text behind the last record, or behind the array's bracket, begins. */
  let gapStart = base;
  let firstInArray = true;
  /** A literal was met in an earlier step of the record at hand. */
  let hitBefore = false;

  kernel.start();
  for (let ended = false, started = false; !ended; ) {
    kernel.reserve(filled - base + stepSize);
    bytes = kernel.bytes();
    const count = source.pull(bytes, filled, stepSize);
    if (!started && count > 0) {
      started = true;
      // The first bytes decide: at least the byte order mark must be at hand whole.
      let have = count;
      while (have < 4) {
        const more = source.pull(bytes, filled + have, 4 - have);
        if (more === 0) break;
        have += more;
      }
      if (bytes[base] === 0xef && bytes[base + 1] === 0xbb && bytes[base + 2] === 0xbf)
        bytes.fill(0x20, base, base + 3);
      filled += have;
    } else {
      filled += count;
    }
    ended = count === 0;
    if (ended && source.damage()) return 'odd';
    const limit = ended ? filled : scanned + ((filled - scanned) & ~63);
    if (limit === scanned) continue;

    // What follows is read by the kernel as white space where the file ends, and restored where it goes on.
    const after = bytes.slice(limit, Math.min(limit + 64, filled));
    const searchFrom = Math.max(base, scanned - longestLiteral);
    const { brackets, hits, odd } = kernel.step(scanned, limit, searchFrom, recordLevel);
    bytes.set(after, limit);
    if (odd) return 'odd';
    scanned = limit;

    let hit = 0;
    for (let i = 0; i < brackets.length; i++) {
      const at = brackets[i] as number;
      const byte = bytes[at] as number;
      const opens = byte === openBrace || byte === openBracket;
      if (depth === 2 && inRecords) {
        if (!isGap(bytes, gapStart, at, opens && !firstInArray)) return 'odd';
        if (opens) {
          if (byte !== openBrace) return 'odd';
          recordStart = at;
          hitBefore = false;
        } else {
          inRecords = false;
        }
      } else if (depth === 3 && recordStart >= 0) {
        const end = at + 1;
        if (end - recordStart > maxRecordSize) return 'odd';
        let candidate = hitBefore;
        if (hits === 'everywhere') candidate = true;
        else {
          while (hit < hits.length && (hits[hit] as number) < recordStart) hit++;
          if (hit < hits.length && (hits[hit] as number) < end) candidate = true;
        }
        if (!onRecord(bytes, recordStart, end, index, candidate)) return 'stopped';
        index++;
        recordStart = -1;
        gapStart = end;
        firstInArray = false;
      } else if (depth === 0) {
        if (byte !== openBrace) return 'odd';
        hasRecords = false;
      } else if (depth === 1 && !opens) {
        if (!hasRecords) return 'odd';
      } else if (depth === 1 && byte === openBracket) {
        const key = isRecordsKey(bytes, base, at);
        if (key === undefined) return 'odd';
        if (key) {
          inRecords = true;
          hasRecords = true;
          gapStart = at + 1;
          firstInArray = true;
        }
      }
      depth += opens ? 1 : -1;
    }

    // Only what is still needed moves to the front: the record at hand, or the text since the last one.
    let keep = scanned;
    if (recordStart >= 0) {
      if (filled - recordStart > maxRecordSize) return 'odd';
      hitBefore ||=
        hits === 'everywhere' || (hits.length > 0 && (hits[hits.length - 1] as number) >= recordStart);
      keep = recordStart;
    } else if (inRecords) {
      if (filled - gapStart > maxRecordSize) return 'odd';
      keep = gapStart;
    } else {
      // A key and its colon may stand before a bracket that comes next, and a number may go on.
      keep = Math.max(base, scanned - 4096);
    }
    const moved = keep - base;
    kernel.move(keep, moved);
    if (moved > 0) {
      bytes.copyWithin(base, keep, filled);
      filled -= moved;
      scanned -= moved;
      recordStart = recordStart >= 0 ? base : -1;
      gapStart = Math.max(base, gapStart - moved);
    }
  }
  return kernel.depth() === 0 && depth === 0 && hasRecords ? 'whole' : 'odd';
}

/** White space, with one comma in it if `withComma`. */
function isGap(bytes: Uint8Array, from: number, to: number, withComma: boolean): boolean {
  let commas = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte === comma) commas++;
    else if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false;
  }
  return commas === (withComma ? 1 : 0);
}

/** Whether the array that opens at `at` is the value of `"Records"`; undefined if that cannot be told from here. */
function isRecordsKey(bytes: Uint8Array, base: number, at: number): boolean | undefined {
  let i = at - 1;
  const skip = (): void => {
    while (i > base && (bytes[i] === 0x20 || bytes[i] === 0x0a || bytes[i] === 0x0d || bytes[i] === 0x09))
      i--;
  };
  skip();
  if (bytes[i] !== colon) return undefined;
  i--;
  skip();
  if (bytes[i] !== quote) return undefined;
  const start = i + 1 - recordsKey.length;
  if (start > base && recordsKey.compare(bytes, start, i + 1) === 0)
    return bytes[start - 1] === backslash ? undefined : true;
  for (let j = i - 1; j >= base && bytes[j] !== backslash; j--) if (bytes[j] === quote) return false;
  // Escapes could spell the same key, or it begins before the bytes at hand.
  return undefined;
}
