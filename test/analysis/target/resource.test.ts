import { describe, expect, it } from 'vitest';
import {
  answer,
  ignoringCase,
  isUnnamedDeletion,
  mainResource,
  parseSubject,
} from '../../../src/analysis/target/index.js';
import { account, type Case, recordOf, refused } from './cases/case.js';

const bucketArn = 'arn:aws:s3:::ledger-vault';

describe('mainResource', () => {
  it.each<[Omit<Case, 'ask'>, string | null, string, string | null]>([
    [
      {
        call: 's3 PutBucketPolicy',
        request: { bucketName: 'ledger-vault' },
        resources: [{ type: 'AWS::S3::Bucket', ARN: bucketArn }],
      },
      'AWS::S3::Bucket',
      'ledger-vault',
      bucketArn,
    ],
    [{ call: 'iam DeleteRole', request: { roleName: 'Loader' } }, 'AWS::IAM::Role', 'Loader', null],
    [
      { call: 'iam DeletePolicy', request: { policyArn: `arn:aws:iam::${account}:policy/a/deploy` } },
      'AWS::IAM::ManagedPolicy',
      'deploy',
      `arn:aws:iam::${account}:policy/a/deploy`,
    ],
    // Whose rights or credentials change, and not what is given.
    ...(
      [
        [
          'AttachUserPolicy',
          'userName',
          'AWS::IAM::User',
          { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
        ],
        [
          'DetachRolePolicy',
          'roleName',
          'AWS::IAM::Role',
          { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
        ],
        ['PutRolePolicy', 'roleName', 'AWS::IAM::Role', { policyName: 'inline', policyDocument: '{}' }],
        ['PutGroupPolicy', 'groupName', 'AWS::IAM::Group', { policyName: 'inline', policyDocument: '{}' }],
        ['AddUserToGroup', 'userName', 'AWS::IAM::User', { groupName: 'admins' }],
        [
          'UpdateAccessKey',
          'userName',
          'AWS::IAM::User',
          { accessKeyId: 'AKIAEXAMPLEEXAMPLE11', status: 'Active' },
        ],
        [
          'DeactivateMFADevice',
          'userName',
          'AWS::IAM::User',
          { serialNumber: `arn:aws:iam::${account}:mfa/eve` },
        ],
      ] as const
    ).map(([name, key, type, rest]): [Omit<Case, 'ask'>, string, string, null] => [
      { call: `iam ${name}`, request: { [key]: 'eve', ...rest } },
      type,
      'eve',
      null,
    ]),
    [
      {
        call: 'iam CreateAccessKey',
        request: { userName: 'eve' },
        response: { accessKey: { accessKeyId: 'AKIAEXAMPLEEXAMPLE11', status: 'Active', userName: 'eve' } },
      },
      'AWS::IAM::User',
      'eve',
      null,
    ],
    // The caller's own, which the request need not say.
    [
      { call: 'iam UpdateAccessKey', request: { accessKeyId: 'AKIAEXAMPLEEXAMPLE11', status: 'Active' } },
      'AWS::IAM::AccessKey',
      'AKIAEXAMPLEEXAMPLE11',
      null,
    ],
    [{ call: 'iam CreateLoginProfile', request: { userName: 'eve' } }, 'AWS::IAM::User', 'eve', null],
    [
      { call: 'ssm StartSession', request: { target: 'i-0123456789abcdef0' } },
      'AWS::EC2::Instance',
      'i-0123456789abcdef0',
      null,
    ],
    [
      { call: 'ec2 ReleaseAddress', request: { publicIp: '198.51.100.9' } },
      'AWS::EC2::EIP',
      '198.51.100.9',
      null,
    ],
    [
      {
        call: 'rds ModifyDBSnapshotAttribute',
        request: { dBSnapshotIdentifier: 'x', attributeName: 'restore' },
      },
      'AWS::RDS::DBSnapshot',
      'x',
      null,
    ],
    [
      { call: 'quantumleap DeleteGizmoLever', request: { gizmoLeverId: 'gl-1' } },
      'quantumleap:GizmoLever',
      'gl-1',
      null,
    ],
    [
      { call: 'cloudcontrolapi DeleteResource', request: { typeName: 'AWS::Foo::Bar', identifier: 'b' } },
      'AWS::Foo::Bar',
      'b',
      null,
    ],
    [
      {
        call: 'sqs DeleteQueue',
        request: { queueUrl: `https://sqs.eu-central-1.amazonaws.com/${account}/jobs` },
      },
      'AWS::SQS::Queue',
      'jobs',
      null,
    ],
    [
      { call: 'iam DeleteUser', error: 'AccessDenied', message: refused('iam:DeleteUser', 'user eve') },
      'AWS::IAM::User',
      'eve',
      null,
    ],
  ])('of %j', (call, type, name, arn) => {
    expect(mainResource(recordOf({ ...call, ask: [] }))).toEqual({ type, name, arn });
  });

  it('is none where nothing is named', () => {
    expect(mainResource(recordOf({ call: 'sts GetCallerIdentity', ask: [] }))).toBeUndefined();
  });
});

describe('answer', () => {
  it('tells where it found the resource, and what that is to the event', () => {
    const record = recordOf({
      call: 'iam DetachRolePolicy',
      request: { roleName: 'Loader', policyArn: 'x' },
      ask: [],
    });
    expect(answer(parseSubject('role/Loader'), 'changed', record)).toEqual({
      relation: 'direct',
      outcome: 'success',
      resource: { type: 'AWS::IAM::Role', name: 'Loader', arn: null },
      role: 'part',
      key: 'roleName',
      from: 'request',
      note: null,
    });
  });

  it('says that S3 does not record the keys of DeleteObjects', () => {
    const record = recordOf({ call: 's3 DeleteObjects', request: { bucketName: 'ledger-vault' }, ask: [] });
    expect(answer(parseSubject('s3://ledger-vault/a'), 'deleted', record)).toMatchObject({
      relation: 'related',
      resource: { type: 'AWS::S3::Object', name: 'ledger-vault/a' },
      note: expect.stringContaining('does not record its keys'),
    });
  });

  it('says when a deletion takes effect later', () => {
    const response = { deletionDate: 'Mar 12, 2024' };
    const record = recordOf({ call: 'kms ScheduleKeyDeletion', request: { keyId: 'k' }, response, ask: [] });
    expect(answer(parseSubject('k'), 'deleted', record)?.note).toBe('scheduled for Mar 12, 2024');
  });
});

describe('ignoringCase', () => {
  it('finds what differs in letter case only', () => {
    const record = recordOf({ call: 'dynamodb DeleteTable', request: { tableName: 'Carts' }, ask: [] });
    expect(answer(parseSubject('carts'), 'deleted', record)).toBeUndefined();
    expect(answer(ignoringCase(parseSubject('carts')), 'deleted', record)?.resource.name).toBe('Carts');
  });
});

describe('isUnnamedDeletion', () => {
  const throttled = recordOf({ call: 'ssm DeleteParameter', error: 'ThrottlingException', ask: [] });
  const named = recordOf({ call: 'ssm DeleteParameter', request: { name: '/x' }, ask: [] });
  const read = recordOf({ call: 'ssm GetParameter', error: 'ThrottlingException', ask: [] });

  it.each([
    ['/shop/pin', throttled, true],
    ['ssm:/shop/pin', throttled, true],
    ['s3:shop-pin', throttled, false],
    ['sha256:0a0b', throttled, true],
    ['/shop/pin', named, false],
    ['/shop/pin', read, false],
  ])('%s', (subject, record, expected) => {
    expect(isUnnamedDeletion(parseSubject(subject), record)).toBe(expected);
  });
});
