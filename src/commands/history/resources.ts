/**
 * Which resource each event is about. One name may be that of a bucket and of a function, or of the same kind of thing
 * in two regions; and one thing may have a name and an id, which an event ties together.
 */
import { principalOf } from '../../analysis/identity/index.js';
import { answer, type Subject } from '../../analysis/target/index.js';
import type { Resource } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import type { Tie } from '../aliases.js';
import { accountOf, textField } from '../event-row.js';

export interface Sighting {
  readonly record: JsonObject;
  readonly resource: Resource;
  /** The event acted on the resource itself, and did not only mention it. */
  readonly isSelf: boolean;
}

/** A resource, and the positions of its sightings in the list given. */
export interface Known {
  /** `AWS::S3::Bucket app-uploads`, with account and region where that tells it from another. */
  readonly title: string;
  readonly sightings: readonly number[];
}

interface Group {
  readonly type: string | null;
  readonly name: string;
  readonly place: string | null;
  readonly sources: Set<string>;
  readonly sightings: number[];
  /** The group it turned out to be the same as. */
  same: Group | null;
}

/** The resources in the order of their first sighting. */
export function resourcesOf(
  sightings: readonly Sighting[],
  ties: readonly Tie[],
  subject: Subject,
): readonly Known[] {
  const groups: Group[] = [];
  // What tells its type and its place makes the groups; the rest joins them where only one fits.
  sightings.forEach((sighting, i) => {
    if (isTelling(sighting)) place(groups, sighting).sightings.push(i);
  });
  sightings.forEach((sighting, i) => {
    if (!isTelling(sighting)) join(groups, sighting).sightings.push(i);
  });
  for (const { record, alias } of ties) {
    const [one, other] = [subject, alias.subject].map((each) => answer(each, 'accessed', record)?.resource);
    if (one === undefined || other === undefined) continue;
    const group = join(groups, { record, resource: one, isSelf: true });
    unite(group, join(groups, { record, resource: other, isSelf: true }));
  }
  const whole = groups
    .filter(({ same }) => same === null)
    .map((group) => ({
      group,
      all: groups
        .filter((each) => rootOf(each) === group)
        .flatMap((each) => each.sightings)
        .toSorted((a, b) => a - b),
    }))
    .filter(({ all }) => all.length > 0)
    .toSorted((a, b) => (a.all[0] ?? 0) - (b.all[0] ?? 0));
  const shown = whole.map(({ group }) => group);
  return whole.map(({ group, all }) => ({ title: titleOf(group, shown), sightings: all }));
}

function isTelling({ record, resource }: Sighting): boolean {
  return resource.type?.includes('::') === true && placeOf(record, resource) !== null;
}

function place(groups: Group[], { record, resource }: Sighting): Group {
  const where = placeOf(record, resource);
  let group = groups.find(
    (each) => each.type === resource.type && each.name === resource.name && each.place === where,
  );
  if (group === undefined) {
    const { type, name } = resource;
    group = { type, name, place: where, sources: new Set(), sightings: [], same: null };
    groups.push(group);
  }
  group.sources.add(textField(record, 'eventSource') ?? '');
  return group;
}

function join(groups: Group[], sighting: Sighting): Group {
  if (isTelling(sighting)) return place(groups, sighting);
  const { record, resource, isSelf } = sighting;
  const where = placeOf(record, resource);
  const source = textField(record, 'eventSource') ?? '';
  const fitting = groups.filter(
    (each) =>
      each.name === resource.name &&
      isSamePlace(each.place, where) &&
      (resource.type === null || each.type?.includes('::') === true || each.type === resource.type),
  );
  const ofService = fitting.filter(({ sources }) => sources.has(source));
  // A service speaks of what is another's, too: CloudTrail of the bucket it writes to.
  const [only, ...more] = ofService.length > 0 || isSelf ? ofService : fitting;
  return only !== undefined && more.length === 0 ? only : place(groups, sighting);
}

/** Whether two places can be the same: one that is not told, or is everywhere, can be any. */
function isSamePlace(one: string | null, other: string | null): boolean {
  if (!one || !other || one === other) return true;
  return one.startsWith(`${other} `) || other.startsWith(`${one} `);
}

function rootOf(group: Group): Group {
  let root = group;
  while (root.same !== null) root = root.same;
  return root;
}

/** The second becomes part of the first. */
function unite(one: Group, other: Group): void {
  const [root, part] = [rootOf(one), rootOf(other)];
  if (root !== part) part.same = root;
}

/** Names of these are the same thing wherever they are spoken of: in all accounts, or in all regions of one. */
const worldwide: ReadonlySet<string> = new Set(['s3']);
const accountWide: ReadonlySet<string> = new Set(
  'iam sts route53 cloudfront organizations globalaccelerator'.split(' '),
);

/** `111122223333 eu-west-1`; null if the record does not tell. */
function placeOf(record: JsonObject, { arn, type }: Resource): string | null {
  const [, ofType] = /^AWS::([^:]+)::/.exec(type ?? '') ?? [];
  const source = (ofType ?? textField(record, 'eventSource') ?? '').toLowerCase().replace(/\..*$/, '');
  if (worldwide.has(source)) return '';
  const [, , , region, owner] = arn?.split(':') ?? [];
  const account = owner || accountOf(record, principalOf(record));
  if (account === null || accountWide.has(source)) return account;
  return `${account} ${region || (textField(record, 'awsRegion') ?? '')}`.trim();
}

function titleOf(group: Group, all: readonly Group[]): string {
  const { type, name, place: where } = group;
  const title = type === null ? name : `${type} ${name}`;
  const isAmbiguous = all.some((each) => each !== group && each.type === type && each.name === name);
  return isAmbiguous && where ? `${title} in ${where}` : title;
}
