/** The worker thread: takes a question, scans the files of each batch it is handed, and answers in their order. */
import { parentPort } from 'node:worker_threads';
import { fileGrouper } from './group-file.js';
import { fileHasher } from './hash-one.js';
import { packedHashes } from './plain-hashes.js';
import type { Answer, FileResult, FileTask, Order } from './protocol.js';
import { fileScanner } from './scan-file.js';
import { fileSurveyor } from './survey-file.js';

/** Results are sent on when so many bytes of matches have gathered, so that they never pile up in the worker. */
const sendAt = 4 * 1024 * 1024;

const port = parentPort;
if (!port) throw new Error('runs as a worker thread only');
let scan: ((task: FileTask) => FileResult) | undefined;
let isHashing = false;
let stop: Int32Array = new Int32Array(1);

port.on('message', (order: Order) => {
  if ('asksIfDone' in order) {
    port.postMessage({ isDone: true } satisfies Answer);
    return;
  }
  if ('assignment' in order) {
    const { assignment } = order;
    stop = order.stop;
    const { groups } = assignment;
    isHashing = assignment.hash === true;
    if (groups) scan = fileGrouper(assignment, groups);
    else if (assignment.hash) scan = fileHasher(assignment);
    else scan = assignment.survey ? fileSurveyor(assignment) : fileScanner(assignment);
    // Ready: if it dies from here on, a file is to blame.
    port.postMessage([]);
    return;
  }
  if (!scan) throw new Error('a batch came before the question');
  let results: FileResult[] = [];
  let size = 0;
  const send = (): void => {
    if (isHashing) {
      port.postMessage(packedHashes(results));
      results = [];
      return;
    }
    const buffers = results.flatMap(({ bytes, ends, indexes, spots, hits, parts = [] }) => [
      ...[bytes.buffer, ends.buffer, indexes.buffer, spots.buffer],
      ...(hits ? [hits.rules.buffer, hits.ends.buffer, hits.met.buffer, hits.keys.buffer] : []),
      ...(hits?.out ? [hits.out.buffer] : []),
      ...(hits?.facts ? [hits.facts.has.buffer, hits.facts.numbers.buffer] : []),
      ...parts.flatMap(({ rows, measures }) => [rows.buffer, measures.buffer]),
    ]);
    port.postMessage(results, buffers as ArrayBuffer[]);
    results = [];
    size = 0;
  };
  for (const [i, task] of order.batch.entries()) {
    if (Atomics.load(stop, 0) === 1) return;
    const result = scan(task);
    results.push(result);
    size += sizeOf(result);
    if (size >= sendAt || i === order.batch.length - 1) send();
  }
});

function sizeOf({ bytes, parts = [] }: FileResult): number {
  return parts.reduce((sum, { rows, measures }) => sum + rows.byteLength + measures.byteLength, bytes.length);
}
