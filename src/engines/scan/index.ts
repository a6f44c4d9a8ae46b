/**
 * The scan engine: answers a query from the files themselves, in one pass, with a pool of workers. The answer does not
 * depend on the number of threads: results are taken up in the order of the sources, duplicates folded in that order,
 * and the rows sorted by event time, then event id, then place.
 */
import type { Literal } from '../../model/literal.js';
import type { Present } from '../../model/presence.js';
import type { Problem } from '../../model/problem.js';
import { allOf, anyOf, type Expr, everything, type Query } from '../../query/ast.js';
import { fieldReader } from '../../query/field-reader.js';
import { mustOccur } from '../../query/literals.js';
import { parseRecord, recordTest } from '../../query/record-test.js';
import { conflict } from './conflict.js';
import { type Gatherer, gatherer } from './gather.js';
import type { Held, Match } from './match.js';
import { scanFiles } from './pool.js';
import { presenceCounter } from './presence.js';
import type { FileResult, PartSurvey } from './protocol.js';
import { type FilesTaken, type ScanOptions, type ScanSource, takeFiles, taskOf } from './take-files.js';
import { type ToldFile, ToldMatch, toldFile } from './told-match.js';

export { type GroupResult, type GroupTable, group, noTime } from './group.js';
export { type HashedFile, type Hashing, startHashing } from './hash.js';
export type { Match } from './match.js';
export { createSketch, type Sketch } from './sketch.js';
export type { ScanOptions, ScanSource } from './take-files.js';

export interface ScanResult extends Omit<FilesTaken, 'all'> {
  readonly matches: readonly Match[];
  /** Further deliveries of matching events that were folded. */
  readonly duplicates: number;
  /** The limit was reached before everything was read. */
  readonly stopped: boolean;
  /** What the query wanted besides; null if it wanted nothing, or there is too much of it to be held. */
  readonly background: Background | null;
  /** What the files hold; empty unless the query asked for it. */
  readonly presence: Present;
}

/** Events that were handed over besides an answer. They are asked as the files would be. */
export interface Background {
  ask(where: Expr): { readonly matches: readonly Match[]; readonly problems: readonly Problem[] };
}

/** Bytes of `ScanResult.background`. */
const mostBackground = 64 * 1024 * 1024;

/** An answer that may be larger than the memory: its rows come from temporary files. */
export interface LargeResult extends Omit<ScanResult, 'matches' | 'duplicates'> {
  /** May be gone through several times, until `close`. */
  readonly matches: Iterable<Match>;
  /** Known when all matches were gone through: what was folded, and the conflicts, which are not in `problems`. */
  folded(): { readonly duplicates: number; readonly conflicts: readonly Problem[] };
  /** Removes the temporary files. */
  close(): void;
}

/** @throws the reason of `options.signal` if it is aborted. */
export async function scan(
  sources: readonly ScanSource[],
  query: Query,
  options: ScanOptions,
): Promise<ScanResult> {
  const { folded, close, ...result } = await scanLarge(sources, query, options, Number.POSITIVE_INFINITY);
  const matches = [...result.matches];
  const { duplicates, conflicts } = folded();
  return { ...result, matches, duplicates, problems: [...result.problems, ...conflicts] };
}

/**
 * As `scan`, with about `maxBytes` of matches in memory and the rest in temporary files.
 * @throws the reason of `options.signal` if it is aborted; UsageError if the temporary files cannot be written. Nothing
 * is left of them then.
 */
export async function scanLarge(
  sources: readonly ScanSource[],
  query: Query,
  options: ScanOptions,
  maxBytes: number,
): Promise<LargeResult> {
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  // A file's first matches may all be copies of earlier ones.
  const limitPerFile = query.keepDuplicates ? limit : Number.POSITIVE_INFINITY;
  const fileOf = (source: number): string => sources[source]?.shown ?? '';
  const gathered = gatherer(query.keepDuplicates, maxBytes, fileOf);
  const present = presenceCounter();
  const keys = fieldReader([['eventTime'], ['eventID']]);
  let cut = limit === 0;
  const rules = query.rules && [...query.rules, ...(query.background ? [query.background] : [])];
  let background: Held[] | null = query.background ? [] : null;
  let backgroundBytes = 0;
  const putAside = (match: Held): void => {
    backgroundBytes += match.bytes.length;
    if (backgroundBytes > mostBackground) background = null;
    background?.push(match);
  };

  const text = (slot: number): string => {
    const value = keys.count(slot) === 1 ? keys.value(slot, 0) : '';
    return typeof value === 'string' ? value : '';
  };
  /** The time and the id of a record, empty where it has none: at the spots that the worker tells, if it does. */
  const keysOf = ({ bytes, result }: ToldFile, place: number): readonly [string, string] => {
    const start = result.ends[place - 1] ?? 0;
    const end = result.ends[place] ?? 0;
    const spots = result.hits?.spots;
    const time = spots && plainText(bytes, start, spots, 4 * place);
    const id = spots && plainText(bytes, start, spots, 4 * place + 2);
    if (time !== undefined && id !== undefined) return [time, id];
    if (keys.read(bytes, start, end)) return [text(0), text(1)];
    const parsed = parseRecord(bytes, start, end);
    const own = (name: string): string => (typeof parsed?.[name] === 'string' ? parsed[name] : '');
    return [own('eventTime'), own('eventID')];
  };

  const take = (result: FileResult, file: string): boolean => {
    for (const { places, sources: met } of result.presence ?? []) {
      for (const each of places) present.add(each);
      for (const each of met) present.addSource(each);
    }
    const told = toldFile(file, result, query.rules?.length ?? 0);
    let i = 0;
    let kept = 0;
    for (; i < result.ends.length && !gathered.has(limit); i++) {
      const match = new ToldMatch(told, i, ...keysOf(told, i));
      if (match.isAside) putAside(match);
      if (match.isOwn && gathered.take(match)) kept++;
    }
    gathered.endFile(kept, result.bytes.length);
    cut = i < result.ends.length || result.ends.length >= limitPerFile;
    return !gathered.has(limit);
  };

  try {
    const taken = await takeFiles(
      limit > 0 ? sources : [],
      {
        where: query.where,
        ...(rules ? { rules } : {}),
        ...(query.facts ? { facts: query.facts } : {}),
        ...(query.presence ? { presence: query.presence } : {}),
        literals: literalsOf({ ...query, ...(rules ? { rules } : {}) }),
        limit: Number.isFinite(limitPerFile) ? limitPerFile : null,
      },
      options,
      { take },
    );
    const { files, records, partial, problems, others, all } = taken;
    return {
      matches: gathered.matches(),
      files,
      records,
      partial,
      problems,
      others,
      stopped: cut || !all,
      background: background && backgroundOf(background, fileOf),
      presence: present.take(),
      folded: () => ({
        duplicates: gathered.duplicates(),
        conflicts: conflictsOf(gathered),
      }),
      close: gathered.close,
    };
  } catch (error) {
    gathered.close();
    throw error;
  }
}

function conflictsOf(gathered: Gatherer): readonly Problem[] {
  return gathered.conflicts().map(({ file, index, eventID }) => conflict(file, index, eventID, 'shown'));
}

/** `held`: in the order in which they were met. */
function backgroundOf(held: readonly Held[], fileOf: (source: number) => string): Background {
  return {
    ask(where) {
      const test = recordTest(where);
      const gathered = gatherer(false, Number.POSITIVE_INFINITY, fileOf);
      for (const match of held) if (test(match.bytes, 0, match.bytes.length)) gathered.take(match);
      return { matches: [...gathered.matches()], problems: conflictsOf(gathered) };
    },
  };
}

/**
 * The string whose start and end in the record, which begins at `from`, are told at a place of the list; undefined if
 * there is none, or not spelled plainly.
 */
function plainText(bytes: Buffer, from: number, spots: Int32Array, at: number): string | undefined {
  const [start = 0, end = 0] = [spots[at], spots[at + 1]];
  if (start <= 0 || bytes[from + start] !== 0x22) return undefined;
  const text = bytes.toString('latin1', from + start + 1, from + end - 1);
  return /[\\\u0080-\u00ff]/.test(text) ? undefined : text;
}

/** What a record holds that matches; none where all records are wanted anyway. */
function literalsOf({ where, rules, presence }: Query): readonly Literal[] {
  if (presence) return [];
  return mustOccur(allOf([where, ...(rules ? [anyOf(rules)] : [])])) ?? [];
}

/** What a file turned out to be. */
export interface FileSurvey {
  readonly file: string;
  readonly parts: readonly PartSurvey[];
  /** What kept the file from being read at all. */
  readonly problems: readonly Problem[];
}

/**
 * What each file is, in the order of the sources.
 * @throws the reason of `options.signal` if it is aborted.
 */
export async function survey(
  sources: readonly ScanSource[],
  options: ScanOptions,
): Promise<readonly FileSurvey[]> {
  const found: FileSurvey[] = [];
  await surveyEach(sources, options, (file, source) => {
    found[source] = file;
  });
  return found;
}

/**
 * As `survey`, handing over each file as it is known, in no certain order, with its place in the list of sources: for
 * archives of so many files that not all can be held.
 */
export async function surveyEach(
  sources: readonly ScanSource[],
  options: ScanOptions,
  take: (file: FileSurvey, source: number) => void,
): Promise<void> {
  let arrived = 0;
  let records = 0;
  await scanFiles(
    sources.map(taskOf),
    { where: everything, literals: [], limits: options.limits, limit: null, survey: true },
    Math.min(options.threads, sources.length),
    ({ source, damages, survey: parts = [] }) => {
      const file = sources[source]?.shown ?? '';
      take({ file, parts, problems: damages.map((damage) => ({ file, ...damage })) }, source);
      for (const part of parts) records += part.records;
      options.onProgress?.(++arrived, records);
      return true;
    },
    options.signal,
  );
}
