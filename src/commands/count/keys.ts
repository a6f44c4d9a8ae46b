/**
 * What events can be counted by: any field of the record, and names that are concluded from several of its fields. Each
 * says what it needs of a record (keys of the engine) and what it makes of that. A new name is one entry here.
 */
import { principalOf } from '../../analysis/identity/index.js';
import { originOf } from '../../analysis/origin/index.js';
import { outcomeOf } from '../../analysis/target/index.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import { UsageError } from '../../model/usage-error.js';
import type { Key } from '../../query/groups.js';
import { nearest } from '../../query/suggest.js';
import { parseField } from '../../query/where/index.js';
import { actionText, serviceName } from '../columns.js';
import { accountOf } from '../event-row.js';
import { localTime } from './buckets.js';
import { type DerivedName, derivedNames } from './names.js';

/** One thing that events are counted by. */
export interface Dimension {
  /** As it is written in the answer. */
  readonly name: string;
  readonly keys: readonly Key[];
  /** The values of a group, from the texts of its keys (times as numbers); none where the record does not tell. */
  values(members: readonly (string | number | null)[]): readonly JsonValue[];
}

const whole = (...paths: readonly string[]): readonly Key[] =>
  paths.map((path) => ({ kind: 'whole', path: path.split('.') }));

/** What the name, type and account of a principal are made of. */
const principalFields = [
  'type',
  'userName',
  'arn',
  'principalId',
  'accountId',
  'invokedBy',
  'identityProvider',
  'onBehalfOf.userId',
  'sessionContext.sessionIssuer.userName',
  'sessionContext.sessionIssuer.accountId',
].map((path) => `userIdentity.${path}`);

/** What `outcomeOf` looks at besides codes and messages, in the few records that have it. */
const telling: Key = {
  kind: 'record',
  within: [
    { field: 'requestParameters', words: ['dryrun'] },
    { field: 'responseElements', words: ['fail', 'error', 'unsuccessful', 'unprocessed'] },
    { field: 'serviceEventDetails', words: ['fail'] },
  ],
};

const originFields = [
  'sourceIPAddress',
  'userAgent',
  'userIdentity.type',
  'userIdentity.invokedBy',
  'eventType',
  'eventName',
  'sessionCredentialFromConsole',
  'tlsDetails',
];

function viaOf(record: JsonObject): JsonValue {
  return originOf(record).via;
}

interface Derived {
  readonly keys: readonly Key[];
  of(record: JsonObject): JsonValue;
}

const derived: Readonly<Record<Exclude<DerivedName, 'day' | 'hour'>, Derived>> = {
  principal: { keys: whole(...principalFields), of: (record) => principalOf(record).name },
  principalType: { keys: whole('userIdentity.type'), of: (record) => principalOf(record).type },
  accessKey: { keys: whole('userIdentity.accessKeyId'), of: (record) => principalOf(record).accessKeyId },
  account: {
    keys: whole('recipientAccountId', ...principalFields),
    of: (record) => accountOf(record, principalOf(record)),
  },
  service: { keys: whole('eventSource'), of: ({ eventSource }) => serviceName(eventSource) },
  action: {
    keys: whole('eventSource', 'eventName'),
    of: ({ eventSource, eventName }) => actionText(eventSource, eventName),
  },
  outcome: { keys: [...whole('errorCode', 'errorMessage'), telling], of: outcomeOf },
  interface: { keys: whole(...originFields), of: viaOf },
  via: { keys: whole(...originFields), of: viaOf },
  tool: { keys: whole(...originFields), of: (record) => originOf(record).tool },
  ip: { keys: whole('sourceIPAddress'), of: (record) => originOf(record).sourceIPAddress },
  region: { keys: whole('awsRegion'), of: ({ awsRegion }) => awsRegion ?? null },
};

/** @throws UsageError for a name that is neither a derived one nor a field. */
export function dimensionOf(name: string, zone: string): Dimension {
  const known = derivedNames.find((one) => one.toLowerCase() === name.toLowerCase());
  if (known === 'day' || known === 'hour') return timeDimension(known, zone);
  if (known !== undefined) return derivedDimension(known, derived[known]);
  try {
    const path = parseField(name);
    return {
      name: path.join('.'),
      keys: [{ kind: 'field', path }],
      values: ([entry]) => (typeof entry === 'string' ? (JSON.parse(entry) as readonly JsonValue[]) : []),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const near = nearest(name, derivedNames);
    const hint = near ? `Did you mean ${near}?` : `Derived names are ${derivedNames.join(', ')}.`;
    throw new UsageError(error.message, error.at, hint);
  }
}

function derivedDimension(name: string, { keys, of }: Derived): Dimension {
  return {
    name,
    keys,
    values(members) {
      const record = recordOf(keys, members);
      const value = of(record);
      return value === null ? [] : [value];
    },
  };
}

/** As much of a record as the keys tell; the texts of a record that is given whole come first. */
export function recordOf(
  keys: readonly Key[],
  members: readonly (string | number | null)[],
): Record<string, JsonValue> {
  const record: Record<string, JsonValue> = {};
  const texts = keys.map((key, i) => ({ key, text: members[i] }));
  for (const { key, text } of texts) {
    if (key.kind === 'record' && typeof text === 'string') Object.assign(record, JSON.parse(text));
  }
  for (const { key, text } of texts) {
    if (key.kind !== 'whole' || typeof text !== 'string') continue;
    let at = record;
    for (const step of key.path.slice(0, -1)) {
      const inner = at[step];
      const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      const next = (isObject ? inner : {}) as Record<string, JsonValue>;
      at[step] = next;
      at = next;
    }
    at[key.path.at(-1) ?? ''] = JSON.parse(text);
  }
  return record;
}

/** Clocks differ by quarters of an hour: in no zone does an hour begin elsewhere. */
const quarter = 900;

/** The calendar day, or the hour of the day, on the clocks of the zone. */
function timeDimension(name: 'day' | 'hour', zone: string): Dimension {
  return {
    name,
    keys: [{ kind: 'time', seconds: quarter }],
    values([quarters]) {
      if (typeof quarters !== 'number') return [];
      const wall = localTime(quarters * quarter * 1000, zone);
      return wall === undefined ? [] : [name === 'day' ? wall.slice(0, 10) : wall.slice(11, 13)];
    },
  };
}
