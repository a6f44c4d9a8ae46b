/**
 * The events that come nearest to a rule that matches none: those that satisfy all of it but one clause. Where there are
 * none either, the clauses that no event satisfies at all.
 */
import type { Match } from '../../engines/scan/index.js';
import type { PruneBounds } from '../../load/prune.js';
import { allOf, type Expr, isEverything } from '../../query/ast.js';
import { printWhere } from '../../query/where/index.js';
import type { Clause, DetectionRule } from '../../rules/sigma/index.js';
import type { Archive } from '../archive.js';
import { plural } from '../closing.js';

/** Events looked at for near misses; reading stops behind them. */
const mostRead = 1000;
/** Clauses left out one by one. */
const mostClauses = 40;

export async function nearestMisses(
  rule: DetectionRule,
  filter: Expr,
  archive: Archive,
  bounds: PruneBounds,
  most: number,
): Promise<{ readonly matches: readonly Match[]; readonly notes: readonly string[] }> {
  const alternatives = rule.where.kind === 'any' ? rule.where.terms : [rule.where];
  const tries = alternatives.flatMap((alternative) => {
    const terms = conjuncts(alternative);
    if (terms.length < 2) return [];
    return terms.map((left) => ({ left, rest: allOf(terms.filter((term) => term !== left)) }));
  });
  const tried = tries.slice(0, mostClauses);
  const has = async (where: Expr): Promise<boolean> =>
    (await archive.ask({ where, limit: 1, keepDuplicates: false }, bounds)).length > 0;
  if (!isEverything(filter) && !(await has(filter)))
    return { matches: [], notes: ['no event passes the filters'] };
  const notes = ['no event matches'];
  if (tried.length > 0) {
    const rules = tried.map(({ rest }) => rest);
    const near = await archive.ask({ where: filter, limit: mostRead, keepDuplicates: false, rules }, bounds);
    const shown = new Set<Match>();
    for (const [i, { left }] of tried.entries()) {
      const missing = near.filter((match) => match.rules?.includes(i));
      if (missing.length === 0) continue;
      const count =
        near.length < mostRead
          ? plural(missing.length, 'event')
          : `at least ${plural(missing.length, 'event')}`;
      notes.push(`${count} would match but for: ${labelOf(left, rule.clauses)}`);
      const [first] = missing;
      if (first && shown.size < most) shown.add(first);
    }
    if (shown.size > 0) return { matches: [...shown], notes };
  }
  for (const term of alternatives.flatMap(conjuncts).slice(0, mostClauses)) {
    const which = isEverything(filter) ? 'no event at all' : 'no event that passes the filters';
    if (!(await has(allOf([term, filter])))) notes.push(`${which} satisfies: ${labelOf(term, rule.clauses)}`);
  }
  return { matches: [], notes };
}

function conjuncts(expr: Expr): readonly Expr[] {
  return expr.kind === 'all' ? expr.terms.flatMap(conjuncts) : [expr];
}

/** As the rule writes it. */
function labelOf(expr: Expr, clauses: readonly Clause[]): string {
  if (expr.kind === 'not') return `not ${labelOf(expr.term, clauses)}`;
  const pending = [...clauses];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [only] = next.parts;
    if (next.expr === expr) return next.parts.length === 1 && only ? only.label : next.label;
    pending.push(...next.parts);
  }
  return printWhere(expr);
}
