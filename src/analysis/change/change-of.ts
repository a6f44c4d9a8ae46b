/**
 * What a write asked for, in a few lines: its parameters without the resource's own names, without wrapping and
 * ceremony, policies in short. What CloudTrail masked or left out is said, never passed over.
 */

import type { Resource } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { grouped } from '../../model/number-text.js';
import { extract, type Leaf, mainResource } from '../target/index.js';
import { leaving, ruleText } from './open-ports.js';
import { policyOf, policyText } from './policy.js';
import { folded, isMarker, isObject, memberLike, unwrapped, type Value } from './read.js';
import { type Asked, askedOf } from './request.js';

export interface Change {
  /** The parameter as recorded, dotted where it lies within others: `versioning.Status`; or of the response. */
  readonly key: string;
  readonly value: string;
}

/** So many parameters are told; how many there are besides stands in one more, under the key `…`. */
const most = 8;

/**
 * What the call asked for, and the ids of what it made, the most telling first. `resource`: the one the story is
 * about, whose own names are left out; by default the one the event acted on.
 */
export function changeOf(record: JsonObject, resource?: Resource): readonly Change[] {
  const leaves = extract(record).leaves.filter(({ relation }) => relation !== 'other');
  const about = resource ?? mainResource(record);
  const isOwnName = ownNames(leaves, about);
  const isLeaving = /^(?:Authorize|Revoke)SecurityGroupEgress$/.test(String(record.eventName));
  const given = givenIn(askedOf(record), isLeaving ? leaving : (value) => value);
  const changes = [...given, ...made(leaves, given, about)]
    .filter(({ key, value }) => !isOwnName(key, value))
    .toSorted((a, b) => rank(a) - rank(b));
  const left = changes.length - most;
  if (left <= 0) return changes;
  return [...changes.slice(0, most), { key: '…', value: `${left} more` }];
}

/** Whether the parameters of the call were too large for CloudTrail to record. */
export function isUnrecorded(changes: readonly Change[]): boolean {
  return changes.some(({ key, value }) => key === unrecorded && value.startsWith(notRecorded));
}

const unrecorded = 'requestParameters';
const notRecorded = 'content not recorded';

/** `read`: what a parameter's value is taken for. */
function givenIn(asked: Asked, read: (value: Value) => Value): readonly Change[] {
  switch (asked.kind) {
    case 'nothing':
      return [];
    case 'omitted': {
      const size = asked.bytes === null ? '' : ` (${grouped(asked.bytes)} bytes)`;
      return [{ key: unrecorded, value: `${notRecorded}${size}` }];
    }
    case 'parameters':
      return Object.keys(asked.parameters).flatMap((key) => changeUnder(key, read(asked.parameters[key])));
  }
}

// ---- what is left out, what comes first ----

/** What a client adds to any call, and where the call went. */
const ceremony: ReadonlySet<string> = new Set(
  `host clienttoken clientrequesttoken idempotencytoken requestid xid xmlns template dryrun
  creatorrequestid callerreference fullyqualifiedarn`
    .trim()
    .split(/\s+/),
);

/** The parameters that only say which resource is meant. */
function ownNames(leaves: readonly Leaf[], resource: Resource | undefined) {
  if (resource === undefined) return () => false;
  const { name, arn } = resource;
  const keys = new Set(leaves.map(({ key }) => key));
  return (key: string, value: string): boolean =>
    key.split('.').some((part) => keys.has(part)) &&
    (value === name ||
      value === arn ||
      value.endsWith(`/${name}`) ||
      value.endsWith(`:${name}`) ||
      name.endsWith(`/${value}`));
}

/** The names that the call gave to what it made, which are in the response only: the id of a new access key. */
function made(
  leaves: readonly Leaf[],
  given: readonly Change[],
  resource: Resource | undefined,
): readonly Change[] {
  const known = new Set(given.map(({ value }) => value));
  const isOwnArn = (value: string): boolean =>
    resource !== undefined && value.startsWith('arn:') && value.includes(resource.name);
  return leaves
    .filter(({ from, relation }) => from === 'response' && relation === 'self')
    .filter(({ value }) => !known.has(value) && !isOwnArn(value))
    .slice(0, most)
    .map(({ key, value }) => ({ key, value }));
}

const telling =
  /polic|acl|permission|principal|grant|public|password|secret|userdata|role|trust|cidr|access|encrypt|kms|logging|force|skip|protection|attribute|status|values?to/i;
const trifling = /^tag|tags$|description|^Name$/i;

function rank({ key, value }: Change): number {
  if (trifling.test(key)) return 2;
  return key === unrecorded || (telling.test(key) && value !== 'false') ? 0 : 1;
}

// ---- a parameter in words ----

const deepest = 10;
const mostElements = 50;

function changeUnder(key: string, value: Value): readonly Change[] {
  if (ceremony.has(folded(key))) return [];
  let path = key;
  let inner = unwrapped(value);
  // Down to where there is something to choose from: `LifecycleConfiguration.Rule`.
  for (let level = 0; level < deepest && isObject(inner) && !hasWords(inner, path); level++) {
    const keys = kept(inner);
    const [only] = keys;
    if (only === undefined || keys.length > 1) break;
    // EC2 wraps a new value: `{"disableApiTermination": {"value": false}}`.
    path = only === 'value' ? path : `${path}.${only}`;
    inner = unwrapped(inner[only]);
  }
  const text = inWords(inner, path, 0);
  return text === '' ? [] : [{ key: tagKeys.test(path) ? 'tags' : path, value: text }];
}

/** The names and wrappings of tags are many: `tagsList`, `Tagging.TagSet.Tag`, `TagSpecification`. */
const tagKeys = /^(?:tags?|tagset|tagslist|tagging|tagspecification\w*)(?:\.|$)/i;

function hasWords(value: JsonObject, key: string): boolean {
  return /^tags$/i.test(key) || specialText(value, key) !== undefined;
}

/** The members that say something. */
function kept(object: JsonObject): readonly string[] {
  return Object.keys(object).filter((key) => !isMarker(key, object) && !/^(?:xmlns|xsi)\b/.test(key));
}

/** One line; '' for what is empty. */
function inWords(value: Value, key: string, level: number): string {
  const bare = unwrapped(value);
  if (bare === null || bare === undefined) return '';
  if (typeof bare === 'string') return stringInWords(bare, key);
  if (typeof bare !== 'object') return String(bare);
  if (level > deepest) return '…';
  if (Array.isArray(bare)) return listInWords(bare, key, level);
  if (!isObject(bare)) return '';
  const special = specialText(bare, key);
  if (special !== undefined) return special;
  const parts = kept(bare).flatMap((name) => {
    const text = inWords(bare[name], name, level + 1);
    if (text === '') return [];
    return isObject(unwrapped(bare[name])) && kept(bare).length > 1
      ? [`${name} (${text})`]
      : [`${name}=${text}`];
  });
  return parts.join(', ');
}

function specialText(object: JsonObject, key: string): string | undefined {
  const policy = policyOf(object, key);
  if (policy) return policyText(policy);
  if (/^tagspecification/i.test(key)) {
    const list = kept(object).find((name) => /^tag(?:s|set)?$/i.test(name));
    if (list !== undefined) return inWords(object[list], 'tags', 0);
  }
  return tagText(object) ?? ruleText(object);
}

function listInWords(list: readonly Value[], key: string, level: number): string {
  const shown = list.slice(0, mostElements).map((each) => inWords(each, key, level + 1));
  const texts = shown.filter((text) => text !== '');
  if (list.length > mostElements) texts.push(`and ${list.length - mostElements} more`);
  return texts.join(list.some((each) => isObject(each) && tagText(each) === undefined) ? '; ' : ', ');
}

/** `{key, value}` in any of its spellings. */
function tagText(object: JsonObject): string | undefined {
  const keys = kept(object);
  if (keys.length > 2) return undefined;
  const key = memberLike(object, 'key') ?? memberLike(object, 'tagkey');
  const value = memberLike(object, 'value') ?? memberLike(object, 'tagvalue');
  if (typeof key !== 'string' || value === undefined || isObject(value)) return undefined;
  return masked.test(key) ? hidden : `${key}=${maskedOr(String(value ?? ''))}`;
}

function stringInWords(text: string, key: string): string {
  const policy = policyOf(text, key);
  return policy ? policyText(policy) : maskedOr(text);
}

/** CloudTrail User Guide and the records of services: what stands in place of a secret. */
const masked = /^(?:HIDDEN_(?:DUE_TO|FOR)_SECURITY_REASONS|<?sensitiveDataRemoved>?|\*{3,})$/;

const hidden = 'not recorded (hidden by AWS)';

function maskedOr(text: string): string {
  return masked.test(text) ? hidden : text;
}
