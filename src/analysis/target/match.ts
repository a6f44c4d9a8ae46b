/**
 * Whether a recorded value is the subject. Names match as a whole, never in part: `bucket-x` is neither
 * `bucket-x-logs` nor `my-bucket-x`. Where the subject says more than a name (service, type, region, account), the
 * event has to agree.
 */
import { parseGlob } from '../../query/glob.js';
import { globMatcher } from '../../query/glob-match.js';
import { type Arn, arnWith } from './arn.js';
import { ec2IdType, isGeneratedId } from './ec2-ids.js';
import type { Leaf } from './leaf.js';
import { type Names, namesOf } from './names.js';
import { sameService } from './services.js';
import type { Reading, Subject } from './subject.js';

/** What an event says about where and in which account its resources are. */
export interface Surroundings {
  readonly source: string;
  /** Folded noun of the event name. */
  readonly noun: string;
  readonly region: string;
  /** The accounts the event belongs to; empty if it does not say. */
  readonly accounts: readonly string[];
}

/** `holder`: the value is of something inside the subject. `prefix`: the subject may be among what it stands for. */
export type Match = 'exact' | 'holder' | 'prefix';

/** Sources whose names are unique ignoring case. Pages on naming in the user guides of IAM, RDS, ElastiCache, … */
const caseless: ReadonlySet<string> = new Set(
  'iam sts rds redshift redshift-serverless elasticache dms docdb neptune'.split(' '),
);

/** How the leaf matches the subject; undefined if it does not. */
export function matchLeaf(subject: Subject, leaf: Leaf, around: Surroundings): Match | undefined {
  const names = namesOf(leaf.value, around.source, leaf.key);
  let found: Match | undefined;
  for (const reading of readersOf(subject)) {
    const match = matchReading(reading, subject, leaf, names, around);
    if (match === 'exact') return match;
    found = found ?? match;
  }
  return found;
}

function matchReading(
  { reading, isName, isArn }: Reader,
  subject: Subject,
  leaf: Leaf,
  names: Names,
  around: Surroundings,
): Match | undefined {
  // `app-*` asks for buckets: a wildcard of a name without a slash does not reach into their objects.
  if (
    leaf.types.includes('object') &&
    reading.names.every((name) => !name.includes('/')) &&
    reading.arn === null
  ) {
    return undefined;
  }
  const fold = subject.foldCase || caseless.has(names.arn?.service ?? leaf.service ?? around.source);
  if (reading.arn !== null && names.arn !== null) {
    if (sameArn(reading.arn, names.arn, isArn, fold || names.own.some(isGeneratedId))) return 'exact';
  } else if (names.own.some((name) => isName(name, fold || isGeneratedId(name)))) {
    const fits = serviceFits(reading, leaf, names, around) && placeFits(reading, names, around);
    return fits && typeFits(reading, leaf, names, around.noun) ? 'exact' : undefined;
  }
  if (!serviceFits(reading, leaf, names, around) || !placeFits(reading, names, around)) return undefined;
  if (leaf.isPrefix) return reading.isObject && coversObject(reading, leaf.value) ? 'prefix' : undefined;
  const { holder } = names;
  if (holder === null || !isName(holder.name, fold)) return undefined;
  return reading.type === null || reading.type === holder.type ? 'holder' : undefined;
}

// ---- the subject made ready ----

interface Reader {
  readonly reading: Reading;
  readonly isName: (text: string, foldCase: boolean) => boolean;
  /** Whether a whole ARN is the one asked for. */
  readonly isArn: (text: string, foldCase: boolean) => boolean;
}

const readers = new WeakMap<Subject, readonly Reader[]>();

function readersOf(subject: Subject): readonly Reader[] {
  const known = readers.get(subject);
  if (known !== undefined) return known;
  const ready = subject.readings.map((reading) => ({
    reading,
    isName: matcher(reading.names),
    isArn: reading.arn === null ? () => false : matcher([arnWith(reading.arn, plainResource(reading.arn))]),
  }));
  readers.set(subject, ready);
  return ready;
}

function matcher(patterns: readonly string[]): (text: string, foldCase: boolean) => boolean {
  const exact = patterns.map(whole);
  const folded = patterns.map((pattern) => whole(pattern.toLowerCase()));
  return (text, foldCase) =>
    exact.some((is) => is(text)) || (foldCase && folded.some((is) => is(text.toLowerCase())));
}

function whole(pattern: string): (text: string) => boolean {
  return /[*?]/.test(pattern) ? globMatcher(parseGlob(pattern)) : (text) => text === pattern;
}

// ---- what has to agree ----

function serviceFits(reading: Reading, leaf: Leaf, names: Names, around: Surroundings): boolean {
  if (reading.service === null) return true;
  const asked = reading.service.toLowerCase();
  const recorded = [leaf.service ?? around.source];
  if (names.arn !== null) recorded.push(names.arn.service);
  if (ec2IdType(leaf.value) !== undefined) recorded.push('ec2');
  if (/[*?]/.test(asked)) return recorded.some(whole(asked));
  return recorded.some((service) => sameService(asked, service));
}

function placeFits(reading: Reading, names: Names, around: Surroundings): boolean {
  const region = names.arn?.region || around.region;
  const accounts = names.arn?.account ? [names.arn.account] : around.accounts;
  if (reading.region !== null && region !== '' && !whole(reading.region)(region)) return false;
  return reading.account === null || accounts.length === 0 || accounts.some(whole(reading.account));
}

/**
 * A type that the user wrote has to be one of the value's own. The type of an ARN may be more or less precise than
 * the word a call uses (`vpc-flow-log`, `flowLogId`), but not another: a cluster is no instance.
 */
function typeFits(reading: Reading, leaf: Leaf, names: Names, noun: string): boolean {
  const { type } = reading;
  if (type === null) return true;
  const types = names.type === '' ? leaf.types : [names.type];
  if (reading.arn === null) return types.some((each) => isKind(each, type));
  // What an inline policy is called has no ARN of its own.
  if (type === 'policy' && /^(?:role|user|group)policy$/.test(noun)) return false;
  const [first = ''] = types;
  const candidates = leaf.relation === 'self' && first !== '' ? [first] : types;
  return candidates.some(
    (each) => each === type || each.endsWith(type) || (each.length >= 4 && type.endsWith(each)),
  );
}

/** The same noun; or `instance`, meant for a `dbinstance`. */
function isKind(own: string, asked: string): boolean {
  return own === asked || (own.endsWith(asked) && databases.has(own.slice(0, -asked.length)));
}

const databases: ReadonlySet<string> = new Set(['db', 'dbcluster', 'cache']);

/** The keys that a call did not record lie under this bucket and prefix. */
function coversObject(reading: Reading, prefix: string): boolean {
  const bucket = prefix.slice(0, prefix.indexOf('/'));
  return reading.names.some((name) => {
    const slash = name.indexOf('/');
    if (slash < 0 || !whole(name.slice(0, slash))(bucket)) return false;
    const literal = name.slice(slash + 1).split(/[*?]/, 1)[0] ?? '';
    const key = prefix.slice(prefix.indexOf('/') + 1);
    return literal.startsWith(key) || (key.startsWith(literal) && /[*?]/.test(name.slice(slash + 1)));
  });
}

/** ARN against ARN: all of it, but for fields that the recorded one leaves empty and tails that calls leave out. */
function sameArn(asked: Arn, recorded: Arn, isArn: Reader['isArn'], foldCase: boolean): boolean {
  const resources = [plainResource(recorded)];
  if (recorded.service === 'lambda' && !/^[^:]+:[^:]+:/.test(asked.resource)) {
    resources.push(recorded.resource.replace(/^([^:]+:[^:]+):.*$/, '$1'));
  }
  if (recorded.service === 'secretsmanager') {
    const tail = /-[A-Za-z0-9]{6}$/;
    if (!tail.test(asked.resource)) resources.push(recorded.resource.replace(tail, ''));
    else if (asked.resource.replace(tail, '') === recorded.resource) resources.push(asked.resource);
  }
  const filled = {
    ...recorded,
    region: recorded.region || asked.region,
    account: recorded.account || asked.account,
  };
  return resources.some((resource) => isArn(arnWith(filled, resource), foldCase));
}

/** Log groups are written with and without `:*`, and with an empty stream. */
function plainResource(arn: Arn): string {
  return arn.service === 'logs' ? arn.resource.replace(/(?::\*|:log-stream:)$/, '') : arn.resource;
}
