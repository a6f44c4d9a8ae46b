import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArn } from '../../../src/analysis/target/arn.js';
import { readResource } from '../../../src/analysis/target/arn-shapes.js';

describe('readResource', () => {
  it.each([
    ['iam', 'role/ops/Admin', 'role', 'Admin', null],
    ['iam', 'policy/deploy', 'policy', 'deploy', null],
    ['s3', 'vault', 'bucket', 'vault', null],
    ['s3', 'vault/a/b.txt', 'object', 'vault/a/b.txt', 'vault'],
    ['s3', 'accesspoint/reports', 'accesspoint', 'reports', null],
    ['sns', 'alarms', 'topic', 'alarms', null],
    ['sns', 'alarms:0a0b', 'subscription', '0a0b', 'alarms'],
    ['sns', 'alarms:0a0b:c', 'subscription', '0a0b:c', 'alarms'],
    ['sqs', 'jobs', 'queue', 'jobs', null],
    ['sqs', 'jobs:a/b', 'queue', 'jobs:a/b', null],
    ['codecommit', 'app:x', 'repository', 'app:x', null],
    ['lambda', 'function:resize:7', 'function', 'resize', null],
    ['rds', 'db:orders', 'dbinstance', 'orders', null],
    ['rds', 'cluster-snapshot:rds:x-1', 'dbclustersnapshot', 'rds:x-1', null],
    ['secretsmanager', 'secret:billing/db-Ab12Cd', 'secret', 'billing/db', null],
    ['ssm', 'parameter/shop/pin', 'parameter', '/shop/pin', null],
    ['logs', 'log-group:/a/b:*', 'loggroup', '/a/b', null],
    ['logs', 'log-group:/a/b:log-stream:', 'loggroup', '/a/b', null],
    ['logs', 'log-group:/a/b:log-stream:s', 'logstream', 's', '/a/b'],
    ['elasticloadbalancing', 'loadbalancer/app/front/0a0b', 'loadbalancer', 'front', null],
    ['elasticloadbalancing', 'loadbalancer/classic', 'loadbalancer', 'classic', null],
    ['elasticloadbalancing', 'listener/app/front/0a/0b', 'listener', '0b', 'front'],
    ['elasticloadbalancing', 'targetgroup/blue/0a0b', 'targetgroup', 'blue', null],
    ['cloudformation', 'stack/shop/0a0b', 'stack', 'shop', null],
    ['autoscaling', 'autoScalingGroup:0a:autoScalingGroupName/web', 'autoscalinggroup', 'web', null],
    ['wafv2', 'regional/webacl/edge/0a0b', 'webacl', 'edge', null],
    ['ecs', 'service/prod/web', 'service', 'web', 'prod'],
    ['ecs', 'cluster/prod', 'cluster', 'prod', null],
    ['ecr', 'repository/team/app', 'repository', 'team/app', null],
    ['eks', 'nodegroup/prod/workers/0a0b', 'nodegroup', 'workers', 'prod'],
    ['glue', 'table/lake/events', 'table', 'events', 'lake'],
    ['dynamodb', 'table/carts/index/day', 'index', 'day', 'carts'],
    ['states', 'execution:settle:run-1', 'execution', 'run-1', 'settle'],
    ['apigateway', '/restapis/q1w2', 'restapi', 'q1w2', null],
    ['apigateway', '/restapis/q1w2/stages/live', 'stage', 'live', 'q1w2'],
    ['swf', '/domain/batch', 'domain', 'batch', null],
    ['kafka', 'cluster/bus/0a0b-1', 'cluster', 'bus', null],
    ['future', 'widget/w-1', 'widget', 'w-1', null],
    ['future', 'shelf/s-1/widget/w-1', 'widget', 'w-1', 's-1'],
    ['future', 'widget/spinner/0a0b0c0d0e0f', 'widget', 'spinner', null],
    ['future', 'widget', '', 'widget', null],
    ['constructor', '__proto__/x', 'proto', 'x', null],
  ])('%s %s is a %s called %s', (service, resource, type, name, holder) => {
    const named = readResource(service, resource);
    expect([named.type, named.names.at(-1), named.holder?.name ?? null]).toEqual([type, name, holder]);
  });

  it('keeps the ways in between', () => {
    expect(readResource('iam', 'role/ops/Admin').names).toEqual(['role/ops/Admin', 'ops/Admin', 'Admin']);
  });
});

describe('parseArn', () => {
  it.each(['', 'arn', 'arn:aws:s3', 'arn:aws:iam::1:', 'x arn:aws:s3:::b'])('%j is none', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });
  it('agrees with the pattern of an ARN', () => {
    const parts = fc.array(fc.constantFrom('', 'aws', 's3', 'a/b', '\n', 'é', '*'), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom('arn:', 'arn', 'ARN:', ' arn:'), parts, (start, rest) => {
        const text = start + rest.join(':');
        const found = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text)?.slice(1);
        const parsed = parseArn(text);
        expect(parsed && Object.values(parsed)).toEqual(found);
      }),
      { seed: 20240305, numRuns: 3_000 },
    );
  });
  it('leaves colons to the resource', () => {
    expect(parseArn('arn:aws-cn:logs:cn-north-1:111122223333:log-group:a:*')).toEqual({
      partition: 'aws-cn',
      service: 'logs',
      region: 'cn-north-1',
      account: '111122223333',
      resource: 'log-group:a:*',
    });
  });
});
