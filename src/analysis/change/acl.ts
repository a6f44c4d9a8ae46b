/**
 * Access control lists of buckets and objects. Amazon S3 User Guide, "Access control list (ACL) overview": canned lists
 * and grants stand in headers, which records keep under their own names, or in a body.
 */
import type { JsonObject } from '../../model/json.js';
import { anyAccount, everyone, outsider } from './outsider.js';
import { isObject, listOf, member, memberLike, textOf, type Value } from './read.js';

export interface AclGrant {
  readonly to: string;
  readonly how: string;
}

/** Canned lists that let others in. The rest concern the owner, the bucket's owner, or AWS's own delivery of logs. */
const canned: ReadonlyMap<string, string> = new Map([
  ['public-read', everyone],
  ['public-read-write', everyone],
  ['authenticated-read', anyAccount],
]);

/** Groups by the last part of their URI. */
const groups: ReadonlyMap<string, string> = new Map([
  ['AllUsers', everyone],
  ['AuthenticatedUsers', anyAccount],
]);

/** Whom the list that a call sets lets in, other than the owner. */
export function aclGrants(parameters: JsonObject): readonly AclGrant[] {
  return [...fromCanned(parameters), ...fromHeaders(parameters), ...fromBody(parameters)];
}

function fromCanned(parameters: JsonObject): readonly AclGrant[] {
  return listOf(member(parameters, 'x-amz-acl')).flatMap((value) => {
    const to = canned.get(textOf(value));
    return to === undefined ? [] : [{ to, how: `ACL ${textOf(value)}` }];
  });
}

const grantHeader = /^x-amz-grant-(.+)$/i;

/** `x-amz-grant-read: uri="http://acs.amazonaws.com/groups/global/AllUsers", id="…"`. */
function fromHeaders(parameters: JsonObject): readonly AclGrant[] {
  return Object.keys(parameters).flatMap((key) => {
    const [, permission] = grantHeader.exec(key) ?? [];
    if (permission === undefined) return [];
    const grantees = listOf(parameters[key]).flatMap((value) => [
      ...textOf(value).matchAll(/\b(?:uri|id|emailAddress)\s*=\s*"?([^",\s]+)"?/gi),
    ]);
    return grantees.flatMap(([, grantee = '']) => {
      const to = granteeOf(grantee);
      return to === undefined ? [] : [{ to, how: `ACL grant ${permission}` }];
    });
  });
}

/** `AccessControlPolicy: {Owner: {ID}, AccessControlList: {Grant: [{Grantee: {ID | URI | EmailAddress}, Permission}]}}`. */
function fromBody(parameters: JsonObject): readonly AclGrant[] {
  const policy = memberLike(parameters, 'accesscontrolpolicy');
  const owner = textOf(member(member(policy, 'Owner'), 'ID'));
  const grants = listOf(member(member(policy, 'AccessControlList'), 'Grant'));
  return grants.filter(isObject).flatMap((grant) => {
    const grantee = member(grant, 'Grantee');
    const name = nameIn(grantee);
    const to = name === '' || name === owner ? undefined : granteeOf(name);
    return to === undefined ? [] : [{ to, how: `ACL grant ${textOf(grant.Permission).toLowerCase()}` }];
  });
}

function nameIn(grantee: Value): string {
  return (
    textOf(member(grantee, 'URI')) || textOf(member(grantee, 'ID')) || textOf(member(grantee, 'EmailAddress'))
  );
}

function granteeOf(text: string): string | undefined {
  if (/^https?:\/\//i.test(text)) return groups.get(text.slice(text.lastIndexOf('/') + 1));
  return text.includes('@') ? text : (outsider(text, null) ?? `canonical user ${text}`);
}
