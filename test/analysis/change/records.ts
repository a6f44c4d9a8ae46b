/** Made-up records of calls: only the fields that telling what a call changed needs. */
import type { JsonObject, JsonValue } from '../../../src/model/json.js';

export const home = '111122223333';
export const other = '444455556666';

/** `call('s3:PutBucketAcl', {...})`. */
export function call(action: string, requestParameters: JsonValue, more: JsonObject = {}): JsonObject {
  const [source = '', eventName = ''] = action.split(':');
  return {
    eventTime: '2024-05-01T10:00:00Z',
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    recipientAccountId: home,
    userIdentity: { type: 'IAMUser', accountId: home, userName: 'alice' },
    requestParameters,
    responseElements: null,
    ...more,
  };
}

/** A policy of one statement. */
export function policy(statement: JsonObject): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }],
  };
}
