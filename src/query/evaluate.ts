/**
 * The plain reading of the AST over a parsed record: what every faster engine has to agree with, and good enough
 * where records are parsed anyway. Kept obvious on purpose. Nothing in a record is trusted: names such as
 * `__proto__` are ordinary keys, and depth is walked with a stack of our own.
 */
import type { JsonObject, JsonValue } from '../model/json.js';
import { type Expr, type Path, unreachable } from './ast.js';
import { isObject } from './json-object.js';
import { type Candidate, fold, textRelation, textsAnywhere, textTest, valueTest } from './value-test.js';

/** Whether the record satisfies the expression. For many records, `compile` once instead. */
export function evaluate(expr: Expr, record: JsonObject): boolean {
  return compile(expr)(record);
}

/**
 * Does the work that depends on the query once; the returned function runs once per record and never throws.
 * @throws UsageError for a network that is not well formed; for such a pattern when it is first asked.
 */
export function compile(expr: Expr): (record: JsonObject) => boolean {
  switch (expr.kind) {
    case 'all': {
      const terms = expr.terms.map(compile);
      return (record) => terms.every((term) => term(record));
    }
    case 'any': {
      const terms = expr.terms.map(compile);
      return (record) => terms.some((term) => term(record));
    }
    case 'not': {
      const term = compile(expr.term);
      return (record) => !term(record);
    }
    case 'oneOf':
    case 'glob':
    case 'regex':
    case 'compare':
    case 'cidr':
    case 'timePart': {
      const test = valueTest(expr);
      return (record) => candidates(record, expr.path).some((value) => isCandidate(value) && test(value));
    }
    case 'exists':
      return (record) => keyExists(record, expr.path);
    case 'present':
      return (record) => candidates(record, expr.path).some((value) => value !== null);
    case 'isNull':
      return (record) => candidates(record, expr.path).includes(null);
    case 'sameText':
      return (record) => {
        const texts = scalarTexts(record, expr.path, expr.foldCase);
        const holds = textRelation(expr.part);
        return scalarTexts(record, expr.other, expr.foldCase).some((text) =>
          texts.some((whole) => holds(whole, text)),
        );
      };
    case 'mentions': {
      const { foldCase, fields } = expr;
      const wanted = foldCase ? fold(expr.text) : expr.text;
      const test = (text: string): boolean => (foldCase ? fold(text) : text).includes(wanted);
      if (!fields) return (record) => textsAnywhere(record, true, test);
      return (record) =>
        fields.some((name) => Object.hasOwn(record, name) && textsAnywhere(record[name] ?? null, true, test));
    }
    case 'leafGlob':
    case 'leafRegex': {
      const test = textTest(expr);
      return (record) => textsAnywhere(record, false, test);
    }
    default:
      return unreachable(expr);
  }
}

/**
 * The values that a field test looks at, nulls included, in the order of the record: see the comment of the AST.
 * Arrays never are among them.
 */
export function candidates(record: JsonObject, path: Path): JsonValue[] {
  const dotted = path.length > 1 ? path.join('.') : undefined;
  if (dotted !== undefined && Object.hasOwn(record, dotted)) return flatten([record[dotted] ?? null]);
  return walk(record, path);
}

function walk(record: JsonObject, path: Path): JsonValue[] {
  let reached: JsonValue[] = [record];
  for (const step of path) {
    const values: JsonValue[] = [];
    for (const value of reached) {
      if (isObject(value) && Object.hasOwn(value, step)) values.push(value[step] ?? null);
    }
    reached = flatten(values);
  }
  return reached;
}

function keyExists(record: JsonObject, path: Path): boolean {
  if (path.length > 1 && Object.hasOwn(record, path.join('.'))) return true;
  const last = path.at(-1) ?? '';
  return walk(record, path.slice(0, -1)).some((value) => isObject(value) && Object.hasOwn(value, last));
}

function isCandidate(value: JsonValue): value is Candidate {
  return value !== null && !Array.isArray(value);
}

/** Replaces arrays by their elements, at any depth. */
function flatten(values: readonly JsonValue[]): JsonValue[] {
  const flat: JsonValue[] = [];
  const pending = values.toReversed();
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (!Array.isArray(value)) flat.push(value);
    else for (let index = value.length - 1; index >= 0; index--) pending.push(value[index] ?? null);
  }
  return flat;
}

function scalarTexts(record: JsonObject, path: Path, foldCase: boolean): string[] {
  return candidates(record, path)
    .filter((value) => value !== null && typeof value !== 'object')
    .map((value) => (foldCase ? fold(String(value)) : String(value)));
}
