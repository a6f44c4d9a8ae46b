/** Rules as a list: what they share, and which of them are about an event of some name. */
import type { JsonValue } from '../../model/json.js';
import type { Expr, Path } from '../../query/ast.js';
import { type Leaf, neededTexts } from '../../query/partly.js';
import { fold } from '../../query/value-test.js';

/** The rules with equal tests made one object, so that what is known of one is known of all. */
export function shared(rules: readonly Expr[]): {
  readonly exprs: readonly Expr[];
  readonly list: readonly Leaf[];
} {
  const leaves = new Map<string, Leaf>();
  const share = (expr: Expr): Expr => {
    if ('terms' in expr) return { kind: expr.kind, terms: expr.terms.map(share) };
    if ('term' in expr) return { kind: 'not', term: share(expr.term) };
    const key = JSON.stringify(expr);
    const known = leaves.get(key) ?? expr;
    leaves.set(key, known);
    return known;
  };
  const exprs = rules.map(share);
  return { exprs, list: [...leaves.values()] };
}

export function isAt(leaf: Leaf, path: Path): boolean {
  return 'path' in leaf && !('other' in leaf) && JSON.stringify(leaf.path) === JSON.stringify(path);
}

export function distinct(paths: readonly Path[]): readonly Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

export function placeOf(path: Path, paths: readonly Path[]): number {
  return paths.findIndex((each) => JSON.stringify(each) === JSON.stringify(path));
}

export interface ByEventName {
  /** The positions of the rules that may hold whatever an event's name is, ascending. */
  readonly always: readonly number[];
  /** Of all that may hold for a name, if there are others; else undefined. */
  asked(eventName: JsonValue | undefined): readonly number[] | undefined;
}

export function byEventName(exprs: readonly Expr[]): ByEventName {
  const always: number[] = [];
  const byName = new Map<string, number[]>();
  for (const [position, expr] of exprs.entries()) {
    const names = neededTexts(expr, ['eventName']);
    if (!names) always.push(position);
    for (const name of new Set(names)) {
      const known = byName.get(name);
      if (known) known.push(position);
      else byName.set(name, [position]);
    }
  }
  return {
    always,
    asked(name) {
      if (typeof name === 'object' && name !== null) return [...exprs.keys()];
      const own = byName.get(fold(String(name)));
      return own && [...always, ...own].sort((a, b) => a - b);
    },
  };
}
