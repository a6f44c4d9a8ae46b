/**
 * The benchmark: the built trailscan against a bare inflate, ripgrep, jq, ClickHouse and DuckDB, on generated archives.
 *
 *   npm run build && npm run bench
 *   node test/bench/run.js [--only QUESTION]... [--runs N] [--smoke]
 *
 * For each question every contestant runs once to warm the file cache and to have its answer checked against the
 * others'; then all run in turn, N times over (5 unless told). Times are medians; a ratio is the median of the ratios
 * round by round, so that a slow minute of the machine weighs on both sides. A contestant that is not installed, fails
 * or disagrees is named and left out. `--smoke` asks everything of a tiny archive, whatever a title says, to try the
 * benchmark itself.
 *
 * The report goes to stdout as Markdown. Exit code 1: two contestants disagree, or one fails. A target that is not
 * reached is said, and is no failure. Nothing is written but the archives (`.bench/`, or `$TRAILSCAN_BENCH_DIR`).
 *
 * A new question is a file under `questions/` and a line in its index; a new peer is a function in `contestants.js`.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { archive } from './generate.js';
import { QUESTIONS } from './questions/index.js';
import { race } from './race.js';
import { questionReport } from './report.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '5' },
    smoke: { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs);
const unknown = options.only.filter((name) => !QUESTIONS.some((question) => question.name === name));
if (!Number.isInteger(runs) || runs < 1 || unknown.length > 0) {
  console.error(`--runs takes a whole number; --only one of ${QUESTIONS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'trailscan-bench-'));
try {
  console.log(`Node.js ${process.version}, ${cpus().length} x ${cpus()[0]?.model}\n`);
  for (const question of QUESTIONS) {
    if (options.only.length > 0 && !options.only.includes(question.name)) continue;
    console.log(await ask(question));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Runs one question and gives its report. */
async function ask(question) {
  const input = question.archive === null ? {} : await archive(options.smoke ? 'smoke' : question.archive);
  const { results, remarks, faults } = await race(question, { input, runs, scratch });
  if (faults.length > 0) process.exitCode = 1;
  const targets = options.smoke ? [] : question.targets;
  const said = [...sizeOf(input), ...remarks, ...faults.map((fault) => `**FAULT** ${fault}`)];
  return questionReport({ ...question, targets }, results, said);
}

function sizeOf({ records, files, inflated, gzipped }) {
  if (records === undefined) return [];
  const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  return [`${records} records in ${files} files (${mb(inflated)}, ${mb(gzipped)} gzipped)`];
}
