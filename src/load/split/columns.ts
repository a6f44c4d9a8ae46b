/**
 * The door to the column reader (`columns.as.ts`), which turns records into rows of numbers inside the kernel's memory:
 * when, which event, did it fail, and for each grouping the number of the record's group. A group is a combination of
 * values, a value the bytes of a field as they stand; both are numbered as they are met.
 */
import type { KernelExtension } from './kernel.js';

export interface ColumnSpec {
  /** For each column the path, through objects, of the value that it takes; or null if the caller sets it. */
  readonly columns: readonly (readonly string[] | null)[];
  /** Those of them that are looked at of few records: no groups or tuples are made of them. */
  readonly onDemand?: ReadonlySet<number>;
  /** Columns, given as null above, whose value is the numbers of the values of others. */
  readonly tuples: readonly { readonly column: number; readonly of: readonly number[] }[];
  /** Top-level fields that the caller wants to look at himself. */
  readonly fields: readonly string[];
  /** For each of these, paths in it that he may want to look at, through objects. */
  readonly inside?: readonly (readonly (readonly string[])[])[];
  /** For each grouping what tells its groups apart: columns by number, or a length of time. */
  readonly groupings: readonly (readonly Member[])[];
}

export type Member = { readonly column: number } | { readonly seconds: number };

/** The count of time of a record that tells none. */
export const noTime = -0x80000000;

/** What has been gathered since the last `clear`. */
export interface Gathered {
  /** See `Rows`. */
  readonly rows: Uint8Array;
  /** Of the groups that were counted in, in the order in which they were met: see `Measures`. */
  readonly measures: Uint8Array;
}

/** Whether a record was taken: if not, it is spelled oddly, or there was no room. */
export type Taken = 'yes' | 'odd' | 'full';
/** Taken, and as dull as others with the same first tuple. */
export type Met = Taken | 'dull';

export interface ColumnReader {
  readonly extension: KernelExtension;
  /** A record whose columns all have fields. */
  take(start: number, end: number, index: number): Taken;
  /** Finds the fields only: false if the record is spelled oddly. */
  find(start: number, end: number): boolean;
  /** Where the value of a field that was asked for stands in the record that was found last; start 0 if it has none. */
  fieldStart(field: number): number;
  fieldEnd(field: number): number;
  /**
   * Looks in that value for the paths inside it. False if that cannot be told here: it is no object, there is an array on
   * the way, or it is spelled oddly.
   */
  findInside(field: number): boolean;
  /** Where the value at such a path stands then; start 0 if there is none. */
  insideStart(field: number, path: number): number;
  insideEnd(field: number, path: number): number;
  /**
   * Finds the fields of a record whose columns all have fields, and gives them their values. `counts`: also counts it in
   * its groups, without a row. If there was no room the fields are found all the same.
   */
  meet(start: number, end: number, counts: boolean): Met;
  /** Says that records whose first tuple has this number need no look; until values are forgotten. */
  setDull(value: number): void;
  /** Gives all columns that have fields their values. False if there is no room. */
  setFieldColumns(): boolean;
  /** Gives the columns made of others their values, which `write` does too. False if there is no room. */
  setTuples(): boolean;
  /** Gives a column a text as value, or none. False if there is no room. */
  setColumn(column: number, text: string | null): boolean;
  /** The number of a column's value, 0 for none. */
  valueOf(column: number): number;
  /**
   * Takes the record, whose columns are set. What tells copies from other events is its text at `[start, end)` of the
   * kernel's memory, or `content` if given.
   */
  write(start: number, end: number, index: number, content?: string | Uint8Array): boolean;
  /** Counts a record whose columns are set in its groups, without a row. False if there is no room. */
  count(): boolean;
  /**
   * Writes what the record that was found last is known by into `keyNumbers` numbers from `at` on: its second since 1970
   * (float64; NaN if it tells no time), the 16 bytes of its id (zeros if that is no UUID in lower case), and what tells the
   * content of `[start, end)` from another (zeros if `start` is 0). Returns the second.
   */
  keys(start: number, end: number, into: Int32Array, at: number): number;
  /** For a record read the plain way, before `write`: the text of its id as JSON, if any; time in seconds, or NaN. */
  setRow(id: string | null, seconds: number, hasError: boolean): boolean;
  /** The text of a value, by its number; of one that is made of others, their numbers. */
  text(value: number): string | readonly number[];
  gathered(): Gathered;
  readonly groups: Groups;
  /** How many values have numbers. */
  valueCount(): number;
  /** The column that a value is of. */
  columnOf(value: number): number;
  /** Forgets rows and what was measured of groups, and with `values` the numbers of values and groups too. */
  clear(values: boolean): void;
}

interface ColumnExports {
  useColons(at: number): void;
  useValues(table: number, list: number, max: number, bytes: number, bytesEnd: number): void;
  useGroups(
    table: number,
    list: number,
    max: number,
    met: number,
    spec: number,
    count: number,
    width: number,
  ): void;
  useRows(at: number, end: number): void;
  addName(at: number, length: number, slot: number): void;
  addInner(outer: number, at: number, length: number, slot: number, onDemand: boolean): void;
  findInside(slot: number, from: number, to: number): number;
  setSlotCounts(all: number, top: number): void;
  addColumn(slot: number, onDemand: boolean): number;
  demandColumn(column: number): number;
  useTuples(at: number, count: number, dull: number): void;
  getSlots(): number;
  getColumnIds(): number;
  getArenaUsed(): number;
  getValueCount(): number;
  getGroupCount(): number;
  getMetCount(): number;
  tellGroups(known: number, at: number): void;
  tellMeasures(at: number): void;
  getRowsEnd(): number;
  moveColons(keep: number, moved: number): void;
  fields(start: number, end: number): number;
  setRow(id: number, idEnd: number, seconds: number, hasError: boolean): void;
  setColumn(column: number, at: number, end: number): number;
  setSlotColumns(): number;
  setTuples(): number;
  writeRow(index: number, start: number, end: number): number;
  countRow(): number;
  take(index: number, start: number, end: number): number;
  meet(start: number, end: number, counts: boolean): number;
  takeKeys(start: number, end: number): number;
  clearRows(): void;
  clearValues(): void;
}

/** How many numbers `ColumnReader.keys` writes. */
export const keyNumbers = 8;

/** Row: hash of the event id (2), hash of the content, flags and index, seconds since 1970 (float64), then groups. */
const fixedNumbers = 6;
const idFlag = 1;
const errorFlag = 2;

/** Reads the rows of a `Gathered`. A class, for there is one for each file, and closures would be compiled for each. */
export class Rows {
  readonly length: number;
  readonly bytes: Uint8Array;
  /** Bytes of a row. */
  readonly stride: number;
  /** Among the flags, those of a row whose event has an id. */
  readonly idFlag = idFlag;
  /** Numbers of a row. */
  readonly #words: number;
  readonly #ints: Int32Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, groupings: number) {
    const { buffer, byteOffset, byteLength } = bytes;
    this.bytes = bytes;
    this.#words = fixedNumbers + groupings;
    this.stride = 4 * this.#words;
    this.length = byteLength / this.stride;
    this.#ints = new Int32Array(buffer, byteOffset, byteLength / 4);
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  hasId(row: number): boolean {
    return (this.#number(row, 3) & idFlag) !== 0;
  }

  idLow(row: number): number {
    return this.#number(row, 0);
  }

  idHigh(row: number): number {
    return this.#number(row, 1);
  }

  content(row: number): number {
    return this.#number(row, 2);
  }

  hasError(row: number): boolean {
    return (this.#number(row, 3) & errorFlag) !== 0;
  }

  /** Seconds since 1970; NaN if the record tells no time. */
  time(row: number): number {
    return this.#view.getFloat64(4 * (row * this.#words + 4), true);
  }

  /** The record's position in its file. */
  index(row: number): number {
    return this.#number(row, 3) >>> 2;
  }

  /** Number of the record's group of a grouping. */
  group(row: number, grouping: number): number {
    return this.#number(row, fixedNumbers + grouping);
  }

  #number(row: number, place: number): number {
    return this.#ints[row * this.#words + place] as number;
  }
}

/** Number of a group, one of nothing, events, those with errors, and two times of 8 bytes. */
const measureNumbers = 8;

/** Reads the measures of a `Gathered`. A class, for there is one for each file, and closures would be compiled for each. */
export class Measures {
  /** Of groups. */
  readonly length: number;
  readonly #ints: Int32Array;
  readonly #times: Float64Array;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.length = byteLength / (4 * measureNumbers);
    this.#ints = new Int32Array(buffer, byteOffset, byteLength / 4);
    this.#times = new Float64Array(buffer, byteOffset, byteLength / 8);
  }

  /** The group's number. */
  group(at: number): number {
    return this.#ints[at * measureNumbers] as number;
  }

  events(at: number): number {
    return this.#ints[at * measureNumbers + 2] as number;
  }

  /** Events with an error. */
  errors(at: number): number {
    return this.#ints[at * measureNumbers + 3] as number;
  }

  /** Seconds since 1970 of the first event; Infinity if none tells its time. */
  first(at: number): number {
    return this.#times[at * 4 + 2] as number;
  }

  /** Of the last; -Infinity if none tells its time. */
  last(at: number): number {
    return this.#times[at * 4 + 3] as number;
  }
}

/** What tells groups, by their numbers, from 1: the same until values are forgotten. */
export interface Groups {
  /** How many have numbers. */
  size(): number;
  /** Of those with numbers above `known` the grouping, and as many members as the widest grouping has. */
  above(known: number): Int32Array;
  grouping(group: number): number;
  /** A number of a value, 0 for none; or a count of time. */
  member(group: number, place: number): number;
}

/**
 * A group's entry: two numbers of the table's own, members, then, at a multiple of 8 bytes, events, those with errors, and
 * two times of 8 bytes.
 */
const groupNumbers = 2;

function groupSizeOf(width: number): number {
  return 8 * Math.ceil((groupNumbers + width) / 2) + 24;
}

/** By the number that the kernel returns. */
const outcomes: readonly Met[] = ['odd', 'yes', 'full', 'dull'];

/** What a row tells of every record, whatever is asked. */
const fixedFields = ['eventTime', 'eventID', 'errorCode'];

/**
 * The other names of a record's top level (CloudTrail User Guide, record contents). A name that is not here is only
 * slower to pass over.
 */
const usualFields = [
  'eventVersion',
  'userIdentity',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'readOnly',
  'resources',
  'eventType',
  'managementEvent',
  'recipientAccountId',
  'eventCategory',
  'tlsDetails',
  'sharedEventID',
  'vpcEndpointId',
  'vpcEndpointAccountId',
  'apiVersion',
  'serviceEventDetails',
  'sessionCredentialFromConsole',
];

/** Shorter names of the top level are not found by the column reader: the caller reads such fields himself. */
const shortestName = 7;
const longestPath = 16;
/** As many as the kernel has slots and columns for. */
const mostSlots = 320;
const mostColumns = 64;

/** Whether the column reader can find a value at this path. */
export function canFind(path: readonly string[]): boolean {
  return isPlain(path) && (path[0] ?? '').length >= shortestName;
}

/** Whether it can be found inside of another value. */
function isPlain(path: readonly string[]): boolean {
  const names = path.every((name) => name.length < 256 && /^[!#-[\]-~]+$/.test(name));
  return names && path.length <= longestPath;
}

const maxValues = 1 << 17;
const valueTableSize = 1 << 18;
const maxGroups = 1 << 16;
const groupTableSize = 1 << 17;
const maxRows = 1 << 16;
const namesSize = 1 << 17;
const arenaSize = 16 * 1024 * 1024;
/** A value written anew may be longer than it was: `1e9` becomes `1000000000`. */
const growth = 6;

/** @param maxRecordSize in bytes; longer records are not handed to this reader. */
export function createColumns(spec: ColumnSpec, maxRecordSize: number): ColumnReader {
  const slots: Slot[] = [];
  const slotOf = (outer: number | null, name: string): number => {
    const known = slots.findIndex((slot) => slot.outer === outer && slot.name === name);
    return known >= 0 ? known : slots.push({ outer, name }) - 1;
  };
  const pathSlot = (path: readonly string[]): number =>
    path.reduce((outer: number | null, name) => slotOf(outer, name), null) ?? -1;
  const paths = spec.columns.filter((path) => path !== null);
  for (const name of [...fixedFields, ...paths.map(([root = '']) => root), ...spec.fields])
    slotOf(null, name);
  const topSlots = slots.length;
  const columnSlots = spec.columns.map((path) => (path === null ? -1 : pathSlot(path)));
  if (slots.length > mostSlots || spec.columns.length > mostColumns) throw new Error('too many columns');
  const fieldSlots = spec.fields.map((name) => slotOf(null, name));
  const eagerSlots = slots.length;
  /** Of each field whose paths have room: the slots that are theirs alone, and that of each path. */
  const insides = spec.fields.map((name, field): Inside | undefined => {
    const own = spec.inside?.[field] ?? [];
    const from = slots.length;
    const needed = own.reduce((sum, path) => sum + path.length, from);
    const isTaken = slots.some(({ outer }) => outer === fieldSlots[field]);
    if (own.length === 0 || needed > mostSlots || isTaken || !own.every(isPlain)) return undefined;
    const paths = own.map((path) => pathSlot([name, ...path]));
    return { from, to: slots.length, paths };
  });
  const width = Math.max(0, ...spec.groupings.map((members) => members.length));
  const stride = 4 * (fixedNumbers + spec.groupings.length);

  let next = 0;
  const region = (size: number): number => {
    const at = next;
    next += 16 * Math.ceil(size / 16);
    return at;
  };
  const names = region(namesSize);
  const groupSpec = region(4 * spec.groupings.reduce((sum, members) => sum + members.length + 1, 0));
  const tupleSpec = region(4 * spec.tuples.reduce((sum, { of }) => sum + of.length + 2, 0));
  const dull = region(spec.tuples.length > 0 ? maxValues + 1 : 0);
  const isOnDemand = spec.columns.map((_, column) => spec.onDemand?.has(column) === true);
  const isTuple = spec.columns.map((_, column) => spec.tuples.some((tuple) => tuple.column === column));
  const valueTable = region(4 * valueTableSize);
  const valueList = region(16 * maxValues);
  const groupTable = region(4 * groupTableSize);
  const groupSize = groupSizeOf(width);
  const groupList = region(groupSize * (maxGroups + 1));
  const metList = region(4 * maxGroups);
  const toldAt = region(4 * (width + 1) * maxGroups);
  const measuresAt = region(4 * measureNumbers * maxGroups);
  const rowsAt = region(stride * maxRows);
  // A key, its colon and its value are 5 bytes at least.
  const colonsAt = region(stepBound + maxRecordSize);
  const arenaAt = region(arenaSize + growth * maxRecordSize);

  let exports: ColumnExports;
  let memory: () => Uint8Array;
  /** The memory as it was last, and its numbers: it is another one when it has grown. */
  let seen: Uint8Array | undefined;
  let words: Uint32Array = new Uint32Array();
  let floats: Float64Array = new Float64Array();
  let base = 0;
  let arenaEnd = 0;

  /** Puts a text where the next new value would stand. Undefined if there is no room. */
  const place = (text: string | Uint8Array): { readonly at: number; readonly end: number } | undefined => {
    const at = exports.getArenaUsed();
    if (typeof text !== 'string') {
      if (text.length > arenaEnd - at) return undefined;
      memory().set(text, at);
      return { at, end: at + text.length };
    }
    const { read, written } = encoder.encodeInto(text, memory().subarray(at, arenaEnd));
    return read < text.length ? undefined : { at, end: at + written };
  };

  return {
    extension: {
      room: next,
      join(all, at, bytes) {
        exports = all as ColumnExports;
        memory = bytes;
        base = at;
        arenaEnd = base + next;
        exports.useValues(base + valueTable, base + valueList, maxValues, base + arenaAt, arenaEnd);
        const list: number[] = [];
        for (const members of spec.groupings) {
          list.push(members.length);
          for (const member of members)
            list.push('column' in member ? member.column : timeMember + member.seconds);
        }
        new Int32Array(memory().buffer, base + groupSpec, list.length).set(list);
        const tuples = spec.tuples.flatMap(({ column, of }) => [column, of.length, ...of]);
        new Int32Array(memory().buffer, base + tupleSpec, tuples.length).set(tuples);
        exports.useTuples(base + tupleSpec, spec.tuples.length, base + dull);
        const count = spec.groupings.length;
        exports.useGroups(
          base + groupTable,
          base + groupList,
          maxGroups,
          base + metList,
          base + groupSpec,
          count,
          width,
        );
        exports.useRows(base + rowsAt, base + rowsAt + stride * maxRows);
        let nameAt = base + names;
        const write = (name: string): { readonly at: number; readonly length: number } => {
          const quoted = encoder.encode(JSON.stringify(name));
          const at = nameAt;
          nameAt += quoted.length;
          if (nameAt > base + names + namesSize) throw new Error('the names of fields are too long');
          memory().set(quoted, at);
          return { at, length: quoted.length };
        };
        const others = usualFields.filter(
          (name) => !slots.slice(0, topSlots).some((slot) => slot.name === name),
        );
        for (const [i, name] of [...slots.slice(0, topSlots).map((slot) => slot.name), ...others].entries()) {
          const { at, length } = write(name);
          exports.addName(at, length, i < topSlots ? i : -1);
        }
        for (const [i, { outer, name }] of slots.entries()) {
          if (outer === null) continue;
          const { at, length } = write(name);
          exports.addInner(outer, at, length, i, i >= eagerSlots);
        }
        exports.setSlotCounts(eagerSlots, topSlots);
        for (const [column, slot] of columnSlots.entries())
          exports.addColumn(slot, spec.onDemand?.has(column) === true);
      },
      start: () => exports.useColons(base + colonsAt),
      move: (keep, by) => exports.moveColons(keep, by),
    },
    take: (start, end, index) => outcomes[exports.take(index, start, end)] as Taken,
    meet: (start, end, counts) => outcomes[exports.meet(start, end, counts)] as Met,
    setDull(value) {
      memory()[base + dull + value] = 1;
    },
    find: (start, end) => exports.fields(start, end) !== 0,
    fieldStart: (field) => word(exports.getSlots() + 8 * (fieldSlots[field] as number)),
    fieldEnd: (field) => word(exports.getSlots() + 8 * (fieldSlots[field] as number) + 4),
    findInside(field) {
      const inside = insides[field];
      if (!inside) return false;
      return exports.findInside(fieldSlots[field] as number, inside.from, inside.to) !== 0;
    },
    insideStart: (field, path) => word(exports.getSlots() + 8 * (insides[field]?.paths[path] as number)),
    insideEnd: (field, path) => word(exports.getSlots() + 8 * (insides[field]?.paths[path] as number) + 4),
    setFieldColumns: () => exports.setSlotColumns() !== 0,
    setTuples: () => exports.setTuples() !== 0,
    setColumn(column, text) {
      if (text === null) return exports.setColumn(column, 0, 0) !== 0;
      const placed = place(text);
      return placed !== undefined && exports.setColumn(column, placed.at, placed.end) !== 0;
    },
    valueOf: (column) =>
      isOnDemand[column] ? exports.demandColumn(column) : word(exports.getColumnIds() + 4 * column),
    write(start, end, index, content) {
      if (content === undefined) return exports.writeRow(index, start, end) !== 0;
      const placed = place(content);
      return placed !== undefined && exports.writeRow(index, placed.at, placed.end) !== 0;
    },
    count: () => exports.countRow() !== 0,
    keys(start, end, into, at) {
      const from = exports.takeKeys(start, end) >>> 2;
      word(0);
      for (let i = 0; i < keyNumbers; i++) into[at + i] = words[from + i] as number;
      return floats[from >>> 1] as number;
    },
    setRow(id, seconds, hasError) {
      const placed = id === null ? { at: 0, end: 0 } : place(id);
      if (placed) exports.setRow(placed.at, placed.end, seconds, hasError);
      return placed !== undefined;
    },
    text(value) {
      const entry = base + valueList + 16 * (value - 1);
      const at = word(entry + 4);
      const length = word(entry + 8);
      const bytes = Buffer.from(memory().buffer, at, length);
      if (!isTuple[word(entry + 12)]) return bytes.toString('utf8');
      return Array.from({ length: length / 4 }, (_, i) => bytes.readUInt32LE(4 * i));
    },
    valueCount: () => exports.getValueCount(),
    columnOf: (value) => word(base + valueList + 16 * (value - 1) + 12),
    gathered() {
      const all = memory();
      const measuresEnd = measuresAt + 4 * measureNumbers * exports.getMetCount();
      exports.tellMeasures(base + measuresAt);
      return {
        rows: all.slice(base + rowsAt, exports.getRowsEnd()),
        measures: all.slice(base + measuresAt, base + measuresEnd),
      };
    },
    groups: {
      size: () => exports.getGroupCount(),
      above(known) {
        const numbers = (width + 1) * (exports.getGroupCount() - known);
        exports.tellGroups(known, base + toldAt);
        return new Int32Array(memory().buffer, base + toldAt, numbers).slice();
      },
      grouping: (group) => word(base + groupList + (group - 1) * groupSize + 4),
      // Counts of time may be below zero.
      member: (group, place) =>
        word(base + groupList + (group - 1) * groupSize + 4 * (groupNumbers + place)) | 0,
    },
    clear(values) {
      if (values) exports.clearValues();
      else exports.clearRows();
    },
  };

  /** `at`: a multiple of four. */
  function word(at: number): number {
    const all = memory();
    if (all !== seen) {
      seen = all;
      words = new Uint32Array(all.buffer);
      floats = new Float64Array(all.buffer);
    }
    return words[at >>> 2] as number;
  }
}

/** A field of the record, or one inside of another's value. */
interface Slot {
  readonly outer: number | null;
  readonly name: string;
}

interface Inside {
  readonly from: number;
  readonly to: number;
  readonly paths: readonly number[];
}

const encoder = new TextEncoder();
const timeMember = 0x40000000;
/** Colons of one step, 4 bytes each, take no more room than the step's bytes. */
const stepBound = 512 * 1024;
