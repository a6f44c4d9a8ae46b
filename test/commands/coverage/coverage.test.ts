import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run as count } from '../../../src/commands/count/index.js';
import { run } from '../../../src/commands/coverage/index.js';
import coverageSchema from '../../../src/format/schemas/coverage.schema.json' with { type: 'json' };
import sightSchema from '../../../src/format/schemas/trail-state.schema.json' with { type: 'json' };
import { coverageArchive, stopped } from '../../support/coverage-archive.js';
import { archive, record, temporaryFolder, trail } from '../../support/odd-archive.js';
import { saidBy } from '../../support/said.js';

interface Row {
  readonly section: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly name: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly count: number | null;
  readonly seconds: number | null;
  readonly state: string | null;
  readonly grounds: readonly string[];
  readonly events: readonly string[];
}

const { files, named } = coverageArchive();
const folder = archive(files);

async function rowsOf(path: string, raw: Readonly<Record<string, unknown>> = {}): Promise<readonly Row[]> {
  return JSON.parse((await saidBy(run, [path], { json: true, ...raw })).out);
}

const section = (rows: readonly Row[], name: string): Row[] => rows.filter((row) => row.section === name);
const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

describe('what it tells', async () => {
  const rows = await rowsOf(folder);

  it('as its schema says', () => {
    const validate = new Ajv2020({ allErrors: true }).compile(coverageSchema);
    for (const row of rows) expect(validate(row), JSON.stringify(validate.errors)).toBe(true);
    const all = [
      'accounts',
      'presence',
      'data',
      'gaps',
      'heartbeats',
      'trails',
      'changes',
      'deliveries',
      'late',
    ];
    expect([...new Set(rows.map((row) => row.section))]).toEqual(all);
  });

  it('the events of each day, as count does', async () => {
    const groups = JSON.parse(
      (await saidBy(count, [folder], { json: true, every: '1d', by: ['account', 'region'] })).out,
    ) as { by: { account: string; region: string }; bucket: string; count: number }[];
    const told = groups.map(({ by, bucket, count: events }) =>
      [by.account, by.region, bucket, events].join(' '),
    );
    const cells = section(rows, 'presence').filter((row) => row.count !== 0);
    expect(cells.map((row) => [row.account, row.region, row.from, row.count].join(' ')).sort()).toEqual(
      told.sort(),
    );
  });

  it('the silence, and the calls that explain it', () => {
    const gaps = section(rows, 'gaps');
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({
      account: '111122223333',
      region: null,
      from: '2024-05-04T04:00:00Z',
      until: '2024-05-04T08:00:00Z',
      state: 'probable',
    });
    expect(gaps[0]?.grounds.slice(1)).toEqual([
      'StopLogging of corp by mallory',
      'StartLogging of corp by alice',
    ]);
    expect(gaps[0]?.events).toHaveLength(2);
  });

  it('the heartbeat that fell silent, to the second', () => {
    const silences = section(rows, 'heartbeats');
    expect(silences).toHaveLength(1);
    expect(silences[0]).toMatchObject({
      region: 'eu-west-1',
      name: 'config.amazonaws.com ec2:DescribeInstances',
      from: '2024-05-04T03:14:00Z',
      until: '2024-05-04T08:44:00Z',
      seconds: 600,
    });
  });

  it('what its trail is set to', () => {
    expect(section(rows, 'trails').at(-1)).toMatchObject({
      name: 'corp',
      state: 'logging',
      grounds: [
        'logging',
        'one account',
        'all regions',
        'global service events',
        'log file validation',
        'encrypted with KMS',
        'management events',
        'data AWS::S3::Object (arn:aws:s3:::corp-trail-logs/)',
        'no Insights',
      ],
    });
    expect(section(rows, 'changes').map(({ grounds }) => grounds[0])).toEqual([
      'CreateTrail of corp by alice',
      'PutEventSelectors of corp by alice: management events, data AWS::S3::Object (arn:aws:s3:::corp-trail-logs/)',
      'StartLogging of corp by alice',
      'StopLogging of corp by mallory',
      'StartLogging of corp by alice',
    ]);
  });

  it('the file that came late', () => {
    const late = section(rows, 'late');
    expect(late).toHaveLength(1);
    expect(late[0]).toMatchObject({ region: 'eu-west-1', count: 1, from: '2024-05-03T02:01:00Z' });
    expect(late[0]?.name).toContain('_20240503T0355Z_');
  });

  it('a verdict for each account', () => {
    expect(section(rows, 'accounts').map(({ account, state }) => [account, state])).toEqual([
      ['111122223333', 'gaps'],
      ['444455556666', 'unknown'],
    ]);
  });

  it('the same for any number of threads', async () => {
    expect(await rowsOf(folder, { threads: '1' })).toEqual(rows);
  });

  it('of the account, region and time that is asked for only', async () => {
    const some = await rowsOf(folder, { account: ['444455556666'] });
    expect(new Set(section(some, 'presence').map(({ account }) => account))).toEqual(
      new Set(['444455556666']),
    );
    expect(section(some, 'gaps')).toEqual([]);
    const early = await rowsOf(folder, { until: '2024-05-03' });
    expect(section(early, 'gaps')).toEqual([]);
    expect(section(early, 'presence').every(({ from }) => String(from) < '2024-05-03')).toBe(true);
    const region = await rowsOf(folder, { region: ['us-*'] });
    expect(new Set(section(region, 'presence').map((row) => row.region))).toEqual(new Set(['us-east-1']));
  });
});

describe('files that CloudTrail named', () => {
  it('are all at hand', async () => {
    expect(section(await rowsOf(folder), 'missing')).toEqual([]);
    const { out } = await saidBy(run, [folder], {});
    expect(out).toContain(`${named.length} files, all at hand`);
  });

  it('exactly those that are removed are missing', async () => {
    // Each of them is named in a file that stays.
    const removed = [7, 40, 41 + 2, 120, 301].map((i) => named[i] ?? '');
    const copy = archive(files);
    for (const key of removed) rmSync(join(copy, key));
    const rows = await rowsOf(copy);
    const missing = section(rows, 'missing');
    expect(missing.map(({ name }) => name)).toEqual(
      removed.map((key) => `s3://corp-trail-logs/${key}`).sort(),
    );
    for (const row of missing) expect(row).toMatchObject({ state: 'proven', account: '111122223333' });
    expect(section(rows, 'accounts')[0]?.state).toBe('incomplete');
    const { out } = await saidBy(run, [copy], {});
    // What the five named is not named any more.
    expect(out).toContain(`5 of ${named.length - 5} not at hand`);
    expect(out).toContain('111122223333: incomplete');
  });

  it('are found in other folders, inflated, and inside of archives', async () => {
    const flat = Object.fromEntries(
      Object.entries(files).map(([key, text]) => [
        key.slice(key.lastIndexOf('/') + 1).replace(/\.gz$/, ''),
        text,
      ]),
    );
    expect(section(await rowsOf(archive(flat)), 'missing')).toEqual([]);
    const { tar } = await import('../../support/archives.js');
    const members = Object.fromEntries(Object.entries(flat).map(([name, text]) => [name, Buffer.from(text)]));
    expect(section(await rowsOf(archive({ 'all.tar': tar(members) })), 'missing')).toEqual([]);
  });

  it('are not told to be missing where files have other names', async () => {
    const renamed = Object.fromEntries(Object.values(files).map((text, i) => [`${i}.json.gz`, text]));
    const made = archive(renamed);
    expect(section(await rowsOf(made), 'missing')).toEqual([]);
    expect((await saidBy(run, [made], {})).out).toContain('nothing at hand has such names');
  });

  it('were not delivered if the call failed', async () => {
    const key = named[3] ?? '';
    const failed = record('1', {
      eventName: 'PutObject',
      errorCode: 'AccessDenied',
      userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
      requestParameters: { bucketName: 'corp-trail-logs', key },
    });
    const made = archive({ [named[4] ?? '']: trail(failed) });
    expect(section(await rowsOf(made), 'missing')).toEqual([]);
  });
});

describe('what could be seen when', () => {
  it('as its schema says', async () => {
    const sights = JSON.parse((await saidBy(run, [folder], { json: true, trailState: true })).out);
    const validate = new Ajv2020({ allErrors: true }).compile(sightSchema);
    for (const sight of sights) expect(validate(sight), JSON.stringify(validate.errors)).toBe(true);
    const writes = sights.filter((one: { class: string }) => one.class === 'management write');
    expect(writes.map(({ from, until, state }: Row) => [from, until, state])).toEqual([
      [null, '2024-05-01T00:01:00Z', 'not recorded'],
      ['2024-05-01T00:01:00Z', '2024-05-01T00:03:00Z', 'not recorded'],
      ['2024-05-01T00:03:00Z', iso(stopped.from), 'recorded'],
      [iso(stopped.from), iso(stopped.until), 'not recorded'],
      [iso(stopped.until), null, 'recorded'],
    ]);
  });
});

describe('on a terminal', () => {
  it.each([
    { name: 'coverage', raw: {} },
    { name: 'coverage-hours', raw: { every: '1h', since: '2024-05-04', until: '2024-05-05' } },
    { name: 'coverage-zone', raw: { every: '6h', tz: 'Europe/Berlin' } },
    { name: 'coverage-trail-state', raw: { trailState: true } },
  ])('$name', async ({ name, raw }) => {
    for (const width of [80, 120]) {
      const { out } = await saidBy(run, [folder], raw, width);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
      await expect(out).toMatchFileSnapshot(`../../../fixtures/golden/e2e/${name}-${width}.txt`);
    }
  });

  it('says so if there is nothing', async () => {
    const { out, code } = await saidBy(run, [folder], { since: '2025-01-01' }, 80);
    expect(out).toBe('The archive holds no event with a time that was asked for.\n');
    expect(code).toBe(0);
    expect((await saidBy(run, [folder], { since: '2025-01-01', exitStatus: true }, 80)).code).toBe(1);
  });

  it('holds times of other millennia', async () => {
    const made = archive({
      'a.json': trail(
        record('1'),
        record('2', { eventTime: '9999-12-31T23:59:59Z' }),
        record('3', { eventTime: 'x' }),
      ),
    });
    const { out } = await saidBy(run, [made], { every: '15m' }, 80);
    expect(out).toContain('events by 146 days');
    expect(out).toContain('1 event without a time');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows hostile names escaped', async () => {
    const call = record('1', {
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      awsRegion: 'eu\u001b[2J',
      requestParameters: { name: 'corp\u202e\u001b[2J' },
    });
    const { out } = await saidBy(run, [archive({ 'a.json': trail(call) })], {}, 80);
    expect(out).toContain('corp\\u{202e}');
    expect(out).not.toContain('\u001b');
  });
});

it('exits with 3 if part of the evidence cannot be read', async () => {
  const { code, err } = await saidBy(
    run,
    [archive({ 'a.json': trail(record('1')), 'b.json': '{"Records":[' })],
    {},
  );
  expect(code).toBe(3);
  expect(err).toContain('b.json');
});

it.each([
  [{ every: '5m' }, '--every: the shortest step of coverage is 15m'],
  [{ format: 'raw' }, '--format raw prints records only'],
])('refuses %j before anything is read', async (raw, says) => {
  await expect(saidBy(run, [temporaryFolder()], raw)).rejects.toThrow(says);
});
