/** `coverage` through the built program, and what other commands say of gaps. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coverageArchive, stopped } from '../support/coverage-archive.js';
import { archive } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const { files, named } = coverageArchive();
const folder = archive(files);

it('does not say that no gap was found where none could be', () => {
  const { stdout } = trailscan(['coverage', 'fixtures/trails']);
  expect(stdout).toContain('111122223333: unknown');
  expect(stdout).toMatch(/^ {2}not judged: too little is there to learn a rhythm from$/m);
  expect(stdout).not.toContain('none found');
});

describe('coverage', () => {
  it('answers, and exits with 0', () => {
    const { code, stdout, stderr } = trailscan(['coverage', folder]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`${named.length} files, all at hand`);
    expect(stderr).toMatch(/^read 425 files, [\d,]+ events\n$/);
  });

  it.each(['csv', 'tsv', 'ndjson', 'markdown'])('prints %s', (format) => {
    const { code, stdout } = trailscan(['coverage', '--format', format, folder]);
    expect(code).toBe(0);
    expect(stdout).toContain('StopLogging of corp by mallory');
  });

  it('names what is removed, and exits with 3 if something cannot be read besides', () => {
    const copy = archive({ ...files, 'broken.json': '{"Records":[' });
    const key = named[33] ?? '';
    rmSync(join(copy, key));
    const { code, stdout, stderr } = trailscan(['coverage', '--json', copy]);
    const rows = JSON.parse(stdout) as { section: string; name: string }[];
    expect(rows.filter(({ section }) => section === 'missing').map(({ name }) => name)).toEqual([
      `s3://corp-trail-logs/${key}`,
    ]);
    expect(stderr).toContain('broken.json');
    expect(code).toBe(3);
  });

  it.each([
    [['--service', 's3'], '--service does not go with coverage'],
    [['--every', '1m'], '--every: the shortest step of coverage is 15m'],
    [['--top', '0'], '--top: 0 would show nothing'],
    [['--trail-state', '--every', '1h'], '--trail-state takes no --every'],
    [['--trail-state', '--top', '3'], '--trail-state takes no --top'],
  ])('refuses %j', (args, says) => {
    const { code, stdout, stderr } = trailscan(['coverage', ...args, 'no/such/folder']);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('of an empty folder says so', () => {
    const empty = archive({});
    mkdirSync(join(empty, 'a'));
    const { code, stdout } = trailscan(['coverage', empty]);
    expect(stdout).toBe('The archive holds no event with a time that was asked for.\n');
    expect(code).toBe(0);
  });
});

describe('what other commands say', () => {
  const gap = 'No file of 111122223333 was delivered between 2024-05-04 03:45 and 2024-05-04 08:45';
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  it.each([['events', '--errors'], ['count', '--by', 'eventName'], ['who-deleted', 'bucket-x'], ['summary']])(
    '%s',
    (...args) => {
      const { stderr, code } = trailscan([...args, folder]);
      expect(stderr).toContain(`${gap}: \`trailscan coverage\` tells more\n`);
      expect(code).toBe(0);
    },
  );

  it.each<[string, string[]]>([
    ['other times', ['--until', day(stopped.from)]],
    ['another account', ['--account', '444455556666']],
    ['those who want nothing told', ['--quiet']],
  ])('nothing for %s', (_, args) => {
    expect(trailscan(['events', '--errors', ...args, folder]).stderr).not.toContain('No file of');
  });
});
