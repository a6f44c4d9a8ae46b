/** The chart over time: bars of one scale, as wide as there is room for. */
import { describe, expect, it } from 'vitest';
import { chart, type Series } from '../../src/format/chart.js';

const minute = 60_000;
const start = Date.UTC(2024, 4, 2, 8);
const series = (name: string, minutes: readonly number[]): Series => ({
  name,
  tone: 'plain',
  times: minutes.map((each) => start + each * minute),
});
const drawn = (all: readonly Series[], width = 60): readonly string[] =>
  [...chart(all, 'Over time', 'UTC', { width, colour: false, terminal: true })]
    .join('')
    .split('\n')
    .slice(0, -1);

describe('chart', () => {
  it('draws a row for each series', () => {
    const lines = drawn([series('high', [0, 0, 0, 0, 10]), series('low', [10, 10])]);
    expect(lines).toEqual([
      'Over time, a bar for 15 s, the highest 4',
      `high  █${' '.repeat(39)}▂ 5`,
      `low    ${' '.repeat(39)}▄ 2`,
      '      2024-05-02 08:00:00   2024-05-02 08:10:00',
    ]);
  });

  it.each([20, 40, 80, 200])('is no wider than a terminal of %i', (width) => {
    for (const span of [1, 60, 1440, 100_000, 10_000_000]) {
      const bars = drawn([series('critical', [0, span / 3, span])], width).slice(1, -1);
      for (const line of bars) expect(line.length).toBeLessThanOrEqual(Math.max(width, 30));
    }
  });

  it('draws nothing of a single moment, or of none', () => {
    expect(drawn([series('high', [0, 0])])).toEqual([]);
    expect(drawn([])).toEqual([]);
    expect(drawn([{ name: 'x', tone: 'plain', times: [Number.NaN] }])).toEqual([]);
  });

  it('draws half a million moments', () => {
    expect(
      drawn([
        series(
          'high',
          Array.from({ length: 500_000 }, (_, i) => i % 1000),
        ),
      ]).length,
    ).toBe(3);
  });
});
