/**
 * Damage of every kind, seeded and counted. Whatever is done to a file: reading it ends without a fault, gives no event
 * that is not in it, gives every record that ends before the damage, and either gives all of it or says what is wrong.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib, { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { tar, zip } from '../support/archives.js';
import { record } from '../support/odd-archive.js';
import { createReading, type ReadRecords } from '../support/read-evidence.js';

const folder = mkdtempSync(join(tmpdir(), 'trailscan-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));
const read = createReading();

function readBytes(bytes: Uint8Array, name = 'file'): ReadRecords {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return read(path);
}

/** A small generator of numbers, the same on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const texts = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify(record(`id-${from + i}`, { userAgent: `a "${i}" {b} \\ ${'x'.repeat(i % 70)}` })),
  );
const trailOf = (records: readonly string[]): string => `{"Records":[${records.join(',')}]}`;
const few = texts(4);
const many = texts(300);
const small = Buffer.from(trailOf(few));
const big = Buffer.from(trailOf(many));

/** How many of the records lie wholly within so many bytes of the trail file. */
function completeIn(records: readonly string[], length: number): number {
  let end = '{"Records":['.length - 1;
  for (const [i, text] of records.entries()) {
    end += 1 + Buffer.byteLength(text);
    if (end > length) return i;
  }
  return records.length;
}

function expectCut(found: ReadRecords, records: readonly string[], least: number, isWhole: boolean): void {
  expect(found.records).toEqual(records.slice(0, found.records.length));
  expect(found.records.length).toBeGreaterThanOrEqual(least);
  if (!isWhole) expect(found.damages.length).toBeGreaterThan(0);
}

describe('truncation', () => {
  const inflate = (bytes: Buffer): Buffer => gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH });

  it('at every byte of a small file, plain and gzipped', () => {
    for (let length = 0; length < small.length; length++)
      expectCut(readBytes(small.subarray(0, length)), few, completeIn(few, length), false);
    const packed = gzipSync(small);
    for (let length = 2; length < packed.length; length++) {
      const cut = packed.subarray(0, length);
      expectCut(readBytes(cut), few, completeIn(few, inflate(cut).length), false);
    }
  });

  it('at 2,000 places of a big file', () => {
    const packed = gzipSync(big);
    const pick = numbers(1);
    for (let i = 0; i < 2000; i++) {
      const length = 2 + pick(packed.length - 2);
      const cut = packed.subarray(0, length);
      const { records, damages } = readBytes(cut);
      const least = completeIn(many, inflate(cut).length);
      // Comparing the last and the number is comparing all, for they differ.
      expect(records.length).toBe(least);
      expect(records.at(-1)).toBe(least === 0 ? undefined : many[least - 1]);
      expect(damages).toHaveLength(1);
    }
  });
});

describe('bit flips', () => {
  it('in a gzip file: every changed content is reported', () => {
    const packed = gzipSync(small);
    for (let bit = 0; bit < packed.length * 8; bit += 5) {
      const flipped = Buffer.from(packed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { records, damages } = readBytes(flipped);
      if (damages.length === 0) expect(records).toEqual(few);
    }
  });

  it('in a gzip file of several members: all of the others are read', () => {
    const pick = numbers(2);
    const groups = Array.from({ length: 12 }, (_, i) => texts(5, 100 * i));
    const members = groups.map((group) => gzipSync(trailOf(group)));
    const packed = Buffer.concat(members);
    for (let i = 0; i < 250; i++) {
      const bit = pick(packed.length * 8);
      const flipped = Buffer.from(packed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { records, damages } = readBytes(flipped);
      const hit = members.findIndex((_, at) => Buffer.concat(members.slice(0, at + 1)).length > bit >> 3);
      if (damages.length === 0) {
        expect(records).toEqual(groups.flat());
        continue;
      }
      const others = groups.flatMap((group, at) => (at === hit ? [] : group));
      const found = new Set(records);
      expect(others.filter((text) => !found.has(text))).toEqual([]);
      expect(records.length).toBeLessThanOrEqual(others.length + 5);
    }
  });

  it('in plain JSON: one record at most is lost or changed', () => {
    const pick = numbers(3);
    for (let i = 0; i < 2000; i++) {
      const bit = pick(small.length * 8);
      const flipped = Buffer.from(small);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { records, damages } = readBytes(flipped);
      const strange = records.filter((text) => !few.includes(text));
      expect(strange.length).toBeLessThanOrEqual(1);
      for (const text of strange) expect(flipped.toString().includes(text)).toBe(true);
      if (damages.length === 0) expect(records.length).toBe(few.length);
      else expect(few.filter((text) => !records.includes(text)).length).toBeLessThanOrEqual(2);
    }
  });
});

describe('spliced members', () => {
  it('a member that is cut off costs itself, whatever follows', () => {
    const pick = numbers(4);
    for (let i = 0; i < 250; i++) {
      const groups = Array.from({ length: 4 }, (_, at) => texts(1 + pick(40), 1000 * at));
      const members = groups.map((group) => gzipSync(trailOf(group)));
      const cut = pick(3);
      const whole = members[cut] ?? Buffer.alloc(0);
      members[cut] = whole.subarray(0, 12 + pick(whole.length - 12));
      const { records, damages } = readBytes(Buffer.concat(members));
      const found = new Set(records);
      const others = groups.flatMap((group, at) => (at === cut ? [] : group));
      expect(others.filter((text) => !found.has(text))).toEqual([]);
      const known = new Set(groups.flat());
      expect(records.filter((text) => !known.has(text))).toEqual([]);
      if (records.length < known.size) expect(damages.length).toBeGreaterThan(0);
    }
  });

  it('members in which the bytes of others lie', () => {
    const pick = numbers(5);
    const packed = gzipSync(trailOf(texts(30)));
    for (let i = 0; i < 250; i++) {
      const at = pick(packed.length);
      const spliced = Buffer.concat([packed.subarray(0, at), packed.subarray(pick(packed.length))]);
      const { records, damages } = readBytes(spliced);
      if (damages.length === 0) for (const text of records) expect(texts(30)).toContain(text);
    }
  });
});

describe('damage to JSON', () => {
  const junk = [
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\\',
    '\u0000',
    '\n',
    'x',
    '"Records":[',
    '{"eventVersion"',
  ];
  it.each([
    { name: 'a trail file', make: trailOf },
    { name: 'JSON lines', make: (records: readonly string[]) => `${records.join('\n')}\n` },
    { name: 'an array', make: (records: readonly string[]) => `[${records.join(',')}]` },
    {
      name: 'lookup-events',
      make: (records: readonly string[]) =>
        JSON.stringify({ Events: records.map((text) => ({ EventId: '1', CloudTrailEvent: text })) }),
    },
  ])('$name: bytes taken out, put in, changed', ({ make }) => {
    const pick = numbers(6);
    const records = texts(6);
    const file = make(records);
    for (let i = 0; i < 700; i++) {
      const at = pick(file.length);
      const inserted = pick(3) === 0 ? '' : (junk[pick(junk.length)] ?? '');
      const damaged = file.slice(0, at) + inserted + file.slice(at + pick(4));
      const { records: found, damages } = readBytes(Buffer.from(damaged));
      const strange = found.filter((text) => !records.includes(text));
      expect(strange.length, damaged).toBeLessThanOrEqual(1);
      // A record that was changed and is one still, is given as it stands.
      for (const text of strange) {
        const stands = damaged.includes(text) || damaged.includes(JSON.stringify(text).slice(1, -1));
        const isNearly = records.some((one) => Math.abs(one.length - text.length) <= 16);
        expect(stands || isNearly, damaged).toBe(true);
      }
      const lost = records.filter((text) => !found.includes(text)).length - strange.length;
      if (damages.length === 0) expect(lost, damaged).toBe(0);
      expect(lost, damaged).toBeLessThanOrEqual(2);
    }
  });
});

describe('garbage', () => {
  const suffixes = [
    '.json',
    '.json.gz',
    '.gz',
    '.jsonl',
    '.log',
    '.csv',
    '.csv.gz',
    '.zip',
    '.tar',
    '.tar.gz',
    '.zst',
  ];
  const beginnings = [
    Buffer.alloc(0),
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
    Buffer.from('PK\x03\x04', 'latin1'),
    Buffer.from('{"Records":['),
    Buffer.from('{"Events":['),
    Buffer.from('['),
    Buffer.from('eventid,eventname,eventtime\n'),
    Buffer.from('2024-05-01T10:00:00.000Z {'),
    Buffer.from('28b52ffd', 'hex'),
    tar({ 'a.json': small }).subarray(0, 600),
    zip({ 'a.json': small }).subarray(0, 60),
  ];

  it.each(suffixes)('in a file named %s is reported', (suffix) => {
    const pick = numbers(7);
    for (const beginning of beginnings) {
      for (let i = 0; i < 12; i++) {
        const noise = Buffer.from(Array.from({ length: 1 + pick(600) }, () => pick(256)));
        const text = Buffer.from(Array.from(noise, (byte) => '{}[]",:\\ a1\n'.charCodeAt(byte % 12)));
        const content = Buffer.concat([beginning, i % 2 === 0 ? noise : text]);
        const { records, damages } = readBytes(content, `garbage${suffix}`);
        // An object in `Records` counts as a record even if nothing is in it.
        expect(records.filter((text) => text.includes('event'))).toEqual([]);
        expect(damages.length, content.toString('latin1')).toBeGreaterThan(0);
      }
    }
  });
});

describe('bombs', () => {
  it('of white space ends early', () => {
    const blank = Buffer.alloc(1 << 24, ' ');
    const packedBlank = gzipSync(blank);
    const packed = Buffer.concat(Array.from({ length: 8 }, () => packedBlank));
    const started = performance.now();
    const { damages } = readBytes(packed);
    expect(damages[0]?.message).toMatch(/inflates to more than 500 times its size, as bombs do/);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('a gzip file that inflates to itself over and over ends at the depth that is read', () => {
    let bytes = gzipSync(small);
    for (let i = 0; i < 40; i++) bytes = gzipSync(bytes);
    expect(readBytes(bytes).damages[0]?.message).toMatch(/more than 6 levels deep/);
  });

  it('zeros are refused at once', () => {
    const packed = gzipSync(Buffer.alloc(1 << 26));
    expect(readBytes(packed).damages).toHaveLength(1);
  });
});
