/**
 * Counts in one pass: the workers number values and groups file by file, here the files are merged in the order of the
 * sources, and copies of events left out, across all files. The answer does not depend on the number of threads.
 *
 * Copies are told by a hash of the event's id and one of its bytes. Where an id was met with other bytes, either the
 * same event is spelled in two ways, or one of the two holds only part of it, or two events have one id: then all is read
 * once more, the records are compared by what they mean, and those that hold only part are taken last.
 */
import { Measures, Rows } from '../../load/split/columns.js';
import type { JsonValue } from '../../model/json.js';
import type { Problem } from '../../model/problem.js';
import type { GroupQuery } from '../../query/groups.js';
import { jsonText } from '../../query/json-text.js';
import { mustOccur } from '../../query/literals.js';
import { type TextNumbers, textNumbers } from '../../query/text-numbers.js';
import { conflict } from './conflict.js';
import { eventIds } from './event-ids.js';
import { type GroupTable, type GrowingTable, groupTable } from './group-table.js';
import type { GroupPart } from './protocol.js';
import { createSketch, type Sketch } from './sketch.js';
import { type FilesTaken, type ScanOptions, type ScanSource, takeFiles } from './take-files.js';

export { noTime } from '../../load/split/columns.js';
export type { GroupTable } from './group-table.js';

export interface GroupResult extends Omit<FilesTaken, 'all' | 'candidates'> {
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
  const dictionaries = new Map<string, KnownDictionary>();
  const conflicts: Problem[] = [];
  let duplicates = 0;
  let isUnclear = false;
  /** For `careful`. */
  const partialParts: { readonly part: GroupPart; readonly file: string }[] = [];

  const dictionaryOf = (name: string): KnownDictionary => {
    const known = dictionaries.get(name) ?? { texts: [null], numbers: [0], groups: [], found: [] };
    dictionaries.set(name, known);
    return known;
  };

  /** A worker's group among those of its grouping. What it tells of an estimate is taken up. */
  const findGroup = (known: KnownDictionary, group: number): number => {
    const at = group * (width + 1);
    const grouping = known.groups[at] as number;
    const times = isTime[grouping] as readonly boolean[];
    const members = Int32Array.from(times, (isCount, k) => {
      const member = known.groups[at + 1 + k] as number;
      return isCount ? member : numberIn(known, member, texts);
    });
    const found = (tables[grouping] as GrowingTable).find(members, 0);
    if (groupings[grouping]?.estimate) {
      const sketch = (sketches[grouping] as Sketch[])[found] ?? createSketch();
      (sketches[grouping] as Sketch[])[found] = sketch;
      const estimated = known.groups[at + 1 + times.length] as number;
      for (const value of valuesIn(known.texts[estimated] ?? null)) sketch.add(value);
    }
    return found;
  };

  const takePart = (part: GroupPart, file: string): void => {
    // What holds only part of an event may be in other groups than the event: it is counted one by one, or not at all.
    const { rows: bytes, dictionary, ids: idTexts, partial: oneByOne = false } = part;
    const rows = new Rows(bytes, groupings.length);
    const known = dictionaryOf(dictionary);
    const groupOf = (row: number, grouping: number): number =>
      Math.floor((known.found[rows.group(row, grouping) - 1] as number) / groupings.length);
    const measures = new Measures(part.measures);
    for (let i = 0; i < measures.length; i++) {
      const group = measures.group(i) - 1;
      let found = known.found[group] as number;
      if (found === unfound) {
        // In the order in which groups are met, whichever worker has numbered them.
        const grouping = known.groups[group * (width + 1)] as number;
        found = findGroup(known, group) * groupings.length + grouping;
        known.found[group] = found;
      }
      if (oneByOne) continue;
      const table = tables[found % groupings.length] as GrowingTable;
      const own = Math.floor(found / groupings.length);
      table.add(own, measures.events(i), measures.errors(i), measures.first(i), measures.last(i));
    }
    if (!oneByOne) {
      if (query.keepDuplicates) return;
      ids.meetAll(rows, (row, met) => {
        if (met === 'conflict') {
          isUnclear = true;
          if (careful) conflicts.push(conflict(file, rows.index(row), idTexts[row] ?? '', 'counted'));
          return careful;
        }
        duplicates++;
        // Of a copy the time is that of the event, which is in the same groups.
        for (const [i, table] of tables.entries()) table.takeOff(groupOf(row, i), rows.hasError(row));
        return true;
      });
      return;
    }
    for (let row = 0; row < rows.length; row++) {
      const isTold = !query.keepDuplicates && rows.hasId(row);
      if (isTold && ids.meet(rows.idLow(row), rows.idHigh(row), rows.content(row)) !== 'new') {
        duplicates++;
        continue;
      }
      const time = rows.time(row);
      const isTimed = !Number.isNaN(time);
      const first = isTimed ? time : Number.POSITIVE_INFINITY;
      const last = isTimed ? time : Number.NEGATIVE_INFINITY;
      for (const [i, table] of tables.entries())
        table.add(groupOf(row, i), 1, rows.hasError(row) ? 1 : 0, first, last);
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
      // A worker sends a text or a group once, before all that refers to it.
      arrive(result) {
        for (const { name, values, texts: own, groups } of result.numbered ?? []) {
          const known = dictionaryOf(name);
          for (const [i, value] of values.entries()) known.texts[value] = own[i] ?? null;
          for (const list of groups) for (const number of list) known.groups.push(number);
          while (known.found.length * (width + 1) < known.groups.length) known.found.push(unfound);
        }
      },
      take({ parts = [] }, file) {
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

/** The texts of the entry of a field: one for each of its values. */
function valuesIn(entry: string | null): readonly string[] {
  return entry === null ? [] : (JSON.parse(entry) as readonly JsonValue[]).map(jsonText);
}

/** What a worker numbers, and what it has turned out to be here. */
interface KnownDictionary {
  /** By the number of the value; null for none. */
  readonly texts: (string | null)[];
  /** Of each text the number among all, as far as it was looked for; 0 for none. */
  readonly numbers: (number | undefined)[];
  /** See `Numbered`; one group behind the other. */
  readonly groups: number[];
  /** For each group its number in the table of its grouping, times the groupings, and that grouping; or `unfound`. */
  readonly found: number[];
}

const unfound = -1;

/** The number of a worker's value among the texts of all. */
function numberIn({ texts, numbers }: KnownDictionary, value: number, all: TextNumbers): number {
  const number = numbers[value] ?? all.number(texts[value] ?? null);
  numbers[value] = number;
  return number;
}
