/** Rules and packs as texts to be read; those that come with the program as they were read when it was built. */
import { readFileSync } from 'node:fs';
import { builtFile } from '../load/package-root.js';
import type { Pack } from '../rules/compliance/index.js';
import type { PackedNode } from '../rules/sigma/packed-yaml.js';
import { type RuleText, textHash } from '../rules/sigma/text.js';

let rules: Readonly<Record<string, readonly PackedNode[]>> | undefined;
let packs: Readonly<Record<string, Pack>> | undefined;

/** The text, which was found under the name `file`. */
export function ruleText(file: string, text: string): RuleText {
  rules ??= built('rules.json');
  const documents = rules[textHash(text)];
  return documents ? { file, text, documents } : { file, text };
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
