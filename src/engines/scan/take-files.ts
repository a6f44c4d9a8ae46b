/**
 * The files of an archive through the pool, and their results taken up one by one in the order of the sources, whatever
 * order they come in: so that the answer does not depend on the number of threads. Counts and problems are kept here.
 */
import type { Limits } from '../../load/split/cursor.js';
import type { Problem } from '../../model/problem.js';
import { scanFiles } from './pool.js';
import type { Assignment, FileResult, Recognised } from './protocol.js';

/** A file to be read: its path on this machine, and the one the user knows it by. */
export interface ScanSource {
  readonly path: string;
  readonly shown: string;
}

export interface ScanOptions {
  readonly threads: number;
  readonly limits: Limits;
  readonly signal?: AbortSignal;
  onProgress?(files: number, records: number): void;
}

export interface FilesTaken {
  /** Files read, whole or in part. */
  readonly files: number;
  /** Records in them, duplicates counted. */
  readonly records: number;
  readonly problems: Problem[];
  /** Files that hold something other than records of a trail, by kind. */
  readonly others: Readonly<Partial<Record<Recognised, number>>>;
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
  const others: Partial<Record<Recognised, number>> = {};
  let files = 0;
  let records = 0;
  let arrived = 0;
  let arrivedRecords = 0;
  let next = 0;

  const takeOne = (result: FileResult): boolean => {
    const file = sources[result.source]?.shown ?? '';
    files++;
    records += result.records;
    for (const { kind, message } of result.damages) problems.push({ file, kind, message });
    if (result.recognised !== 'trail') others[result.recognised] = (others[result.recognised] ?? 0) + 1;
    return taker.take(result, file);
  };

  const onResult = (result: FileResult): boolean => {
    taker.arrive?.(result);
    waiting.set(result.source, result);
    arrived++;
    arrivedRecords += result.records;
    options.onProgress?.(arrived, arrivedRecords);
    for (let due = waiting.get(next); due; due = waiting.get(next)) {
      waiting.delete(next++);
      if (!takeOne(due)) return false;
    }
    return true;
  };

  await scanFiles(
    sources.map(({ path }, source) => ({ source, path })),
    { ...assignment, limits: options.limits },
    Math.min(options.threads, sources.length),
    onResult,
    options.signal,
  );
  return { files, records, problems, others, all: next >= sources.length };
}
