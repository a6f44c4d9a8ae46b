/**
 * Standard input, and other pipes, can be read only once, but a reader may have to look twice. So they are copied to a
 * file of ours first, in a folder that only this user may enter, and removed at the end.
 */
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface Spool {
  readonly path: string;
  remove(): void;
}

/** Copies the stream to its end. `-` is standard input. */
export async function spool(path: string, signal: AbortSignal): Promise<Spool> {
  const folder = mkdtempSync(join(tmpdir(), 'trailscan-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const copy = join(folder, 'input');
  try {
    const input = path === '-' || path === '/dev/stdin' ? process.stdin : createReadStream(path);
    await pipeline(input, createWriteStream(copy, { mode: 0o600 }), { signal });
  } catch (error) {
    remove();
    throw signal.aborted ? signal.reason : error;
  }
  return { path: copy, remove };
}
