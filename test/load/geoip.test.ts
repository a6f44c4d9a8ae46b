/** MaxMind databases: what they tell of an address, and that none can crash or hold up the program. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reader } from 'mmdb-lib';
import { describe, expect, it } from 'vitest';
import { openGeoip } from '../../src/load/geoip.js';
import type { Place } from '../../src/model/event.js';
import { UsageError } from '../../src/model/usage-error.js';
import { temporaryFolder } from '../support/odd-archive.js';
import { metadataMarker, mmdb } from '../support/write-mmdb.js';

const berlin = {
  country: { iso_code: 'DE', names: { en: 'Germany', fr: 'Allemagne' } },
  city: { names: { en: 'Berlin' } },
  location: { latitude: 52.5, longitude: 13.4 },
};
const france = { country: { iso_code: 'FR', names: { en: 'France' } } };
const exampleNet = {
  autonomous_system_number: 64496,
  autonomous_system_organization: 'Example Net'.repeat(20),
};

const city = mmdb('GeoLite2-City', { '203.0.113.0/24': berlin, '2001:db8:1::/48': france });
const country = mmdb('GeoLite2-Country', { '203.0.113.0/24': france, '198.51.100.0/24': france });
const asn = mmdb('GeoLite2-ASN', { '203.0.113.0/25': exampleNet, '2001:db8::/33': exampleNet });
const ipv4Only = mmdb('GeoLite2-Country', { '32.1.0.0/16': france }, 4);

function folderOf(files: Readonly<Record<string, Buffer>>): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

function open(files: Readonly<Record<string, Buffer>>): (address: string) => Place | null {
  return openGeoip(folderOf(files), '--geoip');
}

const nowhere: Place = {
  country: null,
  countryName: null,
  city: null,
  latitude: null,
  longitude: null,
  asn: null,
  organization: null,
};
const inBerlin = { country: 'DE', countryName: 'Germany', city: 'Berlin', latitude: 52.5, longitude: 13.4 };
const inFrance = { country: 'FR', countryName: 'France' };
const byExampleNet = { asn: 64496, organization: 'Example Net'.repeat(20) };

it('the writer of the tests writes what mmdb-lib reads', () => {
  const reader = new Reader(city);
  expect(reader.metadata.databaseType).toBe('GeoLite2-City');
  expect(reader.getWithPrefixLength('203.0.113.50')).toEqual([berlin, 24]);
  expect(reader.getWithPrefixLength('2001:db8:1::7')).toEqual([france, 48]);
  expect(reader.get('198.51.100.9')).toBeNull();
  expect(new Reader(ipv4Only).getWithPrefixLength('32.1.2.3')).toEqual([france, 16]);
});

describe('a place', () => {
  const all = { 'city.mmdb': city, 'country.MMDB': country, 'asn.mmdb': asn, 'README.txt': Buffer.from('x') };
  it.each<readonly [string, Record<string, Buffer>, string, Partial<Place> | null]>([
    ['city', { 'a.mmdb': city }, '203.0.113.50', inBerlin],
    ['IPv6', { 'a.mmdb': city }, '2001:db8:1::7', inFrance],
    ['not in the database', { 'a.mmdb': city }, '192.0.2.7', null],
    ['network only', { 'a.mmdb': asn }, '203.0.113.50', byExampleNet],
    ['several databases', all, '203.0.113.50', { ...inBerlin, ...byExampleNet }],
    ['several, of which the city is unknown', all, '198.51.100.9', inFrance],
    ['several, IPv6', all, '2001:db8:1::7', { ...inFrance, ...byExampleNet }],
    ['the most telling first', { 'a.mmdb': country, 'b.mmdb': city }, '203.0.113.50', inBerlin],
    ['IPv4 in a database of IPv4', { 'a.mmdb': ipv4Only }, '32.1.2.3', inFrance],
    [
      'IPv6 in a database of IPv4, where its first bits are another',
      { 'a.mmdb': ipv4Only },
      '2001:db8::',
      null,
    ],
    [
      'fields of other databases',
      { 'a.mmdb': mmdb('GeoIP2-Domain', { '192.0.2.0/24': { domain: 'example.com' } }) },
      '192.0.2.7',
      null,
    ],
    [
      'values of other types',
      { 'a.mmdb': mmdb('Odd', { '192.0.2.0/24': { country: { iso_code: 'DE', names: 'x' }, city: 5 } }) },
      '192.0.2.7',
      { country: 'DE' },
    ],
  ])('%s', (_, files, address, place) => {
    expect(open(files)(address)).toEqual(place && { ...nowhere, ...place });
  });

  it('is the same when asked again', () => {
    const placeOf = open({ 'a.mmdb': city });
    for (const address of ['203.0.113.50', '192.0.2.7']) expect(placeOf(address)).toEqual(placeOf(address));
  });
});

/** Forty arrays, each of the next one twice: a small file of 2^40 values. */
const doubling = Buffer.from([
  ...Array.from({ length: 40 }, (_, level) => {
    const next = (level + 1) * 6;
    return [0x02, 0x04, 0x20 | (next >> 8), next & 255, 0x20 | (next >> 8), next & 255];
  }).flat(),
  0x00,
  0x07,
]);
const hostile: Readonly<Record<string, Buffer>> = {
  'a pointer to itself': Buffer.from([0x20, 0x00]),
  'arrays that double': doubling,
  'arrays that claim sixteen million entries each': Buffer.alloc(
    5_000,
    Buffer.from([0x1f, 4, 255, 255, 255]),
  ),
  'maps that claim sixteen million entries each': Buffer.alloc(4_000, Buffer.from([0xff, 255, 255, 255])),
  'a text longer than the file': Buffer.from([0x5f, 255, 255, 255]),
  'a type that there is none of': Buffer.from([0x01, 0x30]),
};

describe('a hostile database', () => {
  it.each(Object.entries(hostile))('%s, as an entry', (_, bytes) => {
    const placeOf = open({ 'a.mmdb': mmdb('GeoLite2-City', { '203.0.113.0/24': bytes }) });
    expect(placeOf('192.0.2.7')).toBeNull();
    for (let again = 0; again < 2; again++) {
      expect(() => placeOf('203.0.113.50')).toThrow(
        /^--geoip: '.*a\.mmdb' is not a MaxMind database, or damaged: the entry of 203\.0\.113\.50 /,
      );
    }
  });

  it.each(Object.entries(hostile))('%s, as metadata', (_, bytes) => {
    expect(() => open({ 'a.mmdb': Buffer.concat([city, metadataMarker, bytes]) })).toThrow(UsageError);
  });

  it('an entry that is refused costs the next one nothing', () => {
    const placeOf = open({
      'a.mmdb': mmdb('GeoLite2-City', { '198.51.100.0/24': doubling, '203.0.113.0/24': berlin }),
    });
    expect(() => placeOf('198.51.100.9')).toThrow(UsageError);
    expect(placeOf('203.0.113.50')).toMatchObject(inBerlin);
  });
});

describe('a damaged database', () => {
  const file = join(temporaryFolder(), 'a.mmdb');
  const folder = join(file, '..');
  /** Told, or told to be damaged: nothing else. */
  const read = (bytes: Buffer): void => {
    writeFileSync(file, bytes);
    try {
      const placeOf = openGeoip(folder, '--geoip');
      for (const address of ['203.0.113.50', '2001:db8:1::7', '192.0.2.7']) placeOf(address);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
    }
  };

  it('any byte changed', () => {
    for (let i = 0; i < city.length; i++) {
      const bytes = Buffer.from(city);
      bytes[i] = (bytes[i] ?? 0) ^ (i % 2 === 0 ? 0xff : 0x01);
      read(bytes);
    }
  });

  it('cut, at the end or the beginning', () => {
    for (let length = 0; length < city.length; length += 5) {
      read(city.subarray(0, length));
      if (length > 0) {
        expect(() => open({ 'a.mmdb': city.subarray(length) })).toThrow(UsageError);
      }
    }
  });
});

describe('no database', () => {
  it.each<readonly [string, () => string, RegExp]>([
    ['no such folder', () => '/no/such/folder', /^--geoip: cannot read '\/no\/such\/folder': no such file/],
    [
      'a file',
      () => join(folderOf({ 'a.mmdb': city }), 'a.mmdb'),
      /^--geoip: cannot read .*: not a directory/,
    ],
    ['an empty folder', () => folderOf({}), /^--geoip: there is no \.mmdb file in /],
    [
      'another file',
      () => folderOf({ 'a.mmdb': Buffer.from('not a database') }),
      /a\.mmdb' is not a MaxMind/,
    ],
    ['an empty file', () => folderOf({ 'a.mmdb': Buffer.alloc(0) }), /a\.mmdb' is not a MaxMind/],
    ['one good, one bad', () => folderOf({ 'a.mmdb': city, 'b.mmdb': asn.subarray(9) }), /b\.mmdb' is not/],
    ['a pipe', () => withPipe(), /a\.mmdb' is not a file/],
    ['a folder of the name', () => withFolder(), /a\.mmdb' is not a file/],
  ])('%s', (_, make, says) => {
    const folder = make();
    expect(() => openGeoip(folder, '--geoip')).toThrow(says);
    expect(() => openGeoip(folder, '--geoip')).toThrow(UsageError);
  });
});

function withPipe(): string {
  const folder = temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'a.mmdb')]);
  return folder;
}

function withFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a.mmdb'));
  return folder;
}
