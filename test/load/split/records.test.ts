/** The fast reader: against `JSON.parse` of the whole file, wherever its steps and blocks happen to end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel, stepSize } from '../../../src/load/split/kernel.js';
import { type Ending, readRecords } from '../../../src/load/split/records.js';
import type { Literal } from '../../../src/model/literal.js';
import { sourceOf } from '../../support/byte-source.js';
import { arbitraryTrailText } from '../../support/trail-text.js';

const seed = 20230710;
const maxRecordSize = 4 * stepSize;

interface Read {
  readonly ending: Ending;
  readonly records: string[];
  readonly candidates: boolean[];
}

function reader(literals: readonly Literal[] = []) {
  const kernel = createKernel(literals);
  const longest = Math.max(0, ...literals.map(({ text }) => text.length));
  return (
    file: string | Uint8Array,
    sizes?: readonly number[],
    stopAfter = Number.POSITIVE_INFINITY,
  ): Read => {
    const read = { records: [] as string[], candidates: [] as boolean[] };
    const source = sourceOf(typeof file === 'string' ? Buffer.from(file) : file, sizes);
    const ending = readRecords(
      source,
      kernel,
      maxRecordSize,
      longest,
      (bytes, start, end, index, candidate) => {
        expect(index).toBe(read.records.length);
        read.records.push(Buffer.from(bytes.subarray(start, end)).toString());
        read.candidates.push(candidate);
        return read.records.length < stopAfter;
      },
    );
    return { ending, ...read };
  };
}

const read = reader();
const sizes = fc.oneof(
  fc.constant([Number.POSITIVE_INFINITY]),
  fc.constant([1]),
  fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }),
);

describe('whole files', () => {
  it('gives each record as it stands in the file, however it is spelled and pulled', () => {
    fc.assert(
      fc.property(arbitraryTrailText, sizes, ({ text, records }, pieces) => {
        expect(read(text, pieces)).toMatchObject({ ending: 'whole', records });
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('agrees with JSON.parse on pretty-printed text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 2, '\t'), (value, indent) => {
        const file = JSON.stringify({ Records: [{ value }, { value: [value] }] }, null, indent);
        const { ending, records } = read(file);
        expect(ending).toBe('whole');
        expect(records.map((text) => JSON.parse(text))).toEqual(JSON.parse(file).Records);
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('stops when told to', () => {
    expect(read('{"Records":[{"a":1},{"a":2},{"a":3}]}', undefined, 2)).toMatchObject({
      ending: 'stopped',
      records: ['{"a":1}', '{"a":2}'],
    });
  });

  it('forgets the file before', () => {
    for (const cut of [
      '{"Records":[{"a":"x',
      '{"Records":[{"a\\',
      '{"Records":[{"a":"\\u00',
      '[[[[',
      '{"Records":[{"a":1',
    ])
      expect([read(cut).ending, read('{"Records":[{"a":1}]}').ending]).toEqual(['odd', 'whole']);
  });
});

describe('where steps and blocks end', () => {
  /** Puts `record` so that it begins `before` bytes before the end of the first step. */
  const across = (record: string, before: number): { file: string; filler: string } => {
    const opening = '{"Records":[';
    const filler = `{"f":"${'x'.repeat(stepSize - opening.length - '{"f":""},'.length - before)}"}`;
    return { file: `${opening}${filler},${record},{"z":1}]}`, filler };
  };

  it.each([
    '{"eventVersion":"1.08","a":[true,false,null,-12.5e+3],"b":{"c":"d"}}',
    '{"a":"\\u0062\\\\\\"\\\\","\\u0063":"\\\\"}',
    '{"a":"größe 東京 😀"}',
    '{ "a" : [ 1 , 2 ] , "b" : { } }',
  ])('at every byte of %s', (record) => {
    for (let before = 0; before <= record.length + 2; before++) {
      const { file, filler } = across(record, before);
      expect(read(file)).toMatchObject({ ending: 'whole', records: [filler, record, '{"z":1}'] });
    }
  });

  it('in records larger than a step', () => {
    const large = [1, 2.5, 3].map((steps) => `{"a":["${'y'.repeat(steps * stepSize)}",{"b":1}]}`);
    const file = `{"Records":[${large.join(',')}]}`;
    for (const pieces of [[Number.POSITIVE_INFINITY], [70_001]])
      expect(read(file, pieces)).toMatchObject({ ending: 'whole', records: large });
  });

  it('in escapes, good and bad', () => {
    for (let shift = 0; shift < 64; shift++) {
      for (const [spelled, ending] of [
        ['\\u00e9', 'whole'],
        ['\\u00eg', 'odd'],
        ['\\u0', 'odd'],
        ['\\x', 'odd'],
      ] as const) {
        const file = `{"Records":[{"a":"${'x'.repeat(shift)}${spelled}","b":"${'y'.repeat(64)}"}]}`;
        for (const pieces of [undefined, [64], [1]])
          expect([shift, read(file, pieces).ending]).toEqual([shift, ending]);
      }
    }
  });

  it('in runs of backslashes', () => {
    for (let shift = 0; shift < 64; shift++) {
      for (const length of [1, 2, 3, 4, 63, 64, 65, 128, 129]) {
        const even = '\\\\'.repeat(length >> 1);
        const text = `${'x'.repeat(shift)}${length % 2 === 0 ? even : `${even}\\"},{\\u0041`}`;
        const records = [`{"a":"${text}","b":1}`, '{}'];
        expect(read(`{"Records":[${records.join(',')}]}`)).toMatchObject({ ending: 'whole', records });
      }
    }
  });
});

describe('files that are odd', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['white space', ' \n '],
    ['an array', '[{"a":1}]'],
    ['an empty object', '{}'],
    ['no Records', '{"Record":[{"a":1}]}'],
    ['Records that are none', '{"Records":null}'],
    ['Records in an object', '{"a":{"Records":[{"b":1}]}}'],
    ['a key that only ends in Records', '{"x\\"Records":[{"a":1}]}'],
    ['an escaped key', '{"\\u0052ecords":[{"a":1}]}'],
    ['an element that is no record', '{"Records":[{"a":1},2]}'],
    ['an array among the records', '{"Records":[[{"a":1}]]}'],
    ['a second document without Records', '{"Records":[{"a":1}]}{"b":1}'],
    ['a first document without Records', '{}{"Records":[{"a":1}]}'],
    ['text behind', '{"Records":[{"a":1}]} x'],
    ['a number behind', '{"Records":[{"a":1}]} 1'],
    ['a string behind', '{"Records":[{"a":1}]}"a"'],
    ['a comma behind', '{"Records":[{"a":1}]},'],
    ['a bracket behind', '{"Records":[{"a":1}]}]'],
    ['a second byte order mark', '\ufeff\ufeff{"Records":[]}'],
    ['a byte order mark between records', '{"Records":[{"a":1}\ufeff,{"b":1}]}'],
    ['a byte order mark between documents', '{"Records":[{"a":1}]}\ufeff{"Records":[]}'],
    ['61 levels', `{"Records":[{"a":${'['.repeat(58)}${']'.repeat(58)}}]}`],
    ['100,000 levels', `{"Records":[{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`],
    ['a record larger than the limit', `{"Records":[{"a":"${'x'.repeat(maxRecordSize - 7)}"}]}`],
    [
      'a record that is larger than the limit and goes on',
      `{"Records":[{"a":"${'x'.repeat(3 * maxRecordSize)}`,
    ],
    ['white space larger than the limit', `{"Records":[${' '.repeat(2 * maxRecordSize)}`],
  ])('%s', (_, file) => {
    for (const pieces of [[Number.POSITIVE_INFINITY], [64], [13]])
      expect(read(file, pieces).ending).toBe('odd');
  });

  it.each<[string, string]>([
    ['60 levels', `{"Records":[{"a":${'['.repeat(57)}${']'.repeat(57)}}]}`],
    ['a record as large as the limit', `{"Records":[{"a":"${'x'.repeat(maxRecordSize - 8)}"}]}`],
    ['much white space', `{"Records":${' '.repeat(1000)}[]${' '.repeat(3 * stepSize)}}`],
    ['no records', '{"Records":[]}'],
  ])('not %s', (_, file) => {
    expect(read(file).ending).toBe('whole');
  });

  it('reads no further than the damage that the source tells', () => {
    const source = sourceOf(Buffer.from('{"Records":[{"a":1}]}'), undefined, {
      kind: 'corrupt',
      message: '',
    });
    expect(readRecords(source, createKernel([]), maxRecordSize, 0, () => true)).toBe('odd');
  });
});

describe('damage', () => {
  const records = [
    { eventVersion: '1.08', userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice' } },
    {
      eventName: 'PutBucketPolicy',
      readOnly: false,
      a: [true, null, -0.5e-7, 10],
      policy: '{"a":"\\u001b\n\t\\/"}',
    },
    { eventName: 'größe', resources: [{ ARN: 'x' }, {}, [], [[1, 2], 'y']], e: '', z: 1e21, last: 'b' },
  ];
  const compact = JSON.stringify({ Records: records });
  const inserted = [...' \n\t"\\{}[]:,0179.-+eEtrufalsn/bx@`g\u0000\u001f\u007f', 'é', '\ufeff'];

  /**
   * What the fast reader calls whole must be what `JSON.parse` reads, record by record; what `JSON.parse` reads it may
   * call odd only where the shape is not that of a trail file.
   */
  const check = (damaged: string): Ending => {
    const { ending, records: found } = read(damaged);
    let parsed: { Records?: unknown } | undefined;
    try {
      parsed = JSON.parse(damaged.replace(/^\ufeff/, ''));
    } catch {}
    const elements = parsed?.Records;
    const isTrail =
      Array.isArray(elements) &&
      elements.every((one) => one?.constructor === Object) &&
      !/\\u0052/.test(damaged);
    if ((ending === 'whole') !== isTrail) expect({ damaged, ending }).toEqual({ damaged, isTrail });
    if (ending === 'whole') expect(found.map((text) => JSON.parse(text))).toEqual(elements);
    return ending;
  };

  it.each([
    ['compact', compact],
    ['pretty', JSON.stringify({ Records: records }, null, 1)],
    [
      'behind a block of its own',
      `{"a":"${'x'.repeat(91)}",${compact.slice(1, -1)},"z":[${'0,'.repeat(60)}1]}`,
    ],
  ])('of one character of a %s file', (_, file) => {
    const endings = new Map<Ending, number>();
    const count = (ending: Ending): void => void endings.set(ending, (endings.get(ending) ?? 0) + 1);
    expect(check(file)).toBe('whole');
    for (let at = 0; at <= file.length; at++) {
      count(check(file.slice(0, at) + file.slice(at + 1)));
      for (const character of inserted) {
        count(check(file.slice(0, at) + character + file.slice(at)));
        count(check(file.slice(0, at) + character + file.slice(at + 1)));
      }
    }
    expect(endings.get('whole')).toBeGreaterThan(1000);
    expect(endings.get('odd')).toBeGreaterThan(1000);
  });

  it('of several places at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(compact.length), fc.nat(2), fc.constantFrom(...inserted)), {
          minLength: 2,
          maxLength: 5,
        }),
        (places) => {
          let damaged = compact;
          for (const [at, removed, character] of places)
            damaged = damaged.slice(0, at) + (removed === 2 ? '' : character) + damaged.slice(at + removed);
          check(damaged);
        },
      ),
      { seed, numRuns: 10_000 },
    );
  });

  it('by parts that are left out, repeated or swapped', () => {
    const place = fc.integer({ min: 1, max: compact.length - 1 });
    fc.assert(
      fc.property(place, place, place, place, (a, b, c, d) => {
        check(compact.slice(0, a) + compact.slice(b));
        check(compact.slice(0, a) + compact.slice(c, d) + compact.slice(b));
      }),
      { seed, numRuns: 5000 },
    );
  });
});
