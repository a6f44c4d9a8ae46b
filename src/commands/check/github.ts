/**
 * What GitHub Actions gets of itself: annotations where no format was asked for, and the summary of the job. GitHub sets
 * `GITHUB_ACTIONS` and the file of `GITHUB_STEP_SUMMARY` for every step ("Variables reference").
 */
import { appendFileSync } from 'node:fs';
import { githubSummary } from '../../format/github-summary.js';
import { systemReason } from '../../load/system-reason.js';
import type { ControlVerdict } from '../../model/verdict.js';
import type { Values } from '../options.js';
import type { Context } from '../spec.js';

/** The values with the format of annotations, where GitHub runs the program and neither a format nor a file was asked for. */
export function forGithub(values: Values, { env }: Context): Values {
  const isAsked = values.format !== undefined || values.output !== undefined || values.list === true;
  return env.GITHUB_ACTIONS === 'true' && !isAsked ? { ...values, format: 'github' } : values;
}

/** Behind annotations, where GitHub has named a file for it. A summary that cannot be written is said and no more. */
export function addSummary(verdicts: readonly ControlVerdict[], values: Values, context: Context): void {
  const path = context.env.GITHUB_STEP_SUMMARY;
  if (values.format !== 'github' || !path) return;
  try {
    appendFileSync(path, githubSummary(verdicts));
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    context.stderr.write(`trailscan: the summary of the job was not written: ${reason}\n`);
  }
}
