import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorOf, buildIssuers, credentialOf, principalOf } from '../../../src/analysis/identity/index.js';
import type { Principal } from '../../../src/model/event.js';
import type { JsonObject, JsonValue } from '../../../src/model/json.js';

const account = '111122223333';

interface Case {
  readonly name: string;
  readonly identity: JsonValue;
  readonly record?: JsonObject;
  readonly is: Partial<Principal>;
}

const roleSession: JsonObject = {
  type: 'AssumedRole',
  principalId: 'AROADEPLOY00000000001:s1',
  arn: `arn:aws:sts::${account}:assumed-role/Deploy/s1`,
  accountId: account,
  accessKeyId: 'ASIADEPLOY0000000001',
};

const cases: readonly Case[] = [
  {
    name: 'Root',
    identity: {
      type: 'Root',
      principalId: account,
      arn: `arn:aws:iam::${account}:root`,
      accountId: account,
      accessKeyId: '',
    },
    is: {
      type: 'Root',
      name: 'root',
      id: account,
      arn: `arn:aws:iam::${account}:root`,
      account,
      accessKeyId: null,
    },
  },
  {
    name: 'Root of an account with an alias',
    identity: { type: 'Root', principalId: account, accountId: account, userName: 'our-alias' },
    is: { name: 'root' },
  },
  {
    name: 'IAMUser',
    identity: {
      type: 'IAMUser',
      principalId: 'AIDAALICE000000000001',
      arn: `arn:aws:iam::${account}:user/staff/alice`,
      accountId: account,
      accessKeyId: 'AKIAALICE00000000001',
      userName: 'alice',
    },
    is: {
      type: 'IAMUser',
      name: 'alice',
      id: 'AIDAALICE000000000001',
      account,
      accessKeyId: 'AKIAALICE00000000001',
      mfa: null,
    },
  },
  {
    name: 'IAMUser told by the ARN only',
    identity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/staff/alice` },
    is: { name: 'alice', id: `arn:aws:iam::${account}:user/staff/alice`, account },
  },
  {
    name: 'IAMUser of a failed sign-in',
    identity: { type: 'IAMUser', accountId: account, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    is: { name: 'HIDDEN_DUE_TO_SECURITY_REASONS', id: account, arn: null },
  },
  {
    name: 'IAMUser with MFA in the session',
    identity: {
      type: 'IAMUser',
      userName: 'alice',
      sessionContext: { attributes: { mfaAuthenticated: 'true' } },
    },
    is: { mfa: true },
  },
  {
    name: 'MFA as the boolean of old records',
    identity: {
      type: 'IAMUser',
      userName: 'alice',
      sessionContext: { attributes: { mfaAuthenticated: false } },
    },
    is: { mfa: false },
  },
  {
    name: 'MFA at the sign-in of a user',
    identity: { type: 'IAMUser', userName: 'alice' },
    record: { eventName: 'ConsoleLogin', additionalEventData: { MFAUsed: 'Yes' } },
    is: { mfa: true },
  },
  {
    name: 'MFA at a federated sign-in is not known',
    identity: roleSession,
    record: { eventName: 'ConsoleLogin', additionalEventData: { MFAUsed: 'No' } },
    is: { mfa: null },
  },
  {
    name: 'AssumedRole',
    identity: {
      ...roleSession,
      sessionContext: {
        sessionIssuer: { type: 'Role', userName: 'Deploy' },
        attributes: { mfaAuthenticated: 'false' },
        sourceIdentity: 'alice',
      },
    },
    is: {
      type: 'AssumedRole',
      name: 'Deploy/s1',
      id: 'AROADEPLOY00000000001:s1',
      mfa: false,
      sourceIdentity: 'alice',
    },
  },
  {
    name: 'AssumedRole without arn',
    identity: {
      type: 'AssumedRole',
      principalId: 'AROADEPLOY00000000001:s1',
      sessionContext: { sessionIssuer: { userName: 'Deploy', accountId: account } },
    },
    is: { name: 'Deploy/s1', account },
  },
  {
    name: 'AssumedRole with nothing but an id',
    identity: { type: 'AssumedRole', principalId: 'AROADEPLOY00000000001:s1' },
    is: { name: 'AROADEPLOY00000000001:s1' },
  },
  {
    name: 'Role',
    identity: { type: 'Role', arn: `arn:aws:iam::${account}:role/ops/Deploy`, accountId: account },
    is: { type: 'Role', name: 'Deploy', account },
  },
  {
    name: 'FederatedUser',
    identity: {
      type: 'FederatedUser',
      principalId: `${account}:bob`,
      arn: `arn:aws:sts::${account}:federated-user/bob`,
      accountId: account,
    },
    is: { type: 'FederatedUser', name: 'federated/bob', id: `${account}:bob` },
  },
  {
    name: 'FederatedUser without arn',
    identity: { type: 'FederatedUser', principalId: `${account}:bob` },
    is: { name: 'federated/bob' },
  },
  {
    name: 'SAMLUser',
    identity: {
      type: 'SAMLUser',
      principalId: 'q1:carol@example.com',
      userName: 'carol@example.com',
      identityProvider: 'q1',
    },
    is: { type: 'SAMLUser', name: 'carol@example.com', id: 'q1:carol@example.com', account: null, arn: null },
  },
  {
    name: 'WebIdentityUser',
    identity: {
      type: 'WebIdentityUser',
      principalId: 'oidc.example.com:sts.amazonaws.com:system:serviceaccount:shop:cart',
      userName: 'system:serviceaccount:shop:cart',
      identityProvider: 'oidc.example.com',
    },
    is: { type: 'WebIdentityUser', name: 'system:serviceaccount:shop:cart' },
  },
  {
    name: 'WebIdentityUser of an unnamed subject',
    identity: { type: 'WebIdentityUser', identityProvider: 'accounts.google.com' },
    is: { name: 'accounts.google.com', id: null },
  },
  {
    name: 'IdentityCenterUser',
    identity: {
      type: 'IdentityCenterUser',
      accountId: account,
      onBehalfOf: { userId: 'u-1', identityStoreArn: 'arn:x' },
      credentialId: 'c-1',
    },
    is: { type: 'IdentityCenterUser', name: 'u-1', id: 'u-1', account },
  },
  {
    name: 'Directory',
    identity: { type: 'Directory', userName: 'CORP\\dora', accountId: account },
    is: { type: 'Directory', name: 'CORP\\dora' },
  },
  {
    name: 'AWSAccount, a user of another account',
    identity: { type: 'AWSAccount', principalId: 'AIDAEVE00000000000001', accountId: '444455556666' },
    is: {
      type: 'AWSAccount',
      name: 'account 444455556666 (AIDAEVE00000000000001)',
      id: 'AIDAEVE00000000000001',
      account: '444455556666',
    },
  },
  {
    name: 'AWSAccount without principal',
    identity: { type: 'AWSAccount', accountId: '444455556666' },
    is: { name: 'account 444455556666', id: '444455556666' },
  },
  {
    name: 'AWSAccount of nobody: anonymous',
    identity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
    is: { name: 'anonymous', id: 'ANONYMOUS_PRINCIPAL', account: null },
  },
  {
    name: 'AWSService',
    identity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
    is: {
      type: 'AWSService',
      name: 'ec2.amazonaws.com',
      id: 'ec2.amazonaws.com',
      invokedBy: 'ec2.amazonaws.com',
    },
  },
  { name: 'AWSService unnamed', identity: { type: 'AWSService' }, is: { name: 'AWS service', id: null } },
  { name: 'Unknown', identity: { type: 'Unknown' }, is: { type: 'Unknown', name: 'unknown', id: null } },
  {
    name: 'Unknown with a user name',
    identity: { type: 'Unknown', userName: 'frank', accountId: account },
    is: { name: 'frank' },
  },
  {
    name: 'a type made after this was written',
    identity: { type: 'QuantumUser', arn: `arn:aws:iam::${account}:quantum/q1`, accountId: account },
    is: { type: 'QuantumUser', name: 'q1', account },
  },
  {
    name: 'no type: an event of a service',
    identity: { accountId: account, invokedBy: 'secretsmanager.amazonaws.com' },
    is: {
      type: 'Unknown',
      name: 'secretsmanager.amazonaws.com',
      id: 'secretsmanager.amazonaws.com',
      account,
    },
  },
  {
    name: 'no type, an account only',
    identity: { accountId: account },
    is: { name: `account ${account}`, id: account },
  },
  {
    name: 'an empty identity',
    identity: {},
    is: { type: 'Unknown', name: 'unknown', id: null, account: null },
  },
  { name: 'null', identity: null, is: { type: 'Unknown', name: 'unknown' } },
  { name: 'a string', identity: 'root', is: { name: 'unknown' } },
  { name: 'an array', identity: [{ type: 'Root' }], is: { type: 'Unknown', name: 'unknown' } },
  {
    name: 'fields of wrong types',
    identity: {
      type: 5,
      principalId: {},
      arn: [],
      accountId: 111122223333,
      accessKeyId: null,
      userName: true,
      sessionContext: 'x',
    },
    is: {
      type: 'Unknown',
      name: 'unknown',
      id: null,
      arn: null,
      account: null,
      accessKeyId: null,
      mfa: null,
    },
  },
  {
    name: 'an ARN that is none',
    identity: { type: 'AssumedRole', arn: 'arn:aws', principalId: 'AROA1:x' },
    is: { name: 'arn:aws', arn: 'arn:aws', account: null },
  },
  {
    name: 'keys of prototypes are no fields',
    identity: JSON.parse('{"__proto__":{"type":"Root"},"constructor":"x"}'),
    is: { type: 'Unknown', name: 'unknown' },
  },
];

describe('principalOf', () => {
  it.each(cases)('$name', ({ identity, record, is }) => {
    expect(principalOf({ ...record, userIdentity: identity })).toMatchObject(is);
  });

  it('reads a record without identity', () => {
    expect(principalOf({})).toEqual({
      type: 'Unknown',
      name: 'unknown',
      id: null,
      arn: null,
      account: null,
      accessKeyId: null,
      mfa: null,
      sourceIdentity: null,
      invokedBy: null,
    });
  });
});

describe('credentialOf', () => {
  const temporary = { creationDate: '2024-05-01T10:00:00Z' };
  it.each<[string, JsonValue, boolean]>([
    ['long-term key', { type: 'IAMUser', accessKeyId: 'AKIAALICE00000000001' }, false],
    ['temporary key', { type: 'IAMUser', accessKeyId: 'ASIAALICE00000000001' }, true],
    ['creation date without key', { type: 'Root', sessionContext: { attributes: temporary } }, true],
    ['role session', roleSession, true],
    ['role session without key', { ...roleSession, accessKeyId: null }, true],
    [
      'service-linked role',
      {
        ...roleSession,
        sessionContext: {
          sessionIssuer: { arn: `arn:aws:iam::${account}:role/aws-service-role/rds.amazonaws.com/R` },
        },
      },
      false,
    ],
    ['federated user', { type: 'FederatedUser' }, true],
    [
      'user through a service',
      { type: 'IAMUser', accessKeyId: 'ASIA1', invokedBy: 'kms.amazonaws.com' },
      false,
    ],
    ['service', { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, false],
    ['SAML user', { type: 'SAMLUser' }, false],
    [
      'another account',
      { type: 'AWSAccount', principalId: 'AIDAEVE00000000000001', accountId: '444455556666' },
      true,
    ],
    ['anonymous', { type: 'AWSAccount', accountId: 'ANONYMOUS_PRINCIPAL' }, false],
    ['none', null, false],
  ])('%s', (_, userIdentity, isTemporary) => {
    expect(credentialOf({ eventTime: '2024-05-01T10:05:00Z', userIdentity }) !== undefined).toBe(isTemporary);
  });

  it('reads what the search needs', () => {
    const userIdentity = {
      ...roleSession,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/ops/Deploy` },
        attributes: { creationDate: '20240501T100000Z' },
      },
    };
    expect(credentialOf({ eventTime: '2024-05-01T10:05:00Z', userIdentity })).toMatchObject({
      accessKeyId: 'ASIADEPLOY0000000001',
      principalId: 'AROADEPLOY00000000001:s1',
      account,
      roleArn: `arn:aws:iam::${account}:role/ops/Deploy`,
      roleSession: `${account}/Deploy:s1`,
      sessionName: 's1',
      createdAt: Date.UTC(2024, 4, 1, 10),
      usedAt: Date.UTC(2024, 4, 1, 10, 5),
    });
  });

  it.each([
    ['after the use', '2024-05-02T00:00:00Z'],
    ['long before any session could last', '2020-01-01T00:00:00Z'],
    ['no time', 'yesterday'],
  ])('does not believe a creation %s', (_, creationDate) => {
    const userIdentity = { ...roleSession, sessionContext: { attributes: { creationDate } } };
    expect(credentialOf({ eventTime: '2024-05-01T10:05:00Z', userIdentity })?.createdAt).toBeNull();
  });
});

it('no record makes it throw', () => {
  const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
  const names = [
    'type',
    'principalId',
    'arn',
    'accountId',
    'accessKeyId',
    'userName',
    'invokedBy',
    'sessionContext',
    'onBehalfOf',
  ];
  const typed = fc.record({
    type: fc.constantFrom('Root', 'IAMUser', 'AssumedRole', 'FederatedUser', 'AWSAccount', 'AWSService'),
    arn: fc.constantFrom('arn', 'arn:aws:sts::1:assumed-role', 'arn:aws:iam::1:user/', 'arn:aws:iam:::root'),
    principalId: fc.constantFrom('', ':', 'AROA:', 'AROA1:a:b'),
    sessionContext: value,
  });
  const identity = fc.oneof(value, fc.dictionary(fc.constantFrom(...names), value), typed);
  const record = fc.record({
    userIdentity: identity,
    eventName: fc.constantFrom('AssumeRole', 'SwitchRole', 'ConsoleLogin', 'GetRoleCredentials', 5),
    eventTime: fc.oneof(value, fc.constant('2024-05-01T10:00:00Z')),
    requestParameters: value,
    responseElements: fc.oneof(
      value,
      fc.record({ credentials: fc.record({ accessKeyId: fc.constantFrom('A', 'B') }) }),
    ),
    additionalEventData: value,
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), (records) => {
      const issuers = buildIssuers(records as unknown as JsonObject[]);
      for (const each of records as unknown as JsonObject[]) {
        expect(typeof principalOf(each).name).toBe('string');
        expect(typeof actorOf(each, issuers).name).toBe('string');
      }
    }),
    { seed: 7, numRuns: 500 },
  );
});
