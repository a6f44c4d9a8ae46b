/**
 * The filter flags as a condition. Every command takes the same ones: a flag given twice means either value,
 * different flags mean both, `!` before a name excludes it.
 */
import { UsageError } from '../model/usage-error.js';
import { allOf, type Expr, type Path } from './ast.js';
import {
  accessKeyIs,
  accountIs,
  addressIs,
  either,
  errorCodeIs,
  eventIs,
  principalIs,
  regionIs,
  serviceIs,
} from './flag-meanings.js';
import { readByName } from './read-calls.js';
import { parseWhere } from './where/index.js';

/** The values of the flags; one that was not given is undefined or empty. */
export interface FilterFlags {
  /** Milliseconds since the epoch, inclusive. */
  readonly since?: number | undefined;
  /** Milliseconds since the epoch, exclusive. */
  readonly until?: number | undefined;
  readonly account?: readonly string[] | undefined;
  readonly region?: readonly string[] | undefined;
  readonly service?: readonly string[] | undefined;
  readonly event?: readonly string[] | undefined;
  readonly principal?: readonly string[] | undefined;
  readonly ip?: readonly string[] | undefined;
  readonly accessKey?: readonly string[] | undefined;
  readonly errors?: boolean | undefined;
  readonly errorCode?: readonly string[] | undefined;
  readonly writes?: boolean | undefined;
  readonly reads?: boolean | undefined;
  readonly where?: readonly string[] | undefined;
}

/**
 * Names take `*` (any run of characters) and `?` (one), made literal by a backslash, and ignore case. No flags give
 * the condition that everything satisfies.
 * @throws UsageError naming the flag; for `where` with the text and the column of the mistake.
 */
export function filterExpr(flags: FilterFlags): Expr {
  return allOf([
    ...timeRange(flags.since, flags.until),
    ...named('--account', single('--account', flags.account), accountIs),
    ...named('--region', single('--region', flags.region), regionIs),
    ...named('--service', single('--service', flags.service), serviceIs),
    ...named('--event', single('--event', actions(flags.event)), eventIs),
    ...named('--principal', flags.principal, principalIs),
    ...named('--ip', flags.ip, addressIs),
    ...named('--access-key', single('--access-key', flags.accessKey), accessKeyIs),
    ...(flags.errors ? [failed] : []),
    ...named('--error-code', flags.errorCode, errorCodeIs),
    ...writesOrReads(flags),
    ...conditions(flags.where),
  ]);
}

const eventTime: Path = ['eventTime'];
const readOnly: Path = ['readOnly'];

/** Sign-in events that tell their failure in the response alone (CloudTrail User Guide, console sign-in events). */
const signInEvents = [
  ...['ConsoleLogin', 'CheckMfa', 'SwitchRole', 'ExitRole', 'RenewRole', 'GetSigninToken'],
  ...['PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'UserAuthentication'],
];

const failed: Expr = {
  kind: 'any',
  terms: [
    { kind: 'present', path: ['errorCode'] },
    { kind: 'present', path: ['errorMessage'] },
    ...[
      ...signInEvents.map((name) => ['responseElements', name]),
      ['serviceEventDetails', 'CredentialChallenge'],
      ['serviceEventDetails', 'CredentialVerification'],
    ].map((path): Expr => ({ kind: 'oneOf', path, values: ['Failure'], foldCase: true })),
  ],
};

/**
 * Event times are ISO 8601 texts of whole seconds, so a bound within a second is as good as the next whole one. The
 * bound ends before the `Z`: that orders `…:06Z` and the `…:06.000Z` of re-shaped records alike.
 */
function timeRange(since: number | undefined, until: number | undefined): readonly Expr[] {
  if (since !== undefined && until !== undefined && until <= since) {
    throw new UsageError('--until: not after --since');
  }
  return [
    ...(since === undefined ? [] : [bound('--since', '>=', since)]),
    ...(until === undefined ? [] : [bound('--until', '<', until)]),
  ];
}

function bound(flag: string, op: '>=' | '<', time: number): Expr {
  const second = new Date(Math.ceil(time / 1000) * 1000);
  const year = second.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new UsageError(`${flag}: outside the years 0 to 9999`);
  return { kind: 'compare', path: eventTime, op, value: second.toISOString().slice(0, 19) };
}

/** Of names that never hold a comma: a list would match nothing without a word. Names of principals may hold one. */
function single(flag: string, values: readonly string[] | undefined): readonly string[] | undefined {
  const list = values?.find((value) => value.includes(','));
  if (list === undefined) return values;
  const hint = `Give it once for each: ${list
    .split(',')
    .map((name) => `${flag} ${name.trim()}`)
    .join(' ')}`;
  throw new UsageError(`${flag}: '${list}' is a list`, undefined, hint);
}

/** An event id (a UUID), whole or cut as tables cut it. No action is called so: it would find nothing without a word. */
function actions(values: readonly string[] | undefined): readonly string[] | undefined {
  const id = values?.find(isLikeEventId);
  if (id === undefined) return values;
  throw new UsageError(
    `--event: '${id}' is an event id, not the name of an action`,
    undefined,
    `trailscan show ${id.replace(/^!/, '')} shows one event; --where "eventID = '...'" filters by ids.`,
  );
}

export function isLikeEventId(text: string): boolean {
  return /^!?[0-9a-f]{8}(?![0-9a-z])/i.test(text);
}

/** One term for all that is included, one for each that is excluded. */
function named(
  flag: string,
  values: readonly string[] | undefined,
  meaning: (value: string) => Expr,
): readonly Expr[] {
  const included: Expr[] = [];
  const excluded: Expr[] = [];
  for (const value of values ?? []) {
    const negated = value.startsWith('!');
    const name = negated ? value.slice(1) : value.replace(/^\\!/, '!');
    if (name.trim() === '') throw new UsageError(`${flag}: an empty name matches nothing`);
    if (negated) excluded.push({ kind: 'not', term: meaning(name) });
    else included.push(meaning(name));
  }
  return [...(included.length > 0 ? [either(included)] : []), ...excluded];
}

/** The record's own word; for old records without one, the name of the call. */
function writesOrReads(flags: FilterFlags): readonly Expr[] {
  if (flags.writes && flags.reads) {
    throw new UsageError('--writes and --reads together select everything; give one');
  }
  if (!flags.writes && !flags.reads) return [];
  const byName: Expr = flags.reads ? readByName : { kind: 'not', term: readByName };
  return [
    either([
      { kind: 'oneOf', path: readOnly, values: [flags.reads === true], foldCase: false },
      allOf([{ kind: 'not', term: { kind: 'present', path: readOnly } }, byName]),
    ]),
  ];
}

function conditions(texts: readonly string[] | undefined): readonly Expr[] {
  if (!texts?.length) return [];
  try {
    return [either(texts.map(parseWhere))];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`--where: ${error.message}`, error.at, error.hint);
  }
}
