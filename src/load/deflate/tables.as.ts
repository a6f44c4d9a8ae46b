/**
 * Huffman codes as look-up tables (RFC 1951, section 3.2): from the lengths of a block's codes to what the next bits of
 * the input say. `decoder.as.ts` looks up; this builds.
 *
 * A table is indexed by the next `bits` bits of input. Codes that are longer lead on to a second table, placed behind
 * it. An entry is 32 bits:
 *
 *   0-5    how many bits of input it stands for, those behind the code (RFC 1951, 3.2.5: "extra bits") included. Shifts
 *          count modulo 64, so the entry itself serves as the number of bits to shift by.
 *   6, 7   `SPECIAL`, `LITERAL`; neither for a match
 *   8-13   literals: how many they are; a match: where its extra bits begin, from `SPARE_BITS` on;
 *          a pointer: how many bits index the second table
 *   14, 15 of a special entry: `POINTER` to a second table, `END` of the block; neither if no code begins like that
 *   16-31  one or two literals; the least length or distance; where the second table begins
 */

export const SPECIAL: u32 = 0x40;
export const LITERAL: u32 = 0x80;
export const POINTER: u32 = 0x4000;
export const END: u32 = 0x8000;
const ONE_LITERAL: u32 = 0x100;
/** The bits of an entry by which a second literal is added to a first: its count and its length. */
const ADDED: u32 = ONE_LITERAL | 0x1f;

/** The bit buffer is kept two bits to the left, so that what is masked out of it is the offset of a 4-byte entry. */
export const SPARE_BITS: u32 = 2;

/**
 * Bits that index the tables: large enough that few codes need the second one, small enough to be built in a fraction
 * of the time that a block of CloudTrail takes, and to stay in the first-level cache.
 */
export const LITERAL_BITS: u32 = 11;
export const DISTANCE_BITS: u32 = 9;
export const LENGTH_BITS: u32 = 7;
const MAX_LENGTH: u32 = 15;

export const LITERAL_SYMBOLS: u32 = 288;
export const DISTANCE_SYMBOLS: u32 = 32;
export const LENGTH_SYMBOLS: u32 = 19;

/**
 * Room for the tables, in entries. A second table of 2^s entries is only made for at least s + 1 codes, as one code of
 * it has s bits and the codes are complete; and s is at most 15 less the bits of the first. So 288 codes make no more
 * than 288 / 5 tables of 2^4 behind 2^11, and 32 codes no more than 32 / 7 tables of 2^6 behind 2^9.
 */
const LITERAL_ENTRIES: i32 = 2048 + 922;
const DISTANCE_ENTRIES: i32 = 512 + 293;

/** Where the tables stand: as constants, for then V8 puts them into the instruction that looks up. */
export const LITERAL_TABLE: usize = memory.data(LITERAL_ENTRIES * 4, 16);
export const DISTANCE_TABLE: usize = memory.data(DISTANCE_ENTRIES * 4, 16);
export const LENGTH_TABLE: usize = memory.data(128 * 4, 16);

/** Of each symbol its entry, but for the length of its code. */
export const LITERAL_MEANINGS: usize = memory.data(288 * 4, 16);
export const DISTANCE_MEANINGS: usize = memory.data(32 * 4, 16);
export const LENGTH_MEANINGS: usize = memory.data(19 * 4, 16);

/** How many codes have each length, where the next symbol of each length goes, and the symbols by length. */
const COUNTS: usize = memory.data(16 * 2, 16);
const PLACES: usize = memory.data(16 * 2, 16);
const SORTED: usize = memory.data(288 * 2, 16);
/** The front of the literal table before literals are joined: with the shortest code of one bit, half of it. */
const SINGLES: usize = memory.data(1024 * 4, 16);

/** Once: what the symbols mean (RFC 1951, 3.2.5). */
export function setMeanings(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    store<u32>(LITERAL_MEANINGS + byte * 4, LITERAL | ONE_LITERAL | (byte << 16));
  }
  store<u32>(LITERAL_MEANINGS + 256 * 4, SPECIAL | END);
  let base: u32 = 3;
  for (let i: u32 = 0; i < 28; i++) {
    const extra = i < 8 ? 0 : (i - 4) >> 2;
    store<u32>(LITERAL_MEANINGS + (257 + i) * 4, match(base, extra));
    base += 1 << extra;
  }
  store<u32>(LITERAL_MEANINGS + 285 * 4, match(258, 0));
  base = 1;
  for (let i: u32 = 0; i < 30; i++) {
    const extra = i < 4 ? 0 : (i - 2) >> 1;
    store<u32>(DISTANCE_MEANINGS + i * 4, match(base, extra));
    base += 1 << extra;
  }
  // They have codes in a fixed block, and no meaning.
  for (let i: u32 = 286; i < LITERAL_SYMBOLS; i++) store<u32>(LITERAL_MEANINGS + i * 4, SPECIAL);
  for (let i: u32 = 30; i < DISTANCE_SYMBOLS; i++) store<u32>(DISTANCE_MEANINGS + i * 4, SPECIAL);
  for (let i: u32 = 0; i < LENGTH_SYMBOLS; i++) store<u32>(LENGTH_MEANINGS + i * 4, i << 16);
}

function match(base: u32, extra: u32): u32 {
  return (base << 16) | (SPARE_BITS << 8) | extra;
}

// @ts-ignore: decorator
@inline
function entryOf(meaning: u32, length: u32): u32 {
  return meaning + ((meaning & (LITERAL | SPECIAL)) != 0 ? length : (length << 8) + length);
}

/** The code behind `code` among those of `length` bits, both from their last bit to their first; `code` has a 0. */
// @ts-ignore: decorator
@inline
function nextCode(code: u32, length: u32): u32 {
  const bit = (<u32>0x80000000) >> clz(code ^ ((1 << length) - 1));
  return (code & (bit - 1)) | bit;
}

/** Doubles the first `size` entries of a table. */
// @ts-ignore: decorator
@inline
function double(table: usize, size: u32): void {
  const bytes = <usize>size << 2;
  if (size < 4) {
    for (let i: usize = 0; i < bytes; i += 4) store<u32>(table + bytes + i, load<u32>(table + i));
  } else {
    for (let i: usize = 0; i < bytes; i += 16) v128.store(table + bytes + i, v128.load(table + i));
  }
}

/**
 * Builds a table from `lengths`, a byte for each of `symbols`. False if they make no complete set of codes. As in zlib, a
 * code that stands alone may have one bit and leave the other half unused, unless it is of the code for lengths.
 */
export function build(
  meanings: usize,
  lengths: usize,
  symbols: u32,
  table: usize,
  bits: u32,
  mayBeAlone: bool,
): bool {
  for (let i: usize = 0; i < 32; i += 16) v128.store(COUNTS + i, i64x2.splat(0));
  for (let i: u32 = 0; i < symbols; i++) {
    const count = COUNTS + (<usize>load<u8>(lengths + i) << 1);
    store<u16>(count, load<u16>(count) + 1);
  }
  let unused: i32 = 1;
  let longest: u32 = 0;
  let place: u32 = 0;
  for (let length: u32 = 1; length <= MAX_LENGTH; length++) {
    const count: u32 = load<u16>(COUNTS + length * 2);
    store<u16>(PLACES + length * 2, <u16>place);
    place += count;
    unused = (unused << 1) - count;
    if (unused < 0) return false;
    if (count > 0) longest = length;
  }
  for (let i: u32 = 0; i < symbols; i++) {
    const length: usize = load<u8>(lengths + i);
    if (length == 0) continue;
    const at = PLACES + length * 2;
    store<u16>(SORTED + (<usize>load<u16>(at) << 1), <u16>i);
    store<u16>(at, load<u16>(at) + 1);
  }
  if (unused > 0) {
    if (!mayBeAlone || longest > 1) return false;
    const alone = longest == 1 ? entryOf(load<u32>(meanings + (<usize>load<u16>(SORTED) << 2)), 1) : SPECIAL;
    for (let i: u32 = 0; i < <u32>1 << bits; i += 2) {
      store<u32>(table + i * 4, alone);
      store<u32>(table + i * 4, SPECIAL, 4);
    }
    return true;
  }
  fill(meanings, table, bits);
  return true;
}

/**
 * The entries of a complete set of codes, from the shortest to the longest. The first table is made for the length at
 * hand and doubled for the next, so that each entry is written once; `code` runs through all its indexes at last.
 */
function fill(meanings: usize, table: usize, bits: u32): void {
  const size: u32 = 1 << bits;
  let symbol = SORTED;
  let code: u32 = 0;
  let length: u32 = 1;
  let left: u32 = load<u16>(COUNTS + 2);
  while (left == 0) left = load<u16>(COUNTS + ++length * 2);

  let filled: u32 = 1 << length;
  while (length <= bits) {
    for (; left > 0; left--) {
      store<u32>(table + (<usize>code << 2), entryOf(load<u32>(meanings + (<usize>load<u16>(symbol) << 2)), length));
      symbol += 2;
      if (code == filled - 1) {
        for (; filled < size; filled <<= 1) double(table, filled);
        return;
      }
      code = nextCode(code, length);
    }
    do {
      if (++length <= bits) {
        double(table, filled);
        filled <<= 1;
      }
      left = load<u16>(COUNTS + length * 2);
    } while (left == 0);
  }

  let free = size;
  let prefix: u32 = size;
  let second: usize = 0;
  let secondBits: u32 = 0;
  while (true) {
    if ((code & (size - 1)) != prefix) {
      prefix = code & (size - 1);
      secondBits = length - bits;
      // The codes come in order, so the next ones fill the second table: how long is the longest of them?
      for (let used = left; used < <u32>1 << secondBits; ) {
        secondBits++;
        used = (used << 1) + load<u16>(COUNTS + (bits + secondBits) * 2);
      }
      second = table + (<usize>free << 2);
      store<u32>(table + (<usize>prefix << 2), (free << 16) | POINTER | (secondBits << 8) | SPECIAL | bits);
      free += 1 << secondBits;
    }
    const entry = entryOf(load<u32>(meanings + (<usize>load<u16>(symbol) << 2)), length - bits);
    symbol += 2;
    for (let i = code >> bits; i < <u32>1 << secondBits; i += 1 << (length - bits)) {
      store<u32>(second + (<usize>i << 2), entry);
    }
    if (code == (<u32>1 << length) - 1) return;
    code = nextCode(code, length);
    left--;
    while (left == 0) left = load<u16>(COUNTS + ++length * 2);
  }
}

/**
 * Joins what can be looked up at once: where a literal's code leaves room in the index for that of another, its entry
 * becomes one for both. For the table that was built last, of literals. Seven of eight symbols in a trail file are
 * literals, and a look-up must wait for the one before it.
 */
export function joinLiterals(): void {
  let longest: u32 = LITERAL_BITS - 2;
  let hasSingles = false;
  let code: u32 = 0;
  for (let length: u32 = 1; length <= longest; length++) {
    for (let left: u32 = load<u16>(COUNTS + length * 2); left > 0; left--) {
      const first = LITERAL_TABLE + (<usize>code << 2);
      const entry = load<u32>(first);
      if ((entry & LITERAL) != 0) {
        if (!hasSingles) {
          // The shortest literal: a longer one must leave room for it at least.
          hasSingles = true;
          if (LITERAL_BITS - length < longest) longest = LITERAL_BITS - length;
          if (length > longest) return;
          const size = <usize>4 << (LITERAL_BITS - length);
          for (let i: usize = 0; i < size; i += 16) v128.store(SINGLES + i, v128.load(LITERAL_TABLE + i));
        }
        join(entry, first, length);
      }
      if (code == (<u32>1 << length) - 1) return;
      code = nextCode(code, length);
    }
  }
}

/** Joins one literal to each that may follow, four at a time; what follows otherwise leaves its entry as it is. */
// @ts-ignore: decorator
@inline
function join(entry: u32, first: usize, length: u32): void {
  const literal = i32x4.splat(LITERAL);
  const room = i32x4.splat(LITERAL_BITS - length);
  const stride = <usize>4 << length;
  const end = <usize>4 << (LITERAL_BITS - length);
  let at = first;
  for (let i: usize = 0; i < end; i += 16) {
    const next = v128.load(SINGLES + i);
    const fits = v128.and(
      i32x4.eq(v128.and(next, literal), literal),
      i32x4.le_s(v128.and(next, i32x4.splat(0x1f)), room),
    );
    const added = v128.or(
      v128.and(next, i32x4.splat(ADDED)),
      v128.and(i32x4.shl(next, 8), i32x4.splat(0xff000000)),
    );
    const joined = i32x4.add(i32x4.splat(entry), v128.and(added, fits));
    store<u32>(at, i32x4.extract_lane(joined, 0));
    at += stride;
    store<u32>(at, i32x4.extract_lane(joined, 1));
    at += stride;
    store<u32>(at, i32x4.extract_lane(joined, 2));
    at += stride;
    store<u32>(at, i32x4.extract_lane(joined, 3));
    at += stride;
  }
}
