/**
 * Where addresses are, from MaxMind databases that the user has: GeoLite2 or GeoIP2 City, Country and ASN, or any others
 * of that format and those fields. Several in one folder answer together. A database is read with suspicion: it may be
 * damaged, or made to keep a reader busy.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Mmdb from 'mmdb-lib';
import type { Place } from '../model/event.js';
import { UsageError } from '../model/usage-error.js';
import { systemReason } from './system-reason.js';

type Lookup = (address: string) => unknown;

interface Decoder {
  decodeByType(type: number, offset: number, size: number): unknown;
}

const load = createRequire(import.meta.url);

/**
 * What one entry may cost to decode: each value in it counts one and its size. Real entries need some thousands; arrays
 * of pointers to arrays could claim any amount of time and memory.
 */
const mostSpent = 65_536;
let spent = 0;

/** Loaded when a folder is opened. */
let boundedReader: typeof Mmdb.Reader | undefined;

/**
 * Opens all `.mmdb` files of the folder. The function returned gives the place of an IPv4 or IPv6 address, null if no
 * database has it; it throws UsageError where a database turns out to be damaged. `asked` is what named the folder, for
 * messages: `--geoip`.
 * @throws UsageError if the folder cannot be read, holds no database, or one that is none.
 */
export function openGeoip(folder: string, asked: string): (address: string) => Place | null {
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.toLowerCase().endsWith('.mmdb'))
      .sort();
  } catch (error) {
    throw new UsageError(`${asked}: cannot read '${folder}': ${systemReason(error) ?? String(error)}`);
  }
  if (names.length === 0) throw new UsageError(`${asked}: there is no .mmdb file in '${folder}'`);
  boundedReader ??= loadBounded();
  const Reader = boundedReader;
  const lookups = names.map((name) => openOne(Reader, join(folder, name), asked));
  const known = new Map<string, Place | null>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const place = merge(lookups.map((lookUp) => lookUp(address)));
    known.set(address, place);
    return place;
  };
}

/** mmdb-lib has no bound of its own; every value that it decodes, of the metadata too, passes `decodeByType`. */
function loadBounded(): typeof Mmdb.Reader {
  const { prototype } = (load('mmdb-lib/lib/decoder.js') as { default: { prototype: Decoder } }).default;
  const decodeByType = prototype.decodeByType;
  prototype.decodeByType = function (this: Decoder, type, offset, size) {
    spent += 1 + size;
    if (spent > mostSpent) throw new Error('too large an entry');
    return decodeByType.call(this, type, offset, size);
  };
  return (load('mmdb-lib') as typeof Mmdb).Reader;
}

function openOne(Reader: typeof Mmdb.Reader, path: string, asked: string): Lookup {
  let bytes: Buffer;
  try {
    // A pipe would keep us waiting, a device never end.
    if (!statSync(path).isFile()) throw new UsageError(`${asked}: '${path}' is not a file`);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${asked}: cannot read '${path}': ${systemReason(error) ?? String(error)}`);
  }
  const guarded = <Result>(read: () => Result, fault: string): Result => {
    spent = 0;
    try {
      return read();
    } catch {
      throw new UsageError(`${asked}: '${path}' is not a MaxMind database, or damaged${fault}`);
    }
  };
  const reader = guarded(() => {
    const opened = new Reader<Mmdb.Response>(bytes);
    // The format has sixteen zeros behind the tree: where they are not, all that follows is elsewhere too.
    const { searchTreeSize } = opened.metadata;
    if (!bytes.subarray(searchTreeSize, searchTreeSize + 16).equals(Buffer.alloc(16))) throw new Error();
    return opened;
  }, '');
  const hasOnlyIpv4 = reader.metadata.ipVersion === 4;
  const lookUp: Lookup = (address) => {
    // In a tree of IPv4 addresses the first bits of an IPv6 address would find somebody else's.
    if (hasOnlyIpv4 && address.includes(':')) return null;
    return guarded(() => reader.get(address), `: the entry of ${address} cannot be read`);
  };
  // One look-up tells many a damaged file before any evidence is read, and not in the middle of the answer.
  lookUp('192.0.2.1');
  return lookUp;
}

/** Where and by whom, each from one database: two that disagree must not make up a third place. */
function merge(entries: readonly unknown[]): Place | null {
  const spot =
    entries.find((entry) => text(entry, 'city', 'names', 'en') !== null) ??
    entries.find((entry) => text(entry, 'country', 'iso_code') !== null);
  const network = entries.find((entry) => wholeNumber(entry, 'autonomous_system_number') !== null);
  if (spot === undefined && network === undefined) return null;
  return {
    country: text(spot, 'country', 'iso_code'),
    countryName: text(spot, 'country', 'names', 'en'),
    city: text(spot, 'city', 'names', 'en'),
    latitude: number(spot, 'location', 'latitude'),
    longitude: number(spot, 'location', 'longitude'),
    asn: wholeNumber(network, 'autonomous_system_number'),
    organization: text(network, 'autonomous_system_organization'),
  };
}

function at(entry: unknown, path: readonly string[]): unknown {
  let value = entry;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function text(entry: unknown, ...path: readonly string[]): string | null {
  const value = at(entry, path);
  return typeof value === 'string' ? value : null;
}

function number(entry: unknown, ...path: readonly string[]): number | null {
  const value = at(entry, path);
  return Number.isFinite(value) ? Number(value) : null;
}

function wholeNumber(entry: unknown, ...path: readonly string[]): number | null {
  const value = number(entry, ...path);
  return Number.isInteger(value) ? value : null;
}
