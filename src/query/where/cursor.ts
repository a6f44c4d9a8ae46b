/**
 * The parser's place in the text and the small steps it is moved by: take this word if it is next, else stay. All
 * mistakes leave through `fail`.
 */
import { UsageError } from '../../model/usage-error.js';
import type { Path, Scalar } from '../ast.js';
import { resolveField } from '../fields.js';
import { type NameToken, readToken, type StringToken, type Token } from './token.js';

/** The text, and the token that comes next. */
export interface Cursor {
  readonly text: string;
  token: Token;
}

const keywords: ReadonlySet<string> = new Set([
  ...['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'LIKE', 'ILIKE', 'ESCAPE'],
  ...['IS', 'NULL', 'CONTAINS', 'TRUE', 'FALSE'],
]);

const withDots = 'name a field inside another with dots, as in requestParameters.bucketName';
const anyElement = 'a field inside an array matches if any element does';
const timesAsText = 'times are compared as ISO 8601 strings';

/** Functions and typed literals of Athena and CloudTrail Lake, and what is written here instead. */
const foreignFunctions: ReadonlyMap<string, string> = new Map([
  ['regexp_like', 'use ~ for a regular expression'],
  ['lower', 'use ILIKE to ignore case'],
  ['upper', 'use ILIKE to ignore case'],
  ['json_extract', withDots],
  ['json_extract_scalar', withDots],
  ['element_at', withDots],
  ['any_match', anyElement],
  ['cardinality', anyElement],
  ['from_iso8601_timestamp', timesAsText],
  ['timestamp', timesAsText],
  ['date', timesAsText],
]);

export function fail(
  cursor: Cursor,
  message: string,
  column = cursor.token.start,
  hint: string | undefined = undefined,
): never {
  throw new UsageError(message, { text: cursor.text, column }, hint);
}

export function advance(cursor: Cursor): void {
  cursor.token = readToken(cursor.text, cursor.token.end);
}

export function isSymbol(token: Token, symbol: string): boolean {
  return token.kind === 'symbol' && token.text === symbol;
}

/** The keyword in upper case, if the token is one; a field is never called so at the top of a record. */
export function keywordOf(token: Token): string | undefined {
  const [first, second] = token.kind === 'name' ? token.steps : [];
  if (!first || second || first.quoted) return undefined;
  const word = first.name.toUpperCase();
  return keywords.has(word) ? word : undefined;
}

export function takeKeyword(cursor: Cursor, keyword: string): boolean {
  if (keywordOf(cursor.token) !== keyword) return false;
  advance(cursor);
  return true;
}

/** Takes the next token if it is one of these symbols. */
export function takeSymbol<One extends string>(cursor: Cursor, ...symbols: readonly One[]): One | undefined {
  const found = symbols.find((symbol) => isSymbol(cursor.token, symbol));
  if (found !== undefined) advance(cursor);
  return found;
}

/** Takes the next token if it is a string, a number, TRUE or FALSE. */
export function takeScalar(cursor: Cursor): Scalar | undefined {
  const { token } = cursor;
  const keyword = keywordOf(token);
  if (keyword === 'TRUE' || keyword === 'FALSE') {
    advance(cursor);
    return keyword === 'TRUE';
  }
  if (token.kind !== 'string' && token.kind !== 'number') return undefined;
  advance(cursor);
  return token.value;
}

/** Takes a value; `after` is what it has to follow. */
export function expectScalar(cursor: Cursor, after: string): Scalar {
  const value = takeScalar(cursor);
  if (value !== undefined) return value;
  refuseName(cursor);
  fail(cursor, `expected a value after ${after}`);
}

/** Takes a string; `after` is what it has to follow. */
export function expectString(cursor: Cursor, after: string): StringToken {
  const { token } = cursor;
  if (token.kind === 'string') {
    advance(cursor);
    return token;
  }
  refuseName(cursor);
  fail(cursor, `expected a string in single quotes after ${after}`);
}

/** Takes a field. */
export function expectField(cursor: Cursor): Path {
  const { token } = cursor;
  if (token.kind !== 'name' || keywordOf(token)) fail(cursor, 'expected a field');
  refuseFunction(cursor, token);
  const resolved = resolveField(token.steps);
  if ('path' in resolved) {
    advance(cursor);
    return resolved.path;
  }
  const typed = token.steps.slice(0, resolved.unknownStep + 1).map((step) => step.name);
  const advice = resolved.suggestion
    ? `did you mean ${resolved.suggestion}?`
    : 'name it from the top, as in requestParameters.bucketName';
  const column = token.steps[resolved.unknownStep]?.column;
  const hint = 'A name in double quotes is taken as it stands.';
  fail(cursor, `unknown field '${typed.join('.')}'; ${advice}`, column, hint);
}

/** Takes a field where a value may stand too. Undefined if no name is there; one of no field is a bare string. */
export function takeOtherField(cursor: Cursor): Path | undefined {
  const { token } = cursor;
  if (token.kind !== 'name' || keywordOf(token)) return undefined;
  const resolved = resolveField(token.steps);
  const isQuotedWord = token.steps.length === 1 && token.steps[0].quoted;
  if (isQuotedWord || ('unknownStep' in resolved && resolved.unknownStep === 0)) refuseName(cursor);
  return expectField(cursor);
}

/** A name where a value belongs is a string in the wrong quotes, or in none. */
function refuseName(cursor: Cursor): void {
  const { token } = cursor;
  if (token.kind !== 'name' || keywordOf(token)) return;
  refuseFunction(cursor, token);
  const word = token.steps.map((step) => step.name).join('.');
  fail(cursor, `strings take single quotes: '${word.replaceAll("'", "''")}'`);
}

/** Looks at the text that follows, not at its token, whose mistakes come later. */
function refuseFunction(cursor: Cursor, token: NameToken): void {
  const next = /^\s*(['(])/.exec(cursor.text.slice(token.end))?.[1];
  if (next === undefined) return;
  const name = cursor.text.slice(token.start, token.end);
  const advice = foreignFunctions.get(name.toLowerCase());
  if (advice !== undefined) fail(cursor, `there is no ${name} here; ${advice}`);
  if (next === '(') fail(cursor, `unknown function ${name}; there is only cidr(field, 'network')`);
}
