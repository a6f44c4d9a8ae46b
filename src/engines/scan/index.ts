/**
 * The scan engine: answers a query from the files themselves, in one pass, with a pool of workers. The answer does not
 * depend on the number of threads: results are taken up in the order of the sources, duplicates folded in that order,
 * and the rows sorted by event time, then event id, then place.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Other } from '../../load/formats/format.js';
import type { FileLimits } from '../../load/read-file.js';
import type { Problem } from '../../model/problem.js';
import { everything, type Query } from '../../query/ast.js';
import { fieldReader } from '../../query/field-reader.js';
import { mustOccur } from '../../query/literals.js';
import { parseRecord } from '../../query/record-test.js';
import { scanFiles } from './pool.js';
import type { FileResult, FileTask, PartSurvey } from './protocol.js';

/** A file to be read: its path on this machine, and the one the user knows it by. */
export interface ScanSource {
  readonly path: string;
  readonly shown: string;
  /** Not named like evidence: to be passed over unless its content says that it is. */
  readonly doubtful?: boolean;
}

export interface ScanOptions {
  readonly threads: number;
  readonly limits: FileLimits;
  /** Reads no further once anything is wrong with a file. */
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
  onProgress?(files: number, records: number): void;
}

/** A record that matches, as its bytes. */
export interface Match {
  readonly bytes: Buffer;
  readonly file: string;
  /** The member of the file, if that is a container; null if it is none. */
  readonly member: string | null;
  /** Position among the records of the file, or of the member. */
  readonly index: number;
  /** Empty if the record has none. */
  readonly eventTime: string;
  readonly eventID: string;
}

export interface ScanResult {
  readonly matches: readonly Match[];
  /** Files read, whole or in part. */
  readonly files: number;
  /** Records in them, duplicates counted. */
  readonly records: number;
  /** Those that hold less than CloudTrail's, by what carried them. */
  readonly partial: number;
  /** Further deliveries of matching events that were folded. */
  readonly duplicates: number;
  readonly problems: readonly Problem[];
  /** What was recognised and holds no records, by kind. */
  readonly others: Readonly<Partial<Record<Other, number>>>;
  /** The limit was reached before everything was read. */
  readonly stopped: boolean;
}

/** @throws the reason of `options.signal` if it is aborted. */
export async function scan(
  sources: readonly ScanSource[],
  query: Query,
  options: ScanOptions,
): Promise<ScanResult> {
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  // A file's first matches may all be copies of earlier ones.
  const limitPerFile = query.keepDuplicates ? limit : Number.POSITIVE_INFINITY;
  const waiting = new Map<number, FileResult>();
  const problems: Problem[] = [];
  const others: Partial<Record<Other, number>> = {};
  const matches: Match[] = [];
  const byId = new Map<string, Match[]>();
  const keys = fieldReader([['eventTime'], ['eventID']]);
  let files = 0;
  let records = 0;
  let partial = 0;
  let duplicates = 0;
  let arrived = 0;
  let arrivedRecords = 0;
  let cut = false;

  const text = (slot: number): string => {
    const value = keys.count(slot) === 1 ? keys.value(slot, 0) : '';
    return typeof value === 'string' ? value : '';
  };

  const takeMatch = (match: Match): void => {
    if (!query.keepDuplicates && match.eventID !== '') {
      const known = byId.get(match.eventID);
      if (known?.some((other) => isSameEvent(other.bytes, match.bytes))) {
        duplicates++;
        return;
      }
      if (known) {
        const message = `record ${match.index} has the event id ${match.eventID} of another event; both are shown`;
        problems.push({ file: match.file, kind: 'conflict', message });
        known.push(match);
      } else byId.set(match.eventID, [match]);
    }
    matches.push(match);
  };

  const takeFile = (result: FileResult): void => {
    const file = sources[result.source]?.shown ?? '';
    files++;
    records += result.records;
    for (const { kind, message } of result.damages) problems.push({ file, kind, message });
    const { beside } = result;
    partial += beside?.partial ?? 0;
    for (const other of beside?.others ?? []) others[other] = (others[other] ?? 0) + 1;
    const members = beside?.members.flatMap(({ name, matches: count }) => Array<string>(count).fill(name));
    let start = 0;
    let i = 0;
    for (; i < result.ends.length && matches.length < limit; i++) {
      const end = result.ends[i] as number;
      const bytes = Buffer.from(result.bytes.buffer, result.bytes.byteOffset + start, end - start);
      start = end;
      const found = keys.read(bytes, 0, bytes.length);
      const parsed = found ? undefined : parseRecord(bytes, 0, bytes.length);
      const own = (name: string): string => (typeof parsed?.[name] === 'string' ? parsed[name] : '');
      takeMatch({
        bytes,
        file,
        member: members?.[i] || null,
        index: result.indexes[i] as number,
        eventTime: found ? text(0) : own('eventTime'),
        eventID: found ? text(1) : own('eventID'),
      });
    }
    cut = i < result.ends.length || result.ends.length >= limitPerFile;
  };

  let taken = 0;
  const onResult = (result: FileResult): boolean => {
    waiting.set(result.source, result);
    arrived++;
    arrivedRecords += result.records;
    options.onProgress?.(arrived, arrivedRecords);
    if (options.strict && result.damages.length > 0) {
      takeFile(result);
      return false;
    }
    for (let due = waiting.get(taken); due && matches.length < limit; due = waiting.get(taken)) {
      waiting.delete(taken++);
      takeFile(due);
    }
    return matches.length < limit;
  };

  if (limit > 0) {
    await scanFiles(
      sources.map(taskOf),
      {
        where: query.where,
        literals: mustOccur(query.where) ?? [],
        limits: options.limits,
        limit: Number.isFinite(limitPerFile) ? limitPerFile : null,
      },
      Math.min(options.threads, sources.length),
      onResult,
      options.signal,
    );
  }
  matches.sort(inOrder);
  return {
    matches,
    files,
    records,
    partial,
    duplicates,
    problems,
    others,
    stopped: cut || taken < sources.length,
  };
}

function taskOf({ path, doubtful }: ScanSource, source: number): FileTask {
  return { source, path, ...(doubtful ? { doubtful } : {}) };
}

function inOrder(a: Match, b: Match): number {
  if (a.eventTime !== b.eventTime) return a.eventTime < b.eventTime ? -1 : 1;
  if (a.eventID !== b.eventID) return a.eventID < b.eventID ? -1 : 1;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if (a.member !== b.member) return (a.member ?? '') < (b.member ?? '') ? -1 : 1;
  return a.index - b.index;
}

/** Copies of one event are equal in content; spelling and the order of keys may differ from one carrier to another. */
function isSameEvent(a: Buffer, b: Buffer): boolean {
  if (a.equals(b)) return true;
  return isDeepStrictEqual(parseRecord(a, 0, a.length), parseRecord(b, 0, b.length));
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
  let arrived = 0;
  let records = 0;
  await scanFiles(
    sources.map(taskOf),
    { where: everything, literals: [], limits: options.limits, limit: null, survey: true },
    Math.min(options.threads, sources.length),
    ({ source, damages, survey: parts = [] }) => {
      const file = sources[source]?.shown ?? '';
      found[source] = { file, parts, problems: damages.map((damage) => ({ file, ...damage })) };
      for (const part of parts) records += part.records;
      options.onProgress?.(++arrived, records);
      return true;
    },
    options.signal,
  );
  return found;
}
