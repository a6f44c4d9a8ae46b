/**
 * The table behind `event-ids.ts`, compiled to WebAssembly: told apart this way are hundreds of thousands of events in
 * the time that the readers need the cores. What stands where in memory is laid out there.
 *
 * Entries of 12 bytes: 64 bits of a hash of the id and 32 of the content; one of zeros only is empty. The place that an
 * entry belongs to rises with the low half of its hash, and it stands there or in the next empty place behind. There is
 * no way around from the end to the beginning: the table just becomes longer. So it can grow where it lies, from its end
 * to its beginning, and both what is read and what is written then lies close together.
 */

const ENTRY: usize = 12;
const PAGE: usize = 65536;
/** The fuller, the smaller and the slower; grown by little at a time, it is never much emptier than this. */
const FULLEST: f64 = 0.9;
const GROWTH: f64 = 1.2;
/** Of so many entries; a smaller table may be emptier. */
const LARGE: u32 = 200_000;
/** The table belongs below: a number of 32 bits tells every place, with room for runs behind it. */
const HIGHEST: u64 = 0xf0000000;

let table: usize = 0;
let capacity: u64 = 0;
/** Behind the last entry that was ever filled. */
let last: usize = 0;
/** Of the memory. */
let memoryEnd: usize = 0;
let used: u32 = 0;
/** When so many are used, it grows. */
let most: u32 = 0;
/** Room for entries that are moved, up to the table. */
let moved: usize = 0;
let outcome: u32 = 0;

/** The table begins at `at`, which is behind `movedAt`: between them is room for what is moved. */
export function begin(movedAt: usize, at: usize, size: u32): bool {
  moved = movedAt;
  table = at;
  last = at;
  memoryEnd = <usize>memory.size() * PAGE;
  return growTo(size);
}

/** What the last row was that `meet` returned: 1 if it is a copy, 2 if its id was met with another content, 0 if there is no memory. */
export function getOutcome(): u32 {
  return outcome;
}

export function getUsed(): u32 {
  return used;
}

/** Bytes from the table's beginning to the end of what was filled. */
export function getSize(): usize {
  return max(last - table, <usize>capacity * ENTRY);
}

/**
 * Meets the events of rows of `stride` bytes that begin with id and content, and of these numbers have one of `flag` set
 * in the next. Returns the first that is not new, or `to`.
 */
export function meet(from: usize, to: usize, stride: usize, flag: u32): usize {
  for (; from < to; from += stride) {
    if ((load<u32>(from, 12) & flag) == 0) continue;
    const id = load<u64>(from);
    let content = load<u32>(from, 8);
    // It would look like an empty place.
    if (id == 0 && content == 0) content = 1;
    let at = placeOf(id);
    let isKnown = false;
    for (; ; at += ENTRY) {
      if (at + ENTRY > memoryEnd && !extendMemory(at + ENTRY)) {
        outcome = 0;
        return from;
      }
      const other = load<u64>(at);
      if (other == id) {
        const own = load<u32>(at, 8);
        if (own == content) {
          outcome = 1;
          return from;
        }
        if (id != 0 || own != 0) isKnown = true;
        else break;
      } else if (other == 0 && load<u32>(at, 8) == 0) break;
    }
    put(at, id, content);
    used++;
    if (used >= most && !growTo(<u32>((<f64>most / FULLEST) * (used < LARGE ? 2 : GROWTH)))) {
      outcome = 0;
      return from;
    }
    if (isKnown) {
      outcome = 2;
      return from;
    }
  }
  return to;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function placeOf(id: u64): usize {
  return table + <usize>(((id & 0xffffffff) * capacity) >> 32) * ENTRY;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function put(at: usize, id: u64, content: u32): void {
  store<u64>(at, id);
  store<u32>(at, content, 8);
  if (at >= last) last = at + ENTRY;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function isEmpty(at: usize): bool {
  return load<u64>(at) == 0 && load<u32>(at, 8) == 0;
}

function extendMemory(end: usize): bool {
  const pages = <i32>((end + 16 * PAGE - memoryEnd) / PAGE);
  if (memory.grow(pages) < 0) return false;
  memoryEnd += <usize>pages * PAGE;
  return true;
}

/** Takes entries that are known to be new to where they belong. False if there is no memory. */
function insert(from: usize, to: usize): bool {
  for (; from < to; from += ENTRY) {
    const id = load<u64>(from);
    let at = placeOf(id);
    for (; ; at += ENTRY) {
      if (at + ENTRY > memoryEnd && !extendMemory(at + ENTRY)) return false;
      if (isEmpty(at)) break;
    }
    put(at, id, load<u32>(from, 8));
  }
  return true;
}

/** Of a run of entries without an empty place between them. */
function longestRun(): usize {
  let longest: usize = 0;
  let run: usize = 0;
  for (let at = table; at < last; at += ENTRY) {
    run = isEmpty(at) ? 0 : run + ENTRY;
    longest = max(longest, run);
  }
  return longest;
}

/** Moves all entries to where they belong with another capacity, run by run, the last one first. False if there is no memory. */
function growTo(size: u32): bool {
  if (<u64>table + <u64>size * <u64>ENTRY > HIGHEST) return false;
  most = <u32>(<f64>size * FULLEST);
  // Nothing but ids made for it stand like this: then the table stays as dense as they are.
  if (longestRun() > table - moved) return true;
  const wanted = table + <usize>size * ENTRY;
  if (wanted > memoryEnd && !extendMemory(wanted)) return false;
  capacity = size;
  let at = last;
  last = table;
  while (at > table) {
    at -= ENTRY;
    if (isEmpty(at)) continue;
    const end = at + ENTRY;
    while (at > table && !isEmpty(at - ENTRY)) at -= ENTRY;
    // Runs are short: calls to copy and to clear them would take longer than this.
    let to = moved;
    for (let from = at; from < end; from += ENTRY) {
      store<u64>(to, load<u64>(from));
      store<u32>(to, load<u32>(from, 8), 8);
      store<u64>(from, 0);
      store<u32>(from, 0, 8);
      to += ENTRY;
    }
    if (!insert(moved, to)) return false;
  }
  return true;
}
