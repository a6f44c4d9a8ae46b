/** `check` as a pipeline runs it: verdicts, what may not change them, what is kept between runs, mistakes, exit codes. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ControlVerdict } from '../../src/model/verdict.js';
import { record, temporaryFolder } from '../support/odd-archive.js';
import { type Ran, trailscan } from '../support/run-cli.js';

const packFile = resolve('fixtures/check/packs/trail.yml');
const trails = resolve('fixtures/check/trails');
const pack = ['--pack', packFile];

interface Answer extends Ran {
  readonly rows: readonly ControlVerdict[];
}

function check(args: readonly string[], cwd?: string): Answer {
  const ran = trailscan(['check', ...args, '--json'], cwd === undefined ? {} : { cwd });
  return { ...ran, rows: ran.stdout === '' ? [] : (JSON.parse(ran.stdout) as ControlVerdict[]) };
}

const verdicts = ({ rows }: Answer) =>
  Object.fromEntries(rows.map(({ control, verdict }) => [control, verdict]));
const fingerprints = ({ rows }: Answer) =>
  rows.map(({ control, verdict, findings }) => [
    control,
    verdict,
    findings.map(({ fingerprint }) => fingerprint),
  ]);

interface TrailRecord {
  readonly eventID: string;
  readonly eventTime: string;
}
const allRecords = ['monday', 'tuesday'].flatMap(
  (name) =>
    (JSON.parse(readFileSync(`${trails}/${name}.json`, 'utf8')) as { Records: TrailRecord[] }).Records,
);

let folder = '';
let made = 0;
beforeEach(() => {
  folder = temporaryFolder();
});

/** A folder with these records in one file. */
function archiveOf(...files: readonly (readonly object[])[]): string {
  const path = join(folder, `trails-${made++}`);
  mkdirSync(path);
  for (const [i, Records] of files.entries())
    writeFileSync(join(path, `${i}.json`), JSON.stringify({ Records }));
  return path;
}

function config(text: string): string {
  const path = join(folder, '.trailscan.yml');
  writeFileSync(path, text);
  return path;
}

describe('verdicts', () => {
  it('are fail, not judged and, where all is well, pass', () => {
    const answer = check([trails, ...pack]);
    expect(answer.code).toBe(1);
    expect(verdicts(answer)).toEqual({
      'logging-on': 'fail',
      'validation-on': 'fail',
      'denied-calls': 'fail',
      'recorder-seen': 'not judged',
      'changes-by-pipeline': 'not judged',
      'objects-read': 'not judged',
    });
    const [logging] = answer.rows;
    expect(logging?.findings).toMatchObject([
      {
        eventName: 'StopLogging',
        actor: { name: 'carol' },
        resource: { name: 'main' },
        index: 12,
        member: null,
      },
    ]);
    expect(check([trails, ...pack, '--until', '2024-05-07T02:00:00Z']).rows[0]?.verdict).toBe('pass');
  });

  it('do not depend on threads, order or copies', () => {
    const expected = fingerprints(check([trails, ...pack]));
    expect(fingerprints(check([trails, ...pack, '--threads', '1']))).toEqual(expected);
    const reversed = archiveOf(allRecords.toReversed());
    const odd = archiveOf(
      allRecords.filter((_, i) => i % 2 === 1),
      allRecords,
      allRecords.toReversed(),
    );
    for (const path of [reversed, odd]) expect(fingerprints(check([path, ...pack]))).toEqual(expected);
  });

  it('are no failure without the event that shows it', () => {
    const before = check([trails, ...pack]);
    for (const { control, findings } of before.rows) {
      for (const { events } of findings) {
        const left = archiveOf(allRecords.filter(({ eventID }) => !events.includes(eventID)));
        const after = check([left, ...pack]).rows.find((row) => row.control === control);
        const others = findings
          .filter((finding) => finding.events !== events)
          .map(({ fingerprint }) => fingerprint);
        expect(after?.findings.map(({ fingerprint }) => fingerprint)).toEqual(others);
        expect(after?.verdict === 'fail').toBe(others.length > 0);
      }
    }
  });

  it('of an empty archive are not judged', () => {
    const empty = archiveOf([]);
    const answer = check([empty, ...pack]);
    expect(new Set(Object.values(verdicts(answer)))).toEqual(new Set(['not judged']));
    expect(answer.code).toBe(3);
    const covered = check([empty, ...pack, '--require-coverage', '24h']);
    expect(covered.code).toBe(1);
    expect(covered.rows[0]).toMatchObject({ pack: 'coverage', verdict: 'fail' });
    expect(Object.values(verdicts(covered))).not.toContain('pass');
  });

  it('do not pass over damaged files, regions that are missing, or less than records', () => {
    const calm = allRecords.slice(0, 3);
    expect(verdicts(check([archiveOf(calm), ...pack]))['logging-on']).toBe('pass');
    const damaged = archiveOf(calm);
    writeFileSync(join(damaged, 'cut.json'), '{"Records":[{"eventID":"');
    const answer = check([damaged, ...pack]);
    expect(verdicts(answer)['logging-on']).toBe('not judged');
    expect(answer.rows[0]?.reasons[0]).toContain('could not be read whole');
    const elsewhere = archiveOf(calm.map((record) => ({ ...record, awsRegion: 'eu-west-1' })));
    expect(check([elsewhere, ...pack]).rows[0]?.reasons).toEqual(['no event of 111122223333 in us-east-1']);
    const onlyData = archiveOf(
      calm.map((record) => ({ ...record, managementEvent: false, eventCategory: 'Data' })),
    );
    expect(check([onlyData, ...pack]).rows[0]?.reasons).toEqual(['no management event of 111122223333']);
  });

  it('take an Insights event that names no account for none of a further account', () => {
    const calm = allRecords.slice(0, 3);
    const { recipientAccountId: _, ...insight } = {
      ...calm[0],
      recipientAccountId: '',
      eventID: 'insight',
      eventCategory: 'Insight',
      managementEvent: undefined,
    };
    expect(verdicts(check([archiveOf([...calm, insight]), ...pack]))['logging-on']).toBe('pass');
    expect(check([archiveOf([insight]), ...pack]).rows[0]?.reasons).toEqual([
      'there is no event in what was asked for',
    ]);
    const ofAnother = { ...insight, recipientAccountId: '444455556666' };
    expect(verdicts(check([archiveOf([...calm, ofAnother]), ...pack]))['logging-on']).toBe('not judged');
  });

  it('do not take network activity for data or management events', () => {
    const activity = {
      ...allRecords[0],
      eventCategory: 'NetworkActivity',
      managementEvent: undefined,
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
    };
    const { rows } = check([archiveOf([activity]), ...pack]);
    expect(rows.map(({ verdict }) => verdict)).not.toContain('pass');
  });

  it('judge data events where there are any', () => {
    const data = {
      managementEvent: false,
      eventCategory: 'Data',
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
    };
    const read = (bucketName: string) => ({
      ...allRecords[0],
      eventID: `read-${bucketName}`,
      ...data,
      requestParameters: { bucketName },
    });
    expect(verdicts(check([archiveOf([read('app')]), ...pack]))['objects-read']).toBe('pass');
    expect(verdicts(check([archiveOf([read('app'), read('audit-logs')]), ...pack]))['objects-read']).toBe(
      'fail',
    );
  });

  it('tell two records of one id apart', () => {
    const [first] = allRecords;
    const forged = archiveOf([{ ...first, eventName: 'StopLogging' }], [first ?? {}]);
    const answer = check([forged, ...pack]);
    expect(verdicts(answer)['logging-on']).toBe('fail');
    expect(answer.rows.flatMap(({ reasons }) => reasons).join()).not.toContain('read whole');
  });
});

describe('coverage', () => {
  it('of the time that was asked for is needed to pass', () => {
    const hourly = Array.from({ length: 48 }, (_, at) =>
      ['eu-west-1', ...(at % 2 === 0 && at < 32 ? ['us-east-1'] : [])].map((awsRegion) =>
        record(`${awsRegion}-${at}`, {
          awsRegion,
          eventName: 'DescribeTrails',
          eventSource: 'cloudtrail.amazonaws.com',
          eventTime: new Date(Date.UTC(2024, 5, 1, at)).toISOString().replace('.000', ''),
          eventCategory: 'Management',
          recipientAccountId: '111122223333',
        }),
      ),
    );
    const archive = archiveOf(hourly.flat());
    const verdict = (...args: readonly string[]) =>
      verdicts(check([archive, ...pack, ...args]))['logging-on'];
    expect(verdict()).toBe('pass');
    expect(verdict('--until', '2024-06-02T11:00:00Z')).toBe('pass');
    // A region that the control needs is silent for two thirds of a day.
    expect(verdict('--until', '2024-06-03')).toBe('not judged');
    expect(verdict('--region', 'eu-west-1', '--until', '2024-06-03')).toBe('not judged');
    // What begins some day goes on until now.
    expect(verdict('--since', '2024-06-01')).toBe('not judged');
    expect(verdict('--since', '2024-05-01', '--until', '2024-06-02T11:00:00Z')).toBe('not judged');
    const { reasons } = check([archive, ...pack, '--until', '2024-06-03']).rows[0] as ControlVerdict;
    expect(reasons).toEqual([
      'no event of 111122223333 in us-east-1 from 2024-06-02T07:00:00Z until 2024-06-03T00:00:00Z, which was asked for',
    ]);
  });

  const until = ['--until', '2024-05-07T04:00:00Z'];
  it('is asked for up to now, or --until', () => {
    expect(check([trails, ...pack, '--require-coverage', '24h']).rows[0]?.reasons).toHaveLength(3);
    const short = check([trails, ...pack, ...until, '--require-coverage', '2h']);
    expect(short.rows[0]).toMatchObject({ pack: 'coverage', verdict: 'pass' });
    const long = check([trails, ...pack, ...until, '--require-coverage', '20h']);
    expect(long.rows[0]?.reasons).toEqual([
      'asked for: from 2024-05-06T08:00:00Z until 2024-05-07T04:00:00Z',
      'no event of 111122223333 for 9 hours before 2024-05-06T21:00:00Z',
    ]);
  });
  it('has a title that is the same in every run', () => {
    const title = (end: string) =>
      check([trails, ...pack, '--until', end, '--require-coverage', '24h']).rows[0]?.title;
    expect(title('2024-05-07T04:00:00Z')).toBe('Events cover the 24 hours before the run, or before --until');
    expect(title('2024-05-07T04:00:01Z')).toBe(title('2024-05-07T04:00:00Z'));
  });
  it('cannot be asked for of time that is not read', () =>
    expect(
      check([trails, ...pack, ...until, '--since', '2024-05-07', '--require-coverage', '24h']),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--require-coverage asks for more time than --since reads') as string,
    }));
});

describe('a configuration', () => {
  it('is found upward, and says what to judge and how', () => {
    cpSync('fixtures/check', join(folder, 'check'), { recursive: true });
    const below = join(folder, 'check', 'pipeline', 'nightly');
    mkdirSync(below, { recursive: true });
    cpSync('fixtures/check/trailscan.yml', join(folder, 'check', '.trailscan.yml'));
    const answer = check(['../../trails'], below);
    expect(answer.stderr).toContain('configuration: ../../.trailscan.yml');
    expect(
      answer.rows.map(({ control, severity, verdict, findings, suppressed }) => [
        control,
        severity,
        verdict,
        findings.length,
        suppressed,
      ]),
    ).toEqual([
      ['logging-on', 'high', 'fail', 1, 0],
      ['validation-on', 'high', 'fail', 1, 0],
      ['denied-calls', 'low', 'fail', 1, 1],
      ['recorder-seen', 'informational', 'not judged', 0, 0],
      ['changes-by-pipeline', 'medium', 'fail', 2, 0],
      ['objects-read', 'medium', 'not judged', 0, 0],
    ]);
  });

  it('excepts where all hold that it names', () => {
    const found = (text: string) =>
      check([trails, ...pack, '--config', config(text)])
        .rows.find(({ control }) => control === 'changes-by-pipeline')
        ?.findings.map(({ principal }) => principal?.name);
    const alice = 'principals: { allowed: [user/alice] }\n';
    const carol = 'principals: { allowed: [user/carol] }\n';
    const hours = "windows: [{ from: '09:00', to: '17:00' }]\n";
    expect(found(alice)).toEqual(['carol']);
    expect(found(hours)).toEqual(['carol']);
    expect(found(alice + hours)).toEqual(['carol']);
    expect(found(carol)).toEqual(['alice']);
    expect(found(carol + hours)).toEqual(['alice', 'carol']);
  });

  it('beside the evidence is mentioned, not used', () => {
    const archive = archiveOf(allRecords);
    writeFileSync(join(archive, '.trailscan.yml'), 'fail-on: critical\n');
    const answer = check([archive, ...pack]);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('lies beside the evidence and is not used');
  });

  it('that makes no use of change-control is told so', () => {
    const note = /^change-control is left out: no configuration names principals or windows/m;
    expect(trailscan(['check', trails], { cwd: folder }).stderr).toMatch(note);
    expect(trailscan(['check', '--list'], { cwd: folder }).stderr).toMatch(note);
    expect(trailscan(['check', '--list', '-q'], { cwd: folder }).stderr).toBe('');
    expect(trailscan(['check', '--list', '--pack', 'root-and-mfa'], { cwd: folder }).stderr).toBe('');
    const allows = ['--config', config('principals: { allowed: [role/Deploy] }\n')];
    expect(trailscan(['check', '--list', ...allows]).stderr).not.toMatch(note);
  });

  it.each([
    ['in the current folder, which is read', '.', ['.']],
    ['in the current folder, which is read without being named', '.', []],
    ['above, in a folder that is read', 'AWSLogs', ['..']],
  ])('within the evidence is used with a warning: %s', (_, cwd, paths) => {
    const archive = archiveOf(allRecords);
    mkdirSync(join(archive, 'AWSLogs'));
    writeFileSync(join(archive, '.trailscan.yml'), 'fail-on: critical\n');
    const shown = join(cwd === '.' ? '' : '..', '.trailscan.yml');
    const warning = `trailscan: ${shown} lies within the evidence`;
    for (const report of [pack, ['--report', 'changes']]) {
      const { code, stderr } = trailscan(['check', ...paths, ...report], { cwd: join(archive, cwd) });
      expect(code).not.toBe(2);
      expect(stderr).toContain(warning);
    }
    const found = check([...paths, ...pack], join(archive, cwd));
    const named = check([...paths, ...pack, '--config', shown], join(archive, cwd));
    expect([found.code, named.code]).toEqual([3, 3]);
    expect(named.stderr).not.toContain('lies within');
  });

  it('outside of the evidence is used, wherever that is named', () => {
    const archive = archiveOf(allRecords);
    config('fail-on: critical\n');
    for (const path of [archive, join(archive, '0.json'), '-'])
      expect(trailscan(['check', path, ...pack], { cwd: folder, input: '' }).code).toBe(3);
    const env = { TRAILSCAN_LOGS: archive };
    expect(trailscan(['check', ...pack], { cwd: folder, env }).code).toBe(3);
    expect(trailscan(['check', '--list', ...pack], { cwd: folder }).code).toBe(0);
    writeFileSync(join(archive, '.trailscan.yml'), 'fail-on: high\n');
    expect(trailscan(['check', ...pack], { cwd: folder, env }).stderr).toContain('lies beside the evidence');
  });

  it('of another name is mentioned, not used', () => {
    writeFileSync(join(folder, '.trailscan.yaml'), 'fail-on: critical\n');
    const answer = check([trails, ...pack], folder);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('.trailscan.yaml is not used: name it .trailscan.yml');
  });

  it('suppresses until the day it says', () => {
    const text = (expires: string) =>
      `suppressions:\n  - { control: trail/*, where: "userIdentity.userName IN ('carol', 'scanner')", reason: known, expires: ${expires} }\n`;
    const active = check([trails, ...pack, '--config', config(text('2099-01-01'))]);
    expect(active.rows.map(({ suppressed }) => suppressed)).toEqual([1, 1, 2, 0, 0, 0]);
    expect(verdicts(active)['denied-calls']).toBe('pass');
    const expired = check([trails, ...pack, '--config', config(text('2024-01-01')), '--quiet']);
    expect(expired.code).toBe(1);
    expect(expired.stderr).toContain('.trailscan.yml:2: the suppression of trail/* expired on 2024-01-01');
    const other = check([trails, '--pack', 'root-and-mfa', '--config', config(text('2024-01-01'))]);
    expect(other.code).toBe(3);
    expect(other.stderr).not.toContain('expired');
  });

  it('counts failures from a level on', () => {
    expect(check([trails, ...pack, '--fail-on', 'critical']).code).toBe(3);
    expect(check([trails, ...pack, '--config', config('fail-on: critical')]).code).toBe(3);
    expect(check([trails, ...pack, '--config', config('fail-on: critical'), '--fail-on', 'high']).code).toBe(
      1,
    );
  });
});

describe('a baseline', () => {
  it('knows what was there, and only that', () => {
    const file = join(folder, 'baseline.json');
    const early = archiveOf(allRecords.slice(0, 13));
    const written = check([early, ...pack, '--baseline', file, '--write-baseline']);
    expect(written.stderr).toContain('findings written to');
    const again = check([early, ...pack, '--baseline', file]);
    expect(again.code).toBe(3);
    expect(again.rows.map(({ known }) => known)).toEqual([1, 0, 2, 0, 0, 0]);
    const later = check([trails, ...pack, '--baseline', file]);
    expect(later.code).toBe(1);
    expect(verdicts(later)).toMatchObject({ 'logging-on': 'pass', 'validation-on': 'fail' });
    const bytes = readFileSync(file, 'utf8');
    check([early, ...pack, '--baseline', file, '--write-baseline']);
    expect(readFileSync(file, 'utf8')).toBe(bytes);
  });

  it.each([
    ['missing', undefined, 'Write it first with --write-baseline.'],
    [
      'of another version',
      '{"kind":"trailscan-baseline","version":7,"findings":[]}',
      'is of version 7, and this trailscan writes version 2',
    ],
    [
      'of other fingerprints',
      '{"kind":"trailscan-baseline","version":1,"findings":[]}',
      'Write it anew with --write-baseline, when you have looked at what it will cover.',
    ],
    ['something else', '{"Records":[]}', 'is no trailscan-baseline file'],
    ['of no version', '{"kind":"trailscan-baseline","findings":[]}', 'does not say of which version it is'],
    [
      'of a version in quotes',
      '{"kind":"trailscan-baseline","version":"2","findings":[]}',
      'has a version that is not a number',
    ],
    [
      'without findings',
      '{"kind":"trailscan-baseline","version":2,"findings":"x"}',
      "'findings' is not a list",
    ],
    [
      'with a fingerprint that is none',
      `{"kind":"trailscan-baseline","version":2,"findings":[{"fingerprint":"${'0a'.repeat(16)}"},{"fingerprint":"zzz"}]}`,
      'findings[1] has no fingerprint of 32 hex digits',
    ],
    ['cut short', '{"kind":"trailscan-base', 'it is not JSON, or not all of it'],
  ])('that is %s is refused', (_, text, message) => {
    const file = join(folder, 'baseline.json');
    if (text === undefined) rmSync(file, { force: true });
    else writeFileSync(file, text);
    const { code, stdout, stderr } = check([trails, ...pack, '--baseline', file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('--write-baseline', () => {
  const write = (file: string, ...args: readonly string[]) =>
    check([...args, ...pack, '--baseline', file, '--write-baseline']);

  it.each([
    ['a log file', '{"Records":[]}'],
    ['a state', '{"kind":"trailscan-state","version":1}'],
    ['a pack', 'pack: mine\n'],
    ['nothing yet', ''],
    ['a baseline cut short', '{"kind":"trailscan-baseline","ver'],
  ])('does not replace %s', (_, text) => {
    const file = join(folder, 'there');
    writeFileSync(file, text);
    const { code, stdout, stderr } = write(file, 'no/such/folder');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`--baseline: '${file}' is there already and no trailscan-baseline file`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('replaces no folder, and no link', () => {
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    for (const place of [folder, join(folder, 'link')]) expect(write(place, trails).code).toBe(2);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('replaces no file that is to be read, whatever it says that it is', () => {
    const text = JSON.stringify({
      kind: 'trailscan-baseline',
      version: 1,
      findings: [],
      Records: allRecords,
    });
    const archive = archiveOf();
    const file = join(archive, 'a.json');
    writeFileSync(file, text);
    const { code, stderr } = write(file, file);
    expect(code).toBe(2);
    expect(stderr).toContain(`--baseline: '${file}' is a file to be read, and evidence is never replaced`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('replaces a baseline of another version', () => {
    const file = join(folder, 'baseline.json');
    writeFileSync(file, '{"kind":"trailscan-baseline","version":7}');
    expect(write(file, trails).code).toBe(1);
    expect(check([trails, ...pack, '--baseline', file]).code).toBe(3);
  });

  it('says how many findings are lost', () => {
    const file = join(folder, 'baseline.json');
    expect(write(file, trails).stderr).not.toContain('no longer');
    expect(write(file, trails).stderr).not.toContain('no longer');
    const narrow = write(file, trails, '--until', '2024-05-07T02:00:00Z').stderr;
    expect(narrow).toMatch(
      /^(\d) findings? written to .*; (\d) findings that it had before are no longer in it$/m,
    );
  });
});

describe('--since last', () => {
  const state = () => join(folder, 'state.json');
  const nightly = (path: string, ...more: readonly string[]) =>
    check([path, ...pack, '--since', 'last', '--state', state(), ...more]);

  it('tells each finding once, late ones too', () => {
    const late = allRecords.findIndex(({ eventTime }) => eventTime === '2024-05-06T21:40:00Z');
    const first = nightly(archiveOf(allRecords.filter((_, i) => i < 10 && i !== late)));
    expect(first.stderr).toContain('the whole archive is judged');
    expect(fingerprints(first)[2]).toMatchObject(['denied-calls', 'fail', { length: 1 }]);
    const second = nightly(trails);
    expect(second.stderr).toContain('judged since 2024-05-06T04:00:00Z');
    expect(second.rows.map(({ findings, known }) => [findings.length, known])).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    const third = nightly(trails);
    expect(third.rows.flatMap(({ findings }) => findings)).toEqual([]);
    expect(third.code).toBe(3);
  });

  it('does not go on behind evidence that could not be read', () => {
    const archive = archiveOf(allRecords);
    writeFileSync(join(archive, 'cut.json'), '{"Records":[{"eventID":"');
    expect(nightly(archive).stderr).toContain('the next run begins where this one did');
    rmSync(join(archive, 'cut.json'));
    const again = nightly(archive);
    expect(again.stderr).not.toContain('judged since');
    expect(again.rows.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('is not led astray by an event of the future, nor by a state that was', () => {
    const future = { ...allRecords[0], eventID: 'future', eventTime: '2999-01-01T00:00:00Z' };
    nightly(archiveOf([...allRecords.slice(0, 3), future]));
    const answer = nightly(archiveOf([...allRecords, future]));
    expect(verdicts(answer)['logging-on']).toBe('fail');
    const text = readFileSync(state(), 'utf8');
    writeFileSync(state(), text.replace(/("111122223333": ")[^"]*/, '$12999-01-01T00:00:00Z'));
    expect(nightly(trails).stderr).toContain('of a time that has not come');
    writeFileSync(state(), text.replace(/("111122223333": ")[^"]*/, '$1some day'));
    expect(nightly(trails).code).toBe(1);
  });

  it('judges all of an account that the state does not know', () => {
    const place = (account: string, day: string) =>
      `AWSLogs/${account}/CloudTrail/us-east-1/2024/${day.replace('-', '/')}/${account}_CloudTrail_us-east-1_2024${day.replace('-', '')}T0900Z_a0a0a0a0a0a0a0a0.json`;
    const write = (account: string, day: string, records: readonly object[]): void => {
      const path = join(folder, 'organization', place(account, day));
      mkdirSync(dirname(path), { recursive: true });
      const Records = records.map((record) => ({ ...record, recipientAccountId: account }));
      writeFileSync(path, JSON.stringify({ Records }));
    };
    const archive = join(folder, 'organization');
    write('111122223333', '05-07', allRecords.slice(0, 3));
    expect(verdicts(nightly(archive))['logging-on']).toBe('pass');
    const stopped = allRecords.filter(
      (record) => 'eventName' in record && record.eventName === 'StopLogging',
    );
    const long = stopped.map((record) => ({ ...record, eventTime: '2024-04-01T08:50:00Z' }));
    write('444455556666', '04-01', [
      ...long,
      { ...allRecords[0], eventID: 'b', eventTime: '2024-04-01T08:49:00Z' },
    ]);
    const answer = nightly(archive);
    expect(verdicts(answer)['logging-on']).toBe('fail');
    expect(answer.stderr).toContain('account 444455556666 is new to the state: all of it is judged');
    expect(nightly(archive).stderr).not.toContain('is new');
  });

  it('catches up with files of a region that arrive days late', () => {
    const write = (region: string, day: string, records: readonly object[]): void => {
      const name = `111122223333_CloudTrail_${region}_202405${day}T0900Z_a0a0a0a0a0a0a0a0.json`;
      const path = join(folder, `late/AWSLogs/111122223333/CloudTrail/${region}/2024/05/${day}/${name}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(
        path,
        JSON.stringify({ Records: records.map((each) => ({ ...each, awsRegion: region })) }),
      );
    };
    const [first] = allRecords;
    const at = (day: string, eventID: string) => ({
      ...first,
      eventID,
      eventTime: `2024-05-${day}T08:50:00Z`,
    });
    write('eu-west-1', '03', [at('03', 'a')]);
    write('us-east-1', '07', [at('07', 'b')]);
    expect(verdicts(nightly(join(folder, 'late')))['logging-on']).toBe('pass');
    const stopped = { ...at('04', 'c'), eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' };
    write('eu-west-1', '04', [stopped]);
    const answer = nightly(join(folder, 'late'));
    expect(verdicts(answer)['logging-on']).toBe('fail');
    expect(answer.stderr).toContain('files of account 111122223333 arrived late');
    const again = nightly(join(folder, 'late'));
    expect(again.stderr).not.toContain('arrived late');
    expect(again.rows.flatMap(({ findings }) => findings)).toEqual([]);
  });

  describe('of an archive as CloudTrail lays it out', () => {
    const archive = () => join(folder, 'bucket');
    const at = (day: string, eventID: string, eventName = 'DescribeTrails') => ({
      ...allRecords[0],
      eventID,
      eventTime: `2024-05-${day}T08:50:00Z`,
      eventSource: 'cloudtrail.amazonaws.com',
      eventName,
    });
    const deliver = (day: string, unique: string, records: readonly object[], region = 'us-east-1'): void => {
      const name = `111122223333_CloudTrail_${region}_202405${day}T0900Z_${unique}.json`;
      const path = join(archive(), `AWSLogs/111122223333/CloudTrail/${region}/2024/05/${day}/${name}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify({ Records: records }));
    };
    const told = ({ rows }: Answer) =>
      rows.flatMap(({ control, findings }) => findings.flatMap(({ events }) => [control, ...events]));

    beforeEach(() => {
      rmSync(archive(), { recursive: true, force: true });
      rmSync(state(), { force: true });
      for (const day of ['17', '18', '19']) deliver(day, 'a', [at(day, `quiet-${day}`)]);
      nightly(archive());
    });

    it('says that nothing came, in a row that no format hides', () => {
      const { rows, code, stderr } = nightly(archive());
      expect(code).toBe(3);
      expect(stderr).toContain('no file with events has come since the last run');
      expect(rows[0]).toMatchObject({
        pack: 'coverage',
        control: 'delivery',
        verdict: 'not judged',
        reasons: ['nothing was delivered since the last run, whose events end by 2024-05-19T09:00:00Z'],
      });
      expect(rows.find(({ control }) => control === 'logging-on')?.verdict).toBe('pass');
    });

    it('says that something came, though no event is of a later time', () => {
      deliver('19', 'b', [at('19', 'more')]);
      const { rows, stderr } = nightly(archive());
      expect(rows[0]).toMatchObject({ control: 'delivery', verdict: 'pass', reasons: [] });
      expect(stderr).not.toContain('has come since');
    });

    it('is not deceived by a file without events', () => {
      writeFileSync(join(archive(), 'state.json'), '{"kind":"trailscan-state","version":1}');
      deliver('20', 'empty', []);
      expect(nightly(archive()).rows[0]).toMatchObject({ control: 'delivery', verdict: 'not judged' });
    });

    it.each([
      ['a file delivered now with an event of days ago', '20', '13'],
      ['a file of days ago that a sync missed', '17', '17'],
    ])('judges %s, once', (_, delivered, day) => {
      deliver('20', 'a', [at('20', 'quiet-20')]);
      deliver(delivered, 'late', [at(day, 'stopped', 'StopLogging')]);
      const answer = nightly(archive());
      expect(told(answer)).toEqual(['logging-on', 'stopped']);
      expect(answer.stderr).toContain('files of account 111122223333 arrived late, or had not been read');
      deliver('21', 'a', [at('21', 'quiet-21')]);
      const next = nightly(archive());
      expect(told(next)).toEqual([]);
      expect(next.stderr).not.toContain('arrived late');
      deliver(delivered, 'later', [at(day, 'quiet-late')]);
      expect(told(nightly(archive()))).toEqual([]);
    });

    it('judges a file of more than a month ago that a sync missed', () => {
      deliver('01', 'a', [{ ...at('01', 'first') }]);
      rmSync(state());
      for (const eventTime of ['2024-06-10T08:50:00Z', '2024-06-12T08:50:00Z'])
        deliver('19', eventTime.slice(8, 10), [{ ...at('19', eventTime), eventTime }]);
      nightly(archive());
      deliver('02', 'late', [at('02', 'stopped', 'StopLogging')]);
      expect(told(nightly(archive()))).toEqual(['logging-on', 'stopped']);
    });

    it('judges an export that is new, or has grown', () => {
      const name = join(archive(), 'export.json');
      writeFileSync(name, JSON.stringify({ Records: [at('02', 'stopped', 'StopLogging')] }));
      expect(told(nightly(archive()))).toEqual(['logging-on', 'stopped']);
      const Records = [at('02', 'stopped', 'StopLogging'), at('03', 'again', 'StopLogging')];
      writeFileSync(name, JSON.stringify({ Records }));
      expect(told(nightly(archive()))).toEqual(['logging-on', 'again']);
      writeFileSync(join(archive(), 'export-2.json'), JSON.stringify({ Records }));
      expect(told(nightly(archive()))).toEqual([]);
    });

    it('judges all where a new file does not tell of when it is', () => {
      const timeless = { ...at('19', 'stopped', 'StopLogging'), eventTime: 'some day' };
      writeFileSync(join(archive(), 'export.json'), JSON.stringify({ Records: [timeless] }));
      const answer = nightly(archive());
      expect(told(answer)).toEqual(['logging-on', 'stopped']);
      expect(answer.stderr).toContain('or had not been read: the whole archive is judged');
      expect(told(nightly(archive()))).toEqual([]);
    });

    it('names an account of which nothing came, when others sent', () => {
      const other = { ...at('19', 'other'), recipientAccountId: '444455556666' };
      writeFileSync(join(archive(), 'other.json'), JSON.stringify({ Records: [other] }));
      nightly(archive());
      deliver('20', 'a', [at('20', 'quiet-20')]);
      const { stderr, rows } = nightly(archive());
      expect(rows[0]?.verdict).toBe('pass');
      expect(stderr).toContain('no file of account 444455556666 has come since the last run');
    });

    it('asks of the accounts in question only whether anything came', () => {
      const asked = ['--account', '444455556666'];
      const other = { ...at('19', 'other'), recipientAccountId: '444455556666' };
      writeFileSync(join(archive(), 'other.json'), JSON.stringify({ Records: [other] }));
      rmSync(state());
      nightly(archive(), ...asked);
      deliver('20', 'a', [at('20', 'quiet-20')]);
      expect(nightly(archive(), ...asked).rows[0]?.verdict).toBe('not judged');
    });

    it('takes files for unread that came while part of the evidence could not be read', () => {
      deliver('20', 'a', [at('13', 'stopped', 'StopLogging')]);
      writeFileSync(join(archive(), 'cut.json'), '{"Records":[{"eventID":"');
      expect(told(nightly(archive()))).toEqual(['logging-on', 'stopped']);
      rmSync(join(archive(), 'cut.json'));
      const { rows, stderr } = nightly(archive());
      expect(rows[0]?.verdict).toBe('pass');
      expect(stderr).toContain('arrived late');
    });

    it('writes a state of the same bytes from the same files', () => {
      const before = readFileSync(state(), 'utf8');
      nightly(archive());
      expect(readFileSync(state(), 'utf8')).toBe(before);
      expect(before).toMatch(/"111122223333 us-east-1 2024-05-19": "1 [0-9a-f]{16}"/);
    });
  });

  it('judges everything when another question is asked', () => {
    nightly(trails);
    expect(nightly(trails, '--account', '111122223333').stderr).toContain(
      'is of other packs, accounts or regions',
    );
  });

  it('judges everything again where another question was not answered whole', () => {
    const archive = archiveOf(allRecords);
    nightly(archive);
    writeFileSync(join(archive, 'cut.json'), '{"Records":[{"eventID":"');
    const asked = ['--account', '111122223333'];
    nightly(archive, ...asked);
    expect(nightly(archive, ...asked).stderr).not.toContain('judged since');
    rmSync(join(archive, 'cut.json'));
    nightly(archive, ...asked);
    expect(nightly(archive, ...asked).stderr).toContain('judged since');
  });

  it('replaces no file that is to be read by its state', () => {
    nightly(trails);
    const text = readFileSync(state(), 'utf8');
    expect(nightly(state())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is a file to be read, and evidence is never replaced') as string,
    });
    expect(readFileSync(state(), 'utf8')).toBe(text);
  });

  it('writes nothing when the run fails', () => {
    const { code } = nightly(trails, '--output', join(folder, 'no', 'such', 'folder.json'));
    expect(code).toBe(2);
    expect(existsSync(state())).toBe(false);
  });

  it('is refused with another state, --until, or without a use', () => {
    writeFileSync(state(), '{"kind":"trailscan-state","version":1}');
    expect(nightly(trails)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is of version 1, and this trailscan writes version 2') as string,
    });
    expect(nightly(trails, '--until', '2024-05-08').code).toBe(2);
    expect(check([trails, ...pack, '--state', state()]).code).toBe(2);
    rmSync(state());
    expect(nightly(trails, '--require-coverage', '48h')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no more can be asked of --require-coverage') as string,
    });
  });
});

describe('mistakes', () => {
  it.each([
    ['a pack that there is none of', ['--pack', 'cis-awz'], "there is no pack 'cis-awz', nor such a file"],
    ['two packs of one name', [...pack, ...pack], "two packs are named 'trail'"],
    ['a baseline without a file', [...pack, '--write-baseline'], 'Name the file with --baseline FILE.'],
    ['no configuration', [...pack, '--config', 'no-such.yml'], "--config: 'no-such.yml'"],
    ['a format for records', [...pack, '--format', 'raw'], '--format raw prints records only'],
  ])('%s', (_, args, message) => {
    const { code, stdout, stderr } = trailscan(['check', trails, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('a configuration without any pack is one, for nothing would be judged', () => {
    const { code, stderr } = trailscan(['check', trails, '--config', config('packs: []\n')]);
    expect(code).toBe(2);
    expect(stderr).toContain('the configuration names no pack');
  });

  it('in packs and configurations are shown with a caret', () => {
    const broken = join(folder, 'broken.yml');
    writeFileSync(
      broken,
      readFileSync(packFile, 'utf8').replace('errorCode: AccessDenied', 'errorcode: AccessDenied'),
    );
    expect(trailscan(['check', trails, '--pack', broken]).stderr).toBe(
      [
        `trailscan: ${broken}:52:13: CloudTrail records have no field 'errorcode'`,
        '              errorcode: AccessDenied',
        '              ^',
        'Did you mean errorCode? Field names are case-sensitive.',
        '',
      ].join('\n'),
    );
    const path = config(`packs: [${packFile}]\nseverities: { trail/logging-of: low }\n`);
    const { code, stderr } = trailscan(['check', trails, '--config', path]);
    expect(code).toBe(2);
    expect(stderr).toContain(":2:15: no pack of this run has a control 'trail/logging-of'");
    expect(stderr).toContain('Did you mean trail/logging-on?');
  });

  it('a secret in the configuration is told, and not shown', () => {
    const key = `AKIA${'IOSFODNN7EXAMPLE'}`;
    const path = config(
      `suppressions:\n  - { control: trail/*, where: "userIdentity.accessKeyId = '${key}'", reason: x, expires: 2099-01-01 }\n`,
    );
    const { stderr } = check([trails, ...pack, '--config', path]);
    expect(stderr).toContain('this looks like an access key id');
    expect(stderr).not.toContain(key);
    const unknown = config(`packs: [${packFile}]\nseverities: { trail/${key}: low }\n`);
    const mistake = check([trails, '--config', unknown]);
    expect(mistake.code).toBe(2);
    expect(mistake.stderr).toContain(":2:15: no pack of this run has a control 'trail/********************'");
    expect(mistake.stderr).not.toContain(key);
  });
});

it('the table tells the findings of a control apart that are of one event', () => {
  const path = config(
    "packs: [change-control]\nprincipals: { allowed: [nobody] }\nwindows: [{ from: '00:00', to: '00:01' }]\n",
  );
  const { stdout } = trailscan(['check', trails, '--config', path], { env: { COLUMNS: '400' } });
  expect(stdout).toContain('by a principal that is not allowed');
  expect(stdout).toContain('outside of the windows');
});

it.each([
  ...['--since=2d', '--since=last', '--fail-on=high', '--require-coverage=24h', '--account=111122223333'],
  ...['--baseline=b.json', '--actors'],
])('--list takes no %s', (option) => {
  const { code, stdout, stderr } = check([...pack, '--list', option]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`trailscan: --list takes no ${option.replace(/=.*/, '')}\nIt shows the controls`);
});

it('--list takes no path', () => {
  const { code, stderr } = check([trails, '--list']);
  expect(code).toBe(2);
  expect(stderr).toContain(`trailscan: --list reads no files: '${trails}'`);
});

it('--list shows the controls without reading', () => {
  const { rows, code } = check([...pack, '--list']);
  expect(code).toBe(0);
  expect(rows).toHaveLength(6);
  expect(rows[0]).toMatchObject({
    pack: 'trail',
    control: 'logging-on',
    evidence: { regions: ['us-east-1'] },
  });
});
