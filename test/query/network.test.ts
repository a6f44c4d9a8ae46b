import { describe, expect, it } from 'vitest';
import { isAddress, networkTest } from '../../src/query/network.js';

describe('isAddress', () => {
  it.each(['192.0.2.7', '0.0.0.0', '255.255.255.255', '::', '2001:DB8::1', '::ffff:192.0.2.7'])(
    '%s',
    (text) => expect(isAddress(text)).toBe(true),
  );

  it.each([
    ...[
      '',
      '1',
      '192.0.2',
      '192.0.2.256',
      '192.0.2.07',
      '0xc0000207',
      '255.090.254.5',
      '192.0.2.7 ',
      '192.0.2.7/32',
    ],
    ...['AWS Internal', 'cloudtrail.amazonaws.com', '2001:db8::1::2', 'fe80::1%eth0', 'bad:beef', ':'],
  ])('%s is none', (text) => expect(isAddress(text)).toBe(false));
});

describe('networkTest', () => {
  it.each([
    {
      network: '192.0.2.7/32',
      inside: ['192.0.2.7', '::ffff:192.0.2.7'],
      outside: ['192.0.2.6', '2001:db8::1'],
    },
    { network: '0.0.0.0/0', inside: ['192.0.2.7'], outside: ['2001:db8::1', 'x', ''] },
    { network: '192.0.2.255/25', inside: ['192.0.2.128'], outside: ['192.0.2.127'] },
    { network: '2001:db8::/33', inside: ['2001:db8:7fff::1'], outside: ['2001:db8:8000::1'] },
    { network: '::ffff:0:0/96', inside: ['192.0.2.7', '::ffff:c000:207'], outside: ['2001:db8::1'] },
    { network: '::/0', inside: ['2001:db8::1'], outside: ['192.0.2.7', '::ffff:192.0.2.7'] },
  ])('$network', ({ network, inside, outside }) => {
    const test = networkTest(network);
    expect(inside.map((text) => test?.(text))).toEqual(inside.map(() => true));
    expect(outside.map((text) => test?.(text))).toEqual(outside.map(() => false));
  });

  it.each([
    ...[
      '',
      '/',
      '192.0.2.7',
      '192.0.2.7/',
      '192.0.2.7/33',
      '192.0.2.7/-1',
      '192.0.2.7/+8',
      '192.0.2.7/8/8',
      '10/8',
    ],
    ...['192.0.2.7/ 8', '2001:db8::/129', '2001:db8::', 'x/8', '192.0.2.7/255.255.255.0', '192.0.2.7/0x8'],
  ])('%s is no network', (network) => expect(networkTest(network)).toBeUndefined());
});
