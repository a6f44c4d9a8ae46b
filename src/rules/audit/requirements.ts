/** What an event must be for a rule to find it: the tests that a condition joins by AND, wherever they stand. */
import type { Expr } from '../../query/ast.js';

/**
 * One conjunction for each way in which the condition can hold: of a list of alternatives each is a way, also where more
 * is asked of all of them, as in `1 of selection_* and not filter`. Alternatives that say nothing of the event's name are
 * not taken apart.
 */
export function waysOf(where: Expr): readonly (readonly Expr[])[] {
  const terms = conjuncts(where);
  const list = terms.find((term) => term.kind === 'any' && term.terms.some(isNamed));
  if (list?.kind !== 'any' || list.terms.length > mostWays) return [terms];
  const others = terms.filter((term) => term !== list);
  return list.terms.map((way) => [...conjuncts(way), ...others]);
}

const mostWays = 50;

function isNamed(way: Expr): boolean {
  return conjuncts(way).some((term) => 'path' in term && term.path.join('.') === 'eventName');
}

export function conjuncts(expr: Expr): readonly Expr[] {
  return expr.kind === 'all' ? expr.terms.flatMap(conjuncts) : [expr];
}

/** The texts that a field must equal one of, folded; undefined if nothing is asked of it so. */
export function requiredTexts(terms: readonly Expr[], field: string): readonly string[] | undefined {
  for (const term of terms) {
    if (term.kind === 'oneOf' && term.path.join('.') === field)
      return term.values.map((value) => String(value).toLowerCase());
  }
  return undefined;
}

/** Every test in the condition, negated ones too. */
export function testsOf(where: Expr): readonly Expr[] {
  const tests: Expr[] = [];
  const seen = new Set<Expr>();
  const pending: Expr[] = [where];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if ('terms' in next) pending.push(...next.terms);
    else if ('term' in next) pending.push(next.term);
    else tests.push(next);
  }
  return tests.reverse();
}

/** What is an alternative to a test: the other terms of each list of alternatives that it stands in, but for what is denied. */
export function besides(where: Expr, test: Expr): readonly Expr[] {
  if (where.kind !== 'all' && where.kind !== 'any') return [];
  const own = where.kind === 'any' && where.terms.includes(test) ? where.terms : [];
  return [...own.filter((term) => term !== test), ...where.terms.flatMap((term) => besides(term, test))];
}

/** Whether everything that satisfies the one satisfies the other, as far as their form tells. */
export function implies(one: Expr, other: Expr): boolean {
  if (JSON.stringify(one) === JSON.stringify(other)) return true;
  if (other.kind === 'any') return other.terms.some((term) => implies(one, term));
  if (one.kind !== 'oneOf' || other.kind !== 'oneOf' || one.path.join('.') !== other.path.join('.'))
    return false;
  const fold = (value: unknown): string => (other.foldCase ? String(value).toLowerCase() : String(value));
  const wide = new Set(other.values.map(fold));
  return (
    (one.foldCase === other.foldCase || other.foldCase) && one.values.every((value) => wide.has(fold(value)))
  );
}
