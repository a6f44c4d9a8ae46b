import { describe, expect, it } from 'vitest';
import type { TimePart } from '../../src/query/ast.js';
import { timePart } from '../../src/query/time-part.js';

describe('timePart', () => {
  it.each<[string, TimePart, number | undefined]>([
    ['2024-05-02T08:42:15Z', 'minute', 42],
    ['2024-05-02T08:42:15Z', 'hour', 8],
    ['2024-05-02T08:42:15Z', 'day', 2],
    ['2024-05-02T08:42:15Z', 'week', 18],
    ['2024-05-02T08:42:15Z', 'month', 5],
    ['2024-05-02T08:42:15Z', 'year', 2024],
    ['2024-05-02T23:42:15+05:00', 'hour', 23],
    ['2024-05-02T08:42', 'hour', 8],
    ['2024-05-02 08:42:15.123Z', 'hour', 8],
    ['2021-01-03T00:00:00Z', 'week', 53],
    ['2021-01-04T00:00:00Z', 'week', 1],
    ['2024-12-30T00:00:00Z', 'week', 1],
    ['2024-02-30T00:00:00Z', 'day', undefined],
    ['2024-05-02', 'day', undefined],
    ['08:42', 'hour', undefined],
    ['x2024-05-02T08:42:15Z', 'hour', undefined],
    ['', 'hour', undefined],
  ])('of %s the %s', (text, part, value) => expect(timePart(text, part)).toBe(value));
});
