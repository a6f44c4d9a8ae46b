/** Counted conditions: what a finding is made of, and that its id depends on nothing but the day and what came just before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, controlsOf, type Event, judged } from './pack-text.js';

const seed = 20_240_501;
const hour = 3600;
const day = 24 * hour;

const counting = (count: string) =>
  controlsOf(`must-not:
  - detection:
      selection: { errorCode: AccessDenied }
      condition: selection
    count: ${count}`);
const bursts = counting('{ at-least: 3, within: 10m, by: [sourceIPAddress] }');
const wholeSpan = counting('{ at-least: 3, by: [sourceIPAddress] }');

const deny = (seconds: number, id: string, sourceIPAddress: string | null = '192.0.2.1') =>
  at(seconds, id, { errorCode: 'AccessDenied', sourceIPAddress });
const burst = (start: number, name: string) => [0, 60, 120].map((s, i) => deny(start + s, `${name}${i}`));

const shownOf = (controls: Parameters<typeof judged>[0], events: readonly Event[]) =>
  judged(controls, events).flatMap(({ shown }) => shown);
const eventsOf = (controls: Parameters<typeof judged>[0], events: readonly Event[]) =>
  shownOf(controls, events).map(({ ids }) => ids.join(' '));
const idsOf = (controls: Parameters<typeof judged>[0], events: readonly Event[]) =>
  shownOf(controls, events).map(({ fingerprint }) => fingerprint);

describe('a burst', () => {
  it.each<[string, readonly Event[], readonly string[]]>([
    ['is one finding of its day', [...burst(hour, 'a'), ...burst(9 * hour, 'b')], ['a0 a1 a2 b0 b1 b2']],
    ['leaves out what counts for nothing', [...burst(hour, 'a'), deny(5 * hour, 'x')], ['a0 a1 a2']],
    ['of each day is one', [...burst(hour, 'a'), ...burst(day + hour, 'b')], ['a0 a1 a2', 'b0 b1 b2']],
    [
      'over midnight is of the day on which the count is reached',
      [deny(day - 120, 'a'), deny(day - 60, 'b'), deny(day + 60, 'c')],
      ['a b c'],
    ],
    [
      'that goes on over midnight is two, each with all that it counts',
      [...burst(day - 180, 'a'), deny(day + 60, 'b')],
      ['a0 a1 a2', 'a1 a2 b'],
    ],
    [
      'is reached within the time, its ends included',
      [0, 300, 600].map((s) => deny(s, `s${s}`)),
      ['s0 s300 s600'],
    ],
    ['is not reached after', [0, 300, 601].map((s) => deny(s, `s${s}`)), []],
    ['of one second is in the order of ids', ['c', 'a', 'b', 'd'].map((id) => deny(5, id)), ['a b c d']],
    [
      'is told by group',
      [...burst(0, 'a'), ...['x', 'y', 'z'].map((id) => deny(500, id, '192.0.2.2'))],
      ['a0 a1 a2', 'x y z'],
    ],
  ])('%s', (_, events, expected) => expect(eventsOf(bursts, events)).toEqual(expected));

  it('may take days', () => {
    const long = counting('{ at-least: 3, within: 2d, by: [sourceIPAddress] }');
    const daily = [0, 1, 2, 3].map((days) => deny(days * day, `d${days}`));
    expect(eventsOf(long, daily)).toEqual(['d0 d1 d2', 'd1 d2 d3']);
  });

  it('is told by several fields together', () => {
    const pairs = counting('{ at-least: 2, within: 10m, by: [sourceIPAddress, awsRegion] }');
    const one = (s: number, sourceIPAddress: string, awsRegion: string) =>
      at(s, `e${s}`, { errorCode: 'AccessDenied', sourceIPAddress, awsRegion });
    const apart = [one(0, 'a', 'x'), one(1, 'a', 'y'), one(2, 'b', 'x'), one(3, 'b', 'y')];
    expect(eventsOf(pairs, apart)).toEqual([]);
    expect(eventsOf(pairs, [...apart, one(4, 'b', 'x')])).toEqual(['e2 e4']);
  });

  it('without a time is one for the whole span', () => {
    const apart = [deny(0, 'a'), deny(5 * day, 'b'), deny(90 * day, 'c')];
    expect(eventsOf(wholeSpan, apart)).toEqual(['a b c']);
    expect(eventsOf(wholeSpan, apart.slice(1))).toEqual([]);
    const more = [...apart, deny(91 * day, 'd')];
    expect(idsOf(wholeSpan, more)).toEqual(idsOf(wholeSpan, apart));
    expect(idsOf(wholeSpan, more.slice(1))).toEqual(idsOf(wholeSpan, apart));
  });
});

describe('the id of a burst', () => {
  it('stays while it grows on the same day, and is another on the next', () => {
    const first = burst(hour, 'a');
    const [told] = idsOf(bursts, first);
    expect(idsOf(bursts, [...first, deny(hour + 180, 'x'), ...burst(20 * hour, 'b')])).toEqual([told]);
    const later = idsOf(bursts, [...first, ...burst(day + hour, 'b')]);
    expect(later).toHaveLength(2);
    expect(later[0]).toBe(told);
    expect(new Set(later).size).toBe(2);
  });
  it('is that of the day wherever the reading begins', () => {
    const steady = Array.from({ length: 3 * 24 * 12 }, (_, i) => deny(i * 300, `s${i}`));
    const whole = idsOf(bursts, steady);
    expect(whole).toHaveLength(3);
    for (const from of [1, 7, 143, 288])
      expect(idsOf(bursts, steady.slice(from))).toEqual(whole.slice(from < 288 ? 0 : 1));
  });
  it('tells groups and places apart', () => {
    const other = burst(hour, 'a').map((event) => ({ ...event, sourceIPAddress: '192.0.2.2' }));
    const twice = controlsOf(`must-not:
${[0, 1]
  .map(
    () => `  - detection:
      selection: { errorCode: AccessDenied }
      condition: selection
    count: { at-least: 3, within: 10m }`,
  )
  .join('\n')}`);
    const ids = [...idsOf(bursts, burst(hour, 'a')), ...idsOf(bursts, other), ...idsOf(twice, other)];
    expect(new Set(ids).size).toBe(4);
  });
});

describe('properties', () => {
  /** Thick enough for bursts, over four days, most of it around midnight. */
  const second = fc.oneof(
    fc.nat(4 * day),
    fc
      .tuple(fc.nat(3), fc.integer({ min: -1200, max: 1200 }))
      .map(([days, s]) => Math.max(0, days * day + s)),
  );
  const drawn = fc
    .array(fc.tuple(second, fc.nat(1), fc.nat(400)), { maxLength: 12 })
    .map((starts) =>
      starts.flatMap(([start, group, gap], n) =>
        [0, 1, 2].map((i) => deny(start + i * gap, `e${n}-${i}`, `192.0.2.${group}`)),
      ),
    );
  const within = 600;
  const secondsOf = ({ eventTime }: Event) => (Date.parse(eventTime) - Date.UTC(2024, 4, 1)) / 1000;
  /** By day and address: the finding is of the day of its last event. */
  const told = (events: readonly Event[]) => {
    const byId = new Map(events.map((event) => [event.eventID, event]));
    return new Map(
      shownOf(bursts, events).map(({ ids, fingerprint, counted }) => {
        const last = byId.get(ids.at(-1) ?? '');
        if (!last) throw new Error('a finding without events');
        return [`${Math.floor(secondsOf(last) / day)} ${counted?.group.join()}`, fingerprint];
      }),
    );
  };

  it('are one finding of a day and group, with the same id for any order and copies', () =>
    fc.assert(
      fc.property(
        drawn.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        ([all, shuffled]) => {
          const shown = shownOf(bursts, all);
          expect(shownOf(bursts, shuffled)).toEqual(shown);
          expect(told(all).size).toBe(shown.length);
          expect(new Set(shown.map(({ fingerprint }) => fingerprint)).size).toBe(shown.length);
        },
      ),
      { seed, numRuns: 300 },
    ));

  it('are those of the definition: an event with which the count of the time before it is reached', () =>
    fc.assert(
      fc.property(drawn, (all) => {
        const expected = new Map<string, Set<string>>();
        for (const one of all) {
          const before = all
            .filter(
              (other) =>
                other.sourceIPAddress === one.sourceIPAddress &&
                secondsOf(other) <= secondsOf(one) &&
                secondsOf(other) >= secondsOf(one) - within,
            )
            .map(({ eventID }) => eventID);
          if (before.length < 3) continue;
          const key = `${Math.floor(secondsOf(one) / day)} ${one.sourceIPAddress}`;
          expected.set(key, new Set([...(expected.get(key) ?? []), one.eventID]));
        }
        expect([...told(all).keys()].sort()).toEqual([...expected.keys()].sort());
        const shown = shownOf(bursts, all).flatMap(({ ids }) => ids);
        for (const ids of expected.values()) for (const id of ids) expect(shown).toContain(id);
      }),
      { seed, numRuns: 300 },
    ));

  it('tell each event of a finding once, in order, and enough of them', () =>
    fc.assert(
      fc.property(drawn, (all) => {
        const place = new Map(all.map((event) => [event.eventID, event]));
        for (const { ids } of shownOf(bursts, all)) {
          const times = ids.map((id) => secondsOf(place.get(id) ?? at(0, '', {})));
          expect(new Set(ids).size).toBe(ids.length);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          // The finding holds by itself: nothing that it needs is left to other findings.
          const alone = shownOf(
            bursts,
            all.filter(({ eventID }) => ids.includes(eventID)),
          );
          expect(alone.at(-1)?.ids).toEqual(ids);
        }
      }),
      { seed, numRuns: 300 },
    ));

  it('have the id that they have in more, if as much as the time before the first of the day is read', () =>
    fc.assert(
      fc.property(drawn, fc.nat(4 * day), (all, cut) => {
        const whole = told(all);
        const part = told(all.filter((event) => secondsOf(event) >= cut));
        for (const [key, id] of part) expect(whole.get(key)).toBe(id);
        const safe = Math.ceil((cut + within) / day);
        for (const [key, id] of whole) if (Number(key.split(' ')[0]) >= safe) expect(part.get(key)).toBe(id);
      }),
      { seed, numRuns: 300 },
    ));

  it('keep their ids when an earlier event arrives late, and none of other days come when events go', () =>
    fc.assert(
      fc.property(drawn, fc.nat(100), (all, at) => {
        const late = all[at % Math.max(all.length, 1)];
        const without = told(all.filter((event) => event !== late));
        const whole = told(all);
        for (const [key, id] of without) expect(whole.get(key)).toBe(id);
        if (!late) return;
        const reach = Math.floor((secondsOf(late) + within) / day);
        const first = Math.floor(secondsOf(late) / day);
        for (const key of whole.keys()) {
          const of = Number(key.split(' ')[0]);
          if (of < first || of > reach) expect(without.has(key)).toBe(true);
        }
      }),
      { seed, numRuns: 300 },
    ));
});
