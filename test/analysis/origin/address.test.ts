import { describe, expect, it } from 'vitest';
import { originOf, parseAwsRanges } from '../../../src/analysis/origin/index.js';
import type { AddressKind } from '../../../src/model/event.js';
import type { JsonValue } from '../../../src/model/json.js';

describe('kind of address', () => {
  it.each<[JsonValue, AddressKind]>([
    ['192.0.2.7', 'public'],
    ['198.51.100.1', 'public'],
    ['203.0.113.255', 'public'],
    ['8.8.8.8', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['10.0.0.1', 'private'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.10.20', 'private'],
    ['100.64.0.1', 'private'],
    ['169.254.169.254', 'private'],
    ['127.0.0.1', 'private'],
    ['0.0.0.0', 'invalid'],
    ['224.0.0.1', 'invalid'],
    ['255.255.255.255', 'invalid'],
    ['2001:db8::1', 'public'],
    ['2600:1F18::ABCD', 'public'],
    ['fd00::1', 'private'],
    ['fe80::1', 'private'],
    ['::1', 'private'],
    ['::', 'invalid'],
    ['ff02::1', 'invalid'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:192.0.2.7', 'public'],
    ['ec2.amazonaws.com', 'aws-service'],
    ['delivery.logs.amazonaws.com', 'aws-service'],
    ['ec2.amazonaws.com.cn', 'aws-service'],
    ['resource-explorer-2.amazonaws.com', 'aws-service'],
    ['AWS Internal', 'aws-internal'],
    ['AWS Internal/3', 'aws-internal'],
    ['255.090.254.5', 'invalid'],
    ['256.0.2.1', 'invalid'],
    ['010.0.0.1', 'invalid'],
    ['10.1', 'invalid'],
    ['0x7f.0.0.1', 'invalid'],
    ['192.0.2.7 ', 'invalid'],
    ['192.0.2.7/24', 'invalid'],
    ['fe80::1%eth0', 'invalid'],
    [':::', 'invalid'],
    ['amazonaws.com', 'invalid'],
    ['ec2.amazonaws.com.example.org', 'invalid'],
    [`${'a.'.repeat(500_000)}amazonaws.com`, 'invalid'],
    ['HIDDEN_DUE_TO_SECURITY_REASONS', 'invalid'],
    ['', 'none'],
    [null, 'none'],
    [5, 'none'],
    [['192.0.2.7'], 'none'],
  ])('%j is %s', (sourceIPAddress, kind) => {
    expect(originOf({ sourceIPAddress }).kind).toBe(kind);
  });

  it('is none without the field', () => {
    expect(originOf({})).toMatchObject({ sourceIPAddress: null, kind: 'none' });
  });

  it.each<[string, JsonValue, AddressKind]>([
    ['10.0.1.2', 'vpce-0123456789abcdef0', 'vpc-endpoint'],
    ['fd00::1', 'vpce-0123456789abcdef0', 'vpc-endpoint'],
    ['10.0.1.2', 'AWS Internal', 'private'],
    ['10.0.1.2', 'ec2.amazonaws.com', 'private'],
    ['192.0.2.7', 'vpce-0123456789abcdef0', 'public'],
    ['ec2.amazonaws.com', 'vpce-0123456789abcdef0', 'aws-service'],
  ])('%s with endpoint %s is %s', (sourceIPAddress, vpcEndpointId, kind) => {
    expect(originOf({ sourceIPAddress, vpcEndpointId }).kind).toBe(kind);
  });
});

describe("AWS's public ranges", () => {
  const ranges = parseAwsRanges({
    syncToken: '1',
    prefixes: [
      { ip_prefix: '192.0.2.0/24', region: 'us-east-1', service: 'AMAZON' },
      { ip_prefix: '192.0.2.0/24', region: 'us-east-1', service: 'EC2' },
      { ip_prefix: '198.51.100.0/24', region: 'eu-west-1', service: 'S3' },
      { ip_prefix: '198.51.100.0/24', region: 'eu-west-1', service: 'AMAZON' },
      { ip_prefix: '198.51.100.128/25', region: 'GLOBAL', service: 'CLOUDFRONT' },
      { ip_prefix: '203.0.113.9/32', region: 'us-west-2', service: 'AMAZON' },
      { ip_prefix: '10.0.0.0/8', region: 'us-west-2', service: 'EC2' },
    ],
    ipv6_prefixes: [
      { ipv6_prefix: '2001:db8::/33', region: 'us-east-1', service: 'EC2' },
      { ipv6_prefix: '2001:db8:1::/48', region: 'us-east-2', service: 'S3' },
    ],
  });

  it.each<[string, AddressKind, object | null]>([
    ['192.0.2.7', 'aws-public', { service: 'EC2', region: 'us-east-1' }],
    ['::ffff:192.0.2.7', 'aws-public', { service: 'EC2', region: 'us-east-1' }],
    ['198.51.100.127', 'aws-public', { service: 'S3', region: 'eu-west-1' }],
    ['198.51.100.128', 'aws-public', { service: 'CLOUDFRONT', region: 'GLOBAL' }],
    ['203.0.113.9', 'aws-public', { service: 'AMAZON', region: 'us-west-2' }],
    ['203.0.113.8', 'public', null],
    ['192.0.3.0', 'public', null],
    ['10.0.0.1', 'private', null],
    ['2001:db8:7fff::1', 'aws-public', { service: 'EC2', region: 'us-east-1' }],
    ['2001:db8:1::1', 'aws-public', { service: 'S3', region: 'us-east-2' }],
    ['2001:db8:8000::1', 'public', null],
    ['ec2.amazonaws.com', 'aws-service', null],
    ['255.090.254.5', 'invalid', null],
  ])('%s is %s', (sourceIPAddress, kind, awsRange) => {
    expect(originOf({ sourceIPAddress }, ranges)).toMatchObject({ kind, awsRange });
  });

  it('reads a list of the size of the real one quickly', () => {
    const prefixes = Array.from({ length: 10_000 }, (_, i) => ({
      ip_prefix: `${11 + (i % 100)}.${i >> 8}.${i & 255}.0/${20 + (i % 12)}`,
      region: 'us-east-1',
      service: 'EC2',
    }));
    const started = performance.now();
    const large = parseAwsRanges({ prefixes });
    for (let i = 0; i < 10_000; i++) originOf({ sourceIPAddress: `11.${i >> 8}.${i & 255}.9` }, large);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it.each<[string, JsonValue, string]>([
    ['null', null, 'not a JSON object with `prefixes`'],
    ['an array', [], 'not a JSON object with `prefixes`'],
    ['another object', { Records: [] }, '`prefixes` is not an array'],
    ['a prefix list that is none', { prefixes: {} }, '`prefixes` is not an array'],
    ['a wrong IPv6 list', { prefixes: [], ipv6_prefixes: 1 }, '`ipv6_prefixes` is not an array'],
    ['an entry that is none', { prefixes: [null] }, '`prefixes[0].ip_prefix` is not a network'],
    [
      'a bad network',
      { prefixes: [{ ip_prefix: '192.0.2.0/33', region: 'r', service: 's' }] },
      '`prefixes[0].ip_prefix` is not a network',
    ],
    [
      'IPv6 among IPv4',
      { prefixes: [{ ip_prefix: '2001:db8::/32', region: 'r', service: 's' }] },
      '`prefixes[0].ip_prefix` is not a network',
    ],
    [
      'no service',
      { prefixes: [{ ip_prefix: '192.0.2.0/24', region: 'r' }] },
      '`prefixes[0]` has no service and region',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => parseAwsRanges(json)).toThrow(message);
  });
});
