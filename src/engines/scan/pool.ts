/**
 * A pool of worker threads over a list of files. Each worker is handed a few files at a time, fewer towards the end, so
 * that messages stay rare and all workers finish together; and some more ahead, so that it need not wait while the main
 * thread is busy. A worker that dies loses the file it was reading, no more.
 */
import type { Worker } from 'node:worker_threads';
import { noMatches } from './file-result.js';
import { rest, wake } from './idle-workers.js';
import { unpackedHashes } from './plain-hashes.js';
import type { Answer, Assignment, FileResult, FileTask, Order } from './protocol.js';

const largestBatch = 32;
/** As many files are handed over ahead: small ones take a tenth of a millisecond each, and the main thread may need a hundred. */
const mostAhead = 1024;
/** Nothing holds a worker up: so much of what it has found may wait while the main thread is busy. */
const largestAnswer = 16 * 1024 * 1024;

/**
 * Scans the files and calls `onResult` for each, in no certain order; if it returns false, no more is read. Resolves when
 * all is done or stopped. Files that are not `isAsked` any more when their turn comes are left out.
 * @throws the reason of `signal` if it is aborted; what kept a worker from taking the question; what `onResult` throws.
 */
export async function scanFiles(
  tasks: readonly FileTask[],
  assignment: Assignment,
  threads: number,
  onResult: (result: FileResult) => boolean,
  signal?: AbortSignal,
  isAsked: (task: FileTask) => boolean = () => true,
): Promise<void> {
  let next = 0;
  let answered = 0;
  let answeredBytes = 0;
  const retry: FileTask[] = [];
  const busy = new Set<Worker>();
  const give = (worker: Worker, order: Order): void => worker.postMessage(order);

  /** How many files a worker may have at a time, so that they last as long for all. */
  const fitting = (): number => {
    const share = Math.ceil((tasks.length - next) / (threads * 4));
    // Hashes are short, whatever the files.
    if (assignment.hash) return Math.min(share, mostAhead);
    const answerable = Math.floor((largestAnswer * answered) / Math.max(1, answeredBytes));
    return Math.min(share, mostAhead, answered === 0 ? largestBatch : answerable);
  };

  /** The next few files; none if none are left. */
  const take = (): FileTask[] => {
    const size = Math.max(1, Math.min(largestBatch, Math.ceil(fitting() / 4)));
    const batch: FileTask[] = [];
    while (next < tasks.length && batch.length < size) {
      const task = tasks[next++];
      if (task && isAsked(task)) batch.push(task);
    }
    return batch;
  };

  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
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
      if (retry.length === 0 && next >= tasks.length) return;
      const worker = wake();
      busy.add(worker);
      /** What the worker was handed and has not answered, in the order in which it reads. */
      const at: FileTask[] = [];
      let isAlone = false;
      let isReady = false;
      let reason: unknown;
      const hand = (batch: readonly FileTask[]): void => {
        at.push(...batch);
        give(worker, { batch });
      };
      const feed = (): void => {
        if (at.length === 0) isAlone = false;
        // Of files that a worker died of, each is read alone: then it is known which is to blame.
        if (retry.length > 0) {
          if (at.length > 0) return;
          isAlone = true;
          hand(retry.splice(0, 1));
        }
        while (!isAlone && at.length < Math.max(2, fitting())) {
          const batch = take();
          if (batch.length === 0) return;
          hand(batch);
        }
      };
      const release = (): void => {
        busy.delete(worker);
        rest(worker);
        if (busy.size === 0) settle();
      };
      worker.on('message', (answer: Answer) => {
        if (settled || 'isDone' in answer) return;
        isReady = true;
        const results = 'hashes' in answer ? unpackedHashes(answer) : answer;
        at.splice(0, results.length);
        feed();
        try {
          for (const result of results) {
            answered++;
            answeredBytes += result.bytes.length;
            if (!onResult(result)) return settle();
          }
        } catch (error) {
          return settle(error);
        }
        if (at.length === 0) release();
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
        start();
        if (busy.size === 0) settle();
      });
      give(worker, { assignment, stop });
      feed();
      if (at.length === 0) release();
    };
    for (let i = 0; i < threads; i++) start();
    if (busy.size === 0) settle();
  }).finally(() => {
    stopListening();
    // What is still busy was stopped in the middle.
    Atomics.store(stop, 0, 1);
    return Promise.all([...busy].map(putDown));
  });
}

/** Milliseconds that a worker has to put down what it reads. Then it is in a long file. */
const patience = 250;

/**
 * Waits until the worker has put down what it was reading, and lets it rest. Only if that takes long is it torn down: one
 * that is just setting up a decompressor would take the whole process with it (Node 20: "close before init").
 */
function putDown(worker: Worker): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(worker.terminate()), patience);
    worker.on('exit', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    worker.on('message', (answer: Answer) => {
      if (!('isDone' in answer)) return;
      clearTimeout(timer);
      rest(worker);
      resolve(undefined);
    });
    worker.postMessage({ asksIfDone: true } satisfies Order);
  });
}

function lostFile({ source }: FileTask, message: string): FileResult {
  return {
    source,
    records: 0,
    ...noMatches(),
    damages: [{ kind: 'worker', message }],
  };
}
