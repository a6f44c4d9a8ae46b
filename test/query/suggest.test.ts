import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/query/suggest.js';

const commands = ['who-deleted', 'who-created', 'events', 'summary', 'count', 'show', 'detect', 'check'];

describe('nearest', () => {
  it.each([
    { typed: 'evntName', known: ['eventTime', 'eventName'], meant: 'eventName' },
    { typed: 'EVENTNAME', known: ['eventTime', 'eventName'], meant: 'eventName' },
    { typed: 'who-delted', known: commands, meant: 'who-deleted' },
    { typed: 'event', known: commands, meant: 'events' },
    { typed: 'cuont', known: commands, meant: 'count' },
    { typed: 'chek', known: commands, meant: 'check' },
    { typed: 'deleted', known: commands, meant: 'who-deleted' },
    // Part of two names says nothing.
    { typed: 'who-', known: commands, meant: undefined },
    { typed: 'validate', known: commands, meant: undefined },
    { typed: 'x', known: commands, meant: undefined },
    { typed: '', known: commands, meant: undefined },
    { typed: 'count', known: [], meant: undefined },
    // Of equally near names the first.
    { typed: 'bat', known: ['cat', 'hat'], meant: 'cat' },
  ])('$typed', ({ typed, known, meant }) => expect(nearest(typed, known)).toBe(meant));

  it('is not slowed by a very long name', () => {
    expect(nearest('x'.repeat(100_000), commands)).toBeUndefined();
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'abd', 1],
    ['abc', 'ac', 1],
    ['abc', 'xabc', 1],
    ['abc', 'bac', 1],
    ['kitten', 'sitting', 3],
  ])('%s to %s', (from, to, distance) => expect(editDistance(from, to)).toBe(distance));
});
