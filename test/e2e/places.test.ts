/** Where addresses are: MaxMind databases and AWS's list of its ranges, through the built program. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { archive, record, temporaryFolder, trail } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';
import { mmdb } from '../support/write-mmdb.js';

const city = mmdb('GeoLite2-City', {
  '203.0.113.0/24': {
    country: { iso_code: 'DE', names: { en: 'Germany' } },
    city: { names: { en: 'Berlin' } },
    location: { latitude: 52.5, longitude: 13.4 },
  },
  '2001:db8:1::/48': { country: { iso_code: 'FR', names: { en: 'France' } } },
});
const asn = mmdb('GeoLite2-ASN', {
  '203.0.113.0/25': { autonomous_system_number: 64496, autonomous_system_organization: 'Example Net' },
});

const databases = temporaryFolder();
writeFileSync(join(databases, 'city.mmdb'), city);
writeFileSync(join(databases, 'asn.mmdb'), asn);

const nowhere = ['198.51.100.9', '10.0.0.1', 'fd00::1', 's3.amazonaws.com'];
const addresses = ['203.0.113.50', '2001:db8:1::7', '::ffff:203.0.113.50', ...nowhere];
const folder = archive({
  'a.json': trail(...addresses.map((address, i) => record(`e${i}`, { sourceIPAddress: address }))),
});

interface Row {
  readonly origin: {
    readonly sourceIPAddress: string;
    readonly kind: string;
    readonly place?: unknown;
    readonly awsRange: unknown;
  };
}
const rows = (args: readonly string[], env = {}): Row[] =>
  JSON.parse(trailscan(['events', folder, '--json', ...args], { env }).stdout) as Row[];

describe('--geoip', () => {
  it('adds the place of public addresses', () => {
    const places = new Map(
      rows(['--geoip', databases]).map(({ origin }) => [origin.sourceIPAddress, origin.place]),
    );
    expect(places.get('203.0.113.50')).toEqual({
      country: 'DE',
      countryName: 'Germany',
      city: 'Berlin',
      latitude: 52.5,
      longitude: 13.4,
      asn: 64496,
      organization: 'Example Net',
    });
    expect(places.get('2001:db8:1::7')).toMatchObject({ country: 'FR', city: null, asn: null });
    expect(places.get('::ffff:203.0.113.50')).toMatchObject({ city: 'Berlin' });
    for (const address of nowhere) expect(places.get(address)).toBeNull();
  });

  it('prints rows as the schema has them', () => {
    const schema = JSON.parse(readFileSync('src/format/schemas/event.schema.json', 'utf8')) as AnySchema;
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    for (const row of rows(['--geoip', databases])) {
      validate(row);
      expect(validate.errors).toBeNull();
    }
  });

  it('may be set in the environment, and is not asked otherwise', () => {
    expect(rows([], { TRAILSCAN_GEOIP: databases })[0]?.origin.place).not.toBeUndefined();
    for (const { origin } of rows([])) expect('place' in origin).toBe(false);
  });

  it('shows in the table and as columns', () => {
    const table = trailscan(['who-deleted', 'bucket-x', folder, '--geoip', databases]).stdout;
    expect(table).toContain('203.0.113.50 (Berlin DE, AS64496 Example Net)');
    const csv = trailscan([
      'events',
      folder,
      '--geoip',
      databases,
      '-f',
      'csv',
      '-c',
      'ip,country,city,asn',
    ]).stdout;
    expect(csv).toContain('203.0.113.50,DE,Berlin,64496');
    const shown = trailscan(['show', 'e0', folder, '--geoip', databases]).stdout;
    expect(shown).toContain('from: 203.0.113.50, Berlin DE, AS64496 Example Net, public');
  });

  it.each(['events', 'who-deleted bucket-x', 'history bucket-x', 'show e0'])(
    'adds columns to the usual ones of csv: %s',
    (command) => {
      const args = [...command.split(' '), folder, '-f', 'csv'];
      const [heads, first] = trailscan([...args, '--geoip', databases]).stdout.split('\n');
      expect(heads).toMatch(/,country,city,asn\r?$/);
      expect(first).toMatch(/,DE,Berlin,64496\r?$/);
      expect(trailscan(args).stdout).not.toContain('country');
    },
  );

  it.each([
    { name: 'no folder', make: () => '/no/such/folder', says: 'cannot read' },
    { name: 'no database in it', make: () => temporaryFolder(), says: 'no .mmdb file' },
    {
      name: 'something else',
      make: () => broken(Buffer.from('not a database')),
      says: 'not a MaxMind database',
    },
    { name: 'an empty file', make: () => broken(Buffer.alloc(0)), says: 'not a MaxMind database' },
  ])('$name is a usage error', ({ make, says }) => {
    const place = make();
    const { code, stdout, stderr } = trailscan(['events', folder, '--geoip', place]);
    expect(stderr).toContain(`--geoip: `);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    const inherited = trailscan(['events', folder], { env: { TRAILSCAN_GEOIP: place } });
    expect(inherited.stderr).toContain('$TRAILSCAN_GEOIP: ');
    expect(inherited.code).toBe(2);
  });
});

function broken(bytes: Buffer): string {
  const place = temporaryFolder();
  writeFileSync(join(place, 'x.mmdb'), bytes);
  return place;
}

describe('--aws-ip-ranges', () => {
  const list = {
    syncToken: '1',
    createDate: '2024-06-01-00-00-00',
    prefixes: [
      {
        ip_prefix: '198.51.100.0/24',
        region: 'eu-west-1',
        service: 'EC2',
        network_border_group: 'eu-west-1',
      },
    ],
    ipv6_prefixes: [
      {
        ipv6_prefix: '2001:db8:1::/48',
        region: 'us-east-1',
        service: 'S3',
        network_border_group: 'us-east-1',
      },
    ],
  };
  const file = join(temporaryFolder(), 'ip-ranges.json');
  writeFileSync(file, JSON.stringify(list));

  it("tells AWS's addresses from others", () => {
    const kinds = new Map(
      rows(['--aws-ip-ranges', file]).map(({ origin }) => [origin.sourceIPAddress, origin]),
    );
    expect(kinds.get('198.51.100.9')).toMatchObject({
      kind: 'aws-public',
      awsRange: { service: 'EC2', region: 'eu-west-1' },
    });
    expect(kinds.get('2001:db8:1::7')).toMatchObject({ kind: 'aws-public', awsRange: { service: 'S3' } });
    expect(kinds.get('203.0.113.50')).toMatchObject({ kind: 'public', awsRange: null });
  });

  it('a wrong file is a usage error', () => {
    writeFileSync(`${file}.txt`, '{"prefixes": 5}');
    for (const wrong of ['/no/such.json', `${file}.txt`, databases]) {
      const { code, stderr } = trailscan(['events', folder, '--aws-ip-ranges', wrong]);
      expect(stderr).toContain('--aws-ip-ranges');
      expect(code).toBe(2);
    }
  });
});
