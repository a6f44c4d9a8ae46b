/** Rules and packs as texts to be read; those that come with the program as they were parsed when it was built. */
import { readFileSync } from 'node:fs';
import { builtFile } from '../load/package-root.js';
import type { PackedNode } from '../rules/sigma/packed-yaml.js';
import { type RuleText, textHash } from '../rules/sigma/text.js';

let packed: Readonly<Record<string, readonly PackedNode[]>> | undefined;

/** The text, which was found under the name `file`. */
export function ruleText(file: string, text: string): RuleText {
  packed ??= readPacked();
  const documents = packed[textHash(text)];
  return documents ? { file, text, documents } : { file, text };
}

/** Nothing, where only the modules were built: then all is parsed. */
function readPacked(): Readonly<Record<string, readonly PackedNode[]>> {
  try {
    return JSON.parse(readFileSync(builtFile('packs.json'), 'utf8'));
  } catch {
    return {};
  }
}
