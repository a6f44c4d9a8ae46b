/**
 * Every folder of `fixtures/formats` is a case: its input gives the expected records, in this order. The folder's name
 * is the format's, perhaps with a variant behind it; a format without a folder fails.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { cloudwatchLines } from '../../../src/load/formats/cloudwatch-lines.js';
import { csvFormats, jsonFormats } from '../../../src/load/formats/index.js';
import { createReading, type ReadRecords } from '../../support/read-evidence.js';

const root = 'fixtures/formats';
const names = readdirSync(root).sort();
const formats = [...jsonFormats, ...csvFormats, cloudwatchLines].map(({ name }) => name);
const read = createReading();
const scratch = mkdtempSync(join(tmpdir(), 'trailscan-formats-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function inputsOf(name: string): string[] {
  const folder = join(root, name, 'input');
  return readdirSync(folder)
    .sort()
    .map((file) => join(folder, file));
}

function expectedOf(name: string): string[] {
  return readFileSync(join(root, name, 'expected.ndjson'), 'utf8')
    .split('\n')
    .slice(0, -1);
}

/** A record that was written over several lines, in one. */
const joined = (text: string): string => text.replaceAll(/\n\s*/g, '');

function all(name: string): ReadRecords[] {
  return inputsOf(name).map((path) => read(path));
}

it.each(formats)('%s has a fixture', (format) => {
  expect(names.some((name) => name === format || name.startsWith(`${format}-`))).toBe(true);
});

describe.each(names)('%s', (name) => {
  const expected = expectedOf(name);

  it('gives the expected records and nothing else', () => {
    const found = all(name);
    expect(found.flatMap(({ damages }) => damages)).toEqual([]);
    expect(found.flatMap(({ records }) => records).map(joined)).toEqual(expected);
  });

  it('is recognised for what it is', () => {
    for (const { formats: carried, others } of all(name)) {
      const known = [...carried, ...others];
      expect(known.length).toBeGreaterThan(0);
      for (const one of carried) expect(formats).toContain(one);
    }
  });

  it('cut anywhere, gives the first of its records unchanged, and says so', () => {
    for (const path of inputsOf(name)) {
      const whole = read(path).records;
      const bytes = readFileSync(path);
      const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
      const cut = join(scratch, 'cut');
      const step = Math.max(1, Math.floor(plain.length / 150));
      for (let length = 1; length < plain.length; length += step) {
        writeFileSync(cut, plain.subarray(0, length));
        const { records, damages } = read(cut);
        expect(records, `${path} cut at ${length}`).toEqual(whole.slice(0, records.length));
        const isShort = records.length < whole.length;
        // Where one value ends and the next begins, nothing tells that there was more.
        const isBetween = /[}\n]"?\s*$/.test(plain.subarray(0, length).toString());
        if (isShort && !isBetween) expect(damages.length, `${path} cut at ${length}`).toBeGreaterThan(0);
      }
    }
  });

  it('damaged in the middle, loses that record only, and says so', () => {
    for (const path of inputsOf(name)) {
      const whole = read(path).records;
      const bytes = readFileSync(path);
      const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
      const at = plain.indexOf('PutUserPolicy');
      if (whole.length !== 3 || !whole[1]?.includes('PutUserPolicy')) continue;
      const damaged = join(scratch, 'damaged');
      // A quote where none may be ends the string that it stands in.
      const wrong = Buffer.from(plain);
      wrong[at] = 0x22;
      if (wrong[at - 1] === 0x5c) wrong[at - 1] = 0x78;
      writeFileSync(damaged, wrong);
      const { records, damages } = read(damaged);
      expect(damages.length, path).toBeGreaterThan(0);
      expect(records, path).toEqual([whole[0], whole[2]]);
    }
  });
});

it('an object of very many members is gone through once', () => {
  const record =
    '{"eventVersion":"1.08","eventID":"e1","eventTime":"2024-05-01T10:00:00Z","eventName":"GetUser"}';
  const members = Array.from({ length: 30_000 }, (_, i) => `"key${i}":{"a":${i}}`);
  const path = join(scratch, 'many-members.json');
  writeFileSync(path, `{${members.join(',')},"last":${record}}`);
  expect(read(path).records).toEqual([record]);
});
