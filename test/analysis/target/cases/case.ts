/**
 * One recorded call and what it answers. `ask` lines read `<question> <subject> -> <relation> [outcome]`; the outcome
 * is `success` unless said, and `none` means that the event is no answer.
 */
import type { JsonObject, JsonValue } from '../../../../src/model/json.js';

export interface Case {
  /** Event source without `.amazonaws.com`, and event name. */
  readonly call: string;
  readonly request?: JsonValue;
  readonly response?: JsonValue;
  readonly resources?: JsonValue;
  readonly error?: string;
  readonly message?: string;
  /** Any other fields of the record, which win over the usual ones. */
  readonly fields?: JsonObject;
  readonly ask: readonly string[];
}

export const account = '111122223333';
export const region = 'eu-central-1';

/** The record of the case: a plain API call by an IAM user. */
export function recordOf({ call, request, response, resources, error, message, fields }: Case): JsonObject {
  const [source = '', eventName = ''] = call.split(' ');
  return {
    eventVersion: '1.09',
    userIdentity: { type: 'IAMUser', userName: 'mallory', accountId: account },
    eventTime: '2024-03-05T10:00:00Z',
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: '192.0.2.17',
    userAgent: 'aws-cli/2.15.0',
    requestParameters: request ?? null,
    responseElements: response ?? null,
    ...(resources === undefined ? {} : { resources }),
    ...(error === undefined ? {} : { errorCode: error }),
    ...(message === undefined ? {} : { errorMessage: message }),
    eventID: '5b0c1f7e-9f5e-4d27-8f0a-0b7c3d2e1f00',
    eventType: 'AwsApiCall',
    recipientAccountId: account,
    ...fields,
  };
}

/** The message of an AccessDenied error about the resource. */
export function refused(action: string, resource: string): string {
  const user = `arn:aws:iam::${account}:user/mallory`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}
