/**
 * Finding issuing events: what to ask the archive, and how often. One question serves all open credentials; its answer
 * may hold events made with credentials that are open in turn, so it is asked again, about those only.
 */
import type { JsonObject } from '../../model/json.js';
import { allOf, anyOf, type Expr, type Path } from '../../query/ast.js';
import { openCredentials } from './actor.js';
import { type Credential, clockSkew, longestLifetime, roleLifetime } from './credential.js';
import { roleIssuers, signIns } from './issue.js';
import { buildIssuers, type Issuers } from './issuers.js';

export interface IssuersQuery {
  readonly where: Expr;
  /** The part of it that `issuingEvents` does not cover: callers' own records of calls. Null if there is none. */
  readonly ownRecords: Expr | null;
  /** Issuing events lie between these times, in milliseconds since 1970; infinite where a use has no time. */
  readonly from: number;
  readonly to: number;
}

/** Each round finds the issues before those found last; people build no longer chains. */
const mostRounds = 10;

/** Services whose events issue credentials. Names in the China partition may end in `.cn`. */
const issuingSources = ['sts', 'signin', 'cognito-identity'].flatMap((service) => [
  `${service}.amazonaws.com`,
  `${service}.amazonaws.com.cn`,
]);

const fromIssuer: Expr = { kind: 'oneOf', path: ['eventSource'], values: issuingSources, foldCase: false };

/** All that `issuersQuery` may find, whatever the credentials, but callers' own records. */
export const issuingEvents: Expr = anyOf([
  allOf([
    fromIssuer,
    anyOf([
      { kind: 'oneOf', path: ['eventName'], values: [...roleIssuers, ...signIns], foldCase: false },
      { kind: 'present', path: ['responseElements', 'credentials', 'accessKeyId'] },
      { kind: 'present', path: ['responseElements', 'assumedRoleUser', 'assumedRoleId'] },
    ]),
  ]),
  { kind: 'oneOf', path: ['eventName'], values: ['GetRoleCredentials'], foldCase: false },
]);

/**
 * The question that finds the events that may have issued any of the credentials, and for callers from other accounts
 * their own record of the call. Only exact values are asked for, so that files without them need not be read. Without
 * credentials it matches nothing.
 */
export function issuersQuery(credentials: readonly Credential[]): IssuersQuery {
  const own = credentials.filter(({ sharedEventId }) => sharedEventId === null);
  const roles = credentials.filter(({ sessionName }) => sessionName !== null);
  const centerRoles = credentials.filter(({ permissionSet }) => permissionSet !== null);
  const issued: Expr[] = [
    ...having([
      ['responseElements', 'credentials', 'accessKeyId'],
      own.map(({ accessKeyId }) => accessKeyId),
    ]),
    ...having([
      ['responseElements', 'assumedRoleUser', 'assumedRoleId'],
      roles.map(({ principalId }) => principalId),
    ]),
    ...having(
      [['eventName'], roleIssuers],
      [['requestParameters', 'roleArn'], roles.map(({ roleArn }) => roleArn)],
      [['requestParameters', 'roleSessionName'], roles.map(({ sessionName }) => sessionName)],
    ),
    ...having(
      [['eventName'], signIns],
      [['userIdentity', 'principalId'], own.map(({ principalId }) => principalId)],
    ),
  ];
  const portalCalls = having(
    [['eventName'], ['GetRoleCredentials']],
    [['serviceEventDetails', 'account_id'], centerRoles.map(({ account }) => account)],
    [['serviceEventDetails', 'role_name'], centerRoles.map(({ permissionSet }) => permissionSet)],
  );
  const ownRecords = having([['sharedEventID'], credentials.map(({ sharedEventId }) => sharedEventId)]);
  return {
    where: anyOf([
      ...(issued.length > 0 ? [allOf([fromIssuer, anyOf(issued)])] : []),
      ...portalCalls,
      ...ownRecords,
    ]),
    ownRecords: ownRecords[0] ?? null,
    from: credentials.reduce((least, credential) => Math.min(least, earliest(credential)), Infinity),
    to: credentials.reduce((most, credential) => Math.max(most, latest(credential)), -Infinity),
  };
}

/**
 * Asks `find` until every chain of the records ends or nothing more is found, and returns the index for actorOf.
 * `find` answers a question from the whole archive; it may return more than asked, in any order.
 */
export async function gatherIssuers(
  records: readonly JsonObject[],
  find: (query: IssuersQuery) => Promise<readonly JsonObject[]>,
): Promise<Issuers> {
  const known = [...records];
  const asked = new Set<string>();
  let issuers = buildIssuers(known);
  for (let round = 0; round < mostRounds; round++) {
    const open = openCredentials(records, issuers).filter(({ id }) => !asked.has(id));
    if (open.length === 0) break;
    for (const { id } of open) asked.add(id);
    const found = await find(issuersQuery(open));
    if (found.length === 0) break;
    for (const record of found) known.push(record);
    issuers = buildIssuers(known);
  }
  return issuers;
}

/** A test that each of the fields has one of its values; none if for some field no value is asked for. */
function having(...fields: readonly (readonly [Path, readonly (string | null)[]])[]): Expr[] {
  const terms: Expr[] = fields.map(([path, values]) => ({
    kind: 'oneOf',
    path,
    values: [...new Set(values)].filter((value) => value !== null).sort(),
    foldCase: false,
  }));
  return terms.some((term) => term.kind === 'oneOf' && term.values.length === 0) ? [] : [allOf(terms)];
}

/**
 * A recorded creation is the time of the issue. Otherwise the issue is as old as the use at most by the lifetime of such
 * credentials. The record in the caller's own account has the time of the use.
 */
function earliest({ createdAt, usedAt, forwarded, sessionName, sharedEventId }: Credential): number {
  if (createdAt !== null && !forwarded) return createdAt - clockSkew;
  if (usedAt === null) return -Infinity;
  if (sharedEventId !== null && sessionName === null) return usedAt - clockSkew;
  return usedAt - (sessionName === null ? longestLifetime : roleLifetime) - clockSkew;
}

function latest({ createdAt, usedAt, forwarded }: Credential): number {
  const time = createdAt !== null && !forwarded ? createdAt : usedAt;
  return time === null ? Infinity : time + clockSkew;
}
