/**
 * A pool of worker threads over a list of files. Each worker is handed a few files at a time, fewer towards the end, so
 * that messages stay rare and all workers finish together. A worker that dies loses the file it was reading, no more.
 */
import { Worker } from 'node:worker_threads';
import type { Assignment, FileResult, FileTask } from './protocol.js';

const largestBatch = 32;
// From `src` and from `dist` alike this is the compiled file.
const workerUrl = new URL('../../../dist/engines/scan/worker.js', import.meta.url);

/**
 * Scans the files and calls `onResult` for each, in no certain order; if it returns false, no more is read. Resolves when
 * all is done, or stopped, and the workers are gone.
 * @throws the reason of `signal` if it is aborted.
 */
export async function scanFiles(
  tasks: readonly FileTask[],
  assignment: Assignment,
  threads: number,
  onResult: (result: FileResult) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const retry: FileTask[] = [];
  const workers = new Set<Worker>();

  await new Promise<void>((resolve, reject) => {
    let settled = false;
    const settle = (error?: unknown): void => {
      if (settled) return;
      settled = true;
      if (error === undefined) resolve();
      else reject(error);
    };
    if (signal?.aborted) return settle(signal.reason);
    signal?.addEventListener('abort', () => settle(signal.reason), { once: true });

    const take = (): FileTask[] => {
      if (retry.length > 0) return retry.splice(0, 1);
      const size = Math.ceil((tasks.length - next) / (threads * 8));
      const batch = tasks.slice(next, next + Math.min(largestBatch, Math.max(1, size)));
      next += batch.length;
      return batch;
    };

    const start = (): void => {
      const worker = new Worker(workerUrl, { workerData: assignment });
      workers.add(worker);
      let at: FileTask[] = take();
      worker.postMessage(at);
      worker.on('message', (results: readonly FileResult[]) => {
        if (settled) return;
        at.splice(0, results.length);
        for (const result of results) if (!onResult(result)) return settle();
        if (at.length > 0) return;
        at = take();
        if (at.length > 0) worker.postMessage(at);
        else {
          workers.delete(worker);
          void worker.terminate();
          if (workers.size === 0) settle();
        }
      });
      worker.on('error', (error) => {
        workers.delete(worker);
        if (settled) return;
        const [lost, ...rest] = at;
        if (!lost) return settle(error);
        retry.push(...rest);
        const message = `the worker reading it died: ${error instanceof Error ? error.message : String(error)}`;
        if (!onResult(lostFile(lost, message))) return settle();
        if (retry.length > 0 || next < tasks.length) start();
        else if (workers.size === 0) settle();
      });
    };
    for (let i = 0; i < threads && next < tasks.length; i++) start();
    if (workers.size === 0) settle();
  }).finally(() => Promise.all([...workers].map((worker) => worker.terminate())));
}

function lostFile({ source }: FileTask, message: string): FileResult {
  return {
    source,
    recognised: 'unknown',
    records: 0,
    bytes: new Uint8Array(),
    ends: new Int32Array(),
    indexes: new Int32Array(),
    damages: [{ kind: 'worker', message }],
  };
}
