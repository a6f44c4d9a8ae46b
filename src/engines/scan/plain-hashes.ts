/** Hashes on their way from a worker, where there is nothing else to say of the files. */
import { noMatches } from './file-result.js';
import type { Answer, FileResult, PlainHashes } from './protocol.js';

/** The same for all: it is never handed over. */
export const nothing = noMatches();
export const none: FileResult['damages'] = [];

/** The results in the shortest form: a message takes as long as it has objects. */
export function packedHashes(results: readonly FileResult[]): Answer {
  const hashes = results.map(plainHash);
  if (!hashes.every((hash) => hash !== undefined)) return results;
  return { sources: results.map(({ source }) => source), hashes };
}

export function unpackedHashes({ sources, hashes }: PlainHashes): readonly FileResult[] {
  return sources.map((source, i) => {
    const part = { member: null, hash: hashes[i] ?? '', damage: null, content: null };
    return { source, records: 0, ...nothing, damages: none, hashed: [part] };
  });
}

function plainHash({ damages, hashed = [] }: FileResult): string | undefined {
  const [only] = hashed;
  const isPlain = hashed.length === 1 && only?.member === null && !only.damage && !only.content;
  return isPlain && damages.length === 0 ? only.hash : undefined;
}
