/** Windows of the week: days, midnight, zones whose clocks change. */
import { expect, it } from 'vitest';
import { days, isInside, type Window } from '../../../src/commands/check/windows.js';

const window = (from: number, to: number, own: Window['days'] = days, zone = 'UTC'): Window => ({
  days: own,
  from: from * 60,
  to: to * 60,
  zone,
});
const work = window(9, 17, ['mon', 'tue', 'wed', 'thu', 'fri']);
const night = window(22, 2, ['fri']);
const berlin = window(9, 17, days, 'Europe/Berlin');

it.each<[string, Window, string, boolean]>([
  ['its first minute', work, '2024-05-06T09:00:00Z', true],
  ['before it', work, '2024-05-06T08:59:59Z', false],
  ['the minute after it', work, '2024-05-06T17:00:00Z', false],
  ['a Sunday', work, '2024-05-05T12:00:00Z', false],
  ['before 1970', work, '1969-12-29T12:00:00Z', true],
  ['Friday night', night, '2024-05-03T23:00:00Z', true],
  ['over midnight', night, '2024-05-04T01:59:59Z', true],
  ['behind its end', night, '2024-05-04T02:00:00Z', false],
  ['the night before', night, '2024-05-03T01:00:00Z', false],
  ['summer in Berlin', berlin, '2024-07-01T07:00:00Z', true],
  ['winter in Berlin', berlin, '2024-01-01T07:30:00Z', false],
  ['the whole day', window(0, 24), '2024-05-06T23:59:59Z', true],
])('%s', (_, one, time, expected) => expect(isInside([one], Date.parse(time))).toBe(expected));

it('without any, nothing is inside', () => expect(isInside([], 0)).toBe(false));
