/** Hashes while it is being found out which are asked for. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type ScanSource, startHashing } from '../../../src/engines/scan/index.js';
import { temporaryFolder } from '../../support/odd-archive.js';

const limits = { maxFileSize: 1 << 30, maxRecordSize: 1 << 20, maxDepth: 100 };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function files(count: number, prefix: string): { readonly sources: ScanSource[]; readonly hashes: string[] } {
  const folder = temporaryFolder();
  const texts = Array.from({ length: count }, (_, i) => `{"${prefix}":${i}}`);
  const sources = texts.map((text, i) => {
    const path = join(folder, `${prefix}${i}.json.gz`);
    writeFileSync(path, gzipSync(text));
    return { path, shown: `${prefix}${i}` };
  });
  return { sources, hashes: texts.map(sha256) };
}

it('tells the first as soon as they are done, and of the others those that are asked for', async () => {
  const [first, likely, unlikely] = [files(3, 'a'), files(400, 'b'), files(5, 'c')];
  const hashing = startHashing(first.sources, likely.sources, { threads: 2, limits });
  const told = await hashing.first;
  expect(told.map(({ file }) => file)).toEqual(['a0', 'a1', 'a2']);
  expect(told.map(({ parts }) => parts[0]?.hash)).toEqual(first.hashes);

  const asked = [...likely.sources.slice(100, 120), ...unlikely.sources];
  const hashed = await hashing.of(asked);
  expect(hashed.map(({ file }) => file)).toEqual(asked.map(({ shown }) => shown));
  expect(hashed.map(({ parts }) => parts[0]?.hash)).toEqual([
    ...likely.hashes.slice(100, 120),
    ...unlikely.hashes,
  ]);
});

it('has nothing to wait for where there is nothing', async () => {
  const hashing = startHashing([], [], { threads: 2, limits });
  expect(await hashing.first).toEqual([]);
  expect(await hashing.of([])).toEqual([]);
});

it('names what cannot be read, and ends when it is told to', async () => {
  const gone = { path: join(temporaryFolder(), 'gone'), shown: 'gone' };
  const [file] = await startHashing([gone], [], { threads: 1, limits }).first;
  expect(file?.problems).toHaveLength(1);

  const stop = new AbortController();
  const hashing = startHashing([], files(200, 'd').sources, { threads: 2, limits, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(hashing.of([])).rejects.toThrow('enough');
});
