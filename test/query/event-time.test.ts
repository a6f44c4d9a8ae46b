import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/query/event-time.js';

describe('instantOf', () => {
  it.each([
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T10:00:00.25Z', '2024-05-01T10:00:00.250Z'],
    ['2024-05-01T12:00:00+02:00', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T12:00:00+0200', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T10:00Z', '2024-05-01T10:00:00.000Z'],
    // Not the clock of this machine.
    ['2024-05-01T10:00:00', '2024-05-01T10:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(new Date(instantOf(text)).toISOString()).toBe(expected);
  });

  it.each([
    undefined,
    null,
    5,
    1714557600,
    ['2024-05-01T10:00:00Z'],
    '',
    '5',
    'May 2024',
    '2024-05-01',
    '2024-13-01T10:00:00Z',
  ])('%s is none', (value) => {
    expect(instantOf(value)).toBeNaN();
  });
});
