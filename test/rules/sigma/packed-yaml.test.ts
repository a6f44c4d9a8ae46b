/** What was parsed when the program was built is what parsing gives, of all rules that come with it and of odd YAML. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ruleText } from '../../../src/commands/shipped-yaml.js';
import { packNode, unpackDocuments } from '../../../src/rules/sigma/packed-yaml.js';
import { type MapNode, readYaml } from '../../../src/rules/sigma/yaml.js';

const folder = 'src/rules/packs/attack';
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yml'),
);

describe('rules that come with the program', () => {
  it('are many', () => expect(shipped.length).toBeGreaterThan(130));

  it.each(shipped)('%s', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const known = ruleText(file, text);
    expect(known.documents).toBeDefined();
    const parsed = readYaml({ file, text }) as readonly MapNode[];
    expect(known.documents).toEqual(parsed.map(packNode));
    expect(readYaml(known)).toEqual(unpackDocuments(parsed.map(packNode), known));
  });

  it('are parsed anew as soon as a letter differs', () => {
    const text = readFileSync(join(folder, shipped[0] ?? ''), 'utf8');
    expect(ruleText('a.yml', `${text} `)).toEqual({ file: 'a.yml', text: `${text} ` });
  });
});

describe('nodes', () => {
  it.each([
    ['scalars', 'a: 0123\nb: ~\nc: "1"\nd: 1e3\ne: true\nf: ""'],
    ['lists and maps', 'a: [1, [x, {}], []]\nb: {c: {d: [e: f]}}'],
    ['keys like those of objects', '__proto__: 1\nconstructor: [2]\n"": 3'],
    ['aliases', 'a: &x {b: 1}\nc: *x\nd: [*x, *x]'],
    ['several documents', 'a: 1\n---\nb: 2\n---\n'],
    ['keys without values', 'a:\n? b\nc: "\\ud83d"'],
  ])('are unpacked as they were: %s', (_, text) => {
    const source = { file: 'a.yml', text };
    const parsed = readYaml(source) as readonly MapNode[];
    const packed = JSON.parse(JSON.stringify(parsed.map(packNode)));
    expect(unpackDocuments(packed, source)).toEqual(parsed);
  });

  it.each(['-0', '.inf', '-.inf', '.nan'])('are not packed if JSON does not hold them: %s', (number) => {
    const [document] = readYaml({ file: 'a.yml', text: `a: ${number}` }) as readonly MapNode[];
    expect(() => document && packNode(document)).toThrow(`a.yml: ${number} cannot be packed`);
  });
});
