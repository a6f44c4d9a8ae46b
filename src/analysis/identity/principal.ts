/**
 * The identity that AWS wrote into a record: what `userIdentity` says, and nothing concluded. Its types and fields are
 * described in the CloudTrail User Guide, userIdentity element; AWS adds types as it likes, so an unknown one still
 * gets a name. A name is for reading; the id is what tells one principal from another, since a user deleted and
 * created again keeps the name and not the id (IAM User Guide, IAM identifiers).
 */
import type { Principal } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { lastSegment, parseArn } from './arn.js';
import { flagAt, isObject, textAt } from './read.js';

/** What S3 writes as account of a caller without credentials. */
const anonymousAccount = 'ANONYMOUS_PRINCIPAL';

/** Reads the principal. Never throws: fields that are missing, null or of a wrong type count as not recorded. */
export function principalOf(record: JsonObject): Principal {
  const identity = identityOf(record);
  const arn = textAt(identity, 'arn');
  const invokedBy = textAt(identity, 'invokedBy');
  const account = accountOf(identity);
  return {
    type: textAt(identity, 'type') ?? 'Unknown',
    name: nameOf(identity),
    id:
      textAt(identity, 'principalId') ??
      textAt(identity, 'onBehalfOf', 'userId') ??
      arn ??
      (isAnonymous(identity) ? anonymousAccount : (invokedBy ?? account)),
    arn,
    account,
    accessKeyId: textAt(identity, 'accessKeyId'),
    mfa:
      flagAt(identity, 'sessionContext', 'attributes', 'mfaAuthenticated') ?? mfaAtSignIn(record, identity),
    sourceIdentity: textAt(identity, 'sessionContext', 'sourceIdentity'),
    invokedBy,
  };
}

/** `userIdentity`, or an empty object where it is missing or not an object. */
export function identityOf(record: JsonObject): JsonObject {
  const identity = record.userIdentity;
  return isObject(identity) ? identity : {};
}

export function isAnonymous(identity: JsonObject): boolean {
  return textAt(identity, 'accountId') === anonymousAccount;
}

/** A principal told by nothing but an ARN, as `SwitchFrom` of a console role switch does. Undefined for other texts. */
export function principalOfArn(
  arn: string | null,
): Pick<Principal, 'type' | 'name' | 'arn' | 'account'> | undefined {
  const parsed = parseArn(arn);
  const type = parsed && typeByKind.get(parsed.kind);
  if (!parsed || !type) return undefined;
  return { type, name: nameOf({ type, arn: arn ?? '' }), arn, account: parsed.account };
}

const typeByKind: ReadonlyMap<string, string> = new Map([
  ['root', 'Root'],
  ['user', 'IAMUser'],
  ['role', 'Role'],
  ['assumed-role', 'AssumedRole'],
  ['federated-user', 'FederatedUser'],
]);

function accountOf(identity: JsonObject): string | null {
  if (isAnonymous(identity)) return null;
  return (
    textAt(identity, 'accountId') ??
    parseArn(textAt(identity, 'arn'))?.account ??
    textAt(identity, 'sessionContext', 'sessionIssuer', 'accountId')
  );
}

/**
 * Whether MFA was used at a console sign-in. Only of users and root: for a federated sign-in the record says "No"
 * whatever the identity provider asked for (CloudTrail User Guide, console sign-in events).
 */
function mfaAtSignIn(record: JsonObject, identity: JsonObject): boolean | null {
  const type = textAt(identity, 'type');
  if (type !== 'IAMUser' && type !== 'Root') return null;
  const used = textAt(record, 'additionalEventData', 'MFAUsed');
  return used === 'Yes' ? true : used === 'No' ? false : null;
}

function nameOf(identity: JsonObject): string {
  const principalId = textAt(identity, 'principalId');
  const userName = textAt(identity, 'userName');
  const arn = parseArn(textAt(identity, 'arn'));
  switch (textAt(identity, 'type')) {
    case 'Root':
      // Its userName, if any, is the alias of the account.
      return 'root';
    case 'AssumedRole':
      return assumedRoleName(identity) ?? anyName(identity);
    case 'FederatedUser':
      return `federated/${arn?.rest || lastPart(principalId) || userName || 'unknown'}`;
    case 'AWSAccount':
      return accountName(identity);
    case 'AWSService':
      return textAt(identity, 'invokedBy') ?? 'AWS service';
    case 'IdentityCenterUser':
      return userName ?? textAt(identity, 'onBehalfOf', 'userId') ?? anyName(identity);
    case 'SAMLUser':
    case 'WebIdentityUser':
      return userName ?? lastPart(principalId) ?? textAt(identity, 'identityProvider') ?? anyName(identity);
    default:
      return anyName(identity);
  }
}

function anyName(identity: JsonObject): string {
  const arn = textAt(identity, 'arn');
  return (
    textAt(identity, 'userName') ??
    (arn === null ? null : lastSegment(arn)) ??
    textAt(identity, 'principalId') ??
    textAt(identity, 'onBehalfOf', 'userId') ??
    textAt(identity, 'invokedBy') ??
    (textAt(identity, 'accountId') === null ? 'unknown' : accountName(identity))
  );
}

function assumedRoleName(identity: JsonObject): string | null {
  const arn = parseArn(textAt(identity, 'arn'));
  if (arn?.kind === 'assumed-role' && arn.rest !== '') return arn.rest;
  const role = textAt(identity, 'sessionContext', 'sessionIssuer', 'userName');
  const session = lastPart(textAt(identity, 'principalId'));
  return role === null ? null : session === null ? role : `${role}/${session}`;
}

function accountName(identity: JsonObject): string {
  if (isAnonymous(identity)) return 'anonymous';
  const account = textAt(identity, 'accountId');
  const principalId = textAt(identity, 'principalId');
  if (account === null) return principalId ?? 'unknown';
  return principalId === null ? `account ${account}` : `account ${account} (${principalId})`;
}

/** `s1` of `AROA…:s1`; null if there is no colon. */
function lastPart(id: string | null): string | null {
  const colon = id?.lastIndexOf(':') ?? -1;
  return id === null || colon < 0 || colon === id.length - 1 ? null : id.slice(colon + 1);
}
