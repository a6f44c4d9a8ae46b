/** The literal search: no record that holds a literal, in whatever spelling, may be passed over. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel, stepSize } from '../../../src/load/split/kernel.js';
import { readRecords } from '../../../src/load/split/records.js';
import type { Literal } from '../../../src/model/literal.js';
import { sourceOf } from '../../support/byte-source.js';
import { arbitraryTrailText } from '../../support/trail-text.js';

const seed = 20230710;

/** For each record of the file, whether it is a candidate. */
function candidates(literals: readonly Literal[], file: string, sizes?: readonly number[]): boolean[] {
  const found: boolean[] = [];
  const longest = Math.max(0, ...literals.map(({ text }) => text.length));
  const source = sourceOf(Buffer.from(file), sizes);
  const ending = readRecords(
    source,
    createKernel(literals),
    2 ** 24,
    longest,
    (_b, _s, _e, _i, candidate) => {
      found.push(candidate);
      return true;
    },
  );
  expect(ending).toBe('whole');
  return found;
}

function holds(text: string, literal: Literal): boolean {
  return literal.foldCase
    ? text.toLowerCase().includes(literal.text.toLowerCase())
    : text.includes(literal.text);
}

/** The keys and strings of a record, read the plain way. */
function textsOf(record: string): string[] {
  const texts: string[] = [];
  JSON.parse(record, (key, value: unknown) => {
    texts.push(key, String(value));
    return value;
  });
  return texts;
}

const exact = (text: string): Literal => ({ text, foldCase: false });
const folded = (text: string): Literal => ({ text, foldCase: true });

describe('candidates', () => {
  it('are all records that hold a literal, and none that holds neither it nor an escape', () => {
    const text = fc.constantFrom(
      'DeleteTrail',
      'deletetrail',
      'bucketname',
      'amazonaws.com',
      'x'.repeat(200),
      'Ad',
      '[31m',
      '}',
      ' I',
      '=&<>',
    );
    const literals = fc.array(fc.record({ text, foldCase: fc.boolean() }), { minLength: 1, maxLength: 8 });
    const sizes = fc.constantFrom([Number.POSITIVE_INFINITY], [1], [64], [63, 200]);
    const counts = { held: 0, free: 0 };
    fc.assert(
      fc.property(arbitraryTrailText, literals, sizes, (trail, wanted, pieces) => {
        const found = candidates(wanted, trail.text, pieces);
        for (const [i, record] of trail.records.entries()) {
          const held = textsOf(record).some((one) => wanted.some((literal) => holds(one, literal)));
          const free = !wanted.some((literal) => holds(record, literal)) && !record.includes('\\u');
          if (held || free)
            expect({ record, wanted, candidate: found[i] }).toEqual({ record, wanted, candidate: held });
          counts.held += held ? 1 : 0;
          counts.free += free ? 1 : 0;
        }
      }),
      { seed, numRuns: 1000 },
    );
    expect(Math.min(counts.held, counts.free)).toBeGreaterThan(250);
  });

  it('wherever a step ends in the literal, however it is spelled', () => {
    const spellings = [
      'DeleteTrail',
      '\\u0044eleteTrail',
      'DeleteTrai\\u006c',
      'Delete\\u0054rail',
      [...'DeleteTrail'].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join(''),
    ];
    for (const spelling of spellings) {
      const record = `{"a":"${spelling}"}`;
      for (let before = -2; before <= record.length + 2; before++) {
        const opening = '{"Records":[{"b":"DeleteTrai"},{"c":"eteTrail"},';
        const filler = `{"f":"${'x'.repeat(stepSize - opening.length - '{"f":""},'.length - before)}"}`;
        const file = `${opening}${filler},${record},{"d":"leteTrail"}]}`;
        for (const literal of [exact('DeleteTrail'), folded('DELETETRAIL')])
          expect(candidates([literal], file), `${spelling} ${before}`).toEqual([
            false,
            false,
            false,
            true,
            false,
          ]);
      }
    }
  });

  it('in records of several steps, at any place of them', () => {
    const long = 'x'.repeat(1.5 * stepSize);
    const file = (place: number): string => {
      const parts = [long, long, long];
      parts.splice(place, 0, 'DeleteTrail');
      return `{"Records":[{"a":1},{"a":"${parts.join('')}"},{"a":2}]}`;
    };
    for (let place = 0; place <= 3; place++)
      expect(candidates([exact('DeleteTrail')], file(place))).toEqual([false, true, false]);
    expect(candidates([exact('deleteTrail')], file(1))).toEqual([false, false, false]);
  });

  it('are all records of a step in which a literal occurs too often to be noted', () => {
    const often = `{"a":"${'abc'.repeat(20_000)}"}`;
    const wanted = [exact('zzz'), exact('abc')];
    expect(candidates(wanted, `{"Records":[{"a":1},${often},{"b":2}]}`)).toEqual([true, true, true]);
    expect(candidates(wanted, `{"Records":[{"a":1},{"a":"abc"},{"b":2}]}`)).toEqual([false, true, false]);
  });

  it.each<[string, Literal[], string, boolean]>([
    ['another case', [exact('DeleteTrail')], '"deleteTrail"', false],
    ['another case, folded', [folded('DeleteTrail')], '"dELETEtRAIL"', true],
    ['signs that are no letters, folded', [folded('a@b[c')], '"A@B[C"', true],
    ['signs that differ in the same bit, folded', [folded('a@b[c')], '"A`B{C"', false],
    ['an escape of another character', [exact('abc')], '"\\u0064"', false],
    ['an escape of one of its characters', [exact('abc')], '"\\u0062"', true],
    ['an escape of the other case', [exact('abc')], '"\\u0042"', false],
    ['an escape of the other case, folded', [folded('abc')], '"\\u0042"', true],
    ['an escaped backslash before what looks like an escape', [exact('abc')], '"\\\\u0062"', false],
    ['an escaped control, which is letters in the text of an object', [exact('u001b')], '"\\u001B"', true],
    ['half a pair, for the same reason', [exact('ud83d')], '"\\uD83D"', true],
    ['a character beyond ASCII', [exact('abc')], '"\\u00e9\\u6771"', false],
    ['the longest literal', [exact('x'.repeat(200))], `"${'x'.repeat(200)}"`, true],
    ['one less than the longest literal', [exact('x'.repeat(200))], `"${'x'.repeat(199)}"`, false],
    ['the last of eight literals', [...'abcdefgh'].map((c) => exact(c.repeat(3))), '"hhh"', true],
    ['no literals', [], '1', true],
  ])('%s', (_, literals, value, candidate) => {
    expect(candidates(literals, `{"Records":[{"-":${value}}]}`)).toEqual([candidate]);
  });

  it.each([
    ['nothing', ''],
    ['too much', 'x'.repeat(201)],
    ['what is not ASCII', 'é'],
    ['a control', '\n'],
  ])('cannot be asked for by %s', (_, text) => {
    expect(() => createKernel([exact(text)])).toThrow('bad literal');
  });

  it('cannot be asked for by nine literals', () => {
    expect(() => createKernel([...'abcdefghi'].map(exact))).toThrow('more than 8 literals');
  });
});
