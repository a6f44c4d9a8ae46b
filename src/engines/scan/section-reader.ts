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
  columns: Pick<ColumnReader, 'fieldStart' | 'fieldEnd' | 'findInside' | 'insideStart' | 'insideEnd'>,
): SectionReader {
  const sections = pathsInside(paths, roots).map(
    (own, field): Section => ({
      field,
      readIn: 0,
      start: 0,
      end: 0,
      isObject: false,
      isTold: false,
      reader: fieldReader(own, true),
      own,
    }),
  );
  const places = paths.map((path): { readonly section: Section; readonly slot: number } => {
    const section = sections[roots.indexOf(path[0] ?? '')];
    if (!section) throw new Error(`${path.join('.')} is in no field that is found`);
    const inner = JSON.stringify(path.slice(1));
    return { section, slot: section.own.findIndex((own) => JSON.stringify(own) === inner) };
  });

  let bytes: Buffer = Buffer.alloc(0);
  /** Records read so far. */
  let record = 0;
  let unclear = false;

  /** Values that were asked for of the record at hand, by place: several tests may ask for one. */
  const values = paths.map((): { of: number; value: ReturnType<FieldsRead['value']> } => ({
    of: 0,
    value: null,
  }));

  const readPlainly = (section: Section): void => {
    section.isTold = false;
    if (!section.reader.read(bytes, section.start, section.end)) unclear = true;
  };
  /** Looks into the section unless that was done; false if there is nothing to be found. */
  const look = (section: Section): boolean => {
    if (section.readIn !== record) {
      section.readIn = record;
      section.start = columns.fieldStart(section.field);
      section.end = columns.fieldEnd(section.field);
      section.isObject = section.start > 0 && bytes[section.start] === openBrace;
      section.isTold = false;
      if (section.start > 0 && bytes[section.start] === openBracket) unclear = true;
      if (section.isObject && section.own.length > 0) {
        section.isTold = columns.findInside(section.field);
        if (!section.isTold) readPlainly(section);
      }
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
      if (!section.isObject) return 0;
      if (section.isTold) {
        const start = columns.insideStart(section.field, slot);
        if (bytes[start] !== openBracket || start === 0) return start === 0 ? 0 : 1;
        readPlainly(section);
        if (unclear) return 0;
      }
      return section.reader.count(slot);
    },
    has(place) {
      const { section, slot } = places[place] as (typeof places)[number];
      if (!look(section)) return false;
      if (slot < 0) return true;
      if (!section.isObject) return false;
      return section.isTold ? columns.insideStart(section.field, slot) > 0 : section.reader.has(slot);
    },
    value(place, index) {
      const { section, slot } = places[place] as (typeof places)[number];
      const { field, start, end, isTold } = section;
      if (slot >= 0 && !isTold) return section.reader.value(slot, index);
      const known = values[place] as (typeof values)[number];
      if (known.of === record) return known.value;
      known.value =
        slot < 0
          ? valueIn(bytes, start, end)
          : valueIn(bytes, columns.insideStart(field, slot), columns.insideEnd(field, slot));
      known.of = record;
      return known.value;
    },
  };
}

const openBrace = 0x7b;
const openBracket = 0x5b;

function valueIn(bytes: Buffer, start: number, end: number): ReturnType<FieldsRead['value']> {
  if (bytes[start] === 0x22) {
    const text = bytes.toString('latin1', start + 1, end - 1);
    if (!/[\\\u0080-\u00ff]/.test(text)) return text;
  }
  return JSON.parse(bytes.toString('utf8', start, end));
}

/** For each root the paths that lead into it. */
export function pathsInside(paths: readonly Path[], roots: readonly string[]): readonly (readonly Path[])[] {
  return roots.map((root) =>
    paths.flatMap(([first = '', ...inner]) => (first === root && inner.length > 0 ? [inner] : [])),
  );
}

interface Section {
  readonly field: number;
  /** The record that it was looked into last. */
  readIn: number;
  start: number;
  end: number;
  isObject: boolean;
  /** The column reader has found its paths, else the reader of fields has. */
  isTold: boolean;
  /** Of the paths that lead into it, which are `own`. */
  readonly reader: FieldReader;
  readonly own: readonly Path[];
}
