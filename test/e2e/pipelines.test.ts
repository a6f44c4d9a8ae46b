/** `check` as pipelines run it: the formats they read, what GitHub Actions gets of itself, and the report of changes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/model/json.js';
import { casesIn, faultsOf, readXml } from '../support/junit.js';
import { record, trail } from '../support/odd-archive.js';
import { root, shell, trailscan } from '../support/run-cli.js';

const archive = ['fixtures/check/trails', '--config', 'fixtures/check/trailscan.yml'];
const check = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  trailscan(['check', ...archive, ...args], { env });
const folder = mkdtempSync(join(tmpdir(), 'trailscan-pipelines-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('formats of verdicts', () => {
  const verdicts = JSON.parse(check(['--json']).stdout) as readonly {
    readonly verdict: string;
    readonly findings: readonly { readonly fingerprint: string }[];
  }[];
  const found = verdicts.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint));

  it('junit', () => {
    const { code, stdout } = check(['--format', 'junit']);
    expect(code).toBe(1);
    const report = readXml(stdout);
    expect(faultsOf(report)).toEqual([]);
    const words = { failure: 'fail', skipped: 'not judged' } as const;
    expect(
      casesIn(report).map(({ children }) => words[children[0]?.name as keyof typeof words] ?? 'pass'),
    ).toEqual(verdicts.map(({ verdict }) => verdict));
  });

  it('sarif and gitlab name the same findings', () => {
    const { runs } = JSON.parse(check(['--format', 'sarif']).stdout) as {
      runs: { results: { kind: string; partialFingerprints: Record<string, string> }[] }[];
    };
    const results = runs.flatMap((run) => run.results).filter(({ kind }) => kind === 'fail');
    expect(results.map(({ partialFingerprints }) => partialFingerprints['finding/v1'])).toEqual(found);
    const problems = JSON.parse(check(['--format', 'gitlab']).stdout) as {
      fingerprint: string;
      severity: string;
    }[];
    expect(
      problems.filter(({ severity }) => severity !== 'info').map(({ fingerprint }) => fingerprint),
    ).toEqual(found);
  });

  it('are no formats of a list of controls', () => {
    const { code, stderr } = trailscan(['check', '--list', '--format', 'junit']);
    expect([code, stderr]).toEqual([2, 'trailscan: --format junit prints verdicts only\n']);
  });
});

describe('in GitHub Actions', () => {
  const env = { GITHUB_ACTIONS: 'true' };

  it('annotations are the answer, the same as asked for', () => {
    const { code, stdout } = check([], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error file=fixtures\/check\/packs\/trail.yml,line=\d+,title=/);
    expect(stdout).toBe(check(['--format', 'github']).stdout);
  });

  it.each([
    { args: ['--format', 'table'], says: /^trail 1:/ },
    { args: ['--json'], says: /^\[/ },
    { args: ['--report', 'changes'], says: /^# Changes/ },
  ])('$args is as asked', ({ args, says }) => expect(check(args, env).stdout).toMatch(says));

  it('a list is a table', () => {
    const list = trailscan(['check', '--config', 'fixtures/check/trailscan.yml', '--list'], { env });
    expect(list.stdout).toMatch(/^trail/);
  });

  it('a file is as it is elsewhere', () => {
    const [here, there] = [join(folder, 'here.txt'), join(folder, 'there.txt')];
    check(['-o', here], env);
    check(['-o', there]);
    expect(readFileSync(here, 'utf8')).toBe(readFileSync(there, 'utf8'));
  });

  it('elsewhere there are none', () =>
    expect(check([], { GITHUB_ACTIONS: 'false' }).stdout).not.toContain('::error'));

  it('the summary is appended to what the job wrote before', () => {
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'before\n');
    check([], { ...env, GITHUB_STEP_SUMMARY: summary });
    expect(readFileSync(summary, 'utf8')).toBe(`before\n${check(['--format', 'markdown']).stdout}\n`);
    check(['--json'], { ...env, GITHUB_STEP_SUMMARY: summary });
    expect(readFileSync(summary, 'utf8').match(/^# /gm)).toHaveLength(1);
  });

  it('a summary that cannot be written is said, and changes no verdict', () => {
    const { code, stderr } = check([], { ...env, GITHUB_STEP_SUMMARY: join(folder, 'no/such') });
    expect(code).toBe(1);
    expect(stderr).toContain('trailscan: the summary of the job was not written: ');
  });
});

describe('--report changes', () => {
  interface Row {
    readonly eventID: string;
    readonly actor: { readonly name: string };
    readonly approved: readonly string[] | null;
  }
  const rowsOf = (text: string) => JSON.parse(text) as readonly Row[];
  const actors = (rows: readonly Row[]) => rows.map(({ eventID, actor }) => [eventID, actor]);

  it('is as it was', async () => {
    const { code, stdout } = check(['--report', 'changes']);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('../../fixtures/golden/e2e/changes.md');
  });

  it('has every write, in order of time, with whoever is behind it', () => {
    const { stdout } = trailscan(['check', 'fixtures/trails', '--report', 'changes', '--json']);
    const events = trailscan(['events', 'fixtures/trails', '--writes', '--actors', '--json']);
    const rows = rowsOf(stdout);
    expect(rows.length).toBeGreaterThan(20);
    expect(actors(rows)).toEqual(actors(rowsOf(events.stdout)));
    expect(rows.every(({ approved }) => approved === null)).toBe(true);
  });

  it.each([
    ['deleted', 'app-uploads'],
    ['created', 'role/Admin'],
    ['changed', 'app-uploads'],
  ])('has what was %s of %s', (question, resource) => {
    const report = ['check', 'fixtures/trails', '--report', 'changes', '--resource', resource, '--json'];
    const told = rowsOf(trailscan([`who-${question}`, resource, 'fixtures/trails', '--json']).stdout);
    const rows = rowsOf(trailscan(report).stdout).map(({ eventID }) => eventID);
    expect(told.length).toBeGreaterThan(0);
    for (const { eventID } of told) expect(rows).toContain(eventID);
  });

  it('has each event once, whatever the resources have in common', () => {
    const args = ['--report', 'changes', '--json', '--resource', 'main', '--resource', 'trail/main'];
    const rows = rowsOf(check(args).stdout).map(({ eventID }) => eventID);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows).size).toBe(rows.length);
  });

  it('is of the days of the zone', () => {
    const { stdout } = check(['--report', 'changes', '--tz', 'Asia/Tokyo']);
    expect(stdout.match(/^### .*$/gm)).toEqual(['### 2024-05-06', '### 2024-05-07']);
    const morning = stdout.slice(stdout.indexOf('### 2024-05-07'));
    expect(morning).toContain('mallory');
  });

  it('says when there is nothing', () => {
    const { code, stdout } = check(['--report', 'changes', '--resource', 'no-such-thing']);
    expect(code).toBe(0);
    expect(stdout).toContain('- Found: none');
    expect(stdout).toContain('No write action was found.');
  });

  it('says what could not be read, and exits with 3', () => {
    const broken = join(folder, 'archive');
    mkdirSync(broken);
    writeFileSync(join(broken, '`a`.json'), '{"Records":[{"eventID":');
    const { code, stdout } = trailscan(['check', broken, '--report', 'changes']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^- Not read: `` .*`a`\.json: .* ``$|^- Not read: ``.*`a`.*``$/m);
  });

  it.each([
    {
      args: ['--report', 'changes', '--fail-on', 'high'],
      says: '--report changes and --fail-on are different',
    },
    { args: ['--report', 'changes', '--list'], says: '--report changes and --list are different questions' },
    { args: ['--report', 'changes', '--since', 'last'], says: '--since last is for verdicts' },
    { args: ['--report', 'changes', '--format', 'junit'], says: '--format junit prints verdicts only' },
    { args: ['--report', 'changes', '--format', 'raw'], says: '--format raw prints records only' },
    { args: ['--report', 'chnages'], says: "'chnages' is not one of changes; did you mean changes?" },
    { args: ['--resource', 'main'], says: '--resource is for --report changes' },
    { args: ['--related'], says: '--related is for --report changes' },
  ])('$args is refused', ({ args, says }) => {
    const { code, stdout, stderr } = check(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });
});

describe('the pipelines of the README', () => {
  interface Pipelines {
    readonly jobs?: { readonly check: { readonly steps: readonly { readonly run?: string }[] } };
    readonly cloudtrail?: {
      readonly script: readonly string[];
      readonly allow_failure: { readonly exit_codes: readonly number[] };
    };
  }
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const pipelines = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, block = '']) => block)
    .filter((block) => block.includes('trailscan check'))
    .map((block) => parse(block) as Pipelines);
  const [github, gitlab] = pipelines;
  const steps = [
    { of: 'GitHub', lines: (github?.jobs?.check.steps ?? []).map(({ run }) => run ?? ''), allowed: [0] },
    {
      of: 'GitLab',
      lines: gitlab?.cloudtrail?.script ?? [],
      allowed: [0, ...(gitlab?.cloudtrail?.allow_failure.exit_codes ?? [])],
    },
  ].map(({ of, lines, allowed }) => ({
    of,
    allowed,
    lines: lines.filter((line) => line.includes('trailscan check')),
  }));

  /** Of the last two days, nothing that anybody would object to, or `more`. */
  const logs = (more: readonly JsonObject[] = []): string => {
    const at = mkdtempSync(join(folder, 'job-'));
    mkdirSync(join(at, 'logs'));
    const halfHours = Array.from({ length: 100 }, (_, i) => Date.now() - i * 1_800_000);
    const calm = halfHours.map((time, i) =>
      record(`calm-${i}`, {
        eventTime: `${new Date(time).toISOString().slice(0, 19)}Z`,
        eventSource: 'ec2.amazonaws.com',
        eventName: 'DescribeInstances',
        awsRegion: 'us-east-1',
        requestParameters: {},
        readOnly: true,
        managementEvent: true,
        eventCategory: 'Management',
      }),
    );
    writeFileSync(join(at, 'logs', 'a.json'), trail(...calm, ...more));
    return at;
  };
  const stopped = (): JsonObject =>
    record('stopped', {
      eventTime: `${new Date(Date.now() - 20_000_000).toISOString().slice(0, 19)}Z`,
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      requestParameters: { name: 'main' },
      awsRegion: 'us-east-1',
    });
  /** As runners do: without the reports of the night before, one after the other, and no further where one fails. */
  const night = (lines: readonly string[], at: string): number => {
    for (const report of ['trailscan.sarif', 'code-quality.json', 'junit.xml'])
      rmSync(join(at, report), { force: true });
    for (const line of lines) {
      const { code } = shell(`set -e; ${line}`, at);
      if (code !== 0) return code ?? -1;
    }
    return 0;
  };

  it('are two, and judge', () => {
    expect(pipelines).toHaveLength(2);
    for (const { lines } of steps) expect(lines).toHaveLength(2);
    expect(readme).not.toMatch(/^[^`]*\|\| true/m);
  });

  it.each(steps)('$of: a healthy account is no failure, every night', ({ lines, allowed }) => {
    const at = logs();
    for (const _ of ['first', 'second']) expect(allowed).toContain(night(lines, at));
    expect(readFileSync(join(at, '.trailscan-state.json'), 'utf8')).toContain('trailscan-state');
  });

  it.each(steps)('$of: a finding fails the night it is found', ({ lines, allowed }) => {
    const at = logs([stopped()]);
    expect(night(lines, at)).toBe(1);
    expect(allowed).toContain(night(lines, at));
    rmSync(join(at, '.trailscan-state.json'));
    expect(night(lines, at)).toBe(1);
  });

  it.each(steps)('$of: so does what is wrong with the run', ({ lines, allowed }) => {
    const broken = logs();
    writeFileSync(join(broken, '.trailscan.yml'), 'packs: [no-such-pack]\n');
    expect(allowed).not.toContain(night(lines, broken));
    const silent = logs();
    writeFileSync(join(silent, 'logs', 'a.json'), trail(stopped()));
    expect(allowed).not.toContain(night(lines, silent));
  });
});
