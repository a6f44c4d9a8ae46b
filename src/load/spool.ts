/**
 * Standard input, and other pipes, can be read only once, but a reader may have to look twice. So they are copied to a
 * file of ours first, in a folder that only this user may enter, and removed at the end.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { temporaryFault, temporaryFolder } from './temporary-folder.js';

export interface Spool {
  readonly path: string;
  remove(): void;
}

/** Copies the stream to its end. `-` is standard input. @throws UsageError if the copy cannot be written. */
export async function spool(path: string, signal: AbortSignal): Promise<Spool> {
  const { path: folder, remove } = temporaryFolder();
  const copy = join(folder, 'input');
  try {
    const input = path === '-' || path === '/dev/stdin' ? process.stdin : createReadStream(path);
    await pipeline(input, createWriteStream(copy, { mode: 0o600 }), { signal });
  } catch (error) {
    remove();
    if (signal.aborted) throw signal.reason;
    const isOfCopy = error instanceof Error && 'syscall' in error && error.syscall === 'write';
    throw isOfCopy ? temporaryFault(folder, error) : error;
  }
  return { path: copy, remove };
}
