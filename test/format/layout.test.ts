import { describe, expect, it } from 'vitest';
import { type ColumnShape, chooseLayout } from '../../src/format/layout.js';

const lead = (natural: number, floor = natural, word = floor): ColumnShape => ({
  natural,
  floor,
  word,
  lead: true,
});
const other = (natural: number, floor = natural, word = floor): ColumnShape => ({
  natural,
  floor,
  word,
  lead: false,
});

describe('chooseLayout', () => {
  it.each([
    {
      name: 'without a limit columns are as wide as they ask, within reason',
      columns: [lead(20), other(500, 12)],
      width: 0,
      layout: { kind: 'table', widths: [20, 100] },
    },
    {
      name: 'a table that fits is left alone',
      columns: [lead(20), other(30, 12)],
      width: 52,
      layout: { kind: 'table', widths: [20, 30] },
    },
    {
      name: 'the widest gives way first',
      columns: [lead(20), other(100, 12), other(30, 12)],
      width: 80,
      layout: { kind: 'table', widths: [20, 28, 28] },
    },
    {
      name: 'the others give way before the leading columns',
      columns: [lead(30, 10), other(40, 12)],
      width: 50,
      layout: { kind: 'table', widths: [30, 18] },
    },
    {
      name: 'an overlong leading column gives way in the table',
      columns: [lead(300, 10), other(40, 12)],
      width: 80,
      layout: { kind: 'table', widths: [66, 12] },
    },
    {
      name: 'the others leave before a leading column is cut short',
      columns: [lead(30, 10), other(36), other(12)],
      width: 80,
      layout: { kind: 'details', widths: [30] },
    },
    {
      name: 'leading columns are narrowed once they are alone',
      columns: [lead(19), lead(90, 10), other(36), other(40)],
      width: 80,
      layout: { kind: 'details', widths: [19, 59] },
    },
    {
      name: 'the others leave before their words are broken',
      columns: [lead(19), other(40, 10, 20), other(36)],
      width: 78,
      layout: { kind: 'details', widths: [19] },
    },
    {
      name: 'words of leading columns are broken last',
      columns: [lead(19), lead(30, 10), lead(36, 10, 28)],
      width: 62,
      layout: { kind: 'details', widths: [19, 11, 28] },
    },
    {
      name: 'and only where there is no other way',
      columns: [lead(19), lead(30, 10, 12), lead(36, 10, 28)],
      width: 60,
      layout: { kind: 'details', widths: [19, 12, 25] },
    },
    {
      name: 'too narrow for the leading columns',
      columns: [lead(19), lead(30, 20), other(36)],
      width: 40,
      layout: { kind: 'lines' },
    },
  ] as const)('$name', ({ columns, width, layout }) =>
    expect(chooseLayout(columns, width, 2)).toEqual(layout),
  );
});
