/** The worker's part of hashing: one file to the hashes of what is in it. */
import { createHasher } from '../../load/hash-file.js';
import { noMatches, unreadable } from './file-result.js';
import type { Assignment, FileResult, FileTask } from './protocol.js';

export function fileHasher({ limits }: Assignment): (task: FileTask) => FileResult {
  const hash = createHasher(limits.maxFileSize);
  // One for all results of a message: it is then sent once.
  const nothing = noMatches();
  const none: FileResult['damages'] = [];
  return ({ source, path }) => {
    try {
      const parts = hash(path);
      const [only] = parts;
      const isPlain = only && parts.length === 1 && only.member === null && !only.damage && !only.content;
      return { source, records: 0, ...nothing, damages: none, hashed: isPlain ? only.hash : parts };
    } catch (error) {
      return unreadable(source, error);
    }
  };
}
