/**
 * Run by the build: parses the rules and packs that come with the program and writes what is in them to a file, by the
 * hash of their text. Arguments: the folder, the file.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packNode } from './sigma/packed-yaml.js';
import { textHash } from './sigma/text.js';
import { readYaml } from './sigma/yaml.js';

const [folder = '', target = ''] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yml'),
);
const packed = files.sort().map((file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const documents = readYaml({ file, text }).map((document) => {
    if (document instanceof Error) throw document;
    return packNode(document);
  });
  return [textHash(text), documents] as const;
});
writeFileSync(target, JSON.stringify(Object.fromEntries(packed)));
