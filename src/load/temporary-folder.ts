/**
 * Folders for what does not fit memory or can be read only once. They hold evidence, so only this user may enter them,
 * and they go whatever the end: removed by who made them, else when the process ends, else (after a crash, or `kill -9`)
 * by the next start of the program. For that the name tells the machine, several of which may share a folder, and the
 * process.
 */
import { lstatSync, mkdtempSync, openSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../model/usage-error.js';
import { systemReason } from './system-reason.js';

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

const ofThisMachine = `trailscan-${hostname().replaceAll(/[^\w.]/g, '_')}-`;
/** Of this process, and not yet removed. */
const own = new Set<string>();

/** Makes a folder below `$TMPDIR`. @throws UsageError if that cannot be done. */
export function temporaryFolder(): TemporaryFolder {
  const parent = tmpdir();
  let path: string;
  try {
    path = mkdtempSync(join(parent, `${ofThisMachine}${process.pid}-`));
  } catch (error) {
    throw temporaryFault(parent, error);
  }
  if (own.size === 0) process.once('exit', removeOwn);
  own.add(path);
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true });
    own.delete(path);
    if (own.size === 0) process.off('exit', removeOwn);
  };
  return { path, remove };
}

/** A file in the folder, for this user only. It loses its name at once, so that the system frees it when it is closed. */
export function namelessFile(folder: string): number {
  const path = join(folder, `file-${opened++}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}

let opened = 0;

function removeOwn(): void {
  for (const path of own) rmSync(path, { recursive: true, force: true });
}

/** What is told when a temporary file could not be written: most often the disk is full. */
export function temporaryFault(folder: string, error: unknown): unknown {
  const reason = systemReason(error);
  if (reason === undefined) return error;
  const hint =
    'Make room there, name a folder on another disk with TMPDIR, or let more be held with --max-memory.';
  return new UsageError(`cannot write temporary files in '${folder}': ${reason}`, undefined, hint);
}

/** Removes what earlier runs of this user left behind because they were killed. Those still running are left alone. */
export function removeLeftovers(): void {
  const parent = tmpdir();
  for (const name of names(parent)) {
    if (!name.startsWith(ofThisMachine)) continue;
    const pid = /^(\d+)-\w{6}$/.exec(name.slice(ofThisMachine.length))?.[1];
    const path = join(parent, name);
    // In a container the same few process ids come again and again: one may be ours by now.
    if (pid === undefined || own.has(path) || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    try {
      const found = lstatSync(path);
      if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid)) {
        rmSync(path, { recursive: true, force: true });
      }
    } catch {
      // Another start of the program is removing it too, or the next one will.
    }
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Where nothing can be listed nothing was left; whoever has to write there will be told.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
