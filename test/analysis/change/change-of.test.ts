import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, isUnrecorded } from '../../../src/analysis/change/index.js';
import type { Resource } from '../../../src/model/event.js';
import type { JsonObject } from '../../../src/model/json.js';
import { call, home, other, policy } from './records.js';

/** The changes as `key=value`. */
function told(record: JsonObject, resource?: Resource): readonly string[] {
  return changeOf(record, resource).map(({ key, value }) => `${key}=${value}`);
}

function named(name: string, arn: string | null = null): Resource {
  return { type: null, name, arn };
}

const cases: readonly {
  readonly name: string;
  readonly record: JsonObject;
  readonly resource?: Resource;
  readonly says: readonly string[];
}[] = [
  {
    name: 'nothing but the name',
    record: call('s3:DeleteBucket', { bucketName: 'app-uploads', Host: 'app-uploads.s3.amazonaws.com' }),
    says: [],
  },
  { name: 'no parameters', record: call('organizations:LeaveOrganization', null), says: [] },
  {
    name: 'what is empty says nothing',
    record: call('s3:PutBucketPolicy', { bucketName: 'app-uploads', policy: '', items: {}, list: [] }),
    says: [],
  },
  {
    name: 'a value and a flag',
    record: call('secretsmanager:DeleteSecret', { secretId: 'db', forceDeleteWithoutRecovery: true }),
    says: ['forceDeleteWithoutRecovery=true'],
  },
  {
    name: 'numbers',
    record: call('lambda:UpdateFunctionConfiguration20150331v2', {
      functionName: 'app',
      timeout: 3,
      memorySize: 128,
    }),
    says: ['timeout=3', 'memorySize=128'],
  },
  {
    name: 'the name in an ARN',
    record: call('lambda:UpdateFunctionCode20150331v2', {
      functionName: `arn:aws:lambda:eu-central-1:${home}:function:app`,
      publish: true,
    }),
    resource: named('app'),
    says: ['publish=true'],
  },
  {
    name: 'the name in a URL',
    record: call('sqs:SetQueueAttributes', {
      queueUrl: `https://sqs.eu-central-1.amazonaws.com/${home}/orders`,
      attributes: { DelaySeconds: '5' },
    }),
    resource: named('orders'),
    says: ['attributes.DelaySeconds=5'],
  },
  {
    name: 'the other end of a relation, for the one',
    record: call('iam:AttachRolePolicy', {
      roleName: 'Deploy',
      policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    resource: named('Deploy'),
    says: ['policyArn=arn:aws:iam::aws:policy/AdministratorAccess'],
  },
  {
    name: 'and for the other',
    record: call('iam:AttachRolePolicy', {
      roleName: 'Deploy',
      policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    resource: named('AdministratorAccess'),
    says: ['roleName=Deploy'],
  },
  {
    name: 'a value that happens to be the name stays',
    record: call('ssm:PutParameter', { name: 'mode', value: 'mode', type: 'String' }),
    resource: named('mode'),
    says: ['value=mode', 'type=String'],
  },
  {
    name: 'an object key of its bucket',
    record: call('s3:PutObject', { bucketName: 'app-uploads', key: 'a/b.txt', 'x-amz-acl': 'private' }),
    resource: named('app-uploads/a/b.txt'),
    says: ['x-amz-acl=private', 'bucketName=app-uploads'],
  },
  {
    name: 'sets of EC2',
    record: call('ec2:ModifyInstanceAttribute', {
      instanceId: 'i-0a1b2c3d4e5f60718',
      groupSet: { items: [{ groupId: 'sg-0a1b2c3d4e5f60718' }, { groupId: 'sg-0a1b2c3d4e5f60719' }] },
    }),
    says: ['groupSet=groupId=sg-0a1b2c3d4e5f60718; groupId=sg-0a1b2c3d4e5f60719'],
  },
  {
    name: 'a wrapped value',
    record: call('ec2:ModifyInstanceAttribute', {
      instanceId: 'i-0a1b2c3d4e5f60718',
      disableApiTermination: { value: false },
    }),
    says: ['disableApiTermination=false'],
  },
  {
    name: 'a wrapped request',
    record: call('ec2:CreateFlowLogs', {
      CreateFlowLogsRequest: {
        ResourceId: { tag: 1, content: 'vpc-0a1b2c3d4e5f60718' },
        TrafficType: 'REJECT',
        TagSpecification: { ResourceType: 'vpc-flow-log', tag: 1, Tag: { Value: true, tag: 1, Key: 'team' } },
      },
    }),
    resource: named('fl-0a1b2c3d4e5f60718'),
    says: ['ResourceId=vpc-0a1b2c3d4e5f60718', 'TrafficType=REJECT', 'tags=team=true'],
  },
  {
    name: 'a permission of an image',
    record: call('ec2:ModifyImageAttribute', {
      imageId: 'ami-0a1b2c3d4e5f60718',
      launchPermission: { remove: { items: [{ userId: other }] } },
    }),
    says: [`launchPermission.remove.userId=${other}`],
  },
  {
    name: 'rules',
    record: call('ec2:RevokeSecurityGroupIngress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: {
        items: [
          {
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            groups: { items: [{ groupId: 'sg-0a1b2c3d4e5f60719' }] },
            ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] },
          },
          { ipProtocol: 'icmp', fromPort: -1, toPort: -1, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
        ],
      },
    }),
    says: ['ipPermissions=tcp port 22 from 10.0.0.0/8, sg-0a1b2c3d4e5f60719; icmp from 0.0.0.0/0'],
  },
  {
    name: 'rules of what leaves',
    record: call('ec2:AuthorizeSecurityGroupEgress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: {
        items: [
          { ipProtocol: '-1', ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
          { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } },
        ],
      },
    }),
    says: ['ipPermissions=all traffic to 0.0.0.0/0; tcp port 22 to 10.0.0.0/8'],
  },
  {
    name: 'a rule of what leaves, flat',
    record: call('ec2:RevokeSecurityGroupEgress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipProtocol: 'tcp',
      cidrIp: '10.0.0.0/8',
    }),
    says: ['cidrIp=10.0.0.0/8', 'ipProtocol=tcp'],
  },
  {
    name: 'a body as XML had it',
    record: call('s3:PutBucketLifecycle', {
      lifecycle: '',
      bucketName: 'app-uploads',
      LifecycleConfiguration: {
        xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/',
        Rule: { Status: 'Enabled', Expiration: { Days: 1 }, ID: 'tidy' },
      },
    }),
    says: ['LifecycleConfiguration.Rule=Status=Enabled, Expiration (Days=1), ID=tidy'],
  },
  {
    name: 'a policy as an object',
    record: call('s3:PutBucketPolicy', {
      bucketName: 'app-uploads',
      bucketPolicy: policy({
        Principal: { AWS: other },
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      }),
    }),
    says: [`bucketPolicy=allow ${other} s3:GetObject on * if aws:SecureTransport`],
  },
  {
    name: 'a policy as text',
    record: call('iam:PutRolePolicy', {
      roleName: 'Deploy',
      policyName: 'all',
      policyDocument:
        '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":["iam:*"],"Resource":"*"}]}',
    }),
    resource: named('Deploy'),
    says: ['policyName=all', 'policyDocument=allow * on *; deny all but iam:* on *'],
  },
  {
    name: 'a policy, URL-encoded',
    record: call('iam:CreateRole', {
      roleName: 'Deploy',
      assumeRolePolicyDocument: encodeURIComponent(
        '{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}',
      ),
    }),
    says: ['assumeRolePolicyDocument=allow ec2.amazonaws.com sts:AssumeRole'],
  },
  {
    name: 'a policy of many statements',
    record: call('iam:PutUserPolicy', {
      userName: 'alice',
      policyName: 'p',
      policyDocument: JSON.stringify({
        Statement: [1, 2, 3, 4, 5].map((n) => ({ Effect: 'Allow', Action: `s3:${n}`, Resource: '*' })),
      }),
    }),
    resource: named('alice'),
    says: ['policyName=p', 'policyDocument=allow s3:1 on *; allow s3:2 on *; allow s3:3 on *; and 2 more'],
  },
  {
    name: 'tags in their many forms',
    record: call('s3:PutBucketTagging', {
      bucketName: 'app-uploads',
      tagging: '',
      Tagging: {
        TagSet: {
          Tag: [
            { Key: 'team', Value: 'a' },
            { Key: 'cost', Value: true },
          ],
        },
      },
    }),
    says: ['tags=team=a, cost=true'],
  },
  {
    name: 'tags as a map',
    record: call('logs:CreateLogGroup', { logGroupName: 'app', tags: { team: 'a' } }),
    says: ['tags=team=a'],
  },
  {
    name: 'tags of EC2',
    record: call('ec2:CreateVolume', {
      size: '1',
      tagSpecificationSet: { items: [{ resourceType: 'volume', tags: [{ key: 'Name', value: 'x' }] }] },
    }),
    says: ['size=1', 'tags=Name=x'],
  },
  {
    name: 'a masked value',
    record: call('rds:ModifyDBInstance', {
      dBInstanceIdentifier: 'orders',
      masterUserPassword: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      applyImmediately: true,
    }),
    says: ['masterUserPassword=not recorded (hidden by AWS)', 'applyImmediately=true'],
  },
  {
    name: 'another mask',
    record: call('ec2:ModifyInstanceAttribute', {
      instanceId: 'i-0a1b2c3d4e5f60718',
      userData: '<sensitiveDataRemoved>',
    }),
    says: ['userData=not recorded (hidden by AWS)'],
  },
  {
    name: 'masked tags',
    record: call('rolesanywhere:CreateProfile', {
      name: 'p',
      tags: [{ key: 'HIDDEN_DUE_TO_SECURITY_REASONS', value: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
    }),
    says: ['tags=not recorded (hidden by AWS)'],
  },
  {
    name: 'parameters too large to be recorded',
    record: call('iam:CreatePolicyVersion', {
      omitted: true,
      originalSize: 149_893,
      reason: 'requestParameters too large',
    }),
    says: ['requestParameters=content not recorded (149,893 bytes)'],
  },
  {
    name: 'the same after a conversion',
    record: call('iam:CreatePolicyVersion', {
      omitted: 'true',
      originalSize: '149893',
      reason: 'requestParameters too large',
    }),
    says: ['requestParameters=content not recorded (149,893 bytes)'],
  },
  {
    name: 'parameters kept as text',
    record: call('secretsmanager:DeleteSecret', '{"secretId":"db","recoveryWindowInDays":7}'),
    says: ['recoveryWindowInDays=7'],
  },
  {
    name: 'what a service tells of its own event',
    record: call('kms:RotateKey', null, {
      eventType: 'AwsServiceEvent',
      serviceEventDetails: { keyId: '0a1b2c3d-0000-4000-8000-000000000001', reason: 'schedule' },
    }),
    says: ['reason=schedule'],
  },
  {
    name: 'the id of what was made',
    record: call(
      'iam:CreateAccessKey',
      { userName: 'alice' },
      {
        responseElements: {
          accessKey: { userName: 'alice', accessKeyId: 'AKIAEXAMPLE000000001', status: 'Active' },
        },
      },
    ),
    resource: named('alice'),
    says: ['accessKeyId=AKIAEXAMPLE000000001'],
  },
  {
    name: 'made without parameters',
    record: call('iam:CreateAccessKey', null, {
      responseElements: { accessKey: { userName: 'alice', accessKeyId: 'AKIAEXAMPLE000000001' } },
    }),
    resource: named('alice'),
    says: ['accessKeyId=AKIAEXAMPLE000000001'],
  },
  {
    name: 'the telling comes first',
    record: call('lambda:CreateFunction20150331', {
      functionName: 'app',
      description: 'd',
      runtime: 'nodejs20.x',
      role: `arn:aws:iam::${home}:role/app`,
    }),
    says: [`role=arn:aws:iam::${home}:role/app`, 'runtime=nodejs20.x', 'description=d'],
  },
  {
    name: 'what a client adds',
    record: call('ec2:CreateVolume', { size: '1', clientToken: 'x', dryRun: false }),
    says: ['size=1'],
  },
];

describe('what a call asked for', () => {
  it.each(cases)('$name', ({ record, resource, says }) => {
    expect(told(record, resource)).toEqual(says);
  });

  it('tells eight and counts the rest', () => {
    const parameters = Object.fromEntries([...'abcdefghijk'].map((name) => [`x${name}x`, name]));
    const changes = changeOf(call('some:UpdateThing', { thingId: 't', ...parameters }));
    expect(changes).toHaveLength(9);
    expect(changes.at(-1)).toEqual({ key: '…', value: '3 more' });
  });

  it('knows when the content was not recorded', () => {
    const omitted = { omitted: true, originalSize: 120_000 };
    expect(isUnrecorded(changeOf(call('iam:PutUserPolicy', omitted)))).toBe(true);
    expect(isUnrecorded(changeOf(call('iam:PutUserPolicy', { userName: 'content not recorded' })))).toBe(
      false,
    );
  });

  it('reads values of any depth', () => {
    let deep: JsonObject = { end: 'x' };
    for (let level = 0; level < 5_000; level++) deep = level % 2 ? { a: deep, b: 1 } : { a: [deep, 2] };
    expect(changeOf(call('some:UpdateThing', { thing: deep }))).toHaveLength(1);
  });

  it('never throws, whatever the parameters are', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const changes = changeOf(call('s3:PutBucketPolicy', JSON.parse(text)));
        expect(changes.every(({ key, value }) => key !== '' || value !== '')).toBe(true);
      }),
      { seed: 20240501, numRuns: 500 },
    );
  });
});
