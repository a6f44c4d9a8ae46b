/** What the archive has to hold before a control may pass, and whether a stretch of time is covered. */
import { describe, expect, it } from 'vitest';
import type { Presence } from '../../../src/model/presence.js';
import { type Evidence, lacksOf, sourceKey, uncovered } from '../../../src/rules/compliance/index.js';
import { controlsOf } from './pack-text.js';

const start = Date.UTC(2024, 4, 1);
const hour = 3_600_000;
const home = '111122223333';
const other = '444455556666';

const hours = (account: string, region: string, ...all: readonly number[]): readonly Presence[] =>
  all.map((each) => ({ account, region, hour: start + each * hour, events: 1 }));

const full: Evidence = {
  presence: hours(home, 'us-east-1', 0, 1, 2),
  gaps: [],
  silences: [],
  unread: [],
  partial: 0,
  withoutManagement: [],
  sources: new Set(),
};

const asks = 'must-not: [{ detection: { selection: { eventName: StopLogging }, condition: selection } }]';
const lacks = (needs: string, evidence: Partial<Evidence>): readonly string[] => {
  const [control] = controlsOf(`evidence: ${needs}\n${asks}`);
  return control ? lacksOf(control, { ...full, ...evidence }) : ['no control'];
};
const gap = { account: home, region: null, from: start, until: start + hour, grounds: 'no event in 1 hour' };

describe('what is lacking', () => {
  it.each<[string, string, Partial<Evidence>, readonly string[]]>([
    ['nothing', '{}', {}, []],
    ['events at all', '{}', { presence: [] }, ['there is no event in what was asked for']],
    ['management events', '{}', { withoutManagement: [home] }, [`no management event of ${home}`]],
    [
      'nothing of that for data',
      '{ events: data, sources: [s3.amazonaws.com] }',
      { withoutManagement: [home], sources: new Set([sourceKey('data', 's3.amazonaws.com')]) },
      [],
    ],
    [
      'data events',
      '{ events: data, sources: [s3.amazonaws.com] }',
      { sources: new Set([sourceKey('management', 's3.amazonaws.com')]) },
      ['no data event of s3.amazonaws.com'],
    ],
    ['a region', '{ regions: [us-east-1, eu-west-1] }', {}, [`no event of ${home} in eu-west-1`]],
    [
      'a region of one account',
      '{ regions: [us-east-1] }',
      { presence: [...full.presence, ...hours(other, 'eu-west-1', 1)] },
      [`no event of ${other} in us-east-1`],
    ],
    ['no region in particular', '{ regions: any }', {}, []],
    ['time', '{ span: 4h }', {}, [`the events of ${home} reach over 3 hours, 4 hours are needed`]],
    ['no time', '{ span: 3h }', {}, []],
    [
      'a gap',
      '{}',
      { gaps: [gap] },
      [`a probable gap of ${home} from 2024-05-01T00:00:00Z until 2024-05-01T01:00:00Z: no event in 1 hour`],
    ],
    ['a gap elsewhere', '{ regions: [us-east-1] }', { gaps: [{ ...gap, region: 'eu-west-1' }] }, []],
    [
      'files',
      '{}',
      { unread: ['a.json', 'b.json'] },
      ['2 files could not be read whole, the first is a.json'],
    ],
    [
      'parts of records',
      '{}',
      { partial: 1200 },
      ["1,200 of the events come from files that hold less than CloudTrail's records"],
    ],
  ])('%s', (_, needs, evidence, expected) => expect(lacks(needs, evidence)).toEqual(expected));

  it('names some of many', () => {
    const many = Array.from({ length: 9 }, (_, i) => `11112222333${i}`);
    expect(lacks('{}', { withoutManagement: many })).toEqual([
      ...many.slice(0, 3).map((account) => `no management event of ${account}`),
      'and 6 more of this kind',
    ]);
  });
});

describe('coverage of a day', () => {
  const day = (...all: readonly number[]) =>
    uncovered(hours(home, 'us-east-1', ...all), start, start + 24 * hour);
  const all = Array.from({ length: 24 }, (_, i) => i);
  it.each<[string, readonly number[], readonly string[]]>([
    ['every hour', all, []],
    ['every sixth', [0, 6, 12, 18, 23], []],
    ['an hour off at both ends', [1, 6, 12, 18, 22], []],
    ['a late begin', [2, 6, 12, 18, 23], [`the events of ${home} begin at 2024-05-01T02:00:00Z only`]],
    ['an early end', [0, 6, 12, 16, 21], [`the events of ${home} end at 2024-05-01T22:00:00Z`]],
    ['a silence', [0, 6, 14, 20, 23], [`no event of ${home} for 7 hours before 2024-05-01T14:00:00Z`]],
    ['another day', [-5, 30], [`no event of ${home} from 2024-05-01T00:00:00Z until 2024-05-02T00:00:00Z`]],
    ['nothing', [], ['there is no event in what was asked for']],
  ])('%s', (_, present, expected) => expect(day(...present)).toEqual(expected));

  it('is asked of each account', () => {
    const presence = [...hours(home, 'us-east-1', ...all), ...hours(other, 'us-east-1', 3)];
    expect(uncovered(presence, start, start + 24 * hour)).toEqual([
      `the events of ${other} begin at 2024-05-01T03:00:00Z only`,
      `the events of ${other} end at 2024-05-01T04:00:00Z`,
    ]);
  });
});
