/**
 * An expression as a test of a record's bytes: the fast twin of `compile` in `evaluate.ts`. Fields are read from the
 * bytes; a record is parsed only where its spelling, or a question about all of its text, asks for it.
 */
import type { JsonObject, JsonValue } from '../model/json.js';
import { allOf, type Expr, type Path, unreachable } from './ast.js';
import { compile } from './evaluate.js';
import { type FieldsRead, fieldReader } from './field-reader.js';
import { isObject } from './json-object.js';
import { fold, textRelation, valueTest } from './value-test.js';

/** Whether the record in `bytes[start, end)` matches; undefined if it is not a JSON object. */
export type RecordTest = (bytes: Buffer, start: number, end: number) => boolean | undefined;

/** @throws UsageError for a network that is not well formed; for such a pattern when it is first asked. */
export function recordTest(expr: Expr): RecordTest {
  const paths = pathsOf(expr);
  if (!paths) return textTested(expr);
  const plain = compile(expr);
  if (paths.length === 0) {
    const constant = plain({});
    return () => constant;
  }
  const reader = fieldReader(paths);
  const test = fieldsTest(expr, reader, slotsOf(paths));
  return (bytes, start, end) => {
    if (!reader.read(bytes, start, end)) return parsedTest(plain, bytes, start, end);
    try {
      return test();
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  };
}

/** A question about all of the text: what fields decide of it is asked first, for to parse a record takes longest. */
function textTested(expr: Expr): RecordTest {
  const terms = expr.kind === 'all' ? expr.terms : [expr];
  const byFields = terms.filter((term) => pathsOf(term) !== undefined);
  const rest = compile(allOf(terms.filter((term) => !byFields.includes(term))));
  const parsed: RecordTest = (bytes, start, end) => parsedTest(rest, bytes, start, end);
  if (byFields.length === 0) return parsed;
  const first = recordTest(allOf(byFields));
  return (bytes, start, end) => first(bytes, start, end) && parsed(bytes, start, end);
}

function parsedTest(
  plain: (record: JsonObject) => boolean,
  bytes: Buffer,
  start: number,
  end: number,
): boolean | undefined {
  const record = parseRecord(bytes, start, end);
  return record && plain(record);
}

/** The record as an object, or undefined if it is none. */
export function parseRecord(bytes: Buffer, start: number, end: number): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(bytes.toString('utf8', start, end));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The distinct fields that decide; undefined if the whole text does. */
export function pathsOf(expr: Expr): Path[] | undefined {
  const found = new Map<string, Path>();
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'mentions' || next.kind === 'leafGlob' || next.kind === 'leafRegex') return undefined;
    if ('terms' in next) pending.push(...next.terms);
    else if ('term' in next) pending.push(next.term);
    else {
      found.set(JSON.stringify(next.path), next.path);
      if (next.kind === 'sameText') found.set(JSON.stringify(next.other), next.other);
    }
  }
  return [...found.values()];
}

export function slotsOf(paths: readonly Path[]): (path: Path) => number {
  const slots = new Map(paths.map((path, slot) => [JSON.stringify(path), slot]));
  return (path) => slots.get(JSON.stringify(path)) ?? -1;
}

/** The expression as a test of what the reader has read last. @throws SyntaxError there, for what is no JSON. */
export function fieldsTest(expr: Expr, reader: FieldsRead, slotOf: (path: Path) => number): () => boolean {
  switch (expr.kind) {
    case 'all': {
      const terms = expr.terms.map((term) => fieldsTest(term, reader, slotOf));
      return () => terms.every((term) => term());
    }
    case 'any': {
      const terms = expr.terms.map((term) => fieldsTest(term, reader, slotOf));
      return () => terms.some((term) => term());
    }
    case 'not': {
      const term = fieldsTest(expr.term, reader, slotOf);
      return () => !term();
    }
    case 'oneOf':
    case 'glob':
    case 'regex':
    case 'compare':
    case 'cidr':
    case 'timePart': {
      const test = valueTest(expr);
      const slot = slotOf(expr.path);
      return () => {
        for (let i = 0; i < reader.count(slot); i++) {
          const value = reader.value(slot, i);
          if (value !== null && test(value)) return true;
        }
        return false;
      };
    }
    case 'exists': {
      const slot = slotOf(expr.path);
      return () => reader.has(slot);
    }
    case 'present':
    case 'isNull': {
      const slot = slotOf(expr.path);
      const wanted = expr.kind === 'isNull';
      return () => {
        for (let i = 0; i < reader.count(slot); i++)
          if ((reader.value(slot, i) === null) === wanted) return true;
        return false;
      };
    }
    case 'sameText': {
      const texts = (slot: number): string[] => {
        const found: string[] = [];
        for (let i = 0; i < reader.count(slot); i++) {
          const value = reader.value(slot, i);
          if (value !== null && typeof value !== 'object')
            found.push(expr.foldCase ? fold(String(value)) : String(value));
        }
        return found;
      };
      const [slot, other] = [slotOf(expr.path), slotOf(expr.other)];
      const holds = textRelation(expr.part);
      return () => {
        const left = texts(slot);
        return left.length > 0 && texts(other).some((text) => left.some((whole) => holds(whole, text)));
      };
    }
    case 'mentions':
    case 'leafGlob':
    case 'leafRegex':
      throw new Error(`${expr.kind} is not about a field`);
    default:
      return unreachable(expr);
  }
}
