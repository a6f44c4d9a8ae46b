/**
 * Many rules over many records: which of them are worth a look? A few short fields that most rules ask for are found by the
 * column reader and numbered. Records with the same numbers are of one kind; for each kind it is worked out once which
 * rules may hold. For most kinds that is none.
 */
import { createColumns } from '../../load/split/columns.js';
import type { KernelExtension } from '../../load/split/kernel.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Expr, Path } from '../../query/ast.js';
import { asksFor, mayHold } from '../../query/partly.js';
import { type RecordTests, recordTests } from '../../query/record-tests.js';

export interface RuleGate {
  readonly extension: KernelExtension;
  /** For a record in the kernel's memory, the test of the rules that may hold for it; undefined if none may. */
  testFor(start: number, end: number): RecordTests | undefined;
  /** The test of all. */
  readonly all: RecordTests;
}

/** Short, of few values, and asked for by nearly every rule: together they tell the kind of a record. */
const kindPaths: readonly Path[] = [
  ['eventName'],
  ['eventSource'],
  ['errorCode'],
  ['userIdentity', 'type'],
  ['userIdentity', 'invokedBy'],
];

/** Of more values, and asked for by some rules: each is looked at by itself. */
const otherPaths: readonly Path[] = [['userAgent'], ['userIdentity', 'arn'], ['userIdentity', 'principalId']];

/** Kinds are met as they come; an archive of more is no ordinary one. */
const mostKinds = 100_000;
const mostTests = 4096;

export function ruleGate(rules: readonly Expr[], maxRecordSize: number): RuleGate {
  const paths = [...kindPaths, ...otherPaths];
  const columns = createColumns({ columns: paths, tuples: [], fields: [], groupings: [] }, maxRecordSize);
  const all = recordTests(rules);
  const byKind = rules.map((rule) => mayHold(rule, kindPaths));
  /** For each of the other paths the rules that ask for it. */
  const byValue = otherPaths.map((path) =>
    rules.flatMap((rule, position) =>
      asksFor(rule, path) ? [{ position, test: mayHold(rule, [path]) }] : [],
    ),
  );
  /** Rules that may hold, by the kind; rules that cannot, by the value of another path. */
  const kinds = new Map<string, readonly number[]>();
  const excluded = otherPaths.map((): Map<number, ReadonlySet<number>> => new Map());
  /** By the rules that they test. */
  const made = new Map<string, RecordTests>();

  const forget = (): void => {
    kinds.clear();
    for (const values of excluded) values.clear();
  };
  /** A record with what is known of it at some of the paths. */
  const known = (from: number, to: number): JsonObject => {
    const record: Record<string, JsonValue> = {};
    for (let i = from; i < to; i++) {
      const value = columns.valueOf(i);
      const text = value === 0 ? undefined : columns.text(value);
      if (typeof text === 'string') put(record, paths[i] ?? [], JSON.parse(text) as JsonValue);
    }
    return record;
  };
  const rulesOfKind = (): readonly number[] => {
    let kind = '';
    for (let i = 0; i < kindPaths.length; i++) kind += `${columns.valueOf(i)} `;
    const before = kinds.get(kind);
    if (before) return before;
    if (kinds.size === mostKinds) kinds.clear();
    const record = known(0, kindPaths.length);
    const left = byKind.flatMap((test, position) => (test(record) ? [position] : []));
    kinds.set(kind, left);
    return left;
  };
  const excludedBy = (other: number): ReadonlySet<number> => {
    const at = kindPaths.length + other;
    const values = excluded[other] as Map<number, ReadonlySet<number>>;
    const before = values.get(columns.valueOf(at));
    if (before) return before;
    const record = known(at, at + 1);
    const out = new Set(
      (byValue[other] ?? []).flatMap(({ position, test }) => (test(record) ? [] : [position])),
    );
    values.set(columns.valueOf(at), out);
    return out;
  };

  return {
    extension: columns.extension,
    all,
    testFor(start, end) {
      if (!columns.find(start, end)) return all;
      if (!columns.setFieldColumns()) {
        columns.clear(true);
        forget();
        if (!columns.setFieldColumns()) return all;
      }
      let left = rulesOfKind();
      for (let other = 0; other < otherPaths.length && left.length > 0; other++) {
        const out = excludedBy(other);
        if (out.size > 0 && left.some((position) => out.has(position)))
          left = left.filter((position) => !out.has(position));
      }
      if (left.length === 0) return undefined;
      const name = left.join();
      let test = made.get(name);
      if (!test) {
        if (made.size === mostTests) made.clear();
        test = left.length === rules.length ? all : some(rules, left);
        made.set(name, test);
      }
      return test;
    },
  };
}

function put(record: Record<string, JsonValue>, [first = '', second]: Path, value: JsonValue): void {
  if (second === undefined) record[first] = value;
  else record[first] = { ...(record[first] as JsonObject | undefined), [second]: value };
}

/** The test of some of the rules, told by their positions among all. */
function some(rules: readonly Expr[], positions: readonly number[]): RecordTests {
  const test = recordTests(positions.flatMap((position) => rules[position] ?? []));
  return (bytes, start, end) => test(bytes, start, end)?.map((found) => positions[found] ?? 0);
}
