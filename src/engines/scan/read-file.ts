/**
 * One file to its records, whatever is done with them: inflated, cut, recognised; read by the fast reader and, where that
 * gives up, anew by the careful one. Runs in a worker; keeps nothing between files.
 */
import { createInflater } from '../../load/inflate.js';
import { type Damage, readCarefully } from '../../load/split/careful.js';
import type { Limits } from '../../load/split/cursor.js';
import { createKernel, type KernelExtension } from '../../load/split/kernel.js';
import { type OnRecord, readRecords } from '../../load/split/records.js';
import { systemReason } from '../../load/system-reason.js';
import type { Literal } from '../../model/literal.js';
import { parseRecord } from '../../query/record-test.js';
import type { Recognised } from './protocol.js';

/** What is made of the records of one file. */
export interface Sink {
  /**
   * Called for each record that holds one of the literals, in the order of the file: `bytes[start, end)` is its text,
   * valid during the call only. False to stop the reading; undefined if the record is no JSON object.
   */
  take(bytes: Buffer, start: number, end: number, index: number): boolean | undefined;
}

export interface FileRead<S> {
  readonly sink: S;
  readonly recognised: Recognised;
  /** Records met, taken or not. */
  readonly records: number;
  readonly damages: readonly Damage[];
}

export interface Reading {
  readonly limits: Limits;
  /** None: every record is taken. */
  readonly literals: readonly Literal[];
  readonly extension?: KernelExtension;
}

/**
 * Does the work that depends on the question once. The returned function reads a file into a sink of its own, made anew
 * for each reading of it; `isFast` says which. It never throws for what a file holds.
 */
export function fileReader<S extends Sink>(
  { limits, literals, extension }: Reading,
  newSink: (isFast: boolean) => S,
): (path: string) => FileRead<S> {
  const inflater = createInflater();
  const kernel = createKernel(literals, extension);
  const longest = Math.max(0, ...literals.map(({ text }) => text.length));

  const into = (sink: S) => {
    const state = { records: 0, recognised: 'trail' as Recognised, broken: false };
    let viewed: Uint8Array | undefined;
    let view: Buffer = Buffer.alloc(0);
    const onRecord: OnRecord = (bytes, start, end, index, candidate) => {
      if (viewed !== bytes) {
        viewed = bytes;
        view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      if (state.records === 0) {
        state.recognised = recognise(view, start, end);
        if (state.recognised !== 'trail') return false;
      }
      state.records++;
      if (!candidate) return true;
      const goOn = sink.take(view, start, end, index);
      if (goOn === undefined) state.broken = true;
      return goOn === true;
    };
    return { state, onRecord };
  };

  return (path) => {
    try {
      const sink = newSink(true);
      const { state, onRecord } = into(sink);
      const bytes = inflater.open(path);
      try {
        const ending = readRecords(bytes, kernel, limits.maxRecordSize, longest, onRecord);
        if (ending !== 'odd' && !state.broken) return { sink, ...state, damages: [] };
      } finally {
        bytes.close();
      }
      const carefulSink = newSink(false);
      const careful = into(carefulSink);
      const again = inflater.open(path);
      try {
        const { recognised, damages } = readCarefully(again, limits, careful.onRecord);
        const own = careful.state.recognised;
        const { records } = careful.state;
        return { sink: carefulSink, recognised: own === 'trail' ? recognised : own, records, damages };
      } finally {
        again.close();
      }
    } catch (error) {
      const message = systemReason(error);
      if (message === undefined) throw error;
      const damages = [{ kind: 'unreadable', message }] as const;
      return { sink: newSink(false), recognised: 'unknown', records: 0, damages };
    }
  };
}

/**
 * Files that look like trail files and hold something else: Insights events (CloudTrail User Guide, "record contents
 * for Insights events for trails") and S3 event notifications, which have `Records` and `eventVersion` too.
 */
function recognise(bytes: Buffer, start: number, end: number): Recognised {
  const first = parseRecord(bytes, start, end);
  if (!first) return 'trail';
  if (first.eventCategory === 'Insight' || first.eventType === 'AwsCloudTrailInsight') return 'insight';
  return first.eventSource === 'aws:s3' ? 'notice' : 'trail';
}
