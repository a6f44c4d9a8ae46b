/**
 * Resource policies: whom they let in. IAM User Guide, "IAM JSON policy elements reference" (Principal, NotPrincipal,
 * Condition) and "AWS global condition context keys". Policies stand in records as objects, as JSON text and as
 * URL-encoded JSON text.
 */
import type { JsonObject } from '../../model/json.js';
import { conditionally, everyone, outsider } from './outsider.js';
import { folded, isObject, listOf, member, parsedObject, textOf, type Value } from './read.js';

export interface Policy {
  /** Named by the parameter it stands in: `bucket policy`, `trust policy`, else `policy`. */
  readonly title: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly allows: boolean;
  /** As written, `*` for anyone; of services and identity providers, too. Empty if the statement names no one. */
  readonly principals: readonly string[];
  /** `NotPrincipal`: anyone but these. */
  readonly allBut: boolean;
  /** As written: `s3:GetObject`, `s3:*`; with `all but` before them for `NotAction`. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

const deepest = 10;
const mostStatements = 200;

/** The policy that the value under the key is, if it is one. */
export function policyOf(value: Value, key: string): Policy | undefined {
  const document = typeof value === 'string' ? parsedObject(value) : value;
  if (!isObject(document) || !Object.hasOwn(document, 'Statement')) return undefined;
  const statements = listOf(document.Statement).slice(0, mostStatements).filter(isObject).map(statementOf);
  return { title: titleOf(key), statements };
}

/** All policies anywhere in the parameters. */
export function policiesIn(parameters: JsonObject): readonly Policy[] {
  const found: Policy[] = [];
  const visit = (value: Value, key: string, level: number): void => {
    if (level > deepest) return;
    const policy = policyOf(value, key);
    if (policy) found.push(policy);
    else if (Array.isArray(value)) for (const each of value) visit(each, key, level + 1);
    else if (isObject(value)) for (const name of Object.keys(value)) visit(value[name], name, level + 1);
  };
  visit(parameters, '', 0);
  return found;
}

function titleOf(key: string): string {
  switch (folded(key)) {
    case 'bucketpolicy':
      return 'bucket policy';
    case 'assumerolepolicydocument':
      return 'trust policy';
    default:
      return 'policy';
  }
}

function statementOf(statement: JsonObject): Statement {
  const { Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = statement;
  return {
    allows: textOf(statement.Effect).toLowerCase() === 'allow',
    principals: principalsOf(Principal ?? NotPrincipal),
    allBut: Principal === undefined && NotPrincipal !== undefined,
    actions: Action === undefined ? allBut(NotAction) : texts(Action),
    resources: Resource === undefined ? allBut(NotResource) : texts(Resource),
    conditions: conditionsOf(statement.Condition),
  };
}

function allBut(value: Value): readonly string[] {
  const named = texts(value);
  return named.length === 0 ? [] : [`all but ${named.join(', ')}`];
}

function texts(value: Value): readonly string[] {
  return listOf(value)
    .map(textOf)
    .filter((text) => text !== '');
}

/** `"*"`, or an object of `AWS`, `Service`, `Federated` and `CanonicalUser`, each a text or a list. */
function principalsOf(value: Value): readonly string[] {
  return isObject(value) ? Object.values(value).flatMap(texts) : texts(value);
}

function conditionsOf(value: Value): readonly Condition[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.keys(keys).map((key) => ({ operator, key, values: conditionValues(member(keys, key)) }))
      : [],
  );
}

function conditionValues(value: Value): readonly string[] {
  return listOf(value).map((each) => (typeof each === 'boolean' ? String(each) : textOf(each)));
}

// ---- whom a statement lets in ----

/** The outsiders that the statement lets in; `own` is the account that has the policy. */
export function letsIn({ allows, allBut: isInverse, principals, conditions }: Statement, own: string | null) {
  if (!allows) return [];
  const named = isInverse ? [everyone] : principals.flatMap((each) => outsider(each, own) ?? []);
  return named.flatMap((each) => (each === everyone ? limited(conditions, own) : [each]));
}

/** Those of everyone who meet the conditions. Empty if that is the account itself. */
function limited(conditions: readonly Condition[], own: string | null): readonly string[] {
  if (conditions.length === 0) return [everyone];
  const tie = conditions.find(tiesToSomeone);
  if (tie === undefined) return [conditionally];
  return tie.values.flatMap((value) => outsider(value, own) ?? []);
}

/** `…IfExists` and `ForAllValues` hold too where the request has no such key. */
const positive = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;

const tyingKeys: ReadonlySet<string> = new Set(
  `aws:principalorgid aws:principalorgpaths aws:principalaccount aws:principalarn aws:sourceorgid aws:sourceorgpaths
  aws:sourceaccount aws:sourceowner aws:sourcearn kms:calleraccount s3:dataaccesspointaccount`
    .trim()
    .split(/\s+/),
);

/** Whether the condition leaves only named accounts, organisations or ARNs. */
function tiesToSomeone({ operator, key, values }: Condition): boolean {
  if (!positive.test(operator) || !tyingKeys.has(key.toLowerCase())) return false;
  return (
    values.length > 0 && values.every((value) => /^(?:\d{12}|o-[a-z0-9].*|arn:.*[a-z0-9].*)$/.test(value))
  );
}

// ---- in words ----

const mostShown = 3;

/** `s3:GetObject, s3:PutObject if aws:SourceIp`. */
export function allowance({ actions, conditions }: Statement): string {
  const keys = [...new Set(conditions.map(({ key }) => key))];
  return `allows ${few(actions)}${keys.length > 0 ? ` if ${few(keys)}` : ''}`;
}

/** The policy in one line: `allow 444455556666 s3:GetObject on arn:…; deny * s3:* on … if aws:SecureTransport`. */
export function policyText({ statements }: Policy): string {
  const shown = statements.slice(0, mostShown).map(statementText);
  const left = statements.length - shown.length;
  if (left > 0) shown.push(`and ${left} more`);
  return shown.length === 0 ? 'no statements' : shown.join('; ');
}

function statementText({
  allows,
  principals,
  allBut: isInverse,
  actions,
  resources,
  conditions,
}: Statement): string {
  const who = principals.length === 0 ? [] : [`${isInverse ? 'all but ' : ''}${few(principals)}`];
  const on = resources.length === 0 ? [] : [`on ${few(resources)}`];
  const keys = [...new Set(conditions.map(({ key }) => key))];
  const when = keys.length === 0 ? [] : [`if ${few(keys)}`];
  return [allows ? 'allow' : 'deny', ...who, few(actions), ...on, ...when].join(' ');
}

function few(all: readonly string[]): string {
  const left = all.length - mostShown;
  return left > 0 ? `${all.slice(0, mostShown).join(', ')} and ${left} more` : all.join(', ');
}
