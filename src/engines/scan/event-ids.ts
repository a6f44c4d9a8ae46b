/**
 * The events that were met, told apart by their ids: 12 bytes for each, in a table that is between three quarters and nine
 * tenths full, so that a million events take at most 16 MB. Kept are 64 bits of a hash of the id and 32 of the content. Two
 * ids of one hash are as good as impossible (a million events: one in 37 million), and would show as a conflict, not as a
 * copy. The table itself is WebAssembly: `event-ids.as.ts`.
 */
import { pageSize, type WebAssemblyMemory, webAssembly } from '../../load/web-assembly.js';
import { UsageError } from '../../model/usage-error.js';

export type Met =
  /** Not met before. */
  | 'new'
  /** A copy of an event that was met. */
  | 'copy'
  /** The id was met, but with another content. */
  | 'conflict';

export interface EventIds {
  /** @throws UsageError if there is no memory for more; so does `meetAll`. */
  meet(idLow: number, idHigh: number, content: number): Met;
  /**
   * Meets the events of rows in their order, those without an id left out. What is not new is told to `other`, which
   * returns false to go no further.
   */
  meetAll(rows: RowBytes, other: (row: number, met: 'copy' | 'conflict') => boolean): void;
  readonly size: number;
  /** Of the table. */
  readonly bytes: number;
}

export interface RowBytes {
  readonly bytes: Uint8Array;
  /** Bytes of a row. It begins with four numbers: the id (2), the content, and flags. */
  readonly stride: number;
  /** The flag that says that there is an id. */
  readonly idFlag: number;
}

interface Exports {
  readonly memory: WebAssemblyMemory;
  begin(movedAt: number, at: number, size: number): boolean;
  meet(from: number, to: number, stride: number, flag: number): number;
  getOutcome(): number;
  getUsed(): number;
  getSize(): number;
}

/** Rows are copied there. */
const rowsAt = pageSize;
const rowsSize = 4 * pageSize;
/** Room for entries that are moved. */
const movedAt = rowsAt + rowsSize;
const tableAt = movedAt + 16 * pageSize;
const smallest = 1024;

/** By the number that the table tells. */
const outcomes = [undefined, 'copy', 'conflict'] as const;

export function eventIds(): EventIds {
  const table = webAssembly('engines/scan/event-ids.wasm') as Exports;
  table.memory.grow(Math.ceil((tableAt + 12 * smallest - table.memory.buffer.byteLength) / pageSize));
  table.begin(movedAt, tableAt, smallest);
  const one = new Int32Array(4);
  const oneRow = { bytes: new Uint8Array(one.buffer), stride: one.byteLength, idFlag: 1 };

  const meetAll: EventIds['meetAll'] = ({ bytes, stride, idFlag }, other) => {
    const atOnce = stride * Math.floor(rowsSize / stride);
    for (let done = 0; done < bytes.length; done += atOnce) {
      const part = bytes.subarray(done, done + atOnce);
      // The memory may have moved since.
      new Uint8Array(table.memory.buffer, rowsAt, part.length).set(part);
      const end = rowsAt + part.length;
      for (let at = rowsAt; ; at += stride) {
        at = table.meet(at, end, stride, idFlag);
        if (at === end) break;
        const met = outcomes[table.getOutcome()];
        if (!met)
          throw new UsageError('too many events for one answer', undefined, 'Ask for less: --since, --until');
        if (!other((done + at - rowsAt) / stride, met)) return;
      }
    }
  };

  return {
    meetAll,
    meet(low, high, content) {
      one.set([low, high, content, 1]);
      let met: Met = 'new';
      meetAll(oneRow, (_, other) => {
        met = other;
        return true;
      });
      return met;
    },
    get size() {
      return table.getUsed() >>> 0;
    },
    get bytes() {
      return table.getSize() >>> 0;
    },
  };
}
