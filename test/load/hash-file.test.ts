/** The hash of what is in a file, however it is packed. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHasher } from '../../src/load/hash-file.js';
import { tar, zip } from '../support/archives.js';
import { temporaryFolder } from '../support/odd-archive.js';

const log = Buffer.from(
  `{"Records":[${Array(9000).fill('{"eventName":"A","awsRegion":"eu-west-1"}').join()}]}`,
);
const digest = Buffer.from(
  '{"awsAccountId":"111122223333","digestEndTime":"2024-06-03T10:00:00Z","logFiles":[]}',
);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const folder = temporaryFolder();

function hashed(bytes: Buffer, maxFileSize = 2 ** 40) {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  return createHasher(maxFileSize)(path);
}

describe('one file', () => {
  it.each([
    { name: 'plain', bytes: log },
    { name: 'gzip', bytes: gzipSync(log) },
    {
      name: 'gzip in two members',
      bytes: Buffer.concat([gzipSync(log.subarray(0, 100)), gzipSync(log.subarray(100))]),
    },
    { name: 'gzip twice', bytes: gzipSync(gzipSync(log)) },
  ])('$name', ({ bytes }) => {
    expect(hashed(bytes)).toEqual([{ member: null, hash: sha256(log), damage: null, content: null }]);
  });

  it('a digest comes with its bytes', () => {
    const [part] = hashed(gzipSync(digest));
    expect(part).toMatchObject({ hash: sha256(digest), damage: null });
    expect(Buffer.from(part?.content ?? [])).toEqual(digest);
  });

  it.each([
    { name: 'cut off', bytes: gzipSync(log).subarray(0, -8), kind: 'truncated' },
    {
      name: 'with garbage behind it',
      bytes: Buffer.concat([gzipSync(log), Buffer.from('garbage')]),
      kind: 'corrupt',
    },
  ])('$name', ({ bytes, kind }) => {
    const [part] = hashed(bytes);
    expect(part?.damage?.kind).toBe(kind);
    expect(part?.hash).toBe(sha256(log));
  });

  it('empty', () => {
    expect(hashed(Buffer.alloc(0))).toMatchObject([{ hash: '', damage: { kind: 'empty' } }]);
  });

  it('larger than it may be', () => {
    expect(hashed(gzipSync(log), 1000)).toMatchObject([{ damage: { kind: 'too-large' } }]);
  });

  it('a bomb is not read to its end', () => {
    const bomb = gzipSync(
      Buffer.concat([Buffer.from('{"Records":['), Buffer.alloc(200 * 1024 * 1024, 0x20)]),
    );
    expect(hashed(bomb)).toMatchObject([
      { damage: { kind: 'too-large', message: expect.stringContaining('bombs') } },
    ]);
  });

  it('that cannot be opened throws what the system says', () => {
    expect(() => createHasher(1)(join(folder, 'none'))).toThrow('ENOENT');
  });
});

describe('a container', () => {
  const members = { 'a/log.json.gz': gzipSync(log), 'a/digest.json': digest };
  it.each([
    { name: 'zip', bytes: zip(members) },
    { name: 'tar.gz', bytes: gzipSync(tar(members)) },
    { name: 'zip in tar', bytes: tar({ 'inner.zip': zip(members) }), outer: 'inner.zip/' },
  ])('$name', ({ bytes, outer = '' }) => {
    expect(hashed(bytes).map(({ member, hash, damage }) => [member, hash, damage])).toEqual([
      [`${outer}a/log.json.gz`, sha256(log), null],
      [`${outer}a/digest.json`, sha256(digest), null],
    ]);
  });
  it('of a kind that is not read', () => {
    const bytes = Buffer.concat([Buffer.from('BZh91AY&SY'), Buffer.alloc(100, 1)]);
    expect(hashed(bytes)).toHaveLength(1);
  });
});
