/**
 * What is asked of an event besides its record: the texts of some fields. They are read where the record is found, so that
 * whoever asks need not look into it again; a text that many events share is sent once by each worker.
 */
import { threadId } from 'node:worker_threads';
import type { JsonValue } from '../../model/json.js';
import type { FactsAsked } from '../../query/ast.js';
import { candidates } from '../../query/evaluate.js';
import type { FieldReader } from '../../query/field-reader.js';
import { parseRecord, slotsOf } from '../../query/record-test.js';
import { textOf } from '../../query/value-test.js';
import type { Dictionary, Facts } from './protocol.js';
import type { FoundFields } from './rule-gate.js';

export interface FactReader {
  /**
   * The numbers of the texts that the rules at the positions `met` want of the record in `bytes[start, end)`, with 0 for a
   * field that is missing or not wanted; null if they want none. `isFound`: it is the record that was found last.
   */
  read(
    met: readonly number[],
    bytes: Buffer,
    start: number,
    end: number,
    isFound: boolean,
  ): readonly number[] | null;
  /** The name of the dictionary that the numbers given so far are of. */
  dictionary(): string;
  /** At the end of a file: what of it was not sent. */
  unsent(): readonly Dictionary[];
}

export function factReader({ paths, ofRules }: FactsAsked, found: FoundFields): FactReader {
  const slotOf = slotsOf(found.paths);
  const places = paths.map((path) => ({ path, column: found.columnOf(path), slot: slotOf(path) }));
  let name = newName();
  let numbers = new Map<string, number>();
  let unsent: string[] = [];
  /** By the rules that were met. */
  const wanted = new Map<string | number, readonly (typeof places)[number][]>();

  const numberOf = (text: string | null): number => {
    if (text === null) return 0;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    unsent.push(text);
    numbers.set(text, numbers.size + 1);
    return numbers.size;
  };
  const wantedOf = (met: readonly number[]): readonly (typeof places)[number][] => {
    const key = met.length === 1 ? (met[0] as number) : met.join();
    const known = wanted.get(key);
    if (known) return known;
    const own = new Set(met.flatMap((rule) => ofRules[rule] ?? []));
    const list = places.filter((_, i) => own.has(i));
    if (wanted.size >= mostWanted) wanted.clear();
    wanted.set(key, list);
    return list;
  };

  return {
    read(met, bytes, start, end, isFound) {
      const list = wantedOf(met);
      if (list.length === 0) return null;
      const own = new Array<number>(paths.length).fill(0);
      if (isFound && list.every(({ column, slot }) => column >= 0 || slot >= 0)) {
        found.reader.read(bytes, start, end);
        for (const place of list) {
          const { column, slot } = place;
          const text = column >= 0 ? found.factOf(found.valueOf(column)) : readFact(found.reader, slot);
          own[places.indexOf(place)] = numberOf(text);
        }
        if (!found.reader.isUnclear()) return own;
      }
      const record = parseRecord(bytes, start, end);
      for (const place of list)
        own[places.indexOf(place)] = numberOf(record ? factText(candidates(record, place.path)) : null);
      return own;
    },
    dictionary: () => name,
    unsent() {
      const sent = { name, entries: unsent };
      unsent = [];
      if (numbers.size > mostTexts) {
        name = newName();
        numbers = new Map();
      }
      return sent.entries.length > 0 ? [sent] : [];
    },
  };
}

let dictionaries = 0;

function newName(): string {
  return `${threadId}.${++dictionaries}`;
}

/** Of a dictionary; the next file then begins another. */
const mostTexts = 200_000;
/** Rules that are met together; a rule set does not come near it. */
const mostWanted = 100_000;

function readFact(reader: FieldReader, slot: number): string | null {
  const count = reader.count(slot);
  if (count === 1) return textOf(reader.value(slot, 0)) ?? null;
  return factText(Array.from({ length: count }, (_, i) => reader.value(slot, i)));
}

/** The text that the values of a field come to; null for none. */
export function factText(values: readonly JsonValue[]): string | null {
  const texts = values.map(textOf).filter((text) => text !== undefined);
  return texts.length === 0 ? null : texts.join(', ');
}

export function hasFactsAt(facts: Facts | undefined, place: number): boolean {
  return facts?.has[place] === 1;
}

/** One of the texts of the match at a place, of its dictionary; null for none. */
export function factAt(
  facts: Facts | undefined,
  texts: readonly string[],
  place: number,
  path: number,
): string | null {
  if (!facts) return null;
  const size = facts.numbers.length / facts.has.length;
  return texts[(facts.numbers[place * size + path] as number) - 1] ?? null;
}
