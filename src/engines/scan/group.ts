/**
 * Counts in one pass: the workers number values and groups file by file, here the files are merged in the order of the
 * sources, and copies of events left out, across all files. The answer does not depend on the number of threads.
 *
 * Copies are told by a hash of the event's id and one of its bytes. Where an id was met with other bytes, either the
 * same event is spelled in two ways, or one of the two holds only part of it, or two events have one id: then all is read
 * once more, the records are compared by what they mean, and those that hold only part are taken last.
 */
import { readRows } from '../../load/split/columns.js';
import type { JsonValue } from '../../model/json.js';
import type { Problem } from '../../model/problem.js';
import type { GroupQuery } from '../../query/groups.js';
import { jsonText } from '../../query/json-text.js';
import { mustOccur } from '../../query/literals.js';
import { conflict } from './conflict.js';
import { eventIds } from './event-ids.js';
import { type GroupTable, type GrowingTable, groupTable } from './group-table.js';
import type { Dictionary, GroupPart } from './protocol.js';
import { createSketch, type Sketch } from './sketch.js';
import { type FilesTaken, type ScanOptions, type ScanSource, takeFiles } from './take-files.js';

export { noTime } from '../../load/split/columns.js';
export type { GroupTable } from './group-table.js';

export interface GroupResult extends Omit<FilesTaken, 'all'> {
  /**
   * For each grouping of the query its groups. A member is a number for `text`, or for a time its count of steps,
   * `noTime` if the record tells none.
   */
  readonly tables: readonly GroupTable[];
  /** For each grouping with an estimate, and each of its groups, the sketch of the values. */
  readonly sketches: readonly (readonly Sketch[])[];
  /** The text of a member; null for 0, which says that the record has no such value. */
  text(member: number): string | null;
  /** Further deliveries of events that were folded. */
  readonly duplicates: number;
}

/** @throws the reason of `options.signal` if it is aborted. */
export async function group(
  sources: readonly ScanSource[],
  query: GroupQuery,
  options: ScanOptions,
): Promise<GroupResult> {
  return (await read(sources, query, options, false)) ?? (await read(sources, query, options, true));
}

/** Undefined if an id was met with other bytes, unless `careful`. */
async function read<Careful extends boolean>(
  sources: readonly ScanSource[],
  query: GroupQuery,
  options: ScanOptions,
  careful: Careful,
): Promise<GroupResult | (Careful extends true ? never : undefined)> {
  const { groupings } = query;
  // A field to be estimated tells the workers' groups apart, and those of the answer not.
  const memberKeys = groupings.map(({ keys, estimate }) => (estimate ? [...keys, estimate] : keys));
  const width = Math.max(0, ...memberKeys.map((keys) => keys.length));
  const isTime = groupings.map(({ keys }) => keys.map(({ kind }) => kind === 'time'));
  const tables = groupings.map(({ keys }) => groupTable(keys.length));
  const sketches = groupings.map((): Sketch[] => []);
  const ids = eventIds();
  const texts = textNumbers();
  const conflicts: Problem[] = [];
  let duplicates = 0;
  let taken = 0;
  let isUnclear = false;
  /** For `careful`. */
  const partialParts: { readonly part: GroupPart; readonly file: string }[] = [];

  const takePart = (part: GroupPart, file: string): void => {
    // What holds only part of an event may be in other groups than the event: it is counted one by one, or not at all.
    const { rows: bytes, groups, measures, dictionary, ids: idTexts, partial: oneByOne = false } = part;
    const rows = readRows(bytes, groupings.length);
    const own = new Int32Array(groups.length / (width + 1));
    const groupOf = (row: number, grouping: number): number => own[rows.group(row, grouping)] as number;
    for (let i = 0; i < own.length; i++) {
      const at = i * (width + 1);
      const grouping = groups[at] as number;
      const times = isTime[grouping] as readonly boolean[];
      for (let k = 1; k <= times.length; k++) {
        if (!times[k - 1]) groups[at + k] = texts.number(dictionary, groups[at + k] as number);
      }
      const found = (tables[grouping] as GrowingTable).find(groups, at + 1);
      own[i] = found;
      if (!oneByOne) (tables[grouping] as GrowingTable).add(found, measures, i * 4);
      if (!groupings[grouping]?.estimate) continue;
      const sketch = (sketches[grouping] as Sketch[])[found] ?? createSketch();
      (sketches[grouping] as Sketch[])[found] = sketch;
      for (const value of valuesIn(texts.own(dictionary, groups[at + 1 + times.length] as number)))
        sketch.add(value);
    }
    if (query.keepDuplicates && !oneByOne) return;
    for (let row = 0; row < rows.length; row++) {
      const isTold = !query.keepDuplicates && rows.hasId(row);
      const met = isTold ? ids.meet(rows.idLow(row), rows.idHigh(row), rows.content(row)) : 'new';
      if (met === 'copy' || (met === 'conflict' && oneByOne)) {
        duplicates++;
        // Of a copy the time is that of the event, which is in the same groups.
        if (!oneByOne)
          for (const [i, table] of tables.entries()) table.takeOff(groupOf(row, i), rows.hasError(row));
        continue;
      }
      if (met === 'conflict') {
        isUnclear = true;
        if (!careful) return;
        conflicts.push(conflict(file, rows.index(row), idTexts[row] ?? '', 'counted'));
      }
      if (oneByOne) {
        const alone = measuresOf(rows.time(row), rows.hasError(row));
        for (const [i, table] of tables.entries()) table.add(groupOf(row, i), alone, 0);
      }
    }
  };

  const { files, records, partial, problems, others } = await takeFiles(
    sources,
    {
      where: query.where,
      literals: mustOccur(query.where) ?? [],
      limit: null,
      groups: { groupings: memberKeys, careful },
    },
    options,
    {
      // A worker sends a text once, before all that refers to it.
      arrive({ dictionaries = [] }) {
        for (const dictionary of dictionaries) texts.take(dictionary);
      },
      take({ parts = [] }, file) {
        ids.expect((ids.size / ++taken) * sources.length);
        for (const part of parts) {
          if (careful && part.partial) partialParts.push({ part, file });
          else takePart(part, file);
        }
        return careful || !isUnclear;
      },
    },
  );
  for (const { part, file } of partialParts) takePart(part, file);
  if (isUnclear && !careful) return undefined as Careful extends true ? never : undefined;
  return {
    tables,
    sketches,
    text: texts.text,
    duplicates,
    files,
    records,
    partial,
    problems: [...problems, ...conflicts],
    others,
  };
}

/** Of one event; `time` is NaN if it tells none. */
function measuresOf(time: number, hasError: boolean): Float64Array {
  const isTimed = !Number.isNaN(time);
  const [first, last] = [
    isTimed ? time : Number.POSITIVE_INFINITY,
    isTimed ? time : Number.NEGATIVE_INFINITY,
  ];
  return Float64Array.of(1, hasError ? 1 : 0, first, last);
}

/** The texts of the entry of a field: one for each of its values. */
function valuesIn(entry: string | null): readonly string[] {
  return entry === null ? [] : (JSON.parse(entry) as readonly JsonValue[]).map(jsonText);
}

/** Texts by number, from 1: those of the workers' dictionaries, and of them those that groups are told by. */
function textNumbers() {
  const numbers = new Map<string, number>();
  const list: (string | null)[] = [null];
  const dictionaries = new Map<string, { readonly texts: string[]; readonly known: number[] }>();
  const own = (name: string, entry: number): string | null =>
    entry === 0 ? null : (dictionaries.get(name)?.texts[entry - 1] ?? null);
  return {
    take({ name, entries }: Dictionary): void {
      const dictionary = dictionaries.get(name) ?? { texts: [], known: [0] };
      dictionaries.set(name, dictionary);
      for (const text of entries) dictionary.texts.push(text);
    },
    /** The text of a dictionary's entry. */
    own,
    /** Its number among all. */
    number(name: string, entry: number): number {
      if (entry === 0) return 0;
      const known = dictionaries.get(name)?.known;
      const before = known?.[entry];
      if (before !== undefined) return before;
      const text = own(name, entry) ?? '';
      let number = numbers.get(text);
      if (number === undefined) {
        number = list.push(text) - 1;
        numbers.set(text, number);
      }
      if (known) known[entry] = number;
      return number;
    },
    text: (number: number): string | null => list[number] ?? null,
  };
}
