/**
 * Runs the contestants of one question against each other: once each untimed, to warm the file cache and to see that
 * they agree, then in turn, round by round. An answer is checked after every run: a fast wrong one counts for nothing.
 */

import { rowsOf } from './contestants.js';
import { measure } from './measure.js';

/**
 * @param {object} question see `questions/`
 * @param {{input: object, runs: number, scratch: string}} setting the archive, rounds, and a folder for output files
 * @returns {Promise<{results: Map<string, {seconds: number[], inProcess: number[], peakMb: number | null}>,
 *   remarks: string[], faults: string[]}>} the results by contestant, who is not installed, and who failed or disagreed
 */
export async function race(question, { input, runs, scratch }) {
  const results = new Map();
  const remarks = [];
  const faults = [];
  const runners = [];
  let reference;

  /** One run; gives null, having said why, where it failed or its answer is not the reference's. */
  async function run(contestant) {
    const outcome = await measure(contestant.command(input), scratch);
    if (!(contestant.codes ?? [0]).includes(outcome.code)) {
      faults.push(`${contestant.name} ended with ${outcome.code}: ${outcome.stderr.trim().slice(0, 500)}`);
      return null;
    }
    if (contestant.answer !== undefined) {
      reference ??= {
        name: contestant.name,
        answer: contestant.answer(outcome.stdout),
        rows: rowsOf(outcome.stdout),
      };
    }
    const found = disagreement(contestant, outcome.stdout, reference, input);
    if (found === null) return outcome;
    faults.push(found);
    return null;
  }

  for (const contestant of [...question.contestants].sort(fullAnswersFirst)) {
    const lack = contestant.needs();
    if (lack !== null) remarks.push(`${contestant.name} left out: ${lack}`);
    else if ((await run(contestant)) !== null) runners.push(contestant);
  }
  if (reference !== undefined) remarks.push(`answer: ${reference.answer.length} rows`);

  for (const { name } of question.contestants) {
    if (runners.some((runner) => runner.name === name)) {
      results.set(name, { seconds: [], inProcess: [], peakMb: null });
    }
  }
  for (let round = 0; round < runs * (question.repeat ?? 1); round++) {
    for (const contestant of runners) {
      const result = results.get(contestant.name);
      if (result === undefined) continue;
      const outcome = await run(contestant);
      if (outcome === null) results.delete(contestant.name);
      else record(result, outcome);
    }
  }
  return { results, remarks, faults };
}

/** Those that answer less are judged by the rows of those that answer in full, so these come first. */
function fullAnswersFirst(one, other) {
  return Number(one.answer === undefined) - Number(other.answer === undefined);
}

function record(result, { seconds, peakMb, stderr }) {
  result.seconds.push(seconds);
  const inProcess = /^in-process ([\d.]+) s$/m.exec(stderr)?.[1];
  if (inProcess !== undefined) result.inProcess.push(Number(inProcess));
  if (peakMb !== null) result.peakMb = Math.max(result.peakMb ?? 0, peakMb);
}

/** What is wrong with an answer against the reference, or null. */
function disagreement({ name, answer: read, weaker }, stdout, reference, input) {
  if (read === undefined) {
    const agrees = weaker(stdout, reference?.rows ?? [], input);
    return agrees ? null : `${name} does not agree: ${stdout.slice(0, 500)}`;
  }
  const answer = read(stdout);
  if (answer.join('\n') === reference.answer.join('\n')) return null;
  const only = (these, those) =>
    these
      .filter((row) => !those.includes(row))
      .slice(0, 3)
      .join('; ');
  return [
    `${reference.name} gives ${reference.answer.length} rows, ${name} ${answer.length}, not the same`,
    `only ${reference.name}: ${only(reference.answer, answer)}`,
    `only ${name}: ${only(answer, reference.answer)}`,
  ].join('; ');
}
