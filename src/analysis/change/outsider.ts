/**
 * Who is outside of an account: the names under which things are shared, as AWS writes them in policies, attributes
 * and calls, each brought to one form.
 */

/** Anyone at all, with or without an AWS account. */
export const everyone = 'everyone';
/** Anyone who meets conditions that do not tie them to an account or an organisation. */
export const conditionally = 'everyone, under conditions';
/** Anyone with an AWS account (S3's group AuthenticatedUsers). */
export const anyAccount = 'every AWS account';

/**
 * The outsider that a text names: `everyone`, an account, an ARN, `organisation o-…`, `canonical user …`. Undefined for
 * the account itself, for AWS services, and for what tells no account (the unique id of a deleted user or role).
 */
export function outsider(text: string, own: string | null): string | undefined {
  const name = text.trim();
  if (/^(?:\*|all)$/i.test(name)) return everyone;
  if (/^\d{12}$/.test(name)) return name === own ? undefined : name;
  if (/^[0-9a-f]{64}$/.test(name)) return `canonical user ${name}`;
  const [, organisation] = /^(o-[a-z0-9]{10,32})(?:\/|$)/.exec(name) ?? [];
  if (organisation !== undefined) return `organisation ${organisation}`;
  return ofArn(name, own);
}

/** Accounts of AWS that stand in ARNs instead of a number: `iam::aws:policy/…`, `iam::cloudfront:user/…`. */
const ofAws = /^[a-z-]+$/;

function ofArn(name: string, own: string | null): string | undefined {
  const [start, , service = '', , account = '', ...resource] = name.split(':');
  if (start !== 'arn' || resource.length === 0) return undefined;
  // The account in these is the one that manages the organisation.
  if (service === 'organizations') return organisationOf(resource.join(':'));
  if (account === own || ofAws.test(account)) return undefined;
  // The root of an account stands for the account.
  return /^\d{12}$/.test(account) && resource.join(':') === 'root' ? account : name;
}

/** `organization/o-…`, `ou/o-…/ou-…`. */
function organisationOf(resource: string): string | undefined {
  const [, unit, organisation] = /^(?:organization|(ou))\/(o-[a-z0-9]+)/.exec(resource) ?? [];
  if (organisation === undefined) return undefined;
  const part = unit === undefined ? '' : ` (${resource.slice(resource.lastIndexOf('/') + 1)})`;
  return `organisation ${organisation}${part}`;
}
