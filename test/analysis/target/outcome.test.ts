import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../src/analysis/target/index.js';
import type { JsonObject } from '../../../src/model/json.js';

describe('outcomeOf', () => {
  it.each<[string, JsonObject]>([
    ['success', {}],
    ['success', { errorCode: '', errorMessage: null }],
    ['denied', { errorCode: 'AccessDenied' }],
    ['denied', { errorCode: 'AccessDeniedException' }],
    ['denied', { errorCode: 'Client.UnauthorizedOperation' }],
    ['denied', { errorCode: 'UnauthorizedAccess' }],
    ['denied', { errorCode: 'NotAuthorizedException' }],
    ['denied', { errorCode: 'VpceAccessDenied' }],
    ['denied', { errorMessage: 'User: x is not authorized to perform: a:B' }],
    ['failure', { errorCode: 'NoSuchBucket' }],
    ['failure', { errorCode: 'ThrottlingException' }],
    ['failure', { errorCode: 404 }],
    ['failure', { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } }],
    ['failure', { errorMessage: 'Failed authentication' }],
    ['failure', { serviceEventDetails: { createAccountStatus: { state: 'FAILED' } } }],
    ['success', { serviceEventDetails: { createAccountStatus: { state: 'SUCCEEDED' } } }],
    ['dry-run', { errorCode: 'Client.DryRunOperation' }],
    ['dry-run', { errorCode: 'DryRunOperationException' }],
    ['dry-run', { requestParameters: { dryRun: true } }],
    ['dry-run', { requestParameters: '{"dryRun":"true"}' }],
    ['denied', { errorCode: 'Client.UnauthorizedOperation', requestParameters: { dryRun: true } }],
    ['success', { requestParameters: { dryRun: false } }],
    ['success', { responseElements: { failures: [{ arn: 'x' }] } }],
    [
      'failure',
      {
        eventSource: 'monitoring.amazonaws.com',
        eventName: 'DeleteAlarms',
        requestParameters: { alarmNames: ['a', 'b'] },
        responseElements: { failures: [{ name: 'a' }, { name: 'b' }] },
      },
    ],
    [
      'success',
      {
        eventSource: 'monitoring.amazonaws.com',
        eventName: 'DeleteAlarms',
        requestParameters: { alarmNames: ['a', 'b'] },
        responseElements: { failures: [{ name: 'a' }] },
      },
    ],
    ['success', { errorCode: { nested: true }, requestParameters: 7, responseElements: [] }],
  ])('%s: %j', (outcome, record) => expect(outcomeOf(record)).toBe(outcome));
});
