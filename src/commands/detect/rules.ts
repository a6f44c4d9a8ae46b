/** Loads the rules of a run and tells what is wrong with them, before any evidence is read. */
import { forTerminal } from '../../format/escape.js';
import { UsageError } from '../../model/usage-error.js';
import { type RuleSet, type RuleWarning, readRules, type SigmaRule } from '../../rules/sigma/index.js';
import { plural } from '../closing.js';
import type { Values } from '../options.js';
import type { Context } from '../spec.js';
import { usageText } from '../usage-text.js';
import { readRuleFiles } from './rule-files.js';

export interface LoadedRules {
  readonly rules: readonly SigmaRule[];
  readonly notes: readonly string[];
  /** With --skip-broken, rules that were left out. */
  readonly lost: number;
}

/**
 * Broken rules are told on stderr one by one.
 * @throws UsageError if there are any, unless `--skip-broken` was given.
 */
export function loadRules(values: Values, { stderr }: Context): LoadedRules {
  const read = readRuleFiles(values.rules);
  const set = readRules(read.files);
  const broken = [...read.broken, ...set.broken];
  if (broken.length > 0) tellBroken(broken, values.skipBroken === true, stderr);
  if (values.quiet !== true) {
    for (const warning of set.warnings) stderr.write(`${forTerminal(warningText(warning))}\n`);
  }
  return { rules: set.rules, notes: notesOf(set, broken.length), lost: broken.length };
}

const mostTold = 50;

function tellBroken(broken: readonly UsageError[], goOn: boolean, stderr: Context['stderr']): void {
  const [only] = broken;
  if (only && broken.length === 1 && !goOn) throw only;
  for (const error of broken.slice(0, mostTold)) stderr.write(usageText(error, stderr));
  if (goOn) {
    if (broken.length > mostTold) stderr.write(`and ${plural(broken.length - mostTold, 'more')}\n`);
    return;
  }
  throw new UsageError(
    `${plural(broken.length, 'rule')} cannot be used${broken.length > mostTold ? `; the first ${mostTold} are named` : ''}`,
    undefined,
    'Mend them, or give --skip-broken to go on without them.',
  );
}

function warningText({ file, line, message }: RuleWarning): string {
  return `${file}:${line}: ${message}`;
}

function notesOf({ notApplicable }: RuleSet, broken: number): readonly string[] {
  const notes: string[] = [];
  if (notApplicable.length > 0)
    notes.push(`${plural(notApplicable.length, 'rule')} not applicable: not about CloudTrail`);
  if (broken > 0) notes.push(`${plural(broken, 'rule')} left out: broken`);
  return notes;
}
