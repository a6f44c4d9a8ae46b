/** The configuration: what it says, every mistake with its place, and that its JSON Schema says the same. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../../src/commands/check/read-config.js';
import { secretsIn } from '../../../src/commands/check/secrets.js';
import { UsageError } from '../../../src/model/usage-error.js';

const example = readFileSync('fixtures/check/trailscan.yml', 'utf8');
const schema = JSON.parse(readFileSync('src/format/schemas/config.schema.json', 'utf8')) as object;
const fits = new Ajv2020({ allowUnionTypes: true }).compile(schema);

const read = (text: string) => readConfig({ file: '.trailscan.yml', text });
const suppression = (line: string, text: string) =>
  `suppressions:\n  - control: a/b\n    where: "awsRegion = 'x'"\n    reason: r\n    expires: 2026-12-31\n`.replace(
    line,
    text,
  );

function mistakeIn(text: string): UsageError {
  let thrown: unknown;
  try {
    read(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UsageError);
  return thrown as UsageError;
}

describe('a configuration', () => {
  it('is read whole', () => {
    const config = read(example);
    expect(config).toMatchObject({
      packs: [{ text: 'packs/trail.yml' }],
      principals: ['role/Deploy'],
      windows: [{ days: ['mon', 'tue', 'wed', 'thu'], from: 540, to: 960, zone: 'Europe/Berlin' }],
      severities: [{ control: { text: 'trail/validation-on' }, severity: 'high' }],
      failOn: 'medium',
      requireCoverage: null,
    });
    expect(config.suppressions).toMatchObject([
      {
        control: { text: 'trail/denied-calls' },
        expires: '2099-12-31',
        until: Date.UTC(2100, 0, 1),
        line: 11,
      },
    ]);
    expect(fits(parse(example)), JSON.stringify(fits.errors)).toBe(true);
  });

  it('may be empty', () => expect(read('# nothing yet\n')).toMatchObject({ packs: null, suppressions: [] }));

  it('may ask for coverage', () => expect(read('require-coverage: 24h').requireCoverage).toBe(86_400_000));
});

describe('mistakes', () => {
  it.each([
    ['an unknown key', 'pakcs: [a]', "1:1: the configuration has no key 'pakcs'", 'Did you mean packs?'],
    [
      'an unknown key within',
      'principals: { alowed: [a] }',
      "1:15: 'principals' has no key 'alowed'",
      'Did you mean allowed?',
    ],
    ['no YAML', 'packs: [a', '1:10: not YAML'],
    ['a list', '- packs', '1:1: a configuration is a map of keys such as packs'],
    ['an exclusion', "principals: { allowed: ['!alice'] }", '1:25: a list of who is allowed cannot exclude'],
    ['a day', "windows: [{ days: [monday], from: '09:00', to: '10:00' }]", "1:20: 'monday' is no day"],
    ['a time of day', "windows: [{ from: '9:00', to: '10:00' }]", "1:19: '9:00' is not a time of day"],
    [
      'a time that there is not',
      "windows: [{ from: '09:00', to: '24:30' }]",
      "1:32: '24:30' is not a time of day",
    ],
    [
      'a window of nothing',
      "windows: [{ from: '09:00', to: '09:00' }]",
      '1:32: the window ends when it begins',
    ],
    [
      'a zone',
      "windows: [{ from: '09:00', to: '10:00', tz: Berlin }]",
      "1:45: there is no time zone 'Berlin'",
    ],
    ['a control without its pack', 'severities: { root-used: high }', "1:15: 'root-used' names no control"],
    ['a severity', 'severities: { a/b: grave }', "1:20: 'grave' is no severity"],
    ['a level', 'fail-on: severe', "1:10: 'severe' is no fail-on"],
    ['a duration', 'require-coverage: a day', "1:19: 'a day' is not a length of time"],
    ['no reason', suppression('    reason: r\n', ''), "2:5: 'reason' is missing"],
    ['an empty reason', suppression('reason: r', "reason: ''"), "4:13: 'reason' is empty"],
    ['no end', suppression('    expires: 2026-12-31\n', ''), "2:5: 'expires' is missing"],
    ['an end that there is not', suppression('2026-12-31', '2026-02-30'), "5:14: '2026-02-30' is not a day"],
    ['no filter', suppression(`    where: "awsRegion = 'x'"\n`, ''), "2:5: 'where' is missing"],
    ['a filter', suppression("awsRegion = 'x'", "awsRegon = 'x'"), "3:13: in 'where': "],
  ])('%s', (_, text, message, hint = '') => {
    const mistake = mistakeIn(text);
    expect(mistake.message).toContain(`.trailscan.yml:${message}`);
    expect(mistake.hint ?? '').toContain(hint);
    expect(mistake.at).toBeDefined();
  });

  it.each([
    'pakcs: [a]',
    "windows: [{ from: '09:00' }]",
    'severities: { root-used: high }',
    'fail-on: severe',
    suppression('    reason: r\n', ''),
    suppression('2026-12-31', 'tomorrow'),
  ])('the schema knows as well: %s', (text) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(fits(parse(text))).toBe(false);
  });
});

describe('what looks like a secret', () => {
  const key = `AKIA${'IOSFODNN7EXAMPLE'}`;
  const secret = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
  const github = `ghp_${'aB3'.repeat(12)}`;
  it.each([
    ['an access key id', `reason: of ${key}`, 'c.yml:1:12: this looks like an access key id'],
    ['a secret', `\nreason: "${secret}"`, 'c.yml:2:10: this looks like a secret access key'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----', 'c.yml:1:1: this looks like a private key'],
    ['a token of GitHub', `reason: ${github}`, 'c.yml:1:9: this looks like a GitHub token'],
    [
      'a fine-grained token of GitHub',
      `reason: github_pat_${'11AAbb_'.repeat(11)}`,
      'c.yml:1:9: this looks like a GitHub token',
    ],
    ['a token of GitLab', `reason: glpat-${'x1'.repeat(10)}`, 'c.yml:1:9: this looks like a GitLab token'],
    ['a token of Slack', `reason: xoxb-${'1'.repeat(12)}-abc`, 'c.yml:1:9: this looks like a Slack token'],
  ])('%s', (_, text, expected) => {
    const [found = ''] = secretsIn('c.yml', text);
    expect(found).toContain(expected);
    expect(found).not.toContain(key);
    expect(found).not.toContain(secret);
  });

  const body = 'MIIEowIBAAKCAQEAx2f1'.repeat(3);
  it.each([
    ['of a key that is not known', `aws_secret_access_key: ${secret}`, secret],
    ['as a key', `packs: [a]\n${github}: x`, github],
    ['whose key says so', 'password: hunter2', 'hunter2'],
    ['however short', "windows: [{ from: '9:00', to: '10:00', db-token: 'q1' }]", 'q1'],
    ['in quotes', '"session.Token" : "a b c d e f"', 'd e f'],
    ['in a filter', suppression("awsRegion = 'x'", `accessKey = '${key}'`), key],
    ['as an unknown field', suppression("awsRegion = 'x'", key), key],
    ['as a control', `severities: { ${key}: high }`, key],
    ['as a time', `windows: [{ from: ${key}, to: '10:00' }]`, key],
    ['in broken YAML', `packs: [${secret}`, secret],
    ['of several lines', `key: |\n  -----BEGIN PRIVATE KEY-----\n  ${body}\n ${body}\n`, body],
  ])('is not quoted by a mistake: %s', (_, text, hidden) => {
    const { message, at, hint } = mistakeIn(text);
    expect([message, at?.text, hint].join('\n')).not.toContain(hidden);
    expect(text.split('\n').map((line) => line.length)).toContain(at?.text.length);
  });

  it('nothing else is hidden', () => {
    const line = `    where: "requestParameters.secretId = 'prod/db' AND awsRegon = 'x'"`;
    const text = suppression(`    where: "awsRegion = 'x'"`, line);
    expect(() => read(text)).toThrow(expect.objectContaining({ at: { text: line, column: 55 } }));
  });

  it.each([
    'reason: commit 3f786850e387550fdab836ed7e6dc881de23001b',
    'where: "userIdentity.arn = \'arn:aws:iam::111122223333:role/service-role/AWSReservedSSO1Administrator\'"',
    'remediation: https://example.com/Wiki/Pages/2024/HowToHandleThisFinding1',
  ])('not %s', (text) => expect(secretsIn('c.yml', text)).toEqual([]));
});
