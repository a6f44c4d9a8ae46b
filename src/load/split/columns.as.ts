/**
 * The column reader: the second half of the scan kernel, for questions that count. From the colons that `kernel.as.ts`
 * noted it finds the fields of a record's top level, gives each distinct value a number (its bytes are kept once), and
 * each distinct combination of values a group. One row of numbers a record is all that comes out; no object is built.
 *
 * It decides nothing: a record spelled in a way that is legal but odd (an escape or a dot in a key, a key twice) is
 * handed back, and the caller reads it the plain way and sets its columns one by one.
 */
import { getColonsEnd, setColonsEnd } from './kernel.as';

/** Slots are the fields that a question needs; columns the values that it groups by. */
const MAX_SLOTS: usize = 320;
const MAX_COLUMNS: usize = 64;
const MAX_NAMES: usize = 128;

/** The fixed slots: what every row tells. */
const EVENT_TIME: usize = 0;
const EVENT_ID: usize = 1;
const ERROR_CODE: usize = 2;

/** Bits of a row's flags. */
const HAS_ID: u32 = 1;
const HAS_ERROR: u32 = 2;

/** Bytes of a row before the numbers of its groups. */
const ROW_SIZE: usize = 24;
/** Bytes of a group's measures: events, those with errors, the earliest and the latest second. */
const MEASURES: usize = 24;
/** In the list of a grouping's members: above the numbers of columns, a length of time in seconds. */
const TIME_MEMBER: u32 = 0x40000000;
const NO_TIME: u32 = 0x80000000;

const nameTable: usize = memory.data(256 * 4);
/** Of each name: its last 8 bytes with the closing quote, its address, its length with both quotes, its slot, the next. */
const NAME_SIZE: usize = 24;
const nameList: usize = memory.data(<i32>(MAX_NAMES * NAME_SIZE));
/** Start and end of each slot's value in the record at hand; a start of 0 for none. */
const slots: usize = memory.data(<i32>(MAX_SLOTS * 8));
/** For each slot 1 if keys are looked for inside of its value, 2 if they are when that is asked for. */
const innerModes: usize = memory.data(<i32>MAX_SLOTS);
const ALWAYS: u32 = 1;
const ON_DEMAND: u32 = 2;
/** For each slot, and for lengths modulo 8, the first of these keys; 0 for none. */
const LENGTHS: usize = 8;
const innerLists: usize = memory.data(<i32>(MAX_SLOTS * LENGTHS * 4));
/** Of each such key: its address and its length with quotes, its slot, the next of the same list. */
const INNER_SIZE: usize = 16;
const innerKeys: usize = memory.data(<i32>(MAX_SLOTS * INNER_SIZE));
/** The slot that a column takes its value from, or -1 if the caller sets it; and its value's number. */
const columnSlots: usize = memory.data(<i32>(MAX_COLUMNS * 4));
const columnIds: usize = memory.data(<i32>(MAX_COLUMNS * 4));
/** For each column 1 if it is given its value when that is asked for; until then its number is this one. */
const columnModes: usize = memory.data(<i32>MAX_COLUMNS);
const NOT_YET: u32 = 0xffffffff;
/** The number of the value that it had last, if it had any. */
const lastIds: usize = memory.data(<i32>(MAX_COLUMNS * 4));

/** Columns whose value is the numbers of others: for each its column, how many, and which. */
let tuples: usize = 0;
let tupleCount: usize = 0;
/** For each value 1 if records with this tuple need no look. */
let dull: usize = 0;
/** The numbers of a tuple, side by side. */
const tupleNumbers: usize = memory.data(<i32>(MAX_COLUMNS * 4));

let nameCount: usize = 0;
let innerCount: usize = 0;
let slotCount: usize = 0;
/** Slots of the top level come first; those inside of values are found as these are walked. */
let topSlots: usize = 0;
let columnCount: usize = 0;
/** Those that are given their values when these are asked for. */
let demandCount: usize = 0;
/** Bytes of the record at hand. */
let recordSize: usize = 0;
let colonsAt: usize = 0;
let nextColon: usize = 0;

/** Tables of numbers start small, to stay in a core's cache, and grow when they are half full. */
const SMALLEST_TABLE: u32 = 1024;

let valueTable: usize = 0;
let valueMask: u32 = SMALLEST_TABLE - 1;
let valueList: usize = 0;
let valueCount: usize = 0;
let maxValues: usize = 0;
let arena: usize = 0;
let arenaEnd: usize = 0;
let arenaUsed: usize = 0;

let groupTable: usize = 0;
let groupMask: u32 = SMALLEST_TABLE - 1;
let groupList: usize = 0;
let groupCount: usize = 0;
let maxGroups: usize = 0;
/** The numbers of the groups that were counted in, in the order in which they were met. */
let metList: usize = 0;
let metCount: usize = 0;
/** The groupings: for each the count of its members, then the members. */
let groupings: usize = 0;
let groupingCount: u32 = 0;
/** Numbers of a group: its hash, its grouping, its members. */
let groupSize: usize = 0;
/** Bytes of its grouping and its members. */
let toldSize: usize = 0;
/** Where in a group's entry its measures stand. */
let measuresAt: usize = 0;

let rowsAt: usize = 0;
let rowsEnd: usize = 0;
let rowsOut: usize = 0;

let seconds: f64 = NaN;
let idHash: u64 = 0;
let rowFlags: u32 = 0;

export function useColons(at: usize): void {
  colonsAt = at;
  nextColon = at;
  setColonsEnd(at);
}

/** Of a value: its hash, its address, its length, its column. */
const VALUE_SIZE: usize = 16;

/** The table has room for twice as many numbers as there may be values: a power of two. */
export function useValues(table: usize, list: usize, max: usize, bytes: usize, bytesEnd: usize): void {
  valueTable = table;
  valueList = list;
  maxValues = max;
  arena = bytes;
  arenaEnd = bytesEnd;
  arenaUsed = bytes;
}

/** The table has room for twice as many numbers as there may be groups, a power of two; `met` for as many. */
export function useGroups(
  table: usize,
  list: usize,
  max: usize,
  met: usize,
  spec: usize,
  count: u32,
  width: usize,
): void {
  groupTable = table;
  groupList = list;
  maxGroups = max;
  groupings = spec;
  groupingCount = count;
  metList = met;
  // At a multiple of 8.
  measuresAt = (width + 3) / 2 * 8;
  groupSize = measuresAt + MEASURES;
  toldSize = (width + 1) * 4;
}

export function useRows(at: usize, end: usize): void {
  rowsAt = at;
  rowsEnd = end;
  rowsOut = at;
}

/** Makes a key known; `at` points to it with its quotes, 9 bytes or more in all. `slot` -1: not asked for. */
export function addName(at: usize, length: u32, slot: i32): void {
  const entry = nameList + nameCount * NAME_SIZE;
  const tail = load<u64>(at + length - 8);
  const bucket = nameTable + bucketOf(tail) * 4;
  store<u64>(entry, tail);
  store<u32>(entry, <u32>at, 8);
  store<u32>(entry, length, 12);
  store<i32>(entry, slot, 16);
  store<u32>(entry, load<u32>(bucket), 20);
  store<u32>(bucket, <u32>entry);
  nameCount++;
}

// @ts-ignore: decorator
@inline
function innerList(outer: usize, length: usize): usize {
  return innerLists + (outer * LENGTHS + (length & (LENGTHS - 1))) * 4;
}

/** Makes a key known that is looked for in the value of the slot `outer`: always, or when `findInside` asks for it. */
export function addInner(outer: usize, at: usize, length: u32, slot: u32, onDemand: bool): void {
  const entry = innerKeys + innerCount * INNER_SIZE;
  const list = innerList(outer, length);
  store<u8>(innerModes + outer, onDemand ? ON_DEMAND : ALWAYS);
  store<u32>(entry, <u32>at);
  store<u32>(entry, length, 4);
  store<u32>(entry, slot, 8);
  store<u32>(entry, load<u32>(list), 12);
  store<u32>(list, <u32>entry);
  innerCount++;
}

/** `all`: without those of keys that are looked for on demand, which come behind. */
export function setSlotCounts(all: usize, top: usize): void {
  slotCount = all;
  topSlots = top;
}

/** @returns the column's number. */
export function addColumn(slot: i32, onDemand: bool): usize {
  store<u8>(columnModes + columnCount, onDemand ? ON_DEMAND : ALWAYS);
  if (onDemand) demandCount++;
  store<i32>(columnSlots + columnCount * 4, slot);
  return columnCount++;
}

export function useTuples(at: usize, count: usize, dullValues: usize): void {
  tuples = at;
  tupleCount = count;
  dull = dullValues;
}

export function getSlots(): usize {
  return slots;
}

export function getColumnIds(): usize {
  return columnIds;
}

export function getArenaUsed(): usize {
  return arenaUsed;
}

export function getValueCount(): usize {
  return valueCount;
}

export function getGroupCount(): usize {
  return groupCount;
}

export function getMetCount(): usize {
  return metCount;
}

export function getRowsEnd(): usize {
  return rowsOut;
}

// @ts-ignore: decorator
@inline
function bucketOf(tail: u64): usize {
  return <usize>((tail * 0x9e3779b97f4a7c15) >> 56);
}

// @ts-ignore: decorator
@inline
function isBlank(c: u32): bool {
  return c == 0x20 || c == 0x0a || c == 0x0d || c == 0x09;
}

/** Where the text that ends before `end` ends without white space. */
// @ts-ignore: decorator
@inline
function trimmed(end: usize): usize {
  while (isBlank(load<u8>(end - 1))) end--;
  return end;
}

/** Drops colons below `keep`, and moves the others as the bytes are moved. */
export function moveColons(keep: usize, moved: usize): void {
  const end = getColonsEnd();
  let to = colonsAt;
  for (let from = nextColon; from < end; from += 4) {
    const at = load<u32>(from);
    if (at < <u32>keep) continue;
    store<u32>(to, at - <u32>moved);
    to += 4;
  }
  nextColon = colonsAt;
  setColonsEnd(to);
}

/** Finds the fields of the record in `[start, end)` and what its row tells; false if it has to be read the plain way. */
export function fields(start: usize, end: usize): bool {
  return findFields(start, end) && readMeasured() && readId();
}

function findFields(start: usize, end: usize): bool {
  recordSize = end - start;
  memory.fill(slots, 0, slotCount * 8);
  const listEnd = getColonsEnd();
  let next = nextColon;
  while (next < listEnd && load<u32>(next) < <u32>start) next += 4;
  /** The slot whose value ends before the next key. */
  let open: usize = 0;
  let clear = true;
  for (; next < listEnd; next += 4) {
    const colon = <usize>load<u32>(next);
    if (colon >= end) break;
    const keyEnd = trimmed(colon);
    const name = nameOf(keyEnd);
    let keyStart: usize;
    let slot: i32 = -1;
    if (name != 0) {
      keyStart = keyEnd - load<u32>(name, 12);
      slot = load<i32>(name, 16);
      // The quote that the name begins with may itself be part of a longer one.
      if (load<u8>(keyStart - 1) == 0x5c) clear = false;
    } else {
      // An escape may spell any name, a dot any path.
      keyStart = keyEnd - 2;
      for (;;) {
        const c = load<u8>(keyStart);
        if (c == 0x22) break;
        if (c == 0x5c || c == 0x2e) clear = false;
        keyStart--;
      }
      if (load<u8>(keyStart - 1) == 0x5c) clear = false;
    }
    if (!clear) break;
    if (open != 0) {
      store<u32>(open, <u32>trimmed(trimmed(keyStart) - 1), 4);
      open = 0;
    }
    if (slot < 0) continue;
    open = slots + <usize>slot * 8;
    if (load<u32>(open) != 0) {
      clear = false;
      break;
    }
    let valueStart = colon + 1;
    while (isBlank(load<u8>(valueStart))) valueStart++;
    store<u32>(open, <u32>valueStart);
  }
  if (clear && open != 0) store<u32>(open, <u32>trimmed(end - 1), 4);
  while (next < listEnd && load<u32>(next) < <u32>end) next += 4;
  nextColon = next;
  return clear && (innerCount == 0 || findInner());
}

/** Looks into the values of slots for those that are asked for inside; false if one is spelled oddly. */
function findInner(): bool {
  for (let slot: usize = 0; slot < topSlots; slot++) {
    if (load<u8>(innerModes + slot) != ALWAYS) continue;
    const at = slotStart(slot);
    if (at == 0) continue;
    const first = load<u8>(at);
    if (first == 0x5b || (first == 0x7b && walk(at, slot) == 0)) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function skipBlanks(at: usize): usize {
  while (isBlank(load<u8>(at))) at++;
  return at;
}

/** Whether the string that was passed last holds a backslash. */
let isEscaped: bool = false;

/** From an opening quote to behind the closing one. */
function skipText(at: usize): usize {
  isEscaped = false;
  let p = at + 1;
  while (true) {
    const x = v128.load(p);
    const marks = i8x16.bitmask(
      v128.or(i8x16.eq(x, i8x16.splat(0x22)), i8x16.eq(x, i8x16.splat(0x5c))),
    );
    if (marks == 0) {
      p += 16;
      continue;
    }
    p += <usize>ctz(marks);
    if (load<u8>(p) == 0x22) return p + 1;
    isEscaped = true;
    p += 2;
  }
}

/** From a value's first byte to behind its last. */
function skipValue(at: usize): usize {
  let c: u32 = load<u8>(at);
  if (c == 0x22) return skipText(at);
  if (c != 0x7b && c != 0x5b) {
    while (c != 0x2c && c != 0x7d && c != 0x5d && !isBlank(c)) c = load<u8>(++at);
    return at;
  }
  let depth = 0;
  while (true) {
    c = load<u8>(at);
    if (c == 0x22) {
      at = skipText(at);
      continue;
    }
    at++;
    if (c == 0x7b || c == 0x5b) depth++;
    else if ((c == 0x7d || c == 0x5d) && --depth == 0) return at;
  }
}

/**
 * Looks into the value of a slot of the record whose fields were found last. The slots of what is found there, from `from`
 * up to `to`, are set. False if it is no object, or is spelled oddly.
 */
export function findInside(slot: usize, from: usize, to: usize): bool {
  memory.fill(slots + from * 8, 0, (to - from) * 8);
  const at = slotStart(slot);
  return load<u8>(at) == 0x7b && walk(at, slot) == slotEnd(slot);
}

/** Finds the inner keys of a slot in the object at `at`; returns where it ends, or 0 if it is spelled oddly. */
function walk(at: usize, outer: usize): usize {
  let p = skipBlanks(at + 1);
  if (load<u8>(p) == 0x7d) return p + 1;
  while (true) {
    const key = p;
    if (load<u8>(p) != 0x22) return 0;
    p = skipText(p);
    if (isEscaped) return 0;
    const length = p - key;
    p = skipBlanks(p);
    if (load<u8>(p) != 0x3a) return 0;
    p = skipBlanks(p + 1);
    const value = p;
    let inner = <usize>load<u32>(innerList(outer, length));
    while (
      inner != 0 &&
      !(load<u32>(inner, 4) == <u32>length && same(key, <usize>load<u32>(inner), length))
    ) {
      inner = <usize>load<u32>(inner, 12);
    }
    if (inner == 0) p = skipValue(p);
    else {
      const slot = <usize>load<u32>(inner, 8);
      if (slotStart(slot) != 0) return 0;
      const first = load<u8>(p);
      const hasInner = load<u8>(innerModes + slot) != 0;
      if (hasInner && first == 0x5b) return 0;
      if (hasInner && first == 0x7b) {
        p = walk(p, slot);
        if (p == 0) return 0;
      } else p = skipValue(p);
      store<u32>(slots + slot * 8, <u32>value);
      store<u32>(slots + slot * 8, <u32>p, 4);
    }
    if (p == value) return 0;
    p = skipBlanks(p);
    const next = load<u8>(p);
    if (next == 0x7d) return p + 1;
    if (next != 0x2c) return 0;
    p = skipBlanks(p + 1);
  }
}

/** The known name that ends before `end` with its closing quote; 0 if it is none of them. */
// @ts-ignore: decorator
@inline
function nameOf(end: usize): usize {
  const tail = load<u64>(end - 8);
  let entry = <usize>load<u32>(nameTable + bucketOf(tail) * 4);
  while (entry != 0) {
    if (load<u64>(entry) == tail) {
      const length = <usize>load<u32>(entry, 12);
      if (same(end - length, <usize>load<u32>(entry, 8), length)) return entry;
    }
    entry = <usize>load<u32>(entry, 20);
  }
  return 0;
}

/** Whether the bytes are the same; `length` of 8 or more is compared in words. */
// @ts-ignore: decorator
@inline
function same(a: usize, b: usize, length: usize): bool {
  if (length < 8) {
    for (let i: usize = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
    return true;
  }
  const last = length - 8;
  for (let i: usize = 0; i < last; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  return load<u64>(a + last) == load<u64>(b + last);
}

// @ts-ignore: decorator
@inline
function mix(h: u64, word: u64): u64 {
  const x = (h ^ word) * 0x9e3779b97f4a7c15;
  return x ^ (x >> 32);
}

function hash(at: usize, length: usize): u64 {
  let h: u64 = length * 0xd6e8feb86659fd93;
  if (length < 8) {
    let word: u64 = 0;
    for (let i: usize = 0; i < length; i++) word = (word << 8) | load<u8>(at + i);
    return mix(mix(h, word), 0xa0761d6478bd642f);
  }
  const last = length - 8;
  for (let i: usize = 0; i < last; i += 8) h = mix(h, load<u64>(at + i));
  return mix(mix(h, load<u64>(at + last)), 0xa0761d6478bd642f);
}

/** Of the record at hand: its second (8 bytes), its id (16), its content (8). */
const keysAt: usize = memory.data(32);

/**
 * Tells what the record whose fields were found last is known by, and returns where that stands. The second is NaN if the
 * record tells no time, the id zeros if it is no UUID as CloudTrail writes it, the content 0 if `at` is.
 */
export function takeKeys(at: usize, end: usize): usize {
  store<f64>(keysAt, seconds);
  const id = slotStart(EVENT_ID);
  const isText = id != 0 && load<u8>(id) == 0x22;
  if (!isText || slotEnd(EVENT_ID) - id != 38 || !takeUuid(id + 1)) memory.fill(keysAt + 8, 0, 16);
  store<u64>(keysAt, at == 0 ? 0 : contentHash(at, end), 24);
  return keysAt;
}

/** `0f5c1d2e-0000-4000-8000-000000000001` as four numbers, the first digits in the first; false for anything else. */
function takeUuid(at: usize): bool {
  let flaws: u32 =
    (load<u8>(at, 8) ^ 0x2d) | (load<u8>(at, 13) ^ 0x2d) | (load<u8>(at, 18) ^ 0x2d) | (load<u8>(at, 23) ^ 0x2d);
  const parts = memory.data<u8>([0, 4, 9, 14, 19, 24, 28, 32]);
  for (let i: usize = 0; i < 4; i++) {
    let word: u32 = 0;
    for (let k: usize = 0; k < 8; k++) {
      const c: u32 = load<u8>(at + <usize>load<u8>(parts + 2 * i + (k >> 2)) + (k & 3));
      const digit = c - 0x30;
      const letter = c - 0x61;
      if (digit > 9 && letter > 5) flaws = 1;
      word = (word << 4) | (digit <= 9 ? digit : letter + 10);
    }
    store<u32>(keysAt + i * 4, word, 8);
  }
  return flaws == 0;
}

/** A number that tells one content from another: four sums of products over 64 bytes at a time. */
function contentHash(at: usize, end: usize): u64 {
  let a = i64x2(0x243f6a8885a308d3, 0x13198a2e03707344);
  let b = i64x2(0x452821e638d01377, 0x2b7e151628aed2a6);
  const key = i64x2(0x3f84d5b5b5470917, 0x5851f42d4c957f2d);
  const step = i64x2(0x9216d5d98979fb1b, 0x0d95748f728eb658);
  let salt = key;
  let p = at;
  for (; p + 32 <= end; p += 32) {
    const x = v128.xor(v128.load(p), salt);
    const y = v128.xor(v128.load(p, 16), salt);
    a = i64x2.add(a, i64x2.add(i64x2.extmul_low_i32x4_u(x, i32x4.shuffle(x, x, 1, 3, 1, 3)), x));
    b = i64x2.add(b, i64x2.add(i64x2.extmul_high_i32x4_u(x, y), y));
    a = i64x2.add(a, i64x2.extmul_low_i32x4_u(y, i32x4.shuffle(y, y, 3, 1, 3, 1)));
    salt = i64x2.add(salt, step);
  }
  let h = hash(p, end - p);
  h = mix(h, <u64>i64x2.extract_lane(a, 0));
  h = mix(h, <u64>i64x2.extract_lane(a, 1));
  h = mix(h, <u64>i64x2.extract_lane(b, 0));
  return mix(mix(h, <u64>i64x2.extract_lane(b, 1)), <u64>(end - at));
}

// @ts-ignore: decorator
@inline
function slotStart(slot: usize): usize {
  return <usize>load<u32>(slots + slot * 8);
}

// @ts-ignore: decorator
@inline
function slotEnd(slot: usize): usize {
  return <usize>load<u32>(slots + slot * 8, 4);
}

/** Reads what is measured of groups; false if it is spelled oddly. */
function readMeasured(): bool {
  rowFlags = 0;
  const error = slotStart(ERROR_CODE);
  if (error != 0) {
    const first = load<u8>(error);
    if (first == 0x5b) return false;
    if (first != 0x6e) rowFlags = HAS_ERROR;
  }
  const time = slotStart(EVENT_TIME);
  seconds = time != 0 ? secondsOf(time, slotEnd(EVENT_TIME)) : NaN;
  return time == 0 || seconds == seconds;
}

/** Reads the id; false if it is spelled oddly. */
function readId(): bool {
  const id = slotStart(EVENT_ID);
  const idEnd = id != 0 ? slotEnd(EVENT_ID) : 0;
  for (let p = id; p < idEnd; p++) if (load<u8>(p) == 0x5c) return false;
  setId(id, idEnd);
  return true;
}

/** An empty id, or one that is no text, is none. */
function setId(id: usize, idEnd: usize): void {
  if (id != 0 && load<u8>(id) == 0x22 && idEnd - id > 2) {
    rowFlags |= HAS_ID;
    idHash = hash(id, idEnd - id);
  }
}

// @ts-ignore: decorator
@inline
function digits(at: usize, count: i32): i32 {
  let value: i32 = 0;
  for (let i = 0; i < count; i++) {
    const digit = <i32>load<u8>(at + i) - 0x30;
    if (<u32>digit > 9) return i32.MIN_VALUE;
    value = value * 10 + digit;
  }
  return value;
}

/** Seconds since 1970 of `"2023-07-10T12:08:06Z"`; NaN for any other spelling, which is read the plain way. */
function secondsOf(at: usize, end: usize): f64 {
  if (
    end - at != 22 ||
    load<u8>(at, 5) != 0x2d ||
    load<u8>(at, 8) != 0x2d ||
    load<u8>(at, 11) != 0x54 ||
    load<u8>(at, 14) != 0x3a ||
    load<u8>(at, 17) != 0x3a ||
    load<u8>(at, 20) != 0x5a
  ) {
    return NaN;
  }
  const year = digits(at + 1, 4);
  const month = digits(at + 6, 2);
  const day = digits(at + 9, 2);
  const hour = digits(at + 12, 2);
  const minute = digits(at + 15, 2);
  const second = digits(at + 18, 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 28 || hour < 0 || hour > 23) {
    // The last days of a month are few: whether they exist is left to the caller.
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > lastDay(year, month) || hour < 0 || hour > 23)
      return NaN;
  }
  if (minute < 0 || minute > 59 || second < 0 || second > 59) return NaN;
  // Days since 1970 of the proleptic Gregorian calendar, the year begun in March.
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  const days = era * 146097 + dayOfEra - 719468;
  return <f64>days * 86400.0 + <f64>(hour * 3600 + minute * 60 + second);
}

function lastDay(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** For a record that was read the plain way: what every row tells. `id` is 0, or where the id's JSON text stands. */
export function setRow(id: usize, idEnd: usize, time: f64, hasError: bool): void {
  rowFlags = hasError ? HAS_ERROR : 0;
  setId(id, idEnd);
  seconds = time;
}

/** Gives a column the value in `[at, end)`, or none if `at` is 0. False if there is no room for a new value. */
export function setColumn(column: usize, at: usize, end: usize): bool {
  let id: usize = 0;
  if (at != 0) {
    id = valueOf(<u32>column, at, end - at);
    if (id == 0) return false;
  }
  store<u32>(columnIds + column * 4, <u32>id);
  return true;
}

/**
 * The mask of a table that has room for one more of the entries that are listed: larger, and filled anew, if it was half
 * full. An entry begins with its hash.
 */
function maskFor(table: usize, mask: u32, list: usize, size: usize, count: usize): u32 {
  if (count * 2 <= <usize>mask + 1) return mask;
  const wider = mask * 2 + 1;
  memory.fill(table, 0, (<usize>wider + 1) * 4);
  for (let i: usize = 0; i < count; i++) {
    let place = load<u32>(list + i * size) & wider;
    while (load<u32>(table + <usize>place * 4) != 0) place = (place + 1) & wider;
    store<u32>(table + <usize>place * 4, <u32>i + 1);
  }
  return wider;
}

/** The number of a value of a column, from 1; 0 if there is no room. */
function valueOf(column: u32, at: usize, length: usize): usize {
  // Events come in bursts: most often it is the value that the column had last.
  const before = <usize>load<u32>(lastIds + <usize>column * 4);
  if (before != 0) {
    const entry = valueList + (before - 1) * VALUE_SIZE;
    if (load<u32>(entry, 8) == <u32>length && same(at, <usize>load<u32>(entry, 4), length)) return before;
  }
  const h = <u32>hash(at, length) ^ (column * 0x9e3779b1);
  let place = h & valueMask;
  for (;;) {
    const id = <usize>load<u32>(valueTable + place * 4);
    if (id == 0) break;
    const entry = valueList + (id - 1) * VALUE_SIZE;
    if (
      load<u32>(entry) == h &&
      load<u32>(entry, 8) == <u32>length &&
      load<u32>(entry, 12) == column &&
      same(at, <usize>load<u32>(entry, 4), length)
    ) {
      store<u32>(lastIds + <usize>column * 4, <u32>id);
      return id;
    }
    place = (place + 1) & valueMask;
  }
  if (valueCount == maxValues || arenaUsed + length > arenaEnd) return 0;
  memory.copy(arenaUsed, at, length);
  const entry = valueList + valueCount * VALUE_SIZE;
  store<u32>(entry, h);
  store<u32>(entry, <u32>arenaUsed, 4);
  store<u32>(entry, <u32>length, 8);
  store<u32>(entry, column, 12);
  arenaUsed += length;
  valueCount++;
  store<u32>(valueTable + place * 4, <u32>valueCount);
  valueMask = maskFor(valueTable, valueMask, valueList, VALUE_SIZE, valueCount);
  return valueCount;
}

/** Values lie in each other as deep as paths are long. */
const DEEPEST: usize = 16;

/** Gives the columns that have a slot their values. False if there is no room, for those on demand either. */
export function setSlotColumns(): bool {
  if (demandCount != 0) {
    const hasRoom = arenaUsed + recordSize * DEEPEST <= arenaEnd;
    if (!hasRoom || valueCount + columnCount > maxValues) return false;
  }
  for (let column: usize = 0; column < columnCount; column++) {
    const slot = load<i32>(columnSlots + column * 4);
    if (slot < 0) continue;
    if (load<u8>(columnModes + column) == ON_DEMAND) store<u32>(columnIds + column * 4, NOT_YET);
    else if (!setSlotColumn(column, <usize>slot)) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function setSlotColumn(column: usize, slot: usize): bool {
  const at = slotStart(slot);
  let id: usize = 0;
  if (at != 0) {
    id = valueOf(<u32>column, at, slotEnd(slot) - at);
    if (id == 0) return false;
  }
  store<u32>(columnIds + column * 4, <u32>id);
  return true;
}

/** The number of the value of a column on demand, for which `setSlotColumns` has found room. */
export function demandColumn(column: usize): u32 {
  if (load<u32>(columnIds + column * 4) == NOT_YET)
    setSlotColumn(column, <usize>load<i32>(columnSlots + column * 4));
  return load<u32>(columnIds + column * 4);
}

/** Gives the columns made of others their values. False if there is no room. */
export function setTuples(): bool {
  let at = tuples;
  for (let i: usize = 0; i < tupleCount; i++) {
    const column = <usize>load<u32>(at);
    const count = <usize>load<u32>(at, 4);
    for (let k: usize = 0; k < count; k++) {
      const id = load<u32>(columnIds + <usize>load<u32>(at + k * 4, 8) * 4);
      store<u32>(tupleNumbers + k * 4, id);
    }
    if (!setColumn(column, tupleNumbers, tupleNumbers + count * 4)) return false;
    at += 8 + count * 4;
  }
  return true;
}

/** The number of the group that the record at hand is in, from 1; 0 if there is no room. */
function groupOf(grouping: u32, spec: usize, count: usize): usize {
  let h: u64 = grouping;
  const entry = groupList + groupCount * groupSize;
  for (let i: usize = 0; i < count; i++) {
    const member = load<u32>(spec + i * 4);
    const value =
      member < TIME_MEMBER
        ? load<u32>(columnIds + member * 4)
        : seconds == seconds
          ? <u32>(<i32>Math.floor(seconds / <f64>(member - TIME_MEMBER)))
          : NO_TIME;
    store<u32>(entry + 8 + i * 4, value);
    h = mix(h, value);
  }
  let place = <u32>h & groupMask;
  for (;;) {
    const id = <usize>load<u32>(groupTable + place * 4);
    if (id == 0) break;
    const other = groupList + (id - 1) * groupSize;
    if (load<u32>(other, 4) == grouping) {
      let i: usize = 0;
      while (i < count && load<u32>(other + 8 + i * 4) == load<u32>(entry + 8 + i * 4)) i++;
      if (i == count) return id;
    }
    place = (place + 1) & groupMask;
  }
  if (groupCount == maxGroups) return 0;
  store<u32>(entry, <u32>h);
  store<u32>(entry, grouping, 4);
  clearMeasures(groupCount + 1);
  groupCount++;
  store<u32>(groupTable + place * 4, <u32>groupCount);
  groupMask = maskFor(groupTable, groupMask, groupList, groupSize, groupCount);
  return groupCount;
}

function clearMeasures(group: usize): void {
  const at = groupList + (group - 1) * groupSize + measuresAt;
  store<u64>(at, 0);
  store<f64>(at, Infinity, 8);
  store<f64>(at, -Infinity, 16);
}

/** Counts the record at hand in a group. */
function measure(group: usize): void {
  const at = groupList + (group - 1) * groupSize + measuresAt;
  const events = load<u32>(at);
  if (events == 0) store<u32>(metList + metCount++ * 4, <u32>group);
  store<u32>(at, events + 1);
  if (rowFlags & HAS_ERROR) store<u32>(at, load<u32>(at, 4) + 1, 4);
  if (seconds < load<f64>(at, 8)) store<f64>(at, seconds, 8);
  if (seconds > load<f64>(at, 16)) store<f64>(at, seconds, 16);
}

/** Finds the groups of a record whose columns are set, and writes their numbers where a row at `row` has them. False if there is no room. */
function findGroups(row: usize): bool {
  if (!setTuples()) return false;
  let spec = groupings;
  for (let i: u32 = 0; i < groupingCount; i++) {
    const count = <usize>load<u32>(spec);
    const group = groupOf(i, spec + 4, count);
    if (group == 0) return false;
    store<u32>(row + ROW_SIZE + i * 4, <u32>group);
    spec += 4 + count * 4;
  }
  return true;
}

/** Counts the record in the groups that were found for `row`; returns where such a row ends. */
function measureGroups(row: usize): usize {
  const end = row + ROW_SIZE + <usize>groupingCount * 4;
  for (let at = row + ROW_SIZE; at < end; at += 4) measure(<usize>load<u32>(at));
  return end;
}

/** Writes the row of a record whose columns are set; `[start, end)` is its content. False if there is no room. */
export function writeRow(index: u32, start: usize, end: usize): bool {
  const row = rowsOut;
  if (row + ROW_SIZE + <usize>groupingCount * 4 > rowsEnd) return false;
  // First, for the content may stand where the next value is written.
  const content = <u32>contentHash(start, end);
  if (!findGroups(row)) return false;
  rowsOut = measureGroups(row);
  store<u64>(row, idHash);
  store<u32>(row, content, 8);
  store<u32>(row, (index << 2) | rowFlags, 12);
  store<f64>(row, seconds, 16);
  return true;
}

/** Counts a record whose columns are set in its groups, and writes no row. False if there is no room. */
export function countRow(): bool {
  if (!findGroups(rowsAt)) return false;
  measureGroups(rowsAt);
  return true;
}

/** All three in one: 1 if the row is written, 0 if the record has to be read the plain way, 2 if there is no room. */
export function take(index: u32, start: usize, end: usize): u32 {
  if (!fields(start, end)) return 0;
  return setSlotColumns() && writeRow(index, start, end) ? 1 : 2;
}

/**
 * Finds the fields of the record and gives the columns their values: 1, or 0 and 2 as `take` does, or 3 if its first tuple
 * is a dull one. `counts`: it is counted, without a row.
 */
export function meet(start: usize, end: usize, counts: bool): u32 {
  if (!findFields(start, end) || !readMeasured()) return 0;
  if (!setSlotColumns() || !(counts ? countRow() : setTuples())) return 2;
  if (tupleCount == 0) return 1;
  const tuple = <usize>load<u32>(columnIds + <usize>load<u32>(tuples) * 4);
  return load<u8>(dull + tuple) != 0 ? 3 : 1;
}

/** Writes of the groups with numbers above `known` their groupings and members. */
export function tellGroups(known: usize, at: usize): void {
  for (let i = known; i < groupCount; i++) {
    memory.copy(at, groupList + i * groupSize + 4, toldSize);
    at += toldSize;
  }
}

/** Bytes of what is told of a group that was counted in: its number, 4 bytes of nothing, and its measures. */
const TOLD: usize = 8 + MEASURES;

/** Writes what was measured of the groups that were counted in, in the order in which they were met. */
export function tellMeasures(at: usize): void {
  for (let i: usize = 0; i < metCount; i++) {
    const group = <usize>load<u32>(metList + i * 4);
    const from = groupList + (group - 1) * groupSize + measuresAt;
    store<u64>(at, <u64>group);
    store<u64>(at, load<u64>(from), 8);
    store<f64>(at, load<f64>(from, 8), 16);
    store<f64>(at, load<f64>(from, 16), 24);
    at += TOLD;
  }
}

/** Forgets rows and what was measured of groups. */
export function clearRows(): void {
  for (let i: usize = 0; i < metCount; i++) clearMeasures(<usize>load<u32>(metList + i * 4));
  metCount = 0;
  rowsOut = rowsAt;
}

/** Forgets values and groups too: their numbers begin anew. */
export function clearValues(): void {
  clearRows();
  memory.fill(groupTable, 0, (<usize>groupMask + 1) * 4);
  groupCount = 0;
  memory.fill(valueTable, 0, (<usize>valueMask + 1) * 4);
  if (tupleCount != 0) memory.fill(dull, 0, valueCount + 1);
  memory.fill(columnIds, 0, MAX_COLUMNS * 4);
  memory.fill(lastIds, 0, MAX_COLUMNS * 4);
  valueCount = 0;
  arenaUsed = arena;
}
