/**
 * Where addresses are, from MaxMind databases that the user has: GeoLite2 or GeoIP2 City, Country and ASN, or any others
 * of that format and those fields. Several in one folder answer together.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Mmdb from 'mmdb-lib';
import type { Place } from '../model/event.js';
import { UsageError } from '../model/usage-error.js';
import { systemReason } from './system-reason.js';

const load = createRequire(import.meta.url);

/**
 * Opens all `.mmdb` files of the folder. The function returned gives the place of an address; null if no database has it.
 * @throws UsageError if the folder cannot be read, holds no database, or one that is none.
 */
export function openGeoip(folder: string): (address: string) => Place | null {
  const { Reader } = load('mmdb-lib') as typeof Mmdb;
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.toLowerCase().endsWith('.mmdb'))
      .sort();
  } catch (error) {
    throw new UsageError(`--geoip: cannot read '${folder}': ${systemReason(error) ?? String(error)}`);
  }
  if (names.length === 0) {
    throw new UsageError(`--geoip: there is no .mmdb file in '${folder}'`);
  }
  const readers = names.map((name) => {
    const path = join(folder, name);
    try {
      const reader = new Reader<Mmdb.Response>(readFileSync(path));
      // Reads the tree once: a file that is cut short says so now and not in the middle of an answer.
      reader.get('192.0.2.1');
      return reader;
    } catch (error) {
      const reason = systemReason(error) ?? (error instanceof Error ? error.message : String(error));
      throw new UsageError(`--geoip: '${path}' is not a MaxMind database: ${reason}`);
    }
  });
  const known = new Map<string, Place | null>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const place = merge(readers.map((reader) => lookUp(reader, address)));
    known.set(address, place);
    return place;
  };
}

/** Null as well for what is no address, and where the database is damaged. */
function lookUp(reader: Mmdb.Reader<Mmdb.Response>, address: string): unknown {
  try {
    return reader.get(address);
  } catch {
    return null;
  }
}

function merge(entries: readonly unknown[]): Place | null {
  const found = entries.filter((entry) => entry !== null && entry !== undefined);
  if (found.length === 0) return null;
  const first = <T>(read: (entry: unknown) => T | null): T | null => {
    for (const entry of found) {
      const value = read(entry);
      if (value !== null) return value;
    }
    return null;
  };
  return {
    country: first(
      (entry) => text(entry, 'country', 'iso_code') ?? text(entry, 'registered_country', 'iso_code'),
    ),
    countryName: first((entry) => text(entry, 'country', 'names', 'en')),
    city: first((entry) => text(entry, 'city', 'names', 'en')),
    latitude: first((entry) => number(entry, 'location', 'latitude')),
    longitude: first((entry) => number(entry, 'location', 'longitude')),
    asn: first((entry) => number(entry, 'autonomous_system_number')),
    organization: first((entry) => text(entry, 'autonomous_system_organization')),
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
  return typeof value === 'number' ? value : null;
}
