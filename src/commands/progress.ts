/** One line on the terminal that tells how far a long reading has come, and is gone when it ends. */
import { grouped } from '../model/number-text.js';
import type { Context } from './spec.js';

export interface Progress {
  update(files: number, records: number): void;
  end(): void;
}

const firstAfter = 500;
const every = 100;

/** Silent unless stderr is a terminal, and for the first half second. */
export function createProgress(total: number, quiet: boolean, { stderr }: Context): Progress {
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
      const percent = Math.floor((100 * files) / Math.max(1, total));
      const counts = `${grouped(files)} of ${grouped(total)} files`;
      const events = records > 0 ? `, ${grouped(records)} events` : '';
      stderr.write(`\r\u001b[K${percent}%  ${counts}${events}`);
    },
    end() {
      if (shown) stderr.write('\r\u001b[K');
    },
  };
}
