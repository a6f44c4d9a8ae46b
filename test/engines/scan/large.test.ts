/** Answers beyond the bound of memory: to the byte those that are held, whatever the bound and the number of threads. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LargeResult,
  type Match,
  type ScanSource,
  scan,
  scanLarge,
} from '../../../src/engines/scan/index.js';
import { UsageError } from '../../../src/model/usage-error.js';
import { everything, type Query } from '../../../src/query/ast.js';
import { ownTmpdir } from '../../support/own-tmpdir.js';
import { collidingRecord, sourcesIn } from './colliding-records.js';

const { folder, left } = ownTmpdir();

const limits = { maxFileSize: 2 ** 40, maxRecordSize: 8 * 1024 * 1024, maxDepth: 1000 };
const sourcesOf = (files: readonly (readonly string[])[]): ScanSource[] => sourcesIn(folder, files);

interface Asked extends Partial<Query> {
  readonly threads?: number;
}

const queryOf = ({ limit = null, keepDuplicates = false }: Asked): Query => ({
  where: everything,
  limit,
  keepDuplicates,
});

/** Bytes as text, which compares fast. */
const told = (matches: readonly Match[]) =>
  matches.map(({ bytes, file, member, index, eventTime, eventID }) => ({
    bytes: bytes.toString('latin1'),
    file,
    member,
    index,
    eventTime,
    eventID,
  }));

async function held(sources: readonly ScanSource[], { threads = 2, ...asked }: Asked) {
  const { matches, ...result } = await scan(sources, queryOf(asked), { threads, limits });
  return { ...result, matches: told(matches) };
}

async function spilled(
  sources: readonly ScanSource[],
  maxBytes: number,
  { threads = 2, ...asked }: Asked,
): ReturnType<typeof held> {
  const { folded, close, ...result } = await scanLarge(
    sources,
    queryOf(asked),
    { threads, limits },
    maxBytes,
  );
  try {
    const matches = told([...result.matches]);
    expect(told([...result.matches])).toEqual(matches);
    const { duplicates, conflicts } = folded();
    return { ...result, matches, duplicates, problems: [...result.problems, ...conflicts] };
  } finally {
    close();
  }
}

describe('an answer beyond the bound', () => {
  it('is the one that fits, with its copies and conflicts, for one thread and for several', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(collidingRecord, { maxLength: 12 }), { maxLength: 12 }),
        fc.constantFrom(1, 3_000, 20_000),
        fc.option(fc.integer({ min: 1, max: 40 })),
        fc.boolean(),
        async (files, maxBytes, limit, keepDuplicates) => {
          const sources = sourcesOf(files);
          const asked = { limit, keepDuplicates };
          const whole = await held(sources, { ...asked, threads: 1 });
          for (const threads of [1, 3])
            expect(await spilled(sources, maxBytes, { ...asked, threads })).toEqual(whole);
        },
      ),
      { seed: 20240501, numRuns: 150 },
    );
    expect(left()).toEqual([]);
  }, 60_000);

  it('is so with more runs than are merged at once', async () => {
    const one = (i: number): string =>
      JSON.stringify({
        eventVersion: '1.08',
        eventID: `${(i * 37) % 101}`,
        eventTime: `2024-05-01T10:00:${10 + (((i * 37) % 101) % 50)}Z`,
        eventName: i % 50 === 0 ? 'GetObject' : 'PutObject',
      });
    const sources = sourcesOf(Array.from({ length: 200 }, (_, i) => [one(i), one(i + 40)]));
    const whole = await held(sources, {});
    expect(whole.duplicates).toBeGreaterThan(200);
    expect(whole.problems.length).toBeGreaterThan(3);
    expect(await spilled(sources, 1, {})).toEqual(whole);
    expect(await spilled(sources, 1, { limit: 70 })).toEqual(await held(sources, { limit: 70 }));
  });

  it('is in a folder that only this user may enter, in files without a name, until it is closed', async () => {
    const sources = sourcesOf([['{"eventVersion":"1.08"}'], ['{"eventVersion":"1.09"}']]);
    const result: LargeResult = await scanLarge(sources, queryOf({}), { threads: 1, limits }, 1);
    expect(left()).toHaveLength(1);
    expect(readdirSync(join(folder, left()[0] ?? ''))).toEqual([]);
    const rows: Match[] = [...result.matches];
    expect(rows).toHaveLength(2);
    result.close();
    expect(left()).toEqual([]);
    result.close();
  });
});

describe('nothing is left', () => {
  const sources = (): ScanSource[] =>
    sourcesOf(Array.from({ length: 30 }, (_, i) => [`{"eventVersion":"1.08","eventID":"${i}"}`]));

  it('by an interrupt', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const options = { threads: 2, limits, signal: controller.signal };
    const asked = scanLarge(
      sources(),
      queryOf({}),
      { ...options, onProgress: (files) => files === 20 && controller.abort(reason) },
      1,
    );
    await expect(asked).rejects.toBe(reason);
    expect(left()).toEqual([]);
  });

  it('where no temporary file can be written, which is said', async () => {
    process.env.TMPDIR = join(folder, 'none');
    try {
      const asked = scanLarge(sources(), queryOf({}), { threads: 2, limits }, 1);
      await expect(asked).rejects.toThrow(UsageError);
      await expect(asked).rejects.toThrow(`in '${join(folder, 'none')}': no such file or directory`);
      await expect(asked).rejects.toMatchObject({ hint: expect.stringContaining('TMPDIR') });
    } finally {
      process.env.TMPDIR = folder;
    }
    expect(await scan(sources(), queryOf({}), { threads: 2, limits })).toMatchObject({ records: 30 });
  });
});
