/** The packs that come with the program, as `check` runs them: on all that fails in their fixtures, and on nothing. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ControlVerdict } from '../../src/model/verdict.js';
import { readPack } from '../../src/rules/compliance/index.js';
import { temporaryFolder } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const folder = temporaryFolder();
const config = join(folder, '.trailscan.yml');
const empty = temporaryFolder();
const packs = readdirSync('src/rules/packs')
  .filter((file) => file.endsWith('.yml'))
  .map((file) => readPack({ file, text: readFileSync(`src/rules/packs/${file}`, 'utf8') }));

beforeAll(() =>
  writeFileSync(
    config,
    `principals: { allowed: [role/Deploy] }
windows: [{ days: [mon, tue, wed, thu, fri], from: '09:00', to: '17:00', tz: UTC }]
`,
  ),
);

function check(pack: string, ...paths: readonly string[]) {
  const { code, stdout } = trailscan(['check', ...paths, '--pack', pack, '--config', config, '--json']);
  return { code, rows: JSON.parse(stdout) as readonly ControlVerdict[] };
}

describe.each(packs.map((pack) => ({ name: pack.name, pack })))('$name', ({ name, pack: { controls } }) => {
  it('finds what is wrong', () => {
    const { code, rows } = check(name, `fixtures/rules/compliance/${name}/*/fail.json`);
    expect(code).toBe(1);
    // What one fragment leaves in a good state may be the newest word on what another leaves in a bad one.
    const lasting = controls.filter(({ conditions }) => conditions.every(({ kind }) => kind !== 'state'));
    for (const { id } of lasting) expect(rows.find(({ control }) => control === id)?.verdict).toBe('fail');
  });

  it('judges nothing by nothing', () => {
    const { code, rows } = check(name, empty);
    expect(code).toBe(3);
    expect(rows.map(({ verdict }) => verdict)).toEqual(controls.map(() => 'not judged'));
  });
});

it('names that look misspelt are warned of, in packs of the user, even with --quiet', () => {
  const own = join(folder, 'own.yml');
  const text = readFileSync('src/rules/packs/cloudtrail-practice.yml', 'utf8');
  const run = () => trailscan(['check', 'fixtures/trails', '--pack', own, '--quiet']).stderr;
  writeFileSync(own, text);
  expect(run()).toBe('');
  writeFileSync(own, text.replace('- StopLogging', '- StopLoging'));
  expect(run()).toMatch(
    /^trailscan: \S+own\.yml:\d+: control 'logging-never-stopped' asks for the event 'StopLoging', which looks misspelt: did you mean StopLogging\?\n$/,
  );
});

it('what is shared is told with whom', () => {
  const paths = 'fixtures/rules/compliance/data-exposure/snapshot-shared/fail.json';
  const found = check('data-exposure', paths).rows.flatMap(({ findings }) => findings);
  const named = found.find(({ eventName }) => eventName === 'ModifySnapshotAttribute');
  expect(named?.sharing).toEqual({ with: ['444455556666'], how: 'createVolumePermission' });
  expect(named?.message).toMatch(/, lets in 444455556666 \(createVolumePermission\)$/);
  const table = trailscan(['check', paths, '--pack', 'data-exposure', '--config', config], {
    env: { COLUMNS: '400' },
  }).stdout;
  expect(table).toMatch(/ lets in /);
  expect(table).toMatch(/ModifySnapshotAttribute .* 444455556666 /);
});

it('change-control and the report of changes agree on what is approved', () => {
  const paths = 'fixtures/rules/compliance/change-control/*/*.json';
  const failed = new Set(
    check('change-control', paths).rows.flatMap(({ findings }) => findings.map(({ eventID }) => eventID)),
  );
  const report = trailscan(['check', paths, '--report', 'changes', '--config', config, '--json']);
  const rows = JSON.parse(report.stdout) as readonly Reported[];
  const unapproved = rows.filter(({ eventID }) => failed.has(eventID));
  expect(unapproved.length).toBe(failed.size);
  expect(unapproved.filter(({ unmet, approved }) => unmet.length === 0 || approved.length > 0)).toEqual([]);
  expect(unapproved.some(({ met }) => met.length > 0)).toBe(true);
  expect(rows.some(({ unmet, approved }) => unmet.length === 0 && approved.length > 0)).toBe(true);
});

interface Reported {
  readonly eventID: string;
  readonly approved: readonly string[];
  readonly met: readonly string[];
  readonly unmet: readonly string[];
}

it('in the archive of the examples each of its misdeeds has its control', () => {
  const { stdout } = trailscan(['check', 'fixtures/trails', '--account', '111122223333', '--json']);
  const rows = JSON.parse(stdout) as readonly ControlVerdict[];
  const failed = rows
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ pack, control }) => `${pack}/${control}`);
  expect(failed).toEqual([
    'cis-aws/4.1',
    'cis-aws/4.2',
    'cis-aws/4.3',
    'cis-aws/4.8',
    'cloudtrail-practice/log-bucket-kept',
    'root-and-mfa/root-sign-in',
    'root-and-mfa/root-calls',
    'root-and-mfa/users-sign-in-with-mfa',
  ]);
});
