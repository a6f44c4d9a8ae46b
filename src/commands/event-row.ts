/**
 * The row that every list of events is made of: the record's own values, and apart from them what was concluded. Its
 * JSON shape is `src/format/schemas/event.schema.json`.
 */

import { actorOf, buildIssuers, type Issuers, principalOf } from '../analysis/identity/index.js';
import { omittedFields } from '../analysis/omitted.js';
import { originOf, parseAddress } from '../analysis/origin/index.js';
import { mainResource, outcomeOf } from '../analysis/target/index.js';
import type { Match } from '../engines/scan/index.js';
import type { Actor, EventFacts, Origin, Outcome, Principal, Relation, Resource } from '../model/event.js';
import type { JsonObject, JsonValue } from '../model/json.js';
import { grouped } from '../model/number-text.js';
import type { Places } from './places.js';

export interface EventRow {
  readonly match: Match;
  readonly record: JsonObject;
  /** Only in answers about a resource. */
  readonly relation: Relation | null;
  readonly outcome: Outcome;
  readonly resource: Resource | null;
  /** What a reader has to know besides, in words. */
  readonly note: string | null;
  readonly principal: Principal;
  readonly actor: Actor;
  readonly origin: Origin;
}

/** What an answer about a resource knows of the event. */
export interface Concluded {
  readonly relation: Relation;
  readonly outcome: Outcome;
  readonly resource: Resource;
  readonly note: string | null;
}

/** What is known beside the record. */
export interface Background {
  /** Null: the way back was not looked for, and the actor says so where there would be one. */
  readonly issuers: Issuers | null;
  readonly places: Places;
}

export function eventRow(
  match: Match,
  record: JsonObject,
  { issuers, places }: Background,
  concluded?: Concluded,
): EventRow {
  return {
    match,
    record,
    relation: concluded?.relation ?? null,
    outcome: concluded?.outcome ?? outcomeOf(record),
    resource: concluded ? concluded.resource : (mainResource(record) ?? null),
    note: noteOf(record, concluded?.note ?? null),
    principal: principalOf(record),
    actor: issuers ? actorOf(record, issuers) : unfollowed(actorOf(record, nobody)),
    origin: placed(originOf(record, places.ranges), places),
  };
}

/** What CloudTrail left out for its size is no call without parameters. */
function noteOf(record: JsonObject, concluded: string | null): string | null {
  const cut = omittedFields(record).map(({ field, bytes }) =>
    bytes === null
      ? `${field} too large to be recorded`
      : `${field} too large to be recorded (${grouped(bytes)} bytes)`,
  );
  const notes = concluded === null ? cut : [concluded, ...cut];
  return notes.length === 0 ? null : notes.join('; ');
}

function placed(origin: Origin, { placeOf }: Places): Origin {
  if (!placeOf) return origin;
  const isPublic = origin.kind === 'public' || origin.kind === 'aws-public';
  const address = isPublic ? parseAddress(origin.sourceIPAddress ?? '') : undefined;
  return { ...origin, place: address ? placeOf(address.toString()) : null };
}

const nobody = buildIssuers([]);

function unfollowed(actor: Actor): Actor {
  return actor.end === null
    ? actor
    : { ...actor, end: 'not looked for: --actors follows the credentials back' };
}

export function textField(record: JsonObject, name: string): string | null {
  const value = record[name];
  return typeof value === 'string' ? value : null;
}

/** The account that received the event; older records tell only the caller's. */
export function accountOf(record: JsonObject, principal: Principal): string | null {
  return textField(record, 'recipientAccountId') ?? principal.account;
}

/** What every finding tells of its event. */
export function eventFacts(row: EventRow): EventFacts {
  const { match, record, principal } = row;
  return {
    eventSource: textField(record, 'eventSource'),
    eventName: textField(record, 'eventName'),
    errorCode: textField(record, 'errorCode'),
    region: textField(record, 'awsRegion'),
    account: accountOf(record, principal),
    outcome: row.outcome,
    resource: row.resource,
    principal,
    actor: row.actor,
    origin: row.origin,
    file: match.file,
    member: match.member,
    index: match.index,
  };
}

export function eventJson(row: EventRow): JsonObject {
  const { record, match } = row;
  return {
    eventTime: textField(record, 'eventTime'),
    eventID: textField(record, 'eventID'),
    eventSource: textField(record, 'eventSource'),
    eventName: textField(record, 'eventName'),
    awsRegion: textField(record, 'awsRegion'),
    account: accountOf(record, row.principal),
    ...(row.relation ? { relation: row.relation } : {}),
    outcome: row.outcome,
    errorCode: textField(record, 'errorCode'),
    ...(row.note ? { note: row.note } : {}),
    resource: asJson(row.resource),
    principal: asJson(row.principal),
    actor: asJson(row.actor),
    origin: asJson(row.origin),
    file: match.file,
    ...(match.member === null ? {} : { member: match.member }),
    index: match.index,
  };
}

/** The model's interfaces are plain data, which TypeScript does not see as JSON by itself. */
function asJson(value: Resource | Principal | Actor | Origin | null): JsonValue {
  return value as unknown as JsonValue;
}
