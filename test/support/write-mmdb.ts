/**
 * Writes tiny MaxMind databases for the tests, after the public "MaxMind DB File Format Specification" 2.0: a binary
 * tree of 24-bit records, sixteen zero bytes, the data, and the metadata behind its marker.
 */
import { isIPv6 } from 'node:net';

/** Bytes stand as they are, for what no honest writer would write. */
type Value = string | number | Buffer | { readonly [key: string]: Value };

/** What comes before the metadata. */
export const metadataMarker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

/** `networks`: CIDR to entry, IPv4 or IPv6, none inside another. A database of version 4 can hold IPv4 only. */
export function mmdb(
  databaseType: string,
  networks: Readonly<Record<string, Value>>,
  ipVersion: 4 | 6 = 6,
): Buffer {
  const nodes: [number | Leaf | null, number | Leaf | null][] = [[null, null]];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [network, value] of Object.entries(networks)) {
    const [address = '', prefix = '0'] = network.split('/');
    const bits = bitsOf(address).slice(ipVersion === 4 ? 96 : 0, (isIPv6(address) ? 0 : 96) + Number(prefix));
    const leaf = { offset };
    const encoded = encode(value);
    data.push(encoded);
    offset += encoded.length;
    let at = 0;
    for (const [depth, bit] of bits.entries()) {
      const node = nodes[at] as [number | Leaf | null, number | Leaf | null];
      if (depth === bits.length - 1) node[bit] = leaf;
      else {
        if (node[bit] === null) node[bit] = nodes.push([null, null]) - 1;
        at = node[bit] as number;
      }
    }
  }
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [i, node] of nodes.entries()) {
    for (const side of [0, 1] as const) {
      const record = node[side];
      const pointer =
        record === null
          ? nodes.length
          : typeof record === 'number'
            ? record
            : nodes.length + 16 + record.offset;
      tree.writeUIntBE(pointer, i * 6 + side * 3, 3);
    }
  }
  const metadata = encode({
    node_count: nodes.length,
    record_size: 24,
    ip_version: ipVersion,
    database_type: databaseType,
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, metadataMarker, metadata]);
}

interface Leaf {
  readonly offset: number;
}

/** 128 bits; IPv4 addresses lie in the first 32 after 96 zeros. */
function bitsOf(address: string): (0 | 1)[] {
  const bytes = isIPv6(address)
    ? sixteen(address)
    : [...Array<number>(12).fill(0), ...address.split('.').map(Number)];
  return bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((shift) => ((byte >> shift) & 1) as 0 | 1));
}

function sixteen(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const words = (part: string): number[] =>
    part
      .split(':')
      .filter((word) => word !== '')
      .map((word) => Number.parseInt(word, 16));
  const [left, right] = [words(head), words(tail)];
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
  return all.flatMap((word) => [word >> 8, word & 255]);
}

function encode(value: Value): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string')
    return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return Buffer.concat([control(6, 4), bytes]);
    }
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Buffer.concat([control(3, 8), bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([key, member]) => [encode(key), encode(member)]),
  ]);
}

/** Type and size in one byte, or two for sizes from 29 on. */
function control(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
