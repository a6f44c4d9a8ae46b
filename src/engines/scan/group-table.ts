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

const measureCount = 4;

export function groupTable(width: number): GrowingTable {
  let capacity = 1024;
  let size = 0;
  let members = new Int32Array(capacity * width);
  /** Four for each group, next to each other, for they are taken from memory together: see `GroupTable`. */
  let measures = new Float64Array(capacity * measureCount);
  /** Open addressing; 0 for an empty place, else the group's number + 1. At most half full. */
  let places = new Int32Array(capacity * 2);

  const grow = (): void => {
    capacity *= 2;
    const wider = <A extends Int32Array | Float64Array>(fresh: A, old: A): A => {
      fresh.set(old);
      return fresh;
    };
    members = wider(new Int32Array(capacity * width), members);
    measures = wider(new Float64Array(capacity * measureCount), measures);
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
      measures[size * measureCount + 2] = Number.POSITIVE_INFINITY;
      measures[size * measureCount + 3] = Number.NEGATIVE_INFINITY;
      places[place] = size + 1;
      return size++;
    },
    add(group, events, withErrors, first, last) {
      const at = group * measureCount;
      measures[at] = (measures[at] as number) + events;
      measures[at + 1] = (measures[at + 1] as number) + withErrors;
      if (first < (measures[at + 2] as number)) measures[at + 2] = first;
      if (last > (measures[at + 3] as number)) measures[at + 3] = last;
    },
    takeOff(group, hasError) {
      const at = group * measureCount;
      measures[at] = (measures[at] as number) - 1;
      if (hasError) measures[at + 1] = (measures[at + 1] as number) - 1;
    },
    member: (group, place) => members[group * width + place] as number,
    count: (group) => measures[group * measureCount] as number,
    errors: (group) => measures[group * measureCount + 1] as number,
    first: (group) => measures[group * measureCount + 2] as number,
    last: (group) => measures[group * measureCount + 3] as number,
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
