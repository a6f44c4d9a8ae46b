/**
 * Worker threads with nothing to do. One takes about 40 ms to start, so some are started while the program is still
 * loading, and those that are done wait for the next question instead of ending. They do not keep the process alive.
 */
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../load/package-root.js';

/** Without listeners of ours. */
const idle: Worker[] = [];

/** Starts workers ahead of their first question. */
export function warmUp(threads: number): void {
  while (idle.length < threads) rest(started());
}

export function wake(): Worker {
  const worker = idle.pop() ?? started();
  forget(worker);
  worker.ref();
  return worker;
}

export function rest(worker: Worker): void {
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

/** CommonJS, for a thread takes a fifth longer to start if it has to set up the loader of modules. */
function started(): Worker {
  // They print nothing. Joined to this thread's streams, more than ten would each add listeners that Node warns of.
  return new Worker(builtFile('bundle/worker.cjs'), { stdout: true, stderr: true });
}

function forget(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
}
