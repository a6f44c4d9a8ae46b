/**
 * People whom a use names itself, whether or not the event that issued its credentials is known: the Identity Center
 * user, the source identity that a session carries through all its roles, the user who made a federated session, the
 * subject of a web identity (CloudTrail User Guide, userIdentity element; IAM User Guide, Monitor and control actions
 * taken with assumed roles).
 */
import type { Hop } from '../../model/event.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Credential } from './credential.js';
import { brief, eventOf, recorded } from './hop.js';
import { findPortalCalls, type Issuers } from './issuers.js';
import { identityOf, principalOf, principalOfArn } from './principal.js';
import { isObject, textAt, valueAt } from './read.js';
import { workloadOfUse } from './workload.js';

/** Who can be named although no issuing event is known: at most one hop. */
export function nameWithoutIssue(
  record: JsonObject,
  credential: Credential,
  issuers: Issuers,
): readonly Hop[] {
  const center =
    identityCenterHop(record, credential, credential.createdAt, issuers) ?? identityCenterName(credential);
  if (center) return [center];
  const workload = workloadOfUse(record, credential);
  if (workload) return [workload];
  const session = valueAt(identityOf(record), 'sessionContext');
  const bySource = bySourceIdentity(textAt(session, 'sourceIdentity'));
  if (bySource.length > 0) return bySource;
  if (textAt(identityOf(record), 'type') === 'FederatedUser') {
    const issuer = principalOfArn(textAt(session, 'sessionIssuer', 'arn'));
    return issuer
      ? [recorded(issuer, 'GetFederationToken', 'sessionIssuer names who issued the session')]
      : [];
  }
  const provider = textAt(session, 'webIdFederationData', 'federatedProvider');
  if (provider !== null) {
    const name = webIdentitySubject(valueAt(session, 'webIdFederationData', 'attributes')) ?? provider;
    const principal = { type: 'WebIdentityUser', name, arn: null, account: null };
    return [recorded(principal, 'AssumeRoleWithWebIdentity', 'webIdFederationData names the identity')];
  }
  return [];
}

/**
 * The Identity Center user of a session of one of its roles. Nothing but account, permission set and time ties the
 * portal call to the session, unless the session's own record names the user (`onBehalfOf`).
 */
export function identityCenterHop(
  record: JsonObject,
  credential: Credential,
  at: number | null,
  issuers: Issuers,
): Hop | undefined {
  const { permissionSet, account, sessionName } = credential;
  const userId = textAt(identityOf(record), 'onBehalfOf', 'userId');
  const calls =
    permissionSet === null || account === null || at === null
      ? []
      : findPortalCalls(account, permissionSet, at, userId, issuers);
  const [call] = calls;
  // Only Identity Center's own roles have sessions named after the user.
  const name = permissionSet === null ? userId : (sessionName ?? userId);
  if (call && name !== null && new Set(calls.map((each) => each.userId)).size === 1) {
    const principal = { ...brief(principalOf(call.record)), name };
    const same = `same account, permission set and time as event ${call.eventId}`;
    const why = userId === null ? same : `${same}, and the same user`;
    const grounds = userId === null ? 'inferred' : 'proven';
    return { principal, by: 'GetRoleCredentials', ...eventOf(call.record), grounds, why };
  }
  if (name === null || userId === null) return undefined;
  return recorded(centerUser(name), 'Identity Center', `onBehalfOf names user ${userId}`);
}

/** The user of a session of an Identity Center role, if only by the name of the session. */
function identityCenterName({ permissionSet, sessionName }: Credential): Hop | undefined {
  if (permissionSet === null || sessionName === null) return undefined;
  const why = 'Identity Center names the sessions of its roles after the user';
  return { ...recorded(centerUser(sessionName), 'Identity Center', why), grounds: 'inferred' };
}

function centerUser(name: string): Hop['principal'] {
  return { type: 'IdentityCenterUser', name, arn: null, account: null };
}

export function bySourceIdentity(name: string | null): Hop[] {
  const principal = { type: 'SourceIdentity', name: name ?? '', arn: null, account: null };
  const why = 'sourceIdentity, set when the first role was assumed';
  return name === null ? [] : [recorded(principal, 'source identity', why)];
}

/** The source identity that a call to AssumeRole gave to the session it made. */
export function sourceIdentitySet(record: JsonObject): string | null {
  return (
    textAt(record, 'responseElements', 'sourceIdentity') ??
    textAt(record, 'requestParameters', 'sourceIdentity')
  );
}

/** The `sub` claim, whose key ends so: `<issuer>:sub`. */
function webIdentitySubject(attributes: JsonValue | undefined): string | null {
  const key = isObject(attributes)
    ? Object.keys(attributes).find((each) => each.endsWith(':sub'))
    : undefined;
  return key === undefined ? null : textAt(attributes, key);
}
