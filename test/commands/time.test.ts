import { describe, expect, it } from 'vitest';
import { parseDuration, parseTime, parseZone } from '../../src/commands/time.js';
import { formatTime, zoneOffset } from '../../src/format/time.js';
import { UsageError } from '../../src/model/usage-error.js';

const now = Date.parse('2023-07-10T22:30:00.500Z');

describe('times in UTC', () => {
  it.each([
    ['2023-07-10', '2023-07-10T00:00:00.000Z'],
    ['2023-07-10T12:08', '2023-07-10T12:08:00.000Z'],
    ['2023-07-10 12:08:06', '2023-07-10T12:08:06.000Z'],
    ['2023-07-10T12:08:06Z', '2023-07-10T12:08:06.000Z'],
    ['2023-07-10t12:08:06z', '2023-07-10T12:08:06.000Z'],
    ['2023-07-10T12:08:06.250Z', '2023-07-10T12:08:06.250Z'],
    ['2023-07-10T12:08:06,250Z', '2023-07-10T12:08:06.250Z'],
    ['2023-07-10 12:08:06.123456', '2023-07-10T12:08:06.123Z'],
    ['2023-07-10T12:08+02:00', '2023-07-10T10:08:00.000Z'],
    ['2023-07-10 12:08:06 -0730', '2023-07-10T19:38:06.000Z'],
    ['2023-07-10T12:08:06+02', '2023-07-10T10:08:06.000Z'],
    ['20230710T1205Z', '2023-07-10T12:05:00.000Z'],
    ['20230710T120507Z', '2023-07-10T12:05:07.000Z'],
    [' 2024-02-29 ', '2024-02-29T00:00:00.000Z'],
    ['1688990886', '2023-07-10T12:08:06.000Z'],
    ['1688990886250', '2023-07-10T12:08:06.250Z'],
    ['now', '2023-07-10T22:30:00.500Z'],
    ['today', '2023-07-10T00:00:00.000Z'],
    ['Yesterday', '2023-07-09T00:00:00.000Z'],
    ['90s', '2023-07-10T22:28:30.500Z'],
    ['30m', '2023-07-10T22:00:00.500Z'],
    ['2h', '2023-07-10T20:30:00.500Z'],
    ['14d', '2023-06-26T22:30:00.500Z'],
    ['2w', '2023-06-26T22:30:00.500Z'],
    ['1d12h', '2023-07-09T10:30:00.500Z'],
  ])('%s', (text, expected) => {
    expect(new Date(parseTime(text, { now, zone: 'UTC' })).toISOString()).toBe(expected);
  });
});

describe('times in a zone', () => {
  it.each([
    ['2023-07-10', 'Europe/Berlin', '2023-07-09T22:00:00.000Z'],
    ['2023-01-10 12:00', 'Europe/Berlin', '2023-01-10T11:00:00.000Z'],
    ['2023-07-10T12:00Z', 'Europe/Berlin', '2023-07-10T12:00:00.000Z'],
    ['2023-07-10 12:00', 'Asia/Kathmandu', '2023-07-10T06:15:00.000Z'],
    ['2023-07-10 12:00', 'America/St_Johns', '2023-07-10T14:30:00.000Z'],
    // now is already the 11th in Berlin
    ['today', 'Europe/Berlin', '2023-07-10T22:00:00.000Z'],
    ['yesterday', 'Europe/Berlin', '2023-07-09T22:00:00.000Z'],
    ['1d', 'Europe/Berlin', '2023-07-09T22:30:00.500Z'],
    // 02:00 to 03:00 is skipped on this day, and occurs twice on that one
    ['2023-03-26 01:59:59', 'Europe/Berlin', '2023-03-26T00:59:59.000Z'],
    ['2023-03-26 02:30', 'Europe/Berlin', '2023-03-26T01:30:00.000Z'],
    ['2023-03-26 03:00', 'Europe/Berlin', '2023-03-26T01:00:00.000Z'],
    ['2023-10-29 01:59', 'Europe/Berlin', '2023-10-28T23:59:00.000Z'],
    ['2023-10-29 02:30', 'Europe/Berlin', '2023-10-29T00:30:00.000Z'],
    ['2023-10-29 03:00', 'Europe/Berlin', '2023-10-29T02:00:00.000Z'],
    // a day without a midnight begins at one
    ['2024-09-08', 'America/Santiago', '2024-09-08T04:00:00.000Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(new Date(parseTime(text, { now, zone })).toISOString()).toBe(expected);
  });
});

describe('not a time', () => {
  it.each([
    '',
    'soon',
    '2023',
    '2023-7-1',
    '10/07/2023',
    '2 hours',
    '-2h',
    '2H30',
    '5y',
    '2023-07-10T',
    '12345',
  ])('%j', (text) => {
    expect(() => parseTime(text, { now, zone: 'UTC' })).toThrow(
      expect.objectContaining({ name: 'UsageError', message: `'${text}' is not a time` }),
    );
  });
  it.each([
    '2023-02-29',
    '2023-13-01',
    '2023-07-10T25:00',
    '2023-07-10T12:60Z',
    '20230231T1205Z',
    '99999999999d',
  ])('%j does not exist', (text) => {
    for (const zone of ['UTC', 'Europe/Berlin']) {
      expect(() => parseTime(text, { now, zone })).toThrow(
        new UsageError(`there is no such time: '${text}'`),
      );
    }
  });
});

it.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['2w', 1_209_600_000],
])('%s is a length of time', (text, expected) => expect(parseDuration(text)).toBe(expected));

it.each(['', '0s', '1', 'h', '-1h', '1.5h', '1h 30m'])('%j is no length of time', (text) => {
  expect(() => parseDuration(text)).toThrow(UsageError);
});

describe('zones', () => {
  it.each([
    ['utc', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['local', new Intl.DateTimeFormat().resolvedOptions().timeZone],
  ])('%s', (text, expected) => expect(parseZone(text)).toBe(expected));

  it.each(['', 'Mars/Olympus', '+25:99'])('%j is none', (text) => {
    expect(() => parseZone(text)).toThrow(UsageError);
  });

  it.each([
    ['2023-07-10T12:08:06Z', 'UTC', '2023-07-10 12:08:06'],
    ['2023-07-10T12:08:06.250Z', 'UTC', '2023-07-10 12:08:06.250'],
    ['2023-07-10T12:08:06Z', 'Europe/Berlin', '2023-07-10 14:08:06+02:00'],
    ['2023-12-31T23:30:00Z', 'Asia/Kathmandu', '2024-01-01 05:15:00+05:45'],
    ['2023-07-10T02:00:00Z', 'America/St_Johns', '2023-07-09 23:30:00-02:30'],
    ['2023-07-10T12:08:06Z', 'Europe/London', '2023-07-10 13:08:06+01:00'],
    ['2023-01-10T12:08:06Z', 'Europe/London', '2023-01-10 12:08:06+00:00'],
    ['no time at all', 'UTC', 'no time at all'],
  ])('%s in %s is written', (text, zone, expected) => {
    expect(formatTime(text, zone)).toBe(expected);
    const instant = Date.parse(text);
    if (!Number.isNaN(instant)) expect(formatTime(instant, zone)).toBe(expected);
  });

  it('knows offsets of less than a minute', () => {
    expect(zoneOffset(Date.UTC(1880, 0, 1), 'Europe/Berlin')).toBe((53 * 60 + 28) * 1000);
  });
});
