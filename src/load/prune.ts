/**
 * Which files cannot hold a match, by their path alone. Skipping what might match would lose evidence without a
 * word, so each rule below rests on something AWS documents, and where the ground is thin the file is read.
 *
 * Account. The account in the path is the one that received the event, which is `recipientAccountId`. It is
 * trusted only where folders and file name agree: archives exist whose contents were anonymised and whose flat
 * file names kept another account. A record without `recipientAccountId` counts as `userIdentity.accountId`'s, and
 * records older than event version 1.02 (late 2014) never have it: files from before 2016 are read.
 *
 * Region. The Region in the path is the one whose CloudTrail delivered the file, not the record's `awsRegion`.
 * Until 2021-11-22 events of IAM, STS, CloudFront and the console's sign-in were delivered in every Region that a
 * trail covered, though recorded in us-east-1 or another; since then an event is delivered where it is recorded
 * ("Using the update-trail command", "AWS Management Console sign-in events"). So a file of another Region is skipped
 * only if every service asked for is known to be regional, or if the file is from 2022 or later and no Region is
 * asked for in which global services are known to record. Partitions other than `aws` document less: read.
 *
 * Time. A file never holds an event later than its own publishing: the lower bound is exact. The upper one needs a
 * margin, for delivery lags: usually five minutes, but CloudTrail goes on trying for 30 days while a bucket refuses
 * it ("Redelivering events", "Record contents", `addendum.reason` DELIVERY_DELAY). Nothing documented is later than
 * that margin of 30 days except corrections (UPDATED_DATA) of events delivered before.
 */
import { type Layout, startOfDay } from './layout.js';

/**
 * What the filters ask for, as the flags take it: any of the names, `*` and `?` as wildcards, `!` in front to
 * exclude, case ignored. Absent means everything. To say more than the filters do would lose evidence.
 */
export interface PruneBounds {
  /** Events at or after this time, in epoch milliseconds. */
  readonly since?: number | undefined;
  /** Events before this time, in epoch milliseconds. */
  readonly until?: number | undefined;
  /** Of `recipientAccountId`, or of `userIdentity.accountId` where that is missing. */
  readonly account?: readonly string[] | undefined;
  /** Of `awsRegion`. */
  readonly region?: readonly string[] | undefined;
  /** Of `eventSource`, with or without `.amazonaws.com`. */
  readonly service?: readonly string[] | undefined;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** How long after an event its file may still come. */
export const redelivery = 30 * day;
const recipientRecorded = Date.UTC(2016, 0, 1);
const deliveredWhereRecorded = Date.UTC(2022, 0, 1);

/** Where events of global services, and sign-ins, are known to be recorded in the `aws` partition. */
const globalRegions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-north-1', 'ap-southeast-2'];
const otherPartition = /^(?:us-gov|us-iso|eu-iso|eusc|cn)/;

/**
 * Services whose calls are made to, recorded in and delivered by one Region. S3 is left out on purpose: its
 * global endpoint takes requests for any Region.
 */
const regionalServices: ReadonlySet<string> = new Set([
  'acm',
  'athena',
  'autoscaling',
  'cloudformation',
  'codebuild',
  'dynamodb',
  'ec2',
  'ecr',
  'ecs',
  'eks',
  'elasticache',
  'elasticfilesystem',
  'elasticloadbalancing',
  'elasticmapreduce',
  'es',
  'firehose',
  'glue',
  'guardduty',
  'kinesis',
  'kms',
  'lambda',
  'logs',
  'monitoring',
  'rds',
  'redshift',
  'sagemaker',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'states',
]);

/**
 * Does the work that depends on the filters once. The function it returns says whether no record of a file can pass
 * them: false in doubt, and without a layout. With a shorter `lateBy` (milliseconds) it says so of files that were
 * delivered later too: for a first look where most likely, never for the whole answer.
 */
export function pruner(bounds: PruneBounds, lateBy = redelivery): (layout: Layout | undefined) => boolean {
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = bounds;
  const refusesAccount = refusal(bounds.account ?? []);
  const refusesRegion = refusal(bounds.region ?? []);
  const onlyRegional = areRegional(bounds.service ?? []);
  const nothingGlobal = globalRegions.every(refusesRegion);

  return (layout) => {
    if (layout?.kind !== 'trail' && layout?.kind !== 'network-activity') return false;
    const { account, region, deliveredAt = Number.NEGATIVE_INFINITY } = layout;
    const [first, end] = publishedIn(layout);
    if (end <= since || first >= until + lateBy) return true;
    if (account && layout.sureAccount && deliveredAt >= recipientRecorded && refusesAccount(account))
      return true;
    if (!region || !layout.sureRegion || !refusesRegion(region)) return false;
    return (
      onlyRegional || (nothingGlobal && deliveredAt >= deliveredWhereRecorded && !otherPartition.test(region))
    );
  };
}

/** The span in which the file was published, its end excluded; all time if the path does not say. */
function publishedIn({ deliveredAt, day: date = '' }: Layout): readonly [number, number] {
  if (deliveredAt !== undefined) return [deliveredAt, deliveredAt + minute];
  const start = startOfDay(date);
  return start === undefined ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [start, start + day];
}

function areRegional(services: readonly string[]): boolean {
  const wanted = services.filter((service) => !service.startsWith('!'));
  const names = wanted.map((service) => service.toLowerCase().replace(/\.amazonaws\.com(?:\.cn)?$/, ''));
  return names.length > 0 && names.every((name) => regionalServices.has(name));
}

/** Tells the names that a list certainly leaves out. A pattern with other characters than names have decides nothing. */
export function refusal(list: readonly string[]): (name: string) => boolean {
  const unwanted = list
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => compile(pattern.slice(1)));
  const wanted = list.filter((pattern) => !pattern.startsWith('!')).map(compile);
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const isRefused =
      unwanted.some((pattern) => pattern?.test(name)) ||
      (wanted.length > 0 && wanted.every((pattern) => pattern && !pattern.test(name)));
    known.set(name, isRefused);
    return isRefused;
  };
}

function compile(pattern: string): RegExp | undefined {
  if (!/^[A-Za-z0-9*?-]+$/.test(pattern)) return undefined;
  return new RegExp(`^${pattern.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`, 'i');
}
