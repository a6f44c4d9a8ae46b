/**
 * Addresses and networks as CloudTrail records and people write them. Stricter than inet_aton: `1`, `10.1` and
 * `010.0.0.1` are not addresses here, for a source address in a record is either four plain decimal parts, IPv6, or
 * not an address at all (a service's host name, or the impossible numbers of anonymised data). IPv4 is read here,
 * since nearly every record has one and ipaddr.js takes microseconds for it; IPv6 is left to ipaddr.js.
 */
import { createRequire } from 'node:module';
import type Ipaddr from 'ipaddr.js';

const load = createRequire(import.meta.url);

/** Loaded when the first IPv6 address comes: most archives are scanned without. */
function sixth(): typeof Ipaddr.IPv6 {
  return (load('ipaddr.js') as typeof Ipaddr).IPv6;
}

/** Four bytes or sixteen. */
type Address = readonly number[];

/** Whether the text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

/**
 * Compiles a network in CIDR form (bits below the prefix may be set); the returned function holds for texts that
 * are addresses inside it. An IPv4-mapped IPv6 address counts as IPv4, in the network and in the text. Undefined
 * if the network is not well formed.
 */
export function networkTest(network: string): ((text: string) => boolean) | undefined {
  const [, text = '', prefix = ''] = /^([^/]*)\/(\d{1,3})$/.exec(network) ?? [];
  const address = parseAddress(text);
  const bits = Number(prefix);
  if (!address || bits > address.length * 8) return undefined;
  const [base, length] = isMapped(address) && bits >= 96 ? [address.slice(12), bits - 96] : [address, bits];
  return (candidate) => {
    const found = parseAddress(candidate);
    if (!found) return false;
    return startsAlike(base, isMapped(found) ? found.slice(12) : found, length);
  };
}

/** Whether a well-formed network has bits set behind its prefix: `10.0.0.1/8`. */
export function hasHostBits(network: string): boolean {
  const [text = '', prefix = ''] = network.split('/');
  const address = parseAddress(text) ?? [];
  return address.some((byte, index) => {
    const kept = Math.min(8, Math.max(0, Number(prefix) - index * 8));
    return (byte & (0xff >> kept)) !== 0;
  });
}

function parseAddress(text: string): Address | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (parts) {
    const bytes = parts.map(Number);
    return bytes.every((byte, index) => byte <= 255 && String(byte) === parts[index]) ? bytes : undefined;
  }
  const isSixth = text.includes(':') && /^[0-9a-f:.]{2,45}$/i.test(text) && sixth().isValid(text);
  return isSixth ? sixth().parse(text).toByteArray() : undefined;
}

/** `::ffff:` and the four bytes of an IPv4 address. */
function isMapped(address: Address): boolean {
  if (address.length !== 16 || address[10] !== 0xff || address[11] !== 0xff) return false;
  return address.slice(0, 10).every((byte) => byte === 0);
}

function startsAlike(one: Address, other: Address, bits: number): boolean {
  if (one.length !== other.length) return false;
  return one.every((byte, index) => {
    const shared = Math.min(8, Math.max(0, bits - index * 8));
    return (byte ^ (other[index] ?? 0)) >> (8 - shared) === 0;
  });
}
