/** How many threads read, and their start: before the rest of the program is loaded, which takes as long. */
import { availableParallelism } from 'node:os';
import { warmUp } from '../engines/scan/idle-workers.js';

/** How many are wanted by `--threads`, before it is checked: by default one for each core. */
export function threadsOf(option: unknown): number {
  const wanted = Number(option);
  return wanted >= 1 && wanted <= 64 ? Math.floor(wanted) : availableParallelism();
}

/** Starts them if the arguments look like a command and not like a call for help: all commands read files. */
export function startThreads(argv: readonly string[]): void {
  const [command = 'help'] = argv;
  if (command.startsWith('-') || command === 'help' || argv.includes('-h') || argv.includes('--help')) return;
  const at = argv.findLastIndex((word) => word === '--threads' || word.startsWith('--threads='));
  const word = argv[at] ?? '';
  warmUp(threadsOf(word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[at + 1]));
}
