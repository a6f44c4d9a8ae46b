/**
 * Glob notations to glob parts: the `*` and `?` of the filter flags, and the `%` and `_` of SQL's LIKE. Both end in
 * the same normal form, so that equal globs are equal data: no empty text, no two texts or two stars in a row.
 */
import type { GlobPart } from './ast.js';

export const anyOne: GlobPart = { any: 'one' };
export const anyMany: GlobPart = { any: 'many' };

/** Joins neighbouring texts and neighbouring stars; drops empty texts. */
export function joinParts(parts: readonly GlobPart[]): readonly GlobPart[] {
  const joined: GlobPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string') {
      if (part === '') continue;
      if (typeof last === 'string') joined[joined.length - 1] = last + part;
      else joined.push(part);
    } else if (part.any === 'one' || typeof last !== 'object' || last.any !== 'many') {
      joined.push(part);
    }
  }
  return joined;
}

/** `*` is any run of characters, `?` exactly one; a backslash makes `*`, `?` or `\` itself. */
export function parseGlob(text: string): readonly GlobPart[] {
  const parts: GlobPart[] = [];
  for (const [token] of text.matchAll(/\\[*?\\]|[\s\S]/g)) {
    if (token === '*') parts.push(anyMany);
    else if (token === '?') parts.push(anyOne);
    else parts.push(token.length === 2 ? token.slice(1) : token);
  }
  return joinParts(parts);
}

/** The text a glob without wildcards stands for, else undefined. */
export function literalOf(glob: readonly GlobPart[]): string | undefined {
  const [only = ''] = glob;
  return glob.length <= 1 && typeof only === 'string' ? only : undefined;
}

/**
 * SQL: `%` is any run of characters, `_` exactly one. As in Athena there is no escape character unless one is
 * given; it may stand before `%`, `_` and itself only. Anything else gives the offset of the lone escape character.
 */
export function parseLike(
  text: string,
  escapeCharacter?: string,
): { readonly glob: readonly GlobPart[] } | { readonly loneEscapeAt: number } {
  const parts: GlobPart[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === escapeCharacter) {
      const next = text[index + 1];
      if (next !== '%' && next !== '_' && next !== escapeCharacter) return { loneEscapeAt: index };
      parts.push(next);
      index++;
    } else if (character === '%') parts.push(anyMany);
    else if (character === '_') parts.push(anyOne);
    else parts.push(character);
  }
  return { glob: joinParts(parts) };
}

/** The LIKE text of a glob, with a backslash as escape character where `escaped` says that one is needed. */
export function likeText(glob: readonly GlobPart[]): { readonly text: string; readonly escaped: boolean } {
  const escaped = glob.some((part) => typeof part === 'string' && /[%_]/.test(part));
  const text = glob
    .map((part) => {
      if (typeof part !== 'string') return part.any === 'many' ? '%' : '_';
      return escaped ? part.replace(/[\\%_]/g, '\\$&') : part;
    })
    .join('');
  return { text, escaped };
}
