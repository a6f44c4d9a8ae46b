import { describe, expect, it } from 'vitest';
import { type HeatMap, heatMap } from '../../src/format/heat-map.js';

const map = (columns: number, more: Partial<HeatMap> = {}): HeatMap => ({
  title: 'events by day',
  columns: Array.from({ length: columns }, (_, i) => `05-${String(i + 1).padStart(2, '0')}`),
  from: 'begin',
  to: 'end',
  rows: [
    {
      name: 'eu-west-1',
      heading: '',
      values: Array.from({ length: columns }, (_, i) => (i === 1 ? 0 : 10 ** (i % 6))),
      marked: Array.from({ length: columns }, (_, i) => i === 1 || i === 2),
    },
  ],
  mark: 'a gap',
  ...more,
});
const drawn = (what: HeatMap, width: number, colour = false): string[] =>
  [...heatMap(what, { width, colour, terminal: true })].join('').split('\n');

describe('a heat map', () => {
  it('with room holds numbers', () => {
    expect(drawn(map(6), 80)).toEqual([
      'events by day',
      '               05-01   05-02   05-03   05-04   05-05   05-06',
      '  eu-west-1  ░     1 ×       ▒!  100 ▓  1000 █ 10.0k █  100k',
      '  · none  ░ 1+  ▒ 18+  ▓ 317+  █ 5,624+  × ! a gap',
      '',
    ]);
  });

  it('without has a character for each cell, or for several', () => {
    expect(drawn(map(40), 80)[1]).toMatch(/^ {2}eu-west-1 {2}░×!▓██░░▒/);
    const narrow = drawn(map(200), 60);
    expect(narrow[0]).toBe('events by day, 5 to a cell');
    for (const line of narrow) expect(line.length).toBeLessThanOrEqual(60);
  });

  it.each([20, 40, 80, 120])('fits %s columns, with colour too', (width) => {
    for (const columns of [1, 6, 30, 365]) {
      const plain = drawn(map(columns), width);
      expect(drawn(map(columns), width, true).map((line) => line.replaceAll(/\u001b\[\d+m/g, ''))).toEqual(
        plain,
      );
      for (const line of plain.slice(0, -2)) expect(line.length).toBeLessThanOrEqual(Math.max(width, 40));
    }
  });

  it('shows hostile names escaped', () => {
    const [row] = map(3).rows;
    const rows = row ? [{ ...row, name: 'eu\u001b[2J', heading: '\u202e' }] : [];
    expect(drawn(map(3, { rows }), 80).join('\n')).not.toMatch(/[\u001b\u202e]/);
  });

  it('without anything is all dots', () => {
    const rows = [{ name: 'a', heading: '', values: [0, 0], marked: [false, false] }];
    expect(drawn(map(2, { rows }), 80)[2]).toBe('  a  ·       ·');
  });
});
