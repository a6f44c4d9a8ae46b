/**
 * Where the answer goes: stdout, or a file that is written beside and renamed when it is complete. A reader that goes
 * away (`| head -1`) ends the writing and is no error; whether it ends the run too is decided where the program begins.
 */

import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { wantsColour } from '../format/colour.js';
import { type FormatContext, type FormatName, formats, formatter } from '../format/index.js';
import { systemReason } from '../load/system-reason.js';
import type { Sheet } from '../model/sheet.js';
import { UsageError } from '../model/usage-error.js';
import type { Values } from './options.js';
import type { Context } from './spec.js';

/** What the rows of a command are besides rows. */
type Offer = 'rows' | 'detections' | 'verdicts';

/** What a format prints that needs more than rows, in words. */
const needed = {
  detections: 'detections only',
  verdicts: 'verdicts only',
  conclusions: 'detections and verdicts only',
} as const;

/**
 * Checks, before anything is read, that the output can be written.
 * @throws UsageError for a format that the command has nothing for, or a file that exists.
 */
export function checkOutput(values: Values, offer: Offer = 'rows'): void {
  const name = formatOf(values);
  const { needs } = formats[name];
  const fits = needs === offer || (needs === 'conclusions' && offer !== 'rows');
  if (needs !== 'rows' && needs !== 'records' && !fits) {
    throw new UsageError(`--format ${name} prints ${needed[needs]}`);
  }
  if (values.output !== undefined && values.force !== true && isInTheWay(values.output)) {
    throw new UsageError(`--output: '${values.output}' exists`, undefined, 'Give --force to replace it.');
  }
}

/** Something is there that writing would replace: a pipe or a device takes what is written, and stays. */
function isInTheWay(path: string): boolean {
  return existsSync(path) && !takesWriting(path);
}

function takesWriting(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** @throws UsageError, before anything is read, for a column that there is none of. */
export async function checkColumns(values: Values): Promise<void> {
  if (values.columns === undefined) return;
  const { columnsOf } = await import('./columns.js');
  columnsOf(values.columns, values.tz ?? 'UTC');
}

export function formatOf(values: Values): FormatName {
  return values.format ?? 'table';
}

export async function print<Row>(sheet: Sheet<Row>, values: Values, context: Context): Promise<void> {
  const name = formatOf(values);
  checkFormat(name, sheet.raw !== undefined);
  const format = await formatter(name);
  await write((to) => format(sheet, to), values, context);
}

/** @throws UsageError for a format that prints records when there are none; before anything is read. */
export function checkFormat(name: FormatName, hasRecords: boolean): void {
  if (formats[name].needs === 'records' && !hasRecords)
    throw new UsageError(`--format ${name} prints records only`);
}

/** Writes what `make` yields for the place it goes to: a file, a terminal or a pipe. */
export async function write(
  make: (to: FormatContext) => Iterable<string | Uint8Array>,
  values: Values,
  context: Context,
): Promise<void> {
  const toFile = values.output !== undefined;
  const terminal = !toFile && context.stdout.isTTY === true;
  const colour = wantsColour({ flag: values.color ?? 'auto', env: context.env, terminal });
  const chunks = make({ width: terminal ? (context.stdout.columns ?? 80) : 0, colour, terminal });
  if (values.output !== undefined) await writeFile(values.output, chunks, context.signal);
  else await writeStream(context.stdout, chunks, context.signal);
}

async function writeStream(
  stream: NodeJS.WritableStream,
  chunks: Iterable<string | Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  let failure: NodeJS.ErrnoException | undefined;
  let wake = (): void => undefined;
  const onError = (error: NodeJS.ErrnoException): void => {
    failure = error;
    wake();
  };
  const onDrain = (): void => wake();
  stream.on('error', onError).on('drain', onDrain).on('close', onDrain);
  signal.addEventListener('abort', onDrain);
  try {
    for (const chunk of chunks) {
      signal.throwIfAborted();
      // Where the run goes on without a reader, it is for the exit code, which may depend on all of the answer.
      if (failure) {
        await turn();
        continue;
      }
      if (stream.write(chunk)) {
        // Without a turn of the event loop, Ctrl-C would not be heard before the end.
        await turn();
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (failure || signal.aborted) resolve();
      });
    }
    signal.throwIfAborted();
  } finally {
    stream.off('error', onError).off('drain', onDrain).off('close', onDrain);
    signal.removeEventListener('abort', onDrain);
  }
  if (failure && failure.code !== 'EPIPE') throw failure;
}

/** @throws UsageError if the file cannot be written; nothing half-written is left. */
async function writeFile(
  path: string,
  chunks: Iterable<string | Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const beside = takesWriting(path) ? undefined : `${path}.${process.pid}.part`;
  let file: number | undefined;
  try {
    file = beside === undefined ? openSync(path, 'w') : openSync(beside, 'wx');
    for (const chunk of chunks) {
      signal.throwIfAborted();
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      await turn();
    }
    closeSync(file);
    file = undefined;
    if (beside !== undefined) renameSync(beside, path);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    if (beside !== undefined) rmSync(beside, { force: true });
    else if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new UsageError(`--output: cannot write '${path}': ${reason}`);
  }
}
