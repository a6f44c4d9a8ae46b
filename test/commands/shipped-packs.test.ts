/** What was read of the packs when the program was built is what reading them gives. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packIn } from '../../src/commands/shipped-yaml.js';
import { builtFile } from '../../src/load/package-root.js';
import type { Pack } from '../../src/rules/compliance/index.js';
import { readPack } from '../../src/rules/compliance/index.js';
import { textHash } from '../../src/rules/sigma/text.js';

const folder = 'src/rules/packs';
const shipped = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const built: Readonly<Record<string, Pack>> = JSON.parse(readFileSync(builtFile('controls.json'), 'utf8'));
const textOf = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');

describe('packs that come with the program', () => {
  it('are all read when it is built', () => {
    expect(shipped.length).toBeGreaterThan(4);
    expect(Object.keys(built).sort()).toEqual(shipped.map((file) => textHash(textOf(file))).sort());
  });

  it.each(shipped)('%s', async (file) => {
    const text = textOf(file);
    expect(await packIn(`elsewhere/${file}`, text)).toStrictEqual(
      readPack({ file: `elsewhere/${file}`, text }),
    );
    // One text may be found under several names.
    expect(await packIn('b.yml', text)).toStrictEqual(readPack({ file: 'b.yml', text }));
  });

  it('are read anew as soon as a letter differs', async () => {
    const text = textOf('root-and-mfa.yml');
    expect((await packIn('a.yml', text)).version).not.toBe(77);
    const changed = text.replace(/^version: .*$/m, 'version: 77');
    expect(await packIn('a.yml', changed)).toStrictEqual(readPack({ file: 'a.yml', text: changed }));
    expect((await packIn('a.yml', changed)).version).toBe(77);
    await expect(packIn('a.yml', `${text}nothing: 1\n`)).rejects.toThrow(/^a\.yml:\d+:1: /);
  });
});
