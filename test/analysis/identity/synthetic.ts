/** Made-up records for chains of credentials: only the fields that telling who was behind an event needs. */
import type { JsonObject } from '../../../src/model/json.js';

export const home = '111122223333';
export const other = '444455556666';

/** The time of day on 2024-05-01, as CloudTrail writes it. */
export function at(clock: string): string {
  return `2024-05-01T${clock}Z`;
}

export const alice: JsonObject = {
  type: 'IAMUser',
  principalId: 'AIDAALICE000000000001',
  arn: `arn:aws:iam::${home}:user/staff/alice`,
  accountId: home,
  accessKeyId: 'AKIAALICE00000000001',
  userName: 'alice',
};

export const bob: JsonObject = {
  type: 'IAMUser',
  principalId: 'AIDABOB00000000000001',
  arn: `arn:aws:iam::${home}:user/bob`,
  accountId: home,
  accessKeyId: 'AKIABOB0000000000001',
  userName: 'bob',
};

export interface Session {
  readonly role: string;
  readonly name: string;
  readonly account?: string;
  readonly path?: string;
  readonly key?: string;
  readonly created?: string;
  readonly more?: JsonObject;
  readonly context?: JsonObject;
}

/** The unique id that the role of this name has in these records. */
export function roleId(role: string): string {
  return `AROA${role
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padEnd(17, '0')
    .slice(0, 17)}`;
}

/** `userIdentity` of a role session. */
export function session({
  role,
  name,
  account = home,
  path = '',
  key,
  created,
  more,
  context,
}: Session): JsonObject {
  return {
    type: 'AssumedRole',
    principalId: `${roleId(role)}:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    accountId: account,
    ...(key === undefined ? {} : { accessKeyId: key }),
    ...(created === undefined
      ? {}
      : {
          sessionContext: {
            sessionIssuer: {
              type: 'Role',
              principalId: roleId(role),
              arn: `arn:aws:iam::${account}:role/${path}${role}`,
              accountId: account,
              userName: role,
            },
            attributes: { creationDate: created, mfaAuthenticated: 'false' },
            ...context,
          },
        }),
    ...more,
  };
}

/** An ordinary call. */
export function call(eventTime: string, userIdentity: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.08',
    eventID: `use-${eventTime}`,
    eventTime,
    eventSource: 's3.amazonaws.com',
    eventName: 'DeleteBucket',
    eventType: 'AwsApiCall',
    recipientAccountId: home,
    ...more,
    userIdentity,
  };
}

export interface Issued {
  readonly id: string;
  readonly time: string;
  readonly by: JsonObject;
  readonly role: string;
  readonly name: string;
  readonly key: string;
  readonly account?: string;
  readonly path?: string;
  readonly eventName?: string;
  readonly request?: JsonObject;
  readonly response?: JsonObject;
  readonly more?: JsonObject;
}

/** A successful AssumeRole, or one of its kin. */
export function assumeRole(issued: Issued): JsonObject {
  const { id, time, by, role, name, key, account = home, path = '' } = issued;
  return call(time, by, {
    eventID: id,
    eventSource: 'sts.amazonaws.com',
    eventName: issued.eventName ?? 'AssumeRole',
    requestParameters: {
      roleArn: `arn:aws:iam::${account}:role/${path}${role}`,
      roleSessionName: name,
      ...issued.request,
    },
    responseElements: {
      credentials: { accessKeyId: key, sessionToken: 'x', expiration: 'May 1, 2024, 11:00:00 PM' },
      assumedRoleUser: {
        assumedRoleId: `${roleId(role)}:${name}`,
        arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
      },
      ...issued.response,
    },
    ...issued.more,
  });
}

/** What an AssumeRole by a service for a machine looks like: no `assumedRoleUser`. */
export function assumedByService(service: string, issued: Omit<Issued, 'by'>): JsonObject {
  const record = assumeRole({ ...issued, by: { type: 'AWSService', invokedBy: service } });
  const responseElements = {
    credentials: { accessKeyId: issued.key },
  };
  return { ...record, sourceIPAddress: service, responseElements };
}

export function signIn(
  id: string,
  time: string,
  by: JsonObject,
  eventName = 'ConsoleLogin',
  more: JsonObject = {},
): JsonObject {
  return call(time, by, {
    eventID: id,
    eventSource: 'signin.amazonaws.com',
    eventName,
    eventType: 'AwsConsoleSignIn',
    requestParameters: null,
    responseElements: { [eventName]: 'Success' },
    ...more,
  });
}

/** The caller of a call into another account, as that account sees it. */
export function foreign(caller: JsonObject): JsonObject {
  return { type: 'AWSAccount', principalId: caller.principalId ?? '', accountId: caller.accountId ?? '' };
}

/** A console session's identity: a user or root with temporary key and creation date. */
export function inConsole(identity: JsonObject, key: string, created: string): JsonObject {
  return {
    ...identity,
    accessKeyId: key,
    sessionContext: {
      sessionIssuer: {},
      webIdFederationData: {},
      attributes: { creationDate: created, mfaAuthenticated: 'true' },
    },
  };
}
