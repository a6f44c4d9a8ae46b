/**
 * AWS's own list of its public addresses, the file `ip-ranges.json` (Amazon VPC User Guide, AWS IP address ranges). A
 * range occurs once under `AMAZON` and again under each service that uses it; the longest prefix is the most telling,
 * and among equal ones a service's own name. One table per prefix length makes a look-up as many steps as there are
 * lengths, about twenty.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { isObject } from '../identity/read.js';
import { type Address, parseAddress } from './address.js';

export interface AwsRange {
  readonly service: string;
  readonly region: string;
}

/** Longest prefix first; each table from the bytes of the network, as text, to its range. */
export interface AwsRanges {
  readonly ipv4: readonly PrefixTable[];
  readonly ipv6: readonly PrefixTable[];
}

type Family = 'ipv4' | 'ipv6';

interface PrefixTable {
  readonly bits: number;
  readonly ranges: ReadonlyMap<string, AwsRange>;
}

/** Reads the parsed file. Throws an Error that names the entry if it is not such a list. */
export function parseAwsRanges(json: JsonValue): AwsRanges {
  if (!isObject(json)) throw new Error('not a JSON object with `prefixes`');
  return {
    ipv4: tablesOf(json, 'prefixes', 'ip_prefix', 'ipv4'),
    ipv6: json.ipv6_prefixes === undefined ? [] : tablesOf(json, 'ipv6_prefixes', 'ipv6_prefix', 'ipv6'),
  };
}

/** The range that the address is in, undefined if none. */
export function awsRangeOf(address: Address, ranges: AwsRanges): AwsRange | undefined {
  const bytes = address.toByteArray();
  for (const { bits, ranges: table } of address.kind() === 'ipv4' ? ranges.ipv4 : ranges.ipv6) {
    const range = table.get(networkKey(bytes, bits));
    if (range) return range;
  }
  return undefined;
}

function tablesOf(json: JsonObject, list: string, field: string, kind: Family): PrefixTable[] {
  const entries = json[list];
  if (!Array.isArray(entries)) throw new Error(`\`${list}\` is not an array`);
  const tables = new Map<number, Map<string, AwsRange>>();
  for (const [i, entry] of (entries as readonly JsonValue[]).entries()) {
    const network = isObject(entry) ? networkOf(entry[field], kind) : undefined;
    if (!isObject(entry) || !network) throw new Error(`\`${list}[${i}].${field}\` is not a network`);
    const { service, region } = entry;
    if (typeof service !== 'string' || typeof region !== 'string') {
      throw new Error(`\`${list}[${i}]\` has no service and region`);
    }
    const table = tables.get(network.bits) ?? new Map<string, AwsRange>();
    tables.set(network.bits, table);
    const known = table.get(network.key);
    if (!known || known.service === 'AMAZON') table.set(network.key, { service, region });
  }
  return [...tables].sort(([a], [b]) => b - a).map(([bits, ranges]) => ({ bits, ranges }));
}

function networkOf(value: JsonValue | undefined, kind: Family): { bits: number; key: string } | undefined {
  const [, text = '', prefix = ''] =
    typeof value === 'string' ? (/^([^/]+)\/(\d{1,3})$/.exec(value) ?? []) : [];
  const address = parseAddress(text);
  const bits = Number(prefix);
  if (address?.kind() !== kind || prefix === '' || bits > (kind === 'ipv4' ? 32 : 128)) return undefined;
  return { bits, key: networkKey(address.toByteArray(), bits) };
}

/** The bytes of the network part, as text. */
function networkKey(bytes: readonly number[], bits: number): string {
  let key = '';
  for (let i = 0; i * 8 < bits; i++) {
    const rest = bits - i * 8;
    key += String.fromCharCode((bytes[i] ?? 0) & (rest >= 8 ? 0xff : (0xff00 >> rest) & 0xff));
  }
  return key;
}
