/** The worker thread: scans the files of each batch it is handed, and answers in their order. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Assignment, FileResult, FileTask } from './protocol.js';
import { fileScanner } from './scan-file.js';

/** Results are sent on when so many bytes of matches have gathered, so that they never pile up in the worker. */
const sendAt = 4 * 1024 * 1024;

const port = parentPort;
if (!port) throw new Error('runs as a worker thread only');
const scan = fileScanner(workerData as Assignment);

port.on('message', (batch: readonly FileTask[]) => {
  let results: FileResult[] = [];
  let size = 0;
  const send = (): void => {
    const buffers = results.flatMap(({ bytes, ends, indexes }) => [
      bytes.buffer,
      ends.buffer,
      indexes.buffer,
    ]);
    port.postMessage(results, buffers as ArrayBuffer[]);
    results = [];
    size = 0;
  };
  for (const [i, task] of batch.entries()) {
    const result = scan(task);
    results.push(result);
    size += result.bytes.length;
    if (size >= sendAt || i === batch.length - 1) send();
  }
});
