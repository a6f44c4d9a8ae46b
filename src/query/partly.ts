/**
 * What is left of an expression when the outcome of some of its tests is known: nothing, if they decide, or a smaller
 * expression. Where most records are of a few kinds, a look at the kind saves most of the look at the record.
 */
import type { Expr, Path } from './ast.js';
import { fold } from './value-test.js';

/** An expression that is no combination of others. */
export type Leaf = Exclude<Expr, { kind: 'all' | 'any' | 'not' }>;

/**
 * The expression with the tests whose outcome is told (undefined: it is not known) taken out. Tests that are left are the
 * very objects of the expression.
 */
export function residue(expr: Expr, outcomeOf: (leaf: Leaf) => boolean | undefined): Expr | boolean {
  switch (expr.kind) {
    case 'all':
    case 'any': {
      // One such term decides, whatever the others are.
      const deciding = expr.kind === 'any';
      const left: Expr[] = [];
      for (const term of expr.terms) {
        const rest = residue(term, outcomeOf);
        if (rest === deciding) return deciding;
        if (typeof rest !== 'boolean') left.push(rest);
      }
      const [only] = left;
      if (!only) return !deciding;
      return left.length === 1 ? only : { kind: expr.kind, terms: left };
    }
    case 'not': {
      const rest = residue(expr.term, outcomeOf);
      return typeof rest === 'boolean' ? !rest : { kind: 'not', term: rest };
    }
    default:
      return outcomeOf(expr) ?? expr;
  }
}

/** The tests that an expression is made of. */
export function leavesOf(expr: Expr): readonly Leaf[] {
  if ('terms' in expr) return expr.terms.flatMap(leavesOf);
  return 'term' in expr ? leavesOf(expr.term) : [expr];
}

/**
 * Texts, folded, of which the value at the path must be one for the expression to hold; undefined if it may hold for any
 * other, or for none.
 */
export function neededTexts(expr: Expr, path: Path): readonly string[] | undefined {
  switch (expr.kind) {
    case 'all':
      return expr.terms
        .flatMap((term) => {
          const texts = neededTexts(term, path);
          return texts ? [texts] : [];
        })
        .sort((a, b) => a.length - b.length)[0];
    case 'any': {
      const all: string[] = [];
      for (const term of expr.terms) {
        const texts = neededTexts(term, path);
        if (!texts) return undefined;
        all.push(...texts);
      }
      return all;
    }
    case 'oneOf':
      if (JSON.stringify(expr.path) !== JSON.stringify(path)) return undefined;
      if (expr.values.some((value) => typeof value !== 'string')) return undefined;
      return expr.values.map((value) => fold(String(value)));
    default:
      return undefined;
  }
}
