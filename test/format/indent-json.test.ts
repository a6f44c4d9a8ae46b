/** Against `JSON.stringify`, and where that says less than the text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentedJson } from '../../src/format/indent-json.js';

const asIs = (_key: string, value: string): string => value;

describe('JSON laid out', () => {
  it('is what JSON.stringify makes of it, however it was spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        expect(indentedJson(JSON.stringify(value, null, space), asIs)).toBe(JSON.stringify(value, null, 2));
      }),
      { seed: 20240501, numRuns: 500 },
    );
  });

  it('keeps the digits of numbers, and keys that occur twice', () => {
    const text = '{"a":12345678901234567890,"b":[1.10,1E+2],"a":{}}';
    expect(indentedJson(text, asIs)).toBe(
      '{\n  "a": 12345678901234567890,\n  "b": [\n    1.10,\n    1E+2\n  ],\n  "a": {}\n}',
    );
  });

  it('takes texts of any length', () => {
    const long = JSON.stringify({ a: '\\"'.repeat(2_000_000) });
    expect(indentedJson(long, asIs)).toHaveLength(long.length + 5);
  });

  it('shows texts as told, by their key', () => {
    const shown = (key: string, value: string) => (key === 'secret' ? '…' : value);
    const text = '{"s\\u0065cret":"abc","x":["abc"],"secret":["abc"],"secret":{"y":"abc"}}';
    expect(indentedJson(text, shown).replaceAll(/\s/g, '')).toBe(
      '{"secret":"…","x":["abc"],"secret":["abc"],"secret":{"y":"abc"}}',
    );
  });
});
