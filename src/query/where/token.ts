/**
 * The words of a condition. One token is read at a time, when the parser asks for it, so that the first mistake in
 * the text is the one reported.
 */
import { UsageError } from '../../model/usage-error.js';
import type { TypedStep } from '../fields.js';

/** `start` and `end` are zero-based columns in UTF-16 units. */
interface Span {
  readonly start: number;
  readonly end: number;
}

export interface NameStep extends TypedStep {
  readonly column: number;
}

/** A field such as `userIdentity."odd name"`, or a keyword: which of the two is for the parser to say. */
export interface NameToken extends Span {
  readonly kind: 'name';
  readonly steps: readonly [NameStep, ...NameStep[]];
}

export interface StringToken extends Span {
  readonly kind: 'string';
  readonly value: string;
}

export interface NumberToken extends Span {
  readonly kind: 'number';
  readonly value: number;
}

export interface SymbolToken extends Span {
  readonly kind: 'symbol';
  readonly text: string;
}

export type Token = NameToken | StringToken | NumberToken | SymbolToken | (Span & { readonly kind: 'end' });

/** What other languages write, and what is written here instead. */
const foreignSymbols: Readonly<Record<string, string>> = {
  '==': 'use = to compare',
  '=~': 'use ~ for a regular expression',
  '&&': 'use AND',
  '||': 'use OR',
  '!': 'use NOT',
  ';': 'leave it out',
  '`': 'a field with an odd name takes double quotes',
  '‘': 'strings take straight single quotes',
  '’': 'strings take straight single quotes',
  '“': 'strings take straight single quotes',
  '”': 'strings take straight single quotes',
  ':': 'a field with an odd name takes double quotes',
};

/** The token at or after this column. */
export function readToken(text: string, from: number): Token {
  const start = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  const rest = text.slice(start);
  // The caret of "something is missing" belongs right after what is there.
  if (rest === '') return { kind: 'end', start: text.trimEnd().length, end: text.length };
  if (rest.startsWith("'")) return readString(text, start);
  if (/^[A-Za-z_@$"]/.test(rest)) return readName(text, start);
  if (/^-?\.?\d/.test(rest)) return readNumber(rest, text, start);
  const symbol = /^(?:==|=~|&&|\|\||!~\*|!~|~\*|!=|<>|<=|>=|[=<>~(),!;])/.exec(rest)?.[0];
  const found = symbol ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (symbol === undefined || Object.hasOwn(foreignSymbols, found)) {
    const advice = foreignSymbols[found];
    throw new UsageError(`unexpected ${shown(found)}${advice ? `; ${advice}` : ''}`, { text, column: start });
  }
  return { kind: 'symbol', text: found, start, end: start + found.length };
}

/** Where the character at this offset of a string's value stands in the text. */
export function columnInString(text: string, token: StringToken, offset: number): number {
  let column = token.start + 1;
  for (let index = 0; index < offset; index++) column += text[column] === "'" ? 2 : 1;
  return column;
}

function readString(text: string, start: number): StringToken {
  const closed = quotedText(text, start);
  if (!closed) throw new UsageError('unclosed string', { text, column: start });
  return { kind: 'string', value: closed.value, start, end: closed.end };
}

/** Text in the quotes that stand at `start`; a doubled quote inside is one. Undefined if it is not closed. */
function quotedText(
  text: string,
  start: number,
): { readonly value: string; readonly end: number } | undefined {
  const quote = text[start] ?? '';
  let value = '';
  for (let index = start + 1; ; ) {
    const next = text.indexOf(quote, index);
    if (next < 0) return undefined;
    value += text.slice(index, next);
    if (text[next + 1] !== quote) return { value, end: next + 1 };
    value += quote;
    index = next + 2;
  }
}

function readNumber(rest: string, text: string, start: number): NumberToken {
  const word = /^[\w.:+/-]+/.exec(rest)?.[0] ?? '';
  const value = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(word) ? Number(word) : Number.NaN;
  if (!Number.isFinite(value)) {
    throw new UsageError(`${word} is not a number; strings take single quotes`, { text, column: start });
  }
  // Adding zero turns -0 into 0, which it equals anyway.
  return { kind: 'number', value: value + 0, start, end: start + word.length };
}

function readName(text: string, start: number): NameToken {
  const first = readStep(text, start);
  const steps: [NameStep, ...NameStep[]] = [first.step];
  let end = first.end;
  while (text[end] === '.') {
    const next = readStep(text, end + 1);
    steps.push(next.step);
    end = next.end;
  }
  if (text[end] === '[') {
    const advice = /^\[\s*["']/.test(text.slice(end))
      ? 'names go after a dot, odd ones in double quotes'
      : 'leave it out: a field inside an array matches if any element does';
    throw new UsageError(`unexpected '['; ${advice}`, { text, column: end });
  }
  return { kind: 'name', steps, start, end };
}

function readStep(text: string, column: number): { readonly step: NameStep; readonly end: number } {
  if (text[column] === '"') {
    const closed = quotedText(text, column);
    if (!closed) throw new UsageError('unclosed field name', { text, column });
    return { step: { name: closed.value, quoted: true, column }, end: closed.end };
  }
  const name = /^[A-Za-z0-9_@$-]*/.exec(text.slice(column))?.[0] ?? '';
  if (name === '') throw new UsageError('expected a name after the dot', { text, column });
  if (/^\d+$/.test(name)) {
    const advice = 'leave it out: a field inside an array matches if any element does';
    throw new UsageError(`unexpected index ${name}; ${advice}`, { text, column });
  }
  return { step: { name, quoted: false, column }, end: column + name.length };
}

/** A character as it may be shown in a message. */
function shown(character: string): string {
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(character)) return `'${character}'`;
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
