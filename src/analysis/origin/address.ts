/**
 * What `sourceIPAddress` is. Usually an address, but a service's host name when a service calls, and `AWS Internal` for
 * calls from inside AWS (CloudTrail User Guide, record contents). Anonymised data has impossible addresses, such as
 * `255.090.254.5`: those are no addresses, rather than octal numbers.
 */
import ipaddr from 'ipaddr.js';
import type { AddressKind } from '../../model/event.js';
import { remembered } from '../../model/remembered.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Undefined if the text is not an address. IPv6 that stands for IPv4 (`::ffff:192.0.2.7`) counts as IPv4. */
export function parseAddress(text: string): Address | undefined {
  // ipaddr.js throws and catches where a text is no address: 7 µs for each service that calls.
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** Kind of a source without regard to VPC endpoints and AWS's public ranges. */
export function sourceKind(source: string | null, address: Address | undefined): AddressKind {
  if (source === null) return 'none';
  if (address) return rangeOf(address) ?? 'public';
  if (isInsideAws(source)) return 'aws-internal';
  return isServiceHost(source) ? 'aws-service' : 'invalid';
}

/** `ec2.amazonaws.com` and the like, as source address, user agent or `invokedBy`. */
export function isServiceHost(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9][a-z0-9.-]*\.amazonaws\.com(\.cn)?$/i.test(text);
}

/** `AWS Internal`, or `AWS Internal/3`. */
export function isInsideAws(text: string): boolean {
  return /^AWS Internal(\/\w{1,20})?$/i.test(text);
}

/**
 * Ranges that are not public (IANA special-purpose address registries); those that cannot be a source are invalid. The
 * ranges for documentation count as public: there they stand for public addresses.
 */
const ranges: Readonly<Record<string, readonly (readonly [string, 'private' | 'invalid'])[]>> = {
  ipv4: [
    ['10.0.0.0/8', 'private'],
    ['172.16.0.0/12', 'private'],
    ['192.168.0.0/16', 'private'],
    ['100.64.0.0/10', 'private'], // carrier-grade NAT
    ['169.254.0.0/16', 'private'], // link-local
    ['127.0.0.0/8', 'private'], // loopback
    ['0.0.0.0/8', 'invalid'],
    ['224.0.0.0/3', 'invalid'], // multicast, reserved, broadcast
  ],
  ipv6: [
    ['fc00::/7', 'private'], // unique local
    ['fe80::/10', 'private'], // link-local
    ['::1/128', 'private'], // loopback
    ['::/128', 'invalid'],
    ['ff00::/8', 'invalid'], // multicast
  ],
};

/** Parsed when the first address of the kind comes: ipaddr.js takes milliseconds for its first of IPv6. */
const networksOf = remembered((kind) =>
  (ranges[kind] ?? []).map(([network, is]) => ({ network: ipaddr.parseCIDR(network), is })),
);

function rangeOf(address: Address): AddressKind | undefined {
  return networksOf(address.kind()).find(({ network }) => address.match(network))?.is;
}
