import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Beat, heartbeatSilences } from '../../../src/analysis/coverage/index.js';

const minute = 60_000;
const start = Date.UTC(2024, 4, 1);
const place = {
  account: '111122223333',
  region: 'eu-west-1',
  service: 'config.amazonaws.com',
  action: 'ec2:Describe',
};

/** One beat for each time, in minutes. */
function beats(times: readonly number[], more: Partial<Beat> = {}): Beat[] {
  return times.map((time) => ({
    ...{ ...place, count: 1, first: start + time * minute, last: start + time * minute },
    ...more,
  }));
}

const every = (step: number, count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, i) => from + i * step);
const quiet = () => true;
const told = (all: readonly Beat[], isQuiet = quiet): string[] =>
  heartbeatSilences(all, isQuiet).map(
    ({ last, next, others }) => `${(last - start) / minute}-${(next - start) / minute} +${others}`,
  );

describe('a heartbeat that falls silent', () => {
  it.each<[string, Beat[], string[]]>([
    ['once', [...beats(every(10, 50)), ...beats(every(10, 50, 600))], ['490-600 +0']],
    [
      'twice',
      [...beats(every(10, 30)), ...beats(every(10, 30, 400)), ...beats(every(10, 30, 800))],
      ['290-400 +0', '690-800 +0'],
    ],
    [
      'with others, of which the quickest tells',
      [
        ...beats([...every(10, 50), ...every(10, 50, 600)]),
        ...beats([...every(5, 100), ...every(5, 100, 605)], { action: 'sts:AssumeRole' }),
      ],
      ['495-605 +1'],
    ],
    [
      'among beats that come in numbers',
      [
        { ...place, count: 60, first: start, last: start + 59 * minute },
        { ...place, count: 60, first: start + 180 * minute, last: start + 239 * minute },
      ],
      ['59-180 +0'],
    ],
    ['for less than a quarter of an hour', [...beats(every(1, 50)), ...beats(every(1, 50, 60))], []],
    ['before its rhythm was there', [...beats([0]), ...beats(every(10, 50, 600))], []],
    ['now and then anyway', beats(every(10, 200).filter((time) => time % 300 > 60)), []],
    ['after too few beats', [...beats(every(10, 8)), ...beats(every(10, 8, 300))], []],
    ['of a rhythm of days', [...beats(every(600, 40)), ...beats(every(600, 40, 50_000))], []],
    ['of nothing', [], []],
  ])('%s', (_, all, expected) => expect(told(all)).toEqual(expected));

  it('counts only where nothing else was recorded', () => {
    const all = [...beats(every(10, 50)), ...beats(every(10, 50, 600))];
    expect(told(all, () => false)).toEqual([]);
  });

  it('is the same in any order, and never before a beat or after the next', () => {
    const times = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 200 });
    fc.assert(
      fc.property(
        times.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const found = heartbeatSilences(beats(all), quiet);
          expect(heartbeatSilences(beats(shuffled), quiet)).toEqual(found);
          for (const { last, next } of found) {
            const inside = all
              .map((time) => start + time * minute)
              .filter((time) => time > last && time < next);
            expect(inside).toEqual([]);
          }
        },
      ),
      { seed: 6, numRuns: 100 },
    );
  });
});
