/** The table of frequent calls says of each what is concluded from it. */
import { describe, expect, it } from 'vitest';
import { tiesNames } from '../../../src/analysis/target/aliases.js';
import { canAnswer, type Question } from '../../../src/analysis/target/answer.js';
import { callOf, extract } from '../../../src/analysis/target/extract.js';
import { frequent, noAnswerTo } from '../../../src/analysis/target/frequent.js';
import { evaluate } from '../../../src/query/evaluate.js';

const calls = Object.entries(frequent).flatMap(([eventSource, byEffect]) =>
  Object.entries(byEffect).flatMap(([effect, names]) =>
    names.split(/\s+/).map((eventName) => ({ eventSource, eventName, effect })),
  ),
);
const questions: readonly Question[] = ['deleted', 'created', 'changed', 'accessed'];

describe('frequent calls', () => {
  it('are many, each once', () => {
    expect(calls.length).toBeGreaterThan(40);
    expect(new Set(calls.map(({ eventSource, eventName }) => `${eventSource} ${eventName}`)).size).toBe(
      calls.length,
    );
  });

  it.each(calls)('$eventName of $eventSource', ({ eventSource, eventName, effect }) => {
    const record = { eventSource, eventName, eventType: 'AwsApiCall' };
    expect(extract(record).effect).toBe(effect);
    expect(tiesNames(callOf(record))).toBe(false);
    for (const question of questions) {
      expect([question, evaluate(noAnswerTo(question), record)]).toEqual([
        question,
        !canAnswer(question, record),
      ]);
      expect(evaluate(noAnswerTo(question), { ...record, eventType: 'AwsServiceEvent' })).toBe(false);
      expect(evaluate(noAnswerTo(question), { eventSource, eventName })).toBe(false);
    }
  });

  it.each([
    ['s3.amazonaws.com', 'DeleteBucket'],
    ['s3.amazonaws.com', 'DeleteBucketPolicy'],
    ['s3.amazonaws.com', 'CreateAccessPoint'],
    ['example.amazonaws.com', 'GetObject'],
    ['ec2.amazonaws.com', 'DescribeSecurityGroups'],
  ])('others may answer: %s %s', (eventSource, eventName) => {
    for (const question of questions)
      expect(evaluate(noAnswerTo(question), { eventSource, eventName, eventType: 'AwsApiCall' })).toBe(false);
  });
});
