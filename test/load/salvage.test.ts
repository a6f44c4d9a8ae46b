/** Salvage by zlib-sync against Node's own handle; and without it, as where it could not be built. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type ByteSource, createInflater, openWhole } from '../../src/load/inflate.js';
import { loadZlibSync, salvage } from '../../src/load/salvage.js';

const folder = mkdtempSync(join(tmpdir(), 'trailscan-salvage-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');
const content = Buffer.from(
  Array.from({ length: 20_000 }, (_, i) => `{"eventID":"${(i * i).toString(36)}"},`).join(''),
);
const packed = gzipSync(content);
const zlibSync = loadZlibSync();

function read(source: ByteSource): Buffer {
  const target = Buffer.alloc(1 << 16);
  const parts: Buffer[] = [];
  for (
    let count = source.pull(target, 0, target.length);
    count > 0;
    count = source.pull(target, 0, target.length)
  )
    parts.push(Buffer.from(target.subarray(0, count)));
  source.close();
  return Buffer.concat(parts);
}

const places = Array.from({ length: 12 }, (_, i) => 40 + i * Math.floor((packed.length - 60) / 12));

describe.skipIf(!zlibSync)('with zlib-sync', () => {
  it('reads whole data whole', () => {
    if (zlibSync) expect(salvage(packed, zlibSync).equals(content)).toBe(true);
  });

  it.each(places)('cut off at %i, gives what is before', (length) => {
    const cut = packed.subarray(0, length);
    writeFileSync(path, cut);
    const other = read(createInflater().open(path));
    const own = zlibSync ? salvage(cut, zlibSync) : other;
    expect(own.equals(content.subarray(0, own.length))).toBe(true);
    expect(own.equals(other)).toBe(true);
  });

  it.each(places)('damaged at %i, gives what Node’s handle gives, but for the last bytes', (at) => {
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, at, at + 4);
    writeFileSync(path, damaged);
    const other = read(createInflater().open(path));
    const own = read(openWhole(path));
    expect(own.equals(other.subarray(0, own.length))).toBe(true);
    expect(other.length - own.length).toBeLessThan(300);
  });
});

describe('without zlib-sync', () => {
  it('damage is named, and whole data is read', () => {
    writeFileSync(path, packed.subarray(0, 3000));
    const source = openWhole(path, () => undefined);
    expect(read(source)).toHaveLength(0);
    expect(source.damage()?.message).toBe('gzip data ends too early, after 0 inflated bytes');
    writeFileSync(path, packed);
    expect(read(openWhole(path, () => undefined)).equals(content)).toBe(true);
  });

  it('Node’s own handle gives all before the damage', () => {
    writeFileSync(path, packed.subarray(0, 3000));
    const source = createInflater().open(path);
    expect(read(source).length).toBeGreaterThan(3000);
    expect(source.damage()?.kind).toBe('truncated');
  });
});
