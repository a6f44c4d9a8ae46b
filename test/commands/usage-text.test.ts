/** Mistakes as they are printed: on a terminal they are broken at words, and what was typed never is. */
import { expect, it } from 'vitest';
import { usageText } from '../../src/commands/usage-text.js';
import { UsageError } from '../../src/model/usage-error.js';

const typed = "evntName = 'a rather long value'";
const error = new UsageError(
  '--where: unknown field',
  { text: typed, column: 3 },
  'Names are one, two, three and others behind them.',
);

it('is broken at words on a terminal', () => {
  expect(usageText(error, { isTTY: true, columns: 20 })).toBe(
    `trailscan: --where:\nunknown field\n  ${typed}\n     ^\nNames are one, two,\nthree and others\nbehind them.\n`,
  );
});

it.each([{ isTTY: false, columns: 20 }, { isTTY: true }, {}])('is left as it is elsewhere: %o', (stream) => {
  expect(usageText(error, stream)).toBe(
    `trailscan: --where: unknown field\n  ${typed}\n     ^\nNames are one, two, three and others behind them.\n`,
  );
});
