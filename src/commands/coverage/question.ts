/**
 * What `coverage` asks of an archive, and how the answers read: all events counted by account, region,
 * class and quarter of an hour; the calls of services, for heartbeats; CloudTrail's own, by the files that they name;
 * and the calls that change trails, which are few, whole. Names are counted by themselves, so that what they take of
 * memory is not multiplied.
 */
import type { Beat, EventClass, NamedObject } from '../../analysis/coverage/index.js';
import { namedObject, trailCalls } from '../../analysis/coverage/index.js';
import { type GroupResult, type GroupTable, noTime } from '../../engines/scan/index.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import { allOf, type Expr } from '../../query/ast.js';
import type { GroupQuery } from '../../query/groups.js';
import { actionText } from '../columns.js';
import { together, whole } from '../record-keys.js';

/** In milliseconds: the finest step in which presence is known. */
export const step = 900_000;

const place = together('recipientAccountId', 'userIdentity.accountId', 'awsRegion');
const kind = together('eventCategory', 'managementEvent', 'readOnly');
const time = { kind: 'time', seconds: step / 1000 } as const;

export const presenceGroupings: GroupQuery['groupings'] = [
  { keys: [place, kind, time] },
  { keys: [place, together('eventCategory', 'managementEvent', 'eventSource')] },
];

/** Calls that a service made, of itself or with a role. */
export const serviceCalls: Pick<GroupQuery, 'where' | 'groupings'> = {
  where: {
    kind: 'glob',
    path: ['userIdentity', 'invokedBy'],
    glob: [{ any: 'many' }, '.amazonaws.com'],
    foldCase: false,
  },
  groupings: [{ keys: [place, together('userIdentity.invokedBy', 'eventSource', 'eventName'), time] }],
};

const byCloudTrail: Expr = {
  kind: 'oneOf',
  path: ['userIdentity', 'invokedBy'],
  values: ['cloudtrail.amazonaws.com'],
  foldCase: false,
};

/** CloudTrail's own calls that name what it delivers. One that failed delivered nothing. */
export const deliveryCalls: Pick<GroupQuery, 'where' | 'groupings'> = {
  where: allOf([
    byCloudTrail,
    { kind: 'oneOf', path: ['eventName'], values: ['PutObject', 'GenerateDataKey'], foldCase: false },
    { kind: 'not', term: { kind: 'present', path: ['errorCode'] } },
  ]),
  groupings: [
    {
      keys: whole(
        'requestParameters.bucketName',
        'requestParameters.key',
        'requestParameters.encryptionContext',
      ),
    },
  ],
};

export const trailCallsAsked: Expr = allOf([
  { kind: 'oneOf', path: ['eventSource'], values: ['cloudtrail.amazonaws.com'], foldCase: false },
  { kind: 'oneOf', path: ['eventName'], values: [...trailCalls], foldCase: false },
]);

/** Events of one class, of one account and region, in one step of time. */
export interface ClassPresence {
  readonly account: string;
  readonly region: string;
  /** Start of the step, epoch milliseconds. */
  readonly from: number;
  readonly events: number;
  /** Null: neither of management nor known. */
  readonly eventClass: EventClass | 'data' | null;
}

/** Events of one class and service over all time: data events by what they are about. */
export interface KindPresence {
  readonly account: string;
  readonly region: string;
  readonly isData: boolean;
  readonly source: string;
  readonly events: number;
  /** Epoch milliseconds; not finite if no event tells a time. */
  readonly first: number;
  readonly last: number;
}

export function presenceOf({ tables, text }: GroupResult): {
  readonly presence: readonly ClassPresence[];
  readonly kinds: readonly KindPresence[];
  /** Events that tell no time. */
  readonly timeless: number;
} {
  const [byTime, byKind] = tables;
  const presence: ClassPresence[] = [];
  const kinds: KindPresence[] = [];
  let timeless = 0;
  const read = reader(text);
  for (const { table, i } of groups(byTime)) {
    const at = table.member(i, 2);
    if (at === noTime) {
      timeless += table.count(i);
      continue;
    }
    const eventClass = classOf(read(table.member(i, 1)));
    presence.push({
      ...placeOf(read(table.member(i, 0))),
      from: at * step,
      events: table.count(i),
      eventClass,
    });
  }
  for (const { table, i } of groups(byKind)) {
    const [category, management, source] = read(table.member(i, 1));
    kinds.push({
      ...placeOf(read(table.member(i, 0))),
      isData: category === 'Data' || (category == null && management === false),
      source: typeof source === 'string' ? source : '',
      events: table.count(i),
      first: table.first(i) * 1000,
      last: table.last(i) * 1000,
    });
  }
  return { presence, kinds, timeless };
}

export function beatsOf({ tables, text }: GroupResult): Beat[] {
  const read = reader(text);
  return [...groups(tables[0])].map(({ table, i }) => {
    const [service, source, name] = read(table.member(i, 1));
    return {
      ...placeOf(read(table.member(i, 0))),
      service: typeof service === 'string' ? service : '',
      action: actionText(source, name) ?? '',
      count: table.count(i),
      first: table.first(i) * 1000,
      last: table.last(i) * 1000,
    };
  });
}

export function* namedObjects({ tables, text }: GroupResult): Generator<NamedObject> {
  for (const { table, i } of groups(tables[0])) {
    const [bucket, key, context] = [0, 1, 2].map(
      (at): JsonValue => JSON.parse(text(table.member(i, at)) ?? 'null'),
    );
    if (typeof key === 'string') yield namedObject(key, typeof bucket === 'string' ? bucket : null);
    const arn = isObject(context) ? context['aws:s3:arn'] : undefined;
    if (typeof arn === 'string') yield namedObject(arn, null);
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* groups(
  table: GroupTable | undefined,
): Generator<{ readonly table: GroupTable; readonly i: number }> {
  if (!table) return;
  for (let i = 0; i < table.size; i++) if (table.count(i) > 0) yield { table, i };
}

/** The values of a tuple, each read once. */
function reader(text: GroupResult['text']): (member: number) => readonly JsonValue[] {
  const known = new Map<number, readonly JsonValue[]>();
  return (member) => {
    const before = known.get(member);
    if (before) return before;
    const values = JSON.parse(text(member) ?? '[]') as readonly JsonValue[];
    known.set(member, values);
    return values;
  };
}

function placeOf([recipient, caller, region]: readonly JsonValue[]): { account: string; region: string } {
  const account = typeof recipient === 'string' ? recipient : typeof caller === 'string' ? caller : '';
  return { account, region: typeof region === 'string' ? region : '' };
}

/** CloudTrail User Guide, record contents: eventCategory (from version 1.07 on), managementEvent (1.06), readOnly. */
function classOf([category, management, readOnly]: readonly JsonValue[]): ClassPresence['eventClass'] {
  if (category === 'Insight') return 'insights';
  if (category === 'NetworkActivity') return 'network activity';
  if (category === 'Data' || management === false) return 'data';
  if (readOnly === true || readOnly === 'true') return 'management read';
  return readOnly === false || readOnly === 'false' ? 'management write' : null;
}
