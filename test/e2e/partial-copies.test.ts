/** An event of which one file holds all and another only part is one event, shown as the one that holds all of it. */
import { describe, expect, it } from 'vitest';
import { archive, record, trail } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const times = Array.from({ length: 6 }, (_, i) => `2024-06-01T10:0${i}:00Z`);
const whole = times.map((eventTime, i) => record(`id-${i}`, { eventTime }));
const csv = (ids: readonly number[]): string =>
  [
    'Event name,Event time,Event source,AWS region,Event ID',
    ...ids.map((i) => `DeleteBucket,${times[i]},s3.amazonaws.com,eu-west-1,id-${i}`),
  ]
    .join('\n')
    .concat('\n');

// One before the trail files and one behind them, and an event that no trail file holds.
const folder = archive({
  'a.csv': csv([0, 1, 5]),
  'b.json': trail(...whole.slice(0, 3)),
  'c.json.gz': trail(...whole.slice(2, 5)),
  'd.csv': csv([1, 3, 5]),
});
const expected = times.map((_, i) => ({
  id: `id-${i}`,
  file: i === 5 ? 'a.csv' : i < 3 ? 'b.json' : 'c.json.gz',
}));

describe.each(['1', '2', '3'])('with %s threads', (threads) => {
  it.each([[], ['--max-memory', '1KB']])('events %j', (...bound) => {
    const { code, stdout, stderr } = trailscan([
      ...['events', folder, '--format', 'ndjson', '--threads', threads, ...bound],
    ]);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { eventID: string; file: string });
    expect(rows.map(({ eventID, file }) => ({ id: eventID, file: file.slice(folder.length + 1) }))).toEqual(
      expected,
    );
    expect(stderr).toMatch(/read 4 files, 12 events; 6 repeated deliveries folded\n$/);
    expect(code).toBe(0);
  });

  it('count', () => {
    const { code, stdout } = trailscan([
      ...['count', folder, '--by', 'requestParameters.bucketName', '--format', 'csv', '--threads', threads],
    ]);
    expect(stdout.split('\n').slice(1, 3)).toEqual([
      'bucket-x,5,0,0,2024-06-01T10:00:00Z,2024-06-01T10:04:00Z',
      ',1,0,0,2024-06-01T10:05:00Z,2024-06-01T10:05:00Z',
    ]);
    expect(code).toBe(0);
  });
});

it('with a limit there are as many events as asked for', () => {
  const { stdout } = trailscan(['events', folder, '--limit', '4', '--format', 'csv', '--columns', 'eventID']);
  expect(stdout.trim().split('\n')).toHaveLength(5);
});

it('all copies are kept where that is asked for', () => {
  const { stdout } = trailscan(['events', folder, '--keep-duplicates', '-f', 'csv', '-c', 'eventID']);
  expect(stdout.trim().split('\n')).toHaveLength(13);
});
