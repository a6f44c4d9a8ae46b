/** Filter documents: a further condition for rules that are written elsewhere. */
import type { Expr } from '../../query/ast.js';
import type { Clause } from './clause.js';
import { readCondition } from './condition.js';
import { readIdentifiers } from './detection.js';
import { mapOf, required, textOf, textsOf } from './keys.js';
import { type LogSource, limitTests, placeOf, type RuleInfo, readLogSource } from './rule.js';
import { type Place, type RuleWarning, ruleFault, ruleWarning } from './text.js';
import type { MapNode } from './yaml.js';

export interface Filter {
  readonly info: RuleInfo;
  readonly logSource: LogSource;
  /** Ids or names; null for every rule. */
  readonly rules: readonly { readonly text: string; readonly place: Place }[] | null;
  readonly where: Expr;
  readonly condition: string;
  readonly clauses: readonly Clause[];
}

/** Its condition is joined to a rule's by AND as it is written: a filter that excludes says `not` itself. */
export function readFilter(document: MapNode, info: RuleInfo, warn: (warning: RuleWarning) => void): Filter {
  const filter = required(mapOf(document, 'filter'), document, 'filter');
  const identifiers = readIdentifiers(filter, ['rules'], warn);
  limitTests(identifiers, filter);
  const condition = required(textOf(filter, 'condition'), filter, 'condition');
  const place = placeOf(filter, 'condition');
  const where = readCondition(condition, place, identifiers);
  if (!/\bnot\b/i.test(condition)) {
    warn(
      ruleWarning(
        place,
        "a filter's condition is joined by AND as it is written; to exclude, it has to say 'not'",
      ),
    );
  }
  const rules = textsOf(filter, 'rules');
  if (rules === undefined)
    throw ruleFault(filter, "'rules' is missing", "List ids or names, or write 'any'.");
  const isAny = rules.length === 0 || rules.some(({ text }) => text.toLowerCase() === 'any');
  const clauses = [...identifiers.values()];
  return { info, logSource: readLogSource(document), rules: isAny ? null : rules, where, condition, clauses };
}
