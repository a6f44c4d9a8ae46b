/**
 * The tests of the AST that look at one value at a time, compiled once: what depends on the query (sets, folded
 * text, patterns, networks) is done here, so that the evaluator of parsed records and an engine that reads values
 * from bytes ask the very same function.
 */
import type { JsonObject, JsonValue } from '../model/json.js';
import { UsageError } from '../model/usage-error.js';
import { type Expr, unreachable } from './ast.js';
import { globMatcher } from './glob-match.js';
import { jsonText } from './json-text.js';
import { networkTest } from './network.js';
import { patternTest } from './pattern.js';
import { timePart } from './time-part.js';

/** A test of one candidate; a field test holds if it holds for any of them. */
export type ValueExpr = Extract<Expr, { kind: 'oneOf' | 'glob' | 'regex' | 'compare' | 'cidr' | 'timePart' }>;

/** A candidate other than null: never an array, which contributes its elements. */
export type Candidate = string | number | boolean | JsonObject;

/** The text of a value for all text tests; undefined for null and arrays, which have none. */
export function textOf(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || Array.isArray(value)) return undefined;
  return typeof value === 'object' ? jsonText(value) : String(value);
}

/**
 * Folding case, of both sides, is the same everywhere. The two characters whose lower case is, or begins with, an ASCII
 * letter (the Kelvin sign and the dotted capital I) stay themselves: no name that AWS compares ignoring case has them,
 * and so ASCII text in a record can be searched by its bytes.
 */
export function fold(text: string): string {
  // Several tests in a row ask for one value.
  if (text === lastFolded.text) return lastFolded.folded;
  const folded = text.toLowerCase();
  lastFolded = {
    text,
    folded: /[\u0130\u212a]/.test(text)
      ? [...text].map((c) => (/[\u0130\u212a]/.test(c) ? c : c.toLowerCase())).join('')
      : folded,
  };
  return lastFolded.folded;
}

let lastFolded: { readonly text: string; readonly folded: string } = { text: '', folded: '' };

/** A number, or a string that reads wholly as a decimal number; no exponent, since ids look like `00e1`. */
function numberOf(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/**
 * Compiles a test of one value.
 * @throws UsageError for a network that is not well formed; for such a pattern when it is first asked.
 */
export function valueTest(expr: ValueExpr): (value: Candidate) => boolean {
  switch (expr.kind) {
    case 'oneOf':
      return oneOfTest(expr);
    case 'glob': {
      const test = textTest(expr);
      if (!expr.leaves) return onText(test);
      return (value) =>
        test(textOf(value) ?? '') || (typeof value === 'object' && textsAnywhere(value, false, test));
    }
    case 'regex':
      return onText(textTest(expr));
    case 'cidr': {
      const inside = networkTest(expr.network);
      if (!inside) throw new UsageError(`'${expr.network}' is not a network, such as 10.0.0.0/8`);
      return (value) => typeof value === 'string' && inside(value);
    }
    case 'compare':
      return compareTest(expr.op, expr.value);
    case 'timePart': {
      const { part, op, value: bound } = expr;
      const holds = op === '=' ? (value: number, wanted: number) => value === wanted : ordered(op);
      return (value) => {
        const found = typeof value === 'string' ? timePart(value, part) : undefined;
        return found !== undefined && holds(found, bound);
      };
    }
    default:
      return unreachable(expr);
  }
}

/** A test of a text as a whole (glob), or of what is found in it (pattern). */
export function textTest(
  expr: Extract<Expr, { kind: 'glob' | 'leafGlob' | 'regex' | 'leafRegex' }>,
): (text: string) => boolean {
  if (expr.kind === 'glob' || expr.kind === 'leafGlob') {
    if (!expr.foldCase) return globMatcher(expr.glob);
    const matches = globMatcher(expr.glob.map((part) => (typeof part === 'string' ? fold(part) : part)));
    return (text) => matches(fold(text));
  }
  // Compiled when first asked: the package behind it takes longer to load than many an archive to scan.
  let test: ((text: string) => boolean) | undefined;
  return (text) => {
    test ??= patternTest(expr.pattern, expr.foldCase);
    return test(text);
  };
}

/** How a text of one field has to stand to one of another. */
export function textRelation(
  part: Extract<Expr, { kind: 'sameText' }>['part'],
): (whole: string, text: string) => boolean {
  switch (part) {
    case undefined:
      return (whole, text) => whole === text;
    case 'contains':
      return (whole, text) => whole.includes(text);
    case 'startsWith':
      return (whole, text) => whole.startsWith(text);
    case 'endsWith':
      return (whole, text) => whole.endsWith(text);
    default:
      return unreachable(part);
  }
}

/** Whether any string, number or boolean in what is given, or with `keys` any key too, passes. */
export function textsAnywhere(all: JsonValue, keys: boolean, test: (text: string) => boolean): boolean {
  const pending: JsonValue[] = [all];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object') {
      if (test(String(value))) return true;
    } else if (Array.isArray(value)) {
      for (const element of value) pending.push(element);
    } else if (value !== null) {
      for (const [key, member] of Object.entries(value)) {
        if (keys && test(key)) return true;
        pending.push((member as JsonValue | undefined) ?? null);
      }
    }
  }
  return false;
}

function onText(test: (text: string) => boolean): (value: Candidate) => boolean {
  return (value) => test(textOf(value) ?? '');
}

function oneOfTest(expr: Extract<Expr, { kind: 'oneOf' }>): (value: Candidate) => boolean {
  const folded = expr.foldCase ? fold : (text: string) => text;
  const texts = new Set(expr.values.filter((value) => typeof value === 'string').map(folded));
  const numbers = new Set(expr.values.filter((value) => typeof value === 'number'));
  const truths = new Set(expr.values.filter((value) => typeof value === 'boolean').map(String));
  return (value) => {
    if (typeof value === 'object') return false;
    const text = String(value);
    if (texts.has(folded(text))) return true;
    if (truths.size > 0 && truths.has(text.toLowerCase())) return true;
    const number = numbers.size > 0 ? numberOf(value) : undefined;
    return number !== undefined && numbers.has(number);
  };
}

function compareTest(
  op: Extract<Expr, { kind: 'compare' }>['op'],
  bound: string | number,
): (value: Candidate) => boolean {
  const holds = ordered(op);
  if (typeof bound === 'string') return (value) => typeof value === 'string' && holds(value, bound);
  return (value) => {
    const number = numberOf(typeof value === 'object' ? null : value);
    return number !== undefined && holds(number, bound);
  };
}

/** JavaScript orders two strings by UTF-16 units, which is the order the AST asks for. */
function ordered(op: '<' | '<=' | '>' | '>='): <T extends string | number>(left: T, right: T) => boolean {
  switch (op) {
    case '<':
      return (left, right) => left < right;
    case '<=':
      return (left, right) => left <= right;
    case '>':
      return (left, right) => left > right;
    case '>=':
      return (left, right) => left >= right;
    default:
      return unreachable(op);
  }
}
