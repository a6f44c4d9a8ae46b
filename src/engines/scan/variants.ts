/**
 * The different events that stand under one id, and which of them a further match is a copy of. There is rarely a second
 * one; but where somebody has put one id on very many records, each is compared with few of the others.
 */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../../model/json.js';
import { canonicalText } from '../../query/json-text.js';
import { parseRecord } from '../../query/record-test.js';
import { type Held, sameEventAs } from './match.js';

export interface Variants {
  /** In the order in which they were met. */
  readonly list: readonly Held[];
  /** The place of the first that the match is a copy of; -1 if there is none. */
  find(match: Held): number;
  add(match: Held): void;
  /** Puts a better copy in the place of one. */
  replace(place: number, match: Held): void;
}

/** So many are compared one by one. */
const few = 8;

interface Places {
  readonly byContent: Map<string, number[]>;
  readonly byTime: Map<string, number[]>;
  /** Of those that hold only part of the event, of which the time is all that can be compared. */
  readonly partialByTime: Map<string, number[]>;
}

/** The variants of which `known` is the only one, or which it is already. */
export function variantsOf(known: Held | Variants): Variants {
  if ('find' in known) return known;
  const list = [known];
  let places: Places | undefined;

  const note = (match: Held, place: number, { byContent, byTime, partialByTime }: Places): void => {
    put(byContent, contentOf(match), place);
    put(byTime, match.eventTime, place);
    if (match.partial) put(partialByTime, match.eventTime, place);
  };
  const noteAll = (): Places => {
    const all: Places = { byContent: new Map(), byTime: new Map(), partialByTime: new Map() };
    for (const [place, match] of list.entries()) note(match, place, all);
    return all;
  };

  return {
    list,
    find(match) {
      const isCopy = sameEventAs(match);
      if (list.length <= few) return list.findIndex(isCopy);
      places ??= noteAll();
      const ofTime = match.partial ? places.byTime : places.partialByTime;
      const candidates = [
        ...(places.byContent.get(contentOf(match)) ?? []),
        ...(ofTime.get(match.eventTime) ?? []),
      ];
      return candidates.sort((a, b) => a - b).find((place) => isCopy(list[place] as Held)) ?? -1;
    },
    add(match) {
      const place = list.push(match) - 1;
      if (places) note(match, place, places);
    },
    replace(place, match) {
      list[place] = match;
      places = undefined;
    },
  };
}

/** The same for records that mean the same. */
function contentOf({ bytes }: Held): string {
  const record: JsonValue = parseRecord(bytes, 0, bytes.length) ?? null;
  return createHash('sha256').update(canonicalText(record)).digest('base64');
}

function put(map: Map<string, number[]>, key: string, place: number): void {
  const known = map.get(key);
  if (known) known.push(place);
  else map.set(key, [place]);
}
