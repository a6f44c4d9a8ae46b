/** `check` as pipelines run it: the formats they read, what GitHub Actions gets of itself, and the report of changes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { casesIn, faultsOf, readXml } from '../support/junit.js';
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
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.match(/trailscan check logs [^|\n]*/g) ?? []);

  it('are there, and are YAML', () => {
    const pipelines = blocks.filter((block) => block.includes('trailscan check'));
    expect(pipelines).toHaveLength(2);
    for (const block of pipelines) expect(parse(block)).toBeTypeOf('object');
  });

  it.each(lines)('%s', (line) => {
    const at = mkdtempSync(join(folder, 'run-'));
    const { code, stderr } = shell(
      line.replace(
        'check logs',
        `check ${root}fixtures/check/trails --config ${root}fixtures/check/trailscan.yml`,
      ),
      at,
    );
    // Old events do not cover the last day: a verdict, and no wrong usage.
    expect([1, 3], stderr).toContain(code);
  });
});
