/**
 * The temporary credentials that an event was made with: all that the record tells about where they came from. From
 * this the events that issued them are searched for (search.ts) and recognised (issuers.ts).
 */
import type { JsonObject } from '../../model/json.js';
import { lastSegment, parseArn, roleSessionKey } from './arn.js';
import { identityOf, isAnonymous } from './principal.js';
import { flagAt, textAt, timeAt } from './read.js';

const second = 1000;
const hour = 3_600 * second;

/**
 * How long after the issue credentials can be used, in milliseconds (STS API Reference). AssumeRole and its kin: at
 * most 12 h, role chaining 1 h; a console session, too, ends after 12 h. GetSessionToken and GetFederationToken: at
 * most 36 h. AssumeRoot: 15 min.
 */
export const roleLifetime = 12 * hour;
export const longestLifetime = 36 * hour;

/** `eventTime` is the clock of the host that served the call, in whole seconds: two of them agree only about. */
export const clockSkew = 5 * second;

export interface Credential {
  /** Equal for credentials that one search answers: the events of one session share it. */
  readonly id: string;
  readonly accessKeyId: string | null;
  /** `AROA…:session`, `AIDA…`, `<account>:<name>` or an account, as recorded in the use. */
  readonly principalId: string | null;
  readonly account: string | null;
  readonly roleArn: string | null;
  /** See roleSessionKey; null unless it is a role session. */
  readonly roleSession: string | null;
  readonly sessionName: string | null;
  /** Name of the Identity Center permission set that the role was made from. */
  readonly permissionSet: string | null;
  /** Milliseconds since 1970; null if not recorded, or later than the use. */
  readonly createdAt: number | null;
  readonly usedAt: number | null;
  /**
   * Whether `createdAt` may be that of a forward access session: credentials that a service makes from the caller's
   * for one call. Nothing records their issue; what can be found is the issue of the caller's own.
   */
  readonly forwarded: boolean;
  /** Whether it is a session of the browser console, whose keys are in no response. */
  readonly fromConsole: boolean;
  /** Set when the caller belongs to another account, whose own record of the call tells more. */
  readonly sharedEventId: string | null;
}

/**
 * What must be known to find the events that issued the event's credentials. Undefined if it was made with long-term
 * credentials, by a service on its own, by a service-linked role or by a caller whom an identity provider vouches for:
 * there, the record itself says who it was.
 */
export function credentialOf(record: JsonObject): Credential | undefined {
  const identity = identityOf(record);
  const type = textAt(identity, 'type');
  const isForeign = type === 'AWSAccount';
  if (isForeign ? isAnonymous(identity) : !isTemporary(record, identity, type)) return undefined;

  const principalId = textAt(identity, 'principalId');
  const arn = parseArn(textAt(identity, 'arn'));
  const issuer = parseArn(textAt(identity, 'sessionContext', 'sessionIssuer', 'arn'));
  const isRole = type === 'AssumedRole' || /^AROA\w*:/.test(principalId ?? '');
  const [roleFromArn, sessionFromArn] = arn?.kind === 'assumed-role' ? arn.rest.split('/') : [];
  const role = issuer?.kind === 'role' ? lastSegment(issuer.rest) : roleFromArn;
  const account = textAt(identity, 'accountId') ?? arn?.account ?? null;
  const sessionName = isRole ? (sessionFromArn ?? afterColon(principalId) ?? null) : null;
  const usedAt = timeAt(record, 'eventTime');
  const createdAt = creationOf(record, identity, usedAt);
  const forwarded = isForwarded(record);
  const accessKeyId = textAt(identity, 'accessKeyId');
  const sharedEventId = isForeign ? textAt(record, 'sharedEventID') : null;
  // Where the creation is unknown, how far back to look depends on the use.
  const when = createdAt !== null && !forwarded ? createdAt : `used ${usedAt}`;
  return {
    id: JSON.stringify([accessKeyId, principalId, account, role, sessionName, when, sharedEventId]),
    accessKeyId,
    principalId,
    account,
    roleArn: issuer?.kind === 'role' ? textAt(identity, 'sessionContext', 'sessionIssuer', 'arn') : null,
    roleSession: account !== null && role && sessionName ? roleSessionKey(account, role, sessionName) : null,
    sessionName,
    permissionSet: permissionSetOf(role),
    createdAt,
    usedAt,
    forwarded,
    fromConsole: flagAt(record, 'sessionCredentialFromConsole') === true || makesSession(record),
    sharedEventId,
  };
}

/** The service of a service-linked role, from the role's path: AWS lets nobody else make or assume such a role. */
export function serviceOfLinkedRole(record: JsonObject): string | undefined {
  const arn = parseArn(textAt(identityOf(record), 'sessionContext', 'sessionIssuer', 'arn'));
  return arn?.kind === 'role' ? /^aws-service-role\/([^/]+)\//.exec(arn.rest)?.[1] : undefined;
}

/** Whether a service made the call with credentials forwarded from a user or root: the record names them. */
export function isForwardedForUser(record: JsonObject): boolean {
  const type = textAt(identityOf(record), 'type');
  return (type === 'IAMUser' || type === 'Root') && isForwarded(record);
}

/**
 * Whether a service acted for the caller. The console, too, shows as service; yet its session is the caller's own, as is
 * the AssumeRole of a console role switch (`AWS Internal`).
 */
function isForwarded(record: JsonObject): boolean {
  const invokedBy = textAt(identityOf(record), 'invokedBy');
  const isSwitch = record.eventName === 'AssumeRole' && invokedBy === 'AWS Internal';
  return invokedBy !== null && !isSwitch && flagAt(record, 'sessionCredentialFromConsole') !== true;
}

/** `AdministratorAccess` of `AWSReservedSSO_AdministratorAccess_0123456789abcdef`; null for other role names. */
export function permissionSetOf(role: string | null | undefined): string | null {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role ?? '')?.[1] ?? null;
}

function isTemporary(record: JsonObject, identity: JsonObject, type: string | null): boolean {
  if (type === 'AssumedRole') return serviceOfLinkedRole(record) === undefined;
  if (type === 'FederatedUser') return true;
  if (type === null || withoutCredentials.has(type) || isForwardedForUser(record)) return false;
  return (
    (textAt(identity, 'accessKeyId') ?? '').startsWith('ASIA') ||
    timeAt(identity, 'sessionContext', 'attributes', 'creationDate') !== null
  );
}

/** Callers that a service or an identity provider vouches for. */
const withoutCredentials: ReadonlySet<string> = new Set([
  'AWSService',
  'SAMLUser',
  'WebIdentityUser',
  'IdentityCenterUser',
  'Directory',
]);

/**
 * When the credentials were made. The records of a role switch name no creation: it is their own time. A creation after
 * the use, or longer before it than any credentials live, contradicts it and counts as not recorded.
 */
function creationOf(record: JsonObject, identity: JsonObject, usedAt: number | null): number | null {
  const created = timeAt(identity, 'sessionContext', 'attributes', 'creationDate');
  if (created === null) return makesSession(record) ? usedAt : null;
  if (usedAt === null) return created;
  return created <= usedAt + clockSkew && usedAt - created <= longestLifetime + hour ? created : null;
}

function makesSession(record: JsonObject): boolean {
  return record.eventName === 'SwitchRole' || record.eventName === 'RenewRole';
}

function afterColon(principalId: string | null): string | undefined {
  const colon = principalId?.indexOf(':') ?? -1;
  return colon < 0 ? undefined : principalId?.slice(colon + 1);
}
