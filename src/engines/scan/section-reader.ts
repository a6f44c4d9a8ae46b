/**
 * Reads fields of a record whose top-level fields the column reader has found: only those of them are looked into that a
 * test asks for, one by one, when it does.
 */
import type { ColumnReader } from '../../load/split/columns.js';
import type { Path } from '../../query/ast.js';
import { type FieldReader, type FieldsRead, fieldReader } from '../../query/field-reader.js';

export interface SectionReader extends FieldsRead {
  /** Another record is at hand, which `columns` has found. */
  begin(bytes: Buffer): void;
  /** What was read of the record at hand is spelled in a way that has to be parsed: what its fields told does not count. */
  isUnclear(): boolean;
}

/**
 * `roots`: the fields that `columns` was asked to find, by their numbers; every path begins with one of them. What is read is
 * of the record that `columns` has found last.
 */
export function sectionReader(
  paths: readonly Path[],
  roots: readonly string[],
  columns: Pick<ColumnReader, 'fieldStart' | 'fieldEnd'>,
): SectionReader {
  const sections = roots.map((root, field): Section => {
    const own = paths.filter((path) => path[0] === root && path.length > 1);
    return {
      field,
      readIn: 0,
      start: 0,
      end: 0,
      reader: fieldReader(
        own.map((path) => path.slice(1)),
        true,
      ),
      own,
    };
  });
  const places = paths.map((path): { readonly section: Section; readonly slot: number } => {
    const section = sections[roots.indexOf(path[0] ?? '')];
    if (!section) throw new Error(`${path.join('.')} is in no field that is found`);
    return { section, slot: section.own.indexOf(path) };
  });

  let bytes: Buffer = Buffer.alloc(0);
  /** Records read so far. */
  let record = 0;
  let unclear = false;

  /** Looks into the section unless that was done; false if there is nothing to be found. */
  const look = (section: Section): boolean => {
    if (section.readIn !== record) {
      section.readIn = record;
      section.start = columns.fieldStart(section.field);
      section.end = columns.fieldEnd(section.field);
      section.isObject = section.start > 0 && bytes[section.start] === 0x7b;
      if (section.start > 0 && bytes[section.start] === 0x5b) unclear = true;
      if (
        section.isObject &&
        section.own.length > 0 &&
        !section.reader.read(bytes, section.start, section.end)
      )
        unclear = true;
    }
    return section.start > 0 && !unclear;
  };

  return {
    begin(all) {
      bytes = all;
      record++;
      unclear = false;
    },
    isUnclear: () => unclear,
    count(place) {
      const { section, slot } = places[place] as (typeof places)[number];
      if (!look(section)) return 0;
      if (slot < 0) return 1;
      return section.isObject ? section.reader.count(slot) : 0;
    },
    has(place) {
      const { section, slot } = places[place] as (typeof places)[number];
      return look(section) && (slot < 0 || (section.isObject === true && section.reader.has(slot)));
    },
    value(place, index) {
      const { section, slot } = places[place] as (typeof places)[number];
      if (slot >= 0) return section.reader.value(slot, index);
      const { start, end } = section;
      if (bytes[start] === 0x22) {
        const text = bytes.toString('latin1', start + 1, end - 1);
        if (!/[\\\u0080-\u00ff]/.test(text)) return text;
      }
      return JSON.parse(bytes.toString('utf8', start, end));
    },
  };
}

interface Section {
  readonly field: number;
  /** The record that it was looked into last. */
  readIn: number;
  start: number;
  end: number;
  isObject?: boolean;
  /** Of the paths that lead into it, which are `own`. */
  readonly reader: FieldReader;
  readonly own: readonly Path[];
}
