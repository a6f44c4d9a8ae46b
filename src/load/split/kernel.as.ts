/**
 * The scan kernel: WebAssembly with SIMD, compiled from this file by AssemblyScript at build time. It goes over the
 * inflated bytes once, 64 at a time, and tells where the shallow brackets stand (from which `records.ts` cuts the
 * records), where a literal occurs, and whether anything is not JSON. It builds no objects and decides nothing:
 * whatever looks wrong only raises a flag, and the file is then read again by the careful reader in TypeScript.
 *
 * Method: bit masks per block of 64 bytes. Strings are told from structure by a prefix XOR over the unescaped quotes,
 * the technique that G. Langdale and D. Lemire published as simdjson ("Parsing Gigabytes of JSON per Second", 2019).
 * Grammar is checked on neighbours: which class of character may follow which, white space left out. That finds
 * everything that changes structure; a wrongly spelled number, a comma for a colon or a key without a value is found
 * when the record is read.
 *
 * Why not plain JavaScript: over 420 MB in two workers, inflating alone took 160 ms, with this scan and one literal
 * searched 195 ms; a byte loop in JavaScript that only finds bounds takes about as long again as the inflating.
 */

/** What may stand before the next character: the class of the last one that was not white space. */
const START: u32 = 0;
const OPEN: u32 = 1;
const CLOSE: u32 = 2;
const COLON: u32 = 3;
const COMMA: u32 = 4;
const STRING: u32 = 5;
const SCALAR: u32 = 6;
/** A number or word with white space behind it: another may not follow. */
const SCALAR_END: u32 = 7;

/** Raised in `flags`: bytes that are no JSON, and nesting deeper than the stack of bracket kinds. */
const NOT_JSON: u32 = 1;
const TOO_DEEP: u32 = 2;
const MAX_DEPTH: i32 = 60;

let depth: i32 = 0;
/** One bit a level, 1 for `{` and 0 for `[`. */
let kinds: u64 = 0;
/** All ones while the end of the last block was inside a string. */
let inString: u64 = 0;
/** 1 if the first byte of the next block is escaped. */
let escapeNext: u64 = 0;
let previous: u32 = START;
let flags: u32 = 0;
/** Which ASCII characters, spelled as `\u00XX`, could hide a literal that is searched. */
let hidingLow: u64 = 0;
let hidingHigh: u64 = 0;
let out: usize = 0;
let escapesOut: usize = 0;

export function reset(low: u64, high: u64): void {
  depth = 0;
  kinds = 0;
  inString = 0;
  escapeNext = 0;
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

/** 1 where the byte may stand outside of a string in compact JSON (no white space), 0 where not. */
// @ts-ignore: decorator
@inline
function allowed(x: v128): v128 {
  // One bit for each high nibble that holds allowed bytes; see the rows of an ASCII table.
  const low = i8x16(0x04, 0x24, 0x46, 0x44, 0x44, 0x6c, 0x24, 0x04, 0x04, 0x04, 0x04, 0x52, 0x22, 0x52, 0x22, 0);
  const high = i8x16(0, 0, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0, 0, 0, 0, 0, 0, 0, 0);
  return v128.and(
    i8x16.swizzle(low, v128.and(x, i8x16.splat(0x0f))),
    i8x16.swizzle(high, i8x16.shr_u(x, 4)),
  );
}

// @ts-ignore: decorator
@inline
function carry(classes: u32): u64 {
  return <u64>((classes >> previous) & 1);
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

/** A block with white space or the end of a document in it, byte by byte. `strings`: inside, `quotes`: unescaped. */
function scanSlowly(at: usize, strings: u64, quotes: u64, level: i32): void {
  for (let i: u64 = 0; i < 64; i++) {
    const byte = load<u8>(at + <usize>i);
    const isQuote = ((quotes >> i) & 1) != 0;
    if (((strings >> i) & 1) != 0) {
      if (isQuote) {
        if (((1 << START) | (1 << OPEN) | (1 << COLON) | (1 << COMMA)) >> previous & 1) continue;
        flags |= NOT_JSON;
      } else if (byte < 0x20) flags |= NOT_JSON;
      continue;
    }
    if (isQuote) {
      previous = STRING;
    } else if (byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09) {
      if (previous == SCALAR) previous = SCALAR_END;
    } else if (byte == 0x2c) {
      if (!(((1 << STRING) | (1 << CLOSE) | (1 << SCALAR) | (1 << SCALAR_END)) >> previous & 1)) flags |= NOT_JSON;
      previous = COMMA;
    } else if (byte == 0x3a) {
      if (previous != STRING) flags |= NOT_JSON;
      previous = COLON;
    } else if (byte == 0x7b || byte == 0x5b) {
      if (!(((1 << START) | (1 << OPEN) | (1 << COLON) | (1 << COMMA)) >> previous & 1)) flags |= NOT_JSON;
      openBracket(at + <usize>i, level);
      previous = OPEN;
    } else if (byte == 0x7d || byte == 0x5d) {
      if (previous == COLON || previous == COMMA) flags |= NOT_JSON;
      closeBracket(at + <usize>i, level);
      previous = depth == 0 ? START : CLOSE;
    } else {
      const ok = i8x16.extract_lane_u(allowed(i8x16.splat(byte)), 0) != 0;
      if (!ok || !(((1 << START) | (1 << OPEN) | (1 << COLON) | (1 << COMMA) | (1 << SCALAR)) >> previous & 1)) {
        flags |= NOT_JSON;
      }
      previous = SCALAR;
    }
  }
}

/** Notes the `\u` escapes of a block that may spell a character of a searched literal. */
function noteEscapes(at: usize, marks: u64, end: usize): void {
  let left = marks;
  while (left != 0) {
    const p = at + <usize>ctz(left);
    left &= left - 1;
    let code: u32 = 0;
    if (p + 5 > end) {
      code = 0xffff; // cut by the end of the window: take the record for a candidate
    } else {
      for (let i: usize = 1; i < 5; i++) {
        const c = <u32>load<u8>(p + i);
        const digit: u32 = c <= 0x39 ? c - 0x30 : (c | 0x20) - 0x57;
        if (digit > 15) flags |= NOT_JSON;
        code = (code << 4) | (digit & 15);
      }
    }
    const hides =
      code == 0xffff || (code < 64 ? (hidingLow >> code) & 1 : code < 128 ? (hidingHigh >> (code - 64)) & 1 : 0) != 0;
    if (hides) {
      store<u32>(escapesOut, <u32>p);
      escapesOut += 4;
    }
  }
}

/**
 * Scans `[from, end)`; a last partial block must be followed by 64 readable bytes of white space. Writes the
 * positions of all brackets at depth `level` or above to `bracketsOut`, of telling escapes to `escapes`, and returns
 * the end of the first list.
 */
export function scan(from: usize, end: usize, level: i32, bracketsOut: usize, escapes: usize): usize {
  escapesOut = escapes;
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const comma = i8x16.splat(0x2c);
  const colon = i8x16.splat(0x3a);
  const caseBit = i8x16.splat(0x20);
  const brace = i8x16.splat(0x7b);
  const endBrace = i8x16.splat(0x7d);
  const zero = i8x16.splat(0);
  const searching = (hidingLow | hidingHigh) != 0;

  // In locals, for WebAssembly globals are memory; written back around the byte-by-byte path.
  let d = depth;
  let stack = kinds;
  let list = bracketsOut;
  let strange: u64 = 0;

  for (let p = from; p < end; p += 64) {
    const x0 = v128.load(p);
    const x1 = v128.load(p, 16);
    const x2 = v128.load(p, 32);
    const x3 = v128.load(p, 48);

    let quotes = mask(i8x16.eq(x0, quote), i8x16.eq(x1, quote), i8x16.eq(x2, quote), i8x16.eq(x3, quote));
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
      if (searching) {
        const u = i8x16.splat(0x75);
        const marks = escaped & mask(i8x16.eq(x0, u), i8x16.eq(x1, u), i8x16.eq(x2, u), i8x16.eq(x3, u));
        if (marks != 0) noteEscapes(p, marks, end);
      }
    }

    let strings = quotes;
    strings ^= strings << 1;
    strings ^= strings << 2;
    strings ^= strings << 4;
    strings ^= strings << 8;
    strings ^= strings << 16;
    strings ^= strings << 32;
    strings ^= inString;
    inString = <u64>(<i64>strings >> 63);

    const y0 = v128.or(x0, caseBit);
    const y1 = v128.or(x1, caseBit);
    const y2 = v128.or(x2, caseBit);
    const y3 = v128.or(x3, caseBit);
    const outside = ~strings;
    const opens = mask(i8x16.eq(y0, brace), i8x16.eq(y1, brace), i8x16.eq(y2, brace), i8x16.eq(y3, brace)) & outside;
    const closes =
      mask(i8x16.eq(y0, endBrace), i8x16.eq(y1, endBrace), i8x16.eq(y2, endBrace), i8x16.eq(y3, endBrace)) & outside;
    const separators =
      mask(
        v128.or(i8x16.eq(x0, comma), i8x16.eq(x0, colon)),
        v128.or(i8x16.eq(x1, comma), i8x16.eq(x1, colon)),
        v128.or(i8x16.eq(x2, comma), i8x16.eq(x2, colon)),
        v128.or(i8x16.eq(x3, comma), i8x16.eq(x3, colon)),
      ) & outside;
    const ends = quotes & outside;
    const scalars = outside & ~(opens | closes | separators | ends);
    const controls = v128.any_true(
      i8x16.lt_u(i8x16.min_u(i8x16.min_u(x0, x1), i8x16.min_u(x2, x3)), caseBit),
    );
    let slowly = controls || d <= <i32>popcnt(closes);
    if (scalars != 0 && !slowly) {
      const odd = mask(
        i8x16.eq(allowed(x0), zero),
        i8x16.eq(allowed(x1), zero),
        i8x16.eq(allowed(x2), zero),
        i8x16.eq(allowed(x3), zero),
      );
      slowly = (odd & scalars) != 0;
    }
    if (slowly) {
      depth = d;
      kinds = stack;
      out = list;
      scanSlowly(p, strings, quotes, level);
      d = depth;
      stack = kinds;
      list = out;
      continue;
    }

    const starts = quotes & strings;
    const before = ((opens | separators) << 1) | carry((1 << START) | (1 << OPEN) | (1 << COLON) | (1 << COMMA));
    strange |=
      ((starts | opens) & ~before) |
      (scalars & ~(before | (scalars << 1) | carry(1 << SCALAR))) |
      (separators &
        ~(((ends | closes | scalars) << 1) |
          carry((1 << STRING) | (1 << CLOSE) | (1 << SCALAR) | (1 << SCALAR_END)))) |
      (closes & ((separators << 1) | carry((1 << COMMA) | (1 << COLON))));

    let brackets = opens | closes;
    while (brackets != 0) {
      const at = p + <usize>ctz(brackets);
      const bit = brackets & (0 - brackets);
      brackets ^= bit;
      const kind = (<u64>load<u8>(at) >> 5) & 1;
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
    }

    const significant = opens | closes | separators | ends | scalars;
    if (significant != 0) {
      const last: u64 = 1 << (63 - clz(significant));
      previous =
        (last & separators) != 0 ? COMMA
        : (last & ends) != 0 ? STRING
        : (last & scalars) != 0 ? SCALAR
        : (last & opens) != 0 ? OPEN
        : CLOSE;
    }
  }
  depth = d;
  kinds = stack;
  out = list;
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
