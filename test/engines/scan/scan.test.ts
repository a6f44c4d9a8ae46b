/** The engine with its worker threads: the same answer whatever the threads, and what happens when one of them dies. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ScanOptions, scan } from '../../../src/engines/scan/index.js';
import { everything, type Query } from '../../../src/query/ast.js';
import { archive, record, trail } from '../../support/odd-archive.js';

const limits = { maxRecordSize: 1 << 20, maxDepth: 100 };
const options = (threads: number, more: Partial<ScanOptions> = {}): ScanOptions => ({
  threads,
  limits,
  ...more,
});
const all: Query = { where: everything, limit: null, keepDuplicates: false };

function manyFiles(count: number): { path: string; shown: string }[] {
  const folder = archive(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `f${String(i).padStart(3, '0')}.json.gz`,
        // Times run against the order of the files, and every third record is in the next file too.
        trail(
          ...[i * 3, i * 3 + 1, i * 3 + 2, i * 3 + 3].map((n) =>
            record(`e${n}`, { eventTime: `2024-06-01T10:${String(59 - (n % 60)).padStart(2, '0')}:00Z` }),
          ),
        ),
      ]),
    ),
  );
  return Array.from({ length: count }, (_, i) => {
    const name = `f${String(i).padStart(3, '0')}.json.gz`;
    return { path: join(folder, name), shown: name };
  });
}

describe('the same answer', () => {
  const sources = manyFiles(60);
  const idsOf = async (query: Query, threads: number): Promise<string[]> =>
    (await scan(sources, query, options(threads))).matches.map(
      ({ eventID, file, index }) => `${eventID} ${file} ${index}`,
    );

  it.each([
    { name: 'all', query: all },
    { name: 'every copy', query: { ...all, keepDuplicates: true } },
    { name: 'the first seven', query: { ...all, limit: 7 } },
    { name: 'the first hundred copies', query: { ...all, limit: 100, keepDuplicates: true } },
  ])('$name, from one thread, two and eight', async ({ query }) => {
    const [one, two, eight] = await Promise.all([1, 2, 8].map((threads) => idsOf(query, threads)));
    expect(two).toEqual(one);
    expect(eight).toEqual(one);
    expect(one?.length).toBe(query.limit ?? (query.keepDuplicates ? 240 : 181));
  });

  it('is in the order of time, then event id', async () => {
    const { matches, duplicates } = await scan(sources, all, options(2));
    const keys = matches.map(({ eventTime, eventID }) => `${eventTime} ${eventID}`);
    expect(keys).toEqual(keys.toSorted());
    expect(duplicates).toBe(59);
  });

  it('with a limit, not all is read', async () => {
    const { stopped, files } = await scan(sources, { ...all, limit: 3 }, options(2));
    expect(stopped).toBe(true);
    expect(files).toBeLessThan(sources.length);
  });
});

describe('what cannot be read', () => {
  it('a file that is gone is a problem, the others are answered', async () => {
    const sources = manyFiles(5);
    rmSync(sources[2]?.path ?? '');
    const { matches, problems } = await scan(sources, all, options(2));
    expect(problems).toEqual([
      { file: 'f002.json.gz', kind: 'unreadable', message: 'no such file or directory' },
    ]);
    expect(matches.length).toBeGreaterThan(10);
  });

  it('a worker that dies loses the file it was reading, no other', async () => {
    // No path may hold a zero byte: opening it throws what the worker does not expect.
    const sources = manyFiles(40).map((source, i) => (i === 17 ? { path: 'a\0b', shown: 'deadly' } : source));
    const { matches, problems } = await scan(sources, all, options(2));
    expect(problems).toMatchObject([{ file: 'deadly', kind: 'worker' }]);
    expect(problems[0]?.message).toContain('the worker reading it died');
    const lost = ['e52', 'e53'];
    expect(matches.map(({ eventID }) => eventID)).not.toContain(lost[0]);
    expect(matches).toHaveLength(121 - lost.length);
  });
});

it('an abort ends the reading with its reason', async () => {
  const stop = new AbortController();
  const reading = scan(manyFiles(40), all, options(2, { signal: stop.signal }));
  stop.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
});
