/** What goes to stderr when an answer is complete: each problem, notes, and the closing count. */

import { forTerminal } from '../format/escape.js';
import type { Other } from '../load/formats/format.js';
import { grouped } from '../model/number-text.js';
import type { Problem } from '../model/problem.js';
import type { Tally } from './archive.js';
import { inLines } from './in-lines.js';
import type { Values } from './options.js';
import type { Context } from './spec.js';

/** Why files that are there were not read, in words. */
const skippedWords = {
  hidden: 'hidden',
  other: 'not named like a log',
  digest: 'of digests',
  insight: 'of Insights',
  lake: 'of query results',
  otherService: "of other services' logs",
  repeated: 'met before',
} as const satisfies Readonly<Record<keyof Tally['skipped'], string>>;

const otherWords: Readonly<Record<Other, string>> = {
  digest: 'of digests',
  notice: 'of notices of new files',
  manifest: 'of manifests',
  keys: 'of public keys',
  signature: 'of signatures',
  marker: 'left as a marker by CloudWatch Logs',
  probe: 'of CloudWatch Logs probes',
  answer: 'of answers of trailscan',
  foreign: 'not of CloudTrail',
};

/**
 * Writes problems, notes and the count, and returns the exit code: 3 if part of the evidence could not be read, else 1
 * if `--exit-status` was given and nothing matched, else 0. `held`: what was read in the files, if not events.
 */
export function close(
  tally: Tally,
  shown: number,
  notes: readonly string[],
  values: Values,
  { stderr }: Context,
  held = plural(tally.records, 'event'),
): number {
  for (const line of problemLines(tally.problems)) stderr.write(`trailscan: ${line}\n`);
  if (values.quiet !== true) {
    const gap = tally.gapNote();
    const said = [
      ...(tally.partial > 0 ? [partialNote(tally.partial)] : []),
      ...notes,
      ...(gap === null ? [] : [gap]),
      closingCount(tally, held),
    ];
    for (const text of said) stderr.write(`${inLines(forTerminal(text), stderr)}\n`);
  }
  if (values.exitStatus === true && shown === 0) return 1;
  return tally.problems.length > 0 ? 3 : 0;
}

/** Of one file so many problems are told one by one; damage to it is counted before, in about as many. */
const mostTold = 110;

function* problemLines(problems: readonly Problem[]): Generator<string> {
  const met = new Map<string, number>();
  for (const { file, message } of problems) {
    const count = (met.get(file) ?? 0) + 1;
    met.set(file, count);
    if (count <= mostTold) yield `${forTerminal(file)}: ${forTerminal(message)}`;
  }
  for (const [file, count] of met) {
    if (count > mostTold)
      yield `${forTerminal(file)}: ${plural(count - mostTold, 'further problem')} of this file`;
  }
}

/** What is not in such a record cannot be found in it. */
function partialNote(count: number): string {
  const events = `${plural(count, 'event')} come${count === 1 ? 's' : ''} from files that hold less than CloudTrail's records`;
  return `${events} (CSV, aggregates, rewritten): what they leave out cannot match; \`trailscan formats\` names the files`;
}

/** `read 3,872 files, 30,477 events; 2 files with problems`. */
function closingCount(tally: Tally, held: string): string {
  const parts = [`read ${plural(tally.files, 'file')}, ${held}`];
  if (tally.stopped) parts.push('stopped at the limit');
  if (tally.duplicates > 0)
    parts.push(`${plural(tally.duplicates, 'repeated delivery', 'repeated deliveries')} folded`);
  if (tally.pruned > 0)
    parts.push(`${plural(tally.pruned, 'file')} not opened: outside of the filters by path`);
  const skipped = Object.entries(tally.skipped).map(
    ([kind, count]) => `${grouped(count)} ${skippedWords[kind as keyof typeof skippedWords]}`,
  );
  for (const [kind, count] of Object.entries(tally.others)) {
    skipped.push(`${grouped(count ?? 0)} ${otherWords[kind as Other]}`);
  }
  if (skipped.length > 0) parts.push(`files left out: ${skipped.join(', ')}`);
  const troubled = new Set(tally.problems.map(({ file }) => file)).size;
  if (troubled > 0) parts.push(`${plural(troubled, 'file')} with problems`);
  return parts.join('; ');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
