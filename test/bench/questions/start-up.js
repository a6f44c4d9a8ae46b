/** What it costs to start and say something, against a Node.js that does nothing. */

import { PRODUCT, TRAILSCAN, trailscan } from '../contestants.js';

const VERSION = `${PRODUCT} --version`;
const HELP = `${PRODUCT} --help`;

function says(flag, name) {
  return {
    ...trailscan(() => [], name),
    command: () => [process.execPath, TRAILSCAN, flag],
    answer: undefined,
    weaker: (stdout) => stdout.trim() !== '',
  };
}

export const startUp = {
  name: 'start-up',
  title: 'Starting',
  archive: null,
  repeat: 4,
  contestants: [
    says('--version', VERSION),
    says('--help', HELP),
    {
      name: 'node -e 0',
      command: () => [process.execPath, '-e', '0'],
      needs: () => null,
      weaker: () => true,
    },
  ],
  targets: [
    { of: VERSION, times: 2, than: 'node -e 0' },
    { of: HELP, times: 3, than: 'node -e 0' },
  ],
};
