/**
 * From the engine's groups, which are told apart by what records hold, to those that were asked for: values concluded,
 * events counted once for each value of a field with several, and what became equal added up.
 */
import type { GroupResult, Sketch } from '../../engines/scan/index.js';
import { createSketch, noTime } from '../../engines/scan/index.js';
import type { JsonValue } from '../../model/json.js';
import { instantOf } from '../../query/event-time.js';
import type { GroupQuery, Key } from '../../query/groups.js';
import { canonicalText } from '../../query/json-text.js';
import type { Buckets } from './buckets.js';
import type { Dimension } from './keys.js';

export interface CountQuestion {
  readonly by: readonly Dimension[];
  readonly every: Buckets | null;
  readonly distinct: Dimension | null;
  /** Distinct values are estimated. */
  readonly approximate: boolean;
}

export interface Group {
  /** One value for each of `by`; null where the record has none. */
  readonly by: readonly JsonValue[];
  /** Start of the step of time, in milliseconds since 1970; null if there are none, or the record tells no time. */
  readonly bucket: number | null;
  count: number;
  /** Events with an error code. */
  errors: number;
  /** In seconds since 1970; not finite if no event tells a time. */
  first: number;
  last: number;
  /** How many distinct values; null if that was not asked. */
  distinct: number | null;
}

const eventTime: Key = { kind: 'field', path: ['eventTime'] };

/** The keys of the engine's one grouping: those of `by`, then the time, then the distinct field. */
export function groupingOf({
  by,
  every,
  distinct,
  approximate,
}: CountQuestion): GroupQuery['groupings'][number] {
  const time: readonly Key[] =
    every === null ? [] : every.quantum === null ? [eventTime] : [{ kind: 'time', seconds: every.quantum }];
  const keys = [...by.flatMap((dimension) => dimension.keys), ...time];
  if (!distinct) return { keys };
  const [only] = distinct.keys;
  if (approximate && only?.kind === 'field') return { keys, estimate: only };
  return { keys: [...keys, ...distinct.keys] };
}

/** The groups in no certain order. */
export function tallyOf(question: CountQuestion, { tables, sketches, text }: GroupResult): Group[] {
  const { by, every, distinct, approximate } = question;
  const [table] = tables;
  if (!table) return [];
  const found = new Map<string, Group>();
  const distinctTexts = new Map<Group, Set<string>>();
  const sketchOf = new Map<Group, Sketch>();
  const keyed = memoized(by, text);
  const timeAt = by.reduce((sum, { keys }) => sum + keys.length, 0);
  const distinctAt = timeAt + (every ? 1 : 0);
  const distinctOf = distinct && !approximate ? memoized([distinct], text) : undefined;

  for (let i = 0; i < table.size; i++) {
    const count = table.count(i);
    if (count === 0) continue;
    const member = (place: number): number => table.member(i, place);
    const bucket = every ? bucketOf(every, member(timeAt), text) : null;
    for (const { values, name } of keyed(member, 0)) {
      const key = bucket === null ? name : `${bucket} ${name}`;
      let group = found.get(key);
      if (!group) {
        const none = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
        group = { by: values, bucket, count: 0, errors: 0, ...none, distinct: distinct ? 0 : null };
        found.set(key, group);
      }
      group.count += count;
      group.errors += table.errors(i);
      group.first = Math.min(group.first, table.first(i));
      group.last = Math.max(group.last, table.last(i));
      if (distinctOf) {
        const texts = distinctTexts.get(group) ?? new Set();
        distinctTexts.set(group, texts);
        for (const one of distinctOf(member, distinctAt)) if (one.values[0] !== null) texts.add(one.name);
        group.distinct = texts.size;
      }
      const sketch = sketches[0]?.[i];
      if (sketch) {
        const merged = sketchOf.get(group) ?? createSketch();
        sketchOf.set(group, merged);
        merged.merge(sketch);
        group.distinct = merged.estimate();
      }
    }
  }
  return [...found.values()];
}

function bucketOf(every: Buckets, member: number, text: GroupResult['text']): number | null {
  if (every.quantum !== null) return member === noTime ? null : every.startOf(member * every.quantum * 1000);
  const [time] = JSON.parse(text(member) ?? '[]') as readonly JsonValue[];
  const instant = instantOf(time);
  return Number.isNaN(instant) ? null : every.startOf(instant);
}

interface Combination {
  readonly values: readonly JsonValue[];
  /** Equal for equal values only. */
  readonly name: string;
}

/** For the members of a group all combinations of the dimensions' values; each dimension's are worked out once. */
function memoized(by: readonly Dimension[], text: GroupResult['text']) {
  const known = by.map((): Map<string, readonly JsonValue[]> => new Map());
  return (member: (place: number) => number, from: number): readonly Combination[] => {
    let combinations: readonly Combination[] = [{ values: [], name: '' }];
    let place = from;
    for (const [i, { keys, values }] of by.entries()) {
      const numbers = keys.map((_, k) => member(place + k));
      place += keys.length;
      const memo = known[i] as Map<string, readonly JsonValue[]>;
      const memoKey = numbers.join(' ');
      let own = memo.get(memoKey);
      if (!own) {
        const members = keys.map(({ kind }, k) => {
          const number = numbers[k] as number;
          return kind !== 'time' ? text(number) : number === noTime ? null : number;
        });
        own = distinctValues(values(members));
        memo.set(memoKey, own);
      }
      const these = own;
      combinations = combinations.flatMap((combination) =>
        these.map((value) => ({
          values: [...combination.values, value],
          name: `${combination.name}${canonicalText(value)}\n`,
        })),
      );
    }
    return combinations;
  };
}

/** Each once; null if there is none. */
function distinctValues(values: readonly JsonValue[]): readonly JsonValue[] {
  if (values.length <= 1) return values.length === 1 ? values : [null];
  return [...new Map(values.map((value) => [canonicalText(value), value])).values()];
}
