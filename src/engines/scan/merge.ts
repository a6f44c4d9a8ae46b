/** Sorted lists of matches into one, and the copies of an event, which then stand next to each other, into one. */
import { asKept, asMet, type Held, inOrder } from './match.js';
import { type Variants, variantsOf } from './variants.js';

interface Lane {
  head: Held;
  readonly rest: Iterator<Held>;
}

/** Each list is sorted, and so is what is yielded. No more than one match of each list is held. */
export function* merged(lists: readonly Iterable<Held>[]): Generator<Held> {
  // A heap: no lane begins before the one at half its place.
  const lanes: Lane[] = [];
  for (const list of lists) {
    const rest = list[Symbol.iterator]();
    const first = rest.next();
    if (first.done !== true) lanes.push({ head: first.value, rest });
  }
  lanes.sort((a, b) => inOrder(a.head, b.head));
  for (let top = lanes[0]; top; top = lanes[0]) {
    yield top.head;
    const next = top.rest.next();
    if (next.done === true) {
      const last = lanes.pop();
      if (last && last !== top) lanes[0] = last;
    } else top.head = next.value;
    sink(lanes);
  }
}

/** Moves the first lane to where it belongs. */
function sink(lanes: Lane[]): void {
  const moved = lanes[0];
  if (!moved) return;
  let at = 0;
  for (;;) {
    let least = 2 * at + 1;
    let lane = lanes[least];
    const other = lanes[least + 1];
    if (lane && other && inOrder(other.head, lane.head) < 0) {
      least++;
      lane = other;
    }
    if (!lane || inOrder(moved.head, lane.head) <= 0) break;
    lanes[at] = lane;
    at = least;
  }
  lanes[at] = moved;
}

/** What was found while folding; whole when all was gone through. */
export interface Folding {
  duplicates: number;
  /** Events whose id, at the same time, is that of an event met before. */
  readonly conflicts: Held[];
}

/** Keeps one of the copies of an event, in a sorted list. Without an id none is a copy. */
export function* folded(sorted: Iterable<Held>, found: Folding): Generator<Held> {
  let first: Held | undefined;
  /** With the first, once there is a second of its id and time. */
  let alike: Variants | undefined;
  for (const match of sorted) {
    if (
      !first ||
      match.eventID === '' ||
      match.eventID !== first.eventID ||
      match.eventTime !== first.eventTime
    ) {
      yield* distinct(alike?.list ?? (first ? [first] : []), found);
      first = match;
      alike = undefined;
      continue;
    }
    alike ??= variantsOf(first);
    const place = alike.find(match);
    const same = alike.list[place];
    if (!same) alike.add(match);
    else {
      found.duplicates++;
      if (asKept(match, same) < 0) alike.replace(place, match);
    }
  }
  yield* distinct(alike?.list ?? (first ? [first] : []), found);
}

/** Events of one id and time. */
function distinct(alike: readonly Held[], found: Folding): readonly Held[] {
  if (alike.length < 2) return alike;
  found.conflicts.push(...alike.toSorted(asMet).slice(1));
  return alike.toSorted(inOrder);
}
