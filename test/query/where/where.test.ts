/** The `--where` language: the cases of `fixtures/where`, and what holds for every text and every expression. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.js';
import { UsageError } from '../../../src/model/usage-error.js';
import { compile } from '../../../src/query/evaluate.js';
import { caret, parseField, parseWhere, printWhere } from '../../../src/query/where/index.js';
import { arbitraryWhereExpr } from '../../support/arbitraries.js';
import { readWhereCases } from '../../support/where-cases.js';

function mistakeIn(read: () => unknown): UsageError {
  try {
    read();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

describe('cases', () => {
  const cases = readWhereCases();
  it('are found', () => expect(cases.length).toBeGreaterThan(200));

  it.each(cases.filter((one) => one.failure === undefined))('$name', ({ query, records }) => {
    expect(records.length).toBeGreaterThan(1);
    const expr = parseWhere(query);
    const test = compile(expr);
    const answers = records.map(({ text }) => ({ text, matches: test(JSON.parse(text) as JsonObject) }));
    expect(answers).toEqual(records);
    expect(parseWhere(printWhere(expr))).toEqual(expr);
  });

  it.each(cases.filter((one) => one.failure !== undefined))('$name', ({ query, failure }) => {
    const { message, at } = mistakeIn(() => parseWhere(query));
    expect(`${message}\n${caret(at?.text ?? '', at?.column ?? -1)}`).toBe(failure);
    expect(at?.text).toBe(query);
  });
});

describe('what no case file can hold', () => {
  it.each([
    { text: '', column: 0 },
    { text: ' \n ', column: 0 },
  ])('an empty condition: $text', ({ text, column }) => {
    const { message, at } = mistakeIn(() => parseWhere(text));
    expect({ message, column: at?.column }).toEqual({ message: 'expected a condition', column });
  });

  it('the way out of an unknown field, as a hint', () => {
    const { hint } = mistakeIn(() => parseWhere("evntName = 'A'"));
    expect(hint).toBe('A name in double quotes is taken as it stands.');
  });

  it('line breaks in the condition and in its strings', () => {
    expect(parseWhere("eventName\n=\r\n'a\nb'")).toEqual({
      kind: 'oneOf',
      path: ['eventName'],
      values: ['a\nb'],
      foldCase: false,
    });
  });

  it('ten thousand terms are one flat node', () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `eventName = 'E${index}'`).join(' OR ');
    const expr = parseWhere(text);
    expect(expr).toMatchObject({ kind: 'any' });
    expect(expr.kind === 'any' && expr.terms.length).toBe(10_000);
    expect(compile(expr)({ eventName: 'E9999' })).toBe(true);
  });

  it.each([
    { name: 'parentheses', opening: '(', closing: ')' },
    { name: 'NOT', opening: 'NOT ', closing: '' },
  ])('$name may be nested 500 deep, no more', ({ opening, closing }) => {
    const nested = (depth: number): string =>
      `${opening.repeat(depth)}eventName = 'A'${closing.repeat(depth)}`;
    expect(compile(parseWhere(nested(500)))({ eventName: 'A' })).toBe(true);
    for (const depth of [501, 10_000]) {
      const { message, at } = mistakeIn(() => parseWhere(nested(depth)));
      expect(message).toBe('nested more than 500 deep');
      expect(at?.column).toBe(501 * opening.length);
    }
  });
});

describe('parseField', () => {
  it.each([
    { text: 'eventname', path: ['eventName'] },
    { text: ' requestParameters."aws:x".y ', path: ['requestParameters', 'aws:x', 'y'] },
    { text: '"anything"', path: ['anything'] },
  ])('$text', ({ text, path }) => expect(parseField(text)).toEqual(path));

  it.each([
    { text: 'evntName', message: "unknown field 'evntName'; did you mean eventName?", column: 0 },
    { text: 'eventName,errorCode', message: 'expected a field alone', column: 9 },
    { text: "'eventName'", message: 'expected a field', column: 0 },
    { text: 'and', message: 'expected a field', column: 0 },
    { text: '', message: 'expected a field', column: 0 },
  ])('$text is refused', ({ text, message, column }) => {
    const mistake = mistakeIn(() => parseField(text));
    expect({ message: mistake.message, column: mistake.at?.column }).toEqual({ message, column });
  });
});

describe('printWhere', () => {
  it('prints what parses to the same expression', () => {
    fc.assert(
      fc.property(arbitraryWhereExpr, (expr) => {
        expect(parseWhere(printWhere(expr))).toEqual(expr);
      }),
      { seed: 20_240_501, numRuns: 2_000 },
    );
  });

  it.each([
    { expr: { kind: 'all', terms: [] }, text: 'TRUE' },
    { expr: { kind: 'not', term: { kind: 'any', terms: [] } }, text: 'NOT FALSE' },
    { expr: { kind: 'oneOf', path: ['eventName'], values: [], foldCase: false }, text: 'FALSE' },
    {
      expr: {
        kind: 'not',
        term: { kind: 'oneOf', path: ['eventName'], values: ['a_b', 'c'], foldCase: true },
      },
      text: "NOT (eventName ILIKE 'a\\_b' ESCAPE '\\' OR eventName ILIKE 'c')",
    },
    {
      expr: { kind: 'all', terms: [{ kind: 'isNull', path: ['requestParameters'] }] },
      text: 'is_null(requestParameters)',
    },
    { expr: { kind: 'mentions', text: "it's", foldCase: true }, text: "mentions('it''s')" },
  ] as const)('$text', ({ expr, text }) => expect(printWhere(expr)).toBe(text));
});

describe('any text at all', () => {
  const words = [
    ...[
      'eventName',
      'useridentity.arn',
      'evntName',
      '"x"',
      'requestParameters."a b"',
      "'it''s'",
      "'x%'",
      "'",
      '"',
    ],
    ...[
      'AND',
      'OR',
      'NOT',
      'IN',
      'BETWEEN',
      'LIKE',
      'ESCAPE',
      'IS',
      'NULL',
      'CONTAINS',
      'TRUE',
      'cidr',
      '1',
      '-2.5',
    ],
    ...[
      '=',
      '!=',
      '<',
      '>=',
      '~',
      '!~*',
      '(',
      ')',
      ',',
      '.',
      '[0]',
      "'10.0.0.0/8'",
      '\u0000',
      '\ud83d',
      '😀',
      'lower(',
    ],
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(' ')),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join('')),
  );

  it('is parsed or refused with a place inside it, and the place can be shown', () => {
    fc.assert(
      fc.property(text, (where) => {
        try {
          parseWhere(where);
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
          expect(error.message).not.toBe('');
          const column = error.at?.column ?? -1;
          expect(column).toBeGreaterThanOrEqual(0);
          expect(column).toBeLessThanOrEqual(where.length);
          expect(caret(where, column)).toMatch(/^ {2}[^\p{Cc}\p{Cf}\p{Cs}]*\n {2} *\^$/u);
        }
      }),
      { seed: 20_240_502, numRuns: 5_000 },
    );
  });
});
