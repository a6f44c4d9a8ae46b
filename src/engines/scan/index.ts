/**
 * The scan engine: answers a query from the files themselves, in one pass, with a pool of workers. The answer does not
 * depend on the number of threads: results are taken up in the order of the sources, duplicates folded in that order,
 * and the rows sorted by event time, then event id, then place.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../../model/problem.js';
import { allOf, anyOf, type Query } from '../../query/ast.js';
import { fieldReader } from '../../query/field-reader.js';
import { mustOccur } from '../../query/literals.js';
import { parseRecord } from '../../query/record-test.js';
import { conflict } from './conflict.js';
import type { FileResult } from './protocol.js';
import { type FilesTaken, type ScanOptions, type ScanSource, takeFiles } from './take-files.js';

export { type GroupResult, type GroupTable, group, noTime } from './group.js';
export { createSketch, type Sketch } from './sketch.js';
export type { ScanOptions, ScanSource } from './take-files.js';

/** A record that matches, as its bytes. */
export interface Match {
  readonly bytes: Buffer;
  readonly file: string;
  /** Position among the records of the file. */
  readonly index: number;
  /** Empty if the record has none. */
  readonly eventTime: string;
  readonly eventID: string;
  /** Which of the query's rules it satisfies, ascending; only if the query has rules. */
  readonly rules?: readonly number[];
}

export interface ScanResult extends Omit<FilesTaken, 'all'> {
  readonly matches: readonly Match[];
  /** Further deliveries of matching events that were folded. */
  readonly duplicates: number;
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
  const conflicts: Problem[] = [];
  const matches: Match[] = [];
  const byId = new Map<string, Match[]>();
  const keys = fieldReader([['eventTime'], ['eventID']]);
  let duplicates = 0;
  let cut = limit === 0;

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
        conflicts.push(conflict(match.file, match.index, match.eventID, 'shown'));
        known.push(match);
      } else byId.set(match.eventID, [match]);
    }
    matches.push(match);
  };

  const take = (result: FileResult, file: string): boolean => {
    const { hits } = result;
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
        index: result.indexes[i] as number,
        ...(hits ? { rules: [...hits.rules.subarray(hits.ends[i - 1] ?? 0, hits.ends[i])] } : {}),
        eventTime: found ? text(0) : own('eventTime'),
        eventID: found ? text(1) : own('eventID'),
      });
    }
    cut = i < result.ends.length || result.ends.length >= limitPerFile;
    return matches.length < limit;
  };

  const taken = await takeFiles(
    limit > 0 ? sources : [],
    {
      where: query.where,
      ...(query.rules ? { rules: query.rules } : {}),
      literals: mustOccur(allOf([query.where, ...(query.rules ? [anyOf(query.rules)] : [])])) ?? [],
      limit: Number.isFinite(limitPerFile) ? limitPerFile : null,
    },
    options,
    { take },
  );
  matches.sort(inOrder);
  const { files, records, others, all } = taken;
  const problems = [...taken.problems, ...conflicts];
  return { matches, files, records, duplicates, problems, others, stopped: cut || !all };
}

function inOrder(a: Match, b: Match): number {
  if (a.eventTime !== b.eventTime) return a.eventTime < b.eventTime ? -1 : 1;
  if (a.eventID !== b.eventID) return a.eventID < b.eventID ? -1 : 1;
  return a.file === b.file ? a.index - b.index : a.file < b.file ? -1 : 1;
}

/** Copies of one event are equal in content; spelling and the order of keys may differ from one carrier to another. */
function isSameEvent(a: Buffer, b: Buffer): boolean {
  if (a.equals(b)) return true;
  return isDeepStrictEqual(parseRecord(a, 0, a.length), parseRecord(b, 0, b.length));
}
