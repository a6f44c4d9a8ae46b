/**
 * What a path says about a file before it is opened. CloudTrail writes to S3 under
 *
 *     [prefix/]AWSLogs/[organization/]account/Folder/region/yyyy/mm/dd/
 *         account_Kind_region_yyyymmddThhmmZ_unique.json.gz
 *
 * Downloads are often re-rooted (`us-east-1/2021/07/29/...`) or flattened, and files get renamed or edited, so
 * folders and file name are read apart. A fact on which the two disagree is dropped: a layout is a witness, not the
 * evidence.
 * Sources: CloudTrail User Guide, "Finding your CloudTrail log files", "CloudTrail log file name format", "CloudTrail
 * digest file structure" and "Saved query results".
 */
import { sep } from 'node:path';

export type LayoutKind =
  | 'trail'
  | 'network-activity'
  | 'aggregated'
  | 'insight'
  | 'digest'
  /** Saved results of CloudTrail Lake queries. */
  | 'lake'
  /** Another service's logs in the same bucket, such as AWS Config's. */
  | 'other-service';

export interface Layout {
  readonly kind: LayoutKind;
  readonly organization: string | undefined;
  /** The account that received the events: twelve digits. */
  readonly account: string | undefined;
  /** The Region whose CloudTrail delivered the file; a record's `awsRegion` may differ. */
  readonly region: string | undefined;
  /** The UTC day of delivery, `YYYY-MM-DD`. */
  readonly day: string | undefined;
  /** Delivery by the file name, in epoch milliseconds: a whole minute for logs, a second for digests. */
  readonly deliveredAt: number | undefined;
  /** The folders and the file name both name this account. */
  readonly sureAccount: boolean;
  /** The folders and the file name both name this Region. */
  readonly sureRegion: boolean;
}

/** What the folders alone say. */
export interface Place {
  readonly kind: LayoutKind | undefined;
  readonly organization: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly day: string | undefined;
}

interface NameFacts {
  readonly kind: LayoutKind;
  readonly account: string;
  readonly region: string;
  readonly day: string;
  readonly deliveredAt: number;
}

/** The folder of a kind, which is also its word in file names. */
const kinds: ReadonlyMap<string, LayoutKind> = new Map([
  ['CloudTrail', 'trail'],
  ['CloudTrail-NetworkActivity', 'network-activity'],
  ['CloudTrail-Aggregated', 'aggregated'],
  ['CloudTrail-Insight', 'insight'],
  ['CloudTrail-Digest', 'digest'],
  ['CloudTrail-Lake', 'lake'],
]);

/** Folders that other services make beside CloudTrail's, each documented in that service's own guide. */
const otherServices: ReadonlySet<string> = new Set([
  'Config',
  'elasticloadbalancing',
  'GuardDuty',
  'vpcdnsquerylogs',
  'vpcflowlogs',
  'WAFLogs',
]);

const accountId = /^\d{12}$/;
const organizationId = /^o-[a-z0-9]{10,32}$/;
/** Every Region name known, and the invented ones of anonymised archives (`us-north-2r`). */
const regionName = /^[a-z]{2,}(?:-[a-z]+)+-\d+[a-z]*$/;
const logName =
  /^(\d{12})_(CloudTrail(?:-[A-Za-z]+)?)_([a-z0-9-]+)_(\d{8}T\d{4})Z_?[A-Za-z0-9]+\.json(?:\.gz)?$/;
/** A trail's name may hold underscores, hyphens and dots, so it takes whatever lies between the two Regions. */
const digestName =
  /^(\d{12})_CloudTrail-Digest_([a-z0-9-]+)_.+_[a-z0-9-]+_(\d{8}T\d{6})Z(?:_backfill)?\.json(?:\.gz)?$/;

/** Reads a path or an S3 key. Undefined if neither folders nor file name are CloudTrail's. */
export function parseLayout(path: string): Layout | undefined {
  const segments = split(path);
  return layoutOf(placeOf(segments.slice(0, -1)), segments.at(-1) ?? '');
}

/** Reads the path of a folder: once for all the files in it. */
export function parsePlace(folder: string): Place | undefined {
  return placeOf(split(folder).filter((segment) => segment !== ''));
}

/** Joins what the folders say with what the file name says. */
export function layoutOf(place: Place | undefined, name: string): Layout | undefined {
  const facts = parseName(name);
  if (!facts) {
    return (
      place?.kind && {
        ...place,
        kind: place.kind,
        deliveredAt: undefined,
        sureAccount: false,
        sureRegion: false,
      }
    );
  }
  const trusted = place?.kind === undefined || place.kind === facts.kind ? place : undefined;
  const sameDay = trusted?.day === undefined || trusted.day === facts.day;
  return {
    kind: facts.kind,
    organization: trusted?.organization,
    account: agreed(trusted?.account, facts.account),
    region: agreed(trusted?.region, facts.region),
    day: agreed(trusted?.day, facts.day),
    deliveredAt: sameDay ? facts.deliveredAt : undefined,
    sureAccount: trusted?.account === facts.account,
    sureRegion: trusted?.region === facts.region,
  };
}

/** The folder's text is preferred: a thousand files then share one string. */
function agreed(place: string | undefined, name: string): string | undefined {
  return place === undefined ? name : place === name ? place : undefined;
}

function split(path: string): string[] {
  return path.split(sep === '\\' ? /[\\/]/ : '/');
}

function placeOf(folders: readonly string[]): Place | undefined {
  const at = folders.findLastIndex((folder) => kinds.has(folder));
  const dated = datedTail(folders);
  const account = folders[at - 1] ?? '';
  const known = accountId.test(account);
  const whole = dated !== undefined && at === folders.length - 5;
  const isQuery = folders[at] === 'CloudTrail-Lake' && folders[at + 1] === 'Query';
  if (at >= 0 && (known || whole || isQuery)) {
    const organization = folders[at - 2] ?? '';
    return {
      kind: kinds.get(folders[at] ?? ''),
      organization: known && organizationId.test(organization) ? organization : undefined,
      account: known ? account : undefined,
      region: whole ? dated.region : undefined,
      day: whole ? dated.day : undefined,
    };
  }
  if (isOtherService(folders)) {
    return {
      kind: 'other-service',
      organization: undefined,
      account: undefined,
      region: undefined,
      day: undefined,
    };
  }
  return dated && { kind: undefined, organization: undefined, account: undefined, ...dated };
}

/** The last four folders, if they are `region/yyyy/mm/dd`. */
function datedTail(
  folders: readonly string[],
): { readonly region: string; readonly day: string } | undefined {
  const [region = '', ...date] = folders.slice(-4);
  const day = date.join('-');
  return regionName.test(region) && startOfDay(day) !== undefined ? { region, day } : undefined;
}

function isOtherService(folders: readonly string[]): boolean {
  const at = folders.lastIndexOf('AWSLogs');
  const account = organizationId.test(folders[at + 1] ?? '') ? at + 2 : at + 1;
  return at >= 0 && accountId.test(folders[account] ?? '') && otherServices.has(folders[account + 1] ?? '');
}

function parseName(name: string): NameFacts | undefined {
  const digest = digestName.exec(name);
  const [, account = '', word = '', region = '', stamp = ''] = digest
    ? [undefined, digest[1], 'CloudTrail-Digest', digest[2], digest[3]]
    : (logName.exec(name) ?? []);
  const kind = kinds.get(word);
  const day = `${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6, 8)}`;
  const start = startOfDay(day);
  const [hour, minute, second] = [
    Number(stamp.slice(9, 11)),
    Number(stamp.slice(11, 13)),
    Number(stamp.slice(13)),
  ];
  if (!kind || start === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return { kind, account, region, day, deliveredAt: start + ((hour * 60 + minute) * 60 + second) * 1000 };
}

/** The day that was asked for last: thousands of files are of one. */
let lastDay = '';
let lastStart: number | undefined;

/** Midnight UTC of a day written `YYYY-MM-DD`, in epoch milliseconds; undefined if there is no such day. */
export function startOfDay(day: string): number | undefined {
  if (day !== lastDay) {
    lastStart = parseDay(day);
    lastDay = day;
  }
  return lastStart;
}

function parseDay(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const start = Date.parse(day);
  return Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day ? undefined : start;
}
