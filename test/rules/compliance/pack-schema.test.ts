/** The JSON Schema of packs, which editors complete them by: it says what the reader does, as far as a schema can. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UsageError } from '../../../src/model/usage-error.js';
import { readPack } from '../../../src/rules/compliance/index.js';

const schema = JSON.parse(readFileSync('src/format/schemas/pack.schema.json', 'utf8')) as object;
const fits = new Ajv2020({ allowUnionTypes: true }).compile(schema);
const shipped = 'src/rules/packs';
const fixture = 'fixtures/check/packs/trail.yml';
const text = readFileSync(fixture, 'utf8');

function problems(yaml: string): readonly string[] {
  fits(parse(yaml));
  return (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const packs = readdirSync(shipped).filter((name) => name.endsWith('.yml'));

it.each([fixture, ...packs.map((name) => `${shipped}/${name}`)])('%s fits', (path) => {
  expect(problems(readFileSync(path, 'utf8'))).toEqual([]);
});

describe('what is read fits', () => {
  it.each([
    ['an id that is a number', 'id: denied-calls', 'id: 4.1'],
    ['one text for a list', 'by: [userIdentity.arn]', 'by: userIdentity.arn'],
    ['one exception', 'unless: [allowed-principals, windows]', 'unless: windows'],
    ['a key without a value', 'count: { at-least: 3, within: 10m, by: [userIdentity.arn] }', 'count:'],
    ['a version that is a number', 'version: "2024-01"', 'version: 2024.1'],
  ])('%s', (_, before, after) => {
    const changed = text.replace(before, after);
    expect(changed).not.toBe(text);
    expect(() => readPack({ file: 'a.yml', text: changed })).not.toThrow();
    expect(problems(changed)).toEqual([]);
  });
});

describe('mistakes that do not', () => {
  it.each([
    ['an unknown key', 'version: 1', 'versoin: 1'],
    ['a missing key', 'title: Trails and who touches them\n', ''],
    ['no version', 'version: 1', 'version: first'],
    ['a bad name', 'pack: trail', 'pack: Trail 1'],
    ['a bad id', 'id: denied-calls', 'id: denied calls'],
    ['a severity', 'severity: low', 'severity: lo'],
    ['an empty text', 'remediation: Start the recorder.', 'remediation: " "'],
    ['an unknown key of a control', 'rationale: Who', 'reason: Who'],
    ['an unknown key of a condition', 'good: validated', 'fine: validated'],
    ['an unknown key of a count', 'within: 10m', 'in: 10m'],
    [
      'no conditions',
      / {4}must-not:\n {6}- detection:\n {10}selection:\n {12}errorCode: AccessDenied[\s\S]*?\n\n/,
      '\n',
    ],
    ['no condition over selections', '          condition: sets\n', ''],
    ['nothing that is good', '        good: validated\n', ''],
    ['a length of time', 'within: 10m', 'within: 10 min'],
    ['no length of time', 'within: 10m', 'within: 0m'],
    ['a count of nothing', 'at-least: 3', 'at-least: 0'],
    ['an exception', 'unless: [allowed-principals', 'unless: [principals'],
    ['data events of nothing', '      sources: [s3.amazonaws.com]\n', ''],
    ['no controls', /controls:\n[\s\S]*/, 'controls: []\n'],
  ])('%s', (_, before, after) => {
    const wrong = text.replace(before, after);
    expect(wrong).not.toBe(text);
    expect(() => readPack({ file: 'a.yml', text: wrong })).toThrow(UsageError);
    expect(problems(wrong)).not.toEqual([]);
  });
});
