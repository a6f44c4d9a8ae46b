/** Takes records one by one, counts them, and says when one was no JSON: what every engine does with a reading. */
import type { Sink } from '../../load/read-file.js';
import type { OnRecord } from '../../load/split/records.js';

export interface RecordSink extends Sink {
  records: number;
  /** Those that hold one of the literals. */
  candidates: number;
}

/**
 * `take` is called for each record that holds one of the literals: `bytes[start, end)` is its text, valid during the call
 * only. It returns false to stop the reading, undefined if the record is no JSON object.
 */
export function recordSink(
  take: (bytes: Buffer, start: number, end: number, index: number, memory: Uint8Array) => boolean | undefined,
): RecordSink {
  let viewed: Uint8Array | undefined;
  let view: Buffer = Buffer.alloc(0);
  const onRecord: OnRecord = (bytes, start, end, index, candidate) => {
    if (viewed !== bytes) {
      viewed = bytes;
      view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    sink.records++;
    if (!candidate) return true;
    sink.candidates++;
    const goOn = take(view, start, end, index, bytes);
    if (goOn === undefined) sink.isBroken = true;
    return goOn === true;
  };
  const sink = { records: 0, candidates: 0, isBroken: false, onRecord };
  return sink;
}
