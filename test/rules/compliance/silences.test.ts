/** Silences in a time that was asked for: at its ends, inside of a short one, and of regions that are hardly ever silent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Presence } from '../../../src/model/presence.js';
import { type AskedTime, type Evidence, lacksOf, silencesIn } from '../../../src/rules/compliance/index.js';
import { controlsOf } from './pack-text.js';

const hour = 3_600_000;
const start = Date.UTC(2024, 4, 1);
const home = '111122223333';
const day = 24;

/** Events in the hours from `from` up to `until`, in every `step`th. */
const hours = (region: string, from: number, until: number, step = 1, account = home): readonly Presence[] =>
  Array.from({ length: Math.ceil((until - from) / step) }, (_, i) => ({
    account,
    region,
    hour: start + (from + i * step) * hour,
    events: 1,
  }));
const asked = (from: number | null, until: number | null): AskedTime => ({
  from: from === null ? null : start + from * hour,
  until: until === null ? null : start + until * hour,
});
/** `us-east-1 36-48 unusual`; of the account as a whole without region. */
const told = (presence: readonly Presence[], time: AskedTime): readonly string[] =>
  silencesIn(presence, time).map(({ region, from, until, isUnusual }) =>
    [
      region ?? 'all',
      `${(from - start) / hour}-${(until - start) / hour}`,
      ...(isUnusual ? ['unusual'] : []),
    ].join(' '),
  );

describe('a silence', () => {
  const east = (from: number, until: number, step = 1) => hours('us-east-1', from, until, step);
  const west = (from: number, until: number, step = 1) => hours('eu-west-1', from, until, step);

  it.each<[string, readonly Presence[], AskedTime, readonly string[]]>([
    ['of no time that was asked for', [...west(0, 40), ...east(0, 10)], asked(null, null), []],
    [
      'of no time that was asked for, but unusual',
      [...west(0, 40), ...east(0, 24), ...hours('sa-east-1', 0, 24, 2)],
      asked(null, null),
      ['us-east-1 24-40 unusual'],
    ],
    ['of less than half a day at the end', east(0, 37), asked(0, 48), []],
    ['of half a day at the end', east(0, 36), asked(0, 48), ['all 36-48 unusual', 'us-east-1 36-48 unusual']],
    ['of half a day at the beginning', east(12, 48), asked(0, 48), ['all 0-12', 'us-east-1 0-12']],
    ['before the first event, if no beginning was asked for', east(12, 48), asked(null, 48), []],
    ['behind the last, if no end was asked for', east(0, 36), asked(0, null), []],
    ['of less than a quarter', east(0, 12 * day + 1), asked(0, 16 * day - 24), []],
    [
      'of a quarter of a longer time',
      east(0, 6 * day),
      asked(0, 8 * day),
      ['all 144-192 unusual', 'us-east-1 144-192 unusual'],
    ],
    [
      'of three days, whatever the time',
      east(0, 97 * day),
      asked(0, 100 * day),
      ['all 2328-2400 unusual', 'us-east-1 2328-2400 unusual'],
    ],
    [
      'inside of two days',
      [...east(0, 14), ...east(30, 48)],
      asked(0, 48),
      ['all 14-30 unusual', 'us-east-1 14-30 unusual'],
    ],
    ['inside of a time of which the rhythm tells', [...east(0, 24), ...east(48, 96)], asked(0, 96), []],
    [
      'of a region, while another goes on',
      [...west(0, 48), ...east(0, 30)],
      asked(0, 48),
      ['us-east-1 30-48 unusual'],
    ],
    [
      "of a region at its account's end",
      [...west(0, 48), ...east(0, 30)],
      asked(0, null),
      ['us-east-1 30-48 unusual'],
    ],
    [
      'of a region that is seldom used',
      [...west(0, 48), ...east(0, 30, 5)],
      asked(0, 48),
      ['us-east-1 26-48'],
    ],
    ['of a region before it is used', [...west(0, 48), ...east(20, 48)], asked(0, 48), ['us-east-1 0-20']],
    ['of all of it', east(-5, -2), asked(0, 48), ['all 0-48', 'us-east-1 0-48']],
  ])('%s', (_, presence, time, expected) => expect(told(presence, time)).toEqual(expected));

  it('is of the account that is silent', () => {
    const both = [...hours('us-east-1', 0, 48), ...hours('us-east-1', 0, 20, 1, '444455556666')];
    expect(silencesIn(both, asked(0, 48)).map(({ account, region }) => `${account} ${region}`)).toEqual([
      '444455556666 null',
      '444455556666 us-east-1',
    ]);
  });

  it('does not depend on the order of what was met, nor on how often', () => {
    const some = fc.array(
      fc.record({ region: fc.constantFrom('a', 'b'), at: fc.integer({ min: -20, max: 80 }) }),
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 90 }), (all, until) => {
        const presence = all.flatMap(({ region, at }) => hours(region, at, at + 1));
        const time = asked(0, until);
        expect(silencesIn([...presence].reverse().concat(presence), time)).toEqual(
          silencesIn(presence, time),
        );
      }),
      { seed: 20240501, numRuns: 200 },
    );
  });
});

describe('of silences a control lacks', () => {
  const asks = 'must-not: [{ detection: { selection: { eventName: StopLogging }, condition: selection } }]';
  const presence = [
    ...hours('eu-west-1', 0, 48),
    ...hours('us-east-1', 0, 30),
    ...hours('sa-east-1', 0, 20, 7),
  ];
  const evidence: Evidence = {
    presence,
    gaps: [],
    silences: silencesIn(presence, asked(0, 48)),
    unread: [],
    partial: 0,
    withoutManagement: [],
    sources: new Set(),
  };
  const lacks = (needs: string, more: Partial<Evidence> = {}): readonly string[] =>
    controlsOf(`evidence: ${needs}\n${asks}`).flatMap((control) =>
      lacksOf(control, { ...evidence, ...more }),
    );
  const east = `no event of ${home} in us-east-1 from 2024-05-02T06:00:00Z until 2024-05-03T00:00:00Z, which was asked for`;

  it('those of the regions that it names', () => {
    expect(lacks('{ regions: [us-east-1] }')).toEqual([east]);
    expect(lacks('{ regions: [eu-west-1] }')).toEqual([]);
    expect(lacks('{ regions: [sa-east-1] }')).toEqual([
      `no event of ${home} in sa-east-1 from 2024-05-01T15:00:00Z until 2024-05-03T00:00:00Z, which was asked for`,
    ]);
  });

  it('those of regions that are hardly ever silent, where it names none', () =>
    expect(lacks('{}')).toEqual([east]));

  it('none that are told as gaps', () => {
    const gap = {
      account: home,
      region: 'us-east-1',
      from: start + 30 * hour,
      until: start + 48 * hour,
      grounds: 'x',
    };
    expect(lacks('{}', { gaps: [gap] })).toHaveLength(1);
    expect(lacks('{}', { gaps: [gap] })[0]).toContain('a probable gap');
  });

  it('those of a region only once, where the whole account is silent', () => {
    const silent = hours('us-east-1', 0, 30);
    const silences = silencesIn(silent, asked(0, 48));
    expect(lacks('{ regions: [us-east-1] }', { presence: silent, silences })).toEqual([
      `no event of ${home} from 2024-05-02T06:00:00Z until 2024-05-03T00:00:00Z, which was asked for`,
    ]);
  });
});
