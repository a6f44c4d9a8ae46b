/**
 * The scan kernel: WebAssembly with SIMD, compiled from this file by AssemblyScript at build time. It goes over the
 * inflated bytes once, 64 at a time, and tells where the shallow brackets stand (from which `records.ts` cuts the
 * records), where a literal occurs, and whether anything is not JSON. It builds no objects and decides nothing:
 * whatever looks wrong only raises a flag, and the file is then read again by the careful reader in TypeScript.
 *
 * Method: bit masks per block of 64 bytes. Strings are told from structure by a prefix XOR over the unescaped quotes,
 * the technique that G. Langdale and D. Lemire published as simdjson ("Parsing Gigabytes of JSON per Second", 2019).
 * The whole grammar is checked: on neighbours, which class of character may follow which; keys, in masks of what stands
 * directly in an object; numbers, words and escapes, one by one where they end. So what raises no flag is JSON, and a
 * record may be tested without being parsed. Left out is only whether strings are good UTF-8.
 *
 * Why not plain JavaScript: one core inflates 1 GB of records a second and scans 3 GB, with one literal searched; a byte
 * loop in JavaScript that only finds bounds takes about as long as the inflating.
 */

/** What the last character that was not white space belongs to; anything, while inside a string. */
const START: u32 = 0;
const OPEN: u32 = 1;
const COMMA: u32 = 2;
const COLON: u32 = 3;
const KEY: u32 = 4;
/** The end of a value, or a number or word with white space behind it. */
const VALUE: u32 = 5;
/** A number or word that may go on. */
const SCALAR: u32 = 6;

const VALUE_MAY_FOLLOW: u32 = (1 << OPEN) | (1 << COLON) | (1 << COMMA);
/** In an object, what follows these must be a key. */
const KEY_MUST_FOLLOW: u32 = (1 << OPEN) | (1 << COMMA);

/** Raised in `flags`: bytes that are no JSON, and nesting deeper than the stack of bracket kinds. */
const NOT_JSON: u32 = 1;
const TOO_DEEP: u32 = 2;
const MAX_DEPTH: i32 = 60;
/** Longer numbers are left to the careful reader. */
const LONGEST_NUMBER: usize = 1024;

let depth: i32 = 0;
/** One bit a level, 1 for `{` and 0 for `[`. */
let kinds: u64 = 0;
/** All ones while the end of the last block was inside a string. */
let inString: u64 = 0;
/** 1 if that string is a key. */
let inKey: u64 = 0;
/** 1 if the first byte of the next block is escaped. */
let escapeNext: u64 = 0;
/** How many digits of a `\u` escape stand behind the end of the last window. */
let digitsLeft: usize = 0;
let previous: u32 = START;
let flags: u32 = 0;
/** Which ASCII characters, spelled as `\u00XX`, could hide a literal that is searched: see `hidingSets`. */
let hidingLow: u64 = 0;
let hidingHigh: u64 = 0;
let out: usize = 0;
let escapesOut: usize = 0;
/** Where the next colon that stands directly in a record is noted (see `columns.as.ts`); 0 if none are asked for. */
let colonsOut: usize = 0;

export function reset(low: u64, high: u64): void {
  depth = 0;
  kinds = 0;
  inString = 0;
  inKey = 0;
  escapeNext = 0;
  digitsLeft = 0;
  previous = START;
  flags = 0;
  hidingLow = low;
  hidingHigh = high;
}

export function getFlags(): u32 {
  return flags;
}

/** Depth of brackets after the last byte, or -1 inside a string. */
export function getDepth(): i32 {
  return inString != 0 ? -1 : depth;
}

export function getEscapesEnd(): usize {
  return escapesOut;
}

export function getColonsEnd(): usize {
  return colonsOut;
}

export function setColonsEnd(at: usize): void {
  colonsOut = at;
}

// @ts-ignore: decorator
@inline
function mask(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>i8x16.bitmask(a) |
    (<u64>i8x16.bitmask(b) << 16) |
    (<u64>i8x16.bitmask(c) << 32) |
    (<u64>i8x16.bitmask(d) << 48)
  );
}

/** All ones where the byte may stand behind a backslash: one bit for each high nibble of an ASCII table that holds such. */
// @ts-ignore: decorator
@inline
function escapable(x: v128): v128 {
  const low = i8x16(0, 0, 0x0d, 0, 0x08, 0x08, 0x04, 0, 0, 0, 0, 0, 0x02, 0, 0x04, 0x01);
  const high = i8x16(0, 0, 0x01, 0, 0, 0x02, 0x04, 0x08, 0, 0, 0, 0, 0, 0, 0, 0);
  const shared = v128.and(
    i8x16.swizzle(low, v128.and(x, i8x16.splat(0x0f))),
    i8x16.swizzle(high, i8x16.shr_u(x, 4)),
  );
  return i8x16.ne(shared, i8x16.splat(0));
}

/** 1 if the byte before the next block is of this class. */
// @ts-ignore: decorator
@inline
function last(kind: u32): u64 {
  return <u64>(previous == kind && inString == 0);
}

// @ts-ignore: decorator
@inline
function openBracket(at: usize, level: i32): void {
  if (depth <= level) {
    store<u32>(out, <u32>at);
    out += 4;
  }
  if (depth >= MAX_DEPTH) flags |= TOO_DEEP;
  depth++;
  kinds = (kinds << 1) | ((<u64>load<u8>(at) >> 5) & 1);
}

// @ts-ignore: decorator
@inline
function closeBracket(at: usize, level: i32): void {
  if (depth == 0 || (kinds & 1) != ((<u64>load<u8>(at) >> 5) & 1)) flags |= NOT_JSON;
  depth--;
  kinds >>= 1;
  if (depth <= level) {
    store<u32>(out, <u32>at);
    out += 4;
  }
}

/** Whether the class is among `classes`, one bit for each. */
// @ts-ignore: decorator
@inline
function among(classes: u32): bool {
  return ((classes >> previous) & 1) != 0;
}

// @ts-ignore: decorator
@inline
function isDigit(c: u32): bool {
  return c - 0x30 < 10;
}

/** Whether a number or word may begin behind it. */
// @ts-ignore: decorator
@inline
function mayPrecede(c: u32): bool {
  return c == 0x3a || c == 0x2c || c == 0x5b || c == 0x20 || c == 0x0a || c == 0x0d || c == 0x09;
}

/** The number or word that ends before `end`. The bytes before it are in memory: see `keep` in `records.ts`. */
function checkScalar(end: usize): void {
  let start = end - 4;
  const tail = load<u32>(start);
  // Little-endian: `true`, `null`, `(f)alse`.
  let ok = tail == 0x65757274 || tail == 0x6c6c756e;
  if (tail == 0x65736c61) ok = load<u8>(--start) == 0x66;
  if (!(ok ? mayPrecede(load<u8>(start - 1)) : isNumber(end))) flags |= NOT_JSON;
}

/** Whether a number as JSON spells it ends before `end`. */
function isNumber(end: usize): bool {
  let p = end - 1;
  let c: u32 = load<u8>(p);
  while ((isDigit(c) || c == 0x2d || c == 0x2e || c == 0x2b || (c | 0x20) == 0x65) && end - p < LONGEST_NUMBER) {
    c = load<u8>(--p);
  }
  if (!mayPrecede(c)) return false;
  c = load<u8>(++p);
  if (c == 0x2d) c = load<u8>(++p);
  if (!isDigit(c)) return false;
  if (c == 0x30) c = load<u8>(++p);
  else while (p < end && isDigit(c)) c = load<u8>(++p);
  if (p < end && c == 0x2e) {
    c = load<u8>(++p);
    if (p == end || !isDigit(c)) return false;
    while (p < end && isDigit(c)) c = load<u8>(++p);
  }
  if (p < end && (c | 0x20) == 0x65) {
    c = load<u8>(++p);
    if (p < end && (c == 0x2b || c == 0x2d)) c = load<u8>(++p);
    if (p == end || !isDigit(c)) return false;
    while (p < end && isDigit(c)) c = load<u8>(++p);
  }
  return p == end;
}

/**
 * A block with white space, or with the end of a document in it: what stands outside of strings, byte by byte.
 * `strings`: bytes inside, opening quotes among them; `quotes`: unescaped.
 */
function scanSlowly(at: usize, strings: u64, quotes: u64, level: i32): void {
  let spaces: u64 = 0;
  let controls: u64 = 0;
  for (let i: usize = 0; i < 64; i += 16) {
    const x = v128.load(at + i);
    const blank = v128.or(
      v128.or(i8x16.eq(x, i8x16.splat(0x20)), i8x16.eq(x, i8x16.splat(0x0a))),
      v128.or(i8x16.eq(x, i8x16.splat(0x0d)), i8x16.eq(x, i8x16.splat(0x09))),
    );
    spaces |= <u64>i8x16.bitmask(blank) << i;
    controls |= <u64>i8x16.bitmask(i8x16.lt_u(x, i8x16.splat(0x20))) << i;
  }
  if ((controls & strings) != 0) flags |= NOT_JSON;

  const starts = quotes & strings;
  let left = (~strings & ~spaces) | starts;
  /** Where a number or word that was begun goes on, if it does. */
  let next: u64 = 0;
  while (left != 0) {
    const i = ctz(left);
    const p = at + <usize>i;
    left &= left - 1;
    const byte = load<u8>(p);
    const isOpen = byte == 0x7b || byte == 0x5b;
    const isClose = byte == 0x7d || byte == 0x5d;
    const isQuote = ((quotes >> i) & 1) != 0;
    const isScalar = !isQuote && !isOpen && !isClose && byte != 0x2c && byte != 0x3a;
    if (previous == SCALAR && (!isScalar || i != next)) {
      checkScalar(at + <usize>next);
      previous = VALUE;
    }
    if (((starts >> i) & 1) != 0) {
      if (!among(VALUE_MAY_FOLLOW)) flags |= NOT_JSON;
      inKey = among(KEY_MUST_FOLLOW) ? kinds & 1 : 0;
      continue;
    }
    if (isQuote) {
      previous = inKey != 0 ? KEY : VALUE;
      inKey = 0;
      continue;
    }
    if (previous == KEY && byte != 0x3a) flags |= NOT_JSON;
    if (byte == 0x2c) {
      if (previous != VALUE) flags |= NOT_JSON;
      previous = COMMA;
    } else if (byte == 0x3a) {
      if (previous != KEY) flags |= NOT_JSON;
      previous = COLON;
      if (depth == level + 1 && colonsOut != 0) {
        store<u32>(colonsOut, <u32>p);
        colonsOut += 4;
      }
    } else if (isClose) {
      if (previous == COLON || previous == COMMA) flags |= NOT_JSON;
      closeBracket(p, level);
      previous = depth == 0 ? START : VALUE;
    } else {
      if ((kinds & 1) != 0 && among(KEY_MUST_FOLLOW)) flags |= NOT_JSON;
      if (isOpen) {
        if (!among(VALUE_MAY_FOLLOW | (1 << START))) flags |= NOT_JSON;
        openBracket(p, level);
        previous = OPEN;
      } else {
        if (!among(VALUE_MAY_FOLLOW | (1 << SCALAR))) flags |= NOT_JSON;
        previous = SCALAR;
        next = i + 1;
      }
    }
  }
  if (previous == SCALAR && next < 64) {
    checkScalar(at + <usize>next);
    previous = VALUE;
  }
}

/** Checks the `\u` escapes of a block and notes those that may spell a character of a searched literal. */
function noteEscapes(at: usize, marks: u64, end: usize): void {
  let left = marks;
  while (left != 0) {
    const p = at + <usize>ctz(left);
    left &= left - 1;
    let code: u32 = 0;
    for (let i: usize = 1; i < 5; i++) {
      if (p + i >= end) {
        digitsLeft++;
        continue;
      }
      const digit = hexDigit(load<u8>(p + i));
      if (digit > 15) flags |= NOT_JSON;
      code = (code << 4) | digit;
    }
    // Cut by the end of the window, it may be any character.
    if (p + 5 > end || mayHide(code)) {
      store<u32>(escapesOut, <u32>p);
      escapesOut += 4;
    }
  }
}

// @ts-ignore: decorator
@inline
function hexDigit(c: u32): u32 {
  if (isDigit(c)) return c - 0x30;
  const letter = (c | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

// @ts-ignore: decorator
@inline
function mayHide(code: u32): bool {
  if (code < 128) return (((code < 64 ? hidingLow : hidingHigh) >> (code & 63)) & 1) != 0;
  // Half of a pair, standing alone, is an escape in the text of an object too.
  return (code & 0xf800) == 0xd800;
}

/**
 * Scans `[from, end)`; a last partial block must be followed by 64 readable bytes of white space. Writes the
 * positions of all brackets at depth `level` or above to `bracketsOut`, of telling escapes to `escapes`, of the colons
 * directly in what opens at depth `level` behind the colons noted so far, and returns the end of the first list.
 */
export function scan(from: usize, end: usize, level: i32, bracketsOut: usize, escapes: usize): usize {
  escapesOut = escapes;
  const top = level + 1;
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const comma = i8x16.splat(0x2c);
  const colon = i8x16.splat(0x3a);
  const space = i8x16.splat(0x20);
  const brace = i8x16.splat(0x7b);
  const endBrace = i8x16.splat(0x7d);

  for (let p = from; digitsLeft > 0 && p < end; p++) {
    if (hexDigit(load<u8>(p)) > 15) flags |= NOT_JSON;
    digitsLeft--;
  }

  out = bracketsOut;
  let strange: u64 = 0;
  for (let p = from; p < end; p += 64) {
    // In locals, for WebAssembly globals are memory; written back around the byte-by-byte path.
    let d = depth;
    let stack = kinds;
    let list = out;
    let noted = colonsOut;
    let lastOpens = last(OPEN);
    let lastCommas = last(COMMA);
    let lastColons = last(COLON);
    let lastKeys = last(KEY);
    let lastValues = last(VALUE);
    let lastScalars = last(SCALAR);
    let quotes: u64 = 0;
    let strings: u64 = 0;
    let slowly = false;

    for (; p < end; p += 64) {
      const x0 = v128.load(p);
      const x1 = v128.load(p, 16);
      const x2 = v128.load(p, 32);
      const x3 = v128.load(p, 48);

      quotes = mask(i8x16.eq(x0, quote), i8x16.eq(x1, quote), i8x16.eq(x2, quote), i8x16.eq(x3, quote));
      const b0 = i8x16.eq(x0, backslash);
      const b1 = i8x16.eq(x1, backslash);
      const b2 = i8x16.eq(x2, backslash);
      const b3 = i8x16.eq(x3, backslash);
      if (escapeNext != 0 || v128.any_true(v128.or(v128.or(b0, b1), v128.or(b2, b3)))) {
        // Runs of backslashes of odd length escape what follows them.
        const backslashes = mask(b0, b1, b2, b3);
        const odd: u64 = 0xaaaaaaaaaaaaaaaa;
        const codes = ((((backslashes & ~escapeNext) << 1) | odd) - (backslashes & ~escapeNext)) ^ odd;
        const escaped = codes ^ (backslashes | escapeNext);
        escapeNext = (codes & backslashes) >> 63;
        quotes &= ~escaped;
        const known = mask(escapable(x0), escapable(x1), escapable(x2), escapable(x3));
        strange |= escaped & ~known;
        const u = i8x16.splat(0x75);
        const marks = escaped & mask(i8x16.eq(x0, u), i8x16.eq(x1, u), i8x16.eq(x2, u), i8x16.eq(x3, u));
        if (marks != 0) noteEscapes(p, marks, end);
      }

      strings = quotes;
      strings ^= strings << 1;
      strings ^= strings << 2;
      strings ^= strings << 4;
      strings ^= strings << 8;
      strings ^= strings << 16;
      strings ^= strings << 32;
      strings ^= inString;
      inString = <u64>(<i64>strings >> 63);

      const y0 = v128.or(x0, space);
      const y1 = v128.or(x1, space);
      const y2 = v128.or(x2, space);
      const y3 = v128.or(x3, space);
      const outside = ~strings;
      const opens = mask(i8x16.eq(y0, brace), i8x16.eq(y1, brace), i8x16.eq(y2, brace), i8x16.eq(y3, brace)) & outside;
      const closes =
        mask(i8x16.eq(y0, endBrace), i8x16.eq(y1, endBrace), i8x16.eq(y2, endBrace), i8x16.eq(y3, endBrace)) & outside;
      const commas = mask(i8x16.eq(x0, comma), i8x16.eq(x1, comma), i8x16.eq(x2, comma), i8x16.eq(x3, comma)) & outside;
      const colons = mask(i8x16.eq(x0, colon), i8x16.eq(x1, colon), i8x16.eq(x2, colon), i8x16.eq(x3, colon)) & outside;
      const ends = quotes & outside;
      const scalars = outside & ~(opens | closes | commas | colons | ends);
      const controls = v128.any_true(
        i8x16.lt_u(i8x16.min_u(i8x16.min_u(x0, x1), i8x16.min_u(x2, x3)), space),
      );
      slowly = controls || d <= <i32>popcnt(closes);
      if (scalars != 0 && !slowly) {
        const spaces = mask(i8x16.eq(x0, space), i8x16.eq(x1, space), i8x16.eq(x2, space), i8x16.eq(x3, space));
        slowly = (spaces & scalars) != 0;
      }
      if (slowly) break;

      // The bytes that stand directly in an object, rather than in an array.
      let inObject: u64 = 0 - (stack & 1);
      // Those that stand directly in a record.
      let inRecord: u64 = 0 - <u64>(d == top);
      let brackets = opens | closes;
      while (brackets != 0) {
        const at = p + <usize>ctz(brackets);
        const bit = brackets & (0 - brackets);
        brackets ^= bit;
        const kind = (<u64>load<u8>(at) >> 5) & 1;
        const outer = stack;
        const wasTop = d == top;
        if ((opens & bit) != 0) {
          if (d <= level) {
            store<u32>(list, <u32>at);
            list += 4;
          }
          if (d >= MAX_DEPTH) flags |= TOO_DEEP;
          d++;
          stack = (stack << 1) | kind;
        } else {
          strange |= (stack & 1) ^ kind;
          d--;
          stack >>= 1;
          if (d <= level) {
            store<u32>(list, <u32>at);
            list += 4;
          }
        }
        if (((outer ^ stack) & 1) != 0) inObject ^= 0 - (bit << 1);
        if (wasTop != (d == top)) inRecord ^= 0 - (bit << 1);
      }

      if (noted != 0) {
        let own = colons & inRecord;
        while (own != 0) {
          store<u32>(noted, <u32>(p + <usize>ctz(own)));
          noted += 4;
          own &= own - 1;
        }
      }

      const starts = quotes & strings;
      // Adding the first byte of a key to the run of its bytes carries into the closing quote.
      const keyPlaces = (((opens | commas) << 1) | lastOpens | lastCommas) & inObject;
      const fromStarts = strings + (keyPlaces & starts);
      const carried = fromStarts + inKey;
      const keys = carried & outside;
      inKey = <u64>(fromStarts < strings) | <u64>(carried < fromStarts);

      const separators = commas | colons;
      const values = ends | closes | scalars;
      const behindSeparators = (separators << 1) | lastCommas | lastColons;
      const behindScalars = (scalars << 1) | lastScalars;
      const before = behindSeparators | (opens << 1) | lastOpens;
      strange |=
        (keyPlaces & ~(starts | closes)) |
        (colons ^ ((keys << 1) | lastKeys)) |
        ((starts | opens | (scalars & ~behindScalars)) & ~before) |
        (commas & ~((values << 1) | lastValues | lastScalars)) |
        (closes & behindSeparators);

      let scalarEnds = behindScalars & ~scalars;
      while (scalarEnds != 0) {
        checkScalar(p + <usize>ctz(scalarEnds));
        scalarEnds &= scalarEnds - 1;
      }

      // There is no white space outside of strings here: the last byte is the last that counts.
      lastOpens = opens >> 63;
      lastCommas = commas >> 63;
      lastColons = colons >> 63;
      lastKeys = keys >> 63;
      lastValues = (ends | closes) >> 63;
      lastScalars = scalars >> 63;
    }

    depth = d;
    kinds = stack;
    out = list;
    colonsOut = noted;
    previous =
      lastOpens != 0 ? OPEN
      : lastCommas != 0 ? COMMA
      : lastColons != 0 ? COLON
      : lastKeys != 0 ? KEY
      : lastValues != 0 ? VALUE
      : lastScalars != 0 ? SCALAR
      : START;
    if (slowly) scanSlowly(p, strings, quotes, level);
  }
  if (strange != 0) flags |= NOT_JSON;
  return out;
}

/**
 * Finds a literal in `[from, end)`. At `needle` stand its `length` bytes, in lower case if case is folded, and behind
 * them as many masks: 0x20 for a letter whose case is folded, else 0. `first` and `second` are the offsets of the two
 * bytes that are looked for, best its rarest. Reads up to `length` + 32 bytes past the end. Writes positions to `list`,
 * no further than `listEnd`, and returns the end of the list; `listEnd` + 1 if it was full.
 */
export function find(
  from: usize,
  end: usize,
  needle: usize,
  length: usize,
  first: usize,
  second: usize,
  list: usize,
  listEnd: usize,
): usize {
  let found = list;
  const a = i8x16.splat(load<u8>(needle + first));
  const b = i8x16.splat(load<u8>(needle + second));
  const aFold = i8x16.splat(load<u8>(needle + length + first));
  const bFold = i8x16.splat(load<u8>(needle + length + second));
  for (let p = from; p < end; p += 32) {
    const m0 = v128.and(
      i8x16.eq(v128.or(v128.load(p + first), aFold), a),
      i8x16.eq(v128.or(v128.load(p + second), bFold), b),
    );
    const m1 = v128.and(
      i8x16.eq(v128.or(v128.load(p + first, 16), aFold), a),
      i8x16.eq(v128.or(v128.load(p + second, 16), bFold), b),
    );
    if (!v128.any_true(v128.or(m0, m1))) continue;
    let marks = <u32>i8x16.bitmask(m0) | (<u32>i8x16.bitmask(m1) << 16);
    while (marks != 0) {
      const at = p + <usize>ctz(marks);
      marks &= marks - 1;
      if (at + length > end) break;
      let i: usize = 0;
      while (i < length && (load<u8>(at + i) | load<u8>(needle + length + i)) == load<u8>(needle + i)) i++;
      if (i < length) continue;
      if (found >= listEnd) return listEnd + 1;
      store<u32>(found, <u32>at);
      found += 4;
    }
  }
  return found;
}
