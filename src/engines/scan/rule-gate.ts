/**
 * Many rules over many records: which of them are worth a look? A few short fields that most rules ask for are found by the
 * column reader and numbered. Records with the same numbers are of one kind; for each kind it is worked out once which
 * rules may hold. For most kinds that is none.
 */
import { createColumns, type Member, noTime } from '../../load/split/columns.js';
import type { KernelExtension } from '../../load/split/kernel.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Presence } from '../../model/presence.js';
import type { Expr, Path } from '../../query/ast.js';
import { instantOf } from '../../query/event-time.js';
import { asksFor, mayHold } from '../../query/partly.js';
import { parseRecord } from '../../query/record-test.js';
import { type RecordTests, recordTests } from '../../query/record-tests.js';
import { hourLength, presenceCounter } from './presence.js';

export interface RuleGate {
  readonly extension: KernelExtension;
  /** For a record in the kernel's memory, the test of the rules that may hold for it; undefined if none may. */
  testFor(bytes: Buffer, start: number, end: number): RecordTests | undefined;
  /** The test of all. */
  readonly all: RecordTests;
  /** What was met since this was asked last, of each account, region and hour. */
  presence(): readonly Presence[];
  /** Counts a record that is not in the kernel's memory. */
  meet(bytes: Buffer, start: number, end: number): void;
}

/** A step in the tree of kinds: one level for each of the paths, by the number of the value. */
interface Kind {
  readonly next: Map<number, Kind>;
  /** At the end: those that may hold. */
  rules: readonly number[] | undefined;
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

/** What `presence` is told by. */
const placePaths: readonly Path[] = [['recipientAccountId'], ['awsRegion']];

/** Kinds are met as they come; an archive of more is no ordinary one. */
const mostKinds = 100_000;
const mostTests = 4096;

/** `withPresence`: the records that are tested are counted for `presence`, and all is read of them that takes. */
export function ruleGate(rules: readonly Expr[], maxRecordSize: number, withPresence: boolean): RuleGate {
  const paths = [...kindPaths, ...otherPaths, ...(withPresence ? placePaths : [])];
  const firstPlace = kindPaths.length + otherPaths.length;
  const place: readonly Member[] = [
    { column: firstPlace },
    { column: firstPlace + 1 },
    { seconds: hourLength / 1000 },
  ];
  const columns = createColumns(
    { columns: paths, tuples: [], fields: [], groupings: withPresence ? [place] : [] },
    maxRecordSize,
  );
  const present = presenceCounter();
  const all = recordTests(rules);
  const byKind = rules.map((rule) => mayHold(rule, kindPaths));
  /** For each of the other paths the rules that ask for it. */
  const byValue = otherPaths.map((path) =>
    rules.flatMap((rule, position) =>
      asksFor(rule, path) ? [{ position, test: mayHold(rule, [path]) }] : [],
    ),
  );
  /** Rules that may hold, by the kind; rules that cannot, by the value of another path. */
  let kinds: Kind = { next: new Map(), rules: undefined };
  let kindCount = 0;
  const excluded = otherPaths.map((): Map<number, ReadonlySet<number>> => new Map());
  /** By the rules that they test. */
  const made = new Map<string, RecordTests>();

  /** From the groups of the column reader to what is counted. */
  const countGroups = (): void => {
    const { groups } = columns.gathered();
    for (let group = 0; group < groups.length; group++) {
      const [account, region, time] = [0, 1, 2].map((place) => groups.member(group, place));
      if (account === undefined || region === undefined || time === undefined || time === noTime) continue;
      const [events] = groups.measures(group);
      present.add({
        account: plain(jsonOf(account)),
        region: plain(jsonOf(region)),
        hour: time * hourLength,
        events,
      });
    }
    columns.clear(false);
  };
  const jsonOf = (value: number): JsonValue | undefined => {
    const text = value === 0 ? undefined : columns.text(value);
    return typeof text === 'string' ? (JSON.parse(text) as JsonValue) : undefined;
  };
  /** Of a record that the column reader does not take. */
  const meet = (bytes: Buffer, start: number, end: number): void => {
    const record = withPresence ? parseRecord(bytes, start, end) : undefined;
    const time = instantOf(record?.eventTime);
    if (!record || Number.isNaN(time)) return;
    present.add({
      account: plain(record.recipientAccountId),
      region: plain(record.awsRegion),
      hour: Math.floor(time / hourLength) * hourLength,
      events: 1,
    });
  };

  const forgetKinds = (): void => {
    kinds = { next: new Map(), rules: undefined };
    kindCount = 0;
  };
  const forget = (): void => {
    forgetKinds();
    for (const values of excluded) values.clear();
  };
  /** A record with what is known of it at some of the paths. */
  const known = (from: number, to: number): JsonObject => {
    const record: Record<string, JsonValue> = {};
    for (let i = from; i < to; i++) {
      const value = jsonOf(columns.valueOf(i));
      if (value !== undefined) put(record, paths[i] ?? [], value);
    }
    return record;
  };
  const rulesOfKind = (): readonly number[] => {
    let kind = kinds;
    for (let i = 0; i < kindPaths.length; i++) {
      const value = columns.valueOf(i);
      let next = kind.next.get(value);
      if (!next) {
        next = { next: new Map(), rules: undefined };
        kind.next.set(value, next);
      }
      kind = next;
    }
    if (kind.rules) return kind.rules;
    const record = known(0, kindPaths.length);
    const left = byKind.flatMap((test, position) => (test(record) ? [position] : []));
    kind.rules = left;
    if (++kindCount === mostKinds) forgetKinds();
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
    meet,
    presence() {
      if (withPresence) countGroups();
      return present.take();
    },
    testFor(bytes, start, end) {
      // A value has no room, or a row: both begin anew.
      const isTaken = (): boolean =>
        columns.setFieldColumns() && (!withPresence || columns.write(start, start, 0));
      if (!columns.find(start, end)) {
        meet(bytes, start, end);
        return all;
      }
      if (!isTaken()) {
        if (withPresence) countGroups();
        columns.clear(true);
        forget();
        if (!isTaken()) {
          meet(bytes, start, end);
          return all;
        }
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

function plain(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
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
