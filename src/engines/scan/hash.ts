/** The hashes of many files, taken by the pool on all threads. */
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

/**
 * In the order of the sources.
 * @throws the reason of `options.signal` if it is aborted.
 */
export async function hashFiles(
  sources: readonly ScanSource[],
  options: ScanOptions,
): Promise<readonly HashedFile[]> {
  const found: HashedFile[] = [];
  let arrived = 0;
  await scanFiles(
    sources.map(taskOf),
    { where: everything, literals: [], limits: options.limits, limit: null, hash: true },
    Math.min(options.threads, sources.length),
    ({ source, damages, hashed = [] }) => {
      const file = sources[source]?.shown ?? '';
      const parts =
        typeof hashed === 'string' ? [{ member: null, hash: hashed, damage: null, content: null }] : hashed;
      found[source] = { file, parts, problems: damages.map((damage) => ({ file, ...damage })) };
      options.onProgress?.(++arrived, 0);
      return true;
    },
    options.signal,
  );
  return found;
}
