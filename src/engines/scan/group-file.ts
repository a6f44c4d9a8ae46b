/**
 * One file to its groups. Runs in a worker. The values that groups are told by are taken as bytes and numbered by the
 * column reader; what they mean (a field inside of them, its candidates) is worked out once for each distinct value, when
 * the rows are handed over. Numbers stay the same from file to file, so that a text is sent once.
 */
import { createInflater } from '../../load/inflate.js';
import { readFile } from '../../load/read-file.js';
import { type ColumnReader, canFind, createColumns, type Member } from '../../load/split/columns.js';
import { createKernel } from '../../load/split/kernel.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Path } from '../../query/ast.js';
import { candidates } from '../../query/evaluate.js';
import { instantOf } from '../../query/event-time.js';
import { fieldReader } from '../../query/field-reader.js';
import type { Key } from '../../query/groups.js';
import { member } from '../../query/json-object.js';
import { canonicalText, jsonText } from '../../query/json-text.js';
import { parseRecord, recordTest } from '../../query/record-test.js';
import { newDictionaryName } from './dictionary-name.js';
import { noMatches, told, unreadable } from './file-result.js';
import type { Assignment, FileResult, FileTask, GroupAssignment, GroupPart, Numbered } from './protocol.js';
import { type RecordSink, recordSink } from './record-sink.js';

type ValueKey = Exclude<Key, { kind: 'time' }>;
type SingleKey = Exclude<ValueKey, { kind: 'tuple' }>;

/** Fields whose value is a list, so that what is asked for inside is read value by value. */
const lists = new Set(['resources']);

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileGrouper(
  { where, literals, limits }: Assignment,
  { groupings, careful }: GroupAssignment,
): (task: FileTask) => FileResult {
  const plan = planOf(groupings);
  const columns = createColumns(plan, limits.maxRecordSize);
  const test = where.kind === 'all' && where.terms.length === 0 ? () => true : recordTest(where);
  const isDirect = !careful && plan.setters.length === 0;
  const dictionary = teller(plan, columns);

  const kernel = createKernel(literals, columns.extension);
  const tools = {
    inflater: createInflater(),
    kernel,
    limits,
    longestLiteral: Math.max(0, ...literals.map(({ text }) => text.length)),
  };
  /** Moves the rows of the reading at hand to its parts: the next one uses the same tables. */
  let moveRows = (): void => undefined;

  const collect = (): Groups => {
    moveRows();
    const parts: GroupPart[] = [];
    let ids: string[] = [];

    const flush = (): void => {
      const { rows, measures } = columns.gathered();
      if (rows.length > 0) parts.push({ rows, measures, dictionary: dictionary.tell(), ids });
      columns.clear(false);
      ids = [];
    };
    moveRows = flush;
    /** Repeats what found no room, after making some. */
    const insist = (attempt: () => boolean): void => {
      if (attempt()) return;
      flush();
      columns.clear(true);
      dictionary.clear();
      if (!attempt()) throw new Error('a record has no room in an empty table');
    };

    const takePlainly = (
      bytes: Buffer,
      start: number,
      end: number,
      index: number,
      inKernel: boolean,
    ): boolean | undefined => {
      const record = parseRecord(bytes, start, end);
      if (!record) return undefined;
      const content = careful ? canonicalText(record) : inKernel ? undefined : bytes.subarray(start, end);
      const { eventID, eventTime } = record;
      const id = typeof eventID === 'string' && eventID !== '' ? eventID : null;
      const hasError = candidates(record, ['errorCode']).some((value) => value !== null);
      insist(
        () =>
          plan.plain.every((textOf, column) => !textOf || columns.setColumn(column, textOf(record))) &&
          columns.setRow(id === null ? null : JSON.stringify(id), instantOf(eventTime) / 1000, hasError) &&
          columns.write(start, end, index, content),
      );
      if (careful) ids.push(id ?? '');
      return true;
    };

    const sink = recordSink((bytes, start, end, index, memory) => {
      const matches = test(bytes, start, end);
      if (!matches) return matches === undefined ? undefined : true;
      // Other readers than the kernel's hand over bytes of their own.
      const inKernel = memory === kernel.bytes();
      if (careful || !inKernel) return takePlainly(bytes, start, end, index, inKernel);
      if (isDirect) {
        const taken = columns.take(start, end, index);
        if (taken === 'yes') return true;
        if (taken === 'odd') return takePlainly(bytes, start, end, index, true);
      } else if (!columns.find(start, end)) {
        return takePlainly(bytes, start, end, index, true);
      }
      insist(
        () =>
          columns.setFieldColumns() &&
          plan.setters.every(({ column, textOf }) =>
            columns.setColumn(column, textOf(columns, bytes, start, end)),
          ) &&
          columns.write(start, end, index),
      );
      return true;
    });
    return Object.assign(sink, { parts });
  };

  return ({ source, ...file }) => {
    try {
      const parts = readFile(file, tools, collect);
      moveRows();
      return {
        ...told(source, parts, () => 0),
        ...noMatches(),
        parts: parts.flatMap(({ partial, sink }) =>
          partial > 0 ? sink.parts.map((part) => ({ ...part, partial: true })) : sink.parts,
        ),
        numbered: dictionary.unsent(),
      };
    } catch (error) {
      return unreadable(source, error);
    }
  };
}

interface Groups extends RecordSink {
  readonly parts: GroupPart[];
}

/** How a column's value is found where the column reader does not do it by itself. */
interface Setter {
  readonly column: number;
  textOf(columns: ColumnReader, bytes: Buffer, start: number, end: number): string | null;
}

interface Plan {
  readonly columns: readonly (Path | null)[];
  readonly tuples: readonly { readonly column: number; readonly of: readonly number[] }[];
  readonly fields: readonly string[];
  readonly groupings: readonly (readonly Member[])[];
  readonly setters: readonly Setter[];
  /** For each column its value in a record that was parsed; undefined for those made of others. */
  readonly plain: readonly (((record: JsonObject) => string | null) | undefined)[];
  /** For each grouping and member, what the column's text stands for; undefined for times. */
  readonly meanings: readonly (readonly (Meaning | undefined)[])[];
}

/** A column's text is the meaning itself, or a value whose candidates are. */
interface Meaning {
  readonly isText: boolean;
}

function planOf(groupings: readonly (readonly Key[])[]): Plan {
  const columns: (Path | null)[] = [];
  const fields: string[] = [];
  const setters: Setter[] = [];
  const plain: (((record: JsonObject) => string | null) | undefined)[] = [];
  const tuples: { readonly column: number; readonly of: readonly number[] }[] = [];
  const made = new Map<string, { readonly column: number; readonly isText: boolean }>();
  const fieldOf = (name: string): number => {
    if (!fields.includes(name)) fields.push(name);
    return fields.indexOf(name);
  };

  const columnOf = (key: ValueKey): { readonly column: number; readonly isText: boolean } => {
    if (key.kind === 'tuple') {
      const of = key.paths.map((path) => known({ kind: 'whole', path }).column);
      const column = columns.push(null) - 1;
      plain.push(undefined);
      tuples.push({ column, of });
      return { column, isText: true };
    }
    const column = columns.length;
    const ofRecord = plainText(key);
    if (key.kind === 'whole' && canFind(key.path)) {
      columns.push(key.path);
      plain.push(ofRecord);
      return { column, isText: true };
    }
    if (key.kind === 'field' && !key.onlyFor && canFind(key.path) && !lists.has(key.path[0] ?? '')) {
      columns.push(key.path);
      plain.push(ofRecord);
      return { column, isText: false };
    }
    columns.push(null);
    plain.push(ofRecord);
    setters.push({ column, textOf: fastText(key, ofRecord, fieldOf) });
    return { column, isText: true };
  };

  /** Equal keys share a column. */
  function known(key: ValueKey): { readonly column: number; readonly isText: boolean } {
    const name = JSON.stringify(key);
    const column = made.get(name) ?? columnOf(key);
    made.set(name, column);
    return column;
  }

  const memberOf = (key: Key): { readonly member: Member; readonly meaning?: Meaning } => {
    if (key.kind === 'time') return { member: { seconds: key.seconds } };
    const { column, isText } = known(key);
    return { member: { column }, meaning: { isText } };
  };

  const members = groupings.map((keys) => keys.map(memberOf));
  return {
    columns,
    fields,
    setters,
    plain,
    tuples,
    groupings: members.map((list) => list.map(({ member }) => member)),
    meanings: members.map((list) => list.map(({ meaning }) => meaning)),
  };
}

/** What a key's value is in a parsed record: the plain way. */
function plainText(key: SingleKey): (record: JsonObject) => string | null {
  switch (key.kind) {
    case 'whole':
      return (record) => {
        const value = valueAt(record, key.path);
        return value === undefined ? null : jsonText(value);
      };
    case 'field': {
      const { path, onlyFor } = key;
      return (record) => {
        if (onlyFor && !onlyFor.some((name) => name === record.eventName)) return null;
        return listText(candidates(record, path));
      };
    }
    case 'record':
      return (record) => {
        const isIt = key.within.some(({ field, words }) =>
          hasWord(Object.hasOwn(record, field) ? jsonText(record[field] ?? null) : '', words),
        );
        return isIt ? jsonText(record) : null;
      };
  }
}

function valueAt(record: JsonObject, path: Path): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(member, record);
}

/** The same from the bytes, as far as that is worth it. */
function fastText(
  key: SingleKey,
  ofRecord: (record: JsonObject) => string | null,
  fieldOf: (name: string) => number,
): Setter['textOf'] {
  const parsed: Setter['textOf'] = (_columns, bytes, start, end) => {
    const record = parseRecord(bytes, start, end);
    return record ? ofRecord(record) : null;
  };
  if (key.kind === 'record') {
    if (!key.within.every(({ field }) => canFind([field]))) return parsed;
    const within = key.within.map(({ field, words }) => ({ field: fieldOf(field), words }));
    return (columns, bytes, start, end) => {
      const isIt = within.some(({ field, words }) => {
        const at = columns.fieldStart(field);
        return at > 0 && hasWord(plainlySpelled(bytes.toString('utf8', at, columns.fieldEnd(field))), words);
      });
      return isIt ? bytes.toString('utf8', start, end) : null;
    };
  }
  if (key.kind === 'whole') return parsed;
  const [root = '', ...rest] = key.path;
  if (!canFind([root])) return parsed;
  const field = fieldOf(root);
  const reader = fieldReader([rest], true);
  const name = key.onlyFor ? fieldOf('eventName') : -1;
  const wanted = new Set(key.onlyFor);
  return (columns, bytes) => {
    if (name >= 0) {
      const at = columns.fieldStart(name);
      if (at === 0) return null;
      const eventName = JSON.parse(bytes.toString('utf8', at, columns.fieldEnd(name))) as JsonValue;
      if (typeof eventName !== 'string' || !wanted.has(eventName)) return null;
    }
    const at = columns.fieldStart(field);
    if (at === 0) return null;
    const end = columns.fieldEnd(field);
    if (rest.length > 0 && reader.read(bytes, at, end)) {
      return listText(Array.from({ length: reader.count(0) }, (_, i) => reader.value(0, i)));
    }
    return listText(candidates({ value: JSON.parse(bytes.toString('utf8', at, end)) }, ['value', ...rest]));
  };
}

function listText(values: readonly JsonValue[]): string | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : canonicalText(known);
}

/** JSON in which no letter is hidden behind an escape. */
function plainlySpelled(json: string): string {
  return json.includes('\\u') ? jsonText(JSON.parse(json) as JsonValue) : json;
}

function hasWord(text: string, words: readonly string[]): boolean {
  const folded = text.toLowerCase();
  return words.some((word) => folded.includes(word));
}

/** Tells the main thread what numbers of values and of groups stand for, each once. */
function teller({ columns: { length }, groupings, meanings }: Plan, columns: ColumnReader) {
  /** By column; undefined for those that are only part of others. */
  const meaningOf = new Array<Meaning | undefined>(length).fill(undefined);
  for (const [grouping, members] of groupings.entries()) {
    for (const [place, member] of members.entries())
      if ('column' in member) meaningOf[member.column] = meanings[grouping]?.[place];
  }
  let name = '';
  let valuesTold = 0;
  let groupsTold = 0;
  let values: number[] = [];
  let texts: (string | null)[] = [];
  let groups: Int32Array[] = [];
  /** Of dictionaries that were closed, what was not sent. */
  let left: Numbered[] = [];

  /** What was not sent yet; it is taken for sent then. */
  const unsent = (): readonly Numbered[] => {
    const all = values.length > 0 || groups.length > 0 ? [...left, { name, values, texts, groups }] : left;
    left = [];
    values = [];
    texts = [];
    groups = [];
    return all;
  };
  const clear = (): void => {
    left = [...unsent()];
    name = newDictionaryName();
    valuesTold = 0;
    groupsTold = 0;
  };
  clear();

  const textOf = (value: number): string => {
    const text = columns.text(value);
    if (typeof text === 'string') return text;
    return `[${text.map((number) => (number === 0 ? 'null' : textOf(number))).join(',')}]`;
  };
  const candidatesOf = (text: string): string | null =>
    listText(candidates({ value: JSON.parse(text) as JsonValue }, ['value']));

  return {
    clear,
    unsent,
    /** Tells what is new. Returns the name of the dictionary that does. */
    tell(): string {
      const count = columns.valueCount();
      while (valuesTold < count) {
        const value = ++valuesTold;
        const meaning = meaningOf[columns.columnOf(value)];
        if (!meaning) continue;
        values.push(value);
        texts.push(meaning.isText ? textOf(value) : candidatesOf(textOf(value)));
      }
      const size = columns.groups.size();
      if (size > groupsTold) groups.push(columns.groups.above(groupsTold));
      groupsTold = size;
      return name;
    },
  };
}
