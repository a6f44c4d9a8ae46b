/** Counts what files hold of each account, region and hour, whatever is asked of them. */
import type { Presence } from '../../model/presence.js';

export interface PresenceCounter {
  add(presence: Presence): void;
  /** What was counted since this was asked last, by account, region and hour. */
  take(): readonly Presence[];
}

export const hourLength = 3_600_000;

export function presenceCounter(): PresenceCounter {
  let places = new Map<string, Map<string, Map<number, number>>>();
  return {
    add({ account, region, hour, events }) {
      const regions = entry(places, account, () => new Map<string, Map<number, number>>());
      const hours = entry(regions, region, () => new Map<number, number>());
      hours.set(hour, (hours.get(hour) ?? 0) + events);
    },
    take() {
      const all: Presence[] = [];
      for (const [account, regions] of sorted(places)) {
        for (const [region, hours] of sorted(regions)) {
          for (const [hour, events] of sorted(hours)) all.push({ account, region, hour, events });
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
