/**
 * Which files a run has read, in few bytes, so that the next one knows those that it has not: by account, region and day
 * of delivery how many there were and a digest of their names. A file of CloudTrail's has a name of its own and never
 * changes (CloudTrail User Guide, "CloudTrail log file name format"). Of files whose path tells no day, exports, each
 * is known by its name and size. Days long past are counted only, so that a state does not grow for ever.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { compareTexts } from '../../model/compare-texts.js';
import type { ArchiveFile } from '../archive.js';

export interface FilesRead {
  /** The first day that is known by its names, `YYYY-MM-DD`; empty if all are. */
  readonly from: string;
  /** By account, region and day, or by the digest of an export: how many files, and the digest of a day's names. */
  readonly groups: ReadonlyMap<string, string>;
}

const day = 24 * 3_600_000;
/** CloudTrail goes on trying to deliver for 30 days (CloudTrail User Guide, "Redelivering events"). */
const watched = 31 * day;

/** The day from which names are kept, of an archive whose events end at `newest`, epoch milliseconds. */
export function watchedFrom(newest: number): string {
  return Number.isFinite(newest) ? new Date(newest - watched).toISOString().slice(0, 10) : '';
}

export function filesRead(files: readonly ArchiveFile[], from: string): FilesRead {
  const groups = new Map<string, string>();
  for (const [key, members] of grouped(files, from)) groups.set(key, signOf(key, members));
  return { from, groups };
}

/** Files that were not read before, and those of the same account, region and day. */
export function unreadOf(files: readonly ArchiveFile[], before: FilesRead): readonly ArchiveFile[] {
  return [...grouped(files, before.from)].flatMap(([key, members]) => {
    const known = before.groups.get(key) ?? '';
    const own = signOf(key, members);
    // Where only counts are known, fewer files are older ones removed.
    return (isDay(key) ? own === known : Number(own) <= Number(known)) ? [] : members;
  });
}

/** What was read before and is not at hand now was read all the same: a run may be given the files of one night. */
export function joined(before: FilesRead | undefined, now: FilesRead): FilesRead {
  const gone = [...(before?.groups ?? [])].filter(
    ([key]) => !isExport(key) && !now.groups.has(key) && !(isDay(key) && key.slice(-dayLength) < now.from),
  );
  return { from: now.from, groups: new Map([...gone, ...now.groups]) };
}

/** Whether any file is an export, which may come again under another name with all that it held. */
export function hasExports(files: readonly ArchiveFile[]): boolean {
  return files.some(({ layout, doubtful }) => layout?.day === undefined && doubtful !== true);
}

const dayLength = 'YYYY-MM-DD'.length;
const earlier = 'earlier';
const exported = 'export';

function isExport(key: string): boolean {
  return key.startsWith(`${exported} `);
}

function isDay(key: string): boolean {
  return !isExport(key) && !key.endsWith(` ${earlier}`);
}

function grouped(files: readonly ArchiveFile[], from: string): ReadonlyMap<string, readonly ArchiveFile[]> {
  const groups = new Map<string, ArchiveFile[]>();
  for (const file of files) {
    const key = keyOf(file, from);
    const members = groups.get(key);
    if (members) members.push(file);
    else groups.set(key, [file]);
  }
  return groups;
}

function keyOf({ path, shown, layout }: ArchiveFile, from: string): string {
  if (layout?.account !== undefined && layout.day !== undefined) {
    const { account, region = '', day: delivered } = layout;
    return `${account} ${region} ${delivered < from ? earlier : delivered}`;
  }
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return `${exported} ${digestOf([basename(shown), String(size)])}`;
}

function signOf(key: string, members: readonly ArchiveFile[]): string {
  const count = String(members.length);
  if (!isDay(key)) return count;
  return `${count} ${digestOf(members.map(({ shown }) => basename(shown)).sort(compareTexts))}`;
}

function digestOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}
