/**
 * A pool of worker threads over a list of files. Each worker is handed a few files at a time, fewer towards the end, so
 * that messages stay rare and all workers finish together. A worker that dies loses the file it was reading, no more.
 *
 * A thread takes about 40 ms to start, so `warmUp` may start some while the program is still loading, and those that are
 * done wait for the next question instead of ending. Waiting workers do not keep the process alive.
 */
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../load/package-root.js';
import type { Assignment, FileResult, FileTask, Order } from './protocol.js';

const largestBatch = 32;
/** Of matches: nothing holds a worker up within a batch, so this much may wait for each while the main thread is busy. */
const largestAnswer = 16 * 1024 * 1024;
const workerUrl = builtFile('bundle/worker.js');

/** Started, with nothing to do, and without listeners of ours. */
const idle: Worker[] = [];

function rest(worker: Worker): void {
  forget(worker);
  // One that dies while it waits is simply not taken again.
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  });
  worker.unref();
  idle.push(worker);
}

function wake(): Worker {
  const worker = idle.pop() ?? new Worker(workerUrl);
  forget(worker);
  worker.ref();
  return worker;
}

function forget(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
}

/** Starts workers ahead of their first question. */
export function warmUp(threads: number): void {
  while (idle.length < threads) rest(new Worker(workerUrl));
}

/**
 * Scans the files and calls `onResult` for each, in no certain order; if it returns false, no more is read. Resolves when
 * all is done or stopped.
 * @throws the reason of `signal` if it is aborted; what kept a worker from taking the question; what `onResult` throws.
 */
export async function scanFiles(
  tasks: readonly FileTask[],
  assignment: Assignment,
  threads: number,
  onResult: (result: FileResult) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  let answered = 0;
  let answeredBytes = 0;
  const retry: FileTask[] = [];
  const busy = new Set<Worker>();
  const give = (worker: Worker, order: Order): void => worker.postMessage(order);

  const take = (): FileTask[] => {
    if (retry.length > 0) return retry.splice(0, 1);
    const share = Math.ceil((tasks.length - next) / (threads * 8));
    const fitting = Math.floor((largestAnswer * answered) / Math.max(1, answeredBytes));
    const size = answered === 0 ? share : Math.min(share, fitting);
    const batch = tasks.slice(next, next + Math.min(largestBatch, Math.max(1, size)));
    next += batch.length;
    return batch;
  };

  let stopListening = (): void => undefined;
  await new Promise<void>((resolve, reject) => {
    let settled = false;
    const settle = (error?: unknown): void => {
      if (settled) return;
      settled = true;
      if (error === undefined) resolve();
      else reject(error);
    };
    if (signal?.aborted) return settle(signal.reason);
    const onAbort = (): void => settle(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    stopListening = () => signal?.removeEventListener('abort', onAbort);

    const start = (): void => {
      const worker = wake();
      busy.add(worker);
      let at = take();
      let isReady = false;
      let reason: unknown;
      worker.on('message', (results: readonly FileResult[]) => {
        if (settled) return;
        isReady = true;
        at.splice(0, results.length);
        try {
          for (const result of results) {
            answered++;
            answeredBytes += result.bytes.length;
            if (!onResult(result)) return settle();
          }
        } catch (error) {
          return settle(error);
        }
        if (at.length > 0) return;
        at = take();
        if (at.length > 0) return give(worker, { batch: at });
        busy.delete(worker);
        rest(worker);
        if (busy.size === 0) settle();
      });
      worker.on('error', (error) => {
        reason = error;
      });
      // Only now has everything arrived that it sent before it died.
      worker.on('exit', () => {
        busy.delete(worker);
        if (settled) return;
        const why = reason instanceof Error ? reason : new Error('it ended by itself');
        const [lost, ...others] = at;
        if (!lost || !isReady) return settle(why);
        // Which of several it was is not known: they are read again, each by itself.
        if (others.length > 0) retry.push(...at);
        else if (!onResult(lostFile(lost, `the worker reading it died: ${why.message}`))) return settle();
        if (retry.length > 0 || next < tasks.length) start();
        else if (busy.size === 0) settle();
      });
      give(worker, { assignment });
      give(worker, { batch: at });
    };
    for (let i = 0; i < threads && next < tasks.length; i++) start();
    if (busy.size === 0) settle();
  }).finally(() => {
    stopListening();
    // What is still busy was stopped in the middle.
    return Promise.all([...busy].map((worker) => worker.terminate()));
  });
}

function lostFile({ source }: FileTask, message: string): FileResult {
  return {
    source,
    records: 0,
    bytes: new Uint8Array(),
    ends: new Int32Array(),
    indexes: new Int32Array(),
    damages: [{ kind: 'worker', message }],
  };
}
