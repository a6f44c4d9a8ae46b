/** `detect` as a user runs it: answers, selections, mistakes, exit codes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';
import { mmdb } from '../support/write-mmdb.js';

const rules = ['--rules', 'fixtures/rules/sigma'];
const detect = (...args: readonly string[]) => trailscan(['detect', 'fixtures/trails', ...args]);

interface Row {
  readonly eventID: string;
  readonly eventName: string;
  readonly rule: { readonly title: string; readonly level: string; readonly id: string | null };
  readonly events?: readonly string[];
  readonly group?: Readonly<Record<string, string>>;
  readonly actor: { readonly name: string; readonly grounds: string };
}

function rowsOf(...args: readonly string[]): readonly Row[] {
  const { stdout, stderr, code } = detect(...args, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Row[];
}

const titles = (...args: readonly string[]): readonly string[] =>
  rowsOf(...rules, ...args).map(({ rule }) => rule.title);

describe('what is found', () => {
  it('is the same on any number of threads', () => {
    const one = detect(...rules, '--json', '--threads', '1').stdout;
    expect(JSON.parse(one)).toHaveLength(6);
    for (const threads of ['2', '5'])
      expect(detect(...rules, '--json', '--threads', threads).stdout).toBe(one);
  });

  it('has the actor behind a role, and a correlation its events and group', () => {
    const found = rowsOf(...rules).find(({ events }) => events !== undefined && events.length === 3);
    expect(found).toMatchObject({
      rule: { title: 'Logging stopped, then a bucket deleted', level: 'critical' },
      actor: { name: 'alice', grounds: 'proven' },
      group: { session: 'arn:aws:sts::111122223333:assumed-role/Admin/alice' },
    });
    expect(found?.events?.at(-1)).toBe(found?.eventID);
  });

  it('since when a correlation has been going on, in tables', () => {
    const { stdout } = detect(...rules, '--rule', 'denied-burst', '--columns', 'when,action,first,last');
    expect(stdout).toMatch(
      /^2024-05-02 08:39:55 +4 events since 08:37:40: .*08:37:40 +2024-05-02 08:39:55$/m,
    );
  });

  it('says of how many its sums are, where not all are shown', () => {
    const { stdout } = detect(...rules, '--limit', '2');
    for (const title of ['By rule', 'By actor', 'Detections over time'])
      expect(stdout).toContain(`${title} (the first 2 of 6 detections)`);
    expect(detect(...rules).stdout).not.toContain('the first');
  });

  it('is only what the filters let through, for correlations too', () => {
    expect(titles('--since', '2024-05-02T08:46:00Z')).toEqual(['Bucket deleted', 'Bucket deleted']);
    expect(titles('--event', 'StopLogging')).toEqual(['Logging stopped']);
  });

  it('is printed once for each record as raw', () => {
    const { stdout } = detect(...rules, '--format', 'raw');
    const { Records } = JSON.parse(stdout) as { Records: { eventID: string }[] };
    const ids = Records.map(({ eventID }) => eventID);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toHaveLength(5);
  });
});

describe('which rules are run', () => {
  it.each<[readonly string[], readonly string[]]>([
    [
      ['--level', 'high'],
      ['Logging stopped', 'Logging stopped, then a bucket deleted'],
    ],
    [
      ['--tag', 'attack.t1485'],
      ['Bucket deleted', 'Bucket deleted', 'Bucket deleted'],
    ],
    [['--tag', 'attack.t1562'], ['Logging stopped']],
    [['--rule', 'logging_stopped'], ['Logging stopped']],
    [['--rule', '5B8F1B5E-3a0e-4d0a-9a53-0c7a4c1d2e02'], ['Logging stopped']],
    [['--rule', 'logging-stopped'], ['Logging stopped']],
    [
      ['--rule', 'logging*', '--rule', 'Burst of denied calls'],
      ['Burst of denied calls', 'Logging stopped', 'Logging stopped, then a bucket deleted'],
    ],
    [['--rule', 'call_denied'], Array<string>(5).fill('Call denied')],
    [
      ['--rule', 'denied-burst'],
      ['Burst of denied calls', 'Logging stopped, then a bucket deleted'],
    ],
    [['--exclude', 'bucket-deleted', '--exclude', 'denied-burst'], ['Logging stopped']],
  ])('%s', (args, found) => expect(titles(...args)).toEqual(found));

  it.each<[readonly string[], string]>([
    [
      ['--rule', 'loging_stopped'],
      "trailscan: --rule: there is no rule 'loging_stopped'\nDid you mean logging_stopped?\n",
    ],
    [['--exclude', 'qqq'], "trailscan: --exclude: there is no rule 'qqq'\n--list shows the rules.\n"],
    [['--tag', 'attack.t9999'], "trailscan: --tag: no rule has the tag 'attack.t9999'\n"],
    [['--level', 'grave'], 'trailscan: --level: '],
    [['--level', 'critical', '--tag', 'attack.t1485'], 'trailscan: no rule is left\n'],
    [['--rules', 'fixtures/no-such'], "trailscan: --rules: 'fixtures/no-such': "],
    [['--rules', 'fixtures/trails'], "trailscan: --rules: 'fixtures/trails' has no rules"],
    [['--list', '--explain', 'x'], 'trailscan: --list and --explain are different questions; ask one\n'],
  ])('%s is a mistake', (args, message) => {
    const { code, stderr, stdout } = detect(...rules, ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.slice(0, message.length)).toBe(message);
  });
});

describe('rules are called as --list shows them', () => {
  const listed = (...args: readonly string[]) =>
    JSON.parse(trailscan(['detect', '--list', '--json', ...args]).stdout) as readonly {
      readonly file: string;
      readonly tags: readonly string[];
    }[];
  const count = listed().length;

  it.each(['t1562.008', 'T1562.008', 'attack.t1562.008', 'ATTACK.T1562.008', 't1562', 'T1562', 't1562.*'])(
    '--tag %s',
    (tag) => {
      const found = listed('--tag', tag);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThan(count);
      for (const { tags } of found) expect(tags.join(' ')).toMatch(/attack\.t1562/);
    },
  );

  it('by their file', () => {
    const file = 'attack/cloudtrail-trail-deleted.yml';
    expect(listed('--rule', file).map((rule) => rule.file)).toEqual([file]);
    const rest = listed('--exclude', file);
    expect(rest).toHaveLength(count - 1);
    expect(titles('--rule', 'fixtures/rules/sigma/logging-stopped.yml')).toEqual(['Logging stopped']);
  });
});

describe('options that a question does not heed are mistakes', () => {
  it.each<[readonly string[], readonly string[]]>([
    [
      ['--list'],
      ['-n=2', '--since=2d', '--event=StopLogging', '--fail-on=high', '--columns=level', '--geoip=x'],
    ],
    [
      ['--explain', 'Bucket deleted'],
      ['--level=high', '--tag=attack.t1485', '--fail-on=low', '--rule=x', '--actors'],
    ],
    [
      ['--audit', 'fixtures/rules/sigma'],
      ['--fail-on=low', '--rules=fixtures/rules', '-n=3', '--columns=level'],
    ],
  ])('%s', (mode, refused) => {
    for (const option of refused) {
      const [flag = '', value] = option.split('=');
      const { code, stdout, stderr } = trailscan(['detect', ...mode, flag, ...(value ? [value] : [])]);
      expect([code, stdout], option).toEqual([2, '']);
      const long = flag === '-n' ? '--limit' : flag;
      expect(stderr).toMatch(new RegExp(`^trailscan: ${mode[0]} takes no ${long}\n`));
    }
  });

  it('paths of --list', () => {
    const { code, stderr } = detect(...rules, '--list');
    expect(code).toBe(2);
    expect(stderr).toContain("trailscan: --list reads no files: 'fixtures/trails'\n");
  });
});

describe('--audit', () => {
  const folder = temporaryFolder();
  const rule = (title: string, level: string, tag: string) =>
    `title: ${title}\nlevel: ${level}\ntags: [${tag}]\nlogsource: {product: aws, service: cloudtrail}\n` +
    'detection: {sel: {eventName: NoSuchActionAnywhere}, condition: sel}\n';
  writeFileSync(join(folder, 'one.yml'), rule('One', 'high', 'attack.t1485'));
  writeFileSync(join(folder, 'two.yml'), rule('Two', 'low', 'attack.t1098'));
  const told = (...args: readonly string[]) => {
    const { stdout, stderr } = detect('--audit', folder, ...args, '--json');
    const found = (JSON.parse(stdout) as readonly { rule: string }[]).map((each) => each.rule);
    return { rules: [...new Set(found)].sort(), stderr };
  };

  it.each([
    { args: [], is: ['One', 'Two'] },
    { args: ['--rule', 'two'], is: ['Two'] },
    { args: ['--exclude', 'Two'], is: ['One'] },
    { args: ['--level', 'medium'], is: ['One'] },
    { args: ['--tag', 'attack.t1098'], is: ['Two'] },
  ])('$args is about $is', ({ args, is }) => {
    const { rules: found, stderr } = told(...args);
    expect(found).toEqual(is);
    expect(stderr).toContain(is.length === 1 ? '1 rule: ' : '2 rules: ');
  });
});

describe('broken rules', () => {
  const folder = temporaryFolder();
  const good =
    'title: Good\nlogsource: {product: aws}\ndetection:\n  sel: {eventName: StopLogging}\n  condition: sel\n';
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'deep', 'good.yaml'), good);
  writeFileSync(
    join(folder, 'bad.yml'),
    good.replace('eventName', 'eventName|contians').replace('Good', 'Bad'),
  );
  writeFileSync(join(folder, 'not-a-rule.txt'), 'text');

  it('stop the run before anything is read, with file, line and column', () => {
    const { code, stdout, stderr } = detect('--rules', folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `trailscan: ${join(folder, 'bad.yml')}:4:9: there is no modifier 'contians'\n` +
        '    sel: {eventName|contians: StopLogging}\n          ^\nDid you mean contains?\n',
    );
  });

  it('are named and left out with --skip-broken, and tell in the exit code', () => {
    const { code, stdout, stderr } = detect('--rules', folder, '--skip-broken', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(stderr).toContain("there is no modifier 'contians'");
    expect(stderr).toContain('1 rule left out: broken');
  });

  it('are complaints of --audit', () => {
    const { code, stdout } = detect('--audit', folder, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { weight: 'broken', line: 4, problem: "there is no modifier 'contians'" },
    ]);
  });
});

describe('exit codes', () => {
  it.each<[readonly string[], number]>([
    [['--fail-on', 'high'], 1],
    [['--fail-on', 'critical', '--level', 'critical'], 1],
    [['--fail-on', 'critical', '--exclude', 'denied-burst'], 0],
    [['--exit-status', '--rule', 'root-sign-in'], 1],
    [['--rule', 'root-sign-in'], 0],
  ])('%s', (args, code) => expect(detect(...rules, ...args).code).toBe(code));
});

describe('formats', () => {
  it.each([
    ['timesketch', 'detections'],
    ['sarif', 'detections and verdicts'],
    ['ocsf', 'detections'],
    ['junit', 'verdicts'],
    ['github', 'verdicts'],
    ['gitlab', 'verdicts'],
  ])('%s is for %s only', (format, what) => {
    const { code, stderr } = trailscan(['events', 'fixtures/trails', '--format', format]);
    expect([code, stderr]).toEqual([2, `trailscan: --format ${format} prints ${what} only\n`]);
  });
  it.each(['csv', 'tsv', 'ndjson', 'markdown', 'timesketch', 'sarif', 'ocsf'])('%s', (format) => {
    const { code, stdout } = detect(...rules, '--format', format);
    expect(code).toBe(0);
    expect(stdout).toContain('Logging stopped');
  });
});

describe('--explain', () => {
  it('tells what keeps the nearest events from matching', () => {
    const { stdout, stderr } = detect(...rules, '--explain', 'root-sign-in');
    expect(stdout).toContain('no: additionalEventData.MFAUsed: No; the event has Yes (decides)');
    expect(stderr).toContain('1 event would match but for: additionalEventData.MFAUsed: No');
  });
  it.each(['csv', 'markdown'])('says of each row of %s whether it matches, and why not', (format) => {
    const { stdout } = detect(
      ...rules,
      '--explain',
      'root-sign-in',
      '-f',
      format,
      '-c',
      'matches,who,because',
    );
    const rows = stdout.replace(/[|`" ]+/g, ' ').replaceAll(',', ' ');
    expect(rows).toMatch(/false +carol +userIdentity.type: Root +the event has IAMUser/);
    expect(rows).toMatch(/false +root +additionalEventData.MFAUsed: No +the event has Yes/);
    const usual = detect(...rules, '--explain', 'Bucket deleted', '-f', 'csv').stdout;
    expect(usual).toMatch(/^matches,when,who,.*,eventId,because\n/);
    expect(usual).toMatch(/\ntrue,2024-05-02 08:44:01,.*,$/m);
  });
  it('of one event', () => {
    const { stdout } = detect(
      ...rules,
      '--explain',
      'Bucket deleted',
      '--event',
      'f09eec27-9da4-4e18-92b5-6bf29ea8debe',
    );
    expect(stdout).toContain('does not match: 2024-05-02 08:42:15, cloudtrail:StopLogging');
    expect(stdout).toContain('no: eventName: DeleteBucket; the event has StopLogging');
  });
  it('of an event that there is none of', () => {
    const { stdout } = detect(
      ...rules,
      '--explain',
      'Bucket deleted',
      '--event',
      '00000000-0000-4000-8000-000000000000',
    );
    expect(stdout).toContain(
      'No event with the id 00000000-0000-4000-8000-000000000000 is in what was read.',
    );
  });
  it.each([
    {
      rule: 'Bucket deleted',
      event: 'f09eec27-…',
      says: "'f09eec27-…' is no whole event id, which has 36 char",
    },
    { rule: 'Bucket deleted', event: 'f09eec27', says: "'f09eec27' is no whole event id" },
    {
      rule: 'Burst of denied calls',
      event: 'f09eec27-9da4-4e18-92b5-6bf29ea8debe',
      says: "'Burst of denied calls' is a correlation, which no one event matches",
    },
  ])('refuses $event for $rule', ({ rule, event, says }) => {
    const { code, stdout, stderr } = detect(...rules, '--explain', rule, '--event', event);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`trailscan: --event: ${says}`);
  });
  it('of events that the filters leave none of', () => {
    const { stderr } = detect(...rules, '--explain', 'Bucket deleted', '--event', 'NoSuchAction');
    expect(stderr).toContain('no event passes the filters');
    expect(stderr).not.toContain('satisfies');
    const some = detect(...rules, '--explain', 'Bucket deleted', '--event', 'ConsoleLogin').stderr;
    expect(some).toContain('no event that passes the filters satisfies: eventName: DeleteBucket');
  });
  it('as JSON', () => {
    const { stdout } = detect(...rules, '--explain', 'Bucket deleted', '--json', '--limit', '1');
    expect(JSON.parse(stdout)).toMatchObject([
      {
        matches: true,
        rule: { title: 'Bucket deleted' },
        clauses: [{ label: 'selection', holds: true, decides: true }],
      },
    ]);
  });
  it('of a correlation', () => {
    const found = detect(...rules, '--explain', 'Burst of denied calls');
    expect(found.stdout).toContain('matches 4: userIdentity.arn arn:aws:iam::111122223333:user/alice');
    const missed = detect(...rules, '--explain', 'Burst of denied calls', '--since', '2024-05-02T08:38:00Z');
    expect(missed.stdout).toContain('comes to 3: userIdentity.arn arn:aws:iam::111122223333:user/alice');
  });
  it('of a file that holds a correlation and what it counts', () => {
    const file = join(temporaryFolder(), 'bursts.yml');
    const [base, burst] = readFileSync('fixtures/rules/sigma/denied-burst.yml', 'utf8').split(/^---$/m);
    writeFileSync(file, `${base}---${burst}`);
    expect(detect('--rules', file, '--explain', 'bursts').stdout).toContain('Burst of denied calls (');
    const { code, stderr } = detect(...rules, '--explain', 'denied-burst');
    expect([code, stderr]).toEqual([
      2,
      "trailscan: --explain: 'denied-burst' names 2 rules: Burst of denied calls, Logging stopped, then a bucket deleted\n" +
        'Name one of them by its title or id.\n',
    ]);
  });
});

it('a count of values tells the values', () => {
  const rule = 'ec2-instance-role-from-two-places';
  const args = ['detect', `fixtures/rules/attack/${rule}/hit.json`, '--rule', rule];
  const [found] = JSON.parse(trailscan([...args, '--json']).stdout) as [{ values: string[]; count: number }];
  expect(found.values).toHaveLength(found.count);
  const listed = found.values.join(', ');
  const { stdout } = trailscan(args);
  expect(stdout).toContain(`; sourceIPAddress: ${listed}`);
  expect(trailscan([...args, '-f', 'csv', '-c', 'values']).stdout).toContain(listed);
  expect(trailscan([...args, '-f', 'sarif']).stdout).toContain(`; sourceIPAddress: ${listed}`);
});

describe('correlations over places', () => {
  const databases = temporaryFolder();
  /** A place is told by a database that knows its country. */
  const withCountry = <Entry extends object>(networks: Readonly<Record<string, Entry>>) =>
    Object.fromEntries(Object.entries(networks).map(([net, entry]) => [net, { ...country('DE'), ...entry }]));
  const country = (code: string) => ({ country: { iso_code: code, names: { en: code } } });
  writeFileSync(
    join(databases, 'country.mmdb'),
    mmdb('GeoLite2-Country', { '203.0.113.0/24': country('DE'), '198.51.100.0/24': country('BR') }),
  );
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'travel.yml'),
    [
      'title: Any call',
      'name: any_call',
      'logsource: {product: aws, service: cloudtrail}',
      "detection: {sel: {sourceIPAddress: '*'}, condition: sel}",
      '---',
      'title: Two countries within an hour',
      'correlation:',
      '  type: value_count',
      '  rules: any_call',
      '  group-by: userIdentity.arn',
      '  timespan: 1h',
      '  condition: {field: geoip.country, gte: 2}',
      'level: high',
    ].join('\n'),
  );

  it('are judged with --geoip', () => {
    const found = rowsOf('--rules', folder, '--geoip', databases);
    expect(found.map(({ rule, group }) => [rule.title, group])).toEqual([
      ['Two countries within an hour', { 'userIdentity.arn': 'arn:aws:iam::111122223333:user/alice' }],
    ]);
  });

  it('tell journeys that nobody can make, from coordinates', () => {
    const spots = temporaryFolder();
    const spot = (latitude: number, longitude: number) => ({ location: { latitude, longitude } });
    const networks = { '203.0.113.0/24': spot(52.5, 13.4), '198.51.100.0/24': spot(-23.5, -46.6) };
    writeFileSync(join(spots, 'city.mmdb'), mmdb('GeoLite2-City', withCountry(networks)));
    const hit = 'fixtures/rules/attack/signin-impossible-travel/hit.json';
    const travel = (...args: readonly string[]) =>
      trailscan(['detect', hit, '--rule', 'signin-impossible-travel', ...args]);
    const { stdout } = travel('--geoip', spots, '--json');
    const [found] = JSON.parse(stdout) as [{ events: string[]; count: number; first: string; last: string }];
    expect(found.events).toHaveLength(2);
    expect([found.first, found.last]).toEqual(['2024-05-14T09:10:00Z', '2024-05-14T10:05:00Z']);
    expect(found.count).toBeGreaterThan(10_900);
    expect(found.count).toBeLessThan(11_400);
    expect(travel('--geoip', spots).stdout).toMatch(/2 events since 09:10:00 at 11,\d{3} km\/h: /);
    const without = travel();
    expect(without.stdout).toContain('No rule found anything.');
    expect(without.stderr).toContain('not judged; it asks where addresses are, which --geoip tells');
    expect(without.stderr).toContain('0 rules run');
    const explained = trailscan(['detect', hit, '--explain', 'signin-impossible-travel', '--geoip', spots]);
    expect(explained.stdout).toContain('travel gte 900 km/h within 43200 s, by userIdentity.arn');
    expect(explained.stdout).toMatch(/matches 11\d{3}: userIdentity.arn /);
    const blind = trailscan(['detect', hit, '--explain', 'signin-impossible-travel']);
    expect(blind.stderr).toContain('it asks where addresses are, which --geoip tells');
  });

  it('say so without', () => {
    const { stdout, stderr } = detect('--rules', folder, '--json');
    expect(stdout).toBe('[]\n');
    expect(stderr).toContain(
      'Two countries within an hour: not judged; it asks where addresses are, which --geoip tells',
    );
  });
});
