/**
 * Which rules of a set are run, and which of them speak: a rule that is there for a correlation only is run, and finds
 * nothing of its own.
 */

import { levels } from '../../model/detection.js';
import { UsageError } from '../../model/usage-error.js';
import { parseGlob } from '../../query/glob.js';
import { globMatcher } from '../../query/glob-match.js';
import { nearest } from '../../query/suggest.js';
import type { CorrelationRule, DetectionRule, RuleInfo, SigmaRule } from '../../rules/sigma/index.js';
import type { Values } from '../options.js';

export interface Selection {
  /** Those that give findings. */
  readonly speaking: readonly SigmaRule[];
  /** Detection rules to be run, those behind correlations included. */
  readonly detections: readonly DetectionRule[];
  /** Correlations to be run, each behind those that it refers to. */
  readonly correlations: readonly CorrelationRule[];
}

/**
 * Rules that call themselves deprecated or unsupported are left out unless they are asked for by name.
 * @throws UsageError for a name or tag that no rule has, and if no rule is left.
 */
export function select(rules: readonly SigmaRule[], values: Values): Selection {
  const named = values.rule && matcher('--rule', values.rule, rules);
  const excluded = values.exclude && matcher('--exclude', values.exclude, rules);
  const tagged = values.tag && tagMatcher(values.tag, rules);
  const lowest = levels.indexOf(values.level ?? 'informational');
  const silent = new Set(
    rules.flatMap((rule) =>
      rule.kind === 'correlation' && !rule.generate ? rule.rules.map(({ key }) => key) : [],
    ),
  );
  const speaking = rules.filter((rule) => {
    if (excluded?.(rule) || levels.indexOf(rule.level) < lowest || (tagged && !tagged(rule))) return false;
    if (named) return named(rule);
    return rule.status !== 'deprecated' && rule.status !== 'unsupported' && !silent.has(rule.key);
  });
  if (speaking.length === 0)
    throw new UsageError('no rule is left', undefined, 'Ask for fewer restrictions; --list shows the rules.');
  const needed = new Set(speaking.map(({ key }) => key));
  // A correlation stands behind what it refers to: from the last to the first, all needs are known in time.
  for (const rule of rules.toReversed()) {
    if (rule.kind === 'correlation' && needed.has(rule.key))
      for (const { key } of rule.rules) needed.add(key);
  }
  const run = rules.filter(({ key }) => needed.has(key));
  return {
    speaking,
    detections: run.filter((rule) => rule.kind === 'detection'),
    correlations: run.filter((rule) => rule.kind === 'correlation'),
  };
}

/** The rule that a text names by its id, name, title or file. @throws UsageError if there is none, or several. */
export function theRule(flag: string, text: string, rules: readonly SigmaRule[]): SigmaRule {
  const fits = matcher(flag, [text], rules);
  const found = rules.filter(fits);
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new UsageError(
    `${flag}: '${text}' names ${found.length} rules: ${found.map(({ title }) => title).join(', ')}`,
  );
}

/** What a rule is called by: its id, name, title, and the name of its file with and without extension. */
function callsOf({ id, name, title, file }: RuleInfo): readonly string[] {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const all = [id, name, title, base, base.replace(/\.ya?ml$/i, '')];
  return all.filter((call) => call !== null).map((call) => call.toLowerCase());
}

function matcher(
  flag: string,
  texts: readonly string[],
  rules: readonly SigmaRule[],
): (rule: SigmaRule) => boolean {
  const calls = new Map(rules.map((rule) => [rule.key, callsOf(rule)]));
  const globs = texts.map((text) => {
    const fits = globMatcher(parseGlob(text.toLowerCase()));
    if (![...calls.values()].some((own) => own.some(fits))) {
      const near = nearest(text, [...calls.values()].flat());
      throw new UsageError(
        `${flag}: there is no rule '${text}'`,
        undefined,
        near ? `Did you mean ${near}?` : '--list shows the rules.',
      );
    }
    return fits;
  });
  return (rule) => (calls.get(rule.key) ?? []).some((call) => globs.some((fits) => fits(call)));
}

/** A technique stands for its sub-techniques too. */
function tagMatcher(texts: readonly string[], rules: readonly SigmaRule[]): (rule: SigmaRule) => boolean {
  const globs = texts.flatMap((text) => {
    const wanted = text.toLowerCase();
    const fits = [globMatcher(parseGlob(wanted)), globMatcher(parseGlob(`${wanted}.*`))];
    const tags = [...new Set(rules.flatMap((rule) => rule.tags))];
    if (!tags.some((tag) => fits.some((each) => each(tag)))) {
      const near = nearest(text, tags);
      throw new UsageError(
        `--tag: no rule has the tag '${text}'`,
        undefined,
        near ? `Did you mean ${near}?` : undefined,
      );
    }
    return fits;
  });
  return ({ tags }) => tags.some((tag) => globs.some((fits) => fits(tag)));
}
