/** Files that a run leaves for later ones: JSON that says what it is, written beside and renamed when complete. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  if (found.version !== version) {
    throw new UsageError(
      `${flag}: '${path}' is of version ${String(found.version)}, and this trailscan writes version ${version}`,
      undefined,
      remedy,
    );
  }
  return found;
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
