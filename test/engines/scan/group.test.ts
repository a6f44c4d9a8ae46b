/**
 * Counting with its real workers against a plain twin: `JSON.parse`, `candidates` and maps. Whatever records look like,
 * however they are spelled, and however many threads there are, the groups are the same.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type GroupResult, group, noTime, type ScanSource } from '../../../src/engines/scan/index.js';
import type { JsonObject, JsonValue } from '../../../src/model/json.js';
import { type Expr, everything } from '../../../src/query/ast.js';
import { candidates, evaluate } from '../../../src/query/evaluate.js';
import { instantOf } from '../../../src/query/event-time.js';
import type { Grouping, GroupQuery, Key } from '../../../src/query/groups.js';
import { canonicalText } from '../../../src/query/json-text.js';
import { parseWhere } from '../../../src/query/where/index.js';
import { arbitraryExpr, arbitraryRecordText } from '../../support/arbitraries.js';

const folder = mkdtempSync(join(tmpdir(), 'trailscan-group-'));
afterAll(() => rmSync(folder, { recursive: true }));
const limits = { maxFileSize: 2 ** 40, maxRecordSize: 1024 * 1024, maxDepth: 1000 };
let written = 0;

function file(content: string | Buffer): ScanSource {
  const path = join(folder, String(written++));
  writeFileSync(path, content);
  return { path, shown: `file ${written}` };
}

function count(
  sources: readonly ScanSource[],
  query: Partial<GroupQuery>,
  threads = 2,
): Promise<GroupResult> {
  const whole: GroupQuery = { where: everything, groupings: [{ keys: [] }], keepDuplicates: false, ...query };
  return group(sources, whole, { threads, limits });
}

type Measures = { count: number; errors: number; first: number; last: number };
/** By the texts of a group's members; of a text that is JSON only the meaning counts. */
type Answer = Record<string, Measures>;

function add(answer: Answer, name: string, { count, errors, first, last }: Measures): void {
  const known = answer[name];
  answer[name] = known
    ? {
        count: known.count + count,
        errors: known.errors + errors,
        first: Math.min(known.first, first),
        last: Math.max(known.last, last),
      }
    : { count, errors, first, last };
}

const meaning = (text: string | null): JsonValue =>
  text === null ? null : (JSON.parse(canonicalText(JSON.parse(text) as JsonValue)) as JsonValue);

/** What the engine says, less groups of no events. */
function told(result: GroupResult, groupings: readonly Grouping[]): Answer[] {
  return groupings.map(({ keys }, i) => {
    const table = result.tables[i];
    const answer: Answer = {};
    for (let row = 0; row < (table?.size ?? 0); row++) {
      if (!table || table.count(row) === 0) continue;
      const members = keys.map(({ kind }, k) => {
        const member = table.member(row, k);
        return kind === 'time' ? (member === noTime ? null : member) : meaning(result.text(member));
      });
      add(answer, JSON.stringify(members), {
        count: table.count(row),
        errors: table.errors(row),
        first: table.first(row),
        last: table.last(row),
      });
    }
    return answer;
  });
}

function distinctRecords(records: readonly JsonObject[], keepDuplicates: boolean): JsonObject[] {
  const met = new Set<string>();
  return records.filter((record) => {
    const { eventID } = record;
    if (keepDuplicates || typeof eventID !== 'string' || eventID === '') return true;
    const text = canonicalText(record);
    if (met.has(text)) return false;
    met.add(text);
    return true;
  });
}

/** Through objects only. */
function atPath(record: JsonObject, path: readonly string[]): JsonValue {
  let value: JsonValue = record;
  for (const step of path) {
    const inner: JsonObject | null =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
    if (!inner || !Object.hasOwn(inner, step)) return null;
    value = inner[step] ?? null;
  }
  return value;
}

function plainMember(record: JsonObject, key: Key): JsonValue {
  switch (key.kind) {
    case 'time': {
      const time = instantOf(record.eventTime);
      return Number.isNaN(time) ? null : Math.floor(time / 1000 / key.seconds);
    }
    case 'whole':
      return atPath(record, key.path);
    case 'tuple':
      return key.paths.map((path) => atPath(record, path));
    case 'field': {
      if (key.onlyFor && !key.onlyFor.some((name) => name === record.eventName)) return null;
      const values = candidates(record, key.path).filter((value) => value !== null);
      return values.length > 0 ? values : null;
    }
    case 'record': {
      const isIt = key.within.some(({ field, words }) => {
        const text = Object.hasOwn(record, field) ? JSON.stringify(record[field]).toLowerCase() : '';
        return words.some((word) => text.includes(word));
      });
      return isIt ? record : null;
    }
  }
}

function plain(
  records: readonly JsonObject[],
  { where, groupings, keepDuplicates }: GroupQuery,
): { readonly answers: Answer[]; readonly duplicates: number } {
  const matching = records.filter((record) => evaluate(where, record));
  const kept = distinctRecords(matching, keepDuplicates);
  const answers = groupings.map(({ keys }) => {
    const answer: Answer = {};
    for (const record of kept) {
      const time = instantOf(record.eventTime) / 1000;
      const members = keys.map((key) => JSON.parse(canonicalText(plainMember(record, key))) as JsonValue);
      add(answer, JSON.stringify(members), {
        count: 1,
        errors: candidates(record, ['errorCode']).some((value) => value !== null) ? 1 : 0,
        first: Number.isNaN(time) ? Number.POSITIVE_INFINITY : time,
        last: Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time,
      });
    }
    return answer;
  });
  return { answers, duplicates: matching.length - kept.length };
}

/** Members in odd spellings, and such as lie in wait for a reader that looks for names in bytes. */
const oddMembers = [
  ...['"1"', '"2"', '"3"', '"\\u0031"', '""', 'null', '7', '["1"]', '"é"'].map((id) => `"eventID":${id}`),
  ...[
    '2024-05-01T10:00:00Z',
    '2024-02-29T23:59:59Z',
    '2023-02-29T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '2024-05-01T10:00:00.250Z',
    '2024-05-01T12:00:00+02:00',
    '2024-05-01T10:00:00',
    '2024-13-01T10:00:00Z',
    '5',
    'yesterday',
    '',
  ].map((time) => `"eventTime" : "${time}"`),
  '"eventTime":1714557600',
  '"eventTime":["2024-05-01T10:00:00Z"]',
  '"eventTime":"2024-05-01T10:00:0\\u0030Z"',
  '"\\u0065ventTime":"2024-05-01T11:00:00Z"',
  '"x\\"eventTime":"2024-05-01T13:00:00Z"',
  '"x\\"eventName":"Trap"',
  '"x\\"eventID":"4"',
  '"x\\\\":{"eventID":"5","eventName":"Inner"}',
  '"\\"":"\\"eventName\\":"',
  '"errorCode":"AccessDenied"',
  '"errorCode":null',
  '"errorCode":[]',
  '"errorCode":[null,"x"]',
  '"errorCode":""',
  '"errorCode":nu\\u006cl'.replace('nu\\u006cl', '{}'),
  '"eventName":"ConsoleLogin"',
  '"eventName":"Console\\u004cogin"',
  '"eventName":["ConsoleLogin"]',
  '"eventName":1e3',
  '"eventName":1000',
  '"userIdentity":{"type":"IAMUser","arn":"a"}',
  '"userIdentity" : {"arn" : "a", "type":"IAMUser"}',
  '"userIdentity":[{"arn":"a"},[{"arn":"b"},null],{"arn":null}]',
  '"userIdentity.arn":"dotted"',
  '"userIdentity.arn":["dotted",{"b":1,"a":2}]',
  '"userIdentity.arn":null',
  '"userIdentity.type":"dotted"',
  '"userIdentity.sessionContext":{"sessionIssuer":{"userName":"x"}}',
  '"userIdentity.__proto__":"p"',
  '"requestParameters":{"\\u0064ryRun":true}',
  '"requestParameters":{"DryRun":"true","key":1E+2}',
  '"responseElements":{"Fail\\u0075res":[]}',
  '"responseElements":"UNPROCESSED"',
  '"additionalEventData":{"MFAUsed":"No"}',
  '"additionalEventData.MFAUsed":"Yes"',
  '"id":5',
  '"a":-0.0',
];

const recordText: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.constantFrom(...oddMembers), { maxLength: 6 }), arbitraryRecordText, fc.boolean())
  .map(([members, { text }, isOdd]) => {
    const rest = isOdd ? text.trim().slice(1, -1) : '';
    return `{${[...members, ...(rest.trim() === '' ? [] : [rest])].join(',')}}`;
  });

const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(JSON.parse(text), null, 2),
  (text) => text.replace(/^\{/, '{ "forged":true,').replace(',}', '}'),
];

/** Files that draw on one set of events, so that copies are met, of the same spelling, of another, and forged. */
const files: fc.Arbitrary<readonly (readonly string[])[]> = fc
  .tuple(
    fc.array(recordText, { minLength: 1, maxLength: 6 }),
    fc.array(fc.array(fc.tuple(fc.nat(5), fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2)), { maxLength: 8 }), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.boolean(),
  )
  .map(([pool, picks, isFaithful]) =>
    picks.map((file) =>
      file.map(([at, how]) => {
        const spell = spellings[isFaithful ? 0 : how] ?? String;
        return spell(pool[at % pool.length] ?? '{}');
      }),
    ),
  );

const path = fc.constantFrom(
  ...[
    'userIdentity',
    'userIdentity.arn',
    'userIdentity.type',
    'userIdentity.sessionContext',
    'userIdentity.sessionContext.sessionIssuer.userName',
    'userIdentity.__proto__',
    'eventName',
    'eventTime',
    'eventID',
    'errorCode',
    'requestParameters',
    'requestParameters.key',
    'requestParameters.items.id',
    'resources.ARN',
    'additionalEventData.MFAUsed',
    'a',
    'a.b',
    'id',
    'constructor',
    'missing',
  ].map((dotted) => dotted.split('.')),
);
const onlyFor = fc.constantFrom(['ConsoleLogin'], ['ConsoleLogin', '1000'], []);
const key: fc.Arbitrary<Key> = fc.oneof(
  { weight: 6, arbitrary: path.map((steps): Key => ({ kind: 'field', path: steps })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(path, onlyFor)
      .map(([steps, names]): Key => ({ kind: 'field', path: steps, onlyFor: names })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('userIdentity', 'eventName', 'errorCode', 'requestParameters', 'a', 'id')
      .map((field): Key => ({ kind: 'whole', path: [field] })),
  },
  { weight: 3, arbitrary: path.map((steps): Key => ({ kind: 'whole', path: steps })) },
  {
    weight: 3,
    arbitrary: fc.array(path, { minLength: 1, maxLength: 4 }).map((paths): Key => ({ kind: 'tuple', paths })),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Key>({
      kind: 'record',
      within: [
        { field: 'requestParameters', words: ['dryrun'] },
        { field: 'responseElements', words: ['fail', 'unprocessed'] },
        { field: 'a', words: ['1'] },
      ],
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(120, 900, 3600, 86_400, 604_800)
      .map((seconds): Key => ({ kind: 'time', seconds })),
  },
);
const grouping: fc.Arbitrary<Grouping> = fc.array(key, { maxLength: 4 }).map((keys) => ({ keys }));
const where: fc.Arbitrary<Expr> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(everything) },
  { weight: 1, arbitrary: fc.constant(parseWhere("eventName = 'ConsoleLogin'")) },
  { weight: 1, arbitrary: arbitraryExpr },
);

describe('groups', () => {
  it('are those of a plain reading, for any records and any groupings', async () => {
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.array(grouping, { minLength: 1, maxLength: 3 }),
        where,
        fc.boolean(),
        async (texts, groupings, condition, keepDuplicates) => {
          const sources = texts.map((records, i) => {
            const text = `{"Records":[${records.join(i % 2 === 0 ? ',' : ' ,\n')}]}`;
            return file(i === 1 ? gzipSync(text) : text);
          });
          const query = { where: condition, groupings, keepDuplicates };
          const records = texts.flat().map((text) => JSON.parse(text) as JsonObject);
          const expected = plain(records, query);
          for (const threads of [1, 3]) {
            const result = await count(sources, query, threads);
            expect(told(result, groupings)).toEqual(expected.answers);
            expect(result.duplicates).toBe(expected.duplicates);
            expect(result.records).toBe(records.length);
          }
        },
      ),
      { numRuns: 120, seed: 20240501 },
    );
  });
});

const field = (dotted: string): Key => ({ kind: 'field', path: dotted.split('.') });

interface Numbers {
  readonly groups: number;
  readonly events: number;
}

function numbersOf({ tables: [table] }: GroupResult): Numbers {
  let events = 0;
  let groups = 0;
  for (let i = 0; i < (table?.size ?? 0); i++) {
    events += table?.count(i) ?? 0;
    groups += table?.count(i) === 0 ? 0 : 1;
  }
  return { groups, events };
}

function trailOf(size: number, record: (i: number) => JsonObject): string {
  return JSON.stringify({ Records: Array.from({ length: size }, (_, i) => record(i)) });
}

describe('what fills the tables of a worker', () => {
  it('is not lost: more rows and groups in a file than there is room for', async () => {
    const size = 140_000;
    const text = trailOf(size, (i) => ({
      eventID: `${i % 130_000}`,
      eventName: `E${i % 70_000}`,
      eventSource: `S${i % 3}`,
    }));
    const result = await count([file(text)], {
      groupings: [{ keys: [field('eventName')] }, { keys: [field('eventSource')] }],
    });
    const answer = told(result, [{ keys: [field('eventName')] }, { keys: [field('eventSource')] }]);
    // The last 10,000 have the ids of the first, and are other events.
    expect(result.duplicates).toBe(0);
    expect(Object.keys(answer[0] ?? {})).toHaveLength(70_000);
    expect(new Set(Object.values(answer[0] ?? {}).map((one) => one.count))).toEqual(new Set([2]));
    expect(Object.values(answer[1] ?? {}).map((one) => one.count)).toEqual([46_667, 46_667, 46_666]);
  });

  it('is not lost: more values than there is room for, over several files and within one', async () => {
    const texts = Array.from({ length: 3 }, (_, f) =>
      trailOf(50_000, (i) => ({
        eventID: `${f}-${i}`,
        eventName: `E${(f * 30_000 + i) % 90_000}`,
        requestID: `r${i}`,
        userAgent: `${f} ${i}`,
      })),
    );
    const sources = texts.map(file);
    const keys = [field('eventName'), field('requestID'), field('userAgent')];
    for (const threads of [1, 2]) {
      const result = await count(sources, { groupings: [{ keys }, { keys: keys.slice(0, 1) }] }, threads);
      expect(numbersOf(result)).toEqual({ groups: 150_000, events: 150_000 });
      const [, byName] = told(result, [{ keys }, { keys: keys.slice(0, 1) }]);
      expect(byName?.['[["E0"]]']?.count).toBe(2);
      expect(byName?.['[["E31000"]]']?.count).toBe(2);
      expect(byName?.['[["E29999"]]']?.count).toBe(1);
      expect(Object.keys(byName ?? {})).toHaveLength(90_000);
    }
  });

  it('serves the next files: groups are as met in the order of files, whichever worker has numbered them', async () => {
    const records = Array.from({ length: 24 }, (_, f) =>
      Array.from(
        { length: 400 },
        (_, i): JsonObject => ({
          eventID: `${f}-${i}`,
          eventTime: '2024-05-01T10:00:00Z',
          eventName: `E${(f * 7 + i) % 50}`,
          userAgent: `${i % 10 === 0 ? f - 1 : f} ${i % 3 === 0 ? i : ''}`,
        }),
      ),
    );
    const query: GroupQuery = {
      where: everything,
      groupings: [{ keys: [field('eventName'), field('userAgent')] }, { keys: [field('userAgent')] }],
      keepDuplicates: true,
    };
    const { answers } = plain(records.flat(), query);
    const sources = records.map((own) => file(JSON.stringify({ Records: own })));
    for (const threads of [1, 2, 3]) {
      const result = await count(sources, query, threads);
      const met = told(result, query.groupings);
      expect(met).toEqual(answers);
      expect(met.map((answer) => Object.keys(answer))).toEqual(answers.map((answer) => Object.keys(answer)));
    }
  });

  it('is not lost: long values', async () => {
    const text = trailOf(9_000, (i) => ({
      eventID: `${i}`,
      userAgent: `${i % 8_000} ${'x'.repeat(3_000)}`,
      eventName: i % 2 ? 'A' : 'B',
    }));
    const result = await count([file(gzipSync(text, { level: 1 })), file(gzipSync(text, { level: 1 }))], {
      groupings: [{ keys: [field('userAgent'), field('eventName')] }],
    });
    expect(numbersOf(result)).toEqual({ groups: 8_000, events: 9_000 });
    expect(result.duplicates).toBe(9_000);
  });
});

describe('records and the steps in which bytes come', () => {
  it.each([
    { name: 'compressed', write: (text: string) => gzipSync(text) },
    { name: 'plain', write: (text: string) => Buffer.from(text) },
  ])('$name: they may span several', async ({ write }) => {
    const sizes = [0, 200_000, 70_000, 900_000, 10, 262_144, 262_143, 600_000, 5];
    const records = sizes.map((size, i) => ({
      eventID: `${i}`,
      eventName: `E${i % 2}`,
      requestParameters: { long: 'x'.repeat(size) },
      userAgent: 'y'.repeat(size / 100),
      eventTime: `2024-05-01T10:0${i}:00Z`,
      errorCode: 'Denied',
    }));
    const groupings: Grouping[] = [
      { keys: [field('eventName'), { kind: 'time', seconds: 120 }] },
      { keys: [field('userAgent')] },
    ];
    const result = await count([file(write(JSON.stringify({ Records: records })))], { groupings });
    const query = { where: everything, groupings, keepDuplicates: false };
    expect(told(result, groupings)).toEqual(plain(records, query).answers);
  });
});

describe('damaged files', () => {
  const records = Array.from({ length: 400 }, (_, i) => ({
    eventID: `${i}`,
    eventName: `E${i % 3}`,
    more: `${i}`.repeat(300),
  }));
  const text = JSON.stringify({ Records: records });

  it('count as far as they can be read, and their copies elsewhere are copies', async () => {
    const zipped = gzipSync(text);
    const cut = file(zipped.subarray(0, Math.floor(zipped.length * 0.6)));
    const broken = file(text.replace('"eventID":"200"', '"eventID":200x'));
    const whole = file(text);
    const groupings = [{ keys: [field('eventName')] }];
    const alone = await count([cut], { groupings });
    expect(alone.problems).not.toEqual([]);
    expect(numbersOf(alone).events).toBe(alone.records);
    expect(alone.records).toBeGreaterThan(100);
    for (const sources of [
      [cut, whole, broken],
      [whole, broken, cut],
    ]) {
      const result = await count(sources, { groupings });
      expect(told(result, groupings)).toEqual(
        plain(records, { where: everything, groupings, keepDuplicates: false }).answers,
      );
      expect(result.duplicates).toBe(result.records - records.length);
    }
  });

  it('hand over nothing of a first reading that filled the tables and then met damage', async () => {
    const many = Array.from({ length: 70_000 }, (_, i) => `{"eventID":"${i}","eventName":"E${i % 7}"}`);
    const damaged = file(`{"Records":[${many.join(',')},{"eventID":tru}]}`);
    const groupings = [{ keys: [field('eventName')] }];
    const result = await count([damaged, file(`{"Records":[${many.slice(0, 10).join(',')}]}`)], {
      groupings,
    });
    expect(numbersOf(result)).toEqual({ groups: 7, events: 70_000 });
    expect(result.problems).not.toEqual([]);
  });
});

describe('copies', () => {
  const event = (id: string, more: JsonObject = {}): JsonObject => ({
    eventID: id,
    eventName: 'PutObject',
    ...more,
  });
  const trail = (...events: readonly JsonObject[]): string => JSON.stringify({ Records: events });

  it('of another spelling are folded, and those of another content counted and named', async () => {
    const pretty = JSON.stringify({ Records: [event('1', { n: 1 })] }, null, 2).replace('1\n', '1.0\n');
    const sources = [
      file(trail(event('1', { n: 1 }), event('2'))),
      file(pretty),
      file(trail(event('2', { n: 2 }), event('2'))),
    ];
    for (const threads of [1, 3]) {
      const result = await count(sources, {}, threads);
      expect(numbersOf(result).events).toBe(3);
      expect(result).toMatchObject({ duplicates: 2, records: 5, files: 3 });
      expect(result.problems).toEqual([
        expect.objectContaining({
          kind: 'conflict',
          file: sources[2]?.shown,
          message: expect.stringContaining('event id 2'),
        }),
      ]);
    }
  });

  it('are counted where they are to be kept, and none is compared', async () => {
    const sources = [file(trail(event('1'), event('1'))), file(trail(event('1', { n: 1 })))];
    const result = await count(sources, { keepDuplicates: true });
    expect(numbersOf(result).events).toBe(3);
    expect(result).toMatchObject({ duplicates: 0, problems: [] });
  });

  it('without an id are events of their own', async () => {
    const result = await count(
      [file(trail({ a: 1 }, { a: 1 }, { eventID: '' }, { eventID: '' }, { eventID: 5 }, { eventID: 5 }))],
      {},
    );
    expect(numbersOf(result).events).toBe(6);
  });
});

describe('estimates', () => {
  it('are of the values of each group, whatever the number of threads', async () => {
    const texts = Array.from({ length: 4 }, (_, f) =>
      trailOf(3_000, (i) => ({
        eventID: `${f}-${i}`,
        eventName: `E${i % 2}`,
        sourceIPAddress: `${(f * 1_500 + i) % 6_000}`,
        userAgent: ['a', [`${i % 10}`, null]],
      })),
    );
    const sources = texts.map(file);
    for (const threads of [1, 2]) {
      const result = await count(
        sources,
        {
          groupings: [
            { keys: [field('eventName')], estimate: { kind: 'field', path: ['sourceIPAddress'] } },
            { keys: [], estimate: { kind: 'field', path: ['userAgent'] } },
            { keys: [field('eventName')] },
          ],
        },
        threads,
      );
      const [addresses = [], agents = [], none = []] = result.sketches.map((list) =>
        list.map((one) => one.estimate()),
      );
      for (const estimate of addresses) expect(Math.abs(estimate - 3_000)).toBeLessThan(150);
      expect(addresses).toHaveLength(2);
      expect(agents).toEqual([11]);
      expect(none).toEqual([]);
      expect(numbersOf(result)).toEqual({ groups: 2, events: 12_000 });
    }
  });
});
