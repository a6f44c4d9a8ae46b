/** Files to bytes: the ways to read them against each other, and how far into a damaged file they get. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib, { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type ByteSource, createInflater, openWhole } from '../../src/load/inflate.js';

const folder = mkdtempSync(join(tmpdir(), 'trailscan-inflate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');
const inflater = createInflater('always');
const byZlib = createInflater('never');
const big = 256 * 1024;

function readAll(source: ByteSource, sizes: readonly number[]): Buffer {
  const parts: Buffer[] = [];
  const target = Buffer.alloc(big + 8);
  for (let turn = 0; ; turn++) {
    const size = sizes[turn % sizes.length] ?? big;
    const count = source.pull(target, 3, size);
    if (count === 0) return Buffer.concat(parts);
    if (count > size) throw new Error(`${count} bytes for ${size}`);
    parts.push(Buffer.from(target.subarray(3, 3 + count)));
  }
}

/** What `open` makes of a file of these bytes, and `node:zlib` alone must make of it too. */
function read(open: (path: string) => ByteSource, bytes: Uint8Array, sizes: readonly number[] = [big]) {
  writeFileSync(path, bytes);
  const result = readOpened(open, sizes);
  if (open === inflater.open) {
    const { content, damage } = readOpened(byZlib.open, sizes);
    expect(damage).toEqual(result.damage);
    expectSame(content, result.content);
  }
  return result;
}

/** Asking on behind the end must give nothing more. */
function readOpened(open: (path: string) => ByteSource, sizes: readonly number[]) {
  const source = open(path);
  try {
    const content = readAll(source, sizes);
    expect(source.pull(Buffer.alloc(8), 0, 8)).toBe(0);
    return { content, damage: source.damage() };
  } finally {
    source.close();
  }
}

/** Compares without printing megabytes when it fails. */
function expectSame(actual: Buffer, expected: Buffer): void {
  const same = actual.equals(expected);
  expect({ same, length: actual.length }).toEqual({ same: true, length: expected.length });
}

const record = '{"eventVersion":"1.08","eventName":"DeleteTrail","awsRegion":"eu-west-1"},';
const small = Buffer.from(`{"Records":[${record}${record}{"eventName":"é"}]}`);
const repetitive = Buffer.from(record.repeat(40_000));
const varied = Buffer.from(
  Array.from({ length: 8000 }, (_, i) => record.replace('1.08', (i * i).toString(36))).join(''),
);
const noise = randomBytes(3_000_000);

const wholeFiles: Readonly<Record<string, Buffer>> = {
  empty: Buffer.alloc(0),
  'one byte': Buffer.from('{'),
  'half a magic number': Buffer.from([0x1f]),
  plain: small,
  'plain and large': Buffer.concat([repetitive, noise]),
  gzip: gzipSync(small),
  'gzip of nothing': gzipSync(''),
  'gzip that shrinks much': gzipSync(repetitive),
  'gzip that does not shrink': gzipSync(noise),
  'stored blocks': gzipSync(repetitive, { level: 0 }),
  'several members': Buffer.concat([gzipSync(small), gzipSync(''), gzipSync(repetitive), gzipSync(small)]),
  'a member that ends where the input buffer does': Buffer.concat([
    gzipToSize(1 << 20),
    gzipToSize(2 << 20),
    gzipSync(small),
  ]),
  'padding behind': Buffer.concat([gzipSync(small), Buffer.alloc(512)]),
  'padding longer than the input buffer': Buffer.concat([gzipSync(small), Buffer.alloc(5 << 20)]),
  'a member that fills the input buffer, and padding': Buffer.concat([gzipToSize(1 << 20), Buffer.alloc(9)]),
};

/** A gzip file of exactly so many bytes: noise in stored blocks, fitted by its length. */
function gzipToSize(size: number): Buffer {
  for (let length = size - 18 - 5 * Math.ceil(size / 16_383); ; length++) {
    const file = gzipSync(noise.subarray(0, length), { level: 0 });
    if (file.length >= size) return file;
  }
}

describe('whole files', () => {
  it('has a file that fills the input buffer', () => {
    expect(gzipToSize(1 << 20)).toHaveLength(1 << 20);
  });

  it.each(Object.keys(wholeFiles))('%s', (name) => {
    const file = wholeFiles[name] ?? Buffer.alloc(0);
    const plain = read((path) => openWhole(path), file);
    expect(plain.damage).toBeUndefined();
    for (const sizes of file.length < 1000 ? [[1], [2, 3], [big]] : [[big], [65_537, 1, 100_000]]) {
      const { content, damage } = read(inflater.open, file, sizes);
      expect(damage).toBeUndefined();
      expectSame(content, plain.content);
    }
  });
});

describe('cut-off files', () => {
  /** All that can be inflated of the bytes that are there. */
  const rest = (file: Buffer): Buffer => gunzipSync(file, { finishFlush: zlib.constants.Z_SYNC_FLUSH });

  it('gives every byte before the cut, wherever it is', () => {
    const file = Buffer.concat([gzipSync(small), gzipSync(Buffer.from(record.repeat(9)))]);
    const firstMember = gzipSync(small).length;
    for (let length = 2; length < file.length; length++) {
      const cut = file.subarray(0, length);
      for (const sizes of [[1], [100], [big]]) {
        const { content, damage } = read(inflater.open, cut, sizes);
        expectSame(content, rest(cut));
        if (length === firstMember) expect(damage).toBeUndefined();
        else
          expect(damage).toEqual({
            kind: 'truncated',
            message: `gzip data ends too early, after ${content.length.toLocaleString('en-US')} inflated bytes`,
          });
      }
    }
  });

  it('gives what zlib holds back when the target is full', () => {
    const file = gzipSync(repetitive);
    for (let length = file.length - 1; length > 100; length = Math.floor(length * 0.8)) {
      const cut = file.subarray(0, length);
      for (const sizes of [[1009], [big]]) {
        const { content, damage } = read(inflater.open, cut, sizes);
        expectSame(content, rest(cut));
        expect(damage?.kind).toBe('truncated');
      }
    }
  });
});

describe('damaged files', () => {
  /** What can be inflated before the byte of the file in which zlib meets the damage. */
  const readableOf = (file: Buffer): Buffer => {
    let low = 0;
    let high = file.length;
    let content = Buffer.alloc(0);
    while (low < high) {
      const length = (low + high + 1) >> 1;
      try {
        content = gunzipSync(file.subarray(0, length), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
        low = length;
      } catch {
        high = length - 1;
      }
    }
    return content;
  };

  it('gives every byte before any flipped bit that zlib can see, and says so', () => {
    const file = gzipSync(Buffer.concat([small, Buffer.from(record.repeat(3))]));
    let seen = 0;
    for (let bit = 16; bit < file.length * 8; bit++) {
      const flipped = Buffer.from(file);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const sizes = [[1], [50], [big]][bit % 3] ?? [];
      const { content, damage } = read(inflater.open, flipped, sizes);
      const whole = read((path) => openWhole(path), flipped);
      if (!whole.damage) {
        expect(damage).toBeUndefined();
        expectSame(content, whole.content);
        continue;
      }
      seen++;
      expect(damage?.kind).toBe(whole.damage.kind);
      expect(damage?.message).toContain(`after ${content.length.toLocaleString('en-US')} inflated bytes`);
      const least = readableOf(flipped);
      expectSame(content.subarray(0, least.length), least);
      // The byte that shows the damage may itself hold a few bytes' worth before it.
      expect(content.length - least.length).toBeLessThan(300);
    }
    expect(seen).toBeGreaterThan(500);
  });

  it('gives the same however it is pulled', () => {
    const file = gzipSync(varied);
    for (let at = 1000; at < file.length - 8; at += Math.ceil(file.length / 9)) {
      const damaged = Buffer.from(file);
      damaged.fill(0xff, at, at + 4);
      const results = [[1], [50_000], [big]].map((sizes) => read(inflater.open, damaged, sizes));
      const [first] = results;
      expect(first?.damage?.kind).toBe('corrupt');
      expect(first?.content.length).toBeGreaterThanOrEqual(readableOf(damaged).length);
      for (const { content, damage } of results) {
        expectSame(content, first?.content ?? Buffer.alloc(0));
        expect(damage).toEqual(first?.damage);
      }
    }
  });

  it.each<[string, Buffer, string]>([
    [
      'text',
      Buffer.from('garbage'),
      'gzip data is damaged after 180 inflated bytes (incorrect header check)',
    ],
    [
      'a broken member',
      Buffer.from([0x1f, 0x8b, 9, 9]),
      'gzip data is damaged after 180 inflated bytes (unknown compression method)',
    ],
    ['half a magic number', Buffer.from([0x1f]), 'gzip data ends too early, after 180 inflated bytes'],
    [
      'text behind padding',
      Buffer.from('\0\0\0x'),
      'has bytes after the end of its gzip data, which were not read',
    ],
    [
      'a member far behind padding',
      Buffer.concat([Buffer.alloc(3 << 20), gzipSync(small)]),
      'has bytes after the end of its gzip data, which were not read',
    ],
  ])('says that %s stands behind the gzip data', (_, trailing, message) => {
    const { content, damage } = read(inflater.open, Buffer.concat([gzipSync(small), trailing]));
    expectSame(content, small);
    expect(damage?.message).toBe(message);
  });

  it('reads the next file as if nothing had been', () => {
    for (const damaged of [gzipSync(repetitive).subarray(0, 500), Buffer.from('1f8b0800ffff', 'hex')]) {
      expect(read(inflater.open, damaged).damage).toBeDefined();
      expect(read(inflater.open, gzipSync(small))).toEqual({ content: small, damage: undefined });
    }
  });
});

describe('file descriptors', () => {
  const opened = (): number => readdirSync('/proc/self/fd').length;

  it.skipIf(process.platform !== 'linux')('are closed, whatever the file is', () => {
    const damaged = Buffer.from(gzipSync(repetitive));
    damaged.fill(0xff, 3000, 3010);
    const before = opened();
    for (const open of [inflater.open, byZlib.open, (path: string) => openWhole(path)]) {
      for (const file of [small, gzipSync(small), gzipSync(small).subarray(0, 40), damaged]) read(open, file);
      expect(() => open(join(folder, 'none'))).toThrow('ENOENT');
      expect(() => open(folder)).toThrow('EISDIR');
    }
    expect(opened()).toBe(before);
  });
});
