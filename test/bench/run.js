/**
 * The benchmark: the built trailscan against a bare inflate, ripgrep, jq, ClickHouse and DuckDB, on generated archives.
 *
 *   npm run build && npm run bench
 *   node test/bench/run.js [--only QUESTION]... [--runs N] [--smoke]
 *
 * For each question every contestant runs once to warm the file cache and to have its answer checked against the
 * others'; then all run in turn, N times over (5 unless told), and the medians are compared. `--smoke` asks everything
 * of a tiny archive, whatever a title says, to try the benchmark itself. A contestant that is not installed, or fails, is named and left out.
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
import { rowsOf } from './contestants.js';
import { archive } from './generate.js';
import { measure } from './measure.js';
import { QUESTIONS } from './questions/index.js';
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
  const remarks = [];
  if (input.records !== undefined) {
    const size = `${mb(input.inflated)}, ${mb(input.gzipped)} gzipped`;
    remarks.push(`${input.records} records in ${input.files} files (${size})`);
  }
  const present = await warmUp(question.contestants, input, remarks);
  const results = new Map(present.map(({ name }) => [name, { seconds: [], inProcess: [], peakMb: null }]));
  for (let run = 0; run < runs * (question.repeat ?? 1); run++) {
    for (const contestant of present) {
      const { seconds, peakMb, stderr } = await measure(contestant.command(input), scratch);
      const result = results.get(contestant.name);
      result.seconds.push(seconds);
      const inProcess = /^in-process ([\d.]+) s$/m.exec(stderr)?.[1];
      if (inProcess !== undefined) result.inProcess.push(Number(inProcess));
      if (peakMb !== null) result.peakMb = Math.max(result.peakMb ?? 0, peakMb);
    }
  }
  const targets = options.smoke ? [] : question.targets;
  return questionReport({ ...question, targets }, results, remarks);
}

/**
 * Runs every contestant once, untimed, and compares the answers.
 * @returns the contestants that are installed and ran; `remarks` gains who did not, and who disagrees
 */
async function warmUp(contestants, input, remarks) {
  const present = [];
  const weaker = [];
  let first;
  for (const contestant of contestants) {
    const { name, answer: read } = contestant;
    const lack = contestant.needs();
    if (lack !== null) {
      remarks.push(`${name} left out: ${lack}`);
      continue;
    }
    const { code, stdout, stderr } = await measure(contestant.command(input), scratch);
    if (code !== 0) {
      remarks.push(fault(`${name} left out: it ended with ${code}: ${stderr.trim().slice(0, 500)}`));
      continue;
    }
    present.push(contestant);
    if (read === undefined) {
      weaker.push({ contestant, stdout });
      continue;
    }
    const answer = read(stdout);
    first ??= { name, answer, rows: rowsOf(stdout) };
    if (answer.join('\n') !== first.answer.join('\n'))
      remarks.push(fault(difference(first, { name, answer })));
  }
  for (const { contestant, stdout } of weaker) {
    if (!contestant.weaker(stdout, first?.rows ?? [], input)) {
      remarks.push(fault(`${contestant.name} does not agree: ${stdout.slice(0, 500)}`));
    }
  }
  if (first !== undefined) remarks.push(`answer: ${first.answer.length} events`);
  return present;
}

/** Something that makes the whole run fail in the end. */
function fault(remark) {
  process.exitCode = 1;
  return `**FAULT** ${remark}`;
}

function difference(one, other) {
  const missing = one.answer.filter((row) => !other.answer.includes(row)).slice(0, 3);
  const extra = other.answer.filter((row) => !one.answer.includes(row)).slice(0, 3);
  return [
    `${one.name} gives ${one.answer.length} events, ${other.name} ${other.answer.length}, not the same`,
    `only ${one.name}: ${missing.join('; ')}`,
    `only ${other.name}: ${extra.join('; ')}`,
  ].join('; ');
}

function mb(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
