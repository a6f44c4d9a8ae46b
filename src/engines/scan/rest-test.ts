/** Tests of what is left of rules for a record whose fields the column reader has found. */
import type { JsonObject } from '../../model/json.js';
import type { Expr, Path } from '../../query/ast.js';
import { compile } from '../../query/evaluate.js';
import type { Leaf } from '../../query/partly.js';
import { fieldsTest, parseRecord, pathsOf, recordTest, slotsOf } from '../../query/record-test.js';
import type { RecordTests } from '../../query/record-tests.js';
import type { SectionReader } from './section-reader.js';

/** What is left of a rule, which is told by its position. */
export interface Left {
  readonly position: number;
  /** True: it holds. */
  readonly rest: Expr | true;
}

const none: readonly number[] = [];

/** Makes tests of what is left of rules. Each test is made once, whatever it is part of. */
export function restTester(
  rules: readonly Expr[],
  reader: SectionReader,
  found: readonly Path[],
): (left: readonly Left[]) => RecordTests {
  const slotOf = slotsOf(found);
  const tests = new Map<Leaf, () => boolean>();
  /** The record at hand. */
  let all: Buffer = Buffer.alloc(0);
  let from = 0;
  let to = 0;

  const leafTest = (leaf: Leaf): (() => boolean) => {
    if (pathsOf(leaf)?.every((path) => slotOf(path) >= 0)) return fieldsTest(leaf, reader, slotOf);
    const test = recordTest(leaf);
    return () => test(all, from, to) === true;
  };
  const testOf = (expr: Expr): (() => boolean) => {
    switch (expr.kind) {
      case 'all': {
        const terms = expr.terms.map(testOf);
        return () => {
          for (let i = 0; i < terms.length; i++) if (!(terms[i] as () => boolean)()) return false;
          return true;
        };
      }
      case 'any': {
        const terms = expr.terms.map(testOf);
        return () => {
          for (let i = 0; i < terms.length; i++) if ((terms[i] as () => boolean)()) return true;
          return false;
        };
      }
      case 'not': {
        const term = testOf(expr.term);
        return () => !term();
      }
      default: {
        const known = tests.get(expr) ?? leafTest(expr);
        tests.set(expr, known);
        return known;
      }
    }
  };

  /** Of tests that all fail where their fields are missing it is seen first whether any of these is there. */
  const guarded = (expr: Expr): (() => boolean) => {
    const test = testOf(expr);
    const asked = askedSlots(expr, slotOf);
    const slots = [...new Set(asked)];
    if (!asked || asked.length < slots.length + 2) return test;
    return () => {
      for (let i = 0; i < slots.length; i++) if (reader.count(slots[i] as number) > 0) return test();
      return false;
    };
  };

  return (left) => {
    const sure = left.filter(({ rest }) => rest === true).map(({ position }) => position);
    const open = left.flatMap(({ position, rest }) =>
      rest === true ? [] : [{ position, test: guarded(rest) }],
    );
    if (open.length === 0) return () => sure;
    let plain:
      | readonly { readonly position: number; readonly test: (record: JsonObject) => boolean }[]
      | undefined;
    return (bytes, start, end) => {
      all = bytes;
      from = start;
      to = end;
      let found = none;
      for (let i = 0; i < open.length; i++) {
        const { position, test } = open[i] as (typeof open)[number];
        if (test()) found = found === none ? [position] : [...found, position];
      }
      if (reader.isUnclear()) {
        plain ??= left.map(({ position }) => ({ position, test: compile(rules[position] as Expr) }));
        const parsed = parseRecord(bytes, start, end);
        return parsed && plain.flatMap(({ position, test }) => (test(parsed) ? [position] : []));
      }
      if (found === none || sure.length === 0) return found === none ? sure : found;
      return [...sure, ...found].sort((a, b) => a - b);
    };
  };
}

/** The slots that each test of it asks for; undefined if it may hold where all of them are missing. */
function askedSlots(expr: Expr, slotOf: (path: Path) => number): readonly number[] | undefined {
  switch (expr.kind) {
    case 'all':
    case 'any': {
      const slots: number[] = [];
      for (const term of expr.terms) {
        const own = askedSlots(term, slotOf);
        if (!own) return undefined;
        slots.push(...own);
      }
      return slots.length === 0 ? undefined : slots;
    }
    case 'oneOf':
    case 'glob':
    case 'regex':
    case 'compare':
    case 'cidr': {
      const slot = slotOf(expr.path);
      return slot < 0 ? undefined : [slot];
    }
    default:
      return undefined;
  }
}
