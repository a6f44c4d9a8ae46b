/** One line on the terminal that tells how far a long reading has come, and is gone when it ends. */
import { grouped } from '../model/number-text.js';
import type { Context } from './spec.js';

export interface Progress {
  update(files: number, records: number): void;
  end(): void;
}

const firstAfter = 500;
const every = 100;

/** Silent unless stderr is a terminal, and for the first half second. `totalOf`: how many files there are to be read. */
export function createProgress(totalOf: () => number, quiet: boolean, { stderr }: Context): Progress {
  if (quiet || stderr.isTTY !== true) return { update: () => undefined, end: () => undefined };
  const started = performance.now();
  let shownAt = started + firstAfter - every;
  let shown = false;
  return {
    update(files, records) {
      const now = performance.now();
      if (now < shownAt + every) return;
      shownAt = now;
      shown = true;
      // Some that were read may not have been asked for in the end.
      const total = Math.max(1, totalOf());
      const done = Math.min(files, total);
      const percent = Math.floor((100 * done) / total);
      const counts = `${grouped(done)} of ${grouped(total)} files`;
      const events = records > 0 ? `, ${grouped(records)} events` : '';
      stderr.write(`\r\u001b[K${percent}%  ${counts}${events}`);
    },
    end() {
      if (shown) stderr.write('\r\u001b[K');
    },
  };
}
