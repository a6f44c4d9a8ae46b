/**
 * What can be said of an expression when only some fields of a record are known: that it cannot hold, whatever the other
 * fields are. Where most records are of a few kinds, a look at the kind saves a look at the record.
 */

import type { JsonObject } from '../model/json.js';
import { type Expr, type Path, unreachable } from './ast.js';
import { compile } from './evaluate.js';

/** Undefined: that depends on fields that are not known. */
type Partly = (record: JsonObject) => boolean | undefined;

/**
 * Whether the expression may hold for a record of which `known`, a record with the values at these paths and no others,
 * is a part. False only if it cannot.
 */
export function mayHold(expr: Expr, known: readonly Path[]): (known: JsonObject) => boolean {
  const names = new Set(known.map((path) => JSON.stringify(path)));
  const partly = partlyOf(expr, (path) => names.has(JSON.stringify(path)));
  return (record) => partly(record) !== false;
}

/** Whether some test of the expression is about the value at exactly this path. */
export function asksFor(expr: Expr, path: Path): boolean {
  if ('terms' in expr) return expr.terms.some((term) => asksFor(term, path));
  if ('term' in expr) return asksFor(expr.term, path);
  return 'path' in expr && JSON.stringify(expr.path) === JSON.stringify(path);
}

function partlyOf(expr: Expr, isKnown: (path: Path) => boolean): Partly {
  switch (expr.kind) {
    case 'all':
    case 'any': {
      const terms = expr.terms.map((term) => partlyOf(term, isKnown));
      // One such term decides, whatever the others are.
      const deciding = expr.kind === 'any';
      return (record) => {
        let isUnknown = false;
        for (const term of terms) {
          const holds = term(record);
          if (holds === deciding) return deciding;
          isUnknown ||= holds === undefined;
        }
        return isUnknown ? undefined : !deciding;
      };
    }
    case 'not': {
      const term = partlyOf(expr.term, isKnown);
      return (record) => {
        const holds = term(record);
        return holds === undefined ? undefined : !holds;
      };
    }
    case 'oneOf':
    case 'glob':
    case 'regex':
    case 'compare':
    case 'cidr':
    case 'timePart':
    case 'present':
    case 'isNull':
    case 'exists':
      return isKnown(expr.path) ? compile(expr) : () => undefined;
    case 'sameText':
    case 'mentions':
    case 'leafGlob':
    case 'leafRegex':
      return () => undefined;
    default:
      return unreachable(expr);
  }
}
