import { describe, expect, it } from 'vitest';
import { bar, sparkline } from '../../src/format/bars.js';

describe('a bar', () => {
  it.each([
    { share: 0, width: 8, shown: '' },
    { share: -1, width: 8, shown: '' },
    { share: Number.NaN, width: 8, shown: '' },
    { share: 1e-9, width: 8, shown: '▏' },
    { share: 0.5, width: 8, shown: '████' },
    { share: 0.5, width: 1, shown: '▌' },
    { share: 1, width: 3, shown: '███' },
    { share: 7, width: 3, shown: '███' },
    { share: 0.999, width: 3, shown: '███' },
    { share: 0.3, width: 4, shown: '█▎' },
  ])('of $share in $width places', ({ share, width, shown }) => {
    expect(bar(share, width)).toBe(shown);
  });

  it('is never longer for less', () => {
    const lengths = Array.from({ length: 200 }, (_, i) => bar(i / 200, 20)).map(
      (text) =>
        text.length * 8 -
        ('▏▎▍▌▋▊▉'.includes(text.at(-1) ?? '█') ? 8 - '▏▎▍▌▋▊▉'.indexOf(text.at(-1) ?? '') - 1 : 0),
    );
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });
});

describe('a line of columns', () => {
  it.each([
    { values: [], width: 5, shown: '' },
    { values: [0, 0], width: 5, shown: '··' },
    { values: [1, 2, 4, 8], width: 5, shown: '▁▂▄█' },
    { values: [0, 1, 1000], width: 5, shown: '·▁█' },
    { values: [3], width: 5, shown: '█' },
    { values: [1, 1, 2, 2, 0, 0], width: 3, shown: '▄█·' },
    { values: [1, 0, 0, 0, 0], width: 2, shown: '█·' },
  ])('of $values in $width places', ({ values, width, shown }) => {
    expect(sparkline(values, width)).toBe(shown);
  });

  it('takes no more places than there are, and loses no value', () => {
    for (const length of [59, 60, 61, 119, 7_305]) {
      const values = Array.from({ length }, (_, i) => (i === length - 1 ? 1 : 0));
      const line = sparkline(values, 60);
      expect(line).toHaveLength(Math.min(60, length));
      expect(line.at(-1)).toBe('█');
    }
  });
});
