/** The formats of detections: valid for the tools they are for, and harmless whatever the evidence holds. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv04 from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { formatter } from '../../src/format/index.js';
import type { Detection } from '../../src/model/detection.js';
import type { Sheet } from '../../src/model/sheet.js';
import { eventSample } from './event-sample.js';
import { sampleSheet } from './sample.js';
import { textOf } from './text.js';

const detection: Detection = {
  rule: {
    id: '5b8f1b5e-3a0e-4d0a-9a53-0c7a4c1d2e02',
    title: 'Logging stopped',
    level: 'high',
    tags: ['attack.defense-evasion', 'attack.t1562.008', 'attack.t1562', 'cve.2024-1'],
    description: 'A trail was stopped.',
    falsePositives: ['Maintenance'],
    references: ['https://attack.mitre.org/techniques/T1562/008/'],
    file: 'rules/logging.yml',
  },
  message: 'Logging stopped: alice called cloudtrail:StopLogging on corp, from 192.0.2.7',
  firstTime: '2024-05-02T08:42:15Z',
  lastTime: '2024-05-02T08:42:15Z',
  events: ['5a1f0c3e-0001-4000-8000-000000000001'],
  group: null,
  ...eventSample,
};

const bare: Detection = {
  ...detection,
  rule: { ...detection.rule, id: 'a title', tags: [], description: null, falsePositives: [], references: [] },
  firstTime: '',
  lastTime: '',
  events: [''],
  eventSource: null,
  eventName: null,
  errorCode: null,
  region: null,
  account: null,
  resource: null,
  principal: {
    ...detection.principal,
    arn: null,
    account: null,
    accessKeyId: null,
    invokedBy: 'ec2.amazonaws.com',
  },
  origin: { ...detection.origin, sourceIPAddress: 'ec2.amazonaws.com', kind: 'aws-service' },
};

const hostile: Detection = {
  ...detection,
  message: 'a\u001b[2J\n\u202eb\ud800',
  origin: { ...detection.origin, sourceIPAddress: null, userAgent: '\u009b31m\u2028' },
  resource: { type: null, name: '\ud800\u202e', arn: null },
  file: 'a\ud800/%2e.json',
};

const correlated: Detection = {
  ...detection,
  rule: { ...detection.rule, id: 'burst', level: 'critical', tags: ['attack.impact'] },
  firstTime: '2024-05-02T08:00:00Z',
  events: ['e1', 'e2', 'e3'],
  group: [{ name: 'userIdentity.arn', value: 'arn:aws:iam::111122223333:user/alice' }],
};

const sheet: Sheet<Detection> = {
  columns: [],
  rows: [detection, bare, hostile, correlated],
  json: () => ({}),
  findings: { producer: { name: 'trailscan', version: '1.2.3' }, of: (row) => row },
  empty: 'Nothing.',
};

type Known = 'timesketch' | 'sarif' | 'ocsf';
const printed = async (
  name: Known,
  terminal = false,
  rows: Iterable<Detection> = sheet.rows,
): Promise<string> =>
  textOf((await formatter(name))({ ...sheet, rows }, { width: 0, colour: false, terminal }));
const linesOf = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('sarif', () => {
  const schema = createRequire(import.meta.url)(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  ) as { readonly $schema: string; readonly id?: string };
  // Of draft 4, which differs from later ones in the keywords `id` and exclusive bounds only; the schema uses neither.
  const ajv = new Ajv04.default({ strict: false, validateFormats: false, unicodeRegExp: false });
  const { $schema: _draft, id: _id, ...withoutDraft } = schema;
  const valid = ajv.compile(withoutDraft);

  it('is valid by the schema of SARIF 2.1.0', async () => {
    for (const rows of [sheet.rows, []]) {
      valid(JSON.parse(await printed('sarif', false, rows)));
      expect(valid.errors).toBeNull();
    }
  });

  it('the schema tells what is wrong', () => {
    expect(valid({ version: '2.1.0' })).toBe(false);
    expect(valid({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] })).toBe(
      false,
    );
  });

  it('has each rule once, and results that point at it', async () => {
    const { runs } = JSON.parse(await printed('sarif')) as {
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        results: { ruleId: string; ruleIndex: number; level: string }[];
      }[];
    };
    const [run] = runs;
    const ids = run?.tool.driver.rules.map(({ id }) => id) ?? [];
    expect(ids).toEqual([...new Set(ids)]);
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(ids[ruleIndex]).toBe(ruleId);
    expect(run?.results.map(({ level }) => level)).toEqual(['error', 'error', 'error', 'error']);
  });
});

describe('ocsf', () => {
  const schema = JSON.parse(
    readFileSync('test/support/ocsf-detection-finding.schema.json', 'utf8'),
  ) as object;
  const valid = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

  it('has what a Detection Finding requires', async () => {
    for (const line of linesOf(await printed('ocsf'))) {
      valid(line);
      expect(valid.errors).toBeNull();
    }
  });

  it('tells the techniques', async () => {
    const [first] = linesOf(await printed('ocsf')) as { finding_info: { attacks: unknown } }[];
    expect(first?.finding_info.attacks).toEqual([
      {
        tactic: { name: 'Defense Evasion' },
        technique: { uid: 'T1562' },
        sub_technique: { uid: 'T1562.008' },
      },
      { tactic: { name: 'Defense Evasion' }, technique: { uid: 'T1562' } },
    ]);
  });
});

describe('timesketch', () => {
  it('has message, datetime and timestamp_desc on each line, and two lines for a correlation', async () => {
    const lines = linesOf(await printed('timesketch'));
    expect(lines).toHaveLength(5);
    for (const line of lines)
      expect(Object.keys(line).slice(0, 3)).toEqual(['message', 'datetime', 'timestamp_desc']);
    expect(lines.slice(-2).map(({ datetime, timestamp_desc }) => [datetime, timestamp_desc])).toEqual([
      ['2024-05-02T08:00:00Z', 'First Event'],
      ['2024-05-02T08:42:15Z', 'Last Event'],
    ]);
  });
});

describe.each<Known>(['timesketch', 'sarif', 'ocsf'])('%s', (name) => {
  it('is as it was', async () => {
    await expect(await printed(name, false, [detection, correlated])).toMatchFileSnapshot(
      `../../fixtures/golden/format/detections.${name}.json`,
    );
  });

  it('shows a terminal nothing that it would act on', async () => {
    const text = await printed(name, true);
    expect(text).not.toMatch(/(?!\n)[\p{C}\u2028\u202e]/u);
    expect(text).toContain('\\u001b[2J');
  });

  it('is for detections only', async () => {
    const print = await formatter(name);
    expect(() => textOf(print(sampleSheet, { width: 0, colour: false, terminal: false }))).toThrow(
      /without detections/,
    );
  });
});
