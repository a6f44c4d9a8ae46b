/**
 * Many expressions as one test of a record's bytes: which of them hold? Nearly every rule asks for an event name, and
 * the others mostly for some value of another field, so that a few look-ups leave a handful of rules to be tried, however
 * many there are. Those that ask for no such value are tried on every record.
 */

import { type Expr, type Path, unreachable } from './ast.js';
import { compile } from './evaluate.js';
import { type FieldReader, fieldReader } from './field-reader.js';
import { fieldsTest, parseRecord, pathsOf, slotsOf } from './record-test.js';
import { fold } from './value-test.js';

/** The positions, ascending, of the expressions that hold for `bytes[start, end)`; undefined if it is no JSON object. */
export type RecordTests = (bytes: Buffer, start: number, end: number) => readonly number[] | undefined;

/** A field's value, folded, without which an expression cannot hold. */
interface Gate {
  readonly path: Path;
  readonly value: string;
}

/** Groups of rules met together are kept ready up to so many; a rule set does not come near it. */
const mostGroups = 4096;

export function recordTests(exprs: readonly Expr[]): RecordTests {
  const { doors, always } = index(exprs);
  const own = always.flatMap((position) => {
    const expr = exprs[position];
    return expr && pathsOf(expr) ? [{ position, expr }] : [];
  });
  /** Questions about all of a record's text. */
  const whole = always.filter((position) => !own.some((each) => each.position === position));
  const paths = pathsOf({
    kind: 'any',
    terms: [...own.map(({ expr }) => expr), ...doors.map(({ path }): Expr => ({ kind: 'present', path }))],
  });
  const reader = fieldReader(paths ?? []);
  const slotOf = slotsOf(paths ?? []);
  const tests = own.map(({ position, expr }) => ({ position, test: fieldsTest(expr, reader, slotOf) }));
  const keys = doors.map(({ path, buckets }) => ({ slot: slotOf(path), buckets }));
  const groups = new Map<string, RecordTests>();
  const unclear = groupTest(exprs, [...exprs.keys()]);

  const groupOf = (buckets: readonly Bucket[]): RecordTests => {
    const key = buckets.map(({ id }) => id).join();
    let group = groups.get(key);
    if (!group) {
      const rules = [...new Set([...whole, ...buckets.flatMap(({ rules }) => rules)])].sort((a, b) => a - b);
      group = groupTest(exprs, rules);
      if (groups.size >= mostGroups) groups.clear();
      groups.set(key, group);
    }
    return group;
  };

  return (bytes, start, end) => {
    const met: Bucket[] = [];
    let found: number[] = [];
    try {
      if (!reader.read(bytes, start, end)) return unclear(bytes, start, end);
      for (const { slot, buckets } of keys) {
        for (let i = 0; i < reader.count(slot); i++) {
          const value = reader.value(slot, i);
          if (value === null || typeof value === 'object') continue;
          const bucket = buckets(String(value));
          if (bucket && !met.includes(bucket)) met.push(bucket);
        }
      }
      for (const { position, test } of tests) if (test()) found.push(position);
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
    if (met.length === 0 && whole.length === 0) return found;
    const others = groupOf(met)(bytes, start, end);
    if (!others || found.length === 0) return others;
    found = [...found, ...others];
    return found.sort((a, b) => a - b);
  };
}

interface Bucket {
  readonly id: number;
  readonly rules: number[];
}

/** A field that rules are found by. */
interface Door {
  readonly path: Path;
  readonly buckets: (text: string) => Bucket | undefined;
}

/** Spellings of one name are few, but an intruder may write any user agent. */
const mostSpellings = 10_000;

function index(exprs: readonly Expr[]): {
  readonly doors: readonly Door[];
  readonly always: readonly number[];
} {
  const tables = new Map<string, { path: Path; byValue: Map<string, Bucket> }>();
  const always: number[] = [];
  let ids = 0;
  for (const [position, expr] of exprs.entries()) {
    const gates = gatesOf(expr);
    if (!gates) always.push(position);
    for (const { path, value } of gates ?? []) {
      const key = JSON.stringify(path);
      const table = tables.get(key) ?? { path, byValue: new Map<string, Bucket>() };
      tables.set(key, table);
      const bucket = table.byValue.get(value) ?? { id: ids++, rules: [] };
      table.byValue.set(value, bucket);
      if (bucket.rules.at(-1) !== position) bucket.rules.push(position);
    }
  }
  const doors = [...tables.values()].map(({ path, byValue }): Door => {
    const bySpelling = new Map<string, Bucket | undefined>();
    return {
      path,
      buckets(text) {
        if (bySpelling.has(text)) return bySpelling.get(text);
        const bucket = byValue.get(fold(text));
        if (bySpelling.size >= mostSpellings) bySpelling.clear();
        bySpelling.set(text, bucket);
        return bucket;
      },
    };
  });
  return { doors, always };
}

/** Values of which a record must have at least one for the expression to hold; undefined if there are no such. */
function gatesOf(expr: Expr): readonly Gate[] | undefined {
  switch (expr.kind) {
    case 'all':
      return expr.terms.map(gatesOf).reduce(better, undefined);
    case 'any': {
      const all: Gate[] = [];
      for (const term of expr.terms) {
        const gates = gatesOf(term);
        if (!gates) return undefined;
        all.push(...gates);
      }
      return all;
    }
    case 'oneOf': {
      const { path, values } = expr;
      if (values.some((value) => typeof value !== 'string')) return undefined;
      return values.map((value) => ({ path, value: fold(String(value)) }));
    }
    case 'not':
    case 'glob':
    case 'regex':
    case 'compare':
    case 'cidr':
    case 'timePart':
    case 'exists':
    case 'present':
    case 'isNull':
    case 'sameText':
    case 'mentions':
    case 'leafGlob':
    case 'leafRegex':
      return undefined;
    default:
      return unreachable(expr);
  }
}

/** The event's name tells most; else what has fewer values. */
function better(a: readonly Gate[] | undefined, b: readonly Gate[] | undefined): readonly Gate[] | undefined {
  if (!a || !b) return a ?? b;
  const rank = (gates: readonly Gate[]): number => Math.max(...gates.map(({ path }) => rankOf(path)), 0);
  const [left, right] = [rank(a), rank(b)];
  if (left !== right) return left < right ? a : b;
  return b.length < a.length ? b : a;
}

/** How little a field tells of an event: nearly all records of a trail share a few values of some. */
function rankOf(path: Path): number {
  if (path.length === 1 && path[0] === 'eventName') return 0;
  return path.length === 1 && (path[0] === 'eventSource' || path[0] === 'awsRegion') ? 2 : 1;
}

/** The rules at the positions, all of them tried, with one reading of the fields that they need. */
function groupTest(exprs: readonly Expr[], positions: readonly number[]): RecordTests {
  let made: RecordTests | undefined;
  return (bytes, start, end) => {
    made ??= makeGroup(exprs, positions);
    return made(bytes, start, end);
  };
}

function makeGroup(exprs: readonly Expr[], positions: readonly number[]): RecordTests {
  const rules = positions.map((position) => ({
    position,
    expr: exprs[position] ?? { kind: 'any' as const, terms: [] },
  }));
  const plain = rules.map(({ expr }) => compile(expr));
  const parsed: RecordTests = (bytes, start, end) => {
    const record = parseRecord(bytes, start, end);
    return record && positions.filter((_, i) => plain[i]?.(record));
  };
  const paths = pathsOf({ kind: 'any', terms: rules.map(({ expr }) => expr) });
  if (!paths) return parsed;
  const reader: FieldReader = fieldReader(paths);
  const slotOf = slotsOf(paths);
  const tests = rules.map(({ expr }) => fieldsTest(expr, reader, slotOf));
  return (bytes, start, end) => {
    if (!reader.read(bytes, start, end)) return parsed(bytes, start, end);
    try {
      return positions.filter((_, i) => tests[i]?.());
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  };
}
