/**
 * Generators for property tests of the query: records, their JSON text in every legal spelling, and expressions.
 * All draw on one small vocabulary, so that random expressions often do match random records.
 */
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/model/json.js';
import type { Expr, GlobPart, Path, Scalar } from '../../src/query/ast.js';
import { joinParts } from '../../src/query/glob.js';

const texts = [
  ...[
    '',
    'DeleteTrail',
    'deletetrail',
    'GetObject',
    's3.amazonaws.com',
    'Admin/alice',
    'true',
    'TRUE',
    'null',
  ],
  ...['192.0.2.7', '192.0.2.77', '2001:db8::1', '2001:DB8:0::1', '::ffff:192.0.2.7', 'AWS Internal', '1'],
  ...['10', '10.0', '1e3', '-0', '007', '2024-05-01T10:00:00Z', '2024-05-01'],
  ...[
    'é',
    'É',
    'e\u0301',
    'größe',
    'İ',
    'ſ',
    '東京',
    '😀',
    'a😀b',
    '\ud83d',
    '\ude00x',
    '\u2028',
    '\u0000',
    '\u001b[31m',
  ],
  ...['a"b\\c', 'a/b', "=&<>'+", 'line\nbreak', "it's", '100%_x', '*?', '{"a":1}', 'a.b', 'a', 'b', 'ab'],
];
const numbers = [0, -0, 1, 10, 1000, 1.5, -3, 7, 1e21, 5e-7, 2 ** 53, 111122223333];
const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 2, arbitrary: fc.constantFrom(...numbers) },
  { weight: 1, arbitrary: fc.boolean() },
);

const oddNames = ['aws:x', 'a.b', '', 'größe', '😀', '__proto__', 'constructor', 'say "hi"', 'a\nb'];
const innerNames = ['bucketName', 'key', 'items', 'id', 'arn', 'ARN', 'a', 'b', ...oddNames];
const paths: readonly Path[] = [
  ...['eventName', 'eventSource', 'errorCode', 'readOnly', 'eventTime', 'requestParameters', 'a'].map(
    (name) => [name],
  ),
  ...[
    ['sourceIPAddress'],
    ['resources'],
    ['resources', 'ARN'],
    ['constructor'],
    ['__proto__', 'a'],
    ['a', 'b'],
  ],
  ['userIdentity', 'arn'],
  ['userIdentity', 'sessionContext', 'sessionIssuer', 'userName'],
  ['requestParameters', 'items', 'id'],
  ...innerNames.map((name) => ['requestParameters', name]),
];
const path = fc.constantFrom(...paths);

const inner: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 5, arbitrary: scalar },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 3, arbitrary: objectOf(fc.constantFrom(...innerNames), tie('value')) },
  ),
})).value;

/** Through entries, so that `__proto__` becomes a member like others. */
function objectOf(name: fc.Arbitrary<string>, value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  return fc
    .uniqueArray(fc.tuple(name, value), { maxLength: 5, selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries));
}

const member: fc.Arbitrary<readonly [string, JsonValue]> = fc.oneof(
  fc.tuple(fc.constantFrom(...paths.map(([name = '']) => name)), inner),
  fc.tuple(fc.constantFrom('eventName', 'errorCode', 'sourceIPAddress', 'eventTime', 'readOnly'), scalar),
  // A whole dotted path as one name.
  fc.tuple(fc.constantFrom(...paths.map((steps) => steps.join('.'))), inner),
);

const recordTree: fc.Arbitrary<JsonObject> = fc
  .uniqueArray(member, { maxLength: 10, selector: ([key]) => key })
  .map((members) => Object.fromEntries(members));

export interface RecordText {
  /** Well-formed JSON in an unusual spelling; encodes to UTF-8 without loss. */
  readonly text: string;
  /** What `JSON.parse` makes of it. */
  readonly value: JsonObject;
}

/**
 * A record as text with random white space, escapes, number forms and duplicate keys (of which the last counts),
 * and as `JSON.parse` reads it.
 */
export const arbitraryRecordText: fc.Arbitrary<RecordText> = fc
  .tuple(recordTree, fc.integer({ min: 1 }))
  .map(([tree, seed]) => {
    const text = spell(tree, dice(seed));
    return { text, value: JSON.parse(text) as JsonObject };
  });

/** A record as parsed. */
export const arbitraryRecord: fc.Arbitrary<JsonObject> = arbitraryRecordText.map(({ value }) => value);

/** Throws a number from 0 to `sides - 1`; the same seed throws the same numbers. */
type Dice = (sides: number) => number;

function dice(seed: number): Dice {
  let state = seed;
  return (sides) => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % sides;
  };
}

function spell(value: JsonValue, roll: Dice): string {
  const blank = (): string => ['', '', '', ' ', '\n', '\t\r\n '][roll(6)] ?? '';
  const list = (parts: readonly string[]): string => parts.map((part) => blank() + part + blank()).join(',');
  if (typeof value === 'string') return spellText(value, roll);
  if (typeof value === 'number') return spellNumber(value, roll);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    const elements: readonly JsonValue[] = value;
    return `[${elements.length > 0 ? list(elements.map((element) => spell(element, roll))) : blank()}]`;
  }
  const members = Object.entries(value).flatMap(([key, held]) => {
    const written = (kept: JsonValue): string =>
      `${spellText(key, roll)}${blank()}:${blank()}${spell(kept, roll)}`;
    const last = written(held ?? null);
    return roll(8) === 0 ? [written(decoys[roll(decoys.length)] ?? null), last] : [last];
  });
  return `{${members.length > 0 ? list(members) : blank()}}`;
}

/** What a duplicate key holds before its last value. */
const decoys: readonly JsonValue[] = [
  'DeleteTrail',
  10,
  null,
  true,
  ['a'],
  { a: 'b', id: [{ id: 1 }] },
  '192.0.2.7',
];

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
};

function spellText(text: string, roll: Dice): string {
  const escapeMore = roll(4) === 0;
  const spelled = [...text].map((character) => {
    const short = shortEscapes[character];
    const code = character.codePointAt(0) ?? 0;
    const surrogate = code >= 0xd800 && code <= 0xdfff;
    if (short !== undefined && (roll(2) === 0 || character === '\\')) return short;
    const mustEscape = code < 0x20 || surrogate || character === '"';
    if (!mustEscape && !(escapeMore && roll(3) === 0)) return character;
    return character
      .split('')
      .map((unit) => {
        const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
        return `\\u${roll(2) === 0 ? hex : hex.toUpperCase()}`;
      })
      .join('');
  });
  return `"${spelled.join('')}"`;
}

function spellNumber(value: number, roll: Dice): string {
  if (Object.is(value, -0)) return ['-0', '-0.0', '-0e5'][roll(3)] ?? '-0';
  const plain = String(value);
  const whole = /^-?\d+$/.test(plain);
  const forms = [
    plain,
    ...(whole ? [`${plain}.0`, `${plain}e0`, `${plain}.00E+0`, `${plain}.0e-0`] : [value.toExponential()]),
  ];
  return forms[roll(forms.length)] ?? plain;
}

const globParts: fc.Arbitrary<readonly GlobPart[]> = fc
  .array(
    fc.oneof(
      fc.constantFrom<GlobPart>({ any: 'many' }, { any: 'one' }),
      fc.constantFrom<GlobPart>(...texts, 'Delete', 'rail', 'A', '.', '"'),
    ),
    { maxLength: 5 },
  )
  .map(joinParts);

const patterns = [
  'Delete',
  '^get',
  'a.b',
  '^.$',
  '[0-9]+\\.[0-9]',
  '\\bTrail\\b|é',
  '',
  '"',
  'x*$',
  '(?i)TRAIL$',
];
const networks = ['192.0.2.0/24', '0.0.0.0/0', '192.0.2.7/32', '2001:db8::/32', '::/0', '::ffff:0:0/96'];
const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
const comparisons = ['<', '<=', '>', '>='] as const;
const values = fc.array(scalar.map(positiveZero), { minLength: 1, maxLength: 4 });

function positiveZero(value: Scalar): Scalar {
  return value === 0 ? 0 : value;
}

/** Tests that the language can say, as the parser makes them. */
const spokenTest: fc.Arbitrary<Expr> = fc.oneof(
  fc.record({ kind: fc.constant('oneOf' as const), path, values, foldCase: fc.constant(false) }),
  fc.record({ kind: fc.constant('glob' as const), path, glob: globParts, foldCase: fc.boolean() }),
  fc.record({
    kind: fc.constant('regex' as const),
    path,
    pattern: fc.constantFrom(...patterns),
    foldCase: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    path,
    op: fc.constantFrom(...comparisons),
    value: fc.oneof(fc.constantFrom(...texts), fc.constantFrom(...numbers.filter((value) => value !== 0))),
  }),
  fc.record({ kind: fc.constant('cidr' as const), path, network: fc.constantFrom(...networks) }),
  fc.record({ kind: fc.constant('present' as const), path }),
  fc.record({
    kind: fc.constant('sameText' as const),
    path,
    // A second field that is a single name in quotes would read as a string in the wrong quotes.
    other: fc.constantFrom(...paths.filter((steps) => steps.length > 1 || /^e|^r/.test(steps[0] ?? ''))),
    foldCase: fc.constant(false),
  }),
);

/** All tests. */
const anyTest: fc.Arbitrary<Expr> = fc.oneof(
  { weight: 8, arbitrary: spokenTest },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('oneOf' as const), path, values, foldCase: fc.constant(true) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('isNull' as const), path }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('exists' as const), path }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('glob' as const),
      path,
      glob: globParts.map((parts) => joinParts([{ any: 'many' }, ...parts, { any: 'many' }])),
      foldCase: fc.boolean(),
      leaves: fc.constant(true as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('timePart' as const),
      path,
      part: fc.constantFrom(...timeParts),
      op: fc.constantFrom('=' as const, ...comparisons),
      value: fc.constantFrom(0, 1, 5, 10, 18, 2024),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('sameText' as const),
      path,
      other: path,
      foldCase: fc.boolean(),
      part: fc.constantFrom('contains' as const, 'startsWith' as const, 'endsWith' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('leafGlob' as const), glob: globParts, foldCase: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('leafRegex' as const),
      pattern: fc.constantFrom(...patterns),
      foldCase: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('sameText' as const),
      path,
      other: path,
      foldCase: fc.constant(true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('mentions' as const),
      text: fc.constantFrom(...texts, 'bucketName', 'event'),
      foldCase: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('mentions' as const),
      text: fc.constantFrom(...texts, 'bucketName', 'event'),
      foldCase: fc.boolean(),
      fields: fc.subarray(['eventName', 'requestParameters', 'userIdentity', 'resources']),
    }),
  },
);

function expressionsOver(test: fc.Arbitrary<Expr>, fewestTerms: number): fc.Arbitrary<Expr> {
  return fc.letrec<{ expr: Expr }>((tie) => ({
    expr: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 4, arbitrary: test },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom('all' as const, 'any' as const),
          terms: fc.array(tie('expr'), { minLength: fewestTerms, maxLength: 3 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), term: tie('expr') }) },
    ),
  })).expr;
}

/** Any expression of the AST. */
export const arbitraryExpr: fc.Arbitrary<Expr> = expressionsOver(anyTest, 0);

/** Expressions that `--where` can say, in the form that its parser gives them. */
export const arbitraryWhereExpr: fc.Arbitrary<Expr> = expressionsOver(spokenTest.map(timed), 2);

/** The parser compares times with times only, in one spelling for each operator. */
function timed(test: Expr): Expr {
  if (!('path' in test) || test.path.join('.') !== 'eventTime') return test;
  if (test.kind === 'oneOf') return { ...test, values: ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'] };
  if (test.kind !== 'compare') return test;
  const isBefore = test.op === '<' || test.op === '>=';
  return { ...test, value: isBefore ? '2024-05-01T10:00:00' : '2024-05-01T10:00:00Z' };
}
