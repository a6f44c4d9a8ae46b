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
 * Of all rules, those that the options leave, whether or not they would speak.
 * @throws UsageError for a name or tag that no rule has, and if no rule is left.
 */
export function chosen(rules: readonly SigmaRule[], values: Values): readonly SigmaRule[] {
  const callOf = chooser(rules, values);
  return someOf(rules.filter((rule) => callOf(rule) !== undefined));
}

/**
 * Rules that call themselves deprecated or unsupported are left out unless they are asked for. A rule that serves a
 * correlation speaks only if it is asked for by a name of its own: that of its file may be the correlation's too.
 * @throws UsageError for a name or tag that no rule has, and if no rule is left.
 */
export function select(rules: readonly SigmaRule[], values: Values): Selection {
  const callOf = chooser(rules, values);
  const silent = silentRules(rules);
  const speaking = someOf(
    rules.filter((rule) => {
      const call = callOf(rule);
      if (call === undefined || call === 'name') return call === 'name';
      const isOutdated = rule.status === 'deprecated' || rule.status === 'unsupported';
      return !silent.has(rule.key) && (call === 'file' || !isOutdated);
    }),
  );
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

/** @returns how the options leave a rule: by which of its calls it is named, or unnamed; undefined if they do not. */
function chooser(
  rules: readonly SigmaRule[],
  { rule: names, exclude, tag, level = 'informational' }: Values,
): (rule: SigmaRule) => Call | 'unnamed' | undefined {
  const named = names && matcher('--rule', names, rules);
  const excluded = exclude && matcher('--exclude', exclude, rules);
  const tagged = tag && tagMatcher(tag, rules);
  const lowest = levels.indexOf(level);
  return (rule) => {
    if (excluded?.(rule) || levels.indexOf(rule.level) < lowest || (tagged && !tagged(rule)))
      return undefined;
    return named ? named(rule) : 'unnamed';
  };
}

function someOf(rules: readonly SigmaRule[]): readonly SigmaRule[] {
  if (rules.length > 0) return rules;
  throw new UsageError('no rule is left', undefined, 'Ask for fewer restrictions; --list shows the rules.');
}

/** Sigma: the rules that a correlation refers to give no findings, unless it says `generate: true`. */
function silentRules(rules: readonly SigmaRule[]): ReadonlySet<string> {
  return new Set(
    rules.flatMap((rule) =>
      rule.kind === 'correlation' && !rule.generate ? rule.rules.map(({ key }) => key) : [],
    ),
  );
}

/**
 * The rule that a text names by its id, name, title or file. Of a file with a correlation and the rules that it counts,
 * the correlation is meant.
 * @throws UsageError if there is none, or several.
 */
export function theRule(flag: string, text: string, rules: readonly SigmaRule[]): SigmaRule {
  const callOf = matcher(flag, [text], rules);
  const all = rules.filter((rule) => callOf(rule) !== undefined);
  const byName = all.filter((rule) => callOf(rule) === 'name');
  const silent = silentRules(all);
  const found = byName.length > 0 ? byName : all.filter(({ key }) => !silent.has(key));
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new UsageError(
    `${flag}: '${text}' names ${found.length} rules: ${found.map(({ title }) => title).join(', ')}`,
    undefined,
    'Name one of them by its title or id.',
  );
}

/** What a rule is called by: names of its own, and its file: as it is shown, its name, and that without extension. In lower case. */
function callsOf({ id, name, title, file }: RuleInfo): readonly (readonly [string, Call])[] {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const own = [id, name, title].filter((call) => call !== null);
  return [
    ...own.map((call) => [call.toLowerCase(), 'name'] as const),
    ...[file, base, base.replace(/\.ya?ml$/i, '')].map((call) => [call.toLowerCase(), 'file'] as const),
  ];
}

type Call = 'name' | 'file';

/** @returns by which of its calls any of the texts names a rule; undefined if none does. */
function matcher(
  flag: string,
  texts: readonly string[],
  rules: readonly SigmaRule[],
): (rule: SigmaRule) => Call | undefined {
  const calls = new Map(rules.map((rule) => [rule.key, callsOf(rule)]));
  const globs = texts.map((text) => {
    const fits = globMatcher(parseGlob(text.toLowerCase()));
    const all = [...calls.values()].flat().map(([call]) => call);
    if (!all.some(fits)) {
      const near = nearest(text, all);
      throw new UsageError(
        `${flag}: there is no rule '${text}'`,
        undefined,
        near ? `Did you mean ${near}?` : '--list shows the rules.',
      );
    }
    return fits;
  });
  return (rule) => calls.get(rule.key)?.find(([call]) => globs.some((fits) => fits(call)))?.[1];
}

/** A technique stands for its sub-techniques too. Tags of ATT&CK are named with or without `attack.`, as tables show them. */
function tagMatcher(texts: readonly string[], rules: readonly SigmaRule[]): (rule: SigmaRule) => boolean {
  const globs = texts.flatMap((text) => {
    const wanted = text.toLowerCase();
    const fits = [globMatcher(parseGlob(wanted)), globMatcher(parseGlob(`${wanted}.*`))];
    const known = [...new Set(rules.flatMap((rule) => rule.tags.flatMap(spellings)))];
    if (!known.some((tag) => fits.some((each) => each(tag)))) {
      const near = nearest(text, known);
      throw new UsageError(
        `--tag: no rule has the tag '${text}'`,
        undefined,
        near ? `Did you mean ${near}?` : undefined,
      );
    }
    return fits;
  });
  return ({ tags }) => tags.flatMap(spellings).some((tag) => globs.some((fits) => fits(tag)));
}

function spellings(tag: string): readonly string[] {
  const folded = tag.toLowerCase();
  return [...new Set([folded, folded.replace(/^attack\./, '')])];
}
