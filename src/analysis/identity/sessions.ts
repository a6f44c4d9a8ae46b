/**
 * Events gathered by the credentials they were made with, and those in turn under the event that issued them: the tree
 * that `trace` shows. Pure: which events to gather is the caller's business.
 */
import type { Actor, Hop, Outcome, Principal } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import type { Expr, Path } from '../../query/ast.js';
import { actorOf } from './actor.js';
import { credentialOf } from './credential.js';
import { brief, eventOf } from './hop.js';
import { issueOf, signInOf, signIns } from './issue.js';
import type { Issuers } from './issuers.js';
import { principalOf } from './principal.js';
import { textAt } from './read.js';

/** One span of credentials: a long-term key, or what one call or sign-in issued. */
export interface CredentialUse {
  readonly principal: Principal;
  /** How it was obtained; null for credentials of its own, or if that is not known. */
  readonly obtained: Hop | null;
  /** Why the way back ends here, where it should go on. */
  readonly end: string | null;
  /** The access keys that the events show, first used first; a console session has many. */
  readonly keys: readonly string[];
  /** Empty for a long-term key that was made and not used. */
  readonly events: readonly JsonObject[];
  readonly children: readonly CredentialUse[];
}

/** Equal for events made with the same credentials. The keys of one console session are many, and one here. */
export function credentialKey(record: JsonObject): string {
  const credential = credentialOf(record);
  const principal = principalOf(record);
  const { accessKeyId, principalId, createdAt, fromConsole, forwarded } = credential ?? {};
  // A service that passes a call on signs it with a key made for that call: what counts is for whom, and through what.
  const isPassedOn = principal.invokedBy !== null && principal.accessKeyId?.startsWith('ASIA');
  if (forwarded || (!credential && isPassedOn)) {
    return JSON.stringify(['forwarded', principal.id ?? principal.name, principal.invokedBy]);
  }
  if (!credential) return JSON.stringify(['own', principal.id ?? principal.name, principal.accessKeyId]);
  if (fromConsole && createdAt) return JSON.stringify(['console', principalId, createdAt]);
  if (accessKeyId !== null) return JSON.stringify(['key', accessKeyId]);
  return JSON.stringify(['session', principalId, createdAt]);
}

/** The uses of whatever these events issued: by key, or by session where its keys vary. Undefined if nothing was. */
export function usesOf(issuing: readonly JsonObject[]): Expr | undefined {
  const keys = new Set<string>();
  const sessions = new Set<string>();
  for (const record of issuing) {
    const issue = issueOf(record);
    if (issue) {
      keys.add(issue.accessKeyId);
      if (issue.principalId !== null && issue.keysVary) sessions.add(issue.principalId);
    }
    const signIn = signInOf(record);
    if (signIn) sessions.add(signIn.principalId);
    const key = createdKey(record);
    if (key !== null) keys.add(key);
  }
  const oneOf = (path: Path, values: ReadonlySet<string>): Expr[] =>
    values.size === 0 ? [] : [{ kind: 'oneOf', path, values: [...values].sort(), foldCase: false }];
  const terms = [
    ...oneOf(['userIdentity', 'accessKeyId'], keys),
    ...oneOf(['userIdentity', 'principalId'], sessions),
  ];
  return terms.length === 0 ? undefined : { kind: 'any', terms };
}

export function issuesAnything(record: JsonObject): boolean {
  return issueOf(record) !== undefined || signInOf(record) !== undefined || createdKey(record) !== null;
}

/** The id of the event that issued the credentials of this one, as far as the index tells. */
export function issuedBy(record: JsonObject, issuers: Issuers): string | null {
  return actorOf(record, issuers).chain[0]?.eventID ?? null;
}

/** The long-term keys that these events created. */
export function createdKeys(records: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(records.map(createdKey).filter((key) => key !== null));
}

/** The events that created the long-term keys that these were made with, but for `known` keys. Undefined if there are none. */
export function creationsOf(records: readonly JsonObject[], known: ReadonlySet<string>): Expr | undefined {
  const keys = new Set<string>();
  for (const record of records) {
    const { accessKeyId } = principalOf(record);
    // IAM User Guide, "IAM identifiers": AKIA begins the ids of long-term keys.
    if (accessKeyId?.startsWith('AKIA') && !known.has(accessKeyId)) keys.add(accessKeyId);
  }
  if (keys.size === 0) return undefined;
  const path = ['responseElements', 'accessKey', 'accessKeyId'];
  return { kind: 'oneOf', path, values: [...keys].sort(), foldCase: false };
}

/**
 * Arranges the events, earliest use first. Forged loops end at their first member. `followed`: long-term keys of which
 * every use is among the records, so that one without any was not used.
 */
export function credentialTree(
  records: readonly JsonObject[],
  issuers: Issuers,
  followed: ReadonlySet<string>,
): readonly CredentialUse[] {
  interface Draft {
    readonly principal: Principal;
    readonly obtained: Hop | null;
    readonly end: string | null;
    readonly keys: string[];
    readonly events: JsonObject[];
    readonly children: Draft[];
  }
  const drafts = new Map<string, Draft>();
  const home = new Map<string, Draft>();
  const ways = new Map<string, { readonly actor: Actor; readonly group: string }>();
  const created = keysCreated(records);
  for (const record of withoutOtherViews(records).toSorted(byTime)) {
    const key = credentialKey(record);
    let way = ways.get(key);
    if (!way) {
      const actor = actorOf(record, issuers);
      way = { actor, group: groupOf(key, actor) };
      ways.set(key, way);
    }
    let draft = drafts.get(way.group);
    if (!draft) {
      const principal = principalOf(record);
      const { chain, end } = way.actor;
      const obtained = chain[0] ?? created.get(principal.accessKeyId ?? '')?.obtained ?? null;
      draft = { principal, obtained, end, keys: [], events: [], children: [] };
      drafts.set(way.group, draft);
    }
    draft.events.push(record);
    const { accessKeyId } = principalOf(record);
    if (accessKeyId !== null && !draft.keys.includes(accessKeyId)) draft.keys.push(accessKeyId);
    const id = textAt(record, 'eventID');
    if (id !== null && !home.has(id)) home.set(id, draft);
  }
  const used = new Set([...drafts.values()].flatMap(({ keys }) => keys));
  for (const [key, { principal, obtained }] of created) {
    if (!followed.has(key) || used.has(key)) continue;
    const draft = { principal, obtained, end: null, keys: [key], events: [], children: [] };
    drafts.set(JSON.stringify(['unused', key]), draft);
  }
  const parents = new Map<Draft, Draft>();
  const isBelow = (draft: Draft, other: Draft): boolean => {
    for (let at: Draft | undefined = draft; at; at = parents.get(at)) if (at === other) return true;
    return false;
  };
  const roots: Draft[] = [];
  for (const draft of drafts.values()) {
    const parent = home.get(draft.obtained?.eventID ?? '');
    if (parent && !isBelow(parent, draft)) {
      parents.set(draft, parent);
      parent.children.push(draft);
    } else roots.push(draft);
  }
  return roots;
}

/**
 * A call into another account is recorded in both. Where the caller's own record is at hand, the other account's view
 * of the same call, which names the caller by an id alone, is left out.
 */
function withoutOtherViews(records: readonly JsonObject[]): readonly JsonObject[] {
  const isView = (record: JsonObject): boolean => textAt(record, 'userIdentity', 'type') === 'AWSAccount';
  const own = new Set(
    records.filter((record) => !isView(record)).map((record) => textAt(record, 'sharedEventID')),
  );
  own.delete(null);
  return records.filter((record) => !isView(record) || !own.has(textAt(record, 'sharedEventID')));
}

/** A console session shows many keys; what they have in common is the sign-in they come from. */
function groupOf(key: string, { chain }: Actor): string {
  const [hop] = chain;
  const isConsole = signIns.some((name) => name === hop?.by);
  return hop && isConsole ? JSON.stringify(['console', hop.eventID]) : key;
}

interface CreatedKey {
  readonly principal: Principal;
  readonly obtained: Hop;
}

/** Long-term keys that the events created, each with whose it is and the step that created it. */
function keysCreated(records: readonly JsonObject[]): ReadonlyMap<string, CreatedKey> {
  const keys = new Map<string, CreatedKey>();
  for (const record of records) {
    const key = createdKey(record);
    if (key === null) continue;
    const why = `accessKeyId created by event ${textAt(record, 'eventID')}`;
    const maker = principalOf(record);
    const obtained: Hop = {
      principal: brief(maker),
      by: 'CreateAccessKey',
      ...eventOf(record),
      grounds: 'proven',
      why,
    };
    keys.set(key, { principal: ownerOf(record, maker, key), obtained });
  }
  return keys;
}

/** Whose the key is, as its creation tells: a user by name, or whoever made the call (root, for itself). */
function ownerOf(record: JsonObject, maker: Principal, accessKeyId: string): Principal {
  const name = textAt(record, 'responseElements', 'accessKey', 'userName');
  const account = textAt(record, 'recipientAccountId') ?? maker.account;
  const unknown = { mfa: null, sourceIdentity: null, invokedBy: null };
  if (name === null || name === maker.name) return { ...maker, ...unknown, accessKeyId };
  return { type: 'IAMUser', name, id: null, arn: null, account, accessKeyId, ...unknown };
}

function createdKey(record: JsonObject): string | null {
  if (record.eventName !== 'CreateAccessKey') return null;
  return textAt(record, 'responseElements', 'accessKey', 'accessKeyId');
}

function byTime(a: JsonObject, b: JsonObject): number {
  const [left, right] = [a, b].map((record) => `${textAt(record, 'eventTime')} ${textAt(record, 'eventID')}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

export interface ActionCount {
  /** `s3:DeleteBucket`. */
  readonly action: string;
  readonly count: number;
  readonly denied: number;
  /** Those that ended otherwise than they should, and were not denied. */
  readonly failed: number;
  /** The record says that the call is none that only reads. */
  readonly writes: boolean;
}

/** What was done with credentials, counted. */
export interface Activity {
  readonly events: number;
  readonly denied: number;
  readonly failed: number;
  readonly first: string | null;
  readonly last: string | null;
  /** Most frequent first. */
  readonly addresses: readonly { readonly address: string; readonly count: number }[];
  readonly actions: readonly ActionCount[];
}

/** `outcomeOf` is handed in: how a call ended is told by another part of the analysis. */
export function activityOf(
  records: readonly JsonObject[],
  outcomeOf: (record: JsonObject) => Outcome,
): Activity {
  const times = records.map((record) => textAt(record, 'eventTime')).filter((time) => time !== null);
  const addresses = new Map<string, number>();
  const actions = new Map<string, { count: number; denied: number; failed: number; writes: boolean }>();
  let denied = 0;
  let failed = 0;
  for (const record of records) {
    const outcome = outcomeOf(record);
    if (outcome === 'denied') denied++;
    if (outcome === 'failure') failed++;
    const address = textAt(record, 'sourceIPAddress');
    if (address !== null) addresses.set(address, (addresses.get(address) ?? 0) + 1);
    const service = (textAt(record, 'eventSource') ?? '').replace(/\.amazonaws\.com(\.cn)?$/, '');
    const action = `${service}:${textAt(record, 'eventName') ?? ''}`;
    const counts = actions.get(action) ?? { count: 0, denied: 0, failed: 0, writes: false };
    counts.count++;
    if (outcome === 'denied') counts.denied++;
    if (outcome === 'failure') counts.failed++;
    if (record.readOnly === false) counts.writes = true;
    actions.set(action, counts);
  }
  const order = <T extends { readonly count: number }>(a: T, b: T): number => b.count - a.count;
  return {
    events: records.length,
    denied,
    failed,
    first: times.reduce<string | null>(
      (least, time) => (least === null || time < least ? time : least),
      null,
    ),
    last: times.reduce<string | null>((most, time) => (most === null || time > most ? time : most), null),
    addresses: [...addresses].map(([address, count]) => ({ address, count })).sort(order),
    actions: [...actions].map(([action, counts]) => ({ action, ...counts })).sort(order),
  };
}
