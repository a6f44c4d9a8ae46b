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
  /** `ended`: the bytes end within it; `broken`: no JSON value begins here. */
  readonly state: 'whole' | 'ended' | 'broken' | 'too-large' | 'too-deep';
  readonly length: number;
}

const pieceSize = 256 * 1024;
const anchor = '"eventVersion"';
/** How far before and behind the anchor its surroundings are looked at. */
const surroundings = 256;

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

  /** Whether a record begins at the brace before the anchor at `i`: returns the brace's place, else -1. */
  const braceBefore = (i: number): number => {
    const before = buffer.toString('latin1', Math.max(0, i - surroundings), i);
    if (!/[[,]\s*\{\s*$/.test(before)) return -1;
    has(i + anchor.length + surroundings);
    const behind = buffer.toString(
      'latin1',
      i + anchor.length,
      Math.min(filled, i + anchor.length + surroundings),
    );
    if (!/^\s*:/.test(behind)) return -1;
    return buffer.lastIndexOf(0x7b, i);
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
        if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
        advance(1);
      }
      return -1;
    },

    /** The next `count` bytes; valid until the cursor moves or reads. */
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
      if (first !== 0x7b && first !== 0x5b && first !== 0x22) {
        let i = at;
        while (has(i) && i - at < 64 && /[-+.\w]/.test(String.fromCharCode(buffer[i] as number))) i++;
        return i > at ? result('whole', i) : result('broken', at + 1);
      }
      let depth = 0;
      let inString = false;
      for (let i = at; has(i); i++) {
        if (i - at >= limits.maxRecordSize) return result('too-large', i);
        const byte = buffer[i];
        if (inString) {
          if (byte === 0x5c) i++;
          else if (byte === 0x22) inString = false;
        } else if (byte === 0x22) inString = true;
        else if (byte === 0x7b || byte === 0x5b) {
          if (++depth > limits.maxDepth) return result('too-deep', i);
        } else if (byte === 0x7d || byte === 0x5d) depth--;
        if (depth === 0 && !inString) return result('whole', i + 1);
      }
      return result('ended', filled);
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
          else if (byte === 0x5c) escaped = true;
          else if (byte === 0x22) inString = false;
        } else if (byte === 0x22) inString = true;
        else if (byte === 0x7b || byte === 0x5b) depth++;
        else if (byte === 0x7d || byte === 0x5d) depth--;
        advance(1);
        if (depth === 0 && !inString) return true;
      }
      return false;
    },

    /** Distance from the cursor to the next record that begins within its next `length` bytes, not at it; -1 if none. */
    recordWithin(length: number): number {
      for (let i = at + 1; ; i++) {
        i = buffer.indexOf(anchor, i, 'latin1');
        if (i === -1 || i >= at + length) return -1;
        const brace = braceBefore(i);
        if (brace > at) return brace - at;
      }
    },

    /** Moves to the next record behind the cursor, or to the end; returns whether there is one. */
    seekRecord(): boolean {
      advance(1);
      while (has(at)) {
        const i = buffer.indexOf(anchor, at, 'latin1');
        if (i !== -1 && i + anchor.length <= filled) {
          const brace = braceBefore(i);
          advance(Math.max(0, (brace >= at ? brace : i + anchor.length) - at));
          if (brace >= 0 && buffer[at] === 0x7b) return true;
          continue;
        }
        // An anchor, or the brace before it, may begin in the last bytes held.
        const next = filled;
        if (!has(next)) break;
        advance(Math.max(0, next - surroundings - at));
      }
      advance(filled - at);
      return false;
    },
  };
}
