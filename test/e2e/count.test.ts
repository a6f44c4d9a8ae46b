/** `count` through the built program: what it refuses, what it prints, how it ends. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { archive, record, temporaryFolder, trail } from '../support/odd-archive.js';
import { shell, trailscan } from '../support/run-cli.js';

const count = (...args: readonly string[]) => trailscan(['count', ...args]);

describe('what it refuses', () => {
  it.each([
    { args: ['--top', '0'], says: '--top: 0 would show nothing' },
    { args: ['--rare', '0'], says: '--rare: 0 would show nothing' },
    { args: ['--top', 'ten'], says: "--top: 'ten' is not a whole number" },
    { args: ['--min', '-1'], says: "--min: '-1' is not a whole number" },
    { args: ['--every', '-5m'], says: "--every: '-5m' is not a length of time" },
    { args: ['--every', '0s'], says: "--every: '0s' is not a length of time" },
    { args: ['--every', '5'], says: "--every: '5' is not a length of time" },
    { args: ['--every', '53w'], says: "--every: '53w' is more than a year" },
    { args: ['--by', 'principle'], says: 'Did you mean principal?' },
    { args: ['--by', 'eventNam'], says: 'did you mean eventName?' },
    { args: ['--by', 'eventName,,errorCode'], says: '--by: a name is empty' },
    { args: ['--by', 'eventName', '--by', 'eventName'], says: '--by: eventName is given twice' },
    { args: ['--distinct', 'sourceIPAdress'], says: 'did you mean sourceIPAddress?' },
    { args: ['--sort', 'cuont'], says: 'did you mean count?' },
    { args: ['--sort', 'distinct'], says: '--sort distinct needs --distinct' },
    { args: ['--top', '3', '--rare', '3'], says: '--top and --rare exclude each other' },
    { args: ['--empty'], says: '--empty needs --every' },
    { args: ['--approx'], says: '--approx needs --distinct' },
    { args: ['--approx', '--distinct', 'principal'], says: 'Leave --approx out for an exact count.' },
    { args: ['--columns', 'eventName'], says: "unknown option '--columns'" },
    { args: ['--format', 'raw'], says: '--format raw prints records only' },
    { args: ['--json', '--format', 'csv'], says: 'ask for different formats' },
  ])('$args', ({ args, says }) => {
    // A folder that is not there: it is refused before that is looked at.
    const { code, stdout, stderr } = count(...args, 'no/such/folder');
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('what it prints', () => {
  it('in every format says the same', () => {
    const args = ['--by', 'eventSource,eventName', '--top', '5', 'fixtures/trails'];
    const json = JSON.parse(count(...args, '--json').stdout) as {
      by: Record<string, string>;
      count: number;
    }[];
    const told = json.map(({ by, count: events }) => [by.eventSource, by.eventName, String(events)]);
    expect(told).toHaveLength(5);
    const cells = (format: string, separator: string): string[][] =>
      count(...args, '--format', format)
        .stdout.trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(separator).slice(0, 3));
    expect(cells('csv', ',')).toEqual(told);
    expect(cells('tsv', '\t')).toEqual(told);
    const lines = count(...args, '--format', 'ndjson')
      .stdout.trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(json);
    for (const format of ['table', 'markdown']) {
      const { stdout } = count(...args, '--format', format);
      for (const [, name = '', events = ''] of told)
        expect(stdout).toMatch(new RegExp(`${name}.*\\b${events}\\b`));
    }
  });

  it('does not depend on the number of threads', () => {
    const args = ['--by', 'principal,outcome,resources.ARN', '--every', '1h', '--distinct', 'ip', '--json'];
    const [one, two, five] = ['1', '2', '5'].map((threads) =>
      count(...args, 'fixtures/trails', '--threads', threads),
    );
    expect(one?.stdout).toBe(two?.stdout);
    expect(one?.stdout).toBe(five?.stdout);
    expect(one?.stderr).toBe(five?.stderr);
  });

  it('adds up to what events lists, for every filter', () => {
    for (const filter of [
      ['--errors'],
      ['--service', 's3', '--writes'],
      ['--principal', 'alice', '--since', '2024-05-02'],
      ['--where', "eventName LIKE 'Delete%' OR errorCode IS NOT NULL"],
      ['--keep-duplicates'],
    ]) {
      const events = trailscan(['events', ...filter, 'fixtures/trails', '--format', 'ndjson'])
        .stdout.trim()
        .split('\n');
      const [row] = JSON.parse(count(...filter, 'fixtures/trails', '--json').stdout) as { count: number }[];
      expect(row?.count).toBe(events.length);
    }
  });

  it('shows what an intruder chose harmlessly', () => {
    const userAgent = '=cmd|x\u001b[2J\u202e';
    const folder = archive({ 'a.json': trail(record('1', { userAgent })) });
    expect(count('--by', 'userAgent', folder).stdout).not.toMatch(/[\u001b\u202e]/);
    expect(count('--by', 'userAgent', '--every', '1h', folder).stdout).not.toMatch(/[\u001b\u202e]/);
    expect(count('--by', 'userAgent', '--format', 'csv', folder).stdout).not.toMatch(/^"?=cmd/m);
    expect(JSON.parse(count('--by', 'userAgent', '--json', folder).stdout)[0].by).toEqual({ userAgent });
  });

  it('goes to a file', () => {
    const out = join(temporaryFolder(), 'groups.csv');
    expect(count('--by', 'region', '--format', 'csv', '--output', out, 'fixtures/trails').code).toBe(0);
    expect(readFileSync(out, 'utf8')).toMatch(/^region,count,errors,errorRate,first,last\r?\n/);
    expect(count('--by', 'region', '--output', out, 'fixtures/trails').code).toBe(2);
  });
});

describe('how it ends', () => {
  it('with 0 whatever there is, and 1 for nothing if asked', () => {
    const none = ['--event', 'NoSuchCall', 'fixtures/trails'];
    expect(count(...none)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^No event passes the filters/),
    });
    expect(count(...none, '--exit-status').code).toBe(1);
    expect(count(...none, '--json', '--exit-status')).toMatchObject({ code: 1, stdout: '[]\n' });
    expect(count('fixtures/trails', '--exit-status').code).toBe(0);
  });

  it('with 3 where a file could not be read whole, which is named', () => {
    const folder = archive({ 'good.json': trail(record('1'), record('2')) });
    const text = trail(...Array.from({ length: 500 }, (_, i) => record(`c${i}`)));
    writeFileSync(join(folder, 'cut.json.gz'), gzipSync(text).subarray(0, -40));
    const { code, stdout, stderr } = count('--by', 'eventName', folder, '--json');
    expect(code).toBe(3);
    expect(stderr).toContain('cut.json.gz');
    const [row] = JSON.parse(stdout) as { count: number }[];
    expect(row?.count).toBeGreaterThan(2);
  });

  it('names events that have the id of another', () => {
    const folder = archive({
      'a.json': trail(record('1'), record('2')),
      'b.json': trail(record('1', { eventName: 'GetObject' }), record('2')),
    });
    const { stdout, stderr, code } = count('--json', folder);
    expect(JSON.parse(stdout)[0]).toMatchObject({ count: 3 });
    expect(stderr).toContain('has the event id 1 of another event; both are counted');
    expect(code).toBe(3);
  });

  it('normally when nobody reads on', () => {
    const { code, stdout, stderr } = shell(
      'set -o pipefail; trailscan count --by eventID --format ndjson fixtures/trails --quiet | head -1',
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{.*\}\n$/);
    expect(code).toBe(0);
  });
});
