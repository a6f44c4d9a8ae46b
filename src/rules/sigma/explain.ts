/** A rule held against one record: which of its clauses hold, on what value, and which of them decide the outcome. */
import type { JsonObject } from '../../model/json.js';
import type { Expr } from '../../query/ast.js';
import { candidates, evaluate } from '../../query/evaluate.js';
import { textOf } from '../../query/value-test.js';
import type { Clause } from './clause.js';
import type { DetectionRule } from './rule.js';

export interface Verdict {
  readonly holds: boolean;
  readonly clauses: readonly HeldClause[];
}

export interface HeldClause {
  readonly label: string;
  readonly holds: boolean;
  /** Were this clause the other way round, so would be the outcome. */
  readonly decides: boolean;
  /** What the event has in the field, shortened; null for what tests no single field. */
  readonly found: string | null;
  readonly join: 'all' | 'any';
  readonly parts: readonly HeldClause[];
}

const mostShown = 160;

export function explainRule(rule: DetectionRule, record: JsonObject): Verdict {
  const holds = evaluate(rule.where, record);
  const held = (clause: Clause): HeldClause => {
    const own = evaluate(clause.expr, record);
    return {
      label: clause.label,
      holds: own,
      decides: evaluate(replaced(rule.where, clause.expr, !own), record) !== holds,
      found: clause.path && foundIn(record, clause.path),
      join: clause.join,
      parts: clause.parts.map(held),
    };
  };
  return { holds, clauses: rule.clauses.map(held) };
}

/** The condition with one of its parts taken for true or false. */
function replaced(expr: Expr, part: Expr, value: boolean): Expr {
  if (expr === part) return { kind: value ? 'all' : 'any', terms: [] };
  if (expr.kind === 'all' || expr.kind === 'any') {
    return { kind: expr.kind, terms: expr.terms.map((term) => replaced(term, part, value)) };
  }
  return expr.kind === 'not' ? { kind: 'not', term: replaced(expr.term, part, value) } : expr;
}

function foundIn(record: JsonObject, path: readonly string[]): string {
  const values = candidates(record, path);
  if (values.length === 0) return 'no such field';
  const text = values.map((value) => (value === null ? 'null' : (textOf(value) ?? ''))).join(', ');
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text === '' ? 'an empty text' : text;
}
