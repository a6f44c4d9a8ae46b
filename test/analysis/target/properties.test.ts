/** What has to hold whatever a record holds: literals that are sound, answers that never throw, bounded work. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/analysis/target/answer.js';
import {
  aliasesOf,
  answer,
  extract,
  isUnnamedDeletion,
  mainResource,
  outcomeOf,
  parseSubject,
  type Question,
  subjectLiterals,
} from '../../../src/analysis/target/index.js';
import { resourceOf } from '../../../src/analysis/target/resource.js';
import type { JsonObject, JsonValue } from '../../../src/model/json.js';
import { type Case, recordOf } from './cases/case.js';
import { compute } from './cases/compute.js';
import { data } from './cases/data.js';
import { identity } from './cases/identity.js';
import { platform } from './cases/platform.js';
import { storage } from './cases/storage.js';

const cases: readonly Case[] = [...storage, ...compute, ...identity, ...data, ...platform];
const records = cases.map(recordOf);
const subjects = [
  ...new Set(cases.flatMap(({ ask }) => ask.map((line) => line.replace(/^\w+ (.+) -> .+$/, '$1')))),
];
const questions: readonly Question[] = ['deleted', 'created', 'changed', 'accessed'];

/** Every string, number and key of a value. */
function* textsOf(value: JsonValue | undefined): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') yield String(value);
  else if (Array.isArray(value)) for (const each of value) yield* textsOf(each);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      yield key;
      yield* textsOf(each);
    }
  }
}

function containsLiteral(subjectText: string, record: JsonObject): boolean {
  const literals = subjectLiterals(parseSubject(subjectText));
  if (literals.length === 0) return true;
  return [...textsOf(record)].some((text) =>
    literals.some((literal) => text.toLowerCase().includes(literal.text.toLowerCase())),
  );
}

/** The subject with wildcards put in, in another case, or with another qualifier. */
const variants = fc
  .tuple(
    fc.constantFrom(...subjects),
    fc.nat(),
    fc.nat(),
    fc.constantFrom('', 's3:', 'ec2:', 'role/', 'widget/'),
  )
  .map(([text, from, length, prefix]) => {
    const start = from % (text.length + 1);
    const end = Math.min(text.length, start + (length % 4));
    return `${prefix}${text.slice(0, start)}${length % 2 === 0 ? '*' : '?'}${text.slice(end)}`;
  })
  .filter((text) => !/^[*?]+$/.test(text.trim()) && text.trim() !== '');

describe('subjectLiterals', () => {
  it('occur in every record that the subject matches', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...subjects), variants),
        fc.constantFrom(...records),
        (text, record) => {
          const subject = parseSubject(text);
          for (const question of questions) {
            const exhaustive = judge(subject, question, record);
            expect(answer(subject, question, record)).toEqual(exhaustive);
            if (exhaustive !== undefined) expect(containsLiteral(text, record)).toBe(true);
          }
        },
      ),
      { seed: 20240305, numRuns: 4_000 },
    );
  });

  it('are made of characters that no writer of JSON or URLs changes', () => {
    for (const text of subjects) {
      for (const literal of subjectLiterals(parseSubject(text)))
        expect(literal.text).toMatch(/^[a-z0-9._-]+$/);
    }
  });
});

const hostileKeys = [
  '__proto__',
  'constructor',
  'toString',
  'items',
  'name',
  'bucketName',
  'requestParameters',
  '',
];
const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom<JsonValue>(null, true, 0, '', 'x', 'arn:aws:s3:::x', '{"a":', '[{"name":"x"}]', '*'),
    fc.string(),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...hostileKeys), fc.string()), tie('tree'), { maxKeys: 4 }),
  ),
}));

const fields = Object.keys(recordOf({ call: 's3 DeleteBucket', ask: [] })).concat(
  'resources',
  'errorCode',
  'errorMessage',
  'serviceEventDetails',
  'additionalEventData',
  'Resources',
);

describe('the main resource', () => {
  const relations = ['self', 'part', 'owner', 'container'];
  const places = ['request', 'details', 'response', 'resources', 'error'];

  it('is what the call is about, else the first of the best relation, and of the best place', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...fields), tree, { maxKeys: 2 }),
        fc.constantFrom(...records),
        (noise, record) => {
          const each = { ...record, ...noise };
          const extraction = extract(each);
          const about = extraction.leaves.filter(
            ({ key }) => extraction.main !== null && key === extraction.main,
          );
          const [best] =
            about.length > 0
              ? about
              : relations.flatMap((relation) =>
                  places.flatMap((from) =>
                    extraction.leaves.filter(
                      (leaf) => leaf.relation === relation && leaf.from === from && !leaf.isPrefix,
                    ),
                  ),
                );
          expect(mainResource(each)).toEqual(best && resourceOf(extraction, best, null));
        },
      ),
      { seed: 11, numRuns: 1_500 },
    );
  });
});

describe('hostile records', () => {
  it('never make anything throw', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...fields), tree),
        fc.constantFrom(...records),
        (noise, record) => {
          for (const each of [noise, { ...record, ...noise }]) {
            for (const question of questions) answer(parseSubject('x*'), question, each);
            mainResource(each);
            outcomeOf(each);
            aliasesOf(parseSubject('x'), each);
            isUnnamedDeletion(parseSubject('x'), each);
          }
        },
      ),
      { seed: 7, numRuns: 1_500 },
    );
  });

  it('nested 10,000 deep do not overflow the stack', () => {
    const deep = `${'{"a":'.repeat(10_000)}"web"${'}'.repeat(10_000)}`;
    const nested: JsonObject = {
      ...recordOf({ call: 'ec2 DeleteVolume', ask: [] }),
      requestParameters: JSON.parse(deep),
    };
    expect(answer(parseSubject('web'), 'deleted', nested)).toBeUndefined();
    expect(extract(nested).cutShort).toBe(true);
    expect(extract({ ...nested, requestParameters: deep }).cutShort).toBe(true);
  });

  it('with endless lists are read in part, and say so', () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => `vol-${index}`);
    const record = recordOf({ call: 'ec2 DeleteVolume', request: { volumeId: ids }, ask: [] });
    const { leaves, cutShort } = extract(record);
    expect(leaves.length).toBe(5_000);
    expect(cutShort).toBe(true);
    expect(answer(parseSubject('vol-17'), 'deleted', record)?.relation).toBe('direct');
  });

  it('too large for CloudTrail are known to be incomplete', () => {
    const request = { omitted: true, originalSize: 120_450, reason: 'requestParameters too large' };
    expect(extract(recordOf({ call: 'ec2 DeleteVolume', request, ask: [] })).cutShort).toBe(true);
  });

  it('cannot name a resource after what every object has', () => {
    const request = JSON.parse('{"__proto__": {"volumeId": "vol-1"}, "constructor": "vol-2"}');
    const record = recordOf({ call: 'ec2 DeleteVolume', request, ask: [] });
    expect(answer(parseSubject('vol-2'), 'deleted', record)?.relation).toBe('related');
  });
});
