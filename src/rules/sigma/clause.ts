/** A rule's logic taken apart as it is written, so that it can be shown which part of it held. */
import type { Expr, Path } from '../../query/ast.js';

export interface Clause {
  /** As it is written: the name of a selection, or a field with its modifiers and values. */
  readonly label: string;
  readonly expr: Expr;
  /** The field that an item tests; null for keywords and for what has parts. */
  readonly path: Path | null;
  /** How the parts are joined; empty for a single item. */
  readonly join: 'all' | 'any';
  readonly parts: readonly Clause[];
}

/** How many tests an expression holds, for the limit on what a rule may grow to. */
export function sizeOf(expr: Expr): number {
  let size = 0;
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next; next = pending.pop()) {
    size += next.kind === 'oneOf' ? next.values.length : 1;
    if ('terms' in next) pending.push(...next.terms);
    else if ('term' in next) pending.push(next.term);
  }
  return size;
}
