import { describe, expect, it } from 'vitest';
import { aliasesOf, answer, parseSubject } from '../../../src/analysis/target/index.js';
import type { JsonObject } from '../../../src/model/json.js';
import { type Case, recordOf } from './cases/case.js';

interface Sequence {
  readonly name: string;
  readonly subject: string;
  readonly events: readonly (Omit<Case, 'ask'> & { readonly deleted: 'direct' | 'none' })[];
}

const instance = 'i-0123456789abcdef0';
const second = 'i-0fedcba9876543210';

function launch(ids: readonly string[], tags: JsonObject): Omit<Case, 'ask'> {
  return {
    call: 'ec2 RunInstances',
    request: { instancesSet: { items: [{ imageId: 'ami-0aaaabbbbccccdddd' }] }, tagSpecificationSet: tags },
    response: { instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } },
  };
}

function terminate(instanceId: string): Omit<Case, 'ask'> {
  return { call: 'ec2 TerminateInstances', request: { instancesSet: { items: [{ instanceId }] } } };
}

const named = { items: [{ resourceType: 'instance', tags: [{ key: 'Name', value: 'front-1' }] }] };
const group = { groupName: 'front', groupDescription: 'x', vpcId: 'vpc-0123456789abcdef0' };

const sequences: readonly Sequence[] = [
  {
    name: 'the name of a security group leads to its id',
    subject: 'front',
    events: [
      {
        call: 'ec2 CreateSecurityGroup',
        request: group,
        response: { groupId: 'sg-00aa11bb22cc33dd4' },
        deleted: 'none',
      },
      { call: 'ec2 DeleteSecurityGroup', request: { groupId: 'sg-00aa11bb22cc33dd4' }, deleted: 'direct' },
      { call: 'ec2 DeleteSecurityGroup', request: { groupId: 'sg-0ffffffffffffffff' }, deleted: 'none' },
    ],
  },
  {
    name: 'its id leads to its name, but only to that of a security group',
    subject: 'sg-00aa11bb22cc33dd4',
    events: [
      {
        call: 'ec2 CreateSecurityGroup',
        request: group,
        response: { groupId: 'sg-00aa11bb22cc33dd4' },
        deleted: 'none',
      },
      { call: 'ec2 DeleteSecurityGroup', request: { groupName: 'front' }, deleted: 'direct' },
      { call: 'ec2 DeletePlacementGroup', request: { groupName: 'front' }, deleted: 'none' },
      { call: 'iam DeleteGroup', request: { groupName: 'front' }, deleted: 'none' },
      {
        call: 'ec2 DeleteSecurityGroup',
        request: { groupName: 'front' },
        fields: { awsRegion: 'us-east-1' },
        deleted: 'none',
      },
    ],
  },
  {
    name: 'a failed creation teaches nothing',
    subject: 'front',
    events: [
      {
        call: 'ec2 CreateSecurityGroup',
        request: { ...group, groupId: 'sg-00aa11bb22cc33dd4' },
        error: 'Client.InvalidGroup.Duplicate',
        deleted: 'none',
      },
      { call: 'ec2 DeleteSecurityGroup', request: { groupId: 'sg-00aa11bb22cc33dd4' }, deleted: 'none' },
    ],
  },
  {
    name: 'a Name tag at launch',
    subject: 'front-1',
    events: [
      { ...launch([instance], named), deleted: 'none' },
      { ...terminate(instance), deleted: 'direct' },
    ],
  },
  {
    name: 'all that were launched with one Name tag bear it',
    subject: 'front-1',
    events: [
      { ...launch([instance, second], named), deleted: 'none' },
      { ...terminate(second), deleted: 'direct' },
    ],
  },
  {
    name: 'the Name tag of a volume is not that of the instance',
    subject: 'front-1',
    events: [
      {
        ...launch([instance], {
          items: [{ resourceType: 'volume', tags: [{ key: 'Name', value: 'front-1' }] }],
        }),
        deleted: 'none',
      },
      { ...terminate(instance), deleted: 'none' },
    ],
  },
  {
    name: 'two ids of one call are two things',
    subject: instance,
    events: [
      { ...launch([instance, second], named), deleted: 'none' },
      { ...terminate(second), deleted: 'none' },
    ],
  },
  {
    name: 'a Name tag given later, and no other tag',
    subject: 'front-1',
    events: [
      {
        call: 'ec2 CreateTags',
        request: {
          resourcesSet: { items: [{ resourceId: instance }] },
          tagSet: { items: [{ key: 'Name', value: 'front-1' }] },
        },
        deleted: 'none',
      },
      {
        call: 'ec2 CreateTags',
        request: {
          resourcesSet: { items: [{ resourceId: second }] },
          tagSet: { items: [{ key: 'Owner', value: 'front-1' }] },
        },
        deleted: 'none',
      },
      { ...terminate(instance), deleted: 'direct' },
      { ...terminate(second), deleted: 'none' },
    ],
  },
  {
    name: 'a tag in the newer EC2 shape',
    subject: 'out',
    events: [
      {
        call: 'ec2 CreateNatGateway',
        request: {
          CreateNatGatewayRequest: {
            SubnetId: 'subnet-0a0a0a0a0a0a0a0a0',
            TagSpecification: {
              ResourceType: 'natgateway',
              tag: 1,
              Tag: { Key: 'Name', Value: 'out', tag: 1 },
            },
          },
        },
        response: { CreateNatGatewayResponse: { natGateway: { natGatewayId: 'nat-0123456789abcdef0' } } },
        deleted: 'none',
      },
      {
        call: 'ec2 DeleteNatGateway',
        request: { DeleteNatGatewayRequest: { NatGatewayId: 'nat-0123456789abcdef0' } },
        deleted: 'direct',
      },
    ],
  },
  {
    name: 'the unique id of a role',
    subject: 'AROAEXAMPLE0000000001',
    events: [
      {
        call: 'iam CreateRole',
        request: { roleName: 'Loader', path: '/' },
        response: {
          role: {
            roleName: 'Loader',
            roleId: 'AROAEXAMPLE0000000001',
            arn: 'arn:aws:iam::111122223333:role/Loader',
          },
        },
        deleted: 'none',
      },
      {
        call: 'iam DeleteRole',
        request: { roleName: 'Loader' },
        fields: { awsRegion: 'us-east-1' },
        deleted: 'direct',
      },
      { call: 'iam DeleteUser', request: { userName: 'Loader' }, deleted: 'none' },
    ],
  },
  {
    name: 'the name of a REST API',
    subject: 'checkout-api',
    events: [
      {
        call: 'apigateway CreateRestApi',
        request: { createRestApiInput: { name: 'checkout-api' } },
        response: { id: 'q1w2e3', name: 'checkout-api' },
        deleted: 'none',
      },
      { call: 'apigateway DeleteRestApi', request: { restApiId: 'q1w2e3' }, deleted: 'direct' },
    ],
  },
  {
    name: 'the name of a zone',
    subject: 'example.org',
    events: [
      {
        call: 'route53 CreateHostedZone',
        request: { name: 'example.org' },
        response: { hostedZone: { id: '/hostedzone/Z00EXAMPLE00', name: 'example.org.' } },
        deleted: 'none',
      },
      { call: 'route53 DeleteHostedZone', request: { id: 'Z00EXAMPLE00' }, deleted: 'direct' },
    ],
  },
  {
    name: 'an alias of a key is not the key',
    subject: 'alias/payroll',
    events: [
      {
        call: 'kms DescribeKey',
        request: { keyId: 'alias/payroll' },
        resources: [
          { ARN: 'arn:aws:kms:eu-central-1:111122223333:key/0f0e0d0c-1111-2222-3333-444455556666' },
        ],
        deleted: 'none',
      },
      {
        call: 'kms ScheduleKeyDeletion',
        request: { keyId: '0f0e0d0c-1111-2222-3333-444455556666' },
        deleted: 'none',
      },
    ],
  },
];

describe('aliasesOf', () => {
  it.each(sequences)('$name', ({ subject: text, events }) => {
    const subject = parseSubject(text);
    const records = events.map((event) => recordOf({ ...event, ask: [] }));
    const subjects = [
      subject,
      ...records.flatMap((record) => aliasesOf(subject, record).map((alias) => alias.subject)),
    ];
    const relations = records.map(
      (record) =>
        subjects.map((each) => answer(each, 'deleted', record)?.relation).find((found) => found) ?? 'none',
    );
    expect(relations).toEqual(events.map(({ deleted }) => deleted));
  });

  it('says what it was found by, and where', () => {
    const record = recordOf({
      call: 'ec2 CreateSecurityGroup',
      request: group,
      response: { groupId: 'sg-00aa11bb22cc33dd4' },
      ask: [],
    });
    expect(aliasesOf(parseSubject('FRONT*'), record)).toEqual([]);
    expect(aliasesOf(parseSubject('fron*'), record)).toMatchObject([
      { name: 'sg-00aa11bb22cc33dd4', via: 'front', eventID: '5b0c1f7e-9f5e-4d27-8f0a-0b7c3d2e1f00' },
    ]);
  });
});
