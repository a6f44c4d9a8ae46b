/** What `validate` prints: the report, its JSON by the schema, and mistakes of the caller. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { findingKinds } from '../../../src/analysis/integrity/findings.js';
import { chainOf, writeFiles } from '../../support/digest-archive.js';
import { temporaryFolder } from '../../support/odd-archive.js';
import { trailscan } from '../../support/run-cli.js';
import { key, proofs } from './judged.js';

const schema = JSON.parse(readFileSync('src/format/schemas/validation.schema.json', 'utf8'));
const { digests, files } = chainOf({ key });
const folder = temporaryFolder();
const damaged = new Map(files);
damaged.delete(digests[2]?.key ?? '');
damaged.delete(digests[4]?.logs[0] ?? '');
writeFiles(join(folder, 'whole'), files);
writeFiles(join(folder, 'damaged'), damaged);
const keys = proofs([digests.at(-1)]);
const given = ['--public-keys', keys.publicKeys[0] ?? '', '--signatures', keys.signatures?.[0] ?? ''];
const validate = (...args: readonly string[]) => trailscan(['validate', ...args], { cwd: folder });

describe('the report', () => {
  it('of a whole archive', () => {
    const { stdout, code } = validate('whole', ...given);
    expect(stdout).toMatch(
      /^Whole and signed, until 2024-06-03 15:00:00\. What came after that cannot be known\.\n/,
    );
    expect(code).toBe(0);
  });
  it('of one without signatures', () => {
    expect(validate('whole').stdout).toMatch(/^Whole as far as hashes tell, and not signed, until 2024/);
  });
  it('of a damaged one', async () => {
    const { stdout, code, stderr } = validate('damaged', ...given);
    expect(code).toBe(1);
    expect(stderr).toContain('read 10 files, 5 digests that name 4 logs');
    await expect(stdout).toMatchFileSnapshot('../../../fixtures/golden/e2e/validate-damaged.txt');
  });
  it('shows what names hold harmless', () => {
    const hostile = chainOf({ key, trail: 'a\u001b[31m\u202eb', hours: 2 });
    const place = join(temporaryFolder(), 'hostile');
    writeFiles(place, [...hostile.files].slice(1));
    const { stdout } = validate(place, '--color', 'never');
    expect(stdout).toContain('digest missing');
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });
  it('of one without digests', () => {
    const { stdout, code } = validate('whole', '--until', '2020-01-01');
    expect(stdout).toMatch(/^No digests: nothing is proven\.\n/);
    expect(code).toBe(1);
  });
});

describe('its JSON', () => {
  const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
  it('is as its schema says', () => {
    for (const place of ['whole', 'damaged']) {
      const rows = JSON.parse(validate(place, ...given, '--json').stdout) as object[];
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        valid(row);
        expect(valid.errors).toBeNull();
      }
    }
  });
  it('its schema lists the kinds, and the keys in the order in which they are printed', () => {
    const { chain, finding } = schema.$defs;
    const rows = JSON.parse(validate('damaged', '--json').stdout) as Record<string, object>[];
    expect(finding.properties.finding.enum).toEqual(Object.keys(findingKinds));
    expect(Object.keys(chain.properties)).toEqual(Object.keys(rows[0] ?? {}));
    expect(Object.keys(chain.properties.digests.properties)).toEqual(Object.keys(rows[0]?.digests ?? {}));
    expect(Object.keys(chain.properties.logs.properties)).toEqual(Object.keys(rows[0]?.logs ?? {}));
    expect(Object.keys(finding.properties)).toEqual(Object.keys(rows.at(-1) ?? {}));
  });
  it('refuses a chain that is a finding', () => {
    expect(valid({ type: 'chain', severity: 'damage' })).toBe(false);
    expect(valid({ type: 'other' })).toBe(false);
  });
});

describe('a mistake', () => {
  it.each([
    { args: ['--where', "eventName = 'A'"], says: '--where does not go with validate' },
    { args: ['--event', 'Delete*'], says: 'Here whole files are validated, not events' },
    { args: ['--errors'], says: '--errors does not go with validate' },
    { args: ['--public-keys', 'none.json'], says: "--public-keys: 'none.json'" },
    { args: ['--format', 'raw'], says: 'prints records only' },
  ])('$says', ({ args, says }) => {
    const { code, stderr, stdout } = validate('whole', ...args);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
