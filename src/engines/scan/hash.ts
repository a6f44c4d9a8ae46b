/**
 * The hashes of many files, taken by the pool on all threads. Which of them are asked for may only be known when some have
 * been looked into: those are read first, and the others meanwhile, as far as they are likely to be asked for.
 */
import type { HashedPart } from '../../load/hash-file.js';
import type { Problem } from '../../model/problem.js';
import { everything } from '../../query/ast.js';
import { scanFiles } from './pool.js';
import { type ScanOptions, type ScanSource, taskOf } from './take-files.js';

export interface HashedFile {
  readonly file: string;
  /** One of an ordinary file; one of each member of a container. */
  readonly parts: readonly HashedPart[];
  /** What kept the file from being read at all. */
  readonly problems: readonly Problem[];
}

export interface Hashing {
  /** Of the files that are read first, in their order. */
  readonly first: Promise<readonly HashedFile[]>;
  /** Of these files, in their order; no others are read from here on. */
  of(asked: readonly ScanSource[]): Promise<readonly HashedFile[]>;
}

/**
 * Begins with the files to be read `first`, and goes on with those that are `likely` to be asked for.
 * Both promises of the result are rejected with the reason of `options.signal` if it is aborted.
 */
export function startHashing(
  first: readonly ScanSource[],
  likely: readonly ScanSource[],
  options: ScanOptions,
): Hashing {
  const found = new Map<ScanSource, HashedFile>();
  const take = (source: ScanSource, file: HashedFile): void => {
    found.set(source, file);
    options.onProgress?.(found.size, 0);
  };
  const hashesOf = (sources: readonly ScanSource[]): readonly HashedFile[] =>
    sources.flatMap((source) => found.get(source) ?? []);

  let asked: ReadonlySet<ScanSource> | undefined;
  let left = first.length;
  const all = [...first, ...likely];
  let everythingDone: Promise<void> = Promise.resolve();
  const firstDone = new Promise<void>((resolve, reject) => {
    const takeOne = (source: ScanSource, file: HashedFile, place: number): void => {
      take(source, file);
      if (place < first.length && --left === 0) resolve();
    };
    everythingDone = hashEach(all, options, takeOne, (source) => !asked || asked.has(source));
    everythingDone.then(resolve, reject);
    if (left === 0) resolve();
  });
  return {
    first: firstDone.then(() => hashesOf(first)),
    async of(files) {
      asked = new Set(files);
      await everythingDone;
      const missing = files.filter((source) => !found.has(source));
      if (missing.length > 0) await hashEach(missing, options, take, () => true);
      return hashesOf(files);
    },
  };
}

async function hashEach(
  sources: readonly ScanSource[],
  options: ScanOptions,
  take: (source: ScanSource, file: HashedFile, place: number) => void,
  isAsked: (source: ScanSource) => boolean,
): Promise<void> {
  await scanFiles(
    sources.map(taskOf),
    { where: everything, literals: [], limits: options.limits, limit: null, hash: true },
    Math.min(options.threads, sources.length),
    ({ source: place, damages, hashed = [] }) => {
      const source = sources[place] as ScanSource;
      const file = source.shown;
      take(source, { file, parts: hashed, problems: damages.map((damage) => ({ file, ...damage })) }, place);
      return true;
    },
    options.signal,
    ({ source }) => isAsked(sources[source] as ScanSource),
  );
}
