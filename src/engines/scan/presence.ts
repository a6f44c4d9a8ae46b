/** Counts what files hold of each account, region, hour and category, whatever is asked of them. */
import { type ColumnReader, type Member, noTime } from '../../load/split/columns.js';
import type { JsonValue } from '../../model/json.js';
import type { Presence } from '../../model/presence.js';
import type { Path } from '../../query/ast.js';
import { instantOf } from '../../query/event-time.js';
import { parseRecord } from '../../query/record-test.js';

export interface PresenceCounter {
  add(presence: Presence): void;
  /** What was counted since this was asked last, by account, region and hour. */
  take(): readonly Presence[];
}

const hourLength = 3_600_000;

/** What the column reader tells it by. */
export const placePaths: readonly Path[] = [['recipientAccountId'], ['awsRegion'], ['eventCategory']];

/** The grouping of these columns and of the hour. */
export function placeGrouping(first: number): readonly Member[] {
  return [{ column: first }, { column: first + 1 }, { column: first + 2 }, { seconds: hourLength / 1000 }];
}

/** Counts the groups that the column reader has gathered, by `placeGrouping` only, and has it forget them. */
export function countGroups(columns: ColumnReader, present: PresenceCounter): void {
  const { groups } = columns.gathered();
  const textOf = (value: number): string => {
    const text = value === 0 ? undefined : columns.text(value);
    return plain(typeof text === 'string' ? (JSON.parse(text) as JsonValue) : undefined);
  };
  for (let group = 0; group < groups.length; group++) {
    const [account, region, category, time] = [0, 1, 2, 3].map((place) => groups.member(group, place));
    if (account === undefined || region === undefined || category === undefined) continue;
    if (time === undefined || time === noTime) continue;
    const [events] = groups.measures(group);
    const place = { account: textOf(account), region: textOf(region) };
    present.add({ ...place, hour: time * hourLength, events, ...categoryOf(textOf(category)) });
  }
  columns.clear(false);
}

/** Counts a record that the column reader does not take. */
export function countRecord(bytes: Buffer, start: number, end: number, present: PresenceCounter): void {
  const record = parseRecord(bytes, start, end);
  const time = instantOf(record?.eventTime);
  if (!record || Number.isNaN(time)) return;
  present.add({
    account: plain(record.recipientAccountId),
    region: plain(record.awsRegion),
    hour: Math.floor(time / hourLength) * hourLength,
    events: 1,
    ...categoryOf(plain(record.eventCategory)),
  });
}

function categoryOf(text: string): Pick<Presence, 'category'> {
  return text === '' ? {} : { category: text };
}

function plain(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function presenceCounter(): PresenceCounter {
  let places = new Map<string, Map<string, Map<number, Map<string, number>>>>();
  return {
    add({ account, region, hour, events, category = '' }) {
      const regions = entry(places, account, () => new Map<string, Map<number, Map<string, number>>>());
      const hours = entry(regions, region, () => new Map<number, Map<string, number>>());
      const categories = entry(hours, hour, () => new Map<string, number>());
      categories.set(category, (categories.get(category) ?? 0) + events);
    },
    take() {
      const all: Presence[] = [];
      for (const [account, regions] of sorted(places)) {
        for (const [region, hours] of sorted(regions)) {
          for (const [hour, categories] of sorted(hours)) {
            for (const [category, events] of sorted(categories))
              all.push({ account, region, hour, events, ...categoryOf(category) });
          }
        }
      }
      places = new Map();
      return all;
    },
  };
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  return made;
}

function sorted<Key, Value>(map: ReadonlyMap<Key, Value>): readonly (readonly [Key, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
