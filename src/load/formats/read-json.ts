/**
 * Reads items out of JSON in any arrangement: one value, one behind the other with or without something between them,
 * one a line behind a timestamp (as CloudWatch exports and `aws logs tail` write them), in arrays, in lists of an outer
 * object. Lists are streamed, so that a file of any size is read holding one item at a time.
 *
 * What is broken costs the item it stands in: the reading goes on at the next object that begins a line or follows
 * a comma or bracket and begins with a key that items begin with. From then on brackets and commas between items are
 * passed over, for they no longer tell anything.
 */
import { grouped } from '../../model/number-text.js';
import type { ByteSource } from '../inflate.js';
import { createCursor, type Limits } from '../split/cursor.js';
import type { OnRecord } from '../split/records.js';
import { cloudwatchLines } from './cloudwatch-lines.js';
import type { Item } from './format.js';
import { formatOfList, itemKeys, listKeys, readItem } from './index.js';
import { elementsOf, membersOf, parseJson } from './json-slice.js';
import { scanValue } from './scan-value.js';
import { type Contents, createTaking } from './taking.js';

/** How far ahead the keys of an object are looked at to tell a list from an item. */
const lookahead = 64 * 1024;
/** Records written as strings in JSON are longer by their escapes; around them stands a little more. */
const wrapping = 64 * 1024;
/** Arrays in arrays, as pages of results are saved, and hits in hits. */
const deepestList = 4;
const longestPrefix = 1024;

/** Thrown and caught in this file. */
class Broken extends Error {
  constructor(
    readonly kind: 'bad-json' | 'truncated',
    readonly what: string,
    /** Where the next item is to be looked for, relative to the cursor. */
    readonly from: number,
  ) {
    super(what);
  }
}

export function readJson(source: ByteSource, limits: Limits, onRecord: OnRecord): Contents {
  const cursor = createCursor(source);
  const taking = createTaking(limits, onRecord);
  const itemLimits: Limits = { ...limits, maxRecordSize: 2 * limits.maxRecordSize + wrapping };
  /** The structure was broken before: what stands between items is passed over. */
  let loose = false;
  let stopped = false;
  /** A time stood before the item on its line. */
  let prefixed = false;
  let unknown = 0;
  let firstUnknown = '';

  cursor.skipByteOrderMark();
  while (!stopped) {
    try {
      if (!readNext()) break;
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      goOn(error);
    }
  }
  if (unknown > 0) {
    const values = unknown === 1 ? 'a JSON value' : `${grouped(unknown)} JSON values`;
    taking.losses.note('not-a-trail', `${values} of no known format, the first at ${firstUnknown}`);
  }
  const contents = taking.contents();
  const { formats, others, damages } = contents;
  if (formats.size > 0 || others.size > 0 || damages.length > 0 || contents.stopped) return contents;
  const what = cursor.seen() === 0 ? 'is empty' : 'is JSON without records: an empty JSON array';
  return { ...contents, damages: [{ kind: 'empty', message: what }] };

  function here(): string {
    return `byte ${grouped(cursor.position())}`;
  }

  /** Reads what stands next at top level; false at the end. */
  function readNext(): boolean {
    const byte = cursor.skipSpace();
    if (byte === -1) return false;
    if (byte === 0x7b || byte === 0x5b) {
      readValue(0, undefined);
      prefixed = false;
    } else if (byte === 0x1e) cursor.advance(1);
    else if (!skipPrefix()) {
      if (!loose) throw new Broken('bad-json', `is no JSON at ${here()}: ${cursor.sample()}`, 0);
      skipToken(byte);
    }
    return true;
  }

  /** Passes over the time before a record on its line; false if something else stands there. */
  function skipPrefix(): boolean {
    let length = 0;
    for (; length < longestPrefix; length++) {
      const byte = cursor.byteAt(length);
      if (byte === -1 || byte === 0x7b || byte === 0x0a) break;
    }
    if (!cloudwatchLines.prefix.test(cursor.peek(length).toString('latin1'))) return false;
    cursor.advance(length);
    prefixed = true;
    // A line may hold the time only, with the record below it.
    if (cursor.skipSpace() !== 0x7b) taking.take('', { records: [], without: 1 }, 0);
    return true;
  }

  /** Between items of a broken file: brackets, commas, other members of an outer object. */
  function skipToken(byte: number): void {
    const { state, end } = byte === 0x22 ? scanValue(cursor, 0, itemLimits) : { state: 'whole', end: 1 };
    cursor.advance(state === 'whole' ? end : 1);
  }

  function readValue(depth: number, list: string | undefined): void {
    const isArray = cursor.byteAt(0) === 0x5b;
    if (depth < deepestList) {
      if (isArray && !isRow()) {
        cursor.advance(1);
        readElements(depth, undefined);
        return;
      }
      if (!isArray && list !== 'logEvents' && isOuter()) {
        readOuter(depth);
        return;
      }
    }
    readOne(list);
  }

  /** Whether the array at the cursor is a row of Logs Insights, which is one item. */
  function isRow(): boolean {
    return /^\[\s*\{\s*"(?:field|value)"\s*:/.test(ahead(64));
  }

  function ahead(count: number): string {
    let length = 0;
    while (length < count && cursor.byteAt(length) !== -1) length++;
    return cursor.peek(length).toString('latin1');
  }

  /** Whether the object at the cursor is one around a list of items. */
  function isOuter(): boolean {
    const small: Limits = { ...limits, maxRecordSize: lookahead };
    for (let i = 1; i < lookahead; ) {
      i = spaceEnd(i);
      const name = scanValue(cursor, i, small);
      if (cursor.byteAt(i) !== 0x22 || name.state !== 'whole') return false;
      const key = String(parseJson(cursor.peek(name.end).subarray(i)) ?? '');
      i = spaceEnd(name.end);
      if (cursor.byteAt(i) !== 0x3a) return false;
      i = spaceEnd(i + 1);
      if (listKeys.has(key) && opensList(key, cursor.byteAt(i))) return true;
      if (itemKeys.has(key)) return false;
      const value = scanValue(cursor, i, small);
      if (value.state !== 'whole') return false;
      i = spaceEnd(value.end);
      if (cursor.byteAt(i) !== 0x2c) return false;
      i++;
    }
    return false;
  }

  function spaceEnd(from: number): number {
    let i = from;
    for (
      let byte = cursor.byteAt(i);
      byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
      byte = cursor.byteAt(i)
    )
      i++;
    return i;
  }

  function readOuter(depth: number): void {
    cursor.advance(1);
    for (let position = 0; cursor.skipSpace() !== 0x7d; position++) {
      if (position > 0) expect(0x2c);
      const name = sized();
      const key = typeof name === 'number' ? parseJson(cursor.peek(name)) : undefined;
      if (typeof key !== 'string') throw broken(0);
      cursor.advance(Number(name));
      expect(0x3a);
      const byte = cursor.skipSpace();
      if (listKeys.has(key) && opensList(key, byte)) {
        if (byte === 0x7b) readOuter(depth + 1);
        else {
          cursor.advance(1);
          readElements(depth, key);
        }
        if (stopped) return;
      } else {
        const length = sized();
        if (typeof length === 'number') cursor.advance(length);
        else skipExcess();
      }
    }
    cursor.advance(1);
  }

  function readElements(depth: number, list: string | undefined): void {
    if (list !== undefined && cursor.skipSpace() === 0x5d) taking.met(formatOfList(list));
    for (let position = 0; cursor.skipSpace() !== 0x5d; position++) {
      if (position > 0) {
        expect(0x2c);
        cursor.skipSpace();
      }
      readValue(depth + 1, list);
      if (stopped) return;
    }
    cursor.advance(1);
  }

  function expect(byte: number): void {
    if (cursor.skipSpace() !== byte) throw broken(0);
    cursor.advance(1);
  }

  function broken(end: number): Broken {
    if (cursor.byteAt(end) === -1) return new Broken('truncated', 'ends before its JSON is complete', end);
    return new Broken('bad-json', `is broken JSON at ${here()}: ${cursor.sample()}`, end);
  }

  /** The length of the value at the cursor, or what keeps it from being read. */
  function sized(): number | 'too-large' | 'too-deep' {
    const { state, end } = scanValue(cursor, 0, itemLimits);
    if (state === 'whole') return end;
    if (state === 'ended')
      throw new Broken('truncated', `ends in the middle of what begins at ${here()}`, end);
    if (state === 'broken') throw new Broken('bad-json', `is broken JSON in what begins at ${here()}`, end);
    return state;
  }

  /** Passes over a value that is too large or too deep to be read. */
  function skipExcess(): void {
    if (!cursor.skipValue()) throw new Broken('truncated', `ends in the middle of a value`, 0);
  }

  /** Reads the value at the cursor as one item. */
  function readOne(list: string | undefined): void {
    const length = sized();
    if (typeof length !== 'number') {
      const why =
        length === 'too-large'
          ? `larger than ${grouped(itemLimits.maxRecordSize)} bytes`
          : `nested more than ${grouped(limits.maxDepth)} levels deep`;
      taking.losses.note('too-large', `what begins at ${here()} is ${why} and was not read`);
      skipExcess();
      return;
    }
    const text = Buffer.from(cursor.peek(length));
    const value = parseJson(text);
    if (value === undefined)
      throw new Broken('bad-json', `is broken JSON in what begins at ${here()}`, length);
    const found = readItem({ value, text }, list);
    if (!found) {
      if (!readWithin({ value, text }, length) && unknown++ === 0) firstUnknown = here();
    } else stopped = !taking.take(prefixed ? cloudwatchLines.name : found.format.name, found.reading, length);
    cursor.advance(length);
  }

  /** Reads the items that an unknown value holds, in objects and arrays within one another; false if there are none. */
  function readWithin({ value, text }: Item, bytes: number, depth = 0): boolean {
    if (depth === deepestList || typeof value !== 'object' || value === null) return false;
    const slices = Array.isArray(value) ? elementsOf(text) : [...membersOf(text).values()];
    let any = false;
    for (const slice of slices) {
      if (stopped || (slice[0] !== 0x7b && slice[0] !== 0x5b)) continue;
      const inner: Item = { value: parseJson(slice) ?? null, text: slice };
      const found = readItem(inner);
      const holdsRecords = found && 'records' in found.reading && found.reading.records.length > 0;
      if (holdsRecords) stopped = !taking.take(found.format.name, found.reading, bytes / slices.length);
      if (holdsRecords || readWithin(inner, bytes, depth + 1)) any = true;
    }
    return any;
  }

  /** Moves to the next item that can be told for certain, and notes what that cost. */
  function goOn({ kind, what, from }: Broken): void {
    const start = cursor.position();
    cursor.advance(from);
    loose = true;
    for (;;) {
      const byte = cursor.byteAt(0);
      if (byte === -1 || (byte === 0x7b && isStart())) break;
      cursor.advance(1);
    }
    taking.losses.lost(kind, what, cursor.position() - start);
  }

  /** Whether the object at the cursor is written as items begin. */
  function isStart(): boolean {
    // A string holds no line ends, so an object that begins a line is an item, or part of an indented one.
    if (cursor.behindBy(1)[0] === 0x0a && cursor.byteAt(1) === 0x22) return true;
    const [, key] = /^\{\s*"([^"\\]{1,64})"\s*:/.exec(ahead(128)) ?? [];
    return key !== undefined && (itemKeys.has(key) || listKeys.has(key) || firstKeys.has(key)) && !isValue();
  }

  /** Whether it is the value of a key, or stands in one: then it is part of an item. */
  function isValue(): boolean {
    return /:\s*$/.test(cursor.behindBy(64).toString('latin1'));
  }
}

/** Keys that items begin with, besides those by which they are known. */
const firstKeys: ReadonlySet<string> = new Set([
  'version',
  'timestamp',
  'id',
  'preview',
  'field',
  'time',
  '_index',
  'EventName',
]);

function opensList(key: string, byte: number): boolean {
  return byte === 0x5b || (key === 'hits' && byte === 0x7b);
}
