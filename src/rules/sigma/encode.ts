/**
 * The modifiers that rewrite a text before it is compared. Each takes the parts of one pattern and gives one or more
 * that mean either. Encodings know no wildcards.
 */
import type { GlobPart } from '../../query/ast.js';
import { joinParts, literalOf } from '../../query/glob.js';

export type Parts = readonly GlobPart[];

/** More variants of one value than this are refused. */
const mostVariants = 1000;

/** Undefined where the text cannot be rewritten, with the reason. */
export type Rewritten = { readonly variants: readonly Parts[] } | { readonly refused: string };

/** The bytes that a text stands for so far: UTF-8, or what `wide` and its kin made of it. */
export type Bytes = 'utf8' | 'utf16le' | 'utf16be' | 'utf16';

export function bytesOf(text: string, as: Bytes): Buffer {
  if (as === 'utf8') return Buffer.from(text, 'utf8');
  const little = Buffer.from(text, 'utf16le');
  if (as === 'utf16le') return little;
  if (as === 'utf16be') return little.swap16();
  return Buffer.concat([Buffer.from([0xff, 0xfe]), little]);
}

/** Standard Base64, padded. */
export function base64(parts: Parts, as: Bytes): Rewritten {
  const text = literalOf(parts);
  if (text === undefined) return { refused: 'base64 takes no wildcards' };
  return { variants: [joinParts([bytesOf(text, as).toString('base64')])] };
}

/**
 * The text inside some longer Base64 text: it may begin at any of three places of a group of four characters, and only
 * the characters that it decides by itself are kept.
 */
export function base64Offsets(parts: Parts, as: Bytes): Rewritten {
  const text = literalOf(parts);
  if (text === undefined) return { refused: 'base64offset takes no wildcards' };
  const bytes = bytesOf(text, as);
  const variants = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift, ' '), bytes]).toString('base64');
    const rest = (bytes.length + shift) % 3;
    const end = encoded.length - (rest === 0 ? 0 : rest === 1 ? 3 : 2);
    return joinParts([encoded.slice([0, 2, 3][shift] ?? 0, end)]);
  });
  return { variants };
}

/** What may stand for a dash before an option: hyphen, slash, en dash, em dash, horizontal bar. */
const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'];

/** Each dash or slash that begins an option becomes any of the dashes, in all combinations. */
export function windash(parts: Parts): Rewritten {
  let variants: GlobPart[][] = [[]];
  for (const part of parts) {
    const pieces = typeof part === 'string' ? part.split(/(?<!\w)([-/\u2013\u2014\u2015])(?=\w)/u) : [part];
    for (const [i, piece] of pieces.entries()) {
      const choices = i % 2 === 1 ? dashes : [piece];
      variants = variants.flatMap((variant) => choices.map((choice) => [...variant, choice]));
      if (variants.length > mostVariants)
        return { refused: `windash makes more than ${mostVariants} patterns of it` };
    }
  }
  return { variants: variants.map(joinParts) };
}
