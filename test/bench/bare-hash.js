/**
 * The yardstick of `validate`: what it costs to take the SHA-256 of every file, and do nothing with it. Two workers, each
 * taking the next file when it is done with one. Files that are gzipped are inflated first, all at once, by `node:zlib`.
 *
 * `node test/bench/bare-hash.js FOLDER [WORKERS]` prints `{"files":…,"bytes":…}`: what was hashed.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

if (isMainThread) {
  const [folder, workers = '2'] = process.argv.slice(2);
  const files = readdirSync(folder, { recursive: true })
    .filter((name) => /\.json(?:\.gz)?$/.test(name))
    .map((name) => join(folder, name));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const sums = await Promise.all(Array.from({ length: Number(workers) }, () => hashShare({ files, next })));
  console.log(JSON.stringify({ files: files.length, bytes: sums.reduce((sum, share) => sum + share, 0) }));
} else {
  const { files, next } = workerData;
  let bytes = 0;
  for (let i = Atomics.add(next, 0, 1); i < files.length; i = Atomics.add(next, 0, 1)) {
    const stored = readFileSync(files[i]);
    const content = stored[0] === 0x1f ? gunzipSync(stored) : stored;
    createHash('sha256').update(content).digest('hex');
    bytes += content.length;
  }
  parentPort.postMessage(bytes);
}

function hashShare(data) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: data });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
