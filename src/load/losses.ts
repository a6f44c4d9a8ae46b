/**
 * Says what damage cost: in bytes, in records where those around it allow an estimate, and between which events. The
 * event behind a loss is known only when it has been read, so the words are put together at the end.
 */
import type { Damage } from './split/careful.js';

export interface Losses {
  /** A record was read whole: `bytes` of the file, wrapping included. */
  passed(text: Uint8Array, start: number, end: number, bytes: number): void;
  /** Something is wrong; nothing is known to be lost. */
  note(kind: Damage['kind'], message: string): void;
  /** `records`: how many, where that is known. */
  lost(kind: Damage['kind'], message: string, bytes: number, records?: number): void;
  damages(): readonly Damage[];
}

interface Loss {
  readonly kind: Damage['kind'];
  readonly message: string;
  readonly bytes: number;
  readonly records: number | undefined;
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
  let last: Buffer | undefined;

  return {
    passed(text, start, end, bytes) {
      records++;
      bytesOfRecords += bytes;
      last = Buffer.from(text.buffer, text.byteOffset + start, end - start);
      if (open.length === 0) return;
      const before = idOf(last);
      for (const loss of open.splice(0)) loss.before = before;
    },
    note(kind, message) {
      if (noted.length < told) noted.push({ kind, message });
      else untold++;
    },
    lost(kind, message, bytes, count) {
      if (noted.length >= told) {
        untold++;
        untoldBytes += bytes;
        return;
      }
      const loss: Loss = {
        kind,
        message,
        bytes,
        records: count,
        after: last && idOf(last),
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
      const message = `${count(untold)} further places are damaged; ${lostBytes(untoldBytes)}`;
      return [...all, { kind: 'bad-json', message }];
    },
  };
}

function inWords(loss: Loss, mean: number): string {
  const estimate = mean > 0 ? Math.round(loss.bytes / mean) : 0;
  const records =
    loss.records !== undefined
      ? `, ${plural(loss.records)}`
      : estimate > 0
        ? `, about ${plural(estimate)}`
        : '';
  const where =
    loss.after && loss.before
      ? `, between event ${loss.after} and event ${loss.before}`
      : loss.after
        ? `, behind event ${loss.after}`
        : loss.before
          ? `, before event ${loss.before}`
          : '';
  return `${loss.message}; ${lostBytes(loss.bytes)}${records}${where}`;
}

/** `30 bytes are lost`. */
export function lostBytes(bytes: number): string {
  return `${count(bytes)} ${bytes === 1 ? 'byte is' : 'bytes are'} lost`;
}

function plural(records: number): string {
  return `${count(records)} ${records === 1 ? 'record' : 'records'}`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** The event id of a record's text; what is long is no id. */
function idOf(text: Buffer): string | undefined {
  return /"event(?:ID|Id)"\s*:\s*"([^"\\]{1,64})"/.exec(text.toString('latin1'))?.[1];
}
