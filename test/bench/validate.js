/**
 * Does `validate` keep up with bare hashing? 10,000 log files of a quiet account, and 150 large ones, each with hourly
 * digests, against `bare-hash.js` over the files as they are, and over the same files inflated beforehand: what no
 * validator is spared, and what is left of it if nothing has to be inflated. The floor is 70 % of the speed of the first;
 * the second is told beside it. Every process has two threads, and its start-up counts.
 *
 *   npm run build && node test/bench/validate.js [--runs 5]
 *
 * Writes about 1.5 GB beside the other archives, and keeps it.
 */

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { TRAILSCAN } from './contestants.js';
import { archive, benchFolder } from './generate.js';
import { measure, median } from './measure.js';

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const runs = Number(options.runs);
const FLOOR = 0.7;
const HOUR = 3_600_000;
const LOG = /(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/;
const bareHash = fileURLToPath(new URL('bare-hash.js', import.meta.url));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The archive so often under new names that it has `count` logs, as they are and inflated, with digests. */
async function prepare(name, count) {
  const { folder } = await archive(name);
  const target = join(benchFolder(), `${name}-digests`);
  const [packed, plain] = [join(target, 'packed'), join(target, 'plain')];
  if (existsSync(join(target, 'done'))) return { packed, plain };
  rmSync(target, { recursive: true, force: true });
  const logs = readdirSync(folder, { recursive: true }).filter((path) => LOG.test(path));
  const hours = new Map();
  const write = (path, bytes) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  };
  for (let i = 0; i < count; i++) {
    const path = logs[i % logs.length];
    const bytes = readFileSync(join(folder, path));
    const content = gunzipSync(bytes);
    const turn = String(Math.floor(i / logs.length)).padStart(3, '0');
    const s3Object = path.replace(/.{3}(\.json\.gz)$/, `${turn}$1`);
    write(join(packed, s3Object), bytes);
    write(join(plain, s3Object.replace('.gz', '')), content);
    const [, account, region, year, month, day, hour] = LOG.exec(basename(path));
    const key = JSON.stringify([account, region]);
    const start = Date.UTC(year, month - 1, day, hour);
    const own = hours.get(key) ?? new Map();
    hours.set(key, own);
    const log = { s3Bucket: 'b', s3Object, hashValue: sha256(content), hashAlgorithm: 'SHA-256' };
    own.set(start, [...(own.get(start) ?? []), log]);
  }
  for (const [key, own] of hours) {
    const [account, region] = JSON.parse(key);
    let previous;
    const [first, last] = [Math.min(...own.keys()), Math.max(...own.keys())];
    for (let start = first; start <= last; start += HOUR) {
      const [from, end] = [start, start + HOUR].map((time) =>
        new Date(time).toISOString().replace('.000', ''),
      );
      const folderName = `AWSLogs/${account}/CloudTrail-Digest/${region}/${end.slice(0, 10).replaceAll('-', '/')}`;
      const stamp = end.replaceAll(/[-:]/g, '');
      const digestS3Object = `${folderName}/${account}_CloudTrail-Digest_${region}_t_${region}_${stamp}.json.gz`;
      const text = JSON.stringify({
        awsAccountId: account,
        digestStartTime: from,
        digestEndTime: end,
        digestS3Bucket: 'b',
        digestS3Object,
        digestPublicKeyFingerprint: 'ab',
        digestSignatureAlgorithm: 'SHA256withRSA',
        previousDigestS3Bucket: previous ? 'b' : null,
        previousDigestS3Object: previous?.key ?? null,
        previousDigestHashValue: previous?.hash ?? null,
        previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
        previousDigestSignature: previous ? 'ab' : null,
        logFiles: own.get(start) ?? [],
      });
      write(join(packed, digestS3Object), gzipSync(text));
      write(join(plain, digestS3Object.replace('.gz', '')), text);
      previous = { key: digestS3Object, hash: sha256(text) };
    }
  }
  writeFileSync(join(target, 'done'), '');
  return { packed, plain };
}

const scratch = mkdtempSync(join(tmpdir(), 'trailscan-validate-'));

/** The contestants take turns, so that a slow minute hits all. */
async function race(name, count) {
  const { packed, plain } = await prepare(name, count);
  const contestants = {
    validate: [process.execPath, TRAILSCAN, 'validate', packed, '--threads', '2', '--json'],
    'bare sha256 of the inflated files': [process.execPath, bareHash, plain],
    'node:zlib and sha256': [process.execPath, bareHash, packed],
  };
  const seconds = new Map(Object.keys(contestants).map((one) => [one, []]));
  let bytes = 0;
  for (let i = 0; i < runs; i++) {
    for (const [one, command] of Object.entries(contestants)) {
      const outcome = await measure(command, scratch);
      if (outcome.code !== 0) throw new Error(`${one} ended with ${outcome.code}: ${outcome.stderr}`);
      if (one !== 'validate') bytes = JSON.parse(outcome.stdout).bytes;
      seconds.get(one).push(outcome.seconds);
    }
  }
  const [own, bare, inflating] = [...seconds.values()].map(median);
  console.log(`${count} logs, ${(bytes / 1e6).toFixed(0)} MB inflated`);
  for (const [one, list] of seconds) console.log(`  ${one}: ${median(list).toFixed(3)} s`);
  console.log(
    `  speed: ${percent(bare / own)} of bare hashing, ${percent(inflating / own)} of inflating and hashing`,
  );
  return inflating / own;
}

function percent(ratio) {
  return `${(100 * ratio).toFixed(0)} %`;
}

try {
  const ratios = [await race('small', 10_000), await race('big', 150)];
  if (Math.min(...ratios) < FLOOR) {
    console.log(`below the floor of ${percent(FLOOR)}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
