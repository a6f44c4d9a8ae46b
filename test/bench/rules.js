/**
 * The rules that `detect` is measured with: those that come with trailscan, and those of `$TRAILSCAN_BENCH_RULES` (a folder
 * of other Sigma rules) if that is set. And ten copies of all of them under other titles, names and ids, as ten teams would
 * have them: what they find is the same, ten times.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchFolder } from './generate.js';

export const COPIES = 10;

const sources = [
  fileURLToPath(new URL('../../src/rules/packs/attack', import.meta.url)),
  ...(process.env.TRAILSCAN_BENCH_RULES ? [process.env.TRAILSCAN_BENCH_RULES] : []),
];

let isWritten = false;

export function ruleOptions() {
  return sources.flatMap((folder) => ['--rules', folder]);
}

/** The options that name the copies, which are written anew by the first call. */
export function copiedRuleOptions() {
  const folder = join(benchFolder(), 'rules');
  if (isWritten) return ['--rules', folder];
  isWritten = true;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [i, source] of sources.entries()) {
    for (const entry of readdirSync(source, { recursive: true })) {
      if (!/\.ya?ml$/.test(entry)) continue;
      const text = readFileSync(join(source, entry), 'utf8');
      for (let copy = 0; copy < COPIES; copy++)
        writeFileSync(join(folder, `${i}-${copy}-${entry.replaceAll(/[/\\]/g, '-')}`), renamed(text, copy));
    }
  }
  return ['--rules', folder];
}

/** Titles, names and ids of one copy, also where a correlation refers to them. */
function renamed(text, copy) {
  const names = [...text.matchAll(/^name: *(\S+) *$/gm)].map(([, name]) => name);
  const named = names.reduce(
    (all, name) => all.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${name}_${copy}`),
    text,
  );
  return named
    .replaceAll(/^title: (.*)$/gm, (_, title) => `title: ${JSON.stringify(`${plain(title)} (${copy})`)}`)
    .replaceAll(/\b([0-9a-f]{8})-([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g, (_, head, tail) => {
      return `${((Number.parseInt(head, 16) + copy) >>> 0).toString(16).padStart(8, '0')}-${tail}`;
    });
}

function plain(title) {
  return /^(['"]).*\1$/.test(title) ? title.slice(1, -1) : title;
}
