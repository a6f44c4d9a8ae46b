/**
 * The files of an archive through the pool, and their results taken up one by one in the order of the sources, whatever
 * order they come in: so that the answer does not depend on the number of threads. Counts and problems are kept here.
 */
import type { Other } from '../../load/formats/format.js';
import type { FileLimits } from '../../load/read-file.js';
import type { Problem } from '../../model/problem.js';
import { scanFiles } from './pool.js';
import type { Assignment, FileResult, FileTask } from './protocol.js';

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

export interface FilesTaken {
  /** Files read, whole or in part. */
  readonly files: number;
  /** Records in them, duplicates counted. */
  readonly records: number;
  /** Those that hold one of the texts without which none can match. */
  readonly candidates: number;
  /** Those that hold less than CloudTrail's, by what carried them. */
  readonly partial: number;
  readonly problems: Problem[];
  /** What was recognised and holds no records, by kind. */
  readonly others: Readonly<Partial<Record<Other, number>>>;
  /** All files were taken. */
  readonly all: boolean;
}

export interface Taker {
  /** Called for each result as it comes, in no certain order. */
  arrive?(result: FileResult): void;
  /** Called for each in the order of the sources; false to stop. */
  take(result: FileResult, file: string): boolean;
}

/** @throws the reason of `options.signal` if it is aborted. */
export async function takeFiles(
  sources: readonly ScanSource[],
  assignment: Omit<Assignment, 'limits'>,
  options: ScanOptions,
  taker: Taker,
): Promise<FilesTaken> {
  const waiting = new Map<number, FileResult>();
  const problems: Problem[] = [];
  const others: Partial<Record<Other, number>> = {};
  let files = 0;
  let records = 0;
  let candidates = 0;
  let partial = 0;
  let arrived = 0;
  let arrivedRecords = 0;
  let next = 0;

  const takeOne = (result: FileResult): boolean => {
    const file = sources[result.source]?.shown ?? '';
    files++;
    records += result.records;
    candidates += result.candidates ?? 0;
    for (const { kind, message } of result.damages) problems.push({ file, kind, message });
    partial += result.beside?.partial ?? 0;
    for (const other of result.beside?.others ?? []) others[other] = (others[other] ?? 0) + 1;
    return taker.take(result, file);
  };

  const onResult = (result: FileResult): boolean => {
    taker.arrive?.(result);
    waiting.set(result.source, result);
    arrived++;
    arrivedRecords += result.records;
    options.onProgress?.(arrived, arrivedRecords);
    if (options.strict && result.damages.length > 0) {
      takeOne(result);
      return false;
    }
    for (let due = waiting.get(next); due; due = waiting.get(next)) {
      waiting.delete(next++);
      if (!takeOne(due)) return false;
    }
    return true;
  };

  await scanFiles(
    sources.map(taskOf),
    { ...assignment, limits: options.limits },
    Math.min(options.threads, sources.length),
    onResult,
    options.signal,
  );
  return { files, records, candidates, partial, problems, others, all: next >= sources.length };
}

export function taskOf({ path, doubtful }: ScanSource, source: number): FileTask {
  return { source, path, ...(doubtful ? { doubtful } : {}) };
}
