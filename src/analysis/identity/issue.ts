/**
 * Events that make credentials or sessions, as far as joining needs them. Three kinds: calls that return an access key
 * (STS, and whoever else answers with `credentials`), sign-ins to the console (the keys of a console session are in no
 * response), and the portal calls of Identity Center. Sources: IAM User Guide, Logging IAM and STS API calls with
 * CloudTrail; CloudTrail User Guide, console sign-in events; IAM Identity Center User Guide, CloudTrail use cases.
 */
import type { JsonObject } from '../../model/json.js';
import { lastSegment, parseArn, roleSessionKey } from './arn.js';
import { longestLifetime, roleLifetime } from './credential.js';
import { identityOf } from './principal.js';
import { textAt, timeAt } from './read.js';

/** Calls whose session outlives the key they return: the console and Identity Center exchange it for others. */
export const roleIssuers = ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'] as const;

export const signIns = ['ConsoleLogin', 'SwitchRole', 'RenewRole'] as const;

/** A call that returned credentials. */
export interface Issue {
  readonly record: JsonObject;
  readonly eventId: string;
  readonly by: string;
  /** Milliseconds since 1970, as are all times here; null if the record has none. */
  readonly at: number | null;
  readonly until: number;
  readonly sharedEventId: string | null;
  readonly accessKeyId: string;
  /** `principalId` of the events to come, where the response or the kind of call tells it. */
  readonly principalId: string | null;
  /** See roleSessionKey: services' own AssumeRole calls have no `assumedRoleUser` in the response. */
  readonly roleSession: string | null;
  readonly roleArn: string | null;
  readonly sessionName: string | null;
  /** Whether the session may show other keys than this one. */
  readonly keysVary: boolean;
}

/** A sign-in to the console, or a switch of role in it. */
export interface SignIn {
  readonly record: JsonObject;
  readonly eventId: string;
  readonly by: string;
  readonly at: number;
  readonly principalId: string;
  /** ARN of the principal who switched. */
  readonly from: string | null;
}

/** Identity Center's portal handed out credentials of a permission set in an account. */
export interface PortalCall {
  readonly record: JsonObject;
  readonly eventId: string;
  readonly at: number;
  readonly account: string;
  readonly permissionSet: string;
  readonly userId: string | null;
}

/** Undefined if the record returned no credentials, or only named those it was made with (GetSigninToken). */
export function issueOf(record: JsonObject): Issue | undefined {
  const credentials = ['responseElements', 'credentials'] as const;
  const accessKeyId = textAt(record, ...credentials, 'accessKeyId');
  const identity = identityOf(record);
  if (accessKeyId === null || accessKeyId === textAt(identity, 'accessKeyId')) return undefined;
  const by = textAt(record, 'eventName') ?? 'unknown';
  const at = timeAt(record, 'eventTime');
  const roleArn = textAt(record, 'requestParameters', 'roleArn');
  const role = parseArn(roleArn);
  const sessionName = textAt(record, 'requestParameters', 'roleSessionName');
  const keysVary = roleIssuers.some((name) => name === by);
  return {
    record,
    eventId: eventIdOf(record),
    by,
    at,
    until: expiration(record) ?? (at ?? 0) + (keysVary ? roleLifetime : longestLifetime),
    sharedEventId: textAt(record, 'sharedEventID'),
    accessKeyId,
    principalId: principalIdOfSession(record, by),
    roleSession:
      role?.kind === 'role' && role.account !== null && sessionName !== null
        ? roleSessionKey(role.account, lastSegment(role.rest), sessionName)
        : null,
    roleArn,
    sessionName,
    keysVary,
  };
}

/** Undefined if the record is no sign-in, or a failed one: those say so in the response, without `errorCode`. */
export function signInOf(record: JsonObject): SignIn | undefined {
  const by = textAt(record, 'eventName') ?? '';
  const principalId = textAt(identityOf(record), 'principalId');
  const at = timeAt(record, 'eventTime');
  if (!signIns.some((name) => name === by) || principalId === null || at === null) return undefined;
  if (textAt(record, 'responseElements', by) !== 'Success') return undefined;
  const from =
    textAt(record, 'additionalEventData', 'SwitchFrom') ??
    (by === 'RenewRole' ? textAt(record, 'additionalEventData', 'RenewedBy') : null);
  return { record, eventId: eventIdOf(record), by, at, principalId, from };
}

export function portalCallOf(record: JsonObject): PortalCall | undefined {
  if (record.eventName !== 'GetRoleCredentials') return undefined;
  const at = timeAt(record, 'eventTime');
  const account = textAt(record, 'serviceEventDetails', 'account_id');
  const permissionSet = textAt(record, 'serviceEventDetails', 'role_name');
  if (at === null || account === null || permissionSet === null) return undefined;
  const userId = textAt(identityOf(record), 'onBehalfOf', 'userId');
  return { record, eventId: eventIdOf(record), at, account, permissionSet, userId };
}

/** The `eventID`, or a text that stands for it in a record without. */
export function eventIdOf(record: JsonObject): string {
  return textAt(record, 'eventID') ?? '(without eventID)';
}

function principalIdOfSession(record: JsonObject, by: string): string | null {
  const target = textAt(record, 'requestParameters', 'targetPrincipal');
  switch (by) {
    case 'GetSessionToken':
      return textAt(identityOf(record), 'principalId');
    case 'GetFederationToken':
      return textAt(record, 'responseElements', 'federatedUser', 'federatedUserId');
    case 'AssumeRoot':
      return parseArn(target)?.account ?? target;
    default:
      return textAt(record, 'responseElements', 'assumedRoleUser', 'assumedRoleId');
  }
}

/**
 * `credentials.expiration` in milliseconds, else null. It is a date for people, in UTC: `Jul 30, 2021 12:56:03 AM`
 * until about 2022, since then with a comma after the year. Some Java runtimes put a narrow space before AM and PM.
 */
function expiration(record: JsonObject): number | null {
  const text = textAt(record, 'responseElements', 'credentials', 'expiration');
  const match = humanDate.exec(text?.slice(0, 40) ?? '');
  if (!match) return timeAt(record, 'responseElements', 'credentials', 'expiration');
  const [, month = '', day, year, hours, minutes, seconds, half] = match;
  const hour = (Number(hours) % 12) + (half === 'PM' ? 12 : 0);
  const time = Date.UTC(
    Number(year),
    months.indexOf(month),
    Number(day),
    hour,
    Number(minutes),
    Number(seconds),
  );
  return months.includes(month) ? time : null;
}

const humanDate = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)\s(AM|PM)$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
