/**
 * Who may import whom, and through which one file each third-party package enters.
 * The rule is a test, so that a shortcut fails on the day it is taken.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';

const allowed: Readonly<Record<string, readonly string[]>> = {
  cli: ['commands', 'model'],
  commands: ['rules', 'engines', 'analysis', 'query', 'load', 'format', 'model'],
  engines: ['query', 'load', 'model'],
  rules: ['query', 'model'],
  analysis: ['query', 'model'],
  query: ['model'],
  load: ['model'],
  format: ['model'],
  model: [],
};

/** Package name to the folders or files that may import it. */
const doors: Readonly<Record<string, readonly string[]>> = {
  commander: ['src/cli/'],
  chalk: ['src/format/'],
  'cli-table3': ['src/format/'],
  'fast-glob': ['src/load/find.ts'],
  'date-fns': ['src/commands/time.ts', 'src/format/time.ts'],
  re2js: ['src/query/'],
  'zlib-sync': ['src/load/salvage.ts'],
  '@aws-sdk': ['src/load/aws.ts'],
  'mmdb-lib': ['src/load/geoip.ts'],
  yaml: ['src/rules/sigma/yaml.ts'],
  'ipaddr.js': ['src/query/', 'src/analysis/origin/'],
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => posix.join('src', name.replaceAll('\\', '/')))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.as.ts'));

function specifiers(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'([^']+)'/gm)].map(([, name = '']) => name);
}

describe('imports', () => {
  it('finds the source', () => expect(files.length).toBeGreaterThan(10));

  for (const file of files) {
    const layer = file.split('/')[1] ?? '';
    it(`${file} imports only what ${layer} may`, () => {
      expect(Object.keys(allowed)).toContain(layer);
      const reached = specifiers(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => posix.join(posix.dirname(file), name).split('/')[1] ?? '');
      expect(reached.filter((other) => other !== layer && !allowed[layer]?.includes(other))).toEqual([]);
    });

    it(`${file} uses third parties through their door`, () => {
      const packages = specifiers(file).filter((name) => !name.startsWith('.') && !name.startsWith('node:'));
      for (const name of packages) {
        const door = doors[name.split('/')[0] ?? name];
        expect(door, `${name} has no door`).toBeDefined();
        expect(
          door?.some((place) => file.startsWith(place)),
          `${file} imports ${name}`,
        ).toBe(true);
      }
    });
  }
});
