/**
 * ARNs of principals (IAM User Guide, IAM identifiers): `iam::<account>:user/<path><name>`, `role/<path><name>`,
 * `root`, `sts::<account>:assumed-role/<role>/<session>` and `federated-user/<name>`. An assumed-role ARN leaves out
 * the role's path, so a session and its role are compared by account and role name, never by ARN.
 */

import { remembered } from '../../model/remembered.js';

export interface PrincipalArn {
  readonly account: string | null;
  /** `user`, `role`, `root`, `assumed-role`, `federated-user` or whatever else stands before the first slash. */
  readonly kind: string;
  /** Everything after the first slash: path and name, or role and session; empty for `root`. */
  readonly rest: string;
}

/** Undefined if the text is not an ARN. */
export function parseArn(text: string | null): PrincipalArn | undefined {
  return text?.startsWith('arn:') ? parsed(text) : undefined;
}

const parsed = remembered((text): PrincipalArn | undefined => {
  const [, , , , account, ...resource] = text.split(':', 64);
  if (account === undefined || resource.length === 0) return undefined;
  const [kind = '', ...rest] = resource.join(':').split('/');
  return { account: account || null, kind, rest: rest.join('/') };
});

/** `Deploy` of `role/ops/Deploy`; the whole text where there is no slash. */
export function lastSegment(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

/** `111122223333/Deploy:s1`: one name for a role session in the record of its issue and in its uses. */
export function roleSessionKey(account: string, role: string, session: string): string {
  return `${account}/${role}:${session}`;
}
