import { describe, expect, it } from 'vitest';
import {
  explaining,
  judgeAccount,
  type SightPeriod,
  type TrailChange,
} from '../../../src/analysis/coverage/index.js';

const account = '111122223333';
const hour = 3_600_000;
const start = Date.UTC(2024, 4, 1);
const gap = { account, region: null, from: start, until: start + 3 * hour, grounds: 'no event in 3 hours' };
const facts = {
  ...{
    account,
    activeHours: 90,
    hours: 96,
    gaps: [],
    silences: [],
    named: 0,
    missing: 0,
    data: [],
    sights: [],
  },
};
const blind: SightPeriod = {
  account,
  region: 'eu-west-1',
  eventClass: 'management write',
  from: start,
  until: start + 2 * hour,
  sight: 'not recorded',
  grounds: 'corp: stopped',
};

describe('the verdict on an account', () => {
  it.each([
    ['no gap found', 'a rhythm without exception', {}],
    ['no gap found', 'all named files at hand', { activeHours: 3, named: 5 }],
    ['unknown', 'a few hours', { activeHours: 3, hours: 4 }],
    ['unknown', 'hours with rests', { activeHours: 40 }],
    ['gaps', 'a gap', { gaps: [gap] }],
    ['gaps', 'a time without a trail', { sights: [blind] }],
    [
      'no gap found',
      'a time without a trail for reads',
      { sights: [{ ...blind, eventClass: 'management read' as const }] },
    ],
    ['incomplete', 'a missing file', { named: 5, missing: 1 }],
    ['incomplete', 'a missing file and a gap', { named: 5, missing: 1, gaps: [gap] }],
  ])('%s: %s', (verdict, _, more) => {
    const judged = judgeAccount({ ...facts, ...more });
    expect(judged.verdict).toBe(verdict);
    expect(judged.grounds.length).toBeGreaterThan(0);
  });

  it('tells the grounds', () => {
    const texts = judgeAccount({ ...facts, named: 5, missing: 1, sights: [blind], gaps: [gap] }).grounds;
    expect(texts.map(({ certainty, text }) => `${certainty}: ${text}`)).toEqual([
      'proven: 1 of 5 log files that CloudTrail named is not at hand',
      'probable: no trail that records tell of recorded management writes in eu-west-1 for 2 hours',
      'probable: 1 silence that the rhythm does not explain',
      'context: 90 of 96 hours from first to last event with events',
      'context: no data events: what was read or written in objects, tables and queues cannot be seen',
    ]);
  });
});

describe('calls that explain a gap', () => {
  const call = (name: TrailChange['call'], at: number, more: Partial<TrailChange> = {}): TrailChange => ({
    ...{ time: start + at * hour, eventID: `${name} ${at}`, call: name, by: 'mallory', errorCode: null },
    ...{
      trail: { account, region: 'eu-west-1', name: 'corp' },
      settings: null,
      selection: null,
      insights: null,
    },
    ...more,
  });
  it.each<[string, TrailChange, boolean]>([
    ['a stop just before', call('StopLogging', -0.5), true],
    ['a narrower selection', call('PutEventSelectors', 0), true],
    ['a start at its end', call('StartLogging', 3.5), true],
    ['a stop at its end', call('StopLogging', 3.2), false],
    ['a stop the day before', call('StopLogging', -24), false],
    ['a stop that failed', call('StopLogging', -0.5, { errorCode: 'AccessDenied' }), false],
    [
      'a stop in another account',
      call('StopLogging', -0.5, { trail: { account: '444455556666', region: 'eu-west-1', name: 'corp' } }),
      false,
    ],
  ])('%s', (_, change, expected) => {
    expect(explaining(gap, account, [change])).toEqual(expected ? [change] : []);
  });
});
