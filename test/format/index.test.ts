import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FormatName, formats, formatter, isFormatName } from '../../src/format/index.js';

describe('the registry', () => {
  it('names the formats in the order of the help', () =>
    expect(Object.keys(formats)).toEqual([
      'table',
      'json',
      'ndjson',
      'csv',
      'tsv',
      'markdown',
      'raw',
      'timesketch',
      'sarif',
      'ocsf',
      'junit',
      'github',
      'gitlab',
    ]));

  it('knows its names and no inherited ones', () => {
    expect(isFormatName('csv')).toBe(true);
    for (const name of ['CSV', '', 'toString', '__proto__']) expect(isFormatName(name)).toBe(false);
  });

  it.each(Object.keys(formats) as FormatName[])('loads %s', async (name) =>
    expect(await formatter(name)).toBeTypeOf('function'),
  );

  it('loads no format, and no package of one, before it is asked for', () => {
    const text = readFileSync('src/format/index.ts', 'utf8');
    expect(text.match(/^(?:import|export) (?!type).* from .*$/gm)).toBeNull();
  });
});
