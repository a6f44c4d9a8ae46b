/** Options whose text has a grammar of its own. */
import { describe, expect, it } from 'vitest';
import { valuesOf } from '../../src/commands/options.js';
import { UsageError } from '../../src/model/usage-error.js';

const sizeOf = (text: string) => valuesOf({ maxMemory: text }, 0).maxMemory;

describe('sizes', () => {
  it.each([
    ['64KB', 65_536],
    ['64k', 65_536],
    ['64 KiB', 65_536],
    ['512MB', 536_870_912],
    ['1.5G', 1_610_612_736],
    ['2gb', 2_147_483_648],
    ['1TB', 1_099_511_627_776],
    ['100', 100],
    ['100B', 100],
  ])('%s', (text, bytes) => expect(sizeOf(text)).toBe(bytes));

  it.each(['', 'MB', '-1', '1e3', '64 K B', '1,5G', '64XB', '9999999TB', 'i'])("'%s' is none", (text) => {
    expect(() => sizeOf(text)).toThrow(UsageError);
    expect(() => sizeOf(text)).toThrow(/^--max-memory: '.*' is not a size such as 64KB, 512MB or 2GB$/);
  });

  it('no memory is none', () => expect(() => sizeOf('0')).toThrow('more than 0'));
  it('are taken for records too', () =>
    expect(valuesOf({ maxRecordSize: '16MB', maxFileSize: '1KB' }, 0)).toEqual({
      maxRecordSize: 1 << 24,
      maxFileSize: 1024,
    }));

  it.each(['limit', 'maxRecordSize', 'maxFileSize', 'top'])('%s of 0 would show nothing', (name) =>
    expect(() => valuesOf({ [name]: '0' }, 0)).toThrow(/it has to be (1 or more|more than 0)$/),
  );
});

describe('--output', () => {
  it('- is standard output, as for input', () => expect(valuesOf({ output: '-' }, 0)).toEqual({}));
  it('any other name is a file', () => expect(valuesOf({ output: './-' }, 0)).toEqual({ output: './-' }));
});
