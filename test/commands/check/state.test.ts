/** What `--since last` keeps: how far it came, whom it waits for, and what it does not tell twice. */
import { describe, expect, it } from 'vitest';
import {
  givenUp,
  nextState,
  type Outcome,
  type Reported,
  type State,
  sinceOf,
  wasReported,
} from '../../../src/commands/check/state.js';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2024, 4, 10);
const now = start + 30 * day;
const scope = { packs: ['trail 1'], account: [], region: [] };
const read = { from: '', groups: new Map() };
const none: State = { scope, reached: new Map(), read, reported: [] };
const outcome: Outcome = {
  scope,
  presence: [],
  readFrom: (from) => ({ from, groups: new Map([['of', from]]) }),
  found: [],
  complete: true,
  keepAll: false,
};
const presence = (account: string, time: number) => [{ account, region: 'us-east-1', hour: time, events: 1 }];
const finding = (fingerprint: string, time: number, events: readonly string[] = [fingerprint]): Reported => ({
  fingerprint,
  control: 'trail/one',
  time,
  events,
});

describe('where the next run begins', () => {
  it.each<[string, readonly [string, number][], number | undefined]>([
    ['before the first', [], undefined],
    ['a day before the end', [['a', start]], start - day],
    [
      'a day before the slowest',
      [
        ['a', start],
        ['b', start - 3 * day],
      ],
      start - 4 * day,
    ],
    ['with everything, if the state is of a time that has not come', [['a', now + 2 * hour]], undefined],
    [
      'without one that is silent for long',
      [
        ['a', start],
        ['b', start - 8 * day],
      ],
      start - day,
    ],
  ])('%s', (_, reached, expected) => expect(sinceOf({ reached: new Map(reached) }, now)).toBe(expected));

  it('is the same again where evidence could not be read', () => {
    const behind = (before: State | undefined, time: number, complete: boolean) =>
      nextState(before, { ...outcome, presence: presence('a', time), complete }, now);
    const before = behind(undefined, start, true);
    expect(before.reached.get('a')).toBe(start + hour);
    const { reached, read } = behind(before, start + day, false);
    expect({ reached, read }).toEqual({ reached: before.reached, read: before.read });
    expect(behind(before, start + day, true).reached.get('a')).toBe(start + day + hour);
    expect(behind(before, start - day, true).reached).toEqual(before.reached);
  });

  it('is not moved by events of a time that has not come', () =>
    expect(
      nextState(
        undefined,
        { ...outcome, presence: [...presence('a', start), ...presence('a', now + day)] },
        now,
      ).reached,
    ).toEqual(new Map([['a', start + hour]])));

  it('names files from 31 days before the end on', () =>
    expect(nextState(none, { ...outcome, presence: presence('a', start) }, now).read).toEqual({
      from: '2024-04-09',
      groups: new Map([['of', '2024-04-09']]),
    }));

  it('names whom it does not wait for', () =>
    expect(
      givenUp({
        ...none,
        reached: new Map([
          ['a', start],
          ['b', start - 8 * day],
          ['c', start - day],
        ]),
      }),
    ).toEqual(['b']));
});

describe('what was told', () => {
  it.each([
    ['as long as files of its time are known by their names', false, ['day', 'new']],
    ['for ever, where exports may hold it again', true, ['old', 'day', 'new']],
  ])('is kept %s', (_, keepAll, kept) => {
    const found = [finding('old', start - 33 * day), finding('day', start - 31 * day), finding('new', start)];
    const state = nextState(none, { ...outcome, presence: presence('a', start), found, keepAll }, now);
    expect(state.reported.map(({ fingerprint }) => fingerprint)).toEqual(kept);
  });

  it('is known by its fingerprint, or by its events as part of another', () => {
    const known = wasReported({ ...none, reported: [finding('f', start, ['1', '2', '3', '4'])] });
    expect(known('trail/one', 'f', () => ['1'])).toBe(true);
    expect(known('trail/one', 'g', () => ['2', '3', '4'])).toBe(true);
    expect(known('trail/one', 'g', () => ['2', '3', '5'])).toBe(false);
    expect(known('trail/two', 'g', () => ['2', '3', '4'])).toBe(false);
    expect(known('trail/one', 'g', () => ['1'])).toBe(false);
  });
});
