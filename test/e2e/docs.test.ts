/** What the documents and the help say is run, and the help itself is compared. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { shell, trailscan } from '../support/run-cli.js';

const readme = readFileSync('README.md', 'utf8');
const inReadme = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  .filter((line) => line.startsWith('trailscan '));

/** Verdicts are shown on an archive in which something is wrong. */
const codesOf = (line: string): readonly number[] => (line.startsWith('trailscan check ') ? [0, 1] : [0]);

describe('README', () => {
  it('has examples', () => expect(inReadme.length).toBeGreaterThan(8));
  it.each(inReadme)('%s', (line) => {
    const { code, stdout, stderr } = shell(line);
    expect(codesOf(line), stderr).toContain(code);
    expect(stdout.split('\n').length).toBeGreaterThan(1);
    expect(stdout).not.toMatch(/^No event/);
  });
  it('its first command answers as shown', () => {
    const { stdout } = trailscan(['who-deleted', 'app-uploads', 'fixtures/trails']);
    expect(stdout).toContain('2024-05-02 08:47:33  alice as Admin/alice  DeleteBucket  success');
    expect(stdout).toContain('failed: BucketNotEmpty');
  });
});

describe.each(commands.map(({ name, examples }) => ({ name, examples })))('$name', ({ name, examples }) => {
  it('has two examples', () => expect(examples.length).toBeGreaterThanOrEqual(2));
  it.each(examples.map(({ line }) => line))('%s', (line) => {
    const { code, stdout, stderr } = shell(line);
    expect(codesOf(line), stderr).toContain(code);
    expect(stdout).not.toBe('');
    expect(stdout).not.toMatch(/^No event/);
  });
  it('its help', async () => {
    const { stdout } = trailscan([name, '--help'], { env: { COLUMNS: '100' } });
    await expect(stdout).toMatchFileSnapshot(`../../fixtures/golden/help/${name}.txt`);
  });
});

it('the help of the whole', async () => {
  await expect(trailscan(['--help']).stdout).toMatchFileSnapshot('../../fixtures/golden/help/trailscan.txt');
});

describe('golden answers', () => {
  it.each([
    { name: 'who-deleted.txt', line: 'trailscan who-deleted app-uploads fixtures/trails --related' },
    { name: 'who-deleted.json', line: 'trailscan who-deleted app-uploads fixtures/trails --json' },
    { name: 'who-deleted.csv', line: 'trailscan who-deleted app-uploads fixtures/trails --format csv' },
    { name: 'who-deleted.md', line: 'trailscan who-deleted app-uploads fixtures/trails --format markdown' },
    { name: 'events.tsv', line: 'trailscan events fixtures/trails --errors --format tsv' },
    { name: 'trace.txt', line: 'trailscan trace alice fixtures/trails' },
    { name: 'trace.json', line: 'trailscan trace Admin/alice fixtures/trails --json' },
    { name: 'count.csv', line: 'trailscan count --by action,errorCode --format csv fixtures/trails' },
    {
      name: 'count.json',
      line: 'trailscan count --by principal --every 6h --distinct eventName --top 3 --json fixtures/trails',
    },
    {
      name: 'count.md',
      line: 'trailscan count --by service,outcome --min 2 --format markdown fixtures/trails',
    },
    { name: 'count.tsv', line: 'trailscan count --every 1h --tz Asia/Kolkata --format tsv fixtures/trails' },
    { name: 'history.txt', line: 'trailscan history app-uploads fixtures/trails --related' },
    { name: 'detect.txt', line: 'trailscan detect fixtures/trails --rules fixtures/rules/sigma' },
    { name: 'detect.json', line: 'trailscan detect fixtures/trails --rules fixtures/rules/sigma --json' },
    {
      name: 'detect.csv',
      line: 'trailscan detect fixtures/trails --rules fixtures/rules/sigma --format csv',
    },
    { name: 'detect-list.txt', line: 'trailscan detect --rules fixtures/rules/sigma --list' },
    {
      name: 'detect-explain.txt',
      line: "trailscan detect fixtures/trails --rules fixtures/rules/sigma --explain 'Logging stopped'",
    },
    {
      name: 'validate.txt',
      line: 'trailscan validate fixtures/digests --public-keys fixtures/digests/public-keys.json --signatures fixtures/digests/signatures',
    },
    {
      name: 'check.txt',
      line: 'trailscan check fixtures/check/trails --config fixtures/check/trailscan.yml',
    },
    {
      name: 'check.json',
      line: 'trailscan check fixtures/check/trails --pack fixtures/check/packs/trail.yml --json',
    },
    {
      name: 'check.csv',
      line: 'trailscan check fixtures/check/trails --config fixtures/check/trailscan.yml --format csv',
    },
    { name: 'check-list.txt', line: 'trailscan check --pack fixtures/check/packs/trail.yml --list' },
    { name: 'show.txt', line: 'trailscan show 1088937b-001f-4046-9379-20995b9466f4 fixtures/trails' },
  ])('$name', async ({ name, line }) => {
    const { stdout, code, stderr } = shell(line);
    expect(codesOf(line), stderr).toContain(code);
    await expect(stdout).toMatchFileSnapshot(`../../fixtures/golden/e2e/${name}`);
  });
});

describe('JSON shapes', () => {
  const schema = (name: string): object =>
    JSON.parse(readFileSync(`src/format/schemas/${name}.schema.json`, 'utf8'));
  const ajv = new Ajv2020({ allErrors: true });
  ajv.addSchema(schema('event'));
  ajv.addSchema(schema('history'));
  it.each([
    { name: 'event', line: 'trailscan events fixtures/trails --json' },
    { name: 'event', line: 'trailscan who-deleted app-uploads fixtures/trails --related --json' },
    { name: 'event', line: 'trailscan show 1088937b-001f-4046-9379-20995b9466f4 fixtures/trails --json' },
    { name: 'credential', line: 'trailscan trace alice fixtures/trails --json' },
    { name: 'formats', line: "trailscan formats 'fixtures/formats/*/input' --json" },
    { name: 'history', line: 'trailscan history app-uploads fixtures/trails --related --json' },
    { name: 'change', line: 'trailscan check fixtures/trails --report changes --json' },
    {
      name: 'change',
      line: 'trailscan check fixtures/check/trails --config fixtures/check/trailscan.yml --report changes --json',
    },
    { name: 'detection', line: 'trailscan detect fixtures/trails --rules fixtures/rules/sigma --json' },
    { name: 'validation', line: 'trailscan validate fixtures/digests --json' },
    { name: 'summary', line: 'trailscan summary fixtures/trails --json' },
    { name: 'principal', line: 'trailscan summary --by principal fixtures/trails --json' },
    {
      name: 'check',
      line: 'trailscan check fixtures/check/trails --pack fixtures/check/packs/trail.yml --json',
    },
    {
      name: 'check',
      line: 'trailscan check fixtures/check/trails --config fixtures/check/trailscan.yml --require-coverage 24h --json',
    },
    { name: 'count', line: 'trailscan count --by action,outcome --distinct ip fixtures/trails --json' },
    { name: 'coverage', line: 'trailscan coverage --every 6h fixtures/trails --json' },
    { name: 'count', line: 'trailscan count --every 6h --empty fixtures/trails --json' },
  ])('$line', ({ name, line }) => {
    const rows = JSON.parse(shell(line).stdout) as unknown[];
    const validate = ajv.getSchema(`${name}.schema.json`) ?? ajv.compile(schema(name));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(validate(row), JSON.stringify(validate.errors)).toBe(true);
  });
});
