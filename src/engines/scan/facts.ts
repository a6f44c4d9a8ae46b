/**
 * What is asked of an event besides its record: the texts of some fields. They are read where the record is found, so that
 * whoever asks need not look into it again; a text that many events share is sent once by each worker.
 */
import type { JsonValue } from '../../model/json.js';
import type { FactsAsked } from '../../query/ast.js';
import { candidates } from '../../query/evaluate.js';
import type { FieldsRead } from '../../query/field-reader.js';
import { parseRecord, slotsOf } from '../../query/record-test.js';
import { textOf } from '../../query/value-test.js';
import { newDictionaryName } from './dictionary-name.js';
import { byMet } from './met-rules.js';
import type { NumberList } from './number-list.js';
import type { Dictionary } from './protocol.js';
import type { FoundFields } from './rule-gate.js';

export interface FactReader {
  /**
   * Adds to `into` the numbers of the texts that the rules at the positions `met` want of the record in `bytes[start, end)`,
   * one for each path, with 0 for a field that is missing or not wanted. False if they want none, and all are 0. `isFound`:
   * it is the record that was found last.
   */
  read(
    met: readonly number[],
    bytes: Buffer,
    start: number,
    end: number,
    isFound: boolean,
    into: NumberList,
  ): boolean;
  /** The name of the dictionary that the numbers given so far are of. */
  dictionary(): string;
  /** At the end of a file: what of it was not sent. */
  unsent(): readonly Dictionary[];
}

export function factReader({ paths, ofRules }: FactsAsked, found: FoundFields): FactReader {
  const slotOf = slotsOf(found.paths);
  const places = paths.map((path, at) => ({ path, at, column: found.columnOf(path), slot: slotOf(path) }));
  let name = newDictionaryName();
  let numbers = new Map<string, number>();
  let unsent: string[] = [];
  /** By the number of a column's value, the number of its text. */
  let byValue: (number | undefined)[] = [];
  let round = found.round();
  const wantedOf = byMet((met) => {
    const own = new Set(met.flatMap((rule) => ofRules[rule] ?? []));
    const list = places.filter(({ at }) => own.has(at));
    return { list, isFindable: list.every(({ column, slot }) => column >= 0 || slot >= 0) };
  });

  const numberOf = (text: string | null): number => {
    if (text === null) return 0;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    unsent.push(text);
    numbers.set(text, numbers.size + 1);
    return numbers.size;
  };
  const numberOfValue = (value: number): number => {
    const known = byValue[value];
    if (known !== undefined) return known;
    const number = numberOf(found.factOf(value));
    byValue[value] = number;
    return number;
  };

  return {
    read(met, bytes, start, end, isFound, into) {
      const { list, isFindable } = wantedOf(met);
      const first = into.add(paths.length);
      const own = into.numbers;
      if (list.length === 0) return false;
      if (isFound && isFindable) {
        if (round !== found.round()) byValue = [];
        round = found.round();
        for (let i = 0; i < list.length; i++) {
          const { column, slot, at } = list[i] as (typeof list)[number];
          own[first + at] =
            column >= 0 ? numberOfValue(found.valueOf(column)) : numberOf(readFact(found.reader, slot));
        }
        if (!found.reader.isUnclear()) return true;
      }
      const record = parseRecord(bytes, start, end);
      for (const { at, path } of list)
        own[first + at] = numberOf(record ? factText(candidates(record, path)) : null);
      return true;
    },
    dictionary: () => name,
    unsent() {
      const sent = { name, entries: unsent };
      unsent = [];
      if (numbers.size > mostTexts) {
        name = newDictionaryName();
        numbers = new Map();
        byValue = [];
      }
      return sent.entries.length > 0 ? [sent] : [];
    },
  };
}

/** Of a dictionary; the next file then begins another. */
const mostTexts = 200_000;

function readFact(reader: FieldsRead, slot: number): string | null {
  const count = reader.count(slot);
  if (count === 1) return textOf(reader.value(slot, 0)) ?? null;
  return factText(Array.from({ length: count }, (_, i) => reader.value(slot, i)));
}

/** The text that the values of a field come to; null for none. */
export function factText(values: readonly JsonValue[]): string | null {
  const texts = values.map(textOf).filter((text) => text !== undefined);
  return texts.length === 0 ? null : texts.join(', ');
}
