/** What bad input gets: each a named problem on stderr, every other file still answered, exit 3. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { archive, oddArchive, record, temporaryFolder, trail } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const { folder, problems } = oddArchive();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  { what: 'all events', args: ['events', folder, '--json'] },
  {
    what: 'a search whose literal the odd files lack',
    args: ['who-deleted', 'bucket-nowhere', folder, '--json'],
  },
  { what: 'a filter on a field', args: ['events', folder, '--json', '--where', "awsRegion = 'mars-1'"] },
])('$what', ({ args }) => {
  const ran = trailscan(args);

  it('exits with 3', () => expect(ran.code).toBe(3));

  it.each(Object.entries(problems))('%s is named with its reason', (name, reason) => {
    const line = ran.stderr.split('\n').find((text) => text.startsWith(`trailscan: ${join(folder, name)}: `));
    expect(line, ran.stderr).toBeDefined();
    expect(line).toMatch(reason);
  });

  it('names nothing twice', () => {
    const lines = ran.stderr.split('\n').filter((text) => text.startsWith('trailscan: '));
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines).toHaveLength(Object.keys(problems).length);
  });
});

describe('what can be read is answered', () => {
  it('gives the records of all other files, and those around the damage', () => {
    const { stdout } = trailscan(['events', folder, '--format', 'ndjson']);
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { eventID: string }).eventID);
    expect(ids.sort()).toEqual(['after', 'before', 'good-1', 'inside']);
  });

  it('reads a record of 10 MB when allowed to', () => {
    const { code, stdout } = trailscan([
      'events',
      join(folder, 'long.json'),
      '--max-record-size',
      '20000000',
      '--format',
      'ndjson',
      '-c',
      'when',
    ]);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { eventID: string }).eventID).toBe('long');
  });

  it('ends with the count of what was read', () => {
    const { stderr } = trailscan(['who-deleted', 'bucket-x', folder]);
    expect(stderr).toMatch(/read \d+ files, \d+ events.*; \d+ files with problems\n$/);
  });
});

describe('a gzip file whose check sum is wrong', () => {
  const whole = gzipSync(trail(record('a'), record('b')));
  /** The same but for one byte of the trailer: of the check sum, or of the size. */
  const altered = (behind: number): Buffer => {
    const bytes = Buffer.from(whole);
    bytes[whole.length - behind] = (bytes[whole.length - behind] ?? 0) ^ 1;
    return bytes;
  };
  it.each([
    { name: 'alone', bytes: altered(8), ids: ['a', 'b'] },
    { name: 'with another size', bytes: altered(4), ids: ['a', 'b'] },
    {
      name: 'before another member',
      bytes: Buffer.concat([altered(8), gzipSync(trail(record('c')))]),
      ids: ['a', 'b', 'c'],
    },
  ])('$name: its records are shown, and said to be doubtful; none is lost', ({ bytes, ids }) => {
    const { code, stdout, stderr } = trailscan(['events', '-', '--format', 'ndjson'], { input: bytes });
    expect(code).toBe(3);
    expect(stdout.match(/(?<="eventID":")\w+/g)).toEqual(ids);
    expect(stderr.split('\n')[0]).toMatch(
      /^trailscan: -: gzip data does not have the checksum that it ends with, after [\d,]+ inflated bytes; any of the 2 records read up to there may be altered$/,
    );
  });
});

describe('standard input', () => {
  const text = trail(record('a'));
  it.each([
    { name: 'plain', input: Buffer.from(text) },
    { name: 'gzipped', input: gzipSync(text) },
    { name: 'in two members', input: Buffer.concat([gzipSync(text), gzipSync(trail(record('b')))]) },
  ])('$name', ({ input }) => {
    const { code, stdout } = trailscan(['events', '-', '--format', 'ndjson'], { input });
    expect(code).toBe(0);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ eventID: 'a', file: '-' });
  });

  it('empty is a problem', () => expect(trailscan(['events', '-'], { input: '' }).code).toBe(3));
});

it('thousands of problems of one file do not drown those of others', () => {
  const events = (userAgent: string) =>
    trail(...Array.from({ length: 3000 }, (_, i) => record(`id-${i}`, { userAgent })));
  const many = archive({ 'a.json': events('one'), 'b.json': events('other'), 'c.json': 'oops' });
  for (const command of ['events', 'count']) {
    const { code, stderr } = trailscan([command, many, '--format', 'ndjson']);
    expect(code).toBe(3);
    expect(stderr.split('\n').length).toBeLessThan(150);
    expect(stderr).toContain(`${join(many, 'b.json')}: 2,890 further problems of this file\n`);
    expect(stderr).toContain(`${join(many, 'c.json')}: is not JSON`);
  }
});

it('a conflict between two contents with one event id keeps both and says so', () => {
  const folder = archive({
    'a.json': trail(record('same')),
    'b.json': trail(record('same', { awsRegion: 'us-east-1' })),
  });
  const { code, stdout, stderr } = trailscan(['events', folder, '--format', 'ndjson']);
  expect(stdout.trim().split('\n')).toHaveLength(2);
  expect(stderr).toContain('has the event id same of another event');
  expect(code).toBe(3);
});

it('copies of one event are one, unless asked otherwise', () => {
  const folder = archive({
    'a.json.gz': trail(record('same')),
    'b.json': JSON.stringify({ Records: [record('same')] }, null, 2),
  });
  expect(JSON.parse(trailscan(['events', folder, '--json']).stdout)).toHaveLength(1);
  expect(JSON.parse(trailscan(['events', folder, '--json', '--keep-duplicates']).stdout)).toHaveLength(2);
});

it('records with fields of every wrong type are shown, not crashed on', () => {
  const folder = temporaryFolder();
  const odd = [null, 5, true, 'x', [], {}, [[]], { a: { b: null } }];
  const fields = [
    'userIdentity',
    'eventTime',
    'eventID',
    'eventSource',
    'eventName',
    'sourceIPAddress',
    'userAgent',
    'requestParameters',
    'responseElements',
    'errorCode',
    'resources',
  ];
  const records = fields.flatMap((field) =>
    odd.map((value, i) => record(`${field}-${i}`, { [field]: value })),
  );
  writeFileSync(join(folder, 'odd.json'), trail(...records, {}));
  for (const args of [
    ['events'],
    ['who-deleted', 'bucket-x', '--related'],
    ['trace', 'bob'],
    ['history', 'bucket-x'],
  ]) {
    const [command = '', ...rest] = args;
    const { code, stderr } = trailscan([command, ...rest.slice(0, 1), folder, ...rest.slice(1), '--json']);
    expect(stderr).not.toContain('a fault of the program');
    expect(code, stderr).toBeLessThan(4);
  }
});
