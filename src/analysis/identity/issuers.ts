/**
 * Issuing events, indexed so that each use finds its own in constant or logarithmic time whatever their number. The
 * index is the same whatever the order of the records: ties go to the smaller event id.
 */
import { compareTexts } from '../../model/compare-texts.js';
import type { JsonObject } from '../../model/json.js';
import { type Credential, clockSkew, longestLifetime } from './credential.js';
import {
  eventIdOf,
  type Issue,
  issueOf,
  type PortalCall,
  portalCallOf,
  type SignIn,
  signInOf,
} from './issue.js';
import { identityOf, principalOf } from './principal.js';
import { isObject, textAt, valueAt } from './read.js';

/** Built by buildIssuers; each list is in the order of time, then event id. */
export interface Issuers {
  readonly byKey: ReadonlyMap<string, readonly Issue[]>;
  /**
   * By `principalId` of the session or, where the response does not tell it, by roleSessionKey. Only calls whose session
   * may show other keys.
   */
  readonly bySession: ReadonlyMap<string, readonly Issue[]>;
  readonly signIns: ReadonlyMap<string, readonly SignIn[]>;
  /** By account and permission set, as portalKey joins them. */
  readonly portal: ReadonlyMap<string, readonly PortalCall[]>;
  /** Records that name their caller in full, by `sharedEventID`. */
  readonly calls: ReadonlyMap<string, readonly JsonObject[]>;
  /** A record that names the principal, by `principalId`. */
  readonly named: ReadonlyMap<string, JsonObject>;
}

/** What was found for one credential. */
export interface Found {
  /** Events that may have issued it, latest first: one, unless several fit equally well. */
  readonly issues: readonly Issue[];
  readonly rule: 'key' | 'birth' | 'lifetime';
  /** Whether an issue by key names another principal than the use. */
  readonly contradicts: boolean;
  /** Whether there were too many to list. */
  readonly more: boolean;
}

/** A creation date and the time of its event were never seen to differ; events of one call may differ by this much. */
const sameMoment = 2_000;
const mostCandidates = 100;

/** Builds the index. Give it the events in question too: they may issue credentials for each other, and name people. */
export function buildIssuers(records: readonly JsonObject[]): Issuers {
  const byKey = new Map<string, Issue[]>();
  const bySession = new Map<string, Issue[]>();
  const signIns = new Map<string, SignIn[]>();
  const portal = new Map<string, PortalCall[]>();
  const calls = new Map<string, JsonObject[]>();
  for (const record of distinctRecords(records.filter(mayTell))) {
    const issue = issueOf(record);
    if (issue) {
      add(byKey, issue.accessKeyId, issue);
      const session = issue.principalId ?? issue.roleSession;
      if (issue.keysVary && session !== null) add(bySession, session, issue);
    }
    const signIn = signInOf(record);
    if (signIn) add(signIns, signIn.principalId, signIn);
    const call = portalCallOf(record);
    if (call) add(portal, portalKey(call.account, call.permissionSet), call);
    const shared = textAt(record, 'sharedEventID');
    if (shared !== null && namesCaller(record)) add(calls, shared, record);
  }
  for (const lists of [byKey, bySession, signIns, portal]) {
    for (const list of lists.values()) list.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  }
  return { byKey, bySession, signIns, portal, calls, named: namedPrincipals(records) };
}

/**
 * The events that issued the credential, by the strongest rule that finds any:
 *  1. the access key of the use stands in the response of the issue;
 *  2. the same role session, created at the time of the issue (the key of a console or Identity Center session differs);
 *  3. the same role session, used while the issued credentials lived, where the record does not tell the creation.
 * Undefined if none is known.
 */
export function findIssues(credential: Credential, issuers: Issuers): Found | undefined {
  return byAccessKey(credential, issuers) ?? byBirth(credential, issuers) ?? byLifetime(credential, issuers);
}

/** The console sign-ins that may have made the session: the ones nearest to its creation. */
export function findSignIns(credential: Credential, issuers: Issuers): readonly SignIn[] {
  const { principalId, createdAt } = credential;
  if (principalId === null || createdAt === null || credential.sharedEventId !== null) return [];
  return nearest(issuers.signIns.get(principalId) ?? [], createdAt, sameMoment);
}

/** Portal calls for the permission set at the time, of that user if known: the last step of an Identity Center sign-in. */
export function findPortalCalls(
  account: string,
  permissionSet: string,
  at: number,
  userId: string | null,
  issuers: Issuers,
): readonly PortalCall[] {
  const calls = (issuers.portal.get(portalKey(account, permissionSet)) ?? []).filter(
    (call) => userId === null || call.userId === userId,
  );
  return nearest(calls, at, clockSkew);
}

/** The caller's own record of a call into another account, where the caller has no more than a `principalId`. */
export function findOwnRecord(
  { sharedEventId, principalId }: Credential,
  issuers: Issuers,
): JsonObject | undefined {
  return issuers.calls.get(sharedEventId ?? '')?.find((record) => {
    return principalId === null || textAt(identityOf(record), 'principalId') === principalId;
  });
}

/** Who made the call, as one text: two events of one caller are one answer. */
export function callerId(issue: { readonly record: JsonObject }): string {
  const { type, id, account } = principalOf(issue.record);
  return JSON.stringify([type, id, account]);
}

export function isForeign(record: JsonObject): boolean {
  return textAt(identityOf(record), 'type') === 'AWSAccount';
}

function byAccessKey(credential: Credential, issuers: Issuers): Found | undefined {
  const { accessKeyId, principalId, usedAt } = credential;
  const ofKey = accessKeyId === null ? undefined : issuers.byKey.get(accessKeyId);
  if (ofKey === undefined) return undefined;
  const issues = ofKey.filter(
    ({ at }) =>
      at === null ||
      usedAt === null ||
      (at <= usedAt + clockSkew && usedAt - at <= longestLifetime + clockSkew),
  );
  const agreeing = issues.filter(
    (issue) => principalId === null || (issue.principalId ?? principalId) === principalId,
  );
  const chosen = agreeing.length > 0 ? agreeing : issues;
  return found(chosen, 'key', agreeing.length === 0);
}

function byBirth(credential: Credential, issuers: Issuers): Found | undefined {
  const { createdAt } = credential;
  if (createdAt === null) return undefined;
  return found(nearest(ofSession(credential, issuers), createdAt, sameMoment), 'birth');
}

function byLifetime(credential: Credential, issuers: Issuers): Found | undefined {
  const { usedAt } = credential;
  // A known creation without an issue at that time means that the issue is missing: others are not its.
  if (usedAt === null || (credential.createdAt !== null && !credential.forwarded)) return undefined;
  const issues = ofSession(credential, issuers);
  const living: Issue[] = [];
  for (let i = firstAfter(issues, usedAt + sameMoment) - 1; i >= 0 && living.length <= mostCandidates; i--) {
    const issue = issues[i];
    if (!issue || (issue.at ?? 0) < usedAt - longestLifetime) break;
    if (usedAt <= issue.until + clockSkew) living.push(issue);
  }
  return found(living.slice(0, mostCandidates), 'lifetime', false, living.length > mostCandidates);
}

function ofSession({ principalId, roleSession }: Credential, issuers: Issuers): readonly Issue[] {
  const byId = issuers.bySession.get(principalId ?? '') ?? [];
  const byName = issuers.bySession.get(roleSession ?? '') ?? [];
  if (byId.length === 0 || byName.length === 0) return byId.length === 0 ? byName : byId;
  return [...byId, ...byName].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

function found(
  candidates: readonly Issue[],
  rule: Found['rule'],
  contradicts = false,
  more = false,
): Found | undefined {
  if (candidates.length === 0) return undefined;
  // One call into another account leaves two records; the caller's own names the caller.
  const full = candidates.filter((issue) => !isForeign(issue.record));
  const shared = new Set(full.map((issue) => issue.sharedEventId));
  const keys = new Set(full.map((issue) => issue.accessKeyId));
  const others = candidates.filter(
    (issue) =>
      isForeign(issue.record) &&
      !keys.has(issue.accessKeyId) &&
      (issue.sharedEventId === null || !shared.has(issue.sharedEventId)),
  );
  const issues = [...full, ...others].sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  return { issues, rule, contradicts, more };
}

/** Of a list in order of time, those nearest to the time, if within reach: all at the least distance. */
function nearest<T extends { readonly at: number | null }>(
  list: readonly T[],
  time: number,
  reach: number,
): T[] {
  let best: T[] = [];
  let least = reach;
  for (let i = firstAfter(list, time - reach - 1); i < list.length; i++) {
    const item = list[i];
    if (!item || item.at === null || item.at > time + reach) break;
    const distance = Math.abs(item.at - time);
    if (distance < least) best = [];
    if (distance <= least) best.push(item);
    least = Math.min(least, distance);
    if (least === 0 && best.length > mostCandidates) break;
  }
  return best;
}

/** Index of the first item later than the time. */
function firstAfter(list: readonly { readonly at: number | null }[], time: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A cheap test that drops nearly all of a long answer before it is sorted. */
function mayTell(record: JsonObject): boolean {
  return (
    isObject(valueAt(record, 'responseElements', 'credentials')) ||
    signInOf(record) !== undefined ||
    portalCallOf(record) !== undefined ||
    (textAt(record, 'sharedEventID') !== null && namesCaller(record))
  );
}

/** Whether the record tells the caller by name: services are never on the other side of an account. */
function namesCaller(record: JsonObject): boolean {
  return textAt(identityOf(record), 'arn') !== null && !isForeign(record);
}

function namedPrincipals(records: readonly JsonObject[]): Map<string, JsonObject> {
  const named = new Map<string, JsonObject>();
  for (const record of records) {
    const principalId = textAt(identityOf(record), 'principalId');
    if (principalId === null || !namesCaller(record)) continue;
    const known = named.get(principalId);
    if (!known || nameKey(record) < nameKey(known)) named.set(principalId, record);
  }
  return named;
}

function nameKey(record: JsonObject): string {
  return `${eventIdOf(record)} ${textAt(identityOf(record), 'arn')}`;
}

/**
 * One record per event id, in the order of event ids. Should two differ, which only damage or forgery can bring about,
 * the one whose text sorts first is taken, so that the order of reading does not decide.
 */
function distinctRecords(records: readonly JsonObject[]): JsonObject[] {
  const byId = new Map<string, JsonObject>();
  const without: JsonObject[] = [];
  for (const record of new Set(records)) {
    const id = textAt(record, 'eventID');
    const known = id === null ? undefined : byId.get(id);
    if (id === null) without.push(record);
    else if (!known || JSON.stringify(record) < JSON.stringify(known)) byId.set(id, record);
  }
  const identified = [...byId.values()].sort((a, b) => compareTexts(eventIdOf(a), eventIdOf(b)));
  return identified.concat(
    without.length < 2 ? without : without.sort((a, b) => compareTexts(JSON.stringify(a), JSON.stringify(b))),
  );
}

function portalKey(account: string, permissionSet: string): string {
  return `${account}/${permissionSet}`;
}

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
