/**
 * The careful reader: for the files that the fast reader gave up on. It parses every record and names what is wrong
 * and where; a broken record costs that record only. It never makes a record out of damage: what does not parse as
 * one object, or is cut short by a bracket too many, is left out and reported.
 *
 * After damage the reading goes on where the next record can be told for certain: at an object that begins with
 * `"eventVersion"`, as CloudTrail writes them. (Inside a string those quotes would be escaped, so text that a caller
 * chose cannot pose as a record.) From there on, only objects with that key count as records.
 */

import type { JsonValue } from '../../model/json.js';
import { grouped } from '../../model/number-text.js';
import type { Problem } from '../../model/problem.js';
import type { ByteSource } from '../inflate.js';
import { createLosses, eventIdOf, lostBytes, withRecords } from '../losses.js';
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
  const losses = createLosses();
  let recognised: CarefulResult['recognised'] = 'unknown';
  let index = 0;
  let complete = 0;
  let stopped = false;
  /** The document at hand has `Records`. */
  let hasRecords = false;
  /** The structure was broken somewhere before. */
  let damaged = false;

  const { note } = losses;
  const fail = (kind: Damage['kind'], message: string): never => {
    note(kind, message);
    throw new Unreadable();
  };
  const here = (): string => `byte ${grouped(cursor.position())}`;

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
  const damages = losses.damages();
  const cause = source.damage();
  if (!cause) return { stopped, damages, recognised };
  // What is missing at the end of damaged gzip data is the effect, not another problem.
  const others = damages.filter(({ kind }) => kind === 'bad-json' || kind === 'too-large');
  return { stopped, damages: [withRecords(cause, complete), ...others], recognised };

  function readDocument(): void {
    const start = here();
    const known = recognised;
    let position = 0;
    hasRecords = false;
    if (cursor.skipSpace() === 0x7b) {
      cursor.advance(1);
    } else {
      if (known === 'unknown' && cursor.skipSpace() === 0x5b)
        fail('not-a-trail', 'is a JSON array, not a trail file with "Records"');
      readBehindBreak();
      position = 1;
    }
    for (; !stopped && cursor.skipSpace() !== 0x7d; position++) if (!readMember(position)) readBehindBreak();
    if (stopped) return;
    cursor.advance(1);
    if (hasRecords || recognised === 'digest') return;
    if (known === 'trail') note('not-a-trail', `goes on with JSON that has no "Records", at ${start}`);
    // An object that something else than another follows may be part of a trail whose beginning is lost.
    else if (cursor.skipSpace() === -1 || cursor.skipSpace() === 0x7b)
      fail('not-a-trail', 'is JSON, but no trail file: it has no "Records"');
  }

  /** Reads a key of a document and its value; false if something else stands there. */
  function readMember(position: number): boolean {
    if (position > 0) {
      if (cursor.skipSpace() !== 0x2c) return false;
      cursor.advance(1);
    }
    const key = cursor.skipSpace() === 0x22 ? readValue() : undefined;
    if (typeof key !== 'string' || cursor.skipSpace() !== 0x3a) return false;
    cursor.advance(1);
    if (cursor.skipSpace() === 0x5b && key === 'Records') {
      cursor.advance(1);
      readElements();
      return true;
    }
    const value = readValue();
    if (value === undefined) return false;
    if (key === 'Records')
      fail('not-a-trail', `has "Records", but it is ${value === null ? 'null' : 'no array'}`);
    if (key === 'digestStartTime' || key === 'logFiles') recognised = 'digest';
    return true;
  }

  /** Reads the value at the cursor and moves behind it; undefined if it is no JSON. */
  function readValue(): unknown {
    const { state, length } = cursor.measure(limits);
    if (state === 'ended') endOfBytes();
    if (state === 'too-large' || state === 'too-deep') {
      if (!cursor.skipValue()) endOfBytes();
      return {};
    }
    const value = state === 'whole' ? parse(cursor.peek(length)) : undefined;
    if (value !== undefined) cursor.advance(length);
    return value;
  }

  function endOfBytes(): never {
    return fail('truncated', `ends at byte ${grouped(cursor.seen())}, before its JSON is complete`);
  }

  /** The document is broken outside of its records: reads on from the next of them. */
  function readBehindBreak(): void {
    if (cursor.atEnd()) endOfBytes();
    const where = `${here()}: ${cursor.sample()}`;
    const { found, passed } = cursor.seekRecord(0);
    if (found) {
      damaged = true;
      losses.lost('bad-json', `breaks off being JSON at ${where}`, passed, {
        upTo: ', up to the next record',
      });
      readElements();
    } else if (recognised === 'unknown') fail('not-a-trail', `is not JSON: at ${where}`);
    else fail('bad-json', `breaks off being JSON at ${where}`);
  }

  /** The elements of `Records`, up to and with the closing bracket. */
  function readElements(): void {
    hasRecords = true;
    recognised = 'trail';
    // No comma stands before the first, nor before one that was found behind damage.
    let fresh = true;
    for (let position = 0; !stopped; position++) {
      let byte = cursor.skipSpace();
      if (!fresh && byte === 0x2c) {
        cursor.advance(1);
        byte = cursor.skipSpace();
        if (byte === 0x5d) note('bad-json', `a comma without a record behind it, at ${here()}`);
      } else if (!fresh && byte === 0x7b) {
        note('bad-json', `no comma before record ${grouped(index)}, at ${here()}; nothing is lost`);
        damaged = true;
      } else if (!fresh && byte !== 0x5d && byte !== -1) {
        goOn(`no comma behind element ${grouped(position - 1)} of "Records", at ${here()}`, 0);
      }
      if (byte === 0x5d) {
        cursor.advance(1);
        return;
      }
      if (byte === -1) {
        const records = `${grouped(index)} ${index === 1 ? 'record' : 'records'}`;
        fail('truncated', `ends behind ${records}, at ${here()}, without closing "Records"`);
      }
      fresh = readElement(position);
    }
  }

  /** Reads one element; true if it was damaged and the cursor moved to the next. */
  function readElement(position: number): boolean {
    const start = grouped(cursor.position());
    const { state, length } = cursor.measure(limits);
    if (state === 'whole') {
      const bytes = cursor.peek(length);
      const value = parse(bytes);
      const behind = cursor.behind(length);
      if (value === undefined || behind === 'other') damaged = true;
      if (behind !== 'member') {
        if (value === undefined) {
          const what = `record ${grouped(index++)}, at byte ${start}, is broken JSON`;
          losses.lost('bad-json', what, length, { records: 0 });
        } else if (isRecord(value)) {
          losses.passed(length, () => eventIdOf(value as JsonValue));
          stopped = !onRecord(bytes, 0, length, index++, true);
          complete++;
        } else {
          note('bad-json', `element ${grouped(position)} of "Records", at byte ${start}, is no record`);
        }
        cursor.advance(length);
        return false;
      }
    }
    const what = `record ${grouped(index)}, at byte ${start},`;
    index++;
    if (state === 'ended') fail('truncated', `ends in the middle of ${what} ${lostBytes(length)}`);
    if (state === 'too-large' || state === 'too-deep') {
      const excess =
        state === 'too-large'
          ? `larger than ${grouped(limits.maxRecordSize)} bytes`
          : `nested more than ${grouped(limits.maxDepth)} levels deep`;
      note('too-large', `${what} is ${excess} and was not read`);
      if (!cursor.skipValue()) fail('truncated', `ends in the middle of ${what} which is ${excess}`);
      return false;
    }
    goOn(`${what} is broken JSON`, 1);
    return true;
  }

  function isRecord(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return !damaged || 'eventVersion' in value;
  }

  /** Moves to the next record that can be told for certain, `skip` bytes from here or later. */
  function goOn(what: string, skip: number): void {
    const { found, passed } = cursor.seekRecord(skip);
    damaged = true;
    losses.lost('bad-json', what, passed, { upTo: `, up to the ${found ? 'next record' : 'end'}` });
    if (!found) throw new Unreadable();
  }
}

/** The parsed value, or undefined if it is no JSON. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
