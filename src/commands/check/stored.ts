/** Files that a run leaves for later ones: JSON that says what it is, written beside and renamed when complete. */
import { existsSync, lstatSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { systemReason } from '../../load/system-reason.js';
import type { JsonObject } from '../../model/json.js';
import { UsageError } from '../../model/usage-error.js';

/** Undefined if there is no such file. @throws UsageError, saying what to do, if it is something else or of another version. */
export function readStored(
  flag: string,
  path: string,
  kind: string,
  version: number,
  remedy: string,
): JsonObject | undefined {
  let content: unknown;
  try {
    if (!existsSync(path)) return undefined;
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON, or not all of it' : systemReason(error);
    if (reason === undefined) throw error;
    throw new UsageError(`${flag}: '${path}': ${reason}`, undefined, remedy);
  }
  const found = isObject(content) ? content : {};
  if (found.kind !== kind) throw new UsageError(`${flag}: '${path}' is no ${kind} file`, undefined, remedy);
  if (found.version !== version)
    throw new UsageError(`${flag}: '${path}' ${versionFault(found.version, version)}`, undefined, remedy);
  return found;
}

function versionFault(found: unknown, wanted: number): string {
  if (found === undefined) return 'does not say of which version it is';
  if (typeof found !== 'number') return 'has a version that is not a number';
  return `is of version ${found}, and this trailscan writes version ${wanted}`;
}

/**
 * Whatever its version: a file of an earlier one is replaced by writing it anew.
 * @throws UsageError if something else is at the path than a file of this kind.
 */
export function checkReplaceable(flag: string, path: string, kind: string): void {
  if (!isThere(path) || isOfKind(path, kind)) return;
  throw new UsageError(
    `${flag}: '${path}' is there already and no ${kind} file: it is not replaced`,
    undefined,
    'Name a file that is not there yet, or an earlier one of this kind.',
  );
}

/** A link that leads nowhere is there too. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function isOfKind(path: string, kind: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(content) && content.kind === kind;
  } catch {
    // What cannot be read, or is too large to be, is nothing that was written here.
    return false;
  }
}

/** @throws UsageError if it cannot be written; what was there before is left then. */
export function writeStored(
  flag: string,
  path: string,
  kind: string,
  version: number,
  content: JsonObject,
): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, `${JSON.stringify({ kind, version, ...content }, null, 2)}\n`, { flag: 'wx' });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new UsageError(`${flag}: cannot write '${path}': ${reason}`);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
