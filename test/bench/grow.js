/**
 * Does the cost of counting grow with the archive and no faster, and how much memory does a further event take? The big
 * archive is repeated under new names with new event ids, so that nothing is folded that was not before.
 *
 *   npm run build && node test/bench/grow.js [--times 10] [--runs 2] [--keep]
 *
 * Writes 1.5 GB for 10 times, beside the other archives, and removes it unless told to keep it. Gzip level 1 throughout,
 * or the writing would take longer than all else.
 */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { rowsOf, trailscan } from './contestants.js';
import { archive, benchFolder } from './generate.js';
import { countParameters } from './groups.js';
import { measure, median } from './measure.js';

const { values: options } = parseArgs({
  options: {
    times: { type: 'string', default: '10' },
    runs: { type: 'string', default: '2' },
    keep: { type: 'boolean', default: false },
  },
});
const times = Number(options.times);
const runs = Number(options.runs);
const QUESTIONS = [{ by: ['eventSource', 'eventName'] }, { by: ['userIdentity.arn', 'errorCode', 'hour'] }];
const MARK = Buffer.from('"eventID":"');

const { folder: big } = await archive('big');
const huge = join(benchFolder(), 'huge');
const scratch = mkdtempSync(join(tmpdir(), 'trailscan-grow-'));
try {
  rmSync(huge, { recursive: true, force: true });
  for (let copy = 0; copy < times; copy++) repeat(copy);
  for (const question of QUESTIONS) await grow(question);
} finally {
  rmSync(scratch, { recursive: true, force: true });
  if (!options.keep) rmSync(huge, { recursive: true, force: true });
}

/** Writes the big archive once more, the first two digits of each event id replaced by the number of the copy. */
function repeat(copy) {
  const digits = copy.toString(16).padStart(2, '0');
  for (const path of readdirSync(big, { recursive: true })) {
    if (!path.endsWith('.json.gz')) continue;
    const bytes = gunzipSync(readFileSync(join(big, path)));
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + MARK.length)) {
      bytes.write(digits, at + MARK.length, 'latin1');
    }
    const target = join(huge, String(copy), dirname(path), `${copy}-${basename(path)}`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, gzipSync(bytes, { level: 1 }));
  }
}

/** Counts so many of the copies. */
async function run(question, copies) {
  const folders = Array.from({ length: copies }, (_, copy) => join(huge, String(copy)));
  const seconds = [];
  let peakMb = 0;
  let events = 0;
  for (let i = 0; i < runs; i++) {
    const contestant = trailscan(() => countParameters(question, ...folders));
    const outcome = await measure(contestant.command(), scratch);
    if (outcome.code !== 0) throw new Error(`trailscan ended with ${outcome.code}: ${outcome.stderr}`);
    events = rowsOf(outcome.stdout).reduce((sum, { count }) => sum + count, 0);
    seconds.push(outcome.seconds);
    peakMb = Math.max(peakMb, outcome.peakMb ?? 0);
  }
  return { seconds: median(seconds), peakMb, events };
}

async function grow(question) {
  const half = Math.ceil(times / 2);
  const [once, some, all] = [await run(question, 1), await run(question, half), await run(question, times)];
  const told = ({ seconds, peakMb, events }) =>
    `${events} events in ${seconds.toFixed(2)} s, peak ${peakMb.toFixed(0)} MB`;
  const slope = (less, more) =>
    (((more.peakMb - less.peakMb) * 1e6) / (more.events - less.events)).toFixed(1);
  console.log(`count by ${question.by.join(', ')}`);
  console.log(`  1x: ${told(once)}`);
  console.log(`  ${half}x: ${told(some)}`);
  console.log(`  ${times}x: ${told(all)}, ${(all.seconds / once.seconds).toFixed(2)}x the time of 1x`);
  console.log(
    `  MB for a further million events: ${slope(once, some)} up to ${half}x, then ${slope(some, all)}`,
  );
}
