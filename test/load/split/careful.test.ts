/** The careful reader: what it recovers from each kind of damage, what it says, and that it invents nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CarefulResult, type Damage, readCarefully } from '../../../src/load/split/careful.js';
import type { Limits } from '../../../src/load/split/cursor.js';
import { sourceOf } from '../../support/byte-source.js';
import { arbitraryTrailText } from '../../support/trail-text.js';

const seed = 20230710;
const limits: Limits = { maxRecordSize: 8 * 1024 * 1024, maxDepth: 1000 };

interface Read extends CarefulResult {
  readonly records: string[];
  readonly indexes: number[];
}

function read(file: string, sizes?: readonly number[], damage?: Damage): Read {
  const records: string[] = [];
  const indexes: number[] = [];
  const source = sourceOf(Buffer.from(file), sizes, damage);
  const result = readCarefully(source, limits, (bytes, start, end, index, candidate) => {
    expect(candidate).toBe(true);
    records.push(Buffer.from(bytes.subarray(start, end)).toString());
    indexes.push(index);
    return true;
  });
  // How many records that may be is told in the tests of losses.
  const damages = result.damages.map(({ kind, message }) => ({
    kind,
    message: message.replace(/, about \d+ records?$/, ''),
  }));
  return { ...result, damages, records, indexes };
}

/** A record as CloudTrail writes them, told by its id. */
function record(id: number | string): string {
  return JSON.stringify({
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice' },
    eventName: 'PutObject',
    requestParameters: { items: [1, {}, [null, -2.5]], text: 'a},{"b":[{"eventVersion":"1"' },
    resources: [{ ARN: 'arn:aws:s3:::a' }, { b: 'x\n"y' }],
    eventID: id,
  });
}

const ids = (records: readonly string[]): unknown[] => records.map((text) => JSON.parse(text).eventID);
const trail = (...records: readonly string[]): string => `{"Records":[${records.join(',')}]}`;
const [one, two, three] = [record(1), record(2), record(3)] as const;
const cut = (text: string, from: number): string => text.slice(0, from) + text.slice(from + 1);

describe('whole files', () => {
  it('gives each record as it stands in the file', () => {
    const sizes = fc.constantFrom([Number.POSITIVE_INFINITY], [1], [64, 3]);
    fc.assert(
      fc.property(arbitraryTrailText, sizes, ({ text, records }, pieces) => {
        expect(read(text, pieces)).toMatchObject({
          records,
          damages: [],
          recognised: 'trail',
          stopped: false,
        });
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('stops when told to', () => {
    let met = 0;
    const source = sourceOf(Buffer.from(trail(one, two, three)));
    const result = readCarefully(source, limits, () => ++met < 2);
    expect({ met, result }).toEqual({ met: 2, result: { stopped: true, damages: [], recognised: 'trail' } });
  });

  it('knows a digest', () => {
    const digest =
      '{"awsAccountId":"111122223333","digestStartTime":"2024-05-01T10:00:00Z","logFiles":[{"a":1}]}';
    expect(read(digest)).toMatchObject({ recognised: 'digest', records: [], damages: [] });
  });
});

describe('files that are no trail', () => {
  it.each<[string, Damage['kind'], string]>([
    ['', 'empty', 'is empty'],
    ['\ufeff', 'empty', 'holds nothing but white space'],
    [' \n', 'empty', 'holds nothing but white space'],
    ['{}', 'not-a-trail', 'is JSON, but no trail file: it has no "Records"'],
    ['{"records":[]}', 'not-a-trail', 'is JSON, but no trail file: it has no "Records"'],
    ['[]', 'not-a-trail', 'is a JSON array, not a trail file with "Records"'],
    [`[${one}]`, 'not-a-trail', 'is a JSON array, not a trail file with "Records"'],
    ['{"Records":null}', 'not-a-trail', 'has "Records", but it is null'],
    ['{"Records":{}}', 'not-a-trail', 'has "Records", but it is no array'],
    ['""', 'not-a-trail', 'is not JSON: at byte 0: "\\"\\""'],
    ['garbage', 'not-a-trail', 'is not JSON: at byte 0: "garbage"'],
    ['\u0000\u001b[2J', 'not-a-trail', 'is not JSON: at byte 0: "\\u0000\\u001b[2J"'],
    ['{"a" "b"}', 'not-a-trail', 'is not JSON: at byte 5: "\\"b\\"}"'],
    ['{"a":tru}', 'not-a-trail', 'is not JSON: at byte 5: "tru}"'],
    ['{"a":1', 'truncated', 'ends at byte 6, before its JSON is complete'],
    ['{"a', 'truncated', 'ends at byte 3, before its JSON is complete'],
    ['{', 'truncated', 'ends at byte 1, before its JSON is complete'],
    [`{"a":${'1'.repeat(100)}}`, 'not-a-trail', 'is JSON, but no trail file: it has no "Records"'],
    [
      `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      'not-a-trail',
      'is JSON, but no trail file: it has no "Records"',
    ],
  ])('%j', (file, kind, message) => {
    for (const pieces of [undefined, [1]])
      expect(read(file, pieces)).toMatchObject({
        records: [],
        recognised: 'unknown',
        damages: [{ kind, message }],
      });
  });
});

describe('damaged files', () => {
  it.each<[string, string, number[], string[]]>([
    [
      'a value that is no JSON',
      trail(one, two.replace('1.08"', '1.08"x'), three),
      [1, 3],
      ['bad-json: record 1, at byte 298, is broken JSON; 286 bytes are lost'],
    ],
    [
      'a missing quote',
      trail(one, cut(two, 1), three),
      [1, 3],
      [
        'bad-json: record 1, at byte 298, is broken JSON; 183 bytes are lost',
        'bad-json: record 2, at byte 482, is broken JSON; 101 bytes are lost, up to the next record',
      ],
    ],
    [
      'a missing quote in the last record',
      trail(one, two, cut(three, 14)),
      [1, 2],
      [
        'bad-json: record 2, at byte 584, is broken JSON; 183 bytes are lost',
        'bad-json: record 3, at byte 768, is broken JSON; 102 bytes are lost, up to the end',
      ],
    ],
    [
      'a missing brace',
      trail(one, cut(two, two.length - 1), three),
      [1, 3],
      ['bad-json: record 1, at byte 298, is broken JSON; 285 bytes are lost, up to the next record'],
    ],
    [
      'a brace too many',
      trail(one, `${two}}`, three),
      [1, 2, 3],
      [
        'bad-json: no comma behind element 1 of "Records", at byte 583; 2 bytes are lost, up to the next record',
      ],
    ],
    [
      'a bracket too many',
      `${trail(one)},${trail(two)}`,
      [1, 2],
      [
        'bad-json: breaks off being JSON at byte 299: ",{\\"Records\\":[{\\"e"; 13 bytes are lost, up to the next record',
      ],
    ],
    [
      'a missing comma',
      `{"Records":[${one}${two}]}`,
      [1, 2],
      ['bad-json: no comma before record 1, at byte 297; nothing is lost'],
    ],
    ['a comma too many', trail(one, ''), [1], ['bad-json: a comma without a record behind it, at byte 298']],
    [
      'two commas',
      trail(one, '', three),
      [1, 3],
      ['bad-json: record 1, at byte 298, is broken JSON; 1 byte is lost, up to the next record'],
    ],
    [
      'elements that are no records',
      trail('null', '[1]', '"a"', three),
      [3],
      [
        'bad-json: element 0 of "Records", at byte 12, is no record',
        'bad-json: element 1 of "Records", at byte 17, is no record',
        'bad-json: element 2 of "Records", at byte 21, is no record',
      ],
    ],
    [
      'text between records',
      `{"Records":[${one}\n<html>\n${two}]}`,
      [1, 2],
      [
        'bad-json: no comma behind element 0 of "Records", at byte 298; 7 bytes are lost, up to the next record',
      ],
    ],
    [
      'a record cut short by a brace',
      trail(one, two.replace(',"eventName"', '},"eventName"'), three),
      [1, 3],
      ['bad-json: record 1, at byte 298, is broken JSON; 287 bytes are lost, up to the next record'],
    ],
    [
      'objects that may be parts of a broken record',
      `{"Records":[${one}x,{},{"eventName":"a"},${two}]}`,
      [1, 2],
      [
        'bad-json: no comma behind element 0 of "Records", at byte 297; 23 bytes are lost, up to the next record',
      ],
    ],
    [
      'a missing beginning',
      trail(one, two, three).slice(50),
      [2, 3],
      [
        'bad-json: breaks off being JSON at byte 63: ",\\"eventName\\":\\"Pu"; 185 bytes are lost, up to the next record',
      ],
    ],
    [
      'a damaged beginning',
      `\u0000\u0000\u0000${trail(one, two).slice(3)}`,
      [1, 2],
      [
        'bad-json: breaks off being JSON at byte 0: "\\u0000\\u0000\\u0000ecords\\":[{\\"ev"; 12 bytes are lost, up to the next record',
      ],
    ],
    [
      'an end without its brackets',
      trail(one, two).slice(0, -2),
      [1, 2],
      ['truncated: ends behind 2 records, at byte 583, without closing "Records"'],
    ],
    [
      'an end before the first record',
      '{"Records": [',
      [],
      ['truncated: ends behind 0 records, at byte 13, without closing "Records"'],
    ],
    [
      'an end in a record',
      trail(one, two).slice(0, -9),
      [1],
      ['truncated: ends in the middle of record 1, at byte 298, 278 bytes are lost'],
    ],
    [
      'text behind',
      `${trail(one, two)}\n-- end --\n`,
      [1, 2],
      ['bad-json: breaks off being JSON at byte 586: "-- end --\\n"'],
    ],
    [
      'padding behind',
      `${trail(one, two)}\u0000\u0000`,
      [1, 2],
      ['bad-json: breaks off being JSON at byte 585: "\\u0000\\u0000"'],
    ],
    [
      'another trail behind text',
      `${trail(one)}\nx\n${trail(two, three)}`,
      [1, 2, 3],
      [
        'bad-json: breaks off being JSON at byte 300: "x\\n{\\"Records\\":[{\\""; 14 bytes are lost, up to the next record',
      ],
    ],
    [
      'JSON without records behind',
      `${trail(one)}{"a":1}${trail(two)}`,
      [1, 2],
      ['not-a-trail: goes on with JSON that has no "Records", at byte 299'],
    ],
  ])('with %s', (_, file, recovered, messages) => {
    for (const pieces of [undefined, [1], [100]]) {
      const { records, damages, recognised } = read(file, pieces);
      const said = damages.map(({ kind, message }) => `${kind}: ${message}`);
      expect({ ids: ids(records), said, recognised }).toEqual({
        ids: recovered,
        said: messages,
        recognised: 'trail',
      });
    }
  });

  it('tells the places of records, broken ones counted', () => {
    expect(read(trail(one, '{"a":tru}', two, '5', three)).indexes).toEqual([0, 2, 3]);
  });

  it.each([
    ['compact', trail(one, two, three)],
    ['pretty', JSON.stringify(JSON.parse(trail(one, two, three)), null, 1)],
  ])('cut at any byte, if %s, give all records that end before it', (_, file) => {
    const ends = [one, two, three].map((_record, i) =>
      file.indexOf(`"eventID":${file.includes('\n') ? ' ' : ''}${i + 1}`),
    );
    const braces = ends.map((end) => file.indexOf('}', end) + 1);
    for (let length = 1; length < file.length; length++) {
      const { records, damages } = read(file.slice(0, length));
      expect(ids(records)).toEqual([1, 2, 3].slice(0, braces.filter((end) => end <= length).length));
      expect(damages.map(({ kind }) => kind)).toEqual(['truncated']);
    }
  });

  it.each([
    ['compact', trail(one, two, three)],
    ['pretty', JSON.stringify(JSON.parse(trail(one, two, three)), null, 1)],
  ])(
    'with one character gone, added or replaced, if %s, hardly ever lose a second record and invent none',
    (_, file) => {
      const originals = [one, two, three];
      const lost = [0, 0, 0, 0];
      for (let at = 0; at <= file.length; at++) {
        for (const character of ['', ...' "\\{}[]:,0-xt\n']) {
          for (const behind of [at, at + 1]) {
            const broken = file.slice(0, at) + character + file.slice(behind);
            if (isJson(broken)) continue;
            const { records, damages } = read(broken);
            const found = records.map((text) => JSON.stringify(JSON.parse(text)));
            const missing = originals.filter((original) => !found.includes(original)).length;
            lost[missing] = (lost[missing] ?? 0) + 1;
            // What is delivered was there, and whatever happened is told.
            if (found.some((text) => !originals.includes(text)) || damages.length === 0)
              expect({ broken, found, damages }).toBeUndefined();
          }
        }
      }
      const [none = 0, single = 0, ...more] = lost;
      expect(none + single).toBeGreaterThan(10_000);
      expect(more.reduce((sum, n) => sum + n)).toBeLessThan((none + single) / 100);
    },
  );

  it('names damage of the gzip data first, and not its effects', () => {
    const damage: Damage = { kind: 'corrupt', message: 'gzip data is damaged' };
    expect(read(trail(one, two).slice(0, -9), undefined, damage).damages).toEqual([
      { kind: 'corrupt', message: 'gzip data is damaged; 1 complete record before the damage' },
    ]);
    expect(read(trail('{"a":x}', two, three).slice(0, -2), undefined, damage).damages).toEqual([
      { kind: 'corrupt', message: 'gzip data is damaged; 2 complete records before the damage' },
      { kind: 'bad-json', message: 'record 0, at byte 12, is broken JSON; 7 bytes are lost' },
    ]);
    for (const start of ['', '{"Rec', '{"Records"', '{"Records":[']) {
      expect(read(start, undefined, damage).damages).toEqual([
        { kind: 'corrupt', message: 'gzip data is damaged; 0 complete records before the damage' },
      ]);
    }
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('limits', () => {
  const large = JSON.stringify({ eventVersion: '1.08', requestParameters: { body: 'x'.repeat(10_000_000) } });
  const deep = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

  it('leave out a record that is too large, and read its neighbours', () => {
    for (const pieces of [undefined, [100_001]]) {
      const { records, damages, indexes } = read(trail(one, large, two), pieces);
      expect([ids(records), indexes]).toEqual([
        [1, 2],
        [0, 2],
      ]);
      expect(damages).toEqual([
        {
          kind: 'too-large',
          message: 'record 1, at byte 298, is larger than 8,388,608 bytes and was not read',
        },
      ]);
    }
  });

  it('leave out a record that is nested too deeply, and read its neighbours', () => {
    const { records, damages } = read(trail(one, deep(10_000), deep(1001), two));
    expect(ids(records)).toEqual([1, 2]);
    expect(damages.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      'too-large: record 1, at byte 298, is nested more than 1,000 levels deep and was not read',
      'too-large: record 2, at byte 20,303, is nested more than 1,000 levels deep and was not read',
    ]);
  });

  it('let pass what just fits', () => {
    const fits = `{"a":"${'x'.repeat(limits.maxRecordSize - 8)}"}`;
    const { records, damages } = read(trail(deep(1000), fits));
    expect([records.map((text) => text.length), damages]).toEqual([
      [deep(1000).length, limits.maxRecordSize],
      [],
    ]);
    expect(read(trail(fits.replace('x', 'xx'))).damages).toMatchObject([{ kind: 'too-large' }]);
  });

  it('hold where the file ends', () => {
    expect(read(trail(one, large).slice(0, -9)).damages.at(-1)).toEqual({
      kind: 'truncated',
      message: 'ends in the middle of record 1, at byte 298, which is larger than 8,388,608 bytes',
    });
  });

  it.each<[string, number, (id: number) => string]>([
    ['a bad value', 100_000, (id) => `{"eventVersion":"1.08",x,"eventID":${id}}`],
    ['a bad value, without an anchor', 100_000, (id) => `{"eventID":${id},"a":x}`],
    ['a missing quote', 100_000, (id) => `{"eventVersion":"1.08,"eventName":"PutObject","eventID":${id}}`],
    ['a missing brace', 100_000, (id) => `{"eventVersion":"1.08","a":{"b":[1]},"eventID":${id}`],
    [
      'an array that is cut',
      200_000,
      (id) => `{"eventVersion":"1.08","a":{"b":[${id},{"eventVersion":"1.08"`,
    ],
    ['nothing but their beginning', 100_000, () => '{"eventVersion":'],
    ['opening brackets', 2, () => '[{'],
    ['nothing', 1, () => ''],
  ])('of time: 100,000 records of %s', (_, problems, broken) => {
    const file = `{"Records":[${Array.from({ length: 100_000 }, (_one, i) => broken(i)).join(',')},${three}]}`;
    const started = performance.now();
    const { damages } = read(file);
    // About half a second; what grows by the square takes minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
    // The first are told one by one.
    expect(damages).toHaveLength(Math.min(problems, 101));
    const more = (problems - 100).toLocaleString('en-US');
    if (problems > 100) expect(damages.at(-1)?.message).toContain(`${more} further places are damaged`);
  });
});
