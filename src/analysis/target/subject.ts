/**
 * The resource a user asks about, as typed. One text may mean several things (`kms:alias/app`, `role/Admin`,
 * `prod/db`), so it is kept as readings, all of which are tried; the text taken literally is always one of them.
 */
import { UsageError } from '../../model/usage-error.js';
import { type Arn, parseArn } from './arn.js';
import { readResource } from './arn-shapes.js';
import { knownTypes, serviceOfType, typeNamed } from './resource-types.js';

/** One way to understand the text. What is null may be anything. Wildcards are `*` and `?` throughout. */
export interface Reading {
  /** Any of these has to equal one of the names of a recorded value. */
  readonly names: readonly string[];
  /** Service as the user or the ARN spells it. */
  readonly service: string | null;
  /** Folded noun that the value has to be one of. */
  readonly type: string | null;
  readonly region: string | null;
  readonly account: string | null;
  /** The full ARN that recorded ARNs have to equal, instead of by name. */
  readonly arn: Arn | null;
  /** Names hold `bucket/key` and may stand for an object whose key was not recorded. */
  readonly isObject: boolean;
}

export interface Subject {
  readonly text: string;
  readonly readings: readonly Reading[];
  /** Names that differ only in letter case match too. */
  readonly foldCase: boolean;
}

const anything: Omit<Reading, 'names'> = {
  service: null,
  type: null,
  region: null,
  account: null,
  arn: null,
  isObject: false,
};

/**
 * Reads the argument: a name, id, ARN, the end of an ARN, `s3://bucket/key`, `service:name` or `type/name`, with
 * wildcards. Whitespace around it is dropped.
 * @throws UsageError if it is empty or nothing but wildcards.
 */
export function parseSubject(text: string): Subject {
  const trimmed = text.trim();
  if (trimmed === '') throw new UsageError('the resource is empty');
  if (/^[*?]+$/.test(trimmed)) {
    const hint = "Write part of the name beside the wildcard, such as 'prod-*'.";
    throw new UsageError(`'${trimmed}' would match every resource`, { text: trimmed, column: 0 }, hint);
  }
  return { text: trimmed, readings: readingsOf(trimmed), foldCase: false };
}

/** The text as a name in a reading: its own stars and question marks are no wildcards. */
export function literalName(text: string): string {
  return /[*?]/.test(text) ? text.replace(/[*?\\]/g, '\\$&') : text;
}

/** The same question with names compared ignoring case, to tell a user that only the case was wrong. */
export function ignoringCase(subject: Subject): Subject {
  return { ...subject, foldCase: true };
}

function readingsOf(text: string): readonly Reading[] {
  const literal = { ...anything, names: withoutDot(text) };
  if (/^:+./.test(text)) return [literal, ...readingsOf(text.replace(/^:+/, '')).slice(1)];
  const url = readUrl(text);
  if (url !== undefined) return [literal, url];
  const arn = parseArn(text);
  if (arn !== undefined) return [literal, ofArn(arn)];
  const arnEnds = readArnEnd(text);
  if (arnEnds !== undefined) return [literal, ...arnEnds];
  const qualified = parseQualified(text);
  return [
    { ...literal, isObject: isObjectPath(text) },
    ...ofType(text, null),
    ...(qualified === undefined ? [] : ofService(qualified.service, qualified.rest)),
  ];
}

/** Domain names are recorded with and without the dot at their end. */
function withoutDot(text: string): readonly string[] {
  return /^[^.].*[^.]\.$/.test(text) ? [text, text.slice(0, -1)] : [text];
}

/** `s3://bucket[/key]`, and the URL of a queue. */
function readUrl(text: string): Reading | undefined {
  const [, path] = /^s3:\/\/(.+?)\/?$/.exec(text) ?? [];
  if (path !== undefined) {
    const isObject = path.includes('/');
    return { ...anything, names: [path], service: 's3', type: isObject ? 'object' : 'bucket', isObject };
  }
  const queue =
    /^https?:\/\/(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.com(?:\.cn)?\/(\d{12})\/([^/]+)$/;
  const [, newer, older, account, name] = queue.exec(text) ?? [];
  if (name === undefined || account === undefined) return undefined;
  return {
    ...anything,
    names: [name],
    service: 'sqs',
    type: 'queue',
    region: newer ?? older ?? null,
    account,
  };
}

function ofArn(arn: Arn): Reading {
  const { type, names } = readResource(arn.service, arn.resource);
  const isObject = arn.service === 's3' && arn.resource.includes('/');
  return {
    names: usable(names),
    service: arn.service,
    type: type === '' ? null : type,
    region: arn.region === '' ? null : arn.region,
    account: arn.account === '' ? null : arn.account,
    arn,
    isObject,
  };
}

/** Of `role/ops/*` the everyday name would be `*`, which is every role. */
function usable(names: readonly string[]): readonly string[] {
  const hasPath = names.some((name) => /[^/]\/[^/]+\/./.test(name));
  return hasPath ? names.filter((name) => !/^[*?]+$/.test(name)) : names;
}

/**
 * An ARN without its beginning: `123456789012:role/Admin`, `iam::123456789012:role/Admin`, `s3:::bucket`. Told from
 * a name with colons by an account, or by an empty field where an ARN has one.
 */
function readArnEnd(text: string): readonly Reading[] | undefined {
  const [, service, region, account, resource = ''] = arnEnd.exec(text) ?? [];
  if (resource === '' || (account === '' && service === undefined)) return undefined;
  const where = { region: region ?? null, account: account === '' || account === undefined ? null : account };
  if (service === undefined) {
    return [{ ...anything, names: [resource] }, ...ofType(resource, null)].map((each) => ({
      ...each,
      ...where,
    }));
  }
  const read = ofArn({ partition: '*', service, region: region ?? '', account: account ?? '', resource });
  return [{ ...read, arn: null }];
}

const arnEnd =
  /^(?:(?:aws[a-z-]*:)?(?![a-z]{2}(?:-[a-z]+)+-\d:)([a-z][a-z0-9-]*):)?(?:([a-z]{2}(?:-[a-z]+)+-\d)?:)?(\d{12}|):(.+)$/s;

/** `svc:rest`. A bare number behind the colon is a version: `web:7`. */
function parseQualified(text: string): { readonly service: string; readonly rest: string } | undefined {
  const [, service, rest] = /^([a-z][a-z0-9-]*):(?!\d{1,6}$)([^:].*)$/is.exec(text) ?? [];
  if (service === undefined || rest === undefined) return undefined;
  return { service: service.toLowerCase(), rest };
}

function ofService(service: string, rest: string): readonly Reading[] {
  const isObject = service === 's3' && rest.includes('/');
  return [{ ...anything, names: withoutDot(rest), service, isObject }, ...ofType(rest, service)];
}

/** `type/name`; with a colon only where the type is known, since names hold colons too. */
function ofType(text: string, service: string | null): readonly Reading[] {
  const [, word = '', separator, name = ''] = /^([a-z][a-z0-9-]*)([/:])(.+)$/is.exec(text) ?? [];
  if (name === '' || service === 's3') return [];
  const type = typeNamed(word);
  if (!knownTypes.has(type) && (separator === ':' || !isRegular(type))) return [];
  const typed = { ...anything, names: [name], service, type };
  // The same text may be the end of an ARN of the service that has this type, with more than the name in it.
  const owner = serviceOfType(type);
  if (owner === undefined || (service !== null && service !== owner)) return [typed];
  const named = readResource(owner, text);
  const names = usable(named.names).filter((each) => each !== text && each !== name);
  return names.length === 0 ? [typed] : [typed, { ...anything, names, service: owner, type: named.type }];
}

/** The plural only adds an `s`, so that the word itself occurs wherever its type does. */
export function isRegular(type: string): boolean {
  return type.length >= 3 && !/(?:[^aeiou]y|s|x|ch|sh)$/.test(type);
}

/** `bucket/key`, unless the first word is a type. */
function isObjectPath(text: string): boolean {
  const [, bucket] = /^([a-z0-9*?][a-z0-9.*?-]{1,61}[a-z0-9*?])\/./.exec(text) ?? [];
  return bucket !== undefined && /[a-z0-9]/.test(bucket) && !knownTypes.has(typeNamed(bucket));
}
