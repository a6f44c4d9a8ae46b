/**
 * Finds the end of a JSON value behind the cursor, checking as it goes which token may follow which, so that damage is
 * met where it is and not at the end of the file: after a quote too many the next letter tells. Numbers, words and
 * escapes are left to `JSON.parse`, which reads the value afterwards.
 */
import type { Cursor, Limits } from '../split/cursor.js';

export interface ScannedValue {
  /** `ended`: the bytes end within it; `broken`: it is no JSON. */
  readonly state: 'whole' | 'ended' | 'broken' | 'too-large' | 'too-deep';
  /** Where it ends, or where that showed; relative to the cursor. */
  readonly end: number;
}

const quote = 0x22;
const backslash = 0x5c;
const longestScalar = 1024;

/** What may come next. */
const value = 0;
const firstValue = 1;
const key = 2;
const firstKey = 3;
const colon = 4;
const separator = 5;

/** Scans from `from` bytes behind the cursor, over at most `limits.maxRecordSize` bytes. Moves nothing. */
export function scanValue(cursor: Cursor, from: number, limits: Limits): ScannedValue {
  const kinds: number[] = [];
  let expected = value;
  let i = from;
  for (;;) {
    const byte = cursor.byteAt(i);
    if (byte === -1) return { state: 'ended', end: i };
    if (i - from >= limits.maxRecordSize) return { state: 'too-large', end: i };
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      i++;
      continue;
    }
    const wantsKey = expected === key || expected === firstKey;
    const wantsValue = expected === value || expected === firstValue;
    if (byte === quote) {
      if (!wantsKey && !wantsValue) return { state: 'broken', end: i };
      for (i++; ; i++) {
        const inside = cursor.byteAt(i);
        if (inside === quote) break;
        if (inside === -1) return { state: 'ended', end: i };
        if (inside < 0x20) return { state: 'broken', end: i };
        if (inside === backslash) i++;
        if (i - from >= limits.maxRecordSize) return { state: 'too-large', end: i };
      }
      i++;
      expected = wantsKey ? colon : separator;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (!wantsValue) return { state: 'broken', end: i };
      if (kinds.push(byte) > limits.maxDepth) return { state: 'too-deep', end: i };
      expected = byte === 0x7b ? firstKey : firstValue;
      i++;
    } else if (byte === 0x7d || byte === 0x5d) {
      const mayClose = expected === separator || expected === (byte === 0x7d ? firstKey : firstValue);
      if (!mayClose || kinds.pop() !== byte - 2) return { state: 'broken', end: i };
      expected = separator;
      i++;
    } else if (byte === 0x2c) {
      if (expected !== separator || kinds.length === 0) return { state: 'broken', end: i };
      expected = kinds.at(-1) === 0x7b ? key : value;
      i++;
    } else if (byte === 0x3a) {
      if (expected !== colon) return { state: 'broken', end: i };
      expected = value;
      i++;
    } else {
      if (!wantsValue) return { state: 'broken', end: i };
      const start = i;
      while (i - start < longestScalar && isScalar(cursor.byteAt(i))) i++;
      if (i === start) return { state: 'broken', end: i };
      expected = separator;
    }
    if (expected === separator && kinds.length === 0) return { state: 'whole', end: i };
  }
}

/** A digit, sign, dot or ASCII letter. */
function isScalar(byte: number): boolean {
  const lower = byte | 0x20;
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (lower >= 0x61 && lower <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e
  );
}
