/**
 * The events that were met, told apart by their ids: 12 bytes for each, in tables that are between two thirds and nine
 * tenths full, so that a million events take about 16 MB. Kept are 64 bits of a hash of the id and 32 of the content. Two
 * ids of one hash are as good as impossible (a million events: one in 37 million), and would show as a conflict, not as a
 * copy.
 */

export type Met =
  /** Not met before. */
  | 'new'
  /** A copy of an event that was met. */
  | 'copy'
  /** The id was met, but with another content. */
  | 'conflict';

export interface EventIds {
  meet(idLow: number, idHigh: number, content: number): Met;
  /** About so many events will be met in all: a table that grows may grow towards that at once. */
  expect(events: number): void;
  readonly size: number;
  /** Of all tables. */
  readonly bytes: number;
}

const partitions = 64;
const smallest = 16;
/** The fuller, the smaller and the slower; grown by little at a time, a table is never much emptier than this. */
const fullest = 0.88;
const growth = 1.3;
/** At once, however many events are expected: not all files are as large as the first ones. */
const largestGrowth = 4;

interface Table {
  /** Three numbers an event; an entry of zeros only is empty. */
  entries: Int32Array;
  capacity: number;
  used: number;
}

export function eventIds(): EventIds {
  // Of all sizes between two growths, so that they do not grow, and stand half empty, all at the same time.
  const tables: Table[] = Array.from({ length: partitions }, (_, i) =>
    emptyTable(Math.ceil(smallest * growth ** (i / partitions))),
  );
  let size = 0;
  let expected = 0;

  return {
    expect(events) {
      expected = events;
    },
    meet(low, high, content) {
      const table = tables[high & (partitions - 1)] as Table;
      const { entries, capacity } = table;
      // An event whose three numbers are all zero would look like an empty place.
      const own = low === 0 && high === 0 && content === 0 ? 1 : content;
      let place = placeOf(low, capacity);
      let met: Met = 'new';
      for (;;) {
        const at = place * 3;
        const a = entries[at];
        const b = entries[at + 1];
        const c = entries[at + 2];
        if (a === low && b === high) {
          if (c === own) return 'copy';
          if (a !== 0 || b !== 0 || c !== 0) met = 'conflict';
        }
        if (a === 0 && b === 0 && c === 0) break;
        place = place + 1 === capacity ? 0 : place + 1;
      }
      entries[place * 3] = low;
      entries[place * 3 + 1] = high;
      entries[place * 3 + 2] = own;
      table.used++;
      size++;
      if (table.used > fullest * capacity) grow(table, expected / partitions);
      return met;
    },
    get size() {
      return size;
    },
    get bytes() {
      return tables.reduce((sum, { entries }) => sum + entries.byteLength, 0);
    },
  };
}

function emptyTable(capacity: number): Table {
  return { entries: new Int32Array(3 * capacity), capacity, used: 0 };
}

/** The hash's share of the table: no power of two is asked of its size. */
function placeOf(low: number, capacity: number): number {
  return Math.floor(((low >>> 0) / 2 ** 32) * capacity);
}

function grow(table: Table, expected: number): void {
  const { entries: old } = table;
  const wanted = Math.min(expected / fullest, table.capacity * largestGrowth);
  table.capacity = Math.ceil(Math.max(table.capacity * growth, wanted));
  const { capacity } = table;
  const entries = new Int32Array(3 * capacity);
  for (let at = 0; at < old.length; at += 3) {
    const low = old[at] as number;
    const high = old[at + 1] as number;
    const content = old[at + 2] as number;
    if (low === 0 && high === 0 && content === 0) continue;
    let place = placeOf(low, capacity);
    while (entries[place * 3] !== 0 || entries[place * 3 + 1] !== 0 || entries[place * 3 + 2] !== 0)
      place = place + 1 === capacity ? 0 : place + 1;
    entries[place * 3] = low;
    entries[place * 3 + 1] = high;
    entries[place * 3 + 2] = content;
  }
  table.entries = entries;
}
