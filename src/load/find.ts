/**
 * Paths become sources: the files to read, in a stable order, none of them opened yet. A path is a file, a folder,
 * a glob or `-`. A path that the user names is read whatever its name; below a folder names decide (`walk.ts`).
 */
import { lstatSync, type readdirSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Problem } from '../model/problem.js';
import { UsageError } from '../model/usage-error.js';
import { parseLayout } from './layout.js';
import {
  addFile,
  addFolder,
  codeOf,
  follow,
  listFolder,
  newSearch,
  reportSpecial,
  type Search,
  type Skipped,
  type Source,
  type Tally,
} from './walk.js';

export type { Skipped, Source, Tally } from './walk.js';

export interface Found {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  readonly skipped: Readonly<Record<Skipped, Tally>>;
}

export interface FindOptions {
  readonly env?: { readonly TRAILSCAN_LOGS?: string | undefined };
  readonly cwd?: string;
  /** Kinds that a walk counts and leaves out, to be taken as sources too. */
  readonly include?: readonly Skipped[];
}

/** What a shell hands over for `<(command)` and for its own input. Other pipes might wait for a writer for ever. */
const streamPath = /^\/(?:dev\/stdin|dev\/fd\/\d+|proc\/self\/fd\/\d+)$/;
const globCharacter = /[*?[\]{}()!]/;

/**
 * Finds the files behind the paths; without any, behind those in `TRAILSCAN_LOGS`, else in the current folder.
 * Sources come in the order of the paths, and below a folder or from a glob by name, code unit by code unit.
 * Throws UsageError if a path does not exist or a glob matches nothing.
 */
export async function find(paths: readonly string[], options: FindOptions = {}): Promise<Found> {
  const { env = process.env, cwd = process.cwd(), include = [] } = options;
  const search = newSearch(include);
  const logs = logsIn(env);
  if (paths.length > 0) {
    for (const path of paths) await addGiven(search, cwd, path);
  } else if (logs.length > 0) {
    for (const path of logs) await addGiven(search, cwd, path, 'It is named in TRAILSCAN_LOGS.');
  } else {
    addFolder(search, { shown: '', absolute: cwd, real: realpathSync.native(cwd) });
  }
  const { sources, problems, skipped } = search;
  return { sources, problems, skipped };
}

/** What is read where no path is given, if it is named at all. */
export function logsIn({ TRAILSCAN_LOGS }: NonNullable<FindOptions['env']>): readonly string[] {
  return TRAILSCAN_LOGS?.split(delimiter).filter((path) => path !== '') ?? [];
}

async function addGiven(search: Search, cwd: string, given: string, hint?: string): Promise<void> {
  if (given === '') throw new UsageError('a path is empty', undefined, hint);
  if (given === '-') {
    addFile(search, '-', { path: given, size: null, stream: true, layout: undefined });
  } else if (exists(resolve(cwd, given))) {
    addExisting(search, cwd, given);
  } else {
    const matches = globCharacter.test(given) ? await expand(search, cwd, given) : undefined;
    if (!matches) throw new UsageError(`no such file or folder: '${given}'`, undefined, hint);
    if (matches.length === 0) throw new UsageError(`no file or folder matches '${given}'`, undefined, hint);
    for (const path of matches) addExisting(search, cwd, path);
  }
}

function addExisting(search: Search, cwd: string, shown: string): void {
  const absolute = resolve(cwd, shown);
  if (streamPath.test(shown) && isStream(absolute)) {
    addFile(search, absolute, { path: shown, size: null, stream: true, layout: undefined });
    return;
  }
  const target = follow(search, shown, absolute);
  if (!target) return;
  const { stats, real } = target;
  if (stats.isDirectory()) {
    addFolder(search, { shown, absolute, real });
  } else if (stats.isFile()) {
    addFile(search, real, { path: shown, size: stats.size, stream: false, layout: parseLayout(absolute) });
  } else {
    reportSpecial(search, shown, stats);
  }
}

/** Whether an open descriptor is a pipe or terminal; redirected from a file, it is that file. */
function isStream(path: string): boolean {
  const stats = statSync(path);
  return !stats.isFile() && !stats.isDirectory();
}

/** Whether there is anything at the path, be it a link to nothing or behind a folder that may not be entered. */
function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error));
  }
}

/**
 * Expands a pattern as a shell would: sorted, names with a leading dot left alone. What lies in a folder that
 * matches is left to the walk. fast-glob is loaded here only, for it takes longer than most walks.
 */
async function expand(search: Search, cwd: string, pattern: string): Promise<string[]> {
  const { default: glob } = await import('fast-glob');
  const listed = new Map<string, string>();
  /** Lists a folder unless it leads back to one above it: fast-glob alone goes round until the system stops it. */
  const readdir = (path: string) => {
    const folder = resolve(path);
    const shown = isAbsolute(pattern) ? folder : relative(cwd, folder);
    const entries = listFolder(search, shown || '.', folder);
    if (!entries) return [];
    const real = realpathSync.native(folder);
    for (let above = dirname(folder); listed.has(above); above = dirname(above)) {
      if (listed.get(above) === real) return [];
    }
    listed.set(folder, real);
    return entries;
  };
  const matches = glob.globSync(sep === '\\' ? pattern.replaceAll('\\', '/') : pattern, {
    cwd,
    onlyFiles: false,
    markDirectories: true,
    suppressErrors: true,
    fs: { readdirSync: readdir as unknown as typeof readdirSync },
  });
  const kept: string[] = [];
  for (const path of matches.sort(bySegment)) {
    const last = kept.at(-1);
    if (!last?.endsWith('/') || !path.startsWith(last)) kept.push(path);
  }
  return kept.map((path) => (path.endsWith('/') ? path.slice(0, -1) : path));
}

function bySegment(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  const at = left.findIndex((segment, index) => segment !== right[index]);
  return (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}
