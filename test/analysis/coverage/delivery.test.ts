import { describe, expect, it } from 'vitest';
import { deliveryRhythm, lateCounter } from '../../../src/analysis/coverage/index.js';

const minute = 60_000;
const start = Date.UTC(2024, 4, 1);
const place = { account: '111122223333', region: 'eu-west-1' };

describe('late deliveries', () => {
  const late = (...delays: readonly number[]) => {
    const counter = lateCounter();
    for (const [i, delay] of delays.entries()) {
      const deliveredAt = start + i * 10 * minute;
      counter.take({ ...place, file: `f${i}`, deliveredAt, firstEvent: deliveredAt - delay * minute });
    }
    return counter
      .late()
      .map(({ late: count, files, longest, file }) => [count, files, longest / minute, file]);
  };
  it.each<[string, number[], unknown[]]>([
    ['none within half an hour', [5, 10, 30], []],
    ['one later', [5, 31, 10], [[1, 3, 31, 'f1']]],
    ['two, of which the latest is named', [90, 5, 1200], [[2, 3, 1200, 'f2']]],
    ['none of files without events', [Number.NaN, Number.NaN], []],
  ])('%s', (_, delays, expected) => expect(late(...delays)).toEqual(expected));
});

describe('the rhythm of deliveries', () => {
  it('is the usual wait, with files of one minute as one', () => {
    const times = Array.from({ length: 20 }, (_, i) => start + i * 5 * minute);
    expect(deliveryRhythm([...times.toReversed(), ...times])).toEqual({
      files: 40,
      first: start,
      last: start + 95 * minute,
      usual: 5 * minute,
    });
  });
  it('is not told of a few', () => {
    expect(deliveryRhythm([start, start + minute, start + 2 * minute]).usual).toBeNull();
  });
});
