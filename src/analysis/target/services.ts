/**
 * Whether two names mean one service: the label of an event source, the service of an ARN, and what a user says
 * before a colon. The event source need not be the resource's own service.
 */
import { otherLabels } from '../../query/services.js';
import { sources } from './resource-types.js';

/** Sources whose calls act on the resources of another service. Service Authorization Reference. */
const actsFor: ReadonlyMap<string, string> = new Map([
  ['ebs', 'ec2'],
  ['ec2-instance-connect', 'ec2'],
  ['ec2messages', 'ssm'],
  ['ssmmessages', 'ssm'],
  ['sts', 'iam'],
  ['s3express', 's3'],
  ['s3-outposts', 's3'],
  ['s3-object-lambda', 's3'],
]);

const families = new Map<string, ReadonlySet<string>>();
const maxCached = 1_000;

/** Whether `one` and `other` (in lower case) can be the same service. */
export function sameService(one: string, other: string): boolean {
  if (one === other) return true;
  const others = familyOf(other);
  for (const name of familyOf(one)) if (others.has(name)) return true;
  return false;
}

/** Whether this is the name of a service, and not just any word before a colon. */
export function isKnownService(service: string): boolean {
  return sources.has(service) || familyOf(service).size > 1;
}

/** Whether resources of the service are found under no other name than its own. */
export function hasOneName(service: string): boolean {
  return familyOf(service).size === 1 && ![...actsFor.values()].includes(service);
}

function familyOf(service: string): ReadonlySet<string> {
  const known = families.get(service);
  if (known !== undefined) return known;
  const family = new Set([service, ...otherLabels((name) => name === service)]);
  const actual = actsFor.get(service);
  if (actual !== undefined) family.add(actual);
  if (families.size >= maxCached) families.clear();
  families.set(service, family);
  return family;
}
