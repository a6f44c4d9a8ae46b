import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGaps, type Span, spanOf } from '../../../src/analysis/coverage/index.js';
import type { Gap, Presence } from '../../../src/model/presence.js';

const hour = 3_600_000;
/** A Wednesday. */
const start = Date.UTC(2024, 4, 1);

/** `active` is asked hour by hour for so many days; true is ten events. */
function series(
  days: number,
  active: (hour: number, weekday: number, day: number) => boolean,
  { account = '111122223333', region = 'eu-west-1' } = {},
): Presence[] {
  return Array.from({ length: days * 24 }, (_, i) => i)
    .filter((i) => active(i % 24, new Date(start + i * hour).getUTCDay(), Math.floor(i / 24)))
    .map((i) => ({ account, region, hour: start + i * hour, events: 10 }));
}

const ofCategory = (category: string, presence: readonly Presence[]): Presence[] =>
  presence.map((each) => ({ ...each, category }));

const except = (day: number, from: number, until: number) => (h: number, _: number, d: number) =>
  d !== day || h < from || h >= until;
const isOffice = (h: number, weekday: number): boolean => h >= 8 && h < 18 && weekday !== 0 && weekday !== 6;

function whole(presence: readonly Presence[]): Span {
  const span = spanOf(presence);
  if (!span) throw new Error('an empty archive');
  return span;
}

function told(gaps: readonly Gap[]): string[] {
  const time = (at: number) => `${(at - start) / hour}`;
  return gaps.map(({ account, region, from, until }) => `${account} ${region} ${time(from)}-${time(until)}`);
}

describe('what is a gap', () => {
  const account = '111122223333 null';
  it.each<[string, Presence[], string[]]>([
    ['three hours of four days round the clock', series(4, except(2, 3, 6)), [`${account} 51-54`]],
    ['a whole day of five', series(5, except(2, 0, 24)), [`${account} 48-72`]],
    [
      'two silences, neither hiding the other',
      series(10, (h, w, d) => except(2, 3, 9)(h, w, d) && except(6, 12, 18)(h, w, d)),
      [`${account} 51-57`, `${account} 156-162`],
    ],
    [
      'three working days without a sound, of four weeks',
      series(28, (h, w, d) => isOffice(h, w) && (d < 12 || d > 14)),
      [`${account} 234-368`],
    ],
    [
      'one region while the other goes on',
      [...series(4, except(2, 3, 8)), ...series(4, () => true, { region: 'us-east-1' })],
      ['111122223333 eu-west-1 51-56'],
    ],
    [
      'a region that stops for good',
      [...series(6, (_, __, d) => d < 5), ...series(6, () => true, { region: 'us-east-1' })],
      ['111122223333 eu-west-1 120-144'],
    ],
    [
      'an account, once and not once for each region',
      [...series(4, except(2, 3, 8)), ...series(4, except(2, 3, 8), { region: 'us-east-1' })],
      [`${account} 51-56`],
    ],
    [
      'one account while the other goes on',
      [...series(4, except(2, 3, 8)), ...series(4, () => true, { account: '444455556666' })],
      [`${account} 51-56`],
    ],
    [
      'management events that are missing while data events go on',
      [
        ...ofCategory('Management', series(4, except(2, 3, 8))),
        ...ofCategory(
          'Data',
          series(4, () => true),
        ),
      ],
      [`${account} 51-56`],
    ],
    [
      'management events that stop for good while data events go on',
      [
        ...ofCategory(
          'Management',
          series(6, (_, __, d) => d < 5),
        ),
        ...ofCategory(
          'Data',
          series(6, () => true),
        ),
      ],
      [`${account} 120-144`],
    ],
    [
      'all events, once and not once for each category',
      [
        ...ofCategory('Management', series(4, except(2, 3, 8))),
        ...ofCategory('Data', series(4, except(2, 3, 8))),
      ],
      [`${account} 51-56`],
    ],
  ])('%s', (_, presence, expected) => {
    expect(told(findGaps(presence, whole(presence)))).toEqual(expected);
  });

  it.each<[string, Presence[]]>([
    ['nothing at all', []],
    [
      'rare data events beside management events round the clock',
      [
        ...ofCategory(
          'Management',
          series(4, () => true),
        ),
        ...ofCategory(
          'Data',
          series(4, (h) => h === 9),
        ),
      ],
    ],
    ['a single hour', series(1, (h) => h === 4)],
    ['one silent hour now and then', series(10, (h, _, d) => h !== (d * 7) % 24)],
    ['two hours of four days', series(4, except(2, 3, 5))],
    ['nights', series(28, (h) => h >= 6 && h < 22)],
    ['the night between two days', series(2, (h) => h >= 8 && h < 18)],
    ['nights and weekends', series(28, isOffice)],
    ['a weekend of an archive of one week', series(8, isOffice)],
    ['the only weekend of a region that otherwise never sleeps', series(8, (_, w) => w !== 0 && w !== 6)],
    ['one holiday', series(28, (h, w, d) => isOffice(h, w) && d !== 13)],
    ['a few events a day', series(28, (h, _, d) => h === (d * 5) % 24)],
    [
      'a region that came later',
      [...series(4, (_, __, d) => d > 1), ...series(4, () => true, { region: 'a' })],
    ],
    ['the time after a first sign of life', series(6, (h, _, d) => d > 0 || h === 3)],
    ['a night of every day', series(28, (h) => h < 2 || h > 4)],
    [
      'a region used for one day',
      [...series(9, (_, __, d) => d === 2, { region: 'sa-east-1' }), ...series(9, () => true)].filter(
        ({ region, hour: at }) => region !== 'sa-east-1' || (at / hour) % 5 === 0,
      ),
    ],
  ])('not %s', (_, presence) => {
    expect(told(findGaps(presence, spanOf(presence) ?? { from: 0, until: 1 }))).toEqual([]);
  });

  it('says why', () => {
    const presence = series(4, except(2, 3, 8));
    expect(findGaps(presence, whole(presence))[0]?.grounds).toBe(
      'no event in 5 hours; each of the other 91 hours has some',
    );
  });

  it('looks at the span only', () => {
    const presence = series(8, except(2, 3, 8));
    const [span] = [{ from: start + 4 * 24 * hour, until: start + 8 * 24 * hour }];
    expect(findGaps(presence, span)).toEqual([]);
  });

  it('is quick with times from another millennium', () => {
    const far = { account: '111122223333', region: 'eu-west-1', events: 1 };
    const presence = [
      ...series(4, () => true),
      { ...far, hour: Date.UTC(9999, 0, 1) },
      { ...far, hour: Date.UTC(1, 0, 1) },
    ];
    const from = performance.now();
    findGaps(presence, whole(presence));
    expect(performance.now() - from).toBeLessThan(500);
  });
});

describe('whatever an archive holds', () => {
  const arbitraryPresence = fc.array(
    fc.record({
      account: fc.constantFrom('111122223333', '444455556666', ''),
      region: fc.constantFrom('eu-west-1', 'us-east-1', ''),
      hour: fc.integer({ min: 0, max: 400 }).map((h) => start + h * hour),
      events: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 600 },
  );
  const settings = { seed: 6, numRuns: 200 };

  it('gaps are silent, inside the span, apart from each other', () => {
    fc.assert(
      fc.property(arbitraryPresence, (presence) => {
        const span = spanOf(presence) ?? { from: start, until: start };
        const gaps = findGaps(presence, span);
        for (const [i, { account, region, from, until }] of gaps.entries()) {
          expect(from).toBeGreaterThanOrEqual(span.from);
          expect(until).toBeLessThanOrEqual(span.until);
          expect(from).toBeLessThan(until);
          const inside = presence.filter(
            (one) =>
              one.account === account &&
              (region === null || one.region === region) &&
              one.hour >= from &&
              one.hour < until &&
              one.events > 0,
          );
          expect(inside).toEqual([]);
          const next = gaps[i + 1];
          if (next?.account === account && next.region === region)
            expect(next.from).toBeGreaterThanOrEqual(until);
        }
      }),
      settings,
    );
  });

  it('shuffling changes nothing', () => {
    fc.assert(
      fc.property(
        arbitraryPresence.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([presence, shuffled]) => {
          const span = spanOf(presence) ?? { from: start, until: start };
          expect(findGaps(shuffled, span)).toEqual(findGaps(presence, span));
        },
      ),
      settings,
    );
  });
});
