/** What was read when the program was built is what reading gives, of all rules that come with it and of others. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ruleFile } from '../../../src/commands/shipped-yaml.js';
import { readDocument } from '../../../src/rules/sigma/document.js';
import { type RuleFile, type RuleText, readRules } from '../../../src/rules/sigma/index.js';
import { packDocument, unpackDocuments } from '../../../src/rules/sigma/packed-document.js';
import { type MapNode, readYaml } from '../../../src/rules/sigma/yaml.js';
import { ruleText } from './rule-text.js';

const folder = 'src/rules/packs/attack';
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yml'),
);
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** As the build and a later run do it between them. */
function packedFile(source: RuleText): RuleFile {
  const packed = (readYaml(source) as readonly MapNode[]).map((document, index) =>
    packDocument(readDocument(document, index)),
  );
  return { ...source, documents: unpackDocuments(JSON.parse(JSON.stringify(packed)), source) };
}

describe('rules that come with the program', () => {
  it('are many', () => expect(shipped.length).toBeGreaterThan(130));

  it.each(shipped)('%s', (file) => {
    const known = ruleFile(`elsewhere/${file}`, textOf(file));
    expect(known.documents).toBeDefined();
    expect(known).toStrictEqual(packedFile({ file: `elsewhere/${file}`, text: textOf(file) }));
  });

  it('come to the same set of rules', () => {
    const texts = shipped.map((file) => ({ file, text: textOf(file) }));
    expect(readRules(texts.map(({ file, text }) => ruleFile(file, text)))).toStrictEqual(readRules(texts));
  });

  it('are read anew as soon as a letter differs', () => {
    const text = textOf(shipped[0] ?? '');
    expect(ruleFile('a.yml', `${text} `)).toEqual({ file: 'a.yml', text: `${text} ` });
  });
});

describe('documents', () => {
  const base = ruleText(
    'Base',
    'sel: {eventName|re: "^A.*z$", sourceIPAddress|cidr: 192.0.2.0/24}\ncondition: sel',
  );
  const named = base.replace('title: Base\n', 'title: Base\nname: base\ntags: [odd]\n');
  const correlation = `title: Often
correlation:
  type: value_count
  rules: [base]
  group-by: [who]
  timespan: 5m
  condition: {gte: 3, field: awsRegion}
  aliases: {who: {base: userIdentity.arn}}
`;
  const filter = `title: But not
logsource: {product: aws, service: cloudtrail}
filter:
  rules: [base]
  sel: {userAgent: known}
  condition: not sel
`;
  it.each([
    ['detections', named],
    ['correlations', `${named}---\n${correlation}`],
    ['filters', `${named}---\n${filter}`],
    ['filters of any rule', `${named}---\n${filter.replace('rules: [base]', 'rules: any')}`],
    [
      'rules about other things',
      `${named}---\n${named.replace('service: cloudtrail', 'service: guardduty')}`,
    ],
    ['numbers', ruleText('Numbers', 'sel: {a|gte: 1.5, b: 0x10, c: 0123, d: null, e: true}\ncondition: sel')],
    ['keys like those of objects', ruleText('Keys', 'sel: {__proto__: 1, constructor: 2}\ncondition: sel')],
  ])('are unpacked as they were: %s', (_, text) => {
    const source = { file: 'a.yml', text };
    expect(readRules([packedFile(source)])).toStrictEqual(readRules([source]));
  });

  it.each([
    ['a correlation', named.replace('name: base', 'name: other'), correlation],
    ['a filter', named.replace('name: base', 'name: other'), filter],
    ['an alias', named, correlation.replace('{base: userIdentity.arn}', '{lost: userIdentity.arn}')],
  ])('tell where they name a rule that there is not: %s', (_, ...documents) => {
    const source = { file: 'a.yml', text: documents.join('---\n') };
    const [fault] = readRules([source]).broken;
    expect(fault?.message).toMatch(/^a\.yml:\d+:\d+: there is no rule/);
    expect(readRules([packedFile(source)]).broken).toStrictEqual([fault]);
  });

  it.each([-0, Infinity, Number.NaN])('are not packed with what JSON does not hold: %d', (value) => {
    const where = { kind: 'compare', path: ['a'], op: '>=', value } as const;
    const [document] = readYaml({ file: 'a.yml', text: named }) as readonly MapNode[];
    const read = document && readDocument(document, 0);
    if (read?.content.kind !== 'detection') throw new Error('no rule');
    const odd = { ...read, content: { ...read.content, rule: { ...read.content.rule, where } } };
    expect(() => packDocument(odd)).toThrow(/cannot be packed/);
  });
});
