/** The gate before many rules: what it leaves out cannot hold, for records of any spelling. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factReader } from '../../../src/engines/scan/facts.js';
import { NumberList } from '../../../src/engines/scan/number-list.js';
import { ruleGate } from '../../../src/engines/scan/rule-gate.js';
import { createKernel } from '../../../src/load/split/kernel.js';
import { readRecords } from '../../../src/load/split/records.js';
import type { JsonObject } from '../../../src/model/json.js';
import type { Expr, Path } from '../../../src/query/ast.js';
import { candidates, evaluate } from '../../../src/query/evaluate.js';
import { neededTexts, residue } from '../../../src/query/partly.js';
import { textOf } from '../../../src/query/value-test.js';
import { arbitraryExpr, arbitraryRecordText } from '../../support/arbitraries.js';
import { sourceOf } from '../../support/byte-source.js';

const seed = 20230710;
const maxRecordSize = 1 << 20;

const value = fc.constantFrom('DeleteTrail', 'deletetrail', 'Root', 'iam.amazonaws.com', 'kali', '', 'x/y');
const fieldValue = fc.oneof(
  { weight: 6, arbitrary: value },
  fc.constantFrom(null, 5, true, ['Root', 'kali'], { type: 'Root' }),
);
const path: fc.Arbitrary<Path> = fc.constantFrom(
  ['eventName'],
  ['eventSource'],
  ['errorCode'],
  ['userAgent'],
  ['awsRegion'],
  ['resources', 'type'],
  ['requestParameters', 'key'],
  ['requestParameters', 'key', 'type'],
  ['userIdentity', 'type'],
  ['userIdentity', 'arn'],
  ['userIdentity', 'principalId'],
  ['userIdentity', 'invokedBy'],
);
const test: fc.Arbitrary<Expr> = fc.oneof(
  fc
    .tuple(path, fc.array(value, { minLength: 1, maxLength: 2 }), fc.boolean())
    .map(([at, values, foldCase]): Expr => ({ kind: 'oneOf', path: at, values, foldCase })),
  path.map((at): Expr => ({ kind: 'present', path: at })),
  path.map((at): Expr => ({ kind: 'isNull', path: at })),
  path.map((at): Expr => ({ kind: 'exists', path: at })),
  arbitraryExpr,
);
const rule: fc.Arbitrary<Expr> = fc.oneof(
  test,
  test.map((term): Expr => ({ kind: 'not', term })),
  fc
    .tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(test, { maxLength: 3 }))
    .map(([kind, terms]): Expr => ({ kind, terms })),
);

const plainRecord: fc.Arbitrary<string> = fc
  .record(
    {
      eventName: fieldValue,
      eventSource: fieldValue,
      errorCode: fieldValue,
      userAgent: fieldValue,
      awsRegion: fieldValue,
      resources: fieldValue,
      requestParameters: fc.oneof(fc.record({ key: fieldValue }), fieldValue),
      userIdentity: fc.oneof(
        {
          weight: 5,
          arbitrary: fc.dictionary(fc.constantFrom('type', 'arn', 'principalId', 'invokedBy'), fieldValue),
        },
        fieldValue,
      ),
      'userIdentity.type': fieldValue,
    },
    { requiredKeys: [] },
  )
  .map((record) => JSON.stringify(record));
const recordText = fc.oneof(
  { weight: 3, arbitrary: plainRecord },
  arbitraryRecordText.map(({ text }) => text),
);

describe('the gate', () => {
  it('leaves every rule that holds', () => {
    let held = 0;
    let passedOver = 0;
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 6 }),
        fc.array(recordText, { minLength: 1, maxLength: 6 }),
        (rules, texts) => {
          const gate = ruleGate(rules, maxRecordSize, false);
          const source = sourceOf(Buffer.from(`{"Records":[${texts.join(',')}]}`));
          const found: (readonly number[] | undefined)[] = [];
          readRecords(source, createKernel([], gate.extension), maxRecordSize, 0, (bytes, start, end) => {
            const left = gate.testFor(Buffer.from(bytes.buffer, bytes.byteOffset), start, end);
            if (!left) passedOver++;
            found.push(left ? left(Buffer.from(bytes.buffer, bytes.byteOffset), start, end) : []);
            return true;
          });
          const expected = texts.map((text) => {
            const record = JSON.parse(text) as JsonObject;
            return [...rules.keys()].filter((i) => rules[i] && evaluate(rules[i], record));
          });
          held += expected.flat().length;
          expect(found).toEqual(expected);
        },
      ),
      { seed, numRuns: 500 },
    );
    expect(held).toBeGreaterThan(300);
    expect(passedOver).toBeGreaterThan(40);
  });
});

describe('facts', () => {
  const paths: readonly Path[] = [
    ['eventName'],
    ['awsRegion'],
    ['userIdentity', 'arn'],
    ['requestParameters', 'key'],
    ['resources', 'type'],
    ['userIdentity'],
  ];
  it('are those that a plain reading finds', () => {
    const wanted: Expr = { kind: 'any', terms: paths.map((at): Expr => ({ kind: 'exists', path: at })) };
    const rules = [wanted, { kind: 'not' as const, term: wanted }];
    let found = 0;
    fc.assert(
      fc.property(fc.array(recordText, { minLength: 1, maxLength: 6 }), (texts) => {
        const gate = ruleGate(rules, maxRecordSize, false, paths);
        const reader = factReader({ paths, ofRules: [[...paths.keys()], [0]] }, gate.also);
        const source = sourceOf(Buffer.from(`{"Records":[${texts.join(',')}]}`));
        const met: (readonly number[])[] = [];
        const numbers: (readonly number[] | null)[] = [];
        readRecords(source, createKernel([], gate.extension), maxRecordSize, 0, (memory, start, end) => {
          const bytes = Buffer.from(memory.buffer, memory.byteOffset);
          const own = gate.testFor(bytes, start, end)?.(bytes, start, end) ?? [];
          met.push(own);
          const list = new NumberList();
          const has = reader.read(own, bytes, start, end, gate.isFound(), list);
          numbers.push(has ? [...list.numbers.subarray(0, list.size)] : null);
          return true;
        });
        const all = reader.unsent().flatMap(({ entries }) => entries);
        const read = numbers.map((own) => own?.map((number) => all[number - 1] ?? null));
        const expected = texts.map((text, i) => {
          const record = JSON.parse(text) as JsonObject;
          return paths.map((at, place) => {
            if (met[i]?.[0] !== 0 && place > 0) return null;
            const values = candidates(record, at).map(textOf);
            return values.filter((value) => value !== undefined).join(', ') || null;
          });
        });
        found += expected.flat().filter((text) => text !== null).length;
        expect(read.map((own) => own?.map((text) => text || null))).toEqual(expected);
      }),
      { seed, numRuns: 300 },
    );
    expect(found).toBeGreaterThan(300);
  });

  it('are none for rules that want none', () => {
    const gate = ruleGate([{ kind: 'all', terms: [] }], maxRecordSize, false, paths);
    const reader = factReader({ paths, ofRules: [[]] }, gate.also);
    const list = new NumberList();
    expect(reader.read([0], Buffer.from('{}'), 0, 2, false, list)).toBe(false);
    expect([...list.numbers.subarray(0, list.size)]).toEqual(paths.map(() => 0));
  });
});

describe('what is left of a rule', () => {
  const name: Expr = { kind: 'oneOf', path: ['eventName'], values: ['StopLogging'], foldCase: true };
  const agent: Expr = { kind: 'oneOf', path: ['userAgent'], values: ['kali'], foldCase: true };
  const address: Expr = { kind: 'present', path: ['sourceIPAddress'] };
  it.each<{ says: string; expr: Expr; rest: Expr | boolean }>([
    { says: 'a known test decides', expr: name, rest: false },
    { says: 'another does not', expr: agent, rest: agent },
    { says: 'both together', expr: { kind: 'all', terms: [name, agent] }, rest: false },
    { says: 'either', expr: { kind: 'any', terms: [name, agent] }, rest: agent },
    { says: 'the contrary', expr: { kind: 'not', term: name }, rest: true },
    {
      says: 'the contrary of what is not known',
      expr: { kind: 'not', term: agent },
      rest: { kind: 'not', term: agent },
    },
    {
      says: 'what is known among others',
      expr: { kind: 'all', terms: [agent, { kind: 'not', term: name }, address] },
      rest: { kind: 'all', terms: [agent, address] },
    },
    { says: 'nothing of nothing', expr: { kind: 'all', terms: [] }, rest: true },
    { says: 'no alternative', expr: { kind: 'any', terms: [] }, rest: false },
  ])('$says', ({ expr, rest }) => {
    expect(residue(expr, (leaf) => (leaf === name ? false : undefined))).toEqual(rest);
  });
});

describe('the texts that a rule needs', () => {
  const named = (...values: readonly string[]): Expr => ({
    kind: 'oneOf',
    path: ['eventName'],
    values,
    foldCase: true,
  });
  const agent: Expr = { kind: 'oneOf', path: ['userAgent'], values: ['kali'], foldCase: true };
  it.each<[string, Expr, readonly string[] | undefined]>([
    ['in lower case', named('StopLogging', 'deletetrail'), ['stoplogging', 'deletetrail']],
    ['the fewest', { kind: 'all', terms: [named('a', 'b'), agent, named('a')] }, ['a']],
    ['of all alternatives', { kind: 'any', terms: [named('a'), named('b')] }, ['a', 'b']],
    ['none if an alternative has none', { kind: 'any', terms: [named('a'), agent] }, undefined],
    ['none of the contrary', { kind: 'not', term: named('a') }, undefined],
    ['none of numbers', { kind: 'oneOf', path: ['eventName'], values: [5], foldCase: true }, undefined],
  ])('%s', (_, expr, texts) => expect(neededTexts(expr, ['eventName'])).toEqual(texts));
});
