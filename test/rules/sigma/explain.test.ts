/** A rule held against an event: what held, what was found, and what decides. */
import { describe, expect, it } from 'vitest';
import { explainRule, type HeldClause } from '../../../src/rules/sigma/index.js';
import { detectionOf, ruleText } from './rule-text.js';

const rule = detectionOf(
  ruleText(
    't',
    [
      'selection:',
      '  eventName: [StopLogging, DeleteTrail]',
      '  errorCode: null',
      'other:',
      '  - userAgent|contains: pacu',
      '  - requestParameters.name: [a, b]',
      'filter: {userIdentity.type: AWSService}',
      'condition: selection and not filter',
    ].join('\n'),
  ),
);

const shown = (clauses: readonly HeldClause[], depth = 0): readonly string[] =>
  clauses.flatMap(({ label, holds, decides, found, parts }) => [
    `${'  '.repeat(depth)}${holds ? '+' : '-'}${decides ? '!' : ' '} ${label}${found === null ? '' : ` (${found})`}`,
    ...shown(parts, depth + 1),
  ]);

describe('explainRule', () => {
  it('of an event that matches', () => {
    const verdict = explainRule(rule, {
      eventName: 'DeleteTrail',
      userAgent: '',
      requestParameters: { name: ['x', 'b'] },
    });
    expect(verdict.holds).toBe(true);
    expect(shown(verdict.clauses)).toEqual([
      '+! selection',
      '  +! eventName: [StopLogging, DeleteTrail] (DeleteTrail)',
      '  +! errorCode: null (no such field)',
      '+  other',
      '  -  userAgent|contains: pacu (an empty text)',
      '  +  requestParameters.name: [a, b] (x, b)',
      '-! filter',
      '  -! userIdentity.type: AWSService (no such field)',
    ]);
  });

  it('of an event that one clause keeps from matching', () => {
    const verdict = explainRule(rule, { eventName: 'DeleteTrail', errorCode: 'AccessDenied' });
    expect(verdict.holds).toBe(false);
    expect(shown(verdict.clauses).filter((line) => line.includes('!'))).toEqual([
      '-! selection',
      '  -! errorCode: null (AccessDenied)',
    ]);
  });

  it('of an event that two clauses keep from matching: neither decides', () => {
    const verdict = explainRule(rule, { eventName: 'X', userIdentity: { type: 'AWSService' } });
    expect(shown(verdict.clauses).filter((line) => line.includes('!'))).toEqual([]);
  });

  it('of long lists and long values', () => {
    const long = detectionOf(ruleText('t', 'sel: {a: [1, 2, 3, 4, 5, 6, 7, 8]}\ncondition: sel'));
    const verdict = explainRule(long, { a: 'x'.repeat(500) });
    const [line = ''] = shown(verdict.clauses).slice(1);
    expect(line.startsWith('  -! a: [1, 2, 3, 4, 5, 6, and 2 more] (xxx')).toBe(true);
    expect(line.length).toBeLessThan(250);
  });
});
