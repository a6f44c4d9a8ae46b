/**
 * The careful reader: for the files that the fast reader gave up on. It parses every record and names what is wrong
 * and where; a broken record costs that record only. It never makes a record out of damage: what does not parse as
 * one object is left out and reported.
 *
 * After damage the reading goes on where the next record can be told for certain: at an object that stands behind a
 * comma or an opening bracket and begins with `"eventVersion"`, as CloudTrail writes them. (Inside a string those
 * quotes would be escaped, so text that a caller chose cannot pose as a record.)
 */
import type { Problem } from '../../model/problem.js';
import type { ByteSource } from '../inflate.js';
import { createCursor, type Limits } from './cursor.js';
import type { OnRecord } from './records.js';

/** A problem of the file at hand, without its path. */
export type Damage = Pick<Problem, 'kind' | 'message'>;

export interface CarefulResult {
  readonly stopped: boolean;
  readonly damages: readonly Damage[];
  /** What the document was told to be by its outer keys. */
  readonly recognised: 'trail' | 'digest' | 'unknown';
}

/** Thrown and caught in this file: the rest of the bytes cannot be read. */
class Unreadable extends Error {}

export function readCarefully(source: ByteSource, limits: Limits, onRecord: OnRecord): CarefulResult {
  const cursor = createCursor(source);
  const damages: Damage[] = [];
  let recognised: CarefulResult['recognised'] = 'unknown';
  let index = 0;
  let stopped = false;

  const note = (kind: Damage['kind'], message: string): void => {
    damages.push({ kind, message });
  };
  const fail = (kind: Damage['kind'], message: string): never => {
    note(kind, message);
    throw new Unreadable();
  };
  const here = (): string => `byte ${count(cursor.position())}`;

  try {
    cursor.skipByteOrderMark();
    if (cursor.skipSpace() === -1) {
      fail('empty', cursor.seen() === 0 ? 'is empty' : 'holds nothing but white space');
    }
    do readDocument();
    while (!stopped && cursor.skipSpace() !== -1);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  const cause = source.damage();
  if (!cause) return { stopped, damages, recognised };
  // Broken JSON at the very end of damaged gzip data is the effect, not another problem.
  const others = damages.filter(({ kind }) => kind !== 'truncated' && kind !== 'empty');
  const records = `${count(index)} complete ${index === 1 ? 'record' : 'records'} before the damage`;
  return { stopped, damages: [{ ...cause, message: `${cause.message}; ${records}` }, ...others], recognised };

  function readDocument(): void {
    const first = cursor.skipSpace();
    if (first === 0x5b) fail('not-a-trail', 'is a JSON array, not a trail file with "Records"');
    if (first !== 0x7b) {
      if (recognised !== 'unknown') fail('bad-json', `goes on with something that is not JSON at ${here()}`);
      fail('not-a-trail', `is not JSON: it begins with ${cursor.sample()}`);
    }
    cursor.advance(1);
    let hasRecords = false;
    for (let position = 0; ; position++) {
      let byte = cursor.skipSpace();
      if (byte === 0x7d) break;
      if (position > 0) {
        if (byte !== 0x2c) breakOff();
        cursor.advance(1);
        byte = cursor.skipSpace();
      }
      const key = byte === 0x22 ? readSmall() : undefined;
      if (typeof key !== 'string' || cursor.skipSpace() !== 0x3a) breakOff();
      cursor.advance(1);
      byte = cursor.skipSpace();
      if (key === 'Records' && byte === 0x5b) {
        hasRecords = true;
        recognised = 'trail';
        cursor.advance(1);
        readElements();
        if (stopped) return;
        continue;
      }
      const value = readSmall();
      if (value === undefined) breakOff();
      if (key === 'Records')
        fail('not-a-trail', `has "Records", but it is ${value === null ? 'null' : 'no array'}`);
      if (key === 'digestStartTime' || key === 'logFiles') recognised = 'digest';
    }
    cursor.advance(1);
    if (!hasRecords && recognised !== 'digest')
      fail('not-a-trail', 'is JSON, but no trail file: it has no "Records"');
  }

  function breakOff(): never {
    if (cursor.atEnd()) return fail('truncated', `ends at ${here()}, before its JSON is complete`);
    if (recognised === 'unknown') return fail('not-a-trail', `is not JSON: ${cursor.sample()} at ${here()}`);
    return fail('bad-json', `breaks off being JSON at ${here()}: ${cursor.sample()}`);
  }

  /** Reads the value at the cursor and moves behind it; undefined if it is no JSON. */
  function readSmall(): unknown {
    const { state, length } = cursor.measure(limits);
    if (state === 'too-large' || state === 'too-deep') {
      if (!cursor.skipValue()) breakOff();
      return {};
    }
    const value = state === 'whole' ? parse(cursor.peek(length)) : undefined;
    if (value !== undefined) cursor.advance(length);
    return value;
  }

  /** The elements of `Records`, up to and with the closing bracket. */
  function readElements(): void {
    // Behind damage, or at the start, no comma stands before an element.
    let fresh = true;
    for (let position = 0; !stopped; position++) {
      let byte = cursor.skipSpace();
      if (byte === 0x2c && !fresh) {
        cursor.advance(1);
        byte = cursor.skipSpace();
        if (byte === 0x5d) note('bad-json', `a comma without a record behind it, at ${here()}`);
      } else if (byte === 0x7b && !fresh) {
        note('bad-json', `no comma before record ${count(index)}, at ${here()}; nothing is lost`);
      } else if (byte !== 0x5d && byte !== -1 && !fresh) {
        const from = cursor.position();
        const found = cursor.seekRecord();
        const lost = `${count(cursor.position() - from)} bytes are lost`;
        note('bad-json', `no comma behind record ${count(index - 1)}, at byte ${count(from)}; ${lost}`);
        if (!found) throw new Unreadable();
      }
      if (byte === 0x5d) {
        cursor.advance(1);
        return;
      }
      if (byte === -1)
        fail('truncated', `ends behind ${count(index)} records, at ${here()}, without closing "Records"`);
      fresh = readElement(position);
    }
  }

  /** Reads one element; true if it was damaged, so that anything may stand behind it. */
  function readElement(position: number): boolean {
    const start = cursor.position();
    const { state, length } = cursor.measure(limits);
    const bytes = cursor.peek(length);
    const parsed = state === 'whole' ? parse(bytes) : undefined;
    if (parsed !== undefined) {
      if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) {
        stopped = !onRecord(bytes, 0, length, index, true);
        index++;
      } else {
        note('bad-json', `element ${count(position)} of "Records", at byte ${count(start)}, is no record`);
      }
      cursor.advance(length);
      return false;
    }
    const what = `record ${count(index)}, at byte ${count(start)},`;
    const next = cursor.recordWithin(length);
    index++;
    if (next !== -1) {
      note('bad-json', `${what} is broken JSON; ${count(next)} bytes up to the next record are lost`);
      cursor.advance(next);
      return true;
    }
    if (state === 'ended') fail('truncated', `ends in the middle of ${what} ${count(length)} bytes are lost`);
    if (state === 'whole' || state === 'broken') {
      note('bad-json', `${what} is broken JSON; its ${count(length)} bytes are lost`);
      cursor.advance(length);
      return state === 'broken';
    }
    const excess =
      state === 'too-large'
        ? `larger than ${count(limits.maxRecordSize)} bytes`
        : `nested more than ${count(limits.maxDepth)} levels deep`;
    note('too-large', `${what} is ${excess} and was not read`);
    if (!cursor.skipValue()) fail('truncated', `ends in the middle of ${what} which is ${excess}`);
    return false;
  }
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** The parsed value, or undefined if it is no JSON. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
