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
const workerUrl = builtFile('bundle/worker.js');

/** Started, with nothing to do. */
const idle: Worker[] = [];
/** Workers that have said that they are up: what kills one of these is a file, not a fault of ours. */
const up = new WeakSet<Worker>();

function create(): Worker {
  const worker = new Worker(workerUrl);
  worker.once('message', () => up.add(worker));
  // One that dies while it waits is simply not taken again.
  worker.once('exit', () => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  });
  worker.on('error', () => undefined);
  return worker;
}

function rest(worker: Worker): void {
  worker.unref();
  idle.push(worker);
}

function wake(): Worker {
  const worker = idle.pop() ?? create();
  worker.ref();
  return worker;
}

/** Starts workers ahead of their first question. */
export function warmUp(threads: number): void {
  while (idle.length < threads) rest(create());
}

/**
 * Scans the files and calls `onResult` for each, in no certain order; if it returns false, no more is read. Resolves when
 * all is done or stopped.
 * @throws the reason of `signal` if it is aborted; what keeps a worker from starting.
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
  const busy = new Set<Worker>();
  const give = (worker: Worker, order: Order): void => worker.postMessage(order);

  const take = (): FileTask[] => {
    if (retry.length > 0) return retry.splice(0, 1);
    const size = Math.ceil((tasks.length - next) / (threads * 8));
    const batch = tasks.slice(next, next + Math.min(largestBatch, Math.max(1, size)));
    next += batch.length;
    return batch;
  };

  let onAbort = (): void => undefined;
  await new Promise<void>((resolve, reject) => {
    let settled = false;
    const settle = (error?: unknown): void => {
      if (settled) return;
      settled = true;
      if (error === undefined) resolve();
      else reject(error);
    };
    if (signal?.aborted) return settle(signal.reason);
    onAbort = () => settle(signal?.reason);
    signal?.addEventListener('abort', onAbort);

    const start = (): void => {
      const worker = wake();
      busy.add(worker);
      let at = take();
      let reason: unknown;
      const onMessage = (results: readonly FileResult[]) => {
        if (settled) return;
        at.splice(0, results.length);
        for (const result of results) if (!onResult(result)) return settle();
        if (at.length > 0) return;
        at = take();
        if (at.length > 0) return give(worker, { batch: at });
        busy.delete(worker);
        leave();
        rest(worker);
        if (busy.size === 0) settle();
      };
      const onError = (error: unknown): void => {
        reason = error;
      };
      // Only here has everything arrived that it sent before it died.
      const onExit = () => {
        busy.delete(worker);
        const [lost, ...others] = at;
        if (settled || !lost) return;
        if (!up.has(worker)) return settle(reason ?? new Error('a worker ended before it was up'));
        retry.push(...others);
        const message = `the worker reading it died: ${reason instanceof Error ? reason.message : String(reason)}`;
        if (!onResult(lostFile(lost, message))) return settle();
        if (retry.length > 0 || next < tasks.length) start();
        else if (busy.size === 0) settle();
      };
      const leave = (): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      give(worker, { assignment });
      give(worker, { batch: at });
    };
    for (let i = 0; i < threads && next < tasks.length; i++) start();
    if (busy.size === 0) settle();
  }).finally(() => {
    signal?.removeEventListener('abort', onAbort);
    // What is still busy was stopped in the middle.
    return Promise.all([...busy].map((worker) => worker.terminate()));
  });
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
