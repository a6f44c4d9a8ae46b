/**
 * Run by the build: reads the rules that come with the program, and its packs, and writes what is in them to files, by the
 * hash of their text. Arguments: the folder of the packs, in which a folder holds rules; where the files go.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPack } from './compliance/index.js';
import { readDocument } from './sigma/document.js';
import { packDocument } from './sigma/packed-document.js';
import { textHash } from './sigma/text.js';
import { readYaml } from './sigma/yaml.js';

const [folder = '', target = ''] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yml'))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
const isPack = ({ file }: { readonly file: string }): boolean => !/[\\/]/.test(file);

const rules = files
  .filter((source) => !isPack(source))
  .map((source) => {
    const documents = readYaml(source).map((document, index) => {
      if (document instanceof Error) throw document;
      return packDocument(readDocument(document, index));
    });
    return [textHash(source.text), documents] as const;
  });
const packs = files.filter(isPack).map((source) => [textHash(source.text), readPack(source)] as const);
writeFileSync(join(target, 'rules.json'), JSON.stringify(Object.fromEntries(rules)));
writeFileSync(join(target, 'controls.json'), JSON.stringify(Object.fromEntries(packs)));
