/**
 * What is asked of an event besides its record: the texts of some fields. They are read where the record is found, so that
 * whoever asks need not look into it again; a text that many events of a file share is sent once.
 */
import type { Path } from '../../query/ast.js';
import { candidates } from '../../query/evaluate.js';
import type { FieldReader } from '../../query/field-reader.js';
import { parseRecord, slotsOf } from '../../query/record-test.js';
import { textOf } from '../../query/value-test.js';
import type { Facts } from './protocol.js';
import type { SectionReader } from './section-reader.js';

export interface FactReader {
  /** The numbers of the texts of the record in `bytes[start, end)`; 0 for a field that is missing. */
  read(bytes: Buffer, start: number, end: number, isFound: boolean): readonly number[];
  /** The texts by their numbers, from 1; the next record's begin anew. */
  texts(): readonly string[];
}

/** `sections` reads those of the paths that it can of a record that was found. */
export function factReader(
  paths: readonly Path[],
  sections: { readonly reader: SectionReader; readonly paths: readonly Path[] },
): FactReader {
  const { reader } = sections;
  const slotOf = slotsOf(sections.paths);
  const slots = paths.map(slotOf);
  let texts: string[] = [];
  let numbers = new Map<string, number>();

  const numberOf = (text: string | null): number => {
    if (text === null) return 0;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    texts.push(text);
    numbers.set(text, texts.length);
    return texts.length;
  };

  return {
    read(bytes, start, end, isFound) {
      if (isFound && !slots.includes(-1)) {
        reader.read(bytes, start, end);
        const found = slots.map((slot) => factAt(reader, slot));
        if (!reader.isUnclear()) return found.map(numberOf);
      }
      const record = parseRecord(bytes, start, end);
      return paths.map((path) =>
        numberOf(
          record
            ? joined(
                candidates(record, path)
                  .map(textOf)
                  .filter((text) => text !== undefined),
              )
            : null,
        ),
      );
    },
    texts() {
      const all = texts;
      texts = [];
      numbers = new Map();
      return all;
    },
  };
}

function factAt(reader: FieldReader, slot: number): string | null {
  const count = reader.count(slot);
  if (count === 0) return null;
  if (count === 1) return textOf(reader.value(slot, 0)) ?? null;
  const texts = Array.from({ length: count }, (_, i) => textOf(reader.value(slot, i)));
  return joined(texts.filter((text) => text !== undefined));
}

function joined(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(', ');
}

/** The texts of the match at a place, in the order of the paths; undefined if it was not asked for its. */
export function factsAt(facts: Facts | undefined, place: number): readonly (string | null)[] | undefined {
  if (!facts?.has[place]) return undefined;
  const { numbers, texts } = facts;
  const size = numbers.length / facts.has.length;
  const found: (string | null)[] = [];
  for (let i = place * size; i < (place + 1) * size; i++)
    found.push(texts[(numbers[i] as number) - 1] ?? null);
  return found;
}
