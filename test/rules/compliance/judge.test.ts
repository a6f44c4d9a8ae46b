/** Verdicts from what was seen: each kind of condition, and what no order and no copy may change. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../src/rules/compliance/index.js';
import { at, controlsOf, type Event, judged, nothingAllowed } from './pack-text.js';

const seed = 20_240_501;

const stops = controlsOf(`must-not:
  - detection:
      selection: { eventName: StopLogging }
      condition: selection
    unless: []`);
const bursts = controlsOf(`must-not:
  - detection:
      selection: { errorCode: AccessDenied }
      condition: selection
    count: { at-least: 3, within: 10m, by: [sourceIPAddress] }`);
const validated = controlsOf(`state:
  - detection:
      sets: { eventName: [CreateTrail, UpdateTrail] }
      good: { requestParameters.enableLogFileValidation: true }
      condition: sets
    good: good
    by: [requestParameters.name]`);
const seen = (otherwise: string) =>
  controlsOf(`must:
  - title: a backup
    detection:
      selection: { eventName: StartBackupJob }
      condition: selection
    otherwise: ${otherwise}`);
const byPipeline = controlsOf(`must-not:
  - detection:
      selection: { eventName: CreateUser }
      condition: selection
    unless: [allowed-principals, windows]`);

const stop = (seconds: number, id: string) => at(seconds, id, { eventName: 'StopLogging' });
const deny = (seconds: number, id: string, sourceIPAddress: string | null = '192.0.2.1') =>
  at(seconds, id, { eventName: 'ListUsers', errorCode: 'AccessDenied', sourceIPAddress });
const trail = (seconds: number, id: string, name: string, good: boolean) =>
  at(seconds, id, { eventName: 'UpdateTrail', requestParameters: { name, enableLogFileValidation: good } });
const made = (seconds: number, id: string, userName: string) =>
  at(seconds, id, { eventName: 'CreateUser', userIdentity: { userName } });

const deployer = {
  kind: 'oneOf',
  path: ['userIdentity', 'userName'],
  values: ['deployer'],
  foldCase: true,
} as const;

/** The ids of the events of each proof, and the verdict with full evidence. */
function told(controls: Parameters<typeof judged>[0], events: readonly Event[], ...rest: unknown[]) {
  const [judgement] = judged(controls, events, ...(rest as [never, never]));
  if (!judgement) throw new Error('no control');
  const { verdict, reasons } = outcomeOf(judgement, judgement.proofs.length, []);
  return {
    found: judgement.shown.map(({ ids }) => ids),
    verdict,
    reasons,
  };
}

describe('must-not', () => {
  it('fails by each event', () =>
    expect(told(stops, [stop(2, 'b'), stop(1, 'a'), stop(1, 'c')])).toMatchObject({
      verdict: 'fail',
      found: [['a'], ['c'], ['b']],
    }));
  it('passes without', () =>
    expect(told(stops, [deny(1, 'a')])).toMatchObject({ verdict: 'pass', found: [] }));

  it('counts within the time', () => {
    expect(told(bursts, [deny(0, 'a'), deny(300, 'b'), deny(600, 'c')]).found).toEqual([['a', 'b', 'c']]);
    expect(told(bursts, [deny(0, 'a'), deny(300, 'b'), deny(601, 'c')]).verdict).toBe('pass');
  });
  it('counts by group, those without the field being one', () => {
    const apart = [deny(0, 'a'), deny(1, 'b', '192.0.2.2'), deny(2, 'c', '192.0.2.3')];
    expect(told(bursts, apart).verdict).toBe('pass');
    expect(told(bursts, [deny(0, 'a', null), deny(1, 'b', null), deny(2, 'c', null)]).verdict).toBe('fail');
  });
  it('cannot pass where events that it counts have no time', () => {
    const timeless = { ...deny(0, 'b'), eventTime: '' };
    expect(told(bursts, [deny(0, 'a'), timeless])).toMatchObject({
      verdict: 'not judged',
      reasons: ['an event that is counted has no time'],
    });
  });

  it('is not judged where exceptions are not configured', () =>
    expect(told(byPipeline, [made(1, 'a', 'alice')])).toMatchObject({
      verdict: 'not judged',
      reasons: ['the configuration names no allowed principals (principals.allowed) and no windows'],
    }));
  describe('excepts', () => {
    const both = { principals: deployer, windows: true };
    const early = (event: Event) => Date.parse(event.eventTime) < Date.parse('2024-05-01T00:00:03Z');
    const events = [
      made(1, 'stranger', 'alice'),
      made(2, 'right', 'deployer'),
      made(3, 'late', 'deployer'),
      made(4, 'wrong', 'alice'),
    ];
    it.each([
      ['what all hold for, where both are configured', both, ['stranger', 'late', 'wrong']],
      ['by principals, where only they are', { principals: deployer, windows: false }, ['stranger', 'wrong']],
      ['by windows, where only they are', { principals: null, windows: true }, ['late', 'wrong']],
    ])('%s', (_, allowed, found) => {
      expect(told(byPipeline, events, allowed, early).found.flat()).toEqual(found);
    });
    it('and passes where nothing else is left', () =>
      expect(told(byPipeline, [made(2, 'right', 'deployer')], both, early).verdict).toBe('pass'));
    it('nothing without a time, where windows are configured', () => {
      const timeless = { ...made(1, 'a', 'deployer'), eventTime: '' };
      expect(told(byPipeline, [timeless], both, early).found).toEqual([['a']]);
    });
    it('before it counts', () => {
      const counting = controlsOf(`must-not:
  - detection:
      selection: { eventName: CreateUser }
      condition: selection
    unless: [windows, allowed-principals]
    count: { at-least: 3, within: 10m }`);
      expect(told(counting, events, both, early).found).toEqual([['stranger', 'late', 'wrong']]);
      expect(told(counting, events.slice(0, 3), both, early).verdict).toBe('pass');
    });
    it('by what it lists alone', () => {
      const byTime = byPipeline.map((control) => ({
        ...control,
        conditions: control.conditions.map((each) => ({ ...each, unless: ['windows'] as const })),
      })) as typeof byPipeline;
      expect(told(byTime, events, both, early).found.flat()).toEqual(['late', 'wrong']);
    });
    it('by two exceptions what it excepts by each', () => {
      const drawn = fc.array(fc.tuple(fc.nat(6), fc.constantFrom('alice', 'deployer')), { maxLength: 12 });
      fc.assert(
        fc.property(drawn, (calls) => {
          const all = calls.map(([s, name], i) => made(s, `e${i}`, name));
          const found = (principals: typeof deployer | null, windows: boolean) =>
            told(byPipeline, all, { principals, windows }, early).found.flat().sort();
          const byEither = new Set([...found(deployer, false), ...found(null, true)]);
          expect(found(deployer, true)).toEqual([...byEither].sort());
        }),
        { seed, numRuns: 200 },
      );
    });
  });
});

describe('must', () => {
  const backup = at(1, 'a', { eventName: 'StartBackupJob' });
  it.each(['fail', 'not judged'])('passes when seen, otherwise %s', (otherwise) =>
    expect(told(seen(otherwise), [backup]).verdict).toBe('pass'),
  );
  it.each(['fail', 'not judged'] as const)('comes to %s otherwise', (otherwise) =>
    expect(told(seen(otherwise), [])).toEqual({
      verdict: otherwise,
      reasons: ['not seen: a backup'],
      found: [],
    }),
  );
  it('does not fail where evidence is lacking', () => {
    const [judgement] = judged(seen('fail'), []);
    if (!judgement) throw new Error('no control');
    expect(outcomeOf(judgement, 0, ['a file could not be read whole: a.json'])).toEqual({
      verdict: 'not judged',
      reasons: ['a file could not be read whole: a.json', 'not seen: a backup'],
    });
  });
});

describe('state', () => {
  it.each([
    ['good', [trail(1, 'a', 'main', true)], 'pass', []],
    ['bad', [trail(1, 'a', 'main', false)], 'fail', [['a']]],
    ['mended', [trail(1, 'a', 'main', false), trail(2, 'b', 'main', true)], 'pass', []],
    ['spoilt', [trail(1, 'a', 'main', true), trail(2, 'b', 'main', false)], 'fail', [['b']]],
    ['told by name', [trail(1, 'a', 'main', false), trail(2, 'b', 'spare', true)], 'fail', [['a']]],
    [
      'told by account',
      [trail(1, 'a', 'main', false), { ...trail(2, 'b', 'main', true), recipientAccountId: '444455556666' }],
      'fail',
      [['a']],
    ],
    ['of one second', [trail(1, 'a', 'main', false), trail(1, 'b', 'main', true)], 'not judged', []],
    ['told by nothing', [stop(1, 'a')], 'not judged', []],
  ])('%s', (_, events, verdict, found) => expect(told(validated, events)).toMatchObject({ verdict, found }));
});

describe('what may not change anything', () => {
  const everything = [...stops, ...bursts, ...validated, ...seen('fail')].map((control, i) => ({
    ...control,
    id: `c${i}`,
  }));
  const kinds = [
    (s: number, id: string, n: number) => stop(s, `${id}${n}`),
    (s: number, id: string, n: number) => deny(s, id, `192.0.2.${n}`),
    (s: number, id: string, n: number) => trail(s, id, `trail-${n % 3}`, n > 4),
    (s: number, id: string) => at(s, id, { eventName: 'StartBackupJob' }),
  ];
  const events = fc
    .array(fc.tuple(fc.nat(3), fc.nat(1500), fc.nat(9)), { maxLength: 25 })
    .map((drawn) =>
      drawn.map(([kind, s, n], i) => kinds[kind]?.(s, `e${i}-`, n)).filter((e) => e !== undefined),
    );
  const summary = (some: readonly Event[]) =>
    judged(everything, some, nothingAllowed).map((judgement) => ({
      ...outcomeOf(judgement, judgement.proofs.length, []),
      found: judgement.shown.map(({ fingerprint }) => fingerprint),
    }));

  it('is the order of events', () =>
    fc.assert(
      fc.property(
        events.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(summary(shuffled)).toEqual(summary(all));
        },
      ),
      { seed, numRuns: 300 },
    ));

  it('are copies', () =>
    fc.assert(
      fc.property(events, (all) => {
        expect(summary([...all, ...all.toReversed()])).toEqual(summary(all));
      }),
      { seed, numRuns: 300 },
    ));

  it('leaves no failure when the events that prove it are gone', () =>
    fc.assert(
      fc.property(events, (all) => {
        for (const control of [...stops, ...bursts, ...validated]) {
          let left = all;
          // What comes to light behind a proof is a proof of its own: each takes some events away.
          for (let proofs = judged([control], left)[0]?.shown ?? []; proofs.length > 0; ) {
            const gone = new Set(proofs.flatMap(({ ids }) => ids));
            left = left.filter(({ eventID }) => !gone.has(eventID));
            proofs = judged([control], left)[0]?.shown ?? [];
          }
          expect(['pass', 'not judged']).toContain(told([control], left).verdict);
        }
      }),
      { seed, numRuns: 200 },
    ));
});

describe('fingerprints', () => {
  const of = (controls: Parameters<typeof judged>[0], events: readonly Event[]) =>
    judged(controls, events).flatMap(({ shown }) => shown.map(({ fingerprint }) => fingerprint));
  it('are the same whatever else there is', () => {
    const [alone] = of(stops, [stop(5, 'a')]);
    expect(alone).toMatch(/^[0-9a-f]{32}$/);
    expect(of(stops, [stop(1, 'z'), stop(5, 'a')])).toContain(alone);
  });
  it('stay while a count goes on', () => {
    const burst = [deny(0, 'a'), deny(1, 'b'), deny(2, 'c')];
    expect(of(bursts, [...burst, deny(3, 'd')])).toEqual(of(bursts, burst));
  });
  it('differ by control', () => {
    const other = stops.map((control) => ({ ...control, id: 'two' }));
    expect(of(other, [stop(5, 'a')])).not.toEqual(of(stops, [stop(5, 'a')]));
  });
});
