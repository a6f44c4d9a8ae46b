/**
 * Every option once: how it is written, where the help lists it, what its text means. A command names the options it
 * takes; `valuesOf` turns what was typed into values, or throws UsageError naming the option.
 */
import { type FormatName, formats, isFormatName } from '../format/index.js';
import { levels } from '../model/detection.js';
import { UsageError } from '../model/usage-error.js';
import { nearest } from '../query/suggest.js';
import { derivedNames, type SortName, sortNames } from './count/names.js';
import { type Clock, parseDuration, parseTime, parseZone, timeHelp } from './time.js';

interface OptionSpec<Value> {
  /** As commander reads it. */
  readonly flags: string;
  readonly group: 'Filter' | 'Proof' | 'Rules' | 'Group' | 'Output' | 'Reading';
  readonly help: string;
  /** May be given several times; its value is then a list. */
  readonly many?: true;
  /** The choices, for the help and for completion. */
  readonly choices?: readonly string[];
  /** Absent for a switch. */
  parse?(text: string, clock: Clock): Value;
}

const text = (value: string): string => value;

function wholeNumber(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new UsageError(`'${value}' is not a whole number`);
  return Number(value);
}

const units = ['', 'k', 'm', 'g', 't'];

/** Bytes, above zero, as `64KB`, `512MB`, `2GB`, `1.5G` or a plain number; a KB is 1,024 bytes. */
function parseSize(value: string): number {
  const [, number = '', unit = ''] =
    /^(\d{1,15}(?:\.\d{1,3})?) ?([kmgt]?)(?:i?b)?$/i.exec(value.trim()) ?? [];
  const size = Math.floor(Number(number) * 1024 ** units.indexOf(unit.toLowerCase()));
  if (number === '' || !Number.isSafeInteger(size)) {
    throw new UsageError(`'${value}' is not a size such as 64KB, 512MB or 2GB`);
  }
  if (size === 0) throw new UsageError('nothing could be held; it has to be more than 0');
  return size;
}

function countOf(value: string): number {
  const count = wholeNumber(value);
  if (count === 0) throw new UsageError('0 would show nothing; it has to be 1 or more');
  return count;
}

function oneOf<Name extends string>(value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  const near = nearest(value, names);
  throw new UsageError(
    `'${value}' is not one of ${names.join(', ')}${near ? `; did you mean ${near}?` : ''}`,
  );
}

const formatNames = Object.keys(formats).filter(isFormatName);

/** What a format may ask of a command. */
export type FormatKind = (typeof formats)[FormatName]['needs'];

/** The formats that a command takes which prints rows, and these. */
export function formatsFor(kinds: readonly FormatKind[] = []): readonly FormatName[] {
  return formatNames.filter((name) => formats[name].needs === 'rows' || kinds.includes(formats[name].needs));
}

function parseSort(value: string): { readonly by: SortName; readonly reverse: boolean } {
  const reverse = value.startsWith('-');
  return { by: oneOf(reverse ? value.slice(1) : value, sortNames), reverse };
}

/** Steps are of whole seconds already: there is no smaller unit. */
function parseStep(value: string): number {
  const step = parseDuration(value);
  const longest = 366 * 86_400_000;
  if (step > longest) throw new UsageError(`'${value}' is more than a year`);
  return step;
}

const reports = ['changes'] as const;

export const options = {
  since: {
    flags: '-s, --since <time>',
    group: 'Filter',
    help: `events at or after this time: ${timeHelp}`,
    parse: parseTime,
  },
  until: {
    flags: '-u, --until <time>',
    group: 'Filter',
    help: 'events before this time, in the same forms',
    parse: parseTime,
  },
  account: {
    flags: '--account <id>',
    group: 'Filter',
    help: 'events of this account',
    many: true,
    parse: text,
  },
  region: {
    flags: '--region <name>',
    group: 'Filter',
    help: "events in this region, such as eu-west-1 or 'eu-*'",
    many: true,
    parse: text,
  },
  service: {
    flags: '--service <name>',
    group: 'Filter',
    help: 'calls to this service, such as s3 or iam',
    many: true,
    parse: text,
  },
  event: {
    flags: '-e, --event <name>',
    group: 'Filter',
    help: "this action, such as DeleteBucket, 'Delete*' or s3:DeleteBucket",
    many: true,
    parse: text,
  },
  principal: {
    flags: '-p, --principal <name>',
    group: 'Filter',
    help: 'calls by this user, role, session, ARN, principal id or service',
    many: true,
    parse: text,
  },
  ip: {
    flags: '--ip <address>',
    group: 'Filter',
    help: 'calls from this address or network, such as 192.0.2.7 or 10.0.0.0/8',
    many: true,
    parse: text,
  },
  accessKey: {
    flags: '--access-key <id>',
    group: 'Filter',
    help: 'calls signed with this access key',
    many: true,
    parse: text,
  },
  errors: { flags: '--errors', group: 'Filter', help: 'only calls that failed' },
  errorCode: {
    flags: '--error-code <code>',
    group: 'Filter',
    help: "calls that failed with this code, such as 'AccessDenied*'",
    many: true,
    parse: text,
  },
  writes: { flags: '--writes', group: 'Filter', help: 'only calls that change something' },
  reads: { flags: '--reads', group: 'Filter', help: 'only calls that change nothing' },
  where: {
    flags: '-w, --where <condition>',
    group: 'Filter',
    help: 'a condition over record fields, such as "userIdentity.type = \'Root\' AND errorCode IS NULL"',
    many: true,
    parse: text,
  },
  related: {
    flags: '--related',
    group: 'Filter',
    help: 'also show events on things that belong to the resource',
  },
  publicKeys: {
    flags: '--public-keys <path>',
    group: 'Proof',
    help: 'public keys of AWS, saved from aws cloudtrail list-public-keys: a file, or a folder of them',
    many: true,
    parse: text,
  },
  signatures: {
    flags: '--signatures <path>',
    group: 'Proof',
    help: 'signatures of the newest digests, saved from aws s3api head-object: a file, or a folder of them',
    many: true,
    parse: text,
  },
  aws: {
    flags: '--aws',
    group: 'Proof',
    help: 'fetch keys and newest signatures from AWS, with the credentials of the environment',
  },
  rules: {
    flags: '-r, --rules <path>',
    group: 'Rules',
    help: 'the Sigma rules of this file or folder, instead of those that come with trailscan',
    many: true,
    parse: text,
  },
  rule: {
    flags: '--rule <name>',
    group: 'Rules',
    help: 'only this rule: its id, name, title or file',
    many: true,
    parse: text,
  },
  exclude: {
    flags: '--exclude <name>',
    group: 'Rules',
    help: 'not this rule, in the same forms',
    many: true,
    parse: text,
  },
  level: {
    flags: '--level <level>',
    group: 'Rules',
    help: 'only rules of this level and above',
    choices: levels,
    parse: (value: string) => oneOf(value, levels),
  },
  tag: {
    flags: '--tag <tag>',
    group: 'Rules',
    help: 'only rules with this tag, such as t1562.001, t1562 (its sub-techniques too) or attack.persistence',
    many: true,
    parse: text,
  },
  skipBroken: {
    flags: '--skip-broken',
    group: 'Rules',
    help: 'go on without the rules that cannot be used, naming each',
  },
  list: { flags: '--list', group: 'Rules', help: 'show the rules instead of running them' },
  explain: {
    flags: '--explain <rule>',
    group: 'Rules',
    help: 'show clause by clause why this rule does or does not match, for the events whose whole ids --event gives',
    parse: text,
  },
  audit: {
    flags: '--audit <folder>',
    group: 'Rules',
    help: 'tell what is wrong with the rules of this folder (all, or those of --rule, --tag, --level), measured on the archive',
    parse: text,
  },
  trailState: {
    flags: '--trail-state',
    group: 'Output',
    help: 'show instead what could be seen when, by region and event class, from the calls that changed trails',
  },
  pack: {
    flags: '--pack <name>',
    group: 'Rules',
    help: 'the controls of this pack: one that comes with trailscan, by name, or your own, by file',
    many: true,
    parse: text,
  },
  config: {
    flags: '--config <file>',
    group: 'Rules',
    help: 'the configuration, instead of the nearest .trailscan.yml from the current folder upward',
    parse: text,
  },
  baseline: {
    flags: '--baseline <file>',
    group: 'Rules',
    help: 'findings that this file knows fail nothing',
    parse: text,
  },
  writeBaseline: {
    flags: '--write-baseline',
    group: 'Rules',
    help: 'write all findings of this run to the file of --baseline',
  },
  state: {
    flags: '--state <file>',
    group: 'Rules',
    help: 'for --since last: what is kept from run to run, by default .trailscan-state.json',
    parse: text,
  },
  requireCoverage: {
    flags: '--require-coverage <duration>',
    group: 'Rules',
    help: 'fail unless events cover this long before --until, or now: such as 24h',
    parse: parseDuration,
  },
  report: {
    flags: '--report <name>',
    group: 'Rules',
    help: 'instead of verdicts, all write actions by day, for an auditor',
    choices: reports,
    parse: (value: string) => oneOf(value, reports),
  },
  resource: {
    flags: '--resource <name>',
    group: 'Filter',
    help: 'with --report: only what was done to this resource, as who-changed takes it',
    many: true,
    parse: text,
  },
  failOn: {
    flags: '--fail-on <level>',
    group: 'Output',
    help: 'exit with 1 if anything of this level or above was found',
    choices: levels,
    parse: (value: string) => oneOf(value, levels),
  },
  actors: {
    flags: '--actors',
    group: 'Output',
    help: 'follow temporary credentials back to who obtained them, which reads parts of the archive again',
  },
  limit: {
    flags: '-n, --limit <count>',
    group: 'Filter',
    help: 'no more than this many rows',
    parse: countOf,
  },
  by: {
    flags: '-b, --by <names>',
    group: 'Group',
    help: `what tells groups apart: record fields such as userIdentity.arn, or ${derivedNames.join(', ')}`,
    many: true,
    parse: text,
  },
  every: {
    flags: '--every <duration>',
    group: 'Group',
    help: 'a group for each step of time, such as 5m, 1h, 1d or 1w',
    parse: parseStep,
  },
  empty: { flags: '--empty', group: 'Group', help: 'with --every, show steps of time without events too' },
  distinct: {
    flags: '--distinct <name>',
    group: 'Group',
    help: 'also count the distinct values of this field or derived name',
    parse: text,
  },
  approx: {
    flags: '--approx',
    group: 'Group',
    help: 'estimate distinct values, for millions of them; the standard error is 1.6 %',
  },
  top: { flags: '--top <count>', group: 'Group', help: 'only the groups with most events', parse: countOf },
  rare: {
    flags: '--rare <count>',
    group: 'Group',
    help: 'only the groups with fewest events',
    parse: countOf,
  },
  min: {
    flags: '--min <count>',
    group: 'Group',
    help: 'leave out groups with fewer events',
    parse: wholeNumber,
  },
  sort: {
    flags: '--sort <name>',
    group: 'Group',
    help: `the order of groups; reversed with - before the name: ${sortNames.join(', ')}`,
    parse: parseSort,
  },
  keepDuplicates: {
    flags: '--keep-duplicates',
    group: 'Filter',
    help: 'show every delivered copy of an event, not just one',
  },
  format: {
    flags: '-f, --format <name>',
    group: 'Output',
    help: 'how to print',
    parse: (value: string): FormatName => oneOf(value, formatNames),
  },
  json: { flags: '--json', group: 'Output', help: 'the same as --format json' },
  columns: {
    flags: '-c, --columns <names>',
    group: 'Output',
    help: 'the columns to print, in this order: record fields such as userAgent, or derived names such as actor',
    parse: text,
  },
  output: { flags: '-o, --output <file>', group: 'Output', help: 'write to this file', parse: text },
  force: { flags: '--force', group: 'Output', help: 'let --output replace a file' },
  tz: {
    flags: '--tz <zone>',
    group: 'Output',
    help: 'time zone to read and show times in, such as Europe/Berlin or local',
    parse: parseZone,
  },
  color: {
    flags: '--color <when>',
    group: 'Output',
    help: 'colours',
    choices: ['auto', 'always', 'never'],
    parse: (value: string) => oneOf(value, ['auto', 'always', 'never'] as const),
  },
  quiet: {
    flags: '-q, --quiet',
    group: 'Output',
    help: 'no progress and no closing count; problems are still named',
  },
  exitStatus: { flags: '--exit-status', group: 'Output', help: 'exit with 1 if nothing matched' },
  threads: {
    flags: '--threads <count>',
    group: 'Reading',
    help: 'worker threads, by default one for each core',
    parse: (value: string): number => Math.max(1, wholeNumber(value)),
  },
  geoip: {
    flags: '--geoip <folder>',
    group: 'Reading',
    help: 'tell where addresses are, from the MaxMind databases (.mmdb) in this folder; also $TRAILSCAN_GEOIP',
    parse: text,
  },
  awsIpRanges: {
    flags: '--aws-ip-ranges <file>',
    group: 'Reading',
    help: "tell addresses of AWS from others by AWS's own list, ip-ranges.json",
    parse: text,
  },
  strict: {
    flags: '--strict',
    group: 'Reading',
    help: 'stop with exit code 3 at the first thing that cannot be read',
  },
  maxFileSize: {
    flags: '--max-file-size <bytes>',
    group: 'Reading',
    help: 'do not read more than this of a file, inflated and with all members, by default 64 GiB',
    parse: parseSize,
  },
  maxRecordSize: {
    flags: '--max-record-size <bytes>',
    group: 'Reading',
    help: 'do not read records larger than this, by default 8 MiB',
    parse: parseSize,
  },
  maxMemory: {
    flags: '--max-memory <size>',
    group: 'Reading',
    help: 'hold about this much of the answer in memory, such as 64MB or 2GB, by default 512MB; the rest is sorted in temporary files, in $TMPDIR',
    parse: parseSize,
  },
} as const satisfies Record<string, OptionSpec<unknown>>;

export type OptionName = keyof typeof options;

/** What commander hands over: texts, lists of them, true for switches. */
export type RawValues = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

type Parsed<Name extends OptionName> = (typeof options)[Name] extends { parse(...args: never[]): infer Value }
  ? (typeof options)[Name] extends { many: true }
    ? readonly Value[]
    : Value
  : boolean;

/** The value of each option; undefined where it was not given. */
export type Values = { readonly [Name in OptionName]?: Parsed<Name> | undefined };

export const filterOptions = [
  'since',
  'until',
  'account',
  'region',
  'service',
  'event',
  'principal',
  'ip',
  'accessKey',
  'errors',
  'errorCode',
  'writes',
  'reads',
  'where',
] as const satisfies readonly OptionName[];

export const outputOptions = [
  'format',
  'json',
  'columns',
  'output',
  'force',
  'tz',
  'color',
  'quiet',
  'exitStatus',
] as const satisfies readonly OptionName[];

export const ruleOptions = [
  'rules',
  'rule',
  'exclude',
  'level',
  'tag',
  'skipBroken',
  'list',
  'explain',
  'audit',
  'failOn',
] as const satisfies readonly OptionName[];

export const proofOptions = ['publicKeys', 'signatures', 'aws'] as const satisfies readonly OptionName[];
export const checkOptions = [
  'pack',
  'list',
  'config',
  'baseline',
  'writeBaseline',
  'state',
  'requireCoverage',
  'failOn',
  'report',
  'resource',
  'related',
] as const satisfies readonly OptionName[];

export const groupOptions = [
  'by',
  'every',
  'empty',
  'distinct',
  'approx',
  'top',
  'rare',
  'min',
  'sort',
] as const satisfies readonly OptionName[];

export const placeOptions = ['geoip', 'awsIpRanges'] as const satisfies readonly OptionName[];

export const readingOptions = [
  'keepDuplicates',
  'threads',
  'strict',
  'maxFileSize',
  'maxRecordSize',
] as const satisfies readonly OptionName[];

/** @throws UsageError for a value that the option does not take. */
export function valuesOf(raw: RawValues, now: number): Values {
  const zone = typeof raw.tz === 'string' ? parseOne('tz', raw.tz, { now, zone: 'UTC' }) : 'UTC';
  const clock: Clock = { now, zone: String(zone) };
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined || !isOptionName(name)) continue;
    if (typeof value === 'boolean') values[name] = value;
    else if (typeof value === 'string') values[name] = parseOne(name, value, clock);
    else values[name] = value.map((item) => parseOne(name, item, clock));
  }
  if (values.json === true) {
    if (values.format !== undefined && values.format !== 'json') {
      throw new UsageError(`--json and --format ${String(values.format)} ask for different formats`);
    }
    values.format = 'json';
  }
  // As for input; a file of that name is ./-
  if (values.output === '-') delete values.output;
  return values as Values;
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(options, name);
}

function parseOne(name: OptionName, value: string, clock: Clock): unknown {
  const spec: OptionSpec<unknown> = options[name];
  try {
    return spec.parse?.(value, clock);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${longFlag(name)}: ${error.message}`, error.at, error.hint);
  }
}

/** The groups of the help, in its order: what is a command's own comes first. */
const groupOrder: readonly OptionSpec<unknown>['group'][] = [
  'Rules',
  'Proof',
  'Group',
  'Filter',
  'Output',
  'Reading',
];

/** The options of a command in the order of the help. */
export function inHelpOrder(names: readonly OptionName[]): readonly OptionName[] {
  const place = (name: OptionName): number => groupOrder.indexOf(options[name].group);
  return [...names].sort((a, b) => place(a) - place(b));
}

/** `--since` for `since`. */
export function longFlag(name: OptionName): string {
  return /--[a-z-]+/.exec(options[name].flags)?.[0] ?? name;
}
