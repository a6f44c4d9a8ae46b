/**
 * Says what damage cost: in bytes, in records where those around it allow an estimate, and between which events. The
 * event behind a loss is known only when it has been read, so the words are put together at the end.
 */

import type { JsonObject, JsonValue } from '../model/json.js';
import { grouped } from '../model/number-text.js';
import type { Cause } from './inflate.js';
import type { Damage } from './split/careful.js';

export interface Losses {
  /** A record was read whole, which takes up so many bytes of the file. `id` is asked for only beside a loss. */
  passed(bytes: number, id: () => string | undefined): void;
  /** Something is wrong; nothing is known to be lost. */
  note(kind: Damage['kind'], message: string): void;
  lost(kind: Damage['kind'], message: string, bytes: number, more?: Known): void;
  damages(): readonly Damage[];
}

interface Known {
  /** How many records, where that is known; 0 where the message says it. */
  readonly records?: number;
  /** Words behind the number of bytes. */
  readonly upTo?: string;
}

interface Loss {
  readonly kind: Damage['kind'];
  readonly message: string;
  readonly bytes: number;
  readonly known: Known;
  readonly after: string | undefined;
  before: string | undefined;
}

/** Of what is wrong with one file so many are told one by one. */
const told = 100;

export function createLosses(): Losses {
  const noted: (Damage | Loss)[] = [];
  const open: Loss[] = [];
  let untold = 0;
  let untoldBytes = 0;
  let records = 0;
  let bytesOfRecords = 0;
  let last = (): string | undefined => undefined;

  return {
    passed(bytes, id) {
      records++;
      bytesOfRecords += bytes;
      last = id;
      if (open.length === 0) return;
      const before = id();
      for (const loss of open.splice(0)) loss.before = before;
    },
    note(kind, message) {
      if (noted.length < told) noted.push({ kind, message });
      else untold++;
    },
    lost(kind, message, bytes, known = {}) {
      if (noted.length >= told) {
        untold++;
        untoldBytes += bytes;
        return;
      }
      const loss: Loss = {
        kind,
        message,
        bytes,
        known,
        after: last(),
        before: undefined,
      };
      noted.push(loss);
      open.push(loss);
    },
    damages() {
      const mean = records > 0 ? bytesOfRecords / records : 0;
      const all = noted.map((one) =>
        'bytes' in one ? { kind: one.kind, message: inWords(one, mean) } : one,
      );
      if (untold === 0) return all;
      const message = `${grouped(untold)} further places are damaged; ${lostBytes(untoldBytes)}`;
      return [...all, { kind: 'bad-json', message }];
    },
  };
}

function inWords({ message, bytes, known, after, before }: Loss, mean: number): string {
  const estimate = mean > 0 ? Math.round(bytes / mean) : 0;
  const { records, upTo = '' } = known;
  return `${message}; ${lostBytes(bytes)}${upTo}${countWords(records, estimate)}${placeWords(after, before)}`;
}

function countWords(records: number | undefined, estimate: number): string {
  if (records !== undefined) return records === 0 ? '' : `, ${plural(records)}`;
  return estimate === 0 ? '' : `, about ${plural(estimate)}`;
}

/** `, between event … and event …`, as far as the events are known. */
export function placeWords(after: string | undefined, before: string | undefined): string {
  if (after !== undefined && before !== undefined) return `, between event ${after} and event ${before}`;
  if (after !== undefined) return `, behind event ${after}`;
  return before === undefined ? '' : `, before event ${before}`;
}

/** Damage of the bytes, with what it means for the records that were read up to there. */
export function withRecords({ kind, message, anywhere }: Cause, records: number): Damage {
  if (!anywhere)
    return {
      kind,
      message: `${message}; ${grouped(records)} complete ${records === 1 ? 'record' : 'records'} before the damage`,
    };
  return {
    kind,
    message: `${message}; ${records === 1 ? 'the record' : `any of the ${plural(records)}`} read up to there may be altered`,
  };
}

/** `30 bytes are lost`. */
export function lostBytes(bytes: number): string {
  return `${grouped(bytes)} ${bytes === 1 ? 'byte is' : 'bytes are'} lost`;
}

export function plural(records: number): string {
  return `${grouped(records)} ${records === 1 ? 'record' : 'records'}`;
}

/** The event id of a record; what is long, or no text, is none. */
export function eventIdOf(record: JsonValue | undefined): string | undefined {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return undefined;
  const { eventID, eventId } = record as JsonObject;
  const id = eventID ?? eventId;
  return typeof id === 'string' && id.length <= 64 ? id : undefined;
}
