/** Streams that no ordinary compressor writes: blocks of DEFLATE (RFC 1951) with whatever codes a test wants. */
import zlib from 'node:zlib';

/** What a block says: a literal byte, or a match by the symbols of its length and distance; extra bits are zeros or ones. */
export type Token =
  | number
  | { readonly length: number; readonly distance: number; readonly farthest?: boolean };

/** The lengths of a block's codes, by symbol: up to 286 and up to 30 of them are right. */
export interface CodeLengths {
  readonly literals: readonly number[];
  readonly distances: readonly number[];
}

const endOfBlock = 256;
/** The code for the lengths 0 to 15: 4 bits each, in the order in which they are given (RFC 1951, 3.2.7). */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The codes that belong to these lengths (RFC 1951, 3.2.2), whether they fit together or not. */
function codesOf(lengths: readonly number[]): number[] {
  const codes = lengths.map(() => 0);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    code <<= 1;
    for (const [symbol, its] of lengths.entries()) if (its === length) codes[symbol] = code++;
  }
  return codes;
}

function extraBits(token: Exclude<Token, number>): [length: number, distance: number] {
  const { length, distance } = token;
  const ofLength = length < 265 || length === 285 ? 0 : (length - 261) >> 2;
  return [ofLength, distance < 4 ? 0 : (distance - 2) >> 1];
}

/** A last block of dynamic codes. */
export function dynamicBlock({ literals, distances }: CodeLengths, tokens: readonly Token[]): Buffer {
  const bits: number[] = [];
  const number = (value: number, count: number): void => {
    for (let i = 0; i < count; i++) bits.push((value >> i) & 1);
  };
  const code = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  number(1, 1);
  number(2, 2);
  number(literals.length - 257, 5);
  number(distances.length - 1, 5);
  number(lengthOrder.length - 4, 4);
  for (const symbol of lengthOrder) number(symbol < 16 ? 4 : 0, 3);
  for (const length of [...literals, ...distances]) code(length, 4);

  const literalCodes = codesOf(literals);
  const distanceCodes = codesOf(distances);
  const literal = (symbol: number): void => code(literalCodes[symbol] ?? 0, literals[symbol] ?? 0);
  for (const token of tokens) {
    if (typeof token === 'number') {
      literal(token);
      continue;
    }
    const [ofLength, ofDistance] = extraBits(token);
    literal(token.length);
    number(0, ofLength);
    code(distanceCodes[token.distance] ?? 0, distances[token.distance] ?? 0);
    number(token.farthest ? 2 ** ofDistance - 1 : 0, ofDistance);
  }
  literal(endOfBlock);
  return toBytes(bits);
}

function toBytes(bits: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7));
  return bytes;
}

/** A gzip member (RFC 1952) of a stream and what it inflates to; `fields` are the optional ones, told by `flags`. */
export function member(
  stream: Uint8Array,
  content: Uint8Array,
  flags = 0,
  fields: Uint8Array = Buffer.alloc(0),
) {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(zlib.crc32(content), 0);
  trailer.writeUInt32LE(content.length, 4);
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255]), fields, stream, trailer]);
}
