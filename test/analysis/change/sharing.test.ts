import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharingOf } from '../../../src/analysis/change/index.js';
import type { JsonObject, JsonValue } from '../../../src/model/json.js';
import { call, home, other, policy } from './records.js';

const queue = `https://sqs.eu-central-1.amazonaws.com/${home}/orders`;
const key = '0a1b2c3d-0000-4000-8000-000000000001';
const canonical = 'ab'.repeat(32);
const owner = 'cd'.repeat(32);

const bucketPolicy = (statement: JsonObject) =>
  call('s3:PutBucketPolicy', { bucketName: 'app-uploads', policy: '', bucketPolicy: policy(statement) });
const trust = (statement: JsonObject) =>
  JSON.stringify(policy({ Action: 'sts:AssumeRole', Resource: undefined, ...statement }));

interface Case {
  readonly name: string;
  readonly record: JsonObject;
  readonly with: readonly string[];
  readonly how: string;
}

const shares: readonly Case[] = [
  // Policies
  {
    name: 'a bucket for everyone',
    record: bucketPolicy({ Principal: '*' }),
    with: ['everyone'],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'everyone as an AWS principal',
    record: bucketPolicy({ Principal: { AWS: '*' } }),
    with: ['everyone'],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'everyone in a list',
    record: bucketPolicy({ Principal: { AWS: ['*'] } }),
    with: ['everyone'],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'all but some',
    record: bucketPolicy({ NotPrincipal: { AWS: `arn:aws:iam::${home}:user/alice` } }),
    with: ['everyone'],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'another account by its root',
    record: bucketPolicy({ Principal: { AWS: `arn:aws:iam::${other}:root` } }),
    with: [other],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'another account by its number',
    record: bucketPolicy({ Principal: { AWS: other } }),
    with: [other],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'a role of another account',
    record: bucketPolicy({
      Principal: { AWS: [`arn:aws:iam::${other}:role/copy`, `arn:aws:iam::${home}:role/app`] },
    }),
    with: [`arn:aws:iam::${other}:role/copy`],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'another partition',
    record: bucketPolicy({ Principal: { AWS: `arn:aws-cn:iam::${other}:root` } }),
    with: [other],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'a canonical user',
    record: bucketPolicy({ Principal: { CanonicalUser: canonical } }),
    with: [`canonical user ${canonical}`],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'several actions, few of them told',
    record: bucketPolicy({ Principal: '*', Action: ['s3:a', 's3:b', 's3:c', 's3:d'] }),
    with: ['everyone'],
    how: 'bucket policy allows s3:a, s3:b, s3:c and 1 more',
  },
  {
    name: 'all actions but one',
    record: bucketPolicy({ Principal: '*', Action: undefined, NotAction: 's3:DeleteBucket' }),
    with: ['everyone'],
    how: 'bucket policy allows all but s3:DeleteBucket',
  },
  {
    name: 'everyone from some addresses',
    record: bucketPolicy({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }),
    with: ['everyone, under conditions'],
    how: 'bucket policy allows s3:GetObject if aws:SourceIp',
  },
  {
    name: 'everyone of an organisation',
    record: bucketPolicy({
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdef1234' } },
    }),
    with: ['organisation o-abcdef1234'],
    how: 'bucket policy allows s3:GetObject if aws:PrincipalOrgID',
  },
  {
    name: 'everyone of an account',
    record: bucketPolicy({
      Principal: '*',
      Condition: { StringEquals: { 'AWS:PrincipalAccount': [home, other] } },
    }),
    with: [other],
    how: 'bucket policy allows s3:GetObject if AWS:PrincipalAccount',
  },
  {
    name: 'a condition that holds too where its key is missing',
    record: bucketPolicy({
      Principal: '*',
      Condition: { StringEqualsIfExists: { 'aws:PrincipalAccount': home } },
    }),
    with: ['everyone, under conditions'],
    how: 'bucket policy allows s3:GetObject if aws:PrincipalAccount',
  },
  {
    name: 'a negative condition',
    record: bucketPolicy({
      Principal: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': home } },
    }),
    with: ['everyone, under conditions'],
    how: 'bucket policy allows s3:GetObject if aws:PrincipalAccount',
  },
  {
    name: 'a wildcard in a condition ties nobody',
    record: bucketPolicy({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }),
    with: ['everyone, under conditions'],
    how: 'bucket policy allows s3:GetObject if aws:PrincipalArn',
  },
  {
    name: 'one statement of two',
    record: call('s3:PutBucketPolicy', {
      bucketName: 'app-uploads',
      bucketPolicy: {
        Statement: [
          { Effect: 'Deny', Principal: '*', Action: 's3:*' },
          { Effect: 'Allow', Principal: { AWS: other }, Action: 's3:GetObject' },
        ],
      },
    }),
    with: [other],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'a single statement without a list',
    record: call('s3:PutBucketPolicy', {
      bucketName: 'app-uploads',
      bucketPolicy: { Statement: { Effect: 'Allow', Principal: '*', Action: '*' } },
    }),
    with: ['everyone'],
    how: 'bucket policy allows *',
  },
  {
    name: 'a trust policy as text',
    record: call('iam:UpdateAssumeRolePolicy', {
      roleName: 'Deploy',
      policyDocument: trust({ Principal: { AWS: `arn:aws:iam::${other}:root` } }),
    }),
    with: [other],
    how: 'trust policy allows sts:AssumeRole',
  },
  {
    name: 'a trust policy, URL-encoded',
    record: call('iam:CreateRole', {
      roleName: 'Deploy',
      assumeRolePolicyDocument: encodeURIComponent(trust({ Principal: { AWS: '*' } })),
    }),
    with: ['everyone'],
    how: 'trust policy allows sts:AssumeRole',
  },
  {
    name: 'an account that has to know a secret',
    record: call('iam:CreateRole', {
      roleName: 'Deploy',
      assumeRolePolicyDocument: trust({
        Principal: { AWS: other },
        Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
      }),
    }),
    with: [other],
    how: 'trust policy allows sts:AssumeRole if sts:ExternalId',
  },
  {
    name: 'a key policy',
    record: call('kms:PutKeyPolicy', {
      keyId: key,
      policyName: 'default',
      policy: trust({ Principal: { AWS: other }, Action: 'kms:*' }),
    }),
    with: [other],
    how: 'policy allows kms:*',
  },
  {
    name: 'the policy a key is created with',
    record: call('kms:CreateKey', { policy: trust({ Principal: { AWS: other }, Action: 'kms:*' }) }),
    with: [other],
    how: 'policy allows kms:*',
  },
  {
    name: 'a queue',
    record: call('sqs:SetQueueAttributes', {
      queueUrl: queue,
      attributes: { Policy: trust({ Principal: '*', Action: 'sqs:*' }) },
    }),
    with: ['everyone'],
    how: 'policy allows sqs:*',
  },
  {
    name: 'a topic',
    record: call('sns:SetTopicAttributes', {
      topicArn: `arn:aws:sns:eu-central-1:${home}:orders`,
      attributeName: 'Policy',
      attributeValue: trust({ Principal: { AWS: '*' }, Action: 'sns:Publish' }),
    }),
    with: ['everyone'],
    how: 'policy allows sns:Publish',
  },
  {
    name: 'a topic for the events of a bucket',
    record: call('sns:SetTopicAttributes', {
      topicArn: `arn:aws:sns:eu-central-1:${home}:orders`,
      attributeName: 'Policy',
      attributeValue: trust({
        Principal: { AWS: '*' },
        Action: 'sns:Publish',
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::app-uploads' } },
      }),
    }),
    with: ['arn:aws:s3:::app-uploads'],
    how: 'policy allows sns:Publish if aws:SourceArn',
  },
  {
    name: 'a repository',
    record: call('ecr:SetRepositoryPolicy', {
      repositoryName: 'app',
      policyText: trust({ Principal: { AWS: other }, Action: 'ecr:BatchGetImage' }),
    }),
    with: [other],
    how: 'policy allows ecr:BatchGetImage',
  },
  {
    name: 'a secret',
    record: call('secretsmanager:PutResourcePolicy', {
      secretId: 'db',
      resourcePolicy: trust({
        Principal: { AWS: `arn:aws:iam::${other}:user/mallory` },
        Action: 'secretsmanager:GetSecretValue',
      }),
    }),
    with: [`arn:aws:iam::${other}:user/mallory`],
    how: 'policy allows secretsmanager:GetSecretValue',
  },
  {
    name: 'a backup vault',
    record: call('backup:PutBackupVaultAccessPolicy', {
      backupVaultName: 'nightly',
      policy: trust({ Principal: '*', Action: 'backup:CopyIntoBackupVault' }),
    }),
    with: ['everyone'],
    how: 'policy allows backup:CopyIntoBackupVault',
  },
  {
    name: 'a search domain',
    record: call('es:UpdateDomainConfig', {
      domainName: 'logs',
      accessPolicies: trust({ Principal: { AWS: '*' }, Action: 'es:*' }),
    }),
    with: ['everyone'],
    how: 'policy allows es:*',
  },
  {
    name: 'an owner that is told by the resource',
    record: call(
      's3:PutBucketPolicy',
      { bucketName: 'app-uploads', bucketPolicy: policy({ Principal: { AWS: home } }) },
      { resources: [{ type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::app-uploads', accountId: other }] },
    ),
    with: [home],
    how: 'bucket policy allows s3:GetObject',
  },
  {
    name: 'parameters kept as text',
    record: call(
      's3:PutBucketPolicy',
      JSON.stringify({ bucketName: 'app-uploads', bucketPolicy: policy({ Principal: '*' }) }),
    ),
    with: ['everyone'],
    how: 'bucket policy allows s3:GetObject',
  },

  // Access control lists
  {
    name: 'a canned list',
    record: call('s3:PutBucketAcl', { bucketName: 'app-uploads', acl: '', 'x-amz-acl': 'public-read' }),
    with: ['everyone'],
    how: 'ACL public-read',
  },
  {
    name: 'a canned list in an array',
    record: call('s3:PutObjectAcl', {
      bucketName: 'app-uploads',
      key: 'a',
      'x-amz-acl': ['public-read-write'],
    }),
    with: ['everyone'],
    how: 'ACL public-read-write',
  },
  {
    name: 'a bucket created public',
    record: call('s3:CreateBucket', { bucketName: 'app-uploads', 'x-amz-acl': 'authenticated-read' }),
    with: ['every AWS account'],
    how: 'ACL authenticated-read',
  },
  {
    name: 'grants in headers',
    record: call('s3:PutBucketAcl', {
      bucketName: 'app-uploads',
      'x-amz-grant-read': 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
      'x-amz-grant-full-control': `id="${canonical}"`,
    }),
    with: ['everyone', `canonical user ${canonical}`],
    how: 'ACL grant read; ACL grant full-control',
  },
  {
    name: 'grants in the body',
    record: call('s3:PutBucketAcl', {
      bucketName: 'app-uploads',
      AccessControlPolicy: {
        Owner: { ID: owner },
        AccessControlList: {
          Grant: [
            { Grantee: { 'xsi:type': 'CanonicalUser', ID: owner }, Permission: 'FULL_CONTROL' },
            {
              Grantee: {
                'xsi:type': 'Group',
                URI: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
              },
              Permission: 'READ_ACP',
            },
          ],
        },
      },
    }),
    with: ['every AWS account'],
    how: 'ACL grant read_acp',
  },
  {
    name: 'one grant without a list',
    record: call('s3:PutObjectAcl', {
      bucketName: 'app-uploads',
      key: 'a',
      AccessControlPolicy: {
        Owner: { ID: owner },
        AccessControlList: { Grant: { Grantee: { ID: canonical }, Permission: 'READ' } },
      },
    }),
    with: [`canonical user ${canonical}`],
    how: 'ACL grant read',
  },

  // Blocks of public access
  {
    name: 'the block removed',
    record: call('s3:DeleteBucketPublicAccessBlock', { bucketName: 'app-uploads', publicAccessBlock: '' }),
    with: ['everyone, if a policy or ACL lets them in'],
    how: 'public access block removed',
  },
  {
    name: 'the block of the account removed',
    record: call('s3:DeleteAccountPublicAccessBlock', null),
    with: ['everyone, if a policy or ACL lets them in'],
    how: 'public access block removed',
  },
  {
    name: 'part of the block lifted',
    record: call('s3:PutBucketPublicAccessBlock', {
      bucketName: 'app-uploads',
      PublicAccessBlockConfiguration: {
        xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/',
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: 'false',
      },
    }),
    with: ['everyone, if a policy or ACL lets them in'],
    how: 'public access block without BlockPublicPolicy, RestrictPublicBuckets',
  },

  // Attributes
  {
    name: 'a snapshot of a disk',
    record: call('ec2:ModifySnapshotAttribute', {
      snapshotId: 'snap-0a1b2c3d4e5f60718',
      createVolumePermission: { add: { items: [{ userId: other }] } },
      attributeType: 'CREATE_VOLUME_PERMISSION',
    }),
    with: [other],
    how: 'createVolumePermission',
  },
  {
    name: 'a snapshot for all',
    record: call('ec2:ModifySnapshotAttribute', {
      snapshotId: 'snap-0a1b2c3d4e5f60718',
      createVolumePermission: { add: { items: [{ group: 'all' }] } },
    }),
    with: ['everyone'],
    how: 'createVolumePermission',
  },
  {
    name: 'the older form',
    record: call('ec2:ModifySnapshotAttribute', {
      snapshotId: 'snap-0a1b2c3d4e5f60718',
      operationType: 'add',
      attributeType: 'createVolumePermission',
      userIdSet: { items: [{ userId: other }] },
    }),
    with: [other],
    how: 'createVolumePermission',
  },
  {
    name: 'an image for an organisation',
    record: call('ec2:ModifyImageAttribute', {
      imageId: 'ami-0a1b2c3d4e5f60718',
      launchPermission: {
        add: { items: [{ organizationArn: `arn:aws:organizations::${other}:organization/o-abcdef1234` }] },
      },
    }),
    with: ['organisation o-abcdef1234'],
    how: 'launchPermission',
  },
  {
    name: 'an image for a unit of it',
    record: call('ec2:ModifyImageAttribute', {
      imageId: 'ami-0a1b2c3d4e5f60718',
      launchPermission: {
        add: {
          items: [
            { organizationalUnitArn: `arn:aws:organizations::${other}:ou/o-abcdef1234/ou-ab12-cdef3456` },
          ],
        },
      },
    }),
    with: ['organisation o-abcdef1234 (ou-ab12-cdef3456)'],
    how: 'launchPermission',
  },
  {
    name: 'a database snapshot',
    record: call('rds:ModifyDBSnapshotAttribute', {
      dBSnapshotIdentifier: 'nightly',
      attributeName: 'restore',
      valuesToAdd: [other, home],
    }),
    with: [other],
    how: 'snapshot may be restored',
  },
  {
    name: 'a database snapshot for all',
    record: call('rds:ModifyDBClusterSnapshotAttribute', {
      dBClusterSnapshotIdentifier: 'nightly',
      attributeName: 'restore',
      valuesToAdd: ['all'],
    }),
    with: ['everyone'],
    how: 'snapshot may be restored',
  },
  {
    name: 'a database with a public address',
    record: call('rds:ModifyDBInstance', { dBInstanceIdentifier: 'orders', publiclyAccessible: true }),
    with: ['everyone, as far as its security groups allow'],
    how: 'publicly accessible',
  },
  {
    name: 'a document',
    record: call('ssm:ModifyDocumentPermission', {
      name: 'run',
      permissionType: 'Share',
      accountIdsToAdd: ['All'],
    }),
    with: ['everyone'],
    how: 'document permission',
  },

  // Permissions
  {
    name: 'a function for everyone',
    record: call('lambda:AddPermission20150331v2', {
      functionName: 'app',
      statementId: 's',
      action: 'lambda:InvokeFunction',
      principal: '*',
    }),
    with: ['everyone'],
    how: 'permission lambda:InvokeFunction',
  },
  {
    name: 'a function for an account',
    record: call('lambda:AddPermission20150331v2', {
      functionName: 'app',
      action: 'lambda:InvokeFunction',
      principal: other,
    }),
    with: [other],
    how: 'permission lambda:InvokeFunction',
  },
  {
    name: 'a function for an organisation',
    record: call('lambda:AddPermission20150331v2', {
      functionName: 'app',
      action: 'lambda:InvokeFunction',
      principal: '*',
      principalOrgID: 'o-abcdef1234',
    }),
    with: ['organisation o-abcdef1234'],
    how: 'permission lambda:InvokeFunction for *',
  },
  {
    name: 'a function for a service on behalf of an account',
    record: call('lambda:AddPermission20150331v2', {
      functionName: 'app',
      action: 'lambda:InvokeFunction',
      principal: 's3.amazonaws.com',
      sourceAccount: other,
      sourceArn: 'arn:aws:s3:::their-bucket',
    }),
    with: [other, 'arn:aws:s3:::their-bucket'],
    how: 'permission lambda:InvokeFunction for s3.amazonaws.com',
  },
  {
    name: 'a function URL',
    record: call('lambda:CreateFunctionUrlConfig', { functionName: 'app', authType: 'NONE' }),
    with: ['everyone'],
    how: 'function URL without authorisation',
  },
  {
    name: 'a layer',
    record: call('lambda:AddLayerVersionPermission', {
      layerName: 'lib',
      versionNumber: 1,
      principal: '*',
      action: 'lambda:GetLayerVersion',
    }),
    with: ['everyone'],
    how: 'permission lambda:GetLayerVersion',
  },
  {
    name: 'an event bus',
    record: call('events:PutPermission', {
      eventBusName: 'default',
      action: 'events:PutEvents',
      principal: '*',
      condition: { type: 'StringEquals', key: 'aws:PrincipalOrgID', value: 'o-abcdef1234' },
    }),
    with: ['organisation o-abcdef1234'],
    how: 'permission events:PutEvents for *',
  },
  {
    name: 'a queue by the odd spelling',
    record: call('sqs:AddPermission', {
      queueUrl: queue,
      label: 'x',
      aWSAccountIds: [other],
      actions: ['SendMessage'],
    }),
    with: [other],
    how: 'permission added: SendMessage',
  },
  {
    name: 'a queue by another',
    record: call('sqs:AddPermission', {
      queueUrl: queue,
      label: 'x',
      AWSAccountIds: [other],
      actions: ['*'],
    }),
    with: [other],
    how: 'permission added: *',
  },
  {
    name: 'a grant',
    record: call('kms:CreateGrant', {
      keyId: key,
      granteePrincipal: `arn:aws:iam::${other}:role/copy`,
      operations: ['Decrypt'],
    }),
    with: [`arn:aws:iam::${other}:role/copy`],
    how: 'grant: Decrypt',
  },
  {
    name: 'a resource share',
    record: call('ram:CreateResourceShare', {
      name: 'net',
      resourceArns: [`arn:aws:ec2:eu-central-1:${home}:subnet/subnet-0a1b2c3d4e5f60718`],
      principals: [other, `arn:aws:organizations::${home}:ou/o-abcdef1234/ou-ab12-cdef3456`],
    }),
    with: [other, 'organisation o-abcdef1234 (ou-ab12-cdef3456)'],
    how: 'resource share',
  },
  {
    name: 'permissions of a data lake',
    record: call('lakeformation:GrantPermissions', {
      principal: { dataLakePrincipalIdentifier: other },
      permissions: ['SELECT'],
    }),
    with: [other],
    how: 'permissions granted',
  },

  // Ports
  {
    name: 'a port',
    record: call('ec2:AuthorizeSecurityGroupIngress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: {
        items: [
          {
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            groups: {},
            ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
            ipv6Ranges: {},
            prefixListIds: {},
          },
        ],
      },
    }),
    with: ['everyone'],
    how: 'tcp port 22 from 0.0.0.0/0',
  },
  {
    name: 'a range of ports, by IPv6',
    record: call('ec2:AuthorizeSecurityGroupIngress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: {
        items: [
          {
            ipProtocol: 'tcp',
            fromPort: 8000,
            toPort: 8080,
            ipRanges: { items: [{ cidrIp: '192.0.2.0/24' }] },
            ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
          },
        ],
      },
    }),
    with: ['everyone'],
    how: 'tcp ports 8000-8080 from ::/0',
  },
  {
    name: 'everything',
    record: call('ec2:AuthorizeSecurityGroupIngress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: { items: [{ ipProtocol: '-1', ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }] },
    }),
    with: ['everyone'],
    how: 'all traffic from 0.0.0.0/0',
  },
  {
    name: 'the flat form',
    record: call('ec2:AuthorizeSecurityGroupIngress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: {},
      ipProtocol: 'tcp',
      fromPort: 3389,
      toPort: 3389,
      cidrIp: '0.0.0.0/0',
    }),
    with: ['everyone'],
    how: 'tcp port 3389 from 0.0.0.0/0',
  },
  {
    name: 'a rule changed',
    record: call('ec2:ModifySecurityGroupRules', {
      ModifySecurityGroupRulesRequest: {
        GroupId: 'sg-0a1b2c3d4e5f60718',
        SecurityGroupRule: {
          SecurityGroupRuleId: 'sgr-0a1b2c3d4e5f60718',
          SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' },
          tag: 1,
        },
      },
    }),
    with: ['everyone'],
    how: 'tcp port 22 from 0.0.0.0/0 (in or out, the call does not say)',
  },
  {
    name: 'a security group of databases',
    record: call('rds:AuthorizeDBSecurityGroupIngress', { dBSecurityGroupName: 'old', cIDRIP: '0.0.0.0/0' }),
    with: ['everyone'],
    how: 'any port from 0.0.0.0/0',
  },
];

describe('lets others in', () => {
  it.each(shares)('$name', ({ record, with: whom, how }) => {
    expect(sharingOf(record)).toEqual({ with: whom, how });
  });
});

const keeps: readonly { readonly name: string; readonly record: JsonObject }[] = [
  {
    name: 'a policy for the account itself',
    record: bucketPolicy({ Principal: { AWS: `arn:aws:iam::${home}:root` } }),
  },
  {
    name: 'a policy for a service',
    record: bucketPolicy({ Principal: { Service: 'cloudtrail.amazonaws.com' } }),
  },
  { name: 'a policy that denies everyone', record: bucketPolicy({ Effect: 'Deny', Principal: '*' }) },
  {
    name: 'everyone, as long as they are of the account',
    record: bucketPolicy({
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'AWS:SourceOwner': home } },
    }),
  },
  {
    name: 'the unique id of somebody deleted',
    record: bucketPolicy({ Principal: { AWS: 'AROAEXAMPLE0000000001' } }),
  },
  {
    name: 'an identity of CloudFront',
    record: bucketPolicy({
      Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' },
    }),
  },
  {
    name: 'a policy of an identity, which names nobody',
    record: call('iam:PutRolePolicy', {
      roleName: 'Deploy',
      policyName: 'all',
      policyDocument: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    }),
  },
  {
    name: 'who may pass an endpoint',
    record: call('ec2:CreateVpcEndpoint', {
      CreateVpcEndpointRequest: { PolicyDocument: JSON.stringify(policy({ Principal: '*' })) },
    }),
  },
  {
    name: 'a policy that is only checked',
    record: call('accessanalyzer:ValidatePolicy', {
      policyDocument: JSON.stringify(policy({ Principal: '*' })),
    }),
  },
  {
    name: 'no policy any more',
    record: call('s3:DeleteBucketPolicy', { bucketName: 'app-uploads', policy: '' }),
  },
  {
    name: 'a list for the owner',
    record: call('s3:PutBucketAcl', { bucketName: 'app-uploads', 'x-amz-acl': 'bucket-owner-full-control' }),
  },
  {
    name: 'a list for the delivery of logs',
    record: call('s3:PutBucketAcl', {
      bucketName: 'app-uploads',
      'x-amz-grant-write': 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"',
    }),
  },
  {
    name: 'all blocks set',
    record: call('s3:PutBucketPublicAccessBlock', {
      bucketName: 'app-uploads',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    }),
  },
  {
    name: 'a permission taken back',
    record: call('ec2:ModifyImageAttribute', {
      imageId: 'ami-0a1b2c3d4e5f60718',
      launchPermission: { remove: { items: [{ userId: other }] } },
    }),
  },
  {
    name: 'the older form of taking back',
    record: call('ec2:ModifySnapshotAttribute', {
      snapshotId: 'snap-0a1b2c3d4e5f60718',
      operationType: 'remove',
      userIdSet: { items: [{ userId: other }] },
    }),
  },
  {
    name: 'a snapshot for oneself',
    record: call('rds:ModifyDBSnapshotAttribute', { dBSnapshotIdentifier: 'nightly', valuesToAdd: [home] }),
  },
  {
    name: 'a snapshot taken back',
    record: call('rds:ModifyDBSnapshotAttribute', {
      dBSnapshotIdentifier: 'nightly',
      valuesToRemove: ['all'],
    }),
  },
  {
    name: 'a function for a service of the account',
    record: call('lambda:AddPermission20150331v2', {
      functionName: 'app',
      principal: 'events.amazonaws.com',
      sourceArn: `arn:aws:events:eu-central-1:${home}:rule/nightly`,
    }),
  },
  {
    name: 'a function URL that asks who it is',
    record: call('lambda:CreateFunctionUrlConfig', { functionName: 'app', authType: 'AWS_IAM' }),
  },
  {
    name: 'a grant for a service',
    record: call('kms:CreateGrant', { keyId: key, granteePrincipal: 'mq.amazonaws.com' }),
  },
  {
    name: 'a grant for an instance of the account',
    record: call('kms:CreateGrant', {
      keyId: key,
      granteePrincipal: `${home}:aws:ec2-infrastructure:i-0a1b2c3d4e5f60718`,
    }),
  },
  {
    name: 'a share ended',
    record: call('ram:DisassociateResourceShare', {
      resourceShareArn: `arn:aws:ram:eu-central-1:${home}:resource-share/a`,
      principals: [other],
    }),
  },
  {
    name: 'a port for a network',
    record: call('ec2:AuthorizeSecurityGroupIngress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: {
        items: [
          { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } },
        ],
      },
    }),
  },
  {
    name: 'a way out',
    record: call('ec2:AuthorizeSecurityGroupEgress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: { items: [{ ipProtocol: '-1', ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }] },
    }),
  },
  {
    name: 'a port closed',
    record: call('ec2:RevokeSecurityGroupIngress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: {},
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      cidrIp: '0.0.0.0/0',
    }),
  },
  {
    name: 'a private database',
    record: call('rds:CreateDBInstance', { dBInstanceIdentifier: 'orders', publiclyAccessible: false }),
  },
  { name: 'no parameters', record: call('s3:PutBucketPolicy', null) },
  {
    name: 'a policy that was not recorded',
    record: call('s3:PutBucketPolicy', {
      omitted: true,
      originalSize: 149_893,
      reason: 'requestParameters too large',
    }),
  },
];

describe('lets nobody in', () => {
  it.each(keeps)('$name', ({ record }) => {
    expect(sharingOf(record)).toBeUndefined();
  });
});

it('never throws, whatever the parameters are', () => {
  const actions = [
    's3:PutBucketPolicy',
    's3:PutBucketAcl',
    'ec2:AuthorizeSecurityGroupIngress',
    'lambda:AddPermission',
  ];
  const keys = [
    'Statement',
    'Principal',
    'Condition',
    'AccessControlPolicy',
    'ipPermissions',
    'items',
    'principal',
  ];
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom<JsonValue>('*', other, 'all', '0.0.0.0/0', '{"Statement":1}', '%7B', null, 1, true),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...actions), tree, (action, parameters) => {
      const sharing = sharingOf(call(action, parameters));
      expect(sharing === undefined || sharing.with.length > 0).toBe(true);
    }),
    { seed: 20240501, numRuns: 500 },
  );
});
