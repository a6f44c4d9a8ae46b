/**
 * One file to its groups. Runs in a worker. The values that groups are told by are taken as bytes and numbered by the
 * column reader; what they mean (a field inside of them, its candidates) is worked out once for each distinct value, when
 * the rows are handed over. Numbers stay the same from file to file, so that a text is sent once.
 */
import { threadId } from 'node:worker_threads';
import { type ColumnReader, canFind, createColumns, type Member } from '../../load/split/columns.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Path } from '../../query/ast.js';
import { candidates } from '../../query/evaluate.js';
import { instantOf } from '../../query/event-time.js';
import { fieldReader } from '../../query/field-reader.js';
import type { Key } from '../../query/groups.js';
import { canonicalText, jsonText } from '../../query/json-text.js';
import { parseRecord, recordTest } from '../../query/record-test.js';
import type { Assignment, FileResult, FileTask, GroupAssignment, GroupPart } from './protocol.js';
import { fileReader } from './read-file.js';

type ValueKey = Exclude<Key, { kind: 'time' }>;

/** Fields of few distinct values for their size: all of such a field is taken, and looked into later. */
const repetitive = new Set(['userIdentity', 'tlsDetails']);

let dictionaries = 0;

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileGrouper(
  { where, literals, limits }: Assignment,
  { groupings, careful }: GroupAssignment,
): (task: FileTask) => FileResult {
  const plan = planOf(groupings);
  const columns = createColumns(plan, limits.maxRecordSize);
  const test = where.kind === 'all' && where.terms.length === 0 ? () => true : recordTest(where);
  const isDirect = !careful && plan.setters.length === 0;
  const translate = translator(plan, columns);

  const read = fileReader({ limits, literals, extension: columns.extension }, (isFast) => {
    columns.clear(false);
    const parts: GroupPart[] = [];
    let ids: string[] = [];

    const flush = (): void => {
      const { rows, groups } = columns.gathered();
      parts.push({ rows, ...translate.groups(groups), ids });
      ids = [];
    };
    /** Repeats what found no room, after making some. */
    const insist = (attempt: () => boolean): void => {
      if (attempt()) return;
      flush();
      columns.clear(true);
      translate.clear();
      if (!attempt()) throw new Error('a record has no room in an empty table');
    };

    const takePlainly = (bytes: Buffer, start: number, end: number, index: number): boolean | undefined => {
      const record = parseRecord(bytes, start, end);
      if (!record) return undefined;
      const content = careful ? canonicalText(record) : isFast ? undefined : bytes.subarray(start, end);
      const { eventID, eventTime } = record;
      const id = typeof eventID === 'string' && eventID !== '' ? eventID : null;
      const hasError = candidates(record, ['errorCode']).some((value) => value !== null);
      insist(
        () =>
          plan.plain.every((textOf, column) => columns.setColumn(column, textOf(record))) &&
          columns.setRow(id === null ? null : JSON.stringify(id), instantOf(eventTime) / 1000, hasError) &&
          columns.write(start, end, index, content),
      );
      if (careful) ids.push(id ?? '');
      return true;
    };

    return {
      parts,
      flush,
      take(bytes, start, end, index) {
        const matches = test(bytes, start, end);
        if (!matches) return matches === undefined ? undefined : true;
        if (careful || !isFast) return takePlainly(bytes, start, end, index);
        if (isDirect) {
          const taken = columns.take(start, end, index);
          if (taken === 'yes') return true;
          if (taken === 'odd') return takePlainly(bytes, start, end, index);
        } else if (!columns.find(start, end)) {
          return takePlainly(bytes, start, end, index);
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
      },
    };
  });

  return ({ source, path }) => {
    const { sink, recognised, records, damages } = read(path);
    sink.flush();
    columns.clear(false);
    const none = { bytes: new Uint8Array(), ends: new Int32Array(), indexes: new Int32Array() };
    return { source, recognised, records, damages, ...none, parts: sink.parts };
  };
}

/** How a column's value is found where the column reader does not do it by itself. */
interface Setter {
  readonly column: number;
  textOf(columns: ColumnReader, bytes: Buffer, start: number, end: number): string | null;
}

interface Plan {
  readonly columns: readonly (string | null)[];
  readonly fields: readonly string[];
  readonly groupings: readonly (readonly Member[])[];
  readonly setters: readonly Setter[];
  /** For each column its value in a record that was parsed. */
  readonly plain: readonly ((record: JsonObject) => string | null)[];
  /** For each grouping and member, what the column's text stands for; undefined for times. */
  readonly meanings: readonly (readonly (Meaning | undefined)[])[];
}

/** A path in the field of this name; null: the text as it is. */
interface Meaning {
  readonly name: string;
  readonly rest: Path | null;
}

function planOf(groupings: readonly (readonly Key[])[]): Plan {
  const columns: (string | null)[] = [];
  const fields: string[] = [];
  const setters: Setter[] = [];
  const plain: ((record: JsonObject) => string | null)[] = [];
  const known = new Map<string, number>();
  const fieldOf = (name: string): number => {
    if (!fields.includes(name)) fields.push(name);
    return fields.indexOf(name);
  };

  const columnFor = (name: string, make: (column: number) => void): number => {
    const existing = known.get(name);
    if (existing !== undefined) return existing;
    const column = columns.length;
    known.set(name, column);
    make(column);
    return column;
  };

  /** A column of whole fields. `paths` inside of it may stand as dotted keys beside it. */
  const dottedPaths = new Map<string, string[]>();
  const fieldColumn = (name: string, path: Path): number => {
    const paths = dottedPaths.get(name) ?? [];
    dottedPaths.set(name, paths);
    if (path.length > 1) paths.push(path.join('.'));
    return columnFor(`field ${name}`, () => {
      columns.push(name);
      plain.push((record) => fieldText(record, name, paths));
    });
  };

  const setColumn = (
    key: ValueKey,
    ofRecord: (record: JsonObject) => string | null,
    textOf: Setter['textOf'],
  ): number =>
    columnFor(JSON.stringify(key), (column) => {
      columns.push(null);
      plain.push(ofRecord);
      setters.push({ column, textOf });
    });

  const memberOf = (key: Key): { readonly member: Member; readonly meaning?: Meaning } => {
    if (key.kind === 'time') return { member: { seconds: key.seconds } };
    const made = (column: number, name: string, rest: Path | null) => ({
      member: { column },
      meaning: { name, rest },
    });
    if (key.kind === 'whole' && canFind(key.field))
      return made(fieldColumn(key.field, [key.field]), key.field, null);
    if (key.kind === 'field') {
      const [root = '', ...rest] = key.path;
      const isRepetitive = rest.length === 0 || repetitive.has(root);
      if (isRepetitive && canFind(root) && !key.onlyFor) return made(fieldColumn(root, key.path), root, rest);
    }
    const ofRecord = plainText(key);
    return made(setColumn(key, ofRecord, fastText(key, ofRecord, fieldOf)), '', null);
  };

  const made = groupings.map((keys) => keys.map(memberOf));
  return {
    columns,
    fields,
    setters,
    plain,
    groupings: made.map((members) => members.map(({ member }) => member)),
    meanings: made.map((members) => members.map(({ meaning }) => meaning)),
  };
}

/**
 * The text of a column of whole fields: the field's JSON; or, where some of the paths stand as dotted keys beside it,
 * which have precedence, a mark and the JSON of an object that holds the field and them.
 */
function fieldText(record: JsonObject, name: string, paths: readonly string[]): string | null {
  const own = Object.hasOwn(record, name) ? jsonText(record[name] ?? null) : null;
  const dotted = paths.filter((path) => Object.hasOwn(record, path));
  if (dotted.length === 0) return own;
  return dottedMark + jsonText(Object.fromEntries([name, ...dotted].flatMap((key) => memberOf(record, key))));
}

function memberOf(record: JsonObject, key: string): readonly (readonly [string, JsonValue])[] {
  return Object.hasOwn(record, key) ? [[key, record[key] ?? null]] : [];
}

/** No JSON begins like this. */
const dottedMark = '+';

/** What the text of such a column says of the field itself, if `rest` is null, else of the path in it. */
function meaningOf(text: string, name: string, rest: Path | null): string | null {
  if (text.startsWith(dottedMark)) {
    const record = JSON.parse(text.slice(dottedMark.length)) as JsonObject;
    if (rest === null) return fieldText(record, name, []);
    return listText(candidates(record, [name, ...rest]));
  }
  return rest === null
    ? text
    : listText(candidates({ value: JSON.parse(text) as JsonValue }, ['value', ...rest]));
}

/** What a key's value is in a parsed record: the plain way. */
function plainText(key: ValueKey): (record: JsonObject) => string | null {
  switch (key.kind) {
    case 'whole':
      return (record) => (Object.hasOwn(record, key.field) ? jsonText(record[key.field] ?? null) : null);
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

/** The same from the bytes, as far as that is worth it. */
function fastText(
  key: ValueKey,
  ofRecord: (record: JsonObject) => string | null,
  fieldOf: (name: string) => number,
): Setter['textOf'] {
  const parsed: Setter['textOf'] = (_columns, bytes, start, end) => {
    const record = parseRecord(bytes, start, end);
    return record ? ofRecord(record) : null;
  };
  if (key.kind === 'record') {
    if (!key.within.every(({ field }) => canFind(field))) return parsed;
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
  if (!canFind(root)) return parsed;
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

/** From numbers of values to numbers of entries, which say what the values mean. */
function translator(plan: Plan, columns: ColumnReader) {
  const width = Math.max(0, ...plan.groupings.map((members) => members.length));
  let name = '';
  let numbers = new Map<string, number>();
  /** Those that were not sent yet. */
  let entries: string[] = [];
  /** For each meaning the entry of each value; 0 for none. */
  let meanings = new Map<Meaning, number[]>();

  const clear = (): void => {
    name = `${threadId}.${++dictionaries}`;
    numbers = new Map();
    entries = [];
    meanings = new Map();
  };
  clear();

  const entryOf = (text: string | null): number => {
    if (text === null) return 0;
    let number = numbers.get(text);
    if (number === undefined) {
      entries.push(text);
      number = numbers.size + 1;
      numbers.set(text, number);
    }
    return number;
  };

  return {
    clear,
    /** The groups at hand with their members as entries, and the entries that are new. */
    groups(groups: Int32Array): Pick<GroupPart, 'groups' | 'dictionary'> {
      const stride = width + 2;
      const count = groups.length / stride;
      const translated = new Int32Array(count * (width + 1));
      for (let i = 0; i < count; i++) {
        const grouping = groups[i * stride + 1] as number;
        translated[i * (width + 1)] = grouping;
        const own = plan.meanings[grouping] ?? [];
        for (let k = 0; k < own.length; k++) {
          const value = groups[i * stride + 2 + k] as number;
          const meaning = own[k];
          let entry = value;
          if (meaning && value > 0) {
            const known = meanings.get(meaning) ?? [];
            meanings.set(meaning, known);
            const found = known[value];
            entry = found ?? entryOf(meaningOf(columns.text(value), meaning.name, meaning.rest));
            if (found === undefined) known[value] = entry;
          }
          translated[i * (width + 1) + 1 + k] = entry;
        }
      }
      const dictionary = { name, entries };
      entries = [];
      return { groups: translated, dictionary };
    },
  };
}
