/** Counts what files hold of each place, hour, source and category, whatever is asked of them. */
import { type ColumnReader, Measures, type Member, noTime } from '../../load/split/columns.js';
import type { JsonValue } from '../../model/json.js';
import type { Presence, Present, SourcePresence } from '../../model/presence.js';
import type { Path } from '../../query/ast.js';
import { instantOf } from '../../query/event-time.js';
import { parseRecord } from '../../query/record-test.js';

export interface PresenceCounter {
  add(presence: Presence): void;
  addSource(source: SourcePresence): void;
  /** What was counted since this was asked last, by account, region and hour, and by source. */
  take(): Present;
}

const hourLength = 3_600_000;

/** What the column reader tells it by. */
export const placePaths: readonly Path[] = [['recipientAccountId'], ['awsRegion'], ['eventCategory']];

/** What is counted of these columns, which begin with `first`, of the column of the source, and of the hour. */
export function presenceGroupings(first: number, source: number): readonly (readonly Member[])[] {
  const category = { column: first + 2 };
  return [
    [{ column: first }, { column: first + 1 }, category, { seconds: hourLength / 1000 }],
    [{ column: source }, category],
  ];
}

/** Counts the groups that the column reader has gathered, by `presenceGroupings` only, and has it forget them. */
export function countGroups(columns: ColumnReader, present: PresenceCounter): void {
  const { groups } = columns;
  const measures = new Measures(columns.gathered().measures);
  for (let i = 0; i < measures.length; i++) {
    const group = measures.group(i);
    const events = measures.events(i);
    const textAt = (place: number): string => {
      const value = groups.member(group, place);
      const text = value === 0 ? undefined : columns.text(value);
      return plain(typeof text === 'string' ? (JSON.parse(text) as JsonValue) : undefined);
    };
    if (groups.grouping(group) === 1) {
      present.addSource({ source: textAt(0), events, ...categoryOf(textAt(1)) });
      continue;
    }
    const time = groups.member(group, 3);
    if (time === noTime) continue;
    const place = { account: textAt(0), region: textAt(1) };
    present.add({ ...place, hour: time * hourLength, events, ...categoryOf(textAt(2)) });
  }
  columns.clear(false);
}

/** Counts a record that the column reader does not take. */
export function countRecord(bytes: Buffer, start: number, end: number, present: PresenceCounter): void {
  const record = parseRecord(bytes, start, end);
  if (!record) return;
  const category = categoryOf(plain(record.eventCategory));
  present.addSource({ source: plain(record.eventSource), events: 1, ...category });
  const time = instantOf(record.eventTime);
  if (Number.isNaN(time)) return;
  present.add({
    account: plain(record.recipientAccountId),
    region: plain(record.awsRegion),
    hour: Math.floor(time / hourLength) * hourLength,
    events: 1,
    ...category,
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
  let sources = new Map<string, Map<string, number>>();
  return {
    add({ account, region, hour, events, category = '' }) {
      const regions = entry(places, account, () => new Map<string, Map<number, Map<string, number>>>());
      const hours = entry(regions, region, () => new Map<number, Map<string, number>>());
      const categories = entry(hours, hour, () => new Map<string, number>());
      categories.set(category, (categories.get(category) ?? 0) + events);
    },
    addSource({ source, events, category = '' }) {
      const categories = entry(sources, source, () => new Map<string, number>());
      categories.set(category, (categories.get(category) ?? 0) + events);
    },
    take() {
      const all: Presence[] = [];
      const met: SourcePresence[] = [];
      for (const [account, regions] of sorted(places)) {
        for (const [region, hours] of sorted(regions)) {
          for (const [hour, categories] of sorted(hours)) {
            for (const [category, events] of sorted(categories))
              all.push({ account, region, hour, events, ...categoryOf(category) });
          }
        }
      }
      for (const [source, categories] of sorted(sources)) {
        for (const [category, events] of sorted(categories))
          met.push({ source, events, ...categoryOf(category) });
      }
      places = new Map();
      sources = new Map();
      return { places: all, sources: met };
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
