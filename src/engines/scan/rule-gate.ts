/**
 * Many rules over many records: which of them are worth a look, and at what? A few short fields that most rules ask for are
 * found by the column reader and numbered. Records with the same numbers are of one kind; for each kind it is worked out
 * once what is left of each rule. For most kinds that is nothing, for others a test or two of some other field, and only
 * the part of the record that holds it is read.
 */
import { type ColumnReader, canFind, createColumns } from '../../load/split/columns.js';
import type { KernelExtension } from '../../load/split/kernel.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Present } from '../../model/presence.js';
import type { Expr, Path } from '../../query/ast.js';
import { candidates } from '../../query/evaluate.js';
import { type Leaf, leavesOf } from '../../query/partly.js';
import { pathsOf } from '../../query/record-test.js';
import { type RecordTests, recordTests } from '../../query/record-tests.js';
import { factText } from './facts.js';
import { leftOf, ruleKinds } from './kinds.js';
import { branch, type NumberTree, numberTree } from './number-tree.js';
import { countGroups, countRecord, placePaths, presenceCounter, presenceGroupings } from './presence.js';
import { type Left, restTester } from './rest-test.js';
import { distinct, isAt, placeOf, shared } from './rule-list.js';
import { pathsInside, type SectionReader, sectionReader } from './section-reader.js';
import { type ClassTable, classTable } from './value-classes.js';

export interface RuleGate {
  readonly extension: KernelExtension;
  /** For a record in the kernel's memory, the test of the rules that may hold for it; undefined if none may. */
  testFor(bytes: Buffer, start: number, end: number): RecordTests | undefined;
  /** The test of all. */
  readonly all: RecordTests;
  /** Whether the column reader has found the fields of the record that `testFor` was asked about last. */
  isFound(): boolean;
  /** Reads of such a record those of the paths given by `also` that it can. */
  readonly also: FoundFields;
  /** Writes what it is known by, as `ColumnReader` does, and returns its second. */
  readonly keys: ColumnReader['keys'];
  /** What was met since this was asked last. */
  presence(): Present;
  /** Counts a record that is not in the kernel's memory. */
  meet(bytes: Buffer, start: number, end: number): void;
}

/** Fields that can be read of a record that was found. */
export interface FoundFields {
  readonly reader: SectionReader;
  /** Those that the reader reads. */
  readonly paths: readonly Path[];
  /** The column of a field that has one, or -1. */
  columnOf(path: Path): number;
  /** The number of the column's value; equal numbers are equal values in one round. */
  valueOf(column: number): number;
  /** Another number when values were numbered anew. */
  round(): number;
  /** The text that the value comes to, several joined by `, `; null for none. */
  factOf(value: number): string | null;
}

/** Short, of few values, and asked for by nearly every rule: together they tell the kind of a record. */
const kindPaths: readonly Path[] = [
  ['eventName'],
  ['eventSource'],
  ['errorCode'],
  ['userIdentity', 'type'],
  ['userIdentity', 'invokedBy'],
];

/** Asked for by some rules, and most often of more values: what counts is which of their tests a value satisfies. */
const usualOthers: readonly Path[] = [
  ['userAgent'],
  ['sourceIPAddress'],
  ['userIdentity', 'arn'],
  ['userIdentity', 'principalId'],
];
/** Of the paths that the rules of one kind ask for, so many tell its plans apart; what others tell is tested. */
const mostOthers = 4;

/** Of all fields that rules ask for, so many are found by the column reader; the rest are read from the whole record. */
const mostRoots = 48;
/** Of the fields that are wanted besides, those that are short get a column. */
const mostColumns = 24;
const longestPath = 4;

/** Ways in which the values of one path may satisfy the tests: of each, the outcome of every test is held. */
const mostClasses = 4096;
/** For each kind, what is left for the classes that were met with it; no archive of any sense comes near. */
const mostPlans = 200_000;

/** What is left of the rules for records of one kind. */
interface Kind {
  readonly rules: readonly Left[];
  /** The other paths that these ask for. */
  readonly others: readonly number[];
  /** By the classes of the values at these paths. */
  readonly plans: NumberTree<Plan>;
}

/** Undefined: no rule may hold. */
interface Plan {
  readonly tests: RecordTests | undefined;
}

/**
 * `withPresence`: the records that are tested are counted for `presence`. `also`: fields that the caller wants to read of
 * some.
 */
export function ruleGate(
  rules: readonly Expr[],
  maxRecordSize: number,
  withPresence: boolean,
  also: readonly Path[] = [],
): RuleGate {
  const leaves = shared(rules);
  const asked = [...also, ...leaves.list.flatMap((leaf) => pathsOf(leaf) ?? [])];
  const roots = [...new Set(asked.map(([root = '']) => root))]
    .filter((root) => canFind([root]))
    .slice(0, mostRoots);
  const isFindable = ([root = '']: Path): boolean => roots.includes(root);
  const found = distinct(asked.filter(isFindable));
  const short = byUse(leaves.list).filter((path) => isShort(path) && !diverse.has(path[0] ?? ''));
  const paths = distinct([...kindPaths, ...usualOthers, ...also.filter(isShort), ...short]).slice(
    0,
    mostColumns,
  );
  const otherPaths = paths.slice(kindPaths.length);
  const places = withPresence ? placePaths : [];
  const kindColumn = paths.length + places.length;
  const columns = createColumns(
    {
      columns: [...paths, ...places, null],
      onDemand: new Set(otherPaths.map((_, i) => kindPaths.length + i)),
      tuples: [{ column: kindColumn, of: [...kindPaths.keys()] }],
      fields: roots,
      inside: pathsInside(found, roots),
      groupings: withPresence ? presenceGroupings(paths.length, placeOf(['eventSource'], paths)) : [],
    },
    maxRecordSize,
  );
  const present = presenceCounter();
  const all = recordTests(rules);
  const reader = sectionReader(found, roots, columns);
  const tester = restTester(rules, reader, found);
  const classes = otherPaths.map((path) => classTable(leaves.list.filter((leaf) => isAt(leaf, path))));
  const makeKind = (left: readonly Left[]): Kind => {
    const asked = left.flatMap(({ rest }) => (rest === true ? [] : leavesOf(rest)));
    const others = [...otherPaths.keys()]
      .filter((i) => asked.some((leaf) => classes[i]?.has(leaf)))
      .slice(0, mostOthers);
    return { rules: left, others, plans: numberTree() };
  };
  const knownAt = (place: number): JsonObject => knownOf(columns, place, paths.slice(place, place + 1));
  const kindsOfRules = ruleKinds(leaves.exprs, leaves.list, kindPaths, knownAt, makeKind);

  let kinds: (Kind | undefined)[] = [];
  let plans = 0;
  let isFound = false;
  /** Of the values of columns, by their numbers. */
  let facts: (string | null | undefined)[] = [];
  let round = 0;
  const forget = (): void => {
    round++;
    kinds = [];
    kindsOfRules.forget();
    facts = [];
    plans = 0;
    for (const table of classes) table.forget();
  };

  const makePlan = ({ rules: left, others }: Kind): Plan => {
    const outcomeOf = (leaf: Leaf): boolean | undefined => {
      for (const other of others) {
        const table = classes[other] as ClassTable;
        if (table.has(leaf)) return table.outcome(columns.valueOf(kindPaths.length + other), leaf);
      }
      return undefined;
    };
    const still = leftOf(left, outcomeOf);
    return { tests: still.length === 0 ? undefined : tester(still) };
  };

  const meet = (bytes: Buffer, start: number, end: number): void => {
    if (withPresence) countRecord(bytes, start, end, present);
  };
  const isTaken = (): boolean =>
    columns.setFieldColumns() && (withPresence ? columns.count() : columns.setTuples());

  return {
    extension: columns.extension,
    all,
    also: {
      reader,
      paths: found,
      columnOf: (path) => placeOf(path, paths),
      valueOf: columns.valueOf,
      round: () => round,
      factOf(value) {
        if (value === 0) return null;
        const known = facts[value];
        if (known !== undefined) return known;
        const fact = factText(candidates({ value: JSON.parse(String(columns.text(value))) }, ['value']));
        facts[value] = fact;
        return fact;
      },
    },
    isFound: () => isFound,
    keys: columns.keys,
    presence() {
      if (withPresence) countGroups(columns, present);
      return present.take();
    },
    meet,
    testFor(bytes, start, end) {
      const met = columns.meet(start, end, withPresence);
      if (met === 'dull') return undefined;
      isFound = met !== 'odd';
      if (!isFound) {
        meet(bytes, start, end);
        return all;
      }
      reader.begin(bytes);
      // A value has no room, or a group: both begin anew.
      if (met === 'full') {
        if (withPresence) countGroups(columns, present);
        columns.clear(true);
        forget();
        if (!isTaken()) {
          isFound = false;
          meet(bytes, start, end);
          return all;
        }
      }
      const number = columns.valueOf(kindColumn);
      let kind = kinds[number];
      if (!kind) {
        kind = kindsOfRules.kindOf(columns.valueOf);
        kinds[number] = kind;
      }
      if (kind.rules.length === 0) {
        columns.setDull(number);
        return undefined;
      }
      let tree = kind.plans;
      for (let i = 0; i < kind.others.length; i++) {
        const other = kind.others[i] as number;
        const at = kindPaths.length + other;
        const table = classes[other] as ClassTable;
        const value = columns.valueOf(at);
        const own = table.classOf(value) ?? table.meet(value, knownAt(at));
        if (own >= mostClasses) {
          forget();
          return all;
        }
        tree = branch(tree, own);
      }
      if (!tree.value) {
        tree.value = makePlan(kind);
        const { tests } = tree.value;
        if (++plans > mostPlans) forget();
        return tests;
      }
      return tree.value.tests;
    },
  };
}

/** A field of the record itself that is no object as a rule, or one of the caller's: of few values, and found at once. */
function isShort(path: Path): boolean {
  const [root = ''] = path;
  return (
    canFind(path) &&
    path.length <= longestPath &&
    (root === 'userIdentity' ? path.length > 1 : path.length === 1 && !large.has(root))
  );
}

const large = new Set(['requestParameters', 'responseElements', 'additionalEventData', 'resources']);
/** Nearly every record has another value there. */
const diverse = new Set(['eventTime', 'eventID', 'requestID', 'sharedEventID', 'errorMessage']);

/** The paths that tests ask for, those first that most do. */
function byUse(leaves: readonly Leaf[]): readonly Path[] {
  const uses = new Map<string, { readonly path: Path; count: number }>();
  for (const path of leaves.flatMap((leaf) => pathsOf(leaf) ?? [])) {
    const key = JSON.stringify(path);
    const use = uses.get(key) ?? { path, count: 0 };
    use.count++;
    uses.set(key, use);
  }
  return [...uses.values()].sort((a, b) => b.count - a.count).map(({ path }) => path);
}

/** A record with what is known of it at the paths of the columns from `from` on. */
function knownOf(columns: ColumnReader, from: number, paths: readonly Path[]): JsonObject {
  const record: Record<string, JsonValue> = {};
  for (const [i, path] of paths.entries()) {
    const value = columns.valueOf(from + i);
    const text = value === 0 ? undefined : columns.text(value);
    if (typeof text === 'string') put(record, path, JSON.parse(text) as JsonValue);
  }
  return record;
}

function put(object: Record<string, JsonValue>, [name = '', ...inner]: Path, value: JsonValue): void {
  if (inner.length === 0) object[name] = value;
  else {
    const own = object[name] ?? {};
    object[name] = own;
    put(own as Record<string, JsonValue>, inner, value);
  }
}
