/** The worker's part of hashing: one file to the hashes of what is in it. */
import { createHasher } from '../../load/hash-file.js';
import { unreadable } from './file-result.js';
import { none, nothing } from './plain-hashes.js';
import type { Assignment, FileResult, FileTask } from './protocol.js';

export function fileHasher({ limits }: Assignment): (task: FileTask) => FileResult {
  const hash = createHasher(limits.maxFileSize);
  return ({ source, path }) => {
    try {
      return { source, records: 0, ...nothing, damages: none, hashed: hash(path) };
    } catch (error) {
      return unreadable(source, error);
    }
  };
}
