/**
 * The yardstick: what it costs to read and inflate an archive and do nothing with it. Two workers of
 * `node:zlib`, each taking the next file when it is done with one, as a scanner would share the work.
 *
 * `node test/bench/bare-inflate.js FOLDER [WORKERS]` prints `{"files":…,"inflated":…}` (bytes).
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

if (isMainThread) {
  const [folder, workers = '2'] = process.argv.slice(2);
  const files = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.json.gz'))
    .map((name) => join(folder, name));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const sums = await Promise.all(
    Array.from({ length: Number(workers) }, () => inflateShare({ files, next })),
  );
  console.log(JSON.stringify({ files: files.length, inflated: sums.reduce((sum, share) => sum + share, 0) }));
} else {
  const { files, next } = workerData;
  let inflated = 0;
  for (let i = Atomics.add(next, 0, 1); i < files.length; i = Atomics.add(next, 0, 1)) {
    inflated += gunzipSync(readFileSync(files[i])).length;
  }
  parentPort.postMessage(inflated);
}

function inflateShare(data) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: data });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
