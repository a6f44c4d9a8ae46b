/** The decoder of gzip files against `node:zlib`: all that is right is read, all that is not is left to it. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createGunzip } from '../../../src/load/deflate/gzip.js';
import { createInflater, type Inflater } from '../../../src/load/inflate.js';
import { type CodeLengths, dynamicBlock, member, type Token } from '../../support/deflate-writer.js';

const seed = 20240311;
const folder = mkdtempSync(join(tmpdir(), 'trailscan-gzip-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');
const big = 256 * 1024;

/** Absent where Node has no `zlib.crc32`: then there is nothing to test. */
const gunzip = createGunzip();
const decoding = createInflater('always');
const plain = createInflater('never');

/** What the decoder alone makes of a file; whatever is odd has no content. */
function decode(file: Uint8Array, size = big): Buffer | 'odd' {
  writeFileSync(path, file);
  const opened = openSync(path, 'r');
  try {
    const first = Buffer.alloc(9000);
    gunzip?.begin(opened, first.subarray(0, readSync(opened, first)));
    const parts: Buffer[] = [];
    for (;;) {
      const target = Buffer.alloc(size + 2, 0xee);
      const count = gunzip?.pull(target, 1, size) ?? 0;
      if (count === 'odd') return gunzip?.pull(target, 1, size) === 'odd' ? 'odd' : Buffer.from('went on');
      if (count > size || target[0] !== 0xee || target.subarray(count + 1).some((byte) => byte !== 0xee))
        throw new Error('written beside the target');
      if (count === 0) return Buffer.concat(parts);
      parts.push(target.subarray(1, count + 1));
    }
  } finally {
    closeSync(opened);
  }
}

function inflate(inflater: Inflater, file: Uint8Array) {
  writeFileSync(path, file);
  const source = inflater.open(path);
  try {
    const parts: Buffer[] = [];
    for (;;) {
      const target = Buffer.alloc(big);
      const count = source.pull(target, 0, big);
      if (count === 0) return { content: Buffer.concat(parts), damage: source.damage() };
      parts.push(target.subarray(0, count));
    }
  } finally {
    source.close();
  }
}

/** Whatever a file is, the decoder and what takes over from it say the same as `node:zlib` alone. */
function expectSameOfBoth(file: Uint8Array): void {
  const expected = inflate(plain, file);
  const actual = inflate(decoding, file);
  expect(actual.damage).toEqual(expected.damage);
  expectSame(actual.content, expected.content);
}

/** Compares without printing megabytes when it fails. */
function expectSame(actual: Buffer | 'odd', expected: Buffer): void {
  if (actual === 'odd') expect(actual).toBe('whole');
  else
    expect({ same: expected.equals(actual), length: actual.length }).toEqual({
      same: true,
      length: expected.length,
    });
}

/** Noise, text, runs and repeats from all distances that there are. */
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 40 }).map((text) => ({ bytes: Buffer.from(text) })) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 3000 }).map((bytes) => ({ bytes: Buffer.from(bytes) })),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      back: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 33_000 })),
      length: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20_000 })),
    }),
  },
);
const content = fc.array(piece, { maxLength: 40, size: 'max' }).map((pieces) => {
  const all: number[] = [];
  for (const item of pieces) {
    if ('bytes' in item) for (const byte of item.bytes) all.push(byte);
    else for (let i = 0; i < item.length; i++) all.push(all[all.length - item.back] ?? 0x7b);
  }
  return Buffer.from(all);
});
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    zlib.constants.Z_DEFAULT_STRATEGY,
    zlib.constants.Z_FILTERED,
    zlib.constants.Z_HUFFMAN_ONLY,
    zlib.constants.Z_RLE,
    zlib.constants.Z_FIXED,
  ),
});
const members = fc.array(fc.tuple(content, options), { minLength: 1, maxLength: 3 }).map((parts) => ({
  whole: Buffer.concat(parts.map(([bytes]) => bytes)),
  file: Buffer.concat(parts.map(([bytes, how]) => zlib.gzipSync(bytes, how))),
}));

/** A complete set of codes for some of `symbols`: a tree that is split at random, in no more than 15 levels. */
function completeCode(symbols: number, always: readonly number[]): fc.Arbitrary<number[]> {
  return fc
    .record({
      splits: fc.array(fc.nat(), {
        minLength: Math.max(1, always.length),
        maxLength: symbols - 1,
        size: 'max',
      }),
      deep: fc.boolean(),
      order: fc.shuffledSubarray(
        [...Array(symbols).keys()].filter((symbol) => !always.includes(symbol)),
        {
          minLength: symbols - always.length,
        },
      ),
    })
    .map(({ splits, deep, order }) => {
      let leaves = [0];
      for (const random of splits) {
        const open = leaves.flatMap((depth, i) => (depth < 15 ? [i] : []));
        const at = deep ? open.at(-1 - (random % Math.min(3, open.length))) : open[random % open.length];
        if (at === undefined) break;
        const depth = (leaves[at] ?? 0) + 1;
        leaves = [...leaves.slice(0, at), depth, ...leaves.slice(at + 1), depth];
      }
      const lengths = Array.from({ length: symbols }, () => 0);
      for (const [i, symbol] of [...always, ...order].entries()) lengths[symbol] = leaves[i] ?? 0;
      return lengths;
    });
}

/** A lone code has one bit; no distance at all is legal too (RFC 1951, 3.2.7). */
const distanceCode = fc.oneof(
  completeCode(30, []),
  fc
    .integer({ min: -1, max: 29 })
    .map((alone) => Array.from({ length: 30 }, (_, i) => (i === alone ? 1 : 0))),
);
const choices = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 2000, size: 'max' });

const distanceBases = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769];

/** Tokens that the codes can say and that reach back no further than there is something. */
function tokensOf(
  { literals, distances }: CodeLengths,
  random: readonly (readonly [number, number])[],
): Token[] {
  const said = literals.flatMap((length, symbol) => (length > 0 && symbol !== 256 ? [symbol] : []));
  const tokens: Token[] = [];
  let least = 0;
  for (const [first, second] of random) {
    const symbol = said[first % said.length];
    if (symbol === undefined) break;
    const near = distanceBases.flatMap((base, i) => ((distances[i] ?? 0) > 0 && base <= least ? [i] : []));
    const distance = near[second % near.length];
    if (symbol < 256) tokens.push(symbol);
    else if (distance === undefined) continue;
    else tokens.push({ length: symbol, distance });
    least += symbol < 256 ? 1 : 3;
  }
  return tokens;
}

describe.skipIf(!gunzip)('right files', () => {
  it('are read as node:zlib reads them, however they were deflated and are pulled', () => {
    fc.assert(
      fc.property(members, fc.constantFrom(big, 70_001, 5000, 333), ({ whole, file }, size) => {
        expectSame(decode(file, size), whole);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('may have any codes that are complete', () => {
    fc.assert(
      fc.property(completeCode(286, [256]), distanceCode, choices, (literals, distances, random) => {
        const codes = { literals, distances };
        const stream = dynamicBlock(codes, tokensOf(codes, random));
        const whole = zlib.inflateRawSync(stream);
        expectSame(decode(member(stream, whole)), whole);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('may be nothing but the end of a block, in a lone code', () => {
    const literals = Array.from({ length: 257 }, (_, symbol) => (symbol === 256 ? 1 : 0));
    const stream = dynamicBlock({ literals, distances: [0] }, []);
    expectSame(decode(member(stream, Buffer.alloc(0))), zlib.inflateRawSync(stream));
  });

  it('may reach back 32 KB, wherever the decoder stops on the way', () => {
    const literals = Array.from({ length: 286 }, (_, i) => (i < 254 ? 8 : i < 257 || i === 285 ? 9 : 0));
    const distances = Array.from({ length: 30 }, (_, i) => (i === 29 ? 1 : 0));
    const noise = Array.from({ length: 33_000 }, (_, i) => (i * i * 7 + (i >> 3)) & 0xff);
    const back = Array.from({ length: 600 }, () => ({ length: 285, distance: 29, farthest: true }));
    const stream = dynamicBlock({ literals, distances }, [...noise, ...back, 1, ...back]);
    const whole = zlib.inflateRawSync(stream);
    expectSame(decode(member(stream, whole)), whole);
  });

  it.each<[string, number, Buffer]>([
    ['an extra field', 4, Buffer.from([3, 0, 1, 2, 3])],
    ['a name', 8, Buffer.from('trail.json\0')],
    ['a comment', 16, Buffer.from('by hand\0')],
    ['all of them, and the text flag', 29, Buffer.from([0, 0, 0x61, 0, 0])],
    ['a large extra field', 4, Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.alloc(65_535, 1)])],
  ])('may have %s', (_, flags, fields) => {
    const whole = Buffer.from('{"Records":[]}');
    expectSame(decode(member(zlib.deflateRawSync(whole), whole, flags, fields)), whole);
  });

  it.each([9599, 9600, 9631, 9632, 40_000, 98_304, 98_305, 700_001])(
    'have a right check sum at %i bytes',
    (size) => {
      const whole = Buffer.alloc(size);
      for (let i = 0; i < size; i++) whole[i] = (i * i) >> 3;
      const file = zlib.gzipSync(whole);
      expectSame(decode(file), whole);
      for (const at of [file.length - 8, file.length - 1]) {
        const wrong = Buffer.from(file);
        wrong[at] = (file[at] ?? 0) ^ 1;
        expect(decode(wrong)).toBe('odd');
      }
    },
  );

  it('may be far larger than they look', () => {
    const size = 40_000_000;
    expectSame(decode(zlib.gzipSync(Buffer.alloc(size, 0x20))), Buffer.alloc(size, 0x20));
  });
});

describe.skipIf(!gunzip)('odd files', () => {
  it('end as node:zlib says, wherever they are cut, changed or go on', () => {
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        members,
        place,
        fc.nat({ max: 7 }),
        fc.uint8Array({ maxLength: 30 }),
        ({ file }, at, bit, more) => {
          const i = Math.floor(at * file.length);
          const flipped = Buffer.from(file);
          flipped[i] = (file[i] ?? 0) ^ (1 << bit);
          for (const odd of [file.subarray(0, i), flipped, Buffer.concat([file, more])])
            expectSameOfBoth(odd);
        },
      ),
      { seed, numRuns: 100 },
    );
  });

  it('may have any codes at all', () => {
    const length = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 15 }));
    const some = (maxLength: number) => fc.array(length, { minLength: 1, maxLength, size: 'max' });
    fc.assert(
      fc.property(some(29), some(30), fc.uint8Array({ maxLength: 300 }), (few, distances, behind) => {
        const literals = Array.from({ length: 286 }, (_, i) => few[(i * 7) % few.length] ?? 0);
        const stream = Buffer.concat([dynamicBlock({ literals, distances }, [1, 2, 3]), behind]);
        expectSameOfBoth(member(stream, Buffer.alloc(0)));
      }),
      { seed, numRuns: 300 },
    );
  });

  it('may be noise, of any kind of block', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 0, max: 7 }), (noise, first) => {
        expectSameOfBoth(member(Buffer.concat([Buffer.from([first]), noise]), Buffer.alloc(0)));
      }),
      { seed, numRuns: 500 },
    );
  });

  const whole = Buffer.from('{"Records":[]}');
  const stream = zlib.deflateRawSync(whole);
  /** A fixed block of one match: three bytes from a distance of one. */
  const threeBack = Buffer.from([0x03, 0x02, 0x00]);
  const codes = (count: number, lengths: Readonly<Record<number, number>>) =>
    Array.from({ length: count }, (_, symbol) => lengths[symbol] ?? 0);
  const threeCodes = codes(258, { 65: 1, 256: 2, 257: 2 });
  const odd = (
    literals: readonly number[],
    distances: readonly number[],
    tokens: readonly Token[],
    said: string,
  ) => member(dynamicBlock({ literals, distances }, tokens), Buffer.from(said));
  const match: Token = { length: 257, distance: 0 };

  it.each<[string, Buffer]>([
    ['codes for literals that leave some unused', odd(codes(257, { 65: 2, 256: 2 }), [0], [65], 'A')],
    ['too many codes for literals', odd(codes(257, { 65: 1, 66: 2, 67: 2, 256: 2 }), [0], [65], 'A')],
    ['no end of the block', odd(codes(257, { 65: 1, 66: 1 }), [0], [65], 'A')],
    ['codes for distances that leave some unused', odd(threeCodes, [2, 2], [65, match], 'AAAA')],
    ['too many codes for distances', odd(threeCodes, [1, 1, 1], [65, match], 'AAAA')],
    ['the missing half of a lone code', odd(threeCodes, [0, 1], [65, 65, match, 256], 'AAAAAA')],
    ['no codes for distances and a match', odd(threeCodes, [0], [65, match], 'AAAA')],
    ['more distances than there are', odd(threeCodes, codes(31, { 0: 1, 1: 1 }), [65, match], 'AAAA')],
    ['more lengths than there are', odd(codes(287, { 65: 1, 256: 1 }), [0], [65], 'A')],
    ['a check sum of the header', member(stream, whole, 2, Buffer.from([0, 0]))],
    ['a reserved flag', member(stream, whole, 0x80)],
    ['a distance before the beginning', member(threeBack, Buffer.alloc(3))],
    [
      'a distance into the member before',
      Buffer.concat([zlib.gzipSync(whole), member(threeBack, Buffer.from('}}}'))]),
    ],
    ['zeros behind', Buffer.concat([zlib.gzipSync(whole), Buffer.alloc(600)])],
    [
      'a stored block whose length is not confirmed',
      member(Buffer.from([1, 2, 0, 0xfc, 0xff, 65, 66]), Buffer.from('AB')),
    ],
  ])('are left to node:zlib: %s', (_, file) => {
    expect(decode(file)).toBe('odd');
    expectSameOfBoth(file);
  });

  it('leave no trace', () => {
    expectSame(decode(zlib.gzipSync(whole)), whole);
  });
});
