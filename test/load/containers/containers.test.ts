/** Archives of files, and files in files: every member is read, with its name, and what is wrong with it is said. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib, { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { crc32, plainCrc32 } from '../../../src/load/containers/crc32.js';
import { tar, zip } from '../../support/archives.js';
import { record, trail } from '../../support/odd-archive.js';
import { createReading } from '../../support/read-evidence.js';

const folder = mkdtempSync(join(tmpdir(), 'trailscan-containers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const read = createReading();

function readBytes(bytes: Buffer, name = 'file') {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const found = read(path);
  const ids = found.records.map((text) => (JSON.parse(text) as { eventID: string }).eventID);
  return { ...found, ids };
}

const longName = `${'folder/'.repeat(20)}long.json`;
const files = {
  'a/first.json.gz': gzipSync(trail(record('1'))),
  'lines.jsonl': Buffer.from(`${JSON.stringify(record('2'))}\n${JSON.stringify(record('3'))}\n`),
  [longName]: Buffer.from(trail(record('4'))),
  'readme.txt': Buffer.from('not evidence'),
  '__MACOSX/._lines.jsonl': Buffer.from([0, 5, 22, 7]),
};
const members = ['a/first.json.gz', 'lines.jsonl', longName];

const archives: Readonly<Record<string, Buffer>> = {
  zip: zip(files),
  'zip of stored members': zip(files, { stored: true }),
  'zip of a streaming writer': zip(files, { descriptors: true }),
  zip64: zip(files, { zip64: true }),
  'zip with something before it': Buffer.concat([zip(files)]),
  tar: tar(files),
  'tar of GNU': tar(files, 'gnu'),
  'tar with pax headers': tar(files, 'pax'),
  'tar.gz': gzipSync(tar(files, 'pax')),
  'zip in tar.gz': gzipSync(tar({ 'inner.zip': zip(files) })),
  'tar.gz in zip': zip({ 'inner.tar.gz': gzipSync(tar(files, 'gnu')) }),
  'gzip in gzip': gzipSync(gzipSync(zip(files))),
};

describe('UTF-16, as PowerShell writes it', () => {
  const records = [
    record('1', { userAgent: 'ü €😀' }),
    record('2', { userAgent: '漢'.repeat(40_000) }),
    record('3'),
  ];
  const little = Buffer.from(`\ufeff${trail(...records)}`, 'utf16le');
  const big = Buffer.from(little).swap16();

  it.each([
    { name: 'low byte first', bytes: little },
    { name: 'high byte first', bytes: big },
    { name: 'gzipped', bytes: gzipSync(little) },
    { name: 'in a zip archive', bytes: zip({ 'a.json': big }) },
  ])('$name', ({ bytes }) => {
    const { damages, records: found } = readBytes(bytes);
    expect(damages).toEqual([]);
    expect(found.map((text) => JSON.parse(text))).toEqual(records);
  });

  it('as lines, and as CSV', () => {
    const lines = records.map((one) => JSON.stringify(one)).join('\r\n');
    expect(readBytes(Buffer.from(`\ufeff${lines}`, 'utf16le')).ids).toEqual(['1', '2', '3']);
    const csv =
      'Event name,Event time,Event source,Event ID\nGetUser,2024-05-01T10:00:00Z,iam.amazonaws.com,x\n';
    const plain = readBytes(Buffer.from(csv));
    expect(plain.records).toHaveLength(1);
    expect(readBytes(Buffer.from(`\ufeff${csv}`, 'utf16le')).records).toEqual(plain.records);
  });

  it.each([1, 2])('cut off by %i bytes: the records before, and that it is', (bytes) => {
    const { ids, damages } = readBytes(little.subarray(0, little.length - 40 - bytes));
    expect(ids).toEqual(['1', '2']);
    expect(damages).toHaveLength(1);
  });
});

describe.each(Object.keys(archives).filter((name) => name !== 'tar'))('%s', (name) => {
  const bytes = archives[name] ?? Buffer.alloc(0);

  it('gives the records of its members, with their names', () => {
    const { ids, damages, ...found } = readBytes(bytes);
    expect(damages).toEqual([]);
    expect(ids).toEqual(['1', '2', '3', '4']);
    const inner = name === 'zip in tar.gz' ? 'inner.zip/' : name === 'tar.gz in zip' ? 'inner.tar.gz/' : '';
    expect(found.members).toEqual(members.map((member) => `${inner}${member}`));
    expect(found.indexes).toEqual([0, 0, 1, 0]);
  });

  it('cut anywhere, gives no record that is not in it, and says that it is cut', () => {
    const known = ['1', '2', '3', '4'];
    for (let length = 30; length < bytes.length - 1030; length += 37) {
      const { ids, damages } = readBytes(bytes.subarray(0, length));
      expect(ids).toEqual(known.slice(0, ids.length));
      expect(damages.length, `cut at ${length} of ${bytes.length}`).toBeGreaterThan(0);
    }
  });

  it('with any byte changed, is read whole or reported', () => {
    const known = readBytes(bytes).records;
    for (let at = 0; at < bytes.length; at += 13) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      const { records, damages } = readBytes(changed);
      const isWhole = JSON.stringify(records) === JSON.stringify(known);
      // tar has no checksum of its own over contents.
      if (name.startsWith('tar ') || isWhole) continue;
      expect(damages.length, `changed at ${at} of ${bytes.length}`).toBeGreaterThan(0);
    }
  });
});

it('a zip archive that lost its directory is read by its members', () => {
  for (const options of [{}, { stored: true }, { descriptors: true }]) {
    const whole = zip(files, options);
    const { ids, damages } = readBytes(whole.subarray(0, whole.indexOf(Buffer.from('PK\x01\x02', 'latin1'))));
    expect(ids).toEqual(['1', '2', '3', '4']);
    expect(damages.map(({ message }) => message)).toEqual([
      'zip archive has no directory at its end: it is read as far as its members tell',
    ]);
  }
});

it('a tar archive with a damaged header loses that member only', () => {
  const bytes = tar(files);
  bytes.write('garbage', bytes.indexOf('lines.jsonl'));
  const { ids, damages } = readBytes(bytes);
  expect(ids).toEqual(['1', '4']);
  expect(damages[0]?.message).toMatch(
    /^tar archive is damaged: bytes that are no header; [\d,]+ bytes are lost/,
  );
});

it.each([
  {
    name: 'an encrypted member',
    bytes: zip(files, { encrypted: true }),
    says: /is encrypted; unpack it first/,
  },
  {
    name: 'an archive without evidence',
    bytes: zip({ 'a.txt': Buffer.from('a') }),
    says: /holds no evidence/,
  },
  { name: 'Parquet', bytes: Buffer.from('PAR1....PAR1'), says: /is Parquet/ },
  { name: 'bzip2', bytes: Buffer.from('BZh91AY'), says: /bzip2/ },
  {
    name: 'a member whose checksum is wrong',
    bytes: Buffer.from(zip({ 'a.json': Buffer.from(trail(record('1'))) }, { stored: true })).fill(
      'x',
      200,
      201,
    ),
    says: /checksum/,
  },
])('$name is named', ({ bytes, says }) => {
  const { damages } = readBytes(bytes);
  expect(damages.map(({ message }) => message).join('\n')).toMatch(says);
});

describe.skipIf(!('zstdCompressSync' in zlib))('zstd', () => {
  const { zstdCompressSync } = zlib as unknown as { zstdCompressSync(bytes: Buffer): Buffer };
  it('is read where Node reads it', () => {
    expect(readBytes(zstdCompressSync(Buffer.from(trail(record('1'))))).ids).toEqual(['1']);
    expect(readBytes(zstdCompressSync(tar(files))).ids).toEqual(['1', '2', '3', '4']);
  });
});

it.skipIf('zstdCompressSync' in zlib)('zstd is named where Node does not read it', () => {
  const { damages } = readBytes(Buffer.from('28b52ffd0000', 'hex'));
  expect(damages[0]?.message).toMatch(/zstd, which Node reads from version 22.15 on/);
});

describe('bombs', () => {
  it('containers in containers end at a limit', () => {
    let bytes: Buffer = gzipSync(trail(record('1')));
    for (let i = 0; i < 10; i++) bytes = zip({ 'inner.zip': bytes });
    const { damages } = readBytes(bytes);
    expect(damages[0]?.message).toMatch(/more than 6 levels deep/);
  });

  it('what inflates to more than is allowed is read up to there', () => {
    const small = createReading({ maxFileSize: 100_000 });
    const path = join(folder, 'large');
    writeFileSync(path, gzipSync(trail(...Array.from({ length: 1000 }, (_, i) => record(`${i}`)))));
    const { records, damages } = small(path);
    expect(records.length).toBeGreaterThan(100);
    expect(records.length).toBeLessThan(1000);
    expect(damages).toHaveLength(1);
    expect(damages[0]?.message).toMatch(
      /is more than 100,000 bytes when read.*; --max-file-size allows more/,
    );
  });
});

it('checksums agree', () => {
  const bytes = Buffer.from('123456789');
  expect(plainCrc32(bytes, 0)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4), 0))).toBe(0xcbf43926);
});
