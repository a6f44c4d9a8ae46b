/**
 * The inflated bytes as a text with a cursor, for the careful reader: it goes byte by byte, pulls more as needed and
 * holds only what lies behind the cursor.
 */
import type { ByteSource } from '../inflate.js';

export interface Limits {
  /** Bytes of one record. */
  readonly maxRecordSize: number;
  /** Levels of nesting within one record. */
  readonly maxDepth: number;
}

/** A JSON value as far as its brackets and strings tell; whether it really parses is another question. */
export interface Measured {
  /** `ended`: the bytes end within it; `broken`: its brackets do not match, or another record begins within it. */
  readonly state: 'whole' | 'ended' | 'broken' | 'too-large' | 'too-deep';
  readonly length: number;
}

const pieceSize = 256 * 1024;
const anchor = Buffer.from('"eventVersion"');
/** How far before and behind the anchor its surroundings are looked at. */
const surroundings = 256;
const longestScalar = 1024;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

export type Cursor = ReturnType<typeof createCursor>;

export function createCursor(source: ByteSource) {
  let buffer = Buffer.allocUnsafeSlow(2 * pieceSize);
  /** Offset in the file of the first byte held. */
  let origin = 0;
  let at = 0;
  let filled = 0;
  let ended = false;

  /** Makes `buffer[i]` available; false if the bytes end before it. */
  const has = (i: number): boolean => {
    while (i >= filled && !ended) {
      if (filled + pieceSize > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
        buffer.copy(larger, 0, 0, filled);
        buffer = larger;
      }
      const count = source.pull(buffer, filled, pieceSize);
      ended = count === 0;
      filled += count;
    }
    return i < filled;
  };

  const advance = (count: number): void => {
    at += count;
    if (at < pieceSize) return;
    const kept = Math.max(0, at - surroundings);
    buffer.copyWithin(0, kept, filled);
    origin += kept;
    filled -= kept;
    at -= kept;
  };

  const isAnchor = (i: number): boolean =>
    has(i + anchor.length - 1) && anchor.compare(buffer, i, i + anchor.length) === 0;

  /**
   * Where the object begins whose first key is the anchor at `i`, if that may be a record; the value of a key is none.
   * Else -1.
   */
  const braceBefore = (i: number): number => {
    const before = buffer.toString('latin1', Math.max(0, i - surroundings), i);
    if (!/[^:\s]\s*\{\s*$/.test(before)) return -1;
    has(i + anchor.length + surroundings);
    const behind = buffer.subarray(i + anchor.length, Math.min(filled, i + anchor.length + surroundings));
    return /^\s*:/.test(behind.toString('latin1')) ? buffer.lastIndexOf(openBrace, i) : -1;
  };

  const spaceEnd = (from: number): number => {
    let i = from;
    while (has(i) && isSpace(buffer[i])) i++;
    return i;
  };

  /** The end of the string that begins at `from`. */
  const stringEnd = (from: number): number => {
    let i = from + 1;
    while (has(i) && buffer[i] !== quote) i += buffer[i] === backslash ? 2 : 1;
    return i + 1;
  };

  return {
    /** Offset of the cursor in the inflated file. */
    position: (): number => origin + at,
    /** Inflated bytes seen so far. */
    seen: (): number => origin + filled,
    atEnd: (): boolean => !has(at),
    advance,

    skipByteOrderMark(): void {
      if (has(2) && buffer[at] === 0xef && buffer[at + 1] === 0xbb && buffer[at + 2] === 0xbf) advance(3);
    },

    /** Moves to the next byte that is not white space and returns it; -1 at the end. */
    skipSpace(): number {
      while (has(at)) {
        const byte = buffer[at] as number;
        if (!isSpace(byte)) return byte;
        advance(1);
      }
      return -1;
    },

    /** The byte `offset` behind the cursor, or -1 if the bytes end before it. */
    byteAt: (offset: number): number => (has(at + offset) ? (buffer[at + offset] as number) : -1),

    /** Up to `count` bytes before the cursor; valid until it moves. No more are kept than an anchor's surroundings. */
    behindBy: (count: number): Buffer => buffer.subarray(Math.max(0, at - count), at),

    /** The next `count` bytes; valid until the cursor moves. */
    peek: (count: number): Buffer => buffer.subarray(at, at + count),

    /** The first bytes from here on as a quoted text, for messages. */
    sample(): string {
      has(at + 16);
      return JSON.stringify(buffer.toString('latin1', at, Math.min(filled, at + 16)));
    },

    /** Measures the value at the cursor without moving. */
    measure(limits: Limits): Measured {
      const result = (state: Measured['state'], end: number): Measured => ({ state, length: end - at });
      if (!has(at)) return result('ended', filled);
      const first = buffer[at];
      if (first !== openBrace && first !== openBracket && first !== quote) {
        let i = at;
        while (has(i) && i - at < longestScalar && /[-+.\w]/.test(String.fromCharCode(buffer[i] as number)))
          i++;
        return i > at ? result('whole', i) : result('broken', at + 1);
      }
      const opened: number[] = [];
      let inString = false;
      for (let i = at; has(i); i++) {
        if (i - at >= limits.maxRecordSize) return result('too-large', i);
        const byte = buffer[i] as number;
        if (byte === quote) {
          if (i > at && buffer[i + 1] === anchor[1] && isAnchor(i)) {
            // A quote or a bracket is missing before it, unless it is an element of an array.
            const brace = braceBefore(i);
            if (brace > at && (inString || opened.at(-2) !== openBracket)) return result('broken', brace);
          }
          inString = !inString;
        } else if (inString) {
          if (byte === backslash) i++;
        } else if (byte === openBrace || byte === openBracket) {
          if (opened.push(byte) > limits.maxDepth) return result('too-deep', i);
        } else if (byte === closeBrace || byte === closeBracket) {
          if (opened.pop() !== byte - 2) return result('broken', i);
        }
        if (opened.length === 0 && !inString) return result('whole', i + 1);
      }
      return result('ended', filled);
    },

    /**
     * What stands behind the next `length` bytes, which hold an element of an array: what may, a member of an object
     * (then a bracket too many ended the element before its time), or anything else.
     */
    behind(length: number): 'proper' | 'member' | 'other' {
      const i = spaceEnd(at + length);
      if (!has(i) || buffer[i] === closeBracket || buffer[i] === openBrace) return 'proper';
      if (buffer[i] === quote || buffer[i] === colon) return 'member';
      if (buffer[i] !== comma) return 'other';
      const next = spaceEnd(i + 1);
      if (!has(next) || buffer[next] !== quote) return 'proper';
      return buffer[spaceEnd(stringEnd(next))] === colon ? 'member' : 'proper';
    },

    /** Moves behind the value at the cursor, however large or deep, holding none of it; false if the bytes end first. */
    skipValue(): boolean {
      let depth = 0;
      let inString = false;
      let escaped = false;
      while (has(at)) {
        const byte = buffer[at];
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === backslash) escaped = true;
          else if (byte === quote) inString = false;
        } else if (byte === quote) inString = true;
        else if (byte === openBrace || byte === openBracket) depth++;
        else if (byte === closeBrace || byte === closeBracket) depth--;
        advance(1);
        if (depth === 0 && !inString) return true;
      }
      return false;
    },

    /**
     * Moves to the next object that begins with the anchor, `skip` bytes from here or later, or to the end; tells how
     * many bytes were passed over.
     */
    seekRecord(skip: number): { readonly found: boolean; readonly passed: number } {
      const from = origin + at;
      advance(skip);
      while (has(at)) {
        const i = buffer.subarray(0, filled).indexOf(anchor, at);
        if (i === -1) {
          // An anchor, or the brace before it, may begin in the last bytes held.
          const next = filled;
          if (!has(next)) break;
          advance(Math.max(0, next - surroundings - at));
          continue;
        }
        const brace = braceBefore(i);
        const isAhead = brace >= at;
        advance((isAhead ? brace : i + anchor.length) - at);
        if (isAhead) return { found: true, passed: origin + at - from };
      }
      advance(filled - at);
      return { found: false, passed: origin + at - from };
    },
  };
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
