/** Hands the records that a format took out on to the reader's caller, within the limits, and counts them. */
import { grouped } from '../../model/number-text.js';
import { createLosses, eventIdOf, type Losses } from '../losses.js';
import type { Damage } from '../split/careful.js';
import type { Limits } from '../split/cursor.js';
import type { OnRecord } from '../split/records.js';
import type { Other, Reading } from './format.js';
import { parseJson } from './json-slice.js';

/** What a file, or a member of a container, was found to hold. */
export interface Contents {
  /** The caller wanted no more. */
  readonly stopped: boolean;
  /** The names of the formats that carried its records. */
  readonly formats: ReadonlySet<string>;
  /** What was recognised and holds no records. */
  readonly others: ReadonlySet<Other>;
  /** How many records are less than CloudTrail's. */
  readonly partial: number;
  readonly damages: readonly Damage[];
}

export interface Taking {
  readonly losses: Losses;
  /** `bytes`: how much of the file the item takes up. False if no more is wanted. */
  take(format: string, reading: Reading, bytes: number): boolean;
  /** A list of this format was met that holds nothing. */
  met(format: string): void;
  contents(): Contents;
}

export function createTaking(limits: Limits, onRecord: OnRecord): Taking {
  const losses = createLosses();
  const formats = new Set<string>();
  const others = new Set<Other>();
  let index = 0;
  let partial = 0;
  let without = 0;
  let stopped = false;

  const excess = (text: Buffer): string | undefined => {
    if (text.length > limits.maxRecordSize) return `larger than ${grouped(limits.maxRecordSize)} bytes`;
    if (text.length > 2 * limits.maxDepth && depthOf(text) > limits.maxDepth)
      return `nested more than ${grouped(limits.maxDepth)} levels deep`;
    return undefined;
  };

  return {
    losses,
    take(format, reading, bytes) {
      if ('holds' in reading) {
        others.add(reading.holds);
        return true;
      }
      without += reading.without ?? 0;
      if (reading.records.length > 0) formats.add(format);
      for (const record of reading.records) {
        const { text } = record;
        const why = excess(text);
        if (why !== undefined) {
          losses.note('too-large', `record ${grouped(index++)} is ${why} and was not read`);
          continue;
        }
        losses.passed(bytes / reading.records.length, () => eventIdOf(parseJson(text)));
        if (record.partial) partial++;
        stopped = !onRecord(text, 0, text.length, index++, true);
        if (stopped) return false;
      }
      return true;
    },
    met: (format) => formats.add(format),
    contents() {
      const missing: Damage[] = [];
      if (without > 0) {
        const entries = `${grouped(without)} ${without === 1 ? 'entry holds' : 'entries hold'}`;
        missing.push({ kind: 'not-a-trail', message: `${entries} no CloudTrail record` });
      }
      return { stopped, formats, others, partial, damages: [...losses.damages(), ...missing] };
    },
  };
}

/** How deep the brackets of JSON text go. */
function depthOf(text: Buffer): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (byte === 0x22) {
      for (i++; i < text.length && text[i] !== 0x22; i++) if (text[i] === 0x5c) i++;
    } else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return deepest;
}
