/** Rules and packs as texts to be read; those that come with the program as they were read when it was built. */
import { readFileSync } from 'node:fs';
import { builtFile } from '../load/package-root.js';
import type { Pack } from '../rules/compliance/index.js';
import type { RuleFile } from '../rules/sigma/index.js';
import { type PackedDocument, unpackDocuments } from '../rules/sigma/packed-document.js';
import { textHash } from '../rules/sigma/text.js';

let rules: Readonly<Record<string, readonly PackedDocument[]>> | undefined;
let packs: Readonly<Record<string, Pack>> | undefined;

/** The text, which was found under the name `file`. */
export function ruleFile(file: string, text: string): RuleFile {
  rules ??= built('rules.json');
  const packed = rules[textHash(text)];
  return packed ? { file, text, documents: unpackDocuments(packed, { file, text }) } : { file, text };
}

/** The pack in a text, which was found under the name `file`. @throws UsageError naming the place of the first mistake. */
export async function packIn(file: string, text: string): Promise<Pack> {
  packs ??= built('controls.json');
  const known = packs[textHash(text)];
  if (known) return { ...known, file, controls: known.controls.map((control) => ({ ...control, file })) };
  // What reads one takes longer to load than the rest of a short run.
  const { readPack } = await import('../rules/compliance/read-pack.js');
  return readPack({ file, text });
}

/** Nothing, where only the modules were built: then all is read. */
function built<T>(name: string): Readonly<Record<string, T>> {
  try {
    return JSON.parse(readFileSync(builtFile(name), 'utf8')) ?? {};
  } catch {
    return {};
  }
}
