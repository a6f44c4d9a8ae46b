/**
 * Keeps what one file inflates to, with all its members, within bounds, so that a bomb costs seconds and no memory. A
 * trail file inflates to some ten times its size, a very repetitive one to a hundred; a bomb to a thousand.
 */
import { grouped } from '../model/number-text.js';
import type { ByteSource } from './inflate.js';

/** Below this nothing is called a bomb. */
export const unsuspicious = 64 * 1024 * 1024;
const mostTimes = 500;

export interface Bounds {
  /** Opens the same bytes, ended where a bound is reached. What is read a second time counts once. */
  within(open: () => ByteSource): () => ByteSource;
  isReached(): boolean;
}

/** Whether so many inflated bytes are more than a file may have. */
export function isBeyond(spent: number, maxFileSize: number, storedSize: () => number): boolean {
  return spent > maxFileSize || (spent > unsuspicious && spent > mostTimes * storedSize());
}

/** `storedSize`: of the file, in bytes; asked for only if it matters. */
export function createBounds(maxFileSize: number, storedSize: () => number): Bounds {
  let spent = 0;
  let reached: ReturnType<ByteSource['damage']>;
  let stored = -1;

  const check = (): void => {
    if (spent > maxFileSize) {
      const message = `is more than ${grouped(maxFileSize)} bytes when read, and was not read further; --max-file-size allows more`;
      reached = { kind: 'too-large', message };
    } else if (spent > unsuspicious) {
      if (stored < 0) stored = storedSize();
      if (spent <= stored * mostTimes) return;
      const message = `inflates to more than ${mostTimes} times its size, as bombs do, and was not read further`;
      reached = { kind: 'too-large', message };
    }
  };

  return {
    isReached: () => reached !== undefined,
    within: (open) => {
      let own = 0;
      return () => {
        const source = open();
        spent -= own;
        own = 0;
        reached = undefined;
        return {
          pull(target, offset, length) {
            if (reached) return 0;
            const got = source.pull(target, offset, length);
            spent += got;
            own += got;
            if (spent > maxFileSize || spent > unsuspicious) check();
            return got;
          },
          damage: () => reached ?? source.damage(),
          resume: () => (reached ? undefined : source.resume?.()) ?? { found: false, read: 0, lost: 0 },
          cutAt: (places) => source.cutAt?.(places),
          close: () => source.close(),
          isStored: source.isStored === true,
        };
      };
    },
  };
}
