/** `type/*` and `service:*`: all that one of them with a letter finds, and the rest of the kind. */
import { describe, expect, it } from 'vitest';
import { answer, parseSubject, type Question } from '../../../src/analysis/target/index.js';
import { type Case, recordOf } from './cases/case.js';
import { compute } from './cases/compute.js';
import { data } from './cases/data.js';
import { identity } from './cases/identity.js';
import { platform } from './cases/platform.js';
import { storage } from './cases/storage.js';

const records = [...storage, ...compute, ...identity, ...data, ...platform].map((each: Case) =>
  recordOf(each),
);
const questions: readonly Question[] = ['deleted', 'created', 'changed', 'accessed'];
const qualifiers =
  's3: iam: ec2: lambda: kms: rds: bucket/ instance/ function/ snapshot/ secret/ role/ user/ trail/ policy/ ' +
  'volume/ table/ log-group/ db/ iam:role/ lambda:function: ec2:instance/';
const letters = ['*a*', '*e*', '*i*', '*o*', 'r*'];

describe.each(qualifiers.split(' '))('%s*', (qualifier) => {
  const everything = parseSubject(`${qualifier}*`);
  const some = letters.map((letter) => parseSubject(`${qualifier}${letter}`));

  it('finds what the same with a letter finds', () => {
    let found = 0;
    for (const question of questions) {
      for (const record of records) {
        const narrower = some.filter((subject) => answer(subject, question, record)?.relation === 'direct');
        if (narrower.length === 0) continue;
        found++;
        expect(answer(everything, question, record)?.relation, JSON.stringify(record)).toBe('direct');
      }
    }
    expect(found).toBeGreaterThan(0);
  });
});

it.each([
  ['s3:*', 'ec2 TerminateInstances', { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } }],
  ['bucket/*', 's3 DeleteObject', { bucketName: 'ledger', key: 'a.txt' }],
  ['role/*', 'iam DeleteUser', { userName: 'eve' }],
])('%s is not what %s deletes', (text, call, request) => {
  const record = recordOf({ call, request, ask: [] });
  expect(answer(parseSubject(text), 'deleted', record)?.relation).not.toBe('direct');
});
