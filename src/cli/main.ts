/** argv in, exit code out: signals, streams, and the one mapping from how a run ended to its exit code. */
import { readFileSync } from 'node:fs';
import { startThreads } from '../commands/threads.js';
import { EvidenceError } from '../model/problem.js';
import { UsageError } from '../model/usage-error.js';
import { compileLate } from './compile-late.js';
import { exitCodes } from './exit-codes.js';

/** Ctrl-C, a polite end, and a terminal that was closed: what was begun is cleared away. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the program and sets `process.exitCode`, so that what was written still drains. */
export async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${version()}\n`);
    return;
  }
  compileLate();
  startThreads(argv);
  const interrupt = new AbortController();
  const onSignal = (): void => {
    // A second Ctrl-C does not wait.
    if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
    interrupt.abort(new Error('interrupted'));
  };
  for (const signal of signals) process.on(signal, onSignal);
  let isTest = false;
  // A reader that went away is a normal end, but of a run that is a test: its exit code is an answer too.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' && isTest) return;
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.done);
    process.stderr.write(`trailscan: cannot write the answer to standard output: ${error.message}\n`);
    process.exit(exitCodes.usage);
  });
  process.stderr.on('error', () => undefined);
  try {
    const { runProgram } = await import('./program.js');
    const context = {
      stdout: process.stdout,
      stderr: process.stderr,
      env: process.env,
      signal: interrupt.signal,
      now: Date.now(),
    };
    process.exitCode = await runProgram(argv, version(), context, () => (isTest = true));
  } catch (error) {
    process.exitCode = await failure(error, interrupt.signal.aborted);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

async function failure(error: unknown, interrupted: boolean): Promise<number> {
  if (interrupted) return exitCodes.interrupted;
  if (error instanceof UsageError) {
    const { usageText } = await import('../commands/index.js');
    process.stderr.write(usageText(error, process.stderr));
    return exitCodes.usage;
  }
  if (error instanceof EvidenceError) {
    const { strictText } = await import('../commands/index.js');
    process.stderr.write(strictText(error));
    return exitCodes.incomplete;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `trailscan: a fault of the program itself; please report it with what follows\n${trace}\n`,
  );
  return exitCodes.fault;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
