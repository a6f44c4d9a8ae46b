/** The gate before many rules: what it leaves out cannot hold, for records of any spelling. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleGate } from '../../../src/engines/scan/rule-gate.js';
import { createKernel } from '../../../src/load/split/kernel.js';
import { readRecords } from '../../../src/load/split/records.js';
import type { JsonObject } from '../../../src/model/json.js';
import type { Expr, Path } from '../../../src/query/ast.js';
import { evaluate } from '../../../src/query/evaluate.js';
import { mayHold } from '../../../src/query/partly.js';
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
      { seed, numRuns: 1500 },
    );
    expect(held).toBeGreaterThan(1000);
    expect(passedOver).toBeGreaterThan(200);
  });
});

describe('mayHold', () => {
  const name: Expr = { kind: 'oneOf', path: ['eventName'], values: ['StopLogging'], foldCase: true };
  const agent: Expr = { kind: 'oneOf', path: ['userAgent'], values: ['kali'], foldCase: true };
  it.each<{ says: string; expr: Expr; may: boolean }>([
    { says: 'a known field decides', expr: name, may: false },
    { says: 'another does not', expr: agent, may: true },
    { says: 'both together', expr: { kind: 'all', terms: [name, agent] }, may: false },
    { says: 'either', expr: { kind: 'any', terms: [name, agent] }, may: true },
    { says: 'the contrary', expr: { kind: 'not', term: name }, may: true },
    { says: 'the contrary of what is not known', expr: { kind: 'not', term: agent }, may: true },
    {
      says: 'the contrary of what is sure',
      expr: { kind: 'not', term: { kind: 'all', terms: [] } },
      may: false,
    },
    { says: 'all of the text', expr: { kind: 'mentions', text: 'x', foldCase: false }, may: true },
  ])('$says', ({ expr, may }) => {
    expect(mayHold(expr, [['eventName']])({ eventName: 'CreateUser' })).toBe(may);
  });
});
