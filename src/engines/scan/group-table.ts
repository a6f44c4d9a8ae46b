/**
 * Groups and what is measured of them, as columns of numbers: a million groups take some 50 MB this way, and several
 * times that as objects. A group is told by a fixed count of numbers, its members.
 */

export interface GroupTable {
  /** How many groups there are, numbered from 0 in the order in which they were met. */
  readonly size: number;
  member(group: number, place: number): number;
  count(group: number): number;
  /** Events with an error code. */
  errors(group: number): number;
  /** Seconds since 1970 of the earliest and the latest event; Infinity and -Infinity if none tells a time. */
  first(group: number): number;
  last(group: number): number;
}

export interface GrowingTable extends GroupTable {
  /** The number of the group with the members at `from` of a list, which is added if it is new. */
  find(list: Int32Array, from: number): number;
  /** Counts events: how many, how many with errors, and seconds of the first and the last. */
  add(group: number, events: number, withErrors: number, first: number, last: number): void;
  /** Counts an event no more. */
  takeOff(group: number, hasError: boolean): void;
}

export function groupTable(width: number): GrowingTable {
  let capacity = 1024;
  let size = 0;
  let members = new Int32Array(capacity * width);
  let counts = new Float64Array(capacity);
  let errors = new Float64Array(capacity);
  let firsts = new Float64Array(capacity);
  let lasts = new Float64Array(capacity);
  /** Open addressing; 0 for an empty place, else the group's number + 1. At most half full. */
  let places = new Int32Array(capacity * 2);

  const grow = (): void => {
    capacity *= 2;
    const wider = <A extends Int32Array | Float64Array>(fresh: A, old: A): A => {
      fresh.set(old);
      return fresh;
    };
    members = wider(new Int32Array(capacity * width), members);
    counts = wider(new Float64Array(capacity), counts);
    errors = wider(new Float64Array(capacity), errors);
    firsts = wider(new Float64Array(capacity), firsts);
    lasts = wider(new Float64Array(capacity), lasts);
    places = new Int32Array(capacity * 2);
    for (let group = 0; group < size; group++) {
      let place = hash(members, group * width, width) & (places.length - 1);
      while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      places[place] = group + 1;
    }
  };

  return {
    get size() {
      return size;
    },
    find(list, from) {
      let place = hash(list, from, width) & (places.length - 1);
      for (let known = places[place] as number; known !== 0; known = places[place] as number) {
        const at = (known - 1) * width;
        let i = 0;
        while (i < width && members[at + i] === list[from + i]) i++;
        if (i === width) return known - 1;
        place = (place + 1) & (places.length - 1);
      }
      if (size === capacity) {
        grow();
        place = hash(list, from, width) & (places.length - 1);
        while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      }
      for (let i = 0; i < width; i++) members[size * width + i] = list[from + i] as number;
      firsts[size] = Number.POSITIVE_INFINITY;
      lasts[size] = Number.NEGATIVE_INFINITY;
      places[place] = size + 1;
      return size++;
    },
    add(group, events, withErrors, first, last) {
      counts[group] = (counts[group] as number) + events;
      errors[group] = (errors[group] as number) + withErrors;
      firsts[group] = Math.min(firsts[group] as number, first);
      lasts[group] = Math.max(lasts[group] as number, last);
    },
    takeOff(group, hasError) {
      counts[group] = (counts[group] as number) - 1;
      if (hasError) errors[group] = (errors[group] as number) - 1;
    },
    member: (group, place) => members[group * width + place] as number,
    count: (group) => counts[group] as number,
    errors: (group) => errors[group] as number,
    first: (group) => firsts[group] as number,
    last: (group) => lasts[group] as number,
  };
}

function hash(list: Int32Array, from: number, width: number): number {
  let h = 0x9e3779b9;
  for (let i = 0; i < width; i++) {
    h = Math.imul(h ^ (list[from + i] as number), 0x85ebca6b);
    h ^= h >>> 15;
  }
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}
