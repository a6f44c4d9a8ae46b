/** The scan engine with its real workers: the same answer however many there are, and whatever happens to them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type ScanOptions, type ScanResult, type ScanSource, scan } from '../../../src/engines/scan/index.js';
import { scanFiles } from '../../../src/engines/scan/pool.js';
import type { JsonObject } from '../../../src/model/json.js';
import { type Expr, everything, type Query } from '../../../src/query/ast.js';
import { evaluate } from '../../../src/query/evaluate.js';
import { parseWhere } from '../../../src/query/where/index.js';

const folder = mkdtempSync(join(tmpdir(), 'trailscan-scan-'));
afterAll(() => rmSync(folder, { recursive: true }));
const limits = { maxRecordSize: 8 * 1024 * 1024, maxDepth: 1000, maxFileSize: 2 ** 36 };

interface Asked extends Partial<ScanOptions> {
  readonly where?: Expr;
  readonly limit?: number;
  readonly keepDuplicates?: boolean;
}

function ask(
  sources: readonly ScanSource[],
  { where, limit, keepDuplicates, ...options }: Asked = {},
): Promise<ScanResult> {
  const query: Query = {
    where: where ?? everything,
    limit: limit ?? null,
    keepDuplicates: keepDuplicates ?? false,
  };
  return scan(sources, query, { threads: 2, limits, ...options });
}

let written = 0;

/** Writes a file and returns it as a source, known by the given name. */
function file(shown: string, content: string | Buffer): ScanSource {
  const path = join(folder, String(written++));
  writeFileSync(path, content);
  return { path, shown };
}

const trail = (...records: readonly JsonObject[]): string => JSON.stringify({ Records: records });
const event = (id: string, minute = 0, more: JsonObject = {}): JsonObject => ({
  eventVersion: '1.08',
  eventTime: `2024-05-01T10:${String(minute).padStart(2, '0')}:00Z`,
  eventName: 'PutObject',
  eventID: id,
  ...more,
});
const ids = ({ matches }: ScanResult): string[] => matches.map(({ eventID }) => eventID);
const places = ({ matches }: ScanResult): string[] =>
  matches.map(({ eventID, file: name, index }) => `${eventID} ${name} ${index}`);

type Told = JsonObject & { readonly eventID: string; readonly eventTime: string };

/** Sixty files, plain and compressed; many events are in several, in no order of time. */
const archive = Array.from({ length: 60 }, (_, i) =>
  Array.from({ length: i % 7 }, (_one, j) => {
    const id = (i * 37 + j * 11) % 101;
    return event(`${id}`, id % 60, { eventName: id % 3 === 0 ? 'DeleteTrail' : 'PutObject' }) as Told;
  }),
);
const all = archive.flat();
const sources = archive.map((records, i) =>
  file(`f${String(i).padStart(2, '0')}`, i % 2 ? gzipSync(trail(...records)) : trail(...records)),
);
const shuffled = sources.toSorted((a, b) => shuffle(a) - shuffle(b));

function shuffle({ shown }: ScanSource): number {
  return (Number(shown.slice(1)) * 29) % 61;
}

describe('the answer', () => {
  it.each([
    ['everything', everything],
    ['a literal', parseWhere("eventName = 'DeleteTrail'")],
    ['no literal', parseWhere("eventTime >= '2024-05-01T10:30:00Z' AND NOT eventName = 'DeleteTrail'")],
    ['nothing', parseWhere("eventName = 'StopLogging'")],
  ])(
    'to %s is that of JSON.parse and a plain filter, for any number of threads and any order of files',
    async (_, where) => {
      const matching = all.filter((one) => evaluate(where, one));
      const distinct = [...new Map(matching.map((one) => [one.eventID, one])).values()].sort((a, b) =>
        a.eventTime === b.eventTime ? (a.eventID < b.eventID ? -1 : 1) : a.eventTime < b.eventTime ? -1 : 1,
      );
      const one = await ask(sources, { where, threads: 1 });
      expect(ids(one)).toEqual(distinct.map(({ eventID }) => eventID));
      expect(one.matches.map(({ bytes }) => JSON.parse(bytes.toString()))).toEqual(distinct);
      expect(one).toMatchObject({
        files: sources.length,
        records: all.length,
        duplicates: matching.length - distinct.length,
        problems: [],
        stopped: false,
      });
      for (const threads of [2, 4, 100]) expect(await ask(sources, { where, threads })).toEqual(one);
      const other = await ask(shuffled, { where, threads: 4 });
      expect(ids(other)).toEqual(ids(one));
      expect(other.duplicates).toBe(one.duplicates);
    },
  );

  it('orders copies that are kept by file and place', async () => {
    const one = await ask(sources, { keepDuplicates: true, threads: 1 });
    expect(one.matches).toHaveLength(all.length);
    expect(one.duplicates).toBe(0);
    for (const [i, match] of one.matches.entries()) {
      const before = one.matches[i - 1];
      if (before?.eventID !== match.eventID) continue;
      expect(before.file < match.file || (before.file === match.file && before.index < match.index)).toBe(
        true,
      );
    }
    expect(await ask(sources, { keepDuplicates: true, threads: 4 })).toEqual(one);
    expect(places(await ask(shuffled, { keepDuplicates: true, threads: 4 }))).toEqual(places(one));
  });

  it('is empty for no files', async () => {
    expect(await ask([])).toMatchObject({ matches: [], files: 0, records: 0, stopped: false });
  });

  it('tells how far it is', async () => {
    const told: number[][] = [];
    await ask(sources, { onProgress: (files, records) => told.push([files, records]) });
    expect(told.map(([files]) => files)).toEqual(sources.map((_, i) => i + 1));
    expect(told.at(-1)).toEqual([sources.length, all.length]);
  });
});

describe('copies of an event', () => {
  it('are folded if they differ only in spelling', async () => {
    const compact = file('a', trail(event('1', 0, { text: 'é/' })));
    const pretty = file(
      'b',
      `{"Records":[ {"text":"\\u00e9\\/","eventID":"1",\n"eventName":"PutObject","eventVersion":"1.08","eventTime":"2024-05-01T10:00:00Z"} ]}`,
    );
    const result = await ask([compact, pretty]);
    expect(places(result)).toEqual(['1 a 0']);
    expect(result).toMatchObject({ duplicates: 1, problems: [], records: 2 });
  });

  it('are all shown, and a conflict reported, if they differ in content', async () => {
    const first = file('a', trail(event('1'), event('2')));
    const forged = file('b', trail(event('1', 0, { eventName: 'GetObject' }), event('2')));
    const third = file('c', trail(event('1'), event('1', 0, { eventName: 'GetObject' })));
    for (const threads of [1, 3]) {
      const result = await ask([first, forged, third], { threads });
      expect(places(result)).toEqual(['1 a 0', '1 b 0', '2 a 1']);
      expect(result.duplicates).toBe(3);
      expect(result.problems).toEqual([
        {
          file: 'b',
          kind: 'conflict',
          message: 'record 0 has the event id 1 of another event; both are shown',
        },
      ]);
    }
  });

  it('are not told apart without an id', async () => {
    const { matches } = await ask([
      file('a', '{"Records":[{"a":1},{"a":1},{"eventID":5},{"eventID":5},{"eventID":""}]}'),
    ]);
    expect(matches.map(({ eventID, eventTime, index }) => [eventID, eventTime, index])).toEqual(
      [0, 1, 2, 3, 4].map((i) => ['', '', i]),
    );
  });

  it('are told apart by the last of repeated ids, as JSON.parse does', async () => {
    const result = await ask([
      file('a', '{"Records":[{"eventID":"1","eventID":"2"},{"eventID":"2"},{"event\\u0049D":"3"}]}'),
    ]);
    expect(ids(result)).toEqual(['2', '3']);
  });
});

describe('a limit', () => {
  const many = Array.from({ length: 40 }, (_, i) =>
    file(`m${i}`, trail(event(`${i}`, 59 - i), event(`${i}`, 59 - i), event(`x${i}`, 59 - i))),
  );

  it.each([
    { limit: 0, keepDuplicates: false, expected: [] },
    { limit: 1, keepDuplicates: false, expected: ['0 m0 0'] },
    { limit: 3, keepDuplicates: false, expected: ['1 m1 0', '0 m0 0', 'x0 m0 2'] },
    { limit: 3, keepDuplicates: true, expected: ['0 m0 0', '0 m0 1', 'x0 m0 2'] },
    { limit: 4, keepDuplicates: true, expected: ['1 m1 0', '0 m0 0', '0 m0 1', 'x0 m0 2'] },
  ])(
    'of $limit, duplicates kept: $keepDuplicates, takes the first in the order of files',
    async ({ limit, keepDuplicates, expected }) => {
      const one = await ask(many, { limit, keepDuplicates, threads: 1 });
      expect(places(one)).toEqual(expected);
      expect(one.stopped).toBe(true);
      expect(await ask(many, { limit, keepDuplicates, threads: 4 })).toEqual(one);
    },
  );

  it('reads no further', async () => {
    const rest = Array.from({ length: 2000 }, (_, i) => ({
      path: join(folder, `none${i}`),
      shown: `none${i}`,
    }));
    let read = 0;
    const result = await ask([...many, ...rest], {
      limit: 1,
      threads: 2,
      onProgress: (files) => (read = files),
    });
    expect(result).toMatchObject({ files: 1, problems: [], stopped: true });
    expect(read).toBeLessThan(1000);
  });

  it('lets the workers that it stopped rest: they take the next question', async () => {
    await ask(many, { limit: 1, keepDuplicates: true, threads: 4 });
    let started = 0;
    const onWorker = (): number => started++;
    process.on('worker', onWorker);
    try {
      for (let i = 0; i < 10; i++) {
        const { matches } = await ask(many, { limit: 1 + (i % 3), keepDuplicates: true, threads: 4 });
        expect(matches).toHaveLength(1 + (i % 3));
      }
      expect(await ask(many, { threads: 4 })).toEqual(await ask(many, { threads: 1 }));
    } finally {
      process.off('worker', onWorker);
    }
    expect(started).toBe(0);
  });

  it('that is not reached changes nothing', async () => {
    const { stopped, ...whole } = await ask(many, { limit: 81 });
    expect({ ...whole, stopped }).toEqual(await ask(many));
    expect(await ask(many, { limit: 80 })).toMatchObject({ stopped: false, files: 40 });
    expect(await ask(many, { limit: 79 })).toMatchObject({ stopped: true, files: 40 });
  });

  it('within the last file is told', async () => {
    const last = [file('l', trail(event('1'), event('2'), event('3')))];
    expect(await ask(last, { limit: 2 })).toMatchObject({ stopped: true, records: 3 });
    expect(await ask(last, { limit: 2, keepDuplicates: true })).toMatchObject({ stopped: true });
  });
});

describe('problems', () => {
  it('of one file do not touch another', async () => {
    const noise = Array.from({ length: 200 }, (_, i) => (i * i * i).toString(36)).join('');
    const damaged = gzipSync(trail(event('4'), event('5', 0, { noise })));
    const asked = [
      file('good', trail(event('1'))),
      { path: join(folder, 'vanished'), shown: 'vanished' },
      { path: folder, shown: 'folder' },
      file('empty', ''),
      file(
        'broken',
        `{"Records":[${JSON.stringify(event('2'))},{"eventVersion":"1.08","a":tru},${JSON.stringify(event('3'))}]}`,
      ),
      file('cut', damaged.subarray(0, damaged.length - 99)),
      file('more', trail(event('6'))),
    ];
    for (const threads of [1, 4]) {
      const result = await ask(asked, { threads });
      expect(ids(result)).toEqual(['1', '2', '3', '4', '6']);
      expect(result.problems.map(({ file: name, kind, message }) => `${name}: ${kind}: ${message}`)).toEqual([
        'vanished: unreadable: no such file or directory',
        'folder: unreadable: illegal operation on a directory',
        'empty: empty: is empty',
        'broken: bad-json: record 1, at byte 109, is broken JSON; 31 bytes are lost, between event 2 and event 3',
        expect.stringMatching(
          /^cut: truncated: gzip data ends too early, after \d+ inflated bytes; 1 complete record before/,
        ),
      ]);
      expect(result.others).toEqual({});
    }
  });

  it('are the same whatever is asked', async () => {
    const asked = [
      file('broken', `{"Records":[${JSON.stringify(event('1'))},{"eventVersion":"1.08","a":{"b",1}}]}`),
    ];
    const problems = (await ask(asked)).problems;
    expect(problems).toHaveLength(1);
    for (const where of ["eventID = '1'", "eventName = 'StopLogging'", 'readOnly IS NULL'])
      expect((await ask(asked, { where: parseWhere(where) })).problems).toEqual(problems);
  });

  it('in a file of large records do not make it lose any', async () => {
    const sizes = [700_000, 300_000, 400_000, 500_000, 300_001];
    const records = sizes.map((size, i) => event(`${i}`, 0, { text: 'x'.repeat(size), behind: 'yes' }));
    const result = await ask([file('large', trail(...records).slice(0, -1))], {
      where: parseWhere('"behind" = \'yes\''),
    });
    expect(ids(result)).toEqual(['0', '1', '2', '3', '4']);
    expect(result.problems).toHaveLength(1);
  });
});

describe('files of other kinds', () => {
  const insight = event('1', 0, { eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight' });
  const notice = { eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: {} };

  it('are told apart, and left out if they hold no records', async () => {
    const asked = [
      file('insight', trail(insight, insight)),
      file('notice', trail(notice)),
      file(
        'digest',
        '{"awsAccountId":"111122223333","digestStartTime":"2024-05-01T10:00:00Z","logFiles":[{"s3Bucket":"a"}]}',
      ),
      file('trail', trail(event('2'))),
      file('damaged insight', trail(insight, insight).slice(0, -3)),
      file('insight behind damage', `{"Records":[{"eventVersion":x},${JSON.stringify(insight)}]}`),
    ];
    const result = await ask(asked);
    expect(ids(result)).toEqual(['1', '2']);
    expect(result).toMatchObject({ files: 6, records: 5, duplicates: 3, others: { notice: 1, digest: 1 } });
    expect(result.problems.map(({ file: name }) => name)).toEqual([
      'damaged insight',
      'insight behind damage',
    ]);
  });
});

describe('an interrupt', () => {
  it('before the start reads nothing', async () => {
    const reason = new Error('stop');
    let read = 0;
    const asked = ask(sources, { signal: AbortSignal.abort(reason), onProgress: () => read++ });
    await expect(asked).rejects.toBe(reason);
    expect(read).toBe(0);
  });

  it('in the middle ends the scan, and the next one is whole', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    let read = 0;
    const many = Array.from({ length: 50 }, () => sources).flat();
    const onProgress = (): void => {
      if (++read === 3) controller.abort(reason);
    };
    await expect(ask(many, { signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(read).toBeLessThan(many.length / 2);
    expect(await ask(sources)).toMatchObject({ records: all.length, problems: [] });
  });

  it('that never comes leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    for (let i = 0; i < 15; i++) await ask(sources.slice(0, 1), { signal });
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('a worker that dies', () => {
  /** No such path can be opened, which is no error of the system's: it kills the worker. */
  const deadly = (name: string): ScanSource => ({ path: `${folder}/\0`, shown: name });

  it.each([1, 2, 4])('loses the file it was reading, and no other, of %i', async (threads) => {
    const whole = await ask(sources, { threads });
    const asked = [
      deadly('first'),
      ...sources.slice(0, 30),
      deadly('d1'),
      deadly('d2'),
      ...sources.slice(30),
      deadly('last'),
    ];
    const result = await ask(asked, { threads });
    expect(places(result)).toEqual(places(whole));
    expect(result.records).toBe(whole.records);
    expect(result.problems.map(({ file: name, kind }) => `${name}: ${kind}`)).toEqual([
      'first: worker',
      'd1: worker',
      'd2: worker',
      'last: worker',
    ]);
    expect(result.problems[0]?.message).toMatch(/^the worker reading it died: .*null bytes/);
  });

  it('keeps what was sent before', async () => {
    const large = file('large', trail(event('1', 0, { text: 'x'.repeat(5_000_000) })));
    const asked = [large, deadly('d'), ...sources.slice(0, 14)];
    for (const threads of [1, 2]) {
      const result = await ask(asked, { threads });
      expect(ids(result).filter((id) => id === '1')).toHaveLength(1);
      expect(result).toMatchObject({ files: 16, problems: [{ file: 'd', kind: 'worker' }] });
    }
  });

  it('may be each of them', async () => {
    const result = await ask([deadly('a'), deadly('b'), deadly('c')], { threads: 3 });
    expect(result.problems.map(({ file: name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('at the question ends the scan: no file is to blame', async () => {
    const where: Expr = { kind: 'cidr', path: ['a'], network: 'no network' };
    const tasks = sources.map(({ path }, source) => ({ source, path }));
    let read = 0;
    const scanned = scanFiles(tasks, { where, literals: [], limits, limit: null }, 2, () => ++read > 0);
    await expect(scanned).rejects.toThrow("'no network' is not a network");
    expect(read).toBe(0);
    expect(await ask(sources)).toMatchObject({ records: all.length, problems: [] });
  });
});
