/**
 * What one value of a filter flag asks of a record, flag by flag: the knowledge of where CloudTrail writes a
 * service, a person, an address. Each takes the value without its leading `!` and gives the positive condition.
 */
import { UsageError } from '../model/usage-error.js';
import { allOf, type Expr, type GlobPart, type Path } from './ast.js';
import { anyMany, joinParts, literalOf, parseGlob } from './glob.js';
import { isAddress, networkTest } from './network.js';
import { otherLabels } from './services.js';
import { valueTest } from './value-test.js';

const eventName: Path = ['eventName'];
const eventSource: Path = ['eventSource'];
const sourceAddress: Path = ['sourceIPAddress'];
const identity = (...steps: readonly string[]): Path => ['userIdentity', ...steps];

/** Alternatives in one flat node; equalities of the same field become one. */
export function either(terms: readonly Expr[]): Expr {
  const merged: Expr[] = [];
  const add = (term: Expr): void => {
    if (term.kind === 'any') {
      term.terms.forEach(add);
      return;
    }
    const at = merged.findIndex((other) => sameField(other, term));
    const other = merged[at];
    if (term.kind !== 'oneOf' || other?.kind !== 'oneOf') merged.push(term);
    else merged[at] = { ...other, values: [...new Set([...other.values, ...term.values])] };
  };
  terms.forEach(add);
  const [only] = merged;
  return merged.length === 1 && only ? only : { kind: 'any', terms: merged };
}

function sameField(one: Expr, other: Expr): boolean {
  if (one.kind !== 'oneOf' || other.kind !== 'oneOf' || one.foldCase !== other.foldCase) return false;
  return one.path.length === other.path.length && one.path.every((step, index) => step === other.path[index]);
}

/** The field's whole text, ignoring case: an equality where there is no wildcard. */
function textIs(path: Path, ...parts: readonly GlobPart[]): Expr {
  const glob = joinParts(parts);
  const literal = literalOf(glob);
  if (literal !== undefined) return { kind: 'oneOf', path, values: [literal], foldCase: true };
  return { kind: 'glob', path, glob, foldCase: true };
}

function missing(path: Path): Expr {
  return { kind: 'not', term: { kind: 'present', path } };
}

/** Whether a name of ours is meant by the glob. */
function means(glob: readonly GlobPart[]): (name: string) => boolean {
  return valueTest({ kind: 'glob', path: [], glob, foldCase: true });
}

function endsOpen(glob: readonly GlobPart[]): boolean {
  const last = glob.at(-1);
  return typeof last === 'object' && last.any === 'many';
}

/** The account that received the event; that of the caller where the record does not say (before version 1.02). */
export function accountIs(value: string): Expr {
  const glob = parseGlob(value);
  const received: Path = ['recipientAccountId'];
  return either([
    textIs(received, ...glob),
    allOf([missing(received), textIs(identity('accountId'), ...glob)]),
  ]);
}

export function regionIs(value: string): Expr {
  return textIs(['awsRegion'], ...parseGlob(value));
}

/** `s3`, `s3.amazonaws.com`, `cloudwatch` (recorded as `monitoring`); in China the source may end in `.cn`. */
export function serviceIs(value: string): Expr {
  const glob = parseGlob(value);
  const whole = textIs(eventSource, ...glob);
  if (/\.amazonaws\.com(?:\.cn)?$/i.test(value)) return whole;
  const labels = [glob, ...otherLabels(means(glob)).map((label) => [label])];
  const sources = labels.flatMap((label) => {
    if (endsOpen(label)) return [textIs(eventSource, ...label)];
    return ['.amazonaws.com', '.amazonaws.com.cn'].map((tail) => textIs(eventSource, ...label, tail));
  });
  return either(value.includes('.') ? [whole, ...sources] : sources);
}

/** `DeleteBucket`, or `s3:DeleteBucket` as IAM policies write it. */
export function eventIs(value: string): Expr {
  const colon = value.indexOf(':');
  if (colon < 0) return eventNameIs(value);
  const [service, name] = [value.slice(0, colon), value.slice(colon + 1)];
  if (service === '' || name === '') throw new UsageError(`--event: expected service:Event, not ${value}`);
  return allOf([serviceIs(service), eventNameIs(name)]);
}

/** The API version that AWS Lambda and Amazon CloudFront append: `20150331v2`, `2020_05_31`. */
const versionTail = '_?[0-9]{4}_?[0-9]{2}_?[0-9]{2}(?:v[0-9]+)?$';

/**
 * The name with or without a version tail. The tail needs a pattern; the glob beside it says the same less exactly,
 * and keeps the name visible to whatever looks for texts that must occur.
 */
function eventNameIs(value: string): Expr {
  const glob = parseGlob(value);
  const plain = textIs(eventName, ...glob);
  if (endsOpen(glob) || new RegExp(versionTail).test(value)) return plain;
  const pattern = `^${glob.map(patternOf).join('')}${versionTail}`;
  return either([
    plain,
    allOf([textIs(eventName, ...glob, anyMany), { kind: 'regex', path: eventName, pattern, foldCase: true }]),
  ]);
}

function patternOf(part: GlobPart): string {
  if (typeof part !== 'string') return part.any === 'many' ? '(?s:.*)' : '(?s:.)';
  return part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/**
 * Any of the names that an identity goes by: user or role name, also as `user/name` and `role/name`, session name,
 * `role/session`, ARN, unique id (with or without session), `root`, the service that called for itself, the person behind
 * an Identity Center session or named as source identity. CloudTrail User Guide, userIdentity element; IAM User Guide,
 * IAM identifiers.
 */
export function principalIs(value: string): Expr {
  const glob = parseGlob(value);
  const exact = [
    identity('userName'),
    identity('arn'),
    identity('principalId'),
    identity('sessionContext', 'sessionIssuer', 'userName'),
    identity('sessionContext', 'sessionIssuer', 'arn'),
    identity('sessionContext', 'sessionIssuer', 'principalId'),
    identity('sessionContext', 'sourceIdentity'),
    identity('onBehalfOf', 'userId'),
  ].map((path) => textIs(path, ...glob));
  const ofService = [
    textIs(identity('type'), 'AWSService'),
    // An event that a service made on its own has no type.
    missing(identity('type')),
  ];
  return either([
    ...exact,
    textIs(identity('arn'), anyMany, '/', ...glob),
    textIs(identity('arn'), anyMany, ':assumed-role/', ...glob, '/', anyMany),
    textIs(identity('principalId'), anyMany, ':', ...glob),
    ...ofKind(value),
    allOf([textIs(identity('invokedBy'), ...glob), either(ofService)]),
    ...(means(glob)('root') ? [textIs(identity('type'), 'Root')] : []),
  ]);
}

/** `user/alice` and `role/Deploy`, whatever the path; a session need not tell the ARN of its role. */
function ofKind(value: string): readonly Expr[] {
  const [, kind = '', name = ''] = /^(user|role)\/(.+)$/.exec(value) ?? [];
  if (kind === '') return [];
  const isRole = kind === 'role';
  const path = isRole ? identity('sessionContext', 'sessionIssuer', 'arn') : identity('arn');
  const glob = parseGlob(name);
  return [
    textIs(path, anyMany, `:${kind}/`, ...glob),
    textIs(path, anyMany, `:${kind}/`, anyMany, '/', ...glob),
    ...(isRole ? [textIs(identity('arn'), anyMany, ':assumed-role/', ...glob, '/', anyMany)] : []),
  ];
}

/** An address (in any spelling), a network in CIDR form, or a name as recorded: `cloudtrail.amazonaws.com`. */
export function addressIs(value: string): Expr {
  if (isAddress(value)) {
    return { kind: 'cidr', path: sourceAddress, network: `${value}/${value.includes(':') ? 128 : 32}` };
  }
  if (/^[0-9a-f.:]+\//i.test(value)) {
    if (networkTest(value)) return { kind: 'cidr', path: sourceAddress, network: value };
    throw new UsageError(`--ip: ${value} is not a network in CIDR form, such as 10.0.0.0/8`);
  }
  if (/^[0-9.]+$|^[0-9a-f.]*:[0-9a-f.:]*$/i.test(value)) {
    throw new UsageError(
      `--ip: ${value} is not an address`,
      undefined,
      `To find it as it was recorded, use --where "sourceIPAddress = '${value}'".`,
    );
  }
  return textIs(sourceAddress, ...parseGlob(value));
}

/** The key that signed the call. */
export function accessKeyIs(value: string): Expr {
  return textIs(identity('accessKeyId'), ...parseGlob(value));
}

/** The calls that made an access key for this user, whoever called. IAM API Reference, CreateAccessKey. */
export function makesKeyFor(value: string): Expr {
  const [, account, name = value] = /^(?:arn:[^:]+:iam::([^:]*):)?user\/(?:.*\/)?([^/]+)$/.exec(value) ?? [];
  const ofUser = textIs(['responseElements', 'accessKey', 'userName'], ...parseGlob(name));
  return account ? allOf([accountIs(account), ofUser]) : ofUser;
}

/** The code, with or without the `Client.` or `Server.` that Amazon EC2 puts before it. */
export function errorCodeIs(value: string): Expr {
  const glob = parseGlob(value);
  return either(['', 'Client.', 'Server.'].map((prefix) => textIs(['errorCode'], prefix, ...glob)));
}
