/**
 * A decoder of DEFLATE (RFC 1951): WebAssembly with SIMD, compiled from this file by AssemblyScript at build time. It
 * decodes as far as there is input and room for output, and goes on where it stopped. It judges strictly and explains
 * nothing: whatever is not exactly as it should be is `ODD`, and the file is then read by `node:zlib`, which says why.
 *
 * Method: a bit buffer of 64 bits, refilled by unaligned loads without a branch; table entries that hold all there is to
 * know of a symbol, bases and extra bits included; one loop without checks of bounds, entered only while there is a
 * margin on both sides. That is how E. Biggers' libdeflate gains its speed. Beyond it: two literals a look-up (see
 * `joinLiterals`), and a padded input, so that the same loop reads the last bytes too.
 *
 * Why not `node:zlib`: with its check sum, a quarter of its time, it takes half as long again.
 */
import {
  DISTANCE_BITS,
  DISTANCE_MEANINGS,
  DISTANCE_SYMBOLS,
  DISTANCE_TABLE,
  END,
  LENGTH_BITS,
  LENGTH_MEANINGS,
  LENGTH_SYMBOLS,
  LENGTH_TABLE,
  LITERAL,
  LITERAL_BITS,
  LITERAL_MEANINGS,
  LITERAL_SYMBOLS,
  LITERAL_TABLE,
  POINTER,
  SPARE_BITS,
  SPECIAL,
  build,
  joinLiterals,
  setMeanings,
} from './tables.as';

/** How `decode` ends; the same in `gzip.ts`. */
const DONE: i32 = 0;
const NEEDS_INPUT: i32 = 1;
const NEEDS_ROOM: i32 = 2;
const ODD: i32 = 3;

/** What comes next. */
const HEADER: i32 = 0;
const STORED: i32 = 1;
const SYMBOLS: i32 = 2;
const NOTHING: i32 = 3;

/**
 * Input that must lie ahead. One turn of the loop, the first: two refills of 7 bytes, and the 8 that a third one loads.
 * The header of a block: 17 bits, 19 lengths of 3 bits, 316 of 14 bits, so less than 600 bytes.
 */
const TURN_INPUT: usize = 32;
const HEADER_INPUT: usize = 1024;
/** Room that one turn of the loop may write to: 6 literals, a match of 258 bytes and what is copied beyond its end. */
const TURN_ROOM: usize = 320;
const LITERALS_A_TURN: i32 = 3;

/** As long are most matches; the others are copied as if they had the greatest length. */
const FIRST_COPY: usize = 64;

const LITERAL_MASK: u64 = ((1 << LITERAL_BITS) - 1) << SPARE_BITS;
const DISTANCE_MASK: u64 = ((1 << DISTANCE_BITS) - 1) << SPARE_BITS;
const LENGTH_MASK: u64 = ((1 << LENGTH_BITS) - 1) << SPARE_BITS;
/** A 1 behind the spare bits: shifted by an entry and less 1, a mask of its bits. */
const FIRST_BIT: u64 = 1 << SPARE_BITS;

/** The order in which the lengths of the codes for lengths are given (RFC 1951, 3.2.7). */
const LENGTH_ORDER: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
const LENGTHS: usize = memory.data(320);
/** For distances below 16: which of the bytes there each of 16 bytes repeats, and the most of 16 that is whole periods. */
const PERIODS: usize = memory.data(16 * 16, 16);
const STEPS: usize = memory.data(16);

/** Bits from the input, the next one lowest but for `SPARE_BITS` below it, which mean nothing. */
let buffer: u64 = 0;
/** How many bits are held, the spare ones among them. Above them stand bits of the input too: refilling gives the same. */
let held: u32 = SPARE_BITS;
let input: usize = 0;
let output: usize = 0;
let state: i32 = NOTHING;
let isLast: bool = false;
let storedLeft: usize = 0;
/** The tables are those of fixed codes. */
let isFixed: bool = false;

export function setUp(): void {
  setMeanings();
  for (let distance: usize = 1; distance < 16; distance++) {
    for (let i: usize = 0; i < 16; i++) store<u8>(PERIODS + distance * 16 + i, <u8>(i % distance));
    store<u8>(STEPS + distance, <u8>(16 - (16 % distance)));
  }
}

/** At the beginning of a stream. */
export function start(): void {
  buffer = 0;
  held = SPARE_BITS;
  state = HEADER;
}

/** After `decode`: the first byte that was not read; when `DONE`, the one behind the stream. */
export function getInput(): usize {
  return input;
}

export function getOutput(): usize {
  return output;
}

// @ts-ignore: decorator
@inline
function refill(): void {
  buffer |= load<u64>(input) << held;
  input += ((held ^ 63) >> 3) & 7;
  held |= 56;
}

// @ts-ignore: decorator
@inline
function take(bits: u32): u32 {
  const value = <u32>(buffer >> SPARE_BITS) & ((1 << bits) - 1);
  buffer >>= bits;
  held -= bits;
  return value;
}

/** The first byte no bit of which was taken. */
// @ts-ignore: decorator
@inline
function taken(): usize {
  return input - ((held - SPARE_BITS) >> 3);
}

/** Leaves the rest of a byte, and holds nothing. */
function align(): void {
  input = taken();
  buffer = 0;
  held = SPARE_BITS;
}

/**
 * Decodes from `[from, end)` to `[to, limit)`. If the input ends there for good (`ended`), 1024 zero bytes follow it. A
 * match reaches back to `history` at most: what lies between there and `to` is the stream's output so far, or the last
 * 32 KB of it. Room that is left when it returns may have been written to.
 */
export function decode(from: usize, end: usize, ended: bool, to: usize, limit: usize, history: usize): i32 {
  input = from;
  output = to;
  while (true) {
    if (state == NOTHING) return DONE;
    if (state == HEADER) {
      if (!ended && input + HEADER_INPUT > end) return NEEDS_INPUT;
      if (!readHeader() || taken() > end) return ODD;
    }
    if (state == STORED) {
      const count = min(storedLeft, min(end - input, limit - output));
      memory.copy(output, input, count);
      input += count;
      output += count;
      storedLeft -= count;
      if (storedLeft > 0) return output == limit ? NEEDS_ROOM : ended ? ODD : NEEDS_INPUT;
    } else {
      // Eight bytes may be held beyond the last one that is taken.
      const outcome = decodeSymbols(ended ? end + 8 : end - TURN_INPUT, limit - TURN_ROOM, history);
      if (outcome == NEEDS_INPUT && ended) return ODD;
      if (outcome != DONE) return outcome;
      if (taken() > end) return ODD;
    }
    state = HEADER;
    if (isLast) {
      align();
      state = NOTHING;
    }
  }
}

/** The header of a block (RFC 1951, 3.2.3 to 3.2.7); builds the tables. False if it is not as it should be. */
function readHeader(): bool {
  refill();
  isLast = take(1) != 0;
  const type = take(2);
  if (type == 0) {
    align();
    storedLeft = load<u16>(input);
    const complement = load<u16>(input, 2);
    input += 4;
    state = STORED;
    return (storedLeft ^ complement) == 0xffff;
  }
  state = SYMBOLS;
  if (type == 1) return setFixedCodes();
  if (type == 3) return false;

  isFixed = false;
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const given = take(4) + 4;
  if (literals > 286 || distances > 30) return false;
  memory.fill(LENGTHS, 0, LENGTH_SYMBOLS);
  for (let i: u32 = 0; i < given; i++) {
    refill();
    store<u8>(LENGTHS + load<u8>(LENGTH_ORDER + i), <u8>take(3));
  }
  if (!build(LENGTH_MEANINGS, LENGTHS, LENGTH_SYMBOLS, LENGTH_TABLE, LENGTH_BITS, false)) return false;
  return readLengths(literals + distances) && load<u8>(LENGTHS + 256) != 0 && buildBoth(literals, distances);
}

/** The lengths of the codes, in runs (RFC 1951, 3.2.7). */
function readLengths(count: u32): bool {
  for (let i: u32 = 0; i < count; ) {
    refill();
    const entry = load<u32>(<usize>(buffer & LENGTH_MASK), LENGTH_TABLE);
    take(entry & 0x3f);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(LENGTHS + i++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    const length: u8 = symbol == 16 ? load<u8>(LENGTHS + i - 1) : 0;
    const run = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (i + run > count) return false;
    for (const end = i + run; i < end; i++) store<u8>(LENGTHS + i, length);
  }
  return true;
}

/** RFC 1951, 3.2.6. */
function setFixedCodes(): bool {
  if (isFixed) return true;
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  memory.fill(LENGTHS + LITERAL_SYMBOLS, 5, DISTANCE_SYMBOLS);
  isFixed = true;
  return buildBoth(LITERAL_SYMBOLS, DISTANCE_SYMBOLS);
}

function buildBoth(literals: u32, distances: u32): bool {
  if (!build(LITERAL_MEANINGS, LENGTHS, literals, LITERAL_TABLE, LITERAL_BITS, true)) return false;
  joinLiterals();
  return build(DISTANCE_MEANINGS, LENGTHS + literals, distances, DISTANCE_TABLE, DISTANCE_BITS, true);
}

// @ts-ignore: decorator
@inline
function literalEntry(bits: u64): u32 {
  return load<u32>(<usize>(bits & LITERAL_MASK), LITERAL_TABLE);
}

/** The entry of the second table that `pointer` leads to; `bits` begin behind those of the pointer. */
// @ts-ignore: decorator
@inline
function secondEntry(table: usize, pointer: u32, bits: u64): u32 {
  const index = (pointer >> 16) + (<u32>(bits >> SPARE_BITS) & ((1 << (pointer >> 8)) - 1));
  return load<u32>(table + (<usize>index << 2));
}

/** A length or a distance: its base and its extra bits. `bits` begin with its code. */
// @ts-ignore: decorator
@inline
function valueOf(entry: u32, bits: u64): usize {
  return <usize>((entry >> 16) + <u32>((bits & ((FIRST_BIT << entry) - 1)) >> (entry >> 8)));
}

// @ts-ignore: decorator
@inline
function copy64(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}

/**
 * Literals and matches up to the end of the block (`DONE`), or until a margin is touched. Between two refills no more
 * than 54 bits are taken: three literals or pairs of them, 11 bits each, and the code and extra bits of a length, 20; or
 * those of a length and of a distance, 28.
 */
function decodeSymbols(lastInput: usize, lastOutput: usize, history: usize): i32 {
  // In locals, for WebAssembly globals are memory.
  let b = buffer;
  let h = held;
  let i = input;
  let o = output;
  if (i > lastInput) return NEEDS_INPUT;
  if (o > lastOutput) return NEEDS_ROOM;
  b |= load<u64>(i) << h;
  i += ((h ^ 63) >> 3) & 7;
  h |= 56;
  let entry = literalEntry(b);
  let outcome = -1;
  do {
    /** Before the entry was taken: its extra bits are still in there. */
    let bits = b;
    b >>= entry;
    h -= entry;
    if ((entry & LITERAL) != 0) {
      let left = LITERALS_A_TURN;
      do {
        store<u16>(o, <u16>(entry >> 16));
        o += (entry >> 8) & 3;
        entry = literalEntry(b);
        bits = b;
        b >>= entry;
        h -= entry;
      } while ((entry & LITERAL) != 0 && --left != 0);
      b |= load<u64>(i) << h;
      i += ((h ^ 63) >> 3) & 7;
      h |= 56;
      if ((entry & LITERAL) != 0) {
        store<u16>(o, <u16>(entry >> 16));
        o += (entry >> 8) & 3;
        entry = literalEntry(b);
        continue;
      }
    }
    if ((entry & SPECIAL) != 0) {
      if ((entry & END) != 0) {
        outcome = DONE;
        break;
      }
      if ((entry & POINTER) == 0) {
        outcome = ODD;
        break;
      }
      entry = secondEntry(LITERAL_TABLE, entry, b);
      bits = b;
      b >>= entry;
      h -= entry;
      if ((entry & LITERAL) != 0) {
        store<u8>(o, <u8>(entry >> 16));
        o++;
        b |= load<u64>(i) << h;
        i += ((h ^ 63) >> 3) & 7;
        h |= 56;
        entry = literalEntry(b);
        continue;
      }
      if ((entry & SPECIAL) != 0) {
        outcome = (entry & END) != 0 ? DONE : ODD;
        break;
      }
    }
    const length = valueOf(entry, bits);

    entry = load<u32>(<usize>(b & DISTANCE_MASK), DISTANCE_TABLE);
    if ((entry & SPECIAL) != 0) {
      if ((entry & POINTER) == 0) {
        outcome = ODD;
        break;
      }
      b >>= entry;
      h -= entry;
      entry = secondEntry(DISTANCE_TABLE, entry, b);
      if ((entry & SPECIAL) != 0) {
        outcome = ODD;
        break;
      }
    }
    const distance = valueOf(entry, b);
    b >>= entry;
    h -= entry;
    const from = o - distance;
    if (<isize>from < <isize>history) {
      outcome = ODD;
      break;
    }

    b |= load<u64>(i) << h;
    i += ((h ^ 63) >> 3) & 7;
    h |= 56;
    // Looked up before the copying, which then hides the wait.
    entry = literalEntry(b);
    const end = o + length;
    if (distance >= 16) {
      // Two lengths only, for a loop would be mispredicted; what is copied beyond the end is written over next.
      copy64(o, from);
      if (length > FIRST_COPY) {
        copy64(o + 64, from + 64);
        copy64(o + 128, from + 128);
        copy64(o + 192, from + 192);
        v128.store(o, v128.load(from, 256), 256);
      }
    } else {
      const period = i8x16.swizzle(v128.load(from), v128.load(<usize>distance << 4, PERIODS));
      const step: usize = load<u8>(distance, STEPS);
      for (let p = o; p < end; p += step) v128.store(p, period);
    }
    o = end;
  } while (<i32>(i <= lastInput) & <i32>(o <= lastOutput));
  buffer = b;
  held = h & 63;
  input = i;
  output = o;
  if (outcome >= 0) return outcome;
  return o > lastOutput ? NEEDS_ROOM : NEEDS_INPUT;
}
