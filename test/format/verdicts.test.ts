/** The formats of verdicts: valid for the pipelines they are for, and harmless whatever the evidence holds. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv04 from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { githubSummary } from '../../src/format/github-summary.js';
import { formatter } from '../../src/format/index.js';
import type { ControlVerdict } from '../../src/model/verdict.js';
import { casesIn, faultsOf, readXml } from '../support/junit.js';
import { unseen as hidden, hostileText } from './hostile.js';
import { sampleSheet } from './sample.js';
import { textOf } from './text.js';
import {
  counted,
  failed,
  finding,
  open,
  passed,
  samples,
  saying,
  unseen,
  verdictSheet,
} from './verdict-sample.js';

type Known = 'junit' | 'sarif' | 'github' | 'gitlab' | 'markdown';
const file = { width: 0, colour: false, terminal: false };

async function printed(name: Known, rows: Iterable<ControlVerdict> = samples, terminal = false) {
  return textOf((await formatter(name))(verdictSheet(rows), { ...file, terminal }));
}

async function forAnyText(check: (verdict: ControlVerdict, text: string) => Promise<void>) {
  await fc.assert(
    fc.asyncProperty(hostileText, (text) => check(saying(text), text)),
    { seed: 8, numRuns: 200 },
  );
}

describe.each<{ name: Known; golden: string }>([
  { name: 'junit', golden: 'junit.xml' },
  { name: 'sarif', golden: 'sarif.json' },
  { name: 'github', golden: 'github.txt' },
  { name: 'gitlab', golden: 'gitlab.json' },
  { name: 'markdown', golden: 'md' },
])('$name', ({ name, golden }) => {
  it('is as it was', async () => {
    await expect(await printed(name)).toMatchFileSnapshot(`../../fixtures/golden/format/verdicts.${golden}`);
  });

  it('is the same for the same verdicts', async () => expect(await printed(name)).toBe(await printed(name)));

  it('shows a terminal nothing that it would act on', async () => {
    const rows = [saying('a\u001b[2J\n\u202eb\ud800\u2028')];
    expect(await printed(name, rows, true)).not.toMatch(/(?!\n)[\p{C}\u2028\u202e]/u);
  });
});

describe.each(['junit', 'github', 'gitlab'] as const)('%s', (name) => {
  it('is for verdicts only', async () => {
    const print = await formatter(name);
    expect(() => textOf(print(sampleSheet, file))).toThrow(/without verdicts/);
  });
});

describe('junit', () => {
  it.each([{ rows: samples }, { rows: [] }, { rows: [passed] }])('is valid', async ({ rows }) => {
    expect(faultsOf(readXml(await printed('junit', rows)))).toEqual([]);
  });

  it('is well-formed and valid whatever the texts', () =>
    forAnyText(async (verdict) => {
      const root = readXml(await printed('junit', [verdict, { ...verdict, verdict: 'not judged' }]));
      expect(faultsOf(root)).toEqual([]);
      const told = casesIn(root).flatMap(({ attributes, children }) => [
        attributes.name,
        ...children.flatMap((child) => [child.attributes.message, ...child.text.split('\n')]),
      ]);
      for (const text of told) expect(text ?? '').not.toMatch(hidden);
    }));

  it.each([
    { xml: '<testsuites tests="1"/>', fault: 'testsuites: tests is 1' },
    { xml: '<testsuites skipped="0"/>', fault: 'testsuites: attribute skipped' },
    { xml: '<testsuite name="a" tests="0" failures="0"/>', fault: 'testsuite: no errors' },
    {
      xml: '<testsuites><testcase name="a"/></testsuites>',
      fault: 'testsuites/testcase[0]: not here',
    },
    { xml: '<report/>', fault: 'report: no such element' },
  ])('a fault is told: $fault', ({ xml, fault }) => expect(faultsOf(readXml(xml))).toContain(fault));

  it.each(['<a>\u0001</a>', '<a b="<"/>', '<a>&x;</a>', '<a><b></a>'])('%j is not well-formed', (xml) =>
    expect(() => readXml(xml)).toThrow(),
  );

  it('passes no control that was not judged', async () => {
    const outcomes = casesIn(readXml(await printed('junit'))).map(({ attributes, children }) => [
      attributes.name?.split(' ')[0],
      children[0]?.name,
    ]);
    expect(outcomes).toEqual([
      ['key-kept', undefined],
      ['sign-in-failures', 'failure'],
      ['logging-stays-on', 'failure'],
      ['keys-rotated', 'failure'],
      ['no-root', 'skipped'],
    ]);
  });

  it('names 100 findings of a control and counts the rest', async () => {
    const many = { ...failed, findings: Array.from({ length: 103 }, () => finding) };
    const text = await printed('junit', [many]);
    expect(text.match(/index 3\)/g)).toHaveLength(100);
    expect(text).toContain('and 3 more, which --format json shows');
  });
});

describe('sarif', () => {
  const schema = createRequire(import.meta.url)(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  ) as { readonly $schema: string; readonly id?: string };
  // Of draft 4, which differs from later ones in the keywords `id` and exclusive bounds only; the schema uses neither.
  const ajv = new Ajv04.default({ strict: false, validateFormats: false, unicodeRegExp: false });
  const { $schema: _draft, id: _id, ...withoutDraft } = schema;
  const valid = ajv.compile(withoutDraft);

  interface Log {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly kind: string;
        readonly level: string;
        readonly locations: readonly unknown[];
        readonly partialFingerprints: Readonly<Record<string, string>>;
      }[];
    }[];
  }
  const logOf = async (rows?: readonly ControlVerdict[]) =>
    (JSON.parse(await printed('sarif', rows)) as Log).runs[0];

  it.each([{ rows: samples }, { rows: [] }, { rows: [saying('\ud800\u001b\n')] }])(
    'is valid by the schema of SARIF 2.1.0',
    async ({ rows }) => {
      valid(JSON.parse(await printed('sarif', rows)));
      expect(valid.errors).toBeNull();
    },
  );

  it('has each control as a rule, and results that point at it and at a place', async () => {
    const run = await logOf();
    const ids = run?.tool.driver.rules.map(({ id }) => id) ?? [];
    expect(ids).toEqual(samples.map(({ pack, control }) => `${pack}/${control}`));
    for (const { ruleId, ruleIndex, locations } of run?.results ?? []) {
      expect(ids[ruleIndex]).toBe(ruleId);
      // Code scanning refuses the whole file for one result without a place.
      expect(locations).toHaveLength(1);
    }
  });

  it('says what failed and what is open, and nothing of what passed', async () => {
    const run = await logOf();
    expect(run?.results.map(({ ruleId, kind, level }) => [ruleId, kind, level])).toEqual([
      ['trail/sign-in-failures', 'fail', 'warning'],
      ['trail/sign-in-failures', 'fail', 'warning'],
      ['reviews/keys-rotated', 'fail', 'note'],
      ['trail/logging-stays-on', 'fail', 'error'],
      ['reviews/no-root', 'open', 'none'],
    ]);
  });

  it('tells findings apart by their fingerprints', async () => {
    const run = await logOf([counted]);
    expect(
      run?.results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash),
    ).toEqual(counted.findings.map(({ fingerprint }) => fingerprint));
  });
});

describe('gitlab', () => {
  const schema = JSON.parse(readFileSync('test/support/gitlab-code-quality.schema.json', 'utf8')) as object;
  const valid = new Ajv2020({ allErrors: true }).compile(schema);

  it.each([{ rows: samples }, { rows: [] }, { rows: [passed] }, { rows: [saying('\u0000\ud800')] }])(
    'has what a Code Quality report requires',
    async ({ rows }) => {
      valid(JSON.parse(await printed('gitlab', rows)));
      expect(valid.errors).toBeNull();
    },
  );

  it('has a problem for each finding and each control that failed without one or was not judged', async () => {
    const problems = JSON.parse(await printed('gitlab')) as readonly Readonly<Record<string, string>>[];
    expect(problems.map(({ check_name, severity }) => [check_name, severity])).toEqual([
      ['trail/sign-in-failures', 'major'],
      ['trail/sign-in-failures', 'major'],
      ['reviews/keys-rotated', 'minor'],
      ['trail/logging-stays-on', 'blocker'],
      ['reviews/no-root', 'info'],
    ]);
    expect(new Set(problems.map(({ fingerprint }) => fingerprint)).size).toBe(problems.length);
  });

  it('keeps the fingerprint of what was not judged when its reasons change', async () => {
    const of = async (reason: string) =>
      (JSON.parse(await printed('gitlab', [{ ...open, reasons: [reason] }])) as { fingerprint: string }[])[0]
        ?.fingerprint;
    expect(await of('1 file could not be read.')).toBe(await of('2 files could not be read.'));
  });
});

/** As the runner of GitHub Actions reads a line: the command, its properties and its text. */
function commandIn(line: string) {
  const [, kind, properties = '', text = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  if (kind === undefined) return undefined;
  const unescaped = (value: string) =>
    value.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const pairs = properties.split(',').map((pair) => {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    return [key, unescaped(value.replaceAll('%3A', ':').replaceAll('%2C', ','))];
  });
  return { kind, properties: Object.fromEntries(pairs) as Record<string, string>, text: unescaped(text) };
}

describe('github', () => {
  it('points at the control where that may be in the repository, the gravest first', async () => {
    const commands = (await printed('github')).split('\n').flatMap((line) => commandIn(line) ?? []);
    expect(commands.map(({ kind, properties }) => [kind, properties])).toEqual([
      [
        'error',
        {
          file: 'packs/trail.yml',
          line: '12',
          title: 'trail/logging-stays-on (critical): Logging is never stopped',
        },
      ],
      [
        'warning',
        {
          file: 'packs/trail.yml',
          line: '40',
          title: 'trail/sign-in-failures (medium): Failed sign-ins: few & far between',
        },
      ],
      ['notice', { title: 'reviews/keys-rotated (low): Keys are rotated' }],
      [
        'warning',
        {
          file: 'packs/trail.yml',
          line: '9',
          title: 'reviews/no-root (high): The root user does no daily work',
        },
      ],
    ]);
  });

  it('runs no command of the evidence', () =>
    forAnyText(async (verdict, text) => {
      for (const hostile of [
        verdict,
        saying(`::set-output name=a::b\n::error::${text}##[error]c\r\n::stop-commands::d`),
      ]) {
        const lines = (await printed('github', [hostile])).trimEnd().split(/\r\n|\r|\n/);
        expect(lines).toHaveLength(2);
        expect(lines.map((line) => commandIn(line)?.kind)).toEqual(['error', undefined]);
        expect(lines[1]).toBe('trailscan check: 1 of 1 control failed');
      }
    }));

  it.each(['../packs/a.yml', '/packs/a.yml', 'C:\\packs\\a.yml', '\\\\server\\a.yml', '--require-coverage'])(
    'does not point at %s',
    async (outside) => expect(await printed('github', [{ ...failed, file: outside }])).not.toContain('file='),
  );

  it('cuts what the runner would cut, between characters', async () => {
    const [line = ''] = (await printed('github', [saying('\u{1f525}'.repeat(4000))])).split('\n');
    const text = commandIn(line)?.text ?? '';
    expect(text.length).toBeLessThan(4096);
    expect(text).toMatch(/\u{1f525}…$/u);
  });

  it('says how many annotations are not shown', async () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ ...failed, control: `c${at}` }));
    expect(await printed('github', many)).toMatch(/shows 10 annotations of a kind: 2 of kind error/);
    expect(githubSummary(many)).toMatch(/not shown: 2 of kind error/);
    expect(githubSummary(many.slice(2))).not.toMatch(/not shown/);
  });

  it('says when nothing failed', async () =>
    expect(await printed('github', [passed])).toBe('trailscan check: 0 of 1 control failed\n'));
});

describe('the summary of a job', () => {
  it('is what a ticket says', async () =>
    expect(githubSummary(samples)).toBe(`${await printed('markdown')}\n`));

  it('ends before GitHub would refuse it, and says so', () => {
    const long = { ...failed, rationale: 'x'.repeat(300_000) };
    const text = githubSummary([long, long, long, long]);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(text).toContain('More than GitHub shows');
  });
});

describe('markdown', () => {
  it('names what passed, or was not judged, without findings that do not count', async () => {
    const waved = { ...failed, findings: [], reasons: [], suppressed: 2, known: 0 };
    const text = await printed('markdown', [
      { ...waved, verdict: 'pass' },
      { ...waved, control: 'clean', verdict: 'pass', suppressed: 0 },
      {
        ...waved,
        control: 'open',
        verdict: 'not judged',
        reasons: ['a file could not be read whole: a.json'],
      },
    ]);
    const name = `${failed.pack}/${failed.control}`;
    expect(text).toContain(
      `\n## Passed without findings that do not count\n\n- ${name}: 2 suppressed by the configuration\n`,
    );
    expect(text).toContain(
      '/open: `a file could not be read whole: a.json`; 2 suppressed by the configuration\n',
    );
    expect(text).not.toContain('clean');
  });

  it('has one section for each control that failed, whatever the texts', () =>
    forAnyText(async (verdict) => {
      const text = await printed('markdown', [verdict, { ...verdict, verdict: 'not judged' }]);
      expect(text.match(/^#+ .*$/gm)?.map((line) => line.split(' ')[0])).toEqual(['#', '##', '##']);
      expect(text).not.toMatch(/(?!\n)[\p{C}]/u);
      expect(text.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(6);
    }));

  it.each([
    ['<img src=x>', '\\<img src=x\\>'],
    ['[a](b)', '\\[a\\](b)'],
    ['`x` | **y**', '\\`x\\` \\| \\*\\*y\\*\\*'],
  ])('the prose %s means nothing', async (text, shown) =>
    expect(await printed('markdown', [{ ...failed, remediation: text }])).toContain(
      `**What to do:** ${shown}\n`,
    ),
  );

  it.each([
    ['https://docs.aws.amazon.com/a_b_c.html#x', '<https://docs.aws.amazon.com/a_b_c.html#x>'],
    ['https://a/><img src=x>', 'https://a/\\>\\<img src=x\\>'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['4.1_a', '4.1\\_a'],
  ])('the reference %s is %s', async (text, shown) =>
    expect(await printed('markdown', [{ ...failed, references: [text] }])).toContain(`\n- ${shown}\n`),
  );

  it('tells the reasons of a control that failed without a finding', async () =>
    expect(await printed('markdown', [unseen])).toContain('\n`not seen: the rotation of a key`\n'));
});
