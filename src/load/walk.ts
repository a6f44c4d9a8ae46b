/**
 * Lists folders in a stable order and decides, by name alone, which files are sources. What is passed over is
 * counted with examples, and what cannot be read is a problem, so that nothing leaves the evidence unseen.
 *
 * One synchronous pass over directory entries needs no call per file. Each folder is known by its real path,
 * by which a loop of symbolic links ends, and a folder or file reached twice is read once.
 */
import { type Dirent, existsSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { Problem } from '../model/problem.js';
import { type Layout, type LayoutKind, layoutOf, type Place, parsePlace } from './layout.js';
import { systemReason } from './system-reason.js';

export interface Source {
  /** As the user would type it: the path given and what was found below it; `-` for standard input. */
  readonly path: string;
  /** In bytes; null where it was not worth a system call. */
  readonly size: number | null;
  /** Standard input or another pipe, to be read once from start to end. */
  readonly stream: boolean;
  readonly layout: Layout | undefined;
  /** Found below a folder and not named like evidence: only its content can tell. */
  readonly doubtful?: boolean;
}

/** Why a path is not among the sources. */
export type Skipped =
  /** Its name begins with a dot; such folders are not walked. */
  | 'hidden'
  /** Not named like a log file; with `include`, a doubtful source instead. */
  | 'other'
  | 'digest'
  | 'insight'
  /** Saved results of CloudTrail Lake queries. */
  | 'lake'
  /** Another service's logs under the same `AWSLogs`. */
  | 'otherService'
  /** A file or folder that was reached before. */
  | 'repeated';

export interface Tally {
  readonly count: number;
  /** The first few, as the user would type them. */
  readonly examples: readonly string[];
}

/** What has been found so far. Paths are added to it one after the other. */
export interface Search {
  readonly include: ReadonlySet<Skipped>;
  readonly sources: Source[];
  readonly problems: Problem[];
  readonly skipped: Readonly<Record<Skipped, { count: number; readonly examples: string[] }>>;
  /** Folders listed, by real path. */
  readonly folders: Map<string, Place | undefined>;
  /** Folders that cannot be listed, by absolute path. */
  readonly closed: Set<string>;
  /** Real paths of files reached otherwise than by listing their folder. */
  readonly files: Set<string>;
}

/** A path by its three names: as typed, absolute (for its layout), and with all symbolic links resolved. */
export interface Reached {
  readonly shown: string;
  readonly absolute: string;
  readonly real: string;
}

const exampleCount = 3;
const logFile = /\.(?:json|jsonl|ndjson|log)$|(?<!\.(?:tar|csv|tsv|parquet|xml|html|sql|pcap))\.gz$/i;
const kindSkipped: Readonly<Partial<Record<LayoutKind, Skipped>>> = {
  digest: 'digest',
  insight: 'insight',
  lake: 'lake',
  'other-service': 'otherService',
};

/** A search that has found nothing yet; the kinds in `include` are not skipped. */
export function newSearch(include: readonly Skipped[]): Search {
  const tally = () => ({ count: 0, examples: [] });
  return {
    include: new Set(include),
    sources: [],
    problems: [],
    skipped: {
      hidden: tally(),
      other: tally(),
      digest: tally(),
      insight: tally(),
      lake: tally(),
      otherService: tally(),
      repeated: tally(),
    },
    folders: new Map(),
    closed: new Set(),
    files: new Set(),
  };
}

/** Adds the log files below a folder, by name, code unit by code unit. */
export function addFolder(search: Search, folder: Reached): void {
  if (search.folders.has(folder.real)) {
    skip(search, 'repeated', folder.shown);
    return;
  }
  if (logFile.test(basename(folder.shown))) {
    const message = 'a folder with the name of a log file; the files in it are read';
    report(search, folder.shown, 'not-a-trail', message);
  }
  const entries = listFolder(search, folder.shown || '.', folder.real);
  if (!entries) return;
  const place = parsePlace(folder.absolute);
  search.folders.set(folder.real, place);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) addEntry(search, folder, place, entry);
}

function addEntry(search: Search, folder: Reached, place: Place | undefined, entry: Dirent): void {
  const { name } = entry;
  const shown = below(folder.shown, name);
  if (name.startsWith('.')) {
    skip(search, 'hidden', shown);
  } else if (name.includes('\ufffd') && !existsSync(join(folder.real, name))) {
    report(search, shown, 'unreadable', 'has a name that is no UTF-8 text, and cannot be opened; rename it');
  } else if (entry.isFile()) {
    const layout = layoutOf(place, name);
    const repeated = search.files.size > 0 && search.files.has(join(folder.real, name));
    const reason = repeated ? 'repeated' : reasonToSkip(search, layout, name);
    if (reason) skip(search, reason, shown);
    else if (isDoubtful(layout, name))
      search.sources.push({ path: shown, size: null, stream: false, layout, doubtful: true });
    else search.sources.push({ path: shown, size: null, stream: false, layout });
  } else if (entry.isDirectory()) {
    addFolder(search, { shown, absolute: join(folder.absolute, name), real: join(folder.real, name) });
  } else if (entry.isSymbolicLink()) {
    addLink(search, shown, join(folder.absolute, name), place);
  } else {
    reportSpecial(search, shown, entry);
  }
}

function addLink(search: Search, shown: string, absolute: string, place: Place | undefined): void {
  const target = follow(search, shown, absolute);
  if (!target) return;
  if (target.stats.isDirectory()) {
    addFolder(search, { shown, absolute, real: target.real });
  } else if (target.stats.isFile()) {
    const layout = layoutOf(place, basename(absolute));
    const reason = reasonToSkip(search, layout, basename(absolute));
    if (reason) skip(search, reason, shown);
    else {
      const source = { path: shown, size: target.stats.size, stream: false, layout };
      const doubtful = isDoubtful(layout, basename(absolute));
      addFile(search, target.real, doubtful ? { ...source, doubtful } : source);
    }
  } else {
    reportSpecial(search, shown, target.stats);
  }
}

/** Adds one file, whatever its name, unless it was reached before. */
export function addFile(search: Search, real: string, source: Source): void {
  if (search.files.has(real) || isListed(search, real)) {
    skip(search, 'repeated', source.path);
    return;
  }
  search.files.add(real);
  search.sources.push(source);
}

/** Whether the file was made a source when its folder was listed. */
function isListed(search: Search, real: string): boolean {
  if (!search.folders.has(dirname(real))) return false;
  const name = basename(real);
  const layout = layoutOf(search.folders.get(dirname(real)), name);
  return !name.startsWith('.') && !reasonToSkip(search, layout, name);
}

/** Whether the name is one that log files have. */
export function isNamedLikeLog(name: string): boolean {
  return logFile.test(name);
}

function reasonToSkip(search: Search, layout: Layout | undefined, name: string): Skipped | undefined {
  const reason = layout && kindSkipped[layout.kind];
  if (reason) return search.include.has(reason) ? undefined : reason;
  return logFile.test(name) || search.include.has('other') ? undefined : 'other';
}

function isDoubtful(layout: Layout | undefined, name: string): boolean {
  return layout === undefined && !logFile.test(name);
}

/** What a path leads to; undefined, with a problem named, if that cannot be told. */
export function follow(
  search: Search,
  shown: string,
  absolute: string,
): { readonly stats: Stats; readonly real: string } | undefined {
  try {
    return { stats: statSync(absolute), real: realpathSync.native(absolute) };
  } catch (error) {
    const message = codeOf(error) === 'ENOENT' ? 'a symbolic link to nothing' : reasonOf(error);
    report(search, shown, 'unreadable', message);
    return undefined;
  }
}

/** The entries of a folder, unsorted; undefined, with a problem named once, if it cannot be listed. */
export function listFolder(search: Search, shown: string, path: string): Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (!search.closed.has(path)) {
      report(search, shown, 'unreadable', `cannot list the folder: ${reasonOf(error)}`);
    }
    search.closed.add(path);
    return undefined;
  }
}

/** Counts a path that is not among the sources. */
export function skip(search: Search, reason: Skipped, shown: string): void {
  const tally = search.skipped[reason];
  tally.count += 1;
  if (tally.examples.length < exampleCount) tally.examples.push(shown);
}

/** Names a pipe, socket or device, which is never opened: reading one could wait for ever or change it. */
export function reportSpecial(search: Search, shown: string, entry: Dirent | Stats): void {
  const noun = entry.isFIFO() ? 'a named pipe' : entry.isSocket() ? 'a socket' : 'a device';
  report(search, shown, 'special-file', `${noun}, not a file`);
}

function report(search: Search, file: string, kind: Problem['kind'], message: string): void {
  search.problems.push({ file, kind, message });
}

function below(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') || folder.endsWith(sep) ? folder + name : folder + sep + name;
}

/** The system's code for an error, such as `ENOENT`; empty if it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The system's words for an error, without the path. */
function reasonOf(error: unknown): string {
  return systemReason(error) ?? String(error);
}
