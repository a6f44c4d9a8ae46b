/**
 * Writes the two archives of the benchmark, the same bytes for the same seed on every machine:
 *
 * - `big/`: 150 files of about 7 MB inflated, 1.04 GB in all, in CloudTrail's S3 layout over three days;
 * - `small/`: 4,000 files of mostly 1 to 30 KB (median about 7 KB), as a quiet account's archive has them.
 *
 * Records that a file repeats from the file before it in its region (about 0.9 %) stand for CloudTrail's
 * at-least-once delivery: same eventID, same content, so an answer counts distinct ids. Each archive holds one bucket
 * of a rare name that is created, refused deletion (BucketNotEmpty), deleted (delivered twice) and has a
 * look-alike, `<name>-logs`, that is deleted too.
 *
 * Run alone: `node test/bench/generate.js`. Does nothing where the wanted archives stand already.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { ACCOUNT, REGIONS } from './catalog.js';
import { base64, between, hex, pick, seeded, upper, uuid } from './random.js';
import { isoSecond, recordStream } from './records.js';

/** Change it whenever the bytes written change: archives of another version are written anew. */
const VERSION = 2;
const SEED = 'trailscan';
const START = Date.UTC(2024, 2, 5);
const SPAN = 3 * 24 * 3600_000;
const DELIVERY = 15 * 60_000;
const DUPLICATE_SHARE = 0.009;

/** The bucket that the who-deleted question asks for. */
export const RARE_BUCKET = 'quarterly-ledger-7f3a91';

/**
 * How many files and how large; `events` draws how many records a file of the archive holds.
 * `smoke` is for trying the benchmark itself.
 */
export const ARCHIVES = {
  big: { files: 150, events: (random) => between(random, 4100, 4800) },
  small: { files: 4000, events: smallFile },
  smoke: { files: 40, events: (random) => between(random, 100, 300) },
};

/** Most files of a quiet account hold a handful of records; one in a hundred is a busy quarter of an hour. */
function smallFile(random) {
  const roll = random();
  if (roll < 0.85) return pick(random, [1, 2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 7, 8]);
  if (roll < 0.99) return between(random, 10, 30);
  return between(random, 40, 160);
}

/** The folder that holds the archives: `$TRAILSCAN_BENCH_DIR`, else `.bench` in the repository's root. */
export function benchFolder() {
  return process.env.TRAILSCAN_BENCH_DIR ?? fileURLToPath(new URL('../../.bench', import.meta.url));
}

/**
 * Makes sure an archive stands.
 * @param {'big' | 'small' | 'smoke'} name
 * @returns {Promise<{folder: string, files: number, records: number, inflated: number, gzipped: number}>}
 *   where it is, and its size in files, records (duplicates counted) and bytes
 */
export async function archive(name) {
  const folder = join(benchFolder(), name);
  const stampFile = `${folder}.json`;
  const wanted = { version: VERSION, seed: SEED };
  if (existsSync(folder) && existsSync(stampFile)) {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
    if (stamp.version === wanted.version && stamp.seed === wanted.seed) return { folder, ...stamp };
  }
  rmSync(stampFile, { force: true });
  rmSync(folder, { recursive: true, force: true });
  const fresh = `${folder}.partial`;
  rmSync(fresh, { recursive: true, force: true });
  const parts = await Promise.all([0, 1].map((share) => work({ name, folder: fresh, share, shares: 2 })));
  const total = (key) => parts.reduce((sum, part) => sum + part[key], 0);
  const stamp = {
    ...wanted,
    files: total('files'),
    records: total('records'),
    inflated: total('inflated'),
    gzipped: total('gzipped'),
  };
  renameSync(fresh, folder);
  writeFileSync(stampFile, `${JSON.stringify(stamp)}\n`);
  return { folder, ...stamp };
}

function work(data) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { generate: data } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** Every file of an archive: its number, region, the number of the file before it there, and delivery time. */
function plan(name) {
  const { files } = ARCHIVES[name];
  const parts = REGIONS.reduce((sum, [, share]) => sum + share, 0);
  const planned = [];
  let first = 0;
  let done = 0;
  for (const [region, share] of REGIONS) {
    done += share;
    const end = Math.round((files * done) / parts);
    for (let number = first; number < end; number++) {
      const delivered = START + DELIVERY + Math.floor(((SPAN - DELIVERY) * (number - first)) / (end - first));
      planned.push({ number, region, delivered, previous: number > first ? number - 1 : null });
    }
    first = end;
  }
  return planned;
}

/** Writes the files of one worker's share and adds up their sizes. */
function generate({ name, folder, share, shares }) {
  const planned = plan(name);
  const sizes = { files: 0, records: 0, inflated: 0, gzipped: 0 };
  for (const file of planned) {
    if (file.number % shares !== share) continue;
    const records = fileRecords(name, planned, file);
    const bytes = Buffer.from(`{"Records":[${records.join(',')}]}`);
    const gzipped = gzipSync(bytes, { level: 6 });
    const path = join(folder, filePath(name, file));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, gzipped);
    sizes.files += 1;
    sizes.records += records.length;
    sizes.inflated += bytes.length;
    sizes.gzipped += gzipped.length;
  }
  return sizes;
}

function fileRecords(name, planned, file) {
  const random = seeded(`${SEED} ${name} repeats ${file.number}`);
  const records = ownRecords(name, file);
  if (file.previous !== null) {
    const repeated = Math.floor(records.length * DUPLICATE_SHARE + random());
    records.push(...ownRecords(name, planned[file.previous], repeated));
  }
  for (const story of bucketStory(name, planned)) {
    if (story.file === file.number) records.splice(between(random, 0, records.length), 0, story.record);
  }
  return records;
}

/** The records that first appear in a file, or the first `limit` of them. */
function ownRecords(name, file, limit = Number.POSITIVE_INFINITY) {
  const random = seeded(`${SEED} ${name} file ${file.number}`);
  const count = Math.min(ARCHIVES[name].events(random), limit);
  const window = { region: file.region, from: file.delivered - DELIVERY, to: file.delivered };
  const next = recordStream(random, window);
  return Array.from({ length: count }, next);
}

function filePath(name, { number, region, delivered }) {
  const random = seeded(`${SEED} ${name} name ${number}`);
  const stamp = new Date(delivered).toISOString();
  const day = stamp.slice(0, 10).replaceAll('-', '/');
  const minute = stamp.slice(0, 16).replace(/[-:]/g, '');
  const unique = base64(random, 16).replace(/[+/]/g, '0');
  const base = `${ACCOUNT}_CloudTrail_${region}_${minute}Z_${unique}.json.gz`;
  return join('AWSLogs', ACCOUNT, 'CloudTrail', region, day, base);
}

/** The rare bucket's life, spread over the second region's files. */
function bucketStory(name, planned) {
  const random = seeded(`${SEED} ${name} story`);
  const region = REGIONS[1][0];
  const files = planned.filter((file) => file.region === region);
  const at = (share) => files[Math.floor((files.length - 1) * share)];
  const call = (file, eventName, bucket, error = {}) => ({
    file: file.number,
    record: JSON.stringify(bucketCall(random, { file, region, eventName, bucket, error })),
  });
  const refused = {
    errorCode: 'BucketNotEmpty',
    errorMessage: 'The bucket you tried to delete is not empty',
  };
  const deleted = call(at(0.7), 'DeleteBucket', RARE_BUCKET);
  return [
    call(at(0.1), 'CreateBucket', RARE_BUCKET),
    call(at(0.7), 'DeleteBucket', RARE_BUCKET, refused),
    deleted,
    { ...deleted, file: at(0.8).number },
    call(at(0.9), 'DeleteBucket', `${RARE_BUCKET}-logs`),
  ];
}

function bucketCall(random, { file, region, eventName, bucket, error }) {
  return {
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${upper(random, 17)}`,
      arn: `arn:aws:iam::${ACCOUNT}:user/terraform`,
      accountId: ACCOUNT,
      accessKeyId: `AKIA${upper(random, 16)}`,
      userName: 'terraform',
    },
    eventTime: isoSecond(file.delivered - between(random, 60_000, DELIVERY)),
    eventSource: 's3.amazonaws.com',
    eventName,
    awsRegion: region,
    sourceIPAddress: '203.0.113.40',
    userAgent: '[APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io)]',
    ...error,
    requestParameters: { bucketName: bucket, Host: `${bucket}.s3.${region}.amazonaws.com` },
    responseElements: null,
    additionalEventData: { SignatureVersion: 'SigV4', AuthenticationMethod: 'AuthHeader' },
    requestID: hex(random, 16).toUpperCase(),
    eventID: uuid(random),
    readOnly: false,
    resources: [{ accountId: ACCOUNT, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  };
}

if (!isMainThread && workerData?.generate !== undefined) {
  parentPort.postMessage(generate(workerData.generate));
} else if (isMainThread && process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of ['big', 'small']) {
    const { folder, ...sizes } = await archive(name);
    console.log(`${folder}: ${JSON.stringify(sizes)}`);
  }
}
