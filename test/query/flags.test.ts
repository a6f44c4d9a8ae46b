/** The filter flags: what each finds and leaves, and how they combine. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.js';
import { UsageError } from '../../src/model/usage-error.js';
import { evaluate } from '../../src/query/evaluate.js';
import { type FilterFlags, filterExpr } from '../../src/query/flags.js';

const time = (text: string): number => Date.parse(text);
const role = (name: string, session: string): JsonObject => ({
  userIdentity: {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEEXAMPLE111:${session}`,
    arn: `arn:aws:sts::111122223333:assumed-role/${name}/${session}`,
    accountId: '111122223333',
    accessKeyId: 'ASIAEXAMPLEEXAMPLE11',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEEXAMPLE111',
        arn: `arn:aws:iam::111122223333:role/team/${name}`,
        userName: name,
      },
      sourceIdentity: 'person-7',
    },
    onBehalfOf: { userId: 'd-1234567890' },
  },
});
const alice: JsonObject = {
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLEEXAMPLE111',
    arn: 'arn:aws:iam::111122223333:user/team/alice',
    userName: 'alice',
    invokedBy: 'cloudformation.amazonaws.com',
  },
};
const root: JsonObject = {
  userIdentity: { type: 'Root', principalId: '111122223333', arn: 'arn:aws:iam::111122223333:root' },
};
const service: JsonObject = { userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' } };
const serviceEvent: JsonObject = {
  userIdentity: { accountId: '111122223333', invokedBy: 'secretsmanager.amazonaws.com' },
};
const federated: JsonObject = {
  userIdentity: {
    type: 'FederatedUser',
    principalId: '111122223333:bob',
    arn: 'arn:aws:sts::111122223333:federated-user/bob',
  },
};

interface Case {
  readonly flags: FilterFlags;
  readonly finds: readonly JsonObject[];
  readonly leaves: readonly JsonObject[];
}

function check({ flags, finds, leaves }: Case): void {
  const expr = filterExpr(flags);
  expect(finds.filter((record) => !evaluate(expr, record))).toEqual([]);
  expect(leaves.filter((record) => evaluate(expr, record))).toEqual([]);
}

describe('times', () => {
  it.each<Case>([
    {
      flags: { since: time('2024-05-01T10:00:00Z') },
      finds: [
        { eventTime: '2024-05-01T10:00:00Z' },
        { eventTime: '2024-05-01T10:00:00.000Z' },
        { eventTime: '2025-01-01T00:00:00Z' },
      ],
      leaves: [{ eventTime: '2024-05-01T09:59:59Z' }, { eventTime: '2024-05-01T09:59:59.999Z' }, {}],
    },
    {
      flags: { until: time('2024-05-01T10:00:00Z') },
      finds: [{ eventTime: '2024-05-01T09:59:59Z' }, { eventTime: '2024-05-01T09:59:59.999Z' }],
      leaves: [{ eventTime: '2024-05-01T10:00:00Z' }, { eventTime: '2024-05-01T10:00:00.000Z' }, {}],
    },
    {
      // A bound inside a second: records have whole ones.
      flags: { since: time('2024-05-01T10:00:00.250Z'), until: time('2024-05-01T10:00:01.250Z') },
      finds: [{ eventTime: '2024-05-01T10:00:01Z' }],
      leaves: [{ eventTime: '2024-05-01T10:00:00Z' }, { eventTime: '2024-05-01T10:00:02Z' }],
    },
    {
      flags: { since: -1_000, until: 0 },
      finds: [{ eventTime: '1969-12-31T23:59:59Z' }],
      leaves: [{ eventTime: '1970-01-01T00:00:00Z' }],
    },
  ])('$flags', check);
});

describe('names', () => {
  it.each<Case>([
    { flags: {}, finds: [{}], leaves: [] },
    { flags: { account: [], errors: false }, finds: [{}], leaves: [] },
    {
      flags: { account: ['111122223333'] },
      finds: [
        { recipientAccountId: '111122223333' },
        { userIdentity: { accountId: '111122223333' } },
        { recipientAccountId: '111122223333', userIdentity: { accountId: '444455556666' } },
      ],
      leaves: [{ recipientAccountId: '444455556666', userIdentity: { accountId: '111122223333' } }, {}],
    },
    {
      flags: { region: ['us-*', 'EU-WEST-1', '!us-east-?'] },
      finds: [{ awsRegion: 'us-west-2' }, { awsRegion: 'eu-west-1' }],
      leaves: [{ awsRegion: 'us-east-1' }, { awsRegion: 'eu-west-2' }, {}],
    },
    {
      flags: { region: ['!us-east-1', '!us-west-2'] },
      finds: [{ awsRegion: 'eu-west-1' }, {}],
      leaves: [{ awsRegion: 'us-east-1' }, { awsRegion: 'US-West-2' }],
    },
    {
      flags: { accessKey: ['akiaexample*', 'ASIA1'] },
      finds: [{ userIdentity: { accessKeyId: 'AKIAEXAMPLE1' } }, { userIdentity: { accessKeyId: 'ASIA1' } }],
      leaves: [
        { userIdentity: { accessKeyId: 'ASIA2' } },
        { responseElements: { credentials: { accessKeyId: 'ASIA1' } } },
      ],
    },
    {
      // A backslash takes the meaning from a star and from a leading exclamation mark.
      flags: { accessKey: ['\\!a\\*b'] },
      finds: [{ userIdentity: { accessKeyId: '!a*b' } }],
      leaves: [{ userIdentity: { accessKeyId: '!axb' } }, { userIdentity: { accessKeyId: 'x' } }],
    },
    {
      flags: { errorCode: ['AccessDenied', 'Unauthorized*'] },
      finds: [
        { errorCode: 'accessdenied' },
        { errorCode: 'Client.UnauthorizedOperation' },
        { errorCode: 'UnauthorizedOperation' },
        { errorCode: 'Server.AccessDenied' },
      ],
      leaves: [{ errorCode: 'AccessDeniedException' }, {}],
    },
  ])('$flags', check);
});

describe('services', () => {
  it.each<Case>([
    {
      flags: { service: ['s3'] },
      finds: [{ eventSource: 's3.amazonaws.com' }, { eventSource: 'S3.amazonaws.com.cn' }],
      leaves: [{ eventSource: 's3-outposts.amazonaws.com' }, { eventSource: 's3' }, {}],
    },
    {
      flags: { service: ['s3.amazonaws.com'] },
      finds: [{ eventSource: 's3.amazonaws.com' }],
      leaves: [{ eventSource: 's3.amazonaws.com.cn' }],
    },
    {
      flags: { service: ['CloudWatch'] },
      finds: [{ eventSource: 'monitoring.amazonaws.com' }, { eventSource: 'cloudwatch.amazonaws.com' }],
      leaves: [{ eventSource: 'logs.amazonaws.com' }],
    },
    ...(
      [
        ['eventbridge', 'events'],
        ['stepfunctions', 'states'],
        ['opensearch', 'es'],
        ['efs', 'elasticfilesystem'],
        ['emr', 'elasticmapreduce'],
        ['elb', 'elasticloadbalancing'],
        ['rds-data', 'rdsdata'],
        ['connect', 'contact-lens'],
      ] as const
    ).map(([name, label]) => ({
      flags: { service: [name] },
      finds: [{ eventSource: `${label}.amazonaws.com` }],
      leaves: [{ eventSource: 'ec2.amazonaws.com' }],
    })),
    {
      flags: { service: ['cloud*'] },
      finds: [{ eventSource: 'cloudtrail.amazonaws.com' }, { eventSource: 'monitoring.amazonaws.com' }],
      leaves: [{ eventSource: 's3.amazonaws.com' }],
    },
    {
      flags: { service: ['*trail', 'ec?'] },
      finds: [{ eventSource: 'cloudtrail.amazonaws.com' }, { eventSource: 'ec2.amazonaws.com' }],
      leaves: [{ eventSource: 'ecs-x.amazonaws.com' }, { eventSource: 'cloudtrail-data.amazonaws.com' }],
    },
    {
      flags: { service: ['!kms', '!cloudwatch'] },
      finds: [{ eventSource: 's3.amazonaws.com' }, {}],
      leaves: [{ eventSource: 'kms.amazonaws.com' }, { eventSource: 'monitoring.amazonaws.com' }],
    },
  ])('$flags', check);
});

describe('events', () => {
  it.each<Case>([
    {
      flags: { event: ['deletefunction'] },
      finds: [
        { eventName: 'DeleteFunction' },
        { eventName: 'DeleteFunction20150331' },
        { eventName: 'DeleteFunction20150331v2' },
        { eventName: 'DeleteFunction2020_05_31' },
      ],
      leaves: [
        { eventName: 'DeleteFunctionUrlConfig' },
        { eventName: 'DeleteFunctionUrlConfig20150331' },
        { eventName: 'XDeleteFunction20150331' },
        { eventName: 'DeleteFunction2' },
      ],
    },
    {
      flags: { event: ['Delete*n', 'S?op*'] },
      finds: [{ eventName: 'DeleteFunction20150331' }, { eventName: 'StopLogging' }],
      leaves: [{ eventName: 'DeleteTrail' }, { eventName: 'StartLogging' }],
    },
    {
      flags: { event: ['ListFunctions20150331'] },
      finds: [{ eventName: 'ListFunctions20150331' }],
      leaves: [{ eventName: 'ListFunctions' }, { eventName: 'ListFunctions2015033120150331' }],
    },
    {
      flags: { event: ['s3:DeleteBucket', 'cloudwatch:*'] },
      finds: [
        { eventSource: 's3.amazonaws.com', eventName: 'DeleteBucket' },
        { eventSource: 'monitoring.amazonaws.com', eventName: 'PutMetricAlarm' },
      ],
      leaves: [
        { eventSource: 'x.amazonaws.com', eventName: 'DeleteBucket' },
        { eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
      ],
    },
    {
      flags: { event: ['!s3:Get*', '!Describe*'] },
      finds: [{ eventSource: 'ec2.amazonaws.com', eventName: 'GetPasswordData' }, {}],
      leaves: [
        { eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
        { eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances' },
      ],
    },
  ])('$flags', check);
});

describe('principals', () => {
  it.each<Case>([
    {
      flags: { principal: ['ALICE'] },
      finds: [alice, role('Admin', 'alice')],
      leaves: [role('Admin', 'malice'), root],
    },
    {
      flags: { principal: ['admin'] },
      finds: [role('Admin', 'alice')],
      leaves: [role('Administrator', 'x'), alice],
    },
    {
      flags: { principal: ['Admin/alice'] },
      finds: [role('Admin', 'alice')],
      leaves: [role('Admin', 'bob'), alice],
    },
    {
      flags: { principal: ['arn:aws:iam::111122223333:role/team/Admin'] },
      finds: [role('Admin', 'alice')],
      leaves: [role('Other', 'alice')],
    },
    { flags: { principal: ['AROAEXAMPLEEXAMPLE111'] }, finds: [role('Admin', 'x')], leaves: [alice] },
    {
      flags: { principal: ['AROAEXAMPLEEXAMPLE111:x'] },
      finds: [role('Admin', 'x')],
      leaves: [role('Admin', 'y')],
    },
    { flags: { principal: ['AIDAEXAMPLEEXAMPLE111'] }, finds: [alice], leaves: [root] },
    { flags: { principal: ['person-7'] }, finds: [role('Admin', 'x')], leaves: [alice] },
    { flags: { principal: ['d-1234567890'] }, finds: [role('Admin', 'x')], leaves: [alice] },
    { flags: { principal: ['bob'] }, finds: [federated], leaves: [alice] },
    {
      // A role of which the record has no session context.
      flags: { principal: ['Admin'] },
      finds: [{ userIdentity: { arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice' } }],
      leaves: [{ userIdentity: { arn: 'arn:aws:sts::111122223333:assumed-role/X/Admin-1' } }],
    },
    {
      flags: { principal: ['role/Admin'] },
      finds: [
        role('Admin', 'alice'),
        { userIdentity: { arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice' } },
      ],
      leaves: [role('XAdmin', 'alice'), role('Other', 'Admin'), alice],
    },
    {
      flags: { principal: ['user/al*'] },
      finds: [alice, { userIdentity: { arn: 'arn:aws:iam::111122223333:user/alf' } }],
      leaves: [role('Admin', 'alice'), role('alice', 'x')],
    },
    { flags: { principal: ['Root'] }, finds: [root], leaves: [alice] },
    { flags: { principal: ['*.amazonaws.com'] }, finds: [service, serviceEvent], leaves: [alice, root] },
    {
      // Called by a service for somebody: that somebody is the principal.
      flags: { principal: ['cloudformation.amazonaws.com'] },
      finds: [],
      leaves: [alice, service],
    },
    {
      flags: { principal: ['!alice', '!root', '!*.amazonaws.com'] },
      finds: [federated, {}],
      leaves: [alice, root, role('Admin', 'alice'), service],
    },
  ])('$flags', check);
});

describe('addresses', () => {
  it.each<Case>([
    {
      flags: { ip: ['192.0.2.7', '2001:db8::1'] },
      finds: [
        { sourceIPAddress: '192.0.2.7' },
        { sourceIPAddress: '::ffff:192.0.2.7' },
        { sourceIPAddress: '2001:0DB8:0::1' },
      ],
      leaves: [{ sourceIPAddress: '192.0.2.70' }, { sourceIPAddress: '2001:db8::2' }, {}],
    },
    {
      flags: { ip: ['198.51.100.0/24', '!198.51.100.128/25'] },
      finds: [{ sourceIPAddress: '198.51.100.1' }],
      leaves: [{ sourceIPAddress: '198.51.100.200' }, { sourceIPAddress: 'AWS Internal' }],
    },
    {
      flags: { ip: ['CloudTrail.amazonaws.com', 'AWS Internal*'] },
      finds: [
        { sourceIPAddress: 'cloudtrail.amazonaws.com' },
        { sourceIPAddress: 'AWS Internal/3' },
        { sourceIPAddress: 'AWS Internal' },
      ],
      leaves: [{ sourceIPAddress: 'ec2.amazonaws.com' }],
    },
    {
      flags: { ip: ['192.0.*'] },
      finds: [{ sourceIPAddress: '192.0.2.7' }],
      leaves: [{ sourceIPAddress: '192.1.2.7' }],
    },
    {
      flags: { ip: ['AWS Internal/3'] },
      finds: [{ sourceIPAddress: 'AWS Internal/3' }],
      leaves: [{ sourceIPAddress: 'AWS Internal' }],
    },
  ])('$flags', check);
});

describe('errors, reads and writes', () => {
  it.each<Case>([
    {
      flags: { errors: true },
      finds: [
        { errorCode: 'AccessDenied' },
        { errorMessage: 'Failed authentication' },
        { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } },
        { eventName: 'SwitchRole', responseElements: { SwitchRole: 'Failure' } },
        { serviceEventDetails: { CredentialVerification: 'Failure' } },
      ],
      leaves: [
        { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Success' } },
        { errorCode: null, responseElements: null },
        {},
      ],
    },
    {
      flags: { writes: true },
      finds: [
        { eventName: 'GetSessionToken', readOnly: false },
        { eventName: 'DeleteTrail', readOnly: 'false' },
        { eventName: 'DeleteTrail' },
        { eventName: 'SomethingNew' },
        { eventName: 'GetSessionToken' },
        { eventName: 'Invoke' },
        {},
      ],
      leaves: [
        { eventName: 'DeleteTrail', readOnly: true },
        { eventName: 'GetObject' },
        { eventName: 'listBuckets' },
        { eventName: 'AssumeRoleWithSAML' },
        { eventName: 'Decrypt' },
        { eventName: 'GenerateDataKeyWithoutPlaintext' },
      ],
    },
    {
      flags: { reads: true },
      finds: [
        { eventName: 'DeleteTrail', readOnly: true },
        { eventName: 'DescribeTrails' },
        { eventName: 'Verify' },
      ],
      leaves: [
        { eventName: 'GetObject', readOnly: false },
        { eventName: 'VerifyEmailIdentity' },
        { eventName: 'SignalResource' },
        { eventName: 'CheckMfa' },
        {},
      ],
    },
  ])('$flags', check);
});

describe('together', () => {
  it.each<Case>([
    {
      flags: { region: ['us-east-1'], event: ['StopLogging', 'DeleteTrail'], writes: true },
      finds: [{ awsRegion: 'us-east-1', eventName: 'DeleteTrail', readOnly: false }],
      leaves: [
        { awsRegion: 'us-east-1', eventName: 'DeleteTrail', readOnly: true },
        { awsRegion: 'us-east-1', eventName: 'UpdateTrail', readOnly: false },
        { awsRegion: 'eu-west-1', eventName: 'StopLogging', readOnly: false },
      ],
    },
    {
      flags: { where: ["eventName = 'A' AND readOnly = true", "eventName = 'B'"], region: ['us-east-1'] },
      finds: [
        { eventName: 'A', readOnly: true, awsRegion: 'us-east-1' },
        { eventName: 'B', awsRegion: 'us-east-1' },
      ],
      leaves: [
        { eventName: 'A', readOnly: false, awsRegion: 'us-east-1' },
        { eventName: 'B', awsRegion: 'eu-west-1' },
      ],
    },
  ])('$flags', check);

  it('makes equalities of plain names, one for each field', () => {
    expect(filterExpr({ region: ['us-east-1', 'EU-west-1', 'us-east-1'] })).toEqual({
      kind: 'oneOf',
      path: ['awsRegion'],
      values: ['us-east-1', 'EU-west-1'],
      foldCase: true,
    });
    expect(filterExpr({ service: ['s3', 'ec2'], accessKey: ['!A', '!B'] })).toEqual({
      kind: 'all',
      terms: [
        {
          kind: 'oneOf',
          path: ['eventSource'],
          values: ['s3.amazonaws.com', 's3.amazonaws.com.cn', 'ec2.amazonaws.com', 'ec2.amazonaws.com.cn'],
          foldCase: true,
        },
        ...['A', 'B'].map((key) => ({
          kind: 'not',
          term: { kind: 'oneOf', path: ['userIdentity', 'accessKeyId'], values: [key], foldCase: true },
        })),
      ],
    });
  });
});

describe('mistakes', () => {
  it.each<{ flags: FilterFlags; message: string }>([
    { flags: { region: [''] }, message: '--region: an empty name matches nothing' },
    { flags: { principal: ['alice', '! '] }, message: '--principal: an empty name matches nothing' },
    { flags: { accessKey: ['!'] }, message: '--access-key: an empty name matches nothing' },
    { flags: { event: ['s3:'] }, message: '--event: expected service:Event, not s3:' },
    { flags: { event: ['!:Get*'] }, message: '--event: expected service:Event, not :Get*' },
    {
      flags: { ip: ['10.0.0.0/33'] },
      message: '--ip: 10.0.0.0/33 is not a network in CIDR form, such as 10.0.0.0/8',
    },
    {
      flags: { ip: ['2001:db8::/x'] },
      message: '--ip: 2001:db8::/x is not a network in CIDR form, such as 10.0.0.0/8',
    },
    { flags: { ip: ['192.0.2.300'] }, message: '--ip: 192.0.2.300 is not an address' },
    { flags: { ip: ['2001:db8'] }, message: '--ip: 2001:db8 is not an address' },
    {
      flags: { reads: true, writes: true },
      message: '--writes and --reads together select everything; give one',
    },
    { flags: { service: ['s3,iam'] }, message: "--service: 's3,iam' is a list" },
    { flags: { event: ['ec2:Run*', '!A, B'] }, message: "--event: '!A, B' is a list" },
    ...['f09eec27-9da4-4e18-92b5-6bf29ea8debe', '!f09eec27-…', 'F09EEC27'].map((id) => ({
      flags: { event: ['StopLogging', id] },
      message: `--event: '${id}' is an event id, not the name of an action`,
    })),
    { flags: { account: ['111122223333,'] }, message: "--account: '111122223333,' is a list" },
    { flags: { since: 2, until: 1 }, message: '--until: not after --since' },
    { flags: { since: 1e15 }, message: '--since: outside the years 0 to 9999' },
    { flags: { until: Number.NaN }, message: '--until: outside the years 0 to 9999' },
    { flags: { where: ["eventName = 'A'", 'eventName ='] }, message: '--where: expected a value after =' },
  ])('$message', ({ flags, message }) => {
    expect(() => filterExpr(flags)).toThrow(UsageError);
    expect(() => filterExpr(flags)).toThrow(expect.objectContaining({ message }));
  });

  it('says how a list is given', () => {
    const hint = 'Give it once for each: --region eu-west-1 --region us-east-1';
    expect(() => filterExpr({ region: ['eu-west-1, us-east-1'] })).toThrow(expect.objectContaining({ hint }));
  });

  it('keeps the place of a mistake in --where', () => {
    try {
      filterExpr({ where: ['eventName ='] });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ at: { text: 'eventName =', column: 11 } });
    }
  });
});
