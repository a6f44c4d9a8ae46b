/**
 * Names of digests and log files. A digest's name alone tells its chain: account, Region, trail and home Region; backfill
 * digests form a chain of their own (CloudTrail User Guide, "CloudTrail digest file structure"). Base names are unique
 * in practice, so that files are known again in a folder that was moved or flattened.
 */

export interface DigestName {
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
  readonly isBackfill: boolean;
  /** `digestEndTime` by the name, in epoch milliseconds. */
  readonly end: number;
}

export interface LogName {
  readonly account: string;
  readonly region: string;
  /** `CloudTrail`, `CloudTrail-Insight` and the like. */
  readonly kind: string;
  /** The start of the minute of delivery, in epoch milliseconds. */
  readonly minute: number;
}

const digestName =
  /^(\d{12})_CloudTrail-Digest_([a-z0-9-]+)_(.+)_([a-z0-9-]+)_(\d{8}T\d{6})Z(_backfill)?\.json(?:\.gz)?$/;
const logName =
  /^(\d{12})_(CloudTrail(?:-[A-Za-z]+)?)_([a-z0-9-]+)_(\d{8}T\d{4})Z_?[A-Za-z0-9]+\.json(?:\.gz)?$/;

/** Undefined if it is no digest's name. */
export function digestNameOf(name: string): DigestName | undefined {
  const [, account, region, trail, homeRegion, stamp = '', backfill] = digestName.exec(name) ?? [];
  const end = timeOf(stamp);
  if (!account || !region || !trail || !homeRegion || end === undefined) return undefined;
  return { account, region, trail, homeRegion, end, isBackfill: backfill !== undefined };
}

/** Undefined if it is no log file's name; a digest's is none. */
export function logNameOf(name: string): LogName | undefined {
  const [, account, kind, region, stamp = ''] = logName.exec(name) ?? [];
  const minute = timeOf(`${stamp}00`);
  if (!account || !kind || !region || kind === 'CloudTrail-Digest' || minute === undefined) return undefined;
  return { account, kind, region, minute };
}

/** `20240603T093000` in epoch milliseconds. */
function timeOf(stamp: string): number | undefined {
  const part = (from: number, to: number): number => Number(stamp.slice(from, to));
  const day = part(6, 8);
  const [hour, minute, second] = [part(9, 11), part(11, 13), part(13, 15)];
  const isClock = hour < 24 && minute < 60 && second < 60;
  const time = Date.UTC(part(0, 4), part(4, 6) - 1, day, hour, minute, second);
  return stamp !== '' && isClock && new Date(time).getUTCDate() === day ? time : undefined;
}

/** The last part of a path or key. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** By which a file is known, be it packed or unpacked. */
export function nameKey(path: string): string {
  const name = baseName(path);
  return name.endsWith('.gz') ? name.slice(0, -3) : name;
}

/**
 * How a file's path goes with the key it was delivered under. `key`: as delivered, whatever lies above `AWSLogs`;
 * `rerooted`: only the lower folders are left, and agree; `flattened`: no folder of the key is left; `moved`: it lies in
 * another folder of the layout; `renamed`: under another name.
 */
export type Placing = 'key' | 'rerooted' | 'flattened' | 'moved' | 'renamed';

export function placingOf(path: string, key: string): Placing {
  const suffix = key.slice(key.lastIndexOf('AWSLogs/'));
  if (path.endsWith(suffix) && suffix.startsWith('AWSLogs/') && isBoundary(path, path.length - suffix.length))
    return 'key';
  const [folders, wanted] = [path, key].map((text) => text.split(/[\\/]/)) as [string[], string[]];
  if (nameKey(folders.pop() ?? '') !== nameKey(wanted.pop() ?? '')) return 'renamed';
  const root = folders.lastIndexOf('AWSLogs');
  if (root >= 0) {
    return folders.slice(root).join('/') === wanted.slice(wanted.lastIndexOf('AWSLogs')).join('/')
      ? 'key'
      : 'moved';
  }
  let same = 0;
  while (same < folders.length && same < wanted.length && folders.at(-1 - same) === wanted.at(-1 - same))
    same++;
  if (same > 0) return 'rerooted';
  return /^\d{4}$/.test(folders.at(-3) ?? '') && /^\d\d$/.test(folders.at(-1) ?? '') ? 'moved' : 'flattened';
}

function isBoundary(path: string, at: number): boolean {
  return at === 0 || path[at - 1] === '/' || path[at - 1] === '\\';
}
