/**
 * Text of a condition to the AST: SQL's WHERE as people write it for Athena and CloudTrail Lake, over the record's
 * own field names. Plain recursive descent, one function per level of precedence; rows of AND and OR are read in a
 * loop into one flat node, so that only parentheses and NOT use up stack, and those have a limit.
 *
 * NOT, and every operator with a "not" in it (`!=`, `NOT IN`, `!~`, ...), is true where its positive form is false:
 * for a missing field too, and for an array only if no element matches.
 */
import { UsageError } from '../../model/usage-error.js';
import { allOf, anyOf, type Expr, everything, type Path, type Scalar } from '../ast.js';
import { anyMany, joinParts, parseLike } from '../glob.js';
import { networkTest } from '../network.js';
import { patternTest } from '../pattern.js';
import {
  advance,
  type Cursor,
  expectField,
  expectScalar,
  expectString,
  fail,
  isSymbol,
  keywordOf,
  takeKeyword,
  takeOtherField,
  takeScalar,
  takeSymbol,
} from './cursor.js';
import { isTimeField, type TimeOperator, timeValues } from './times.js';
import { columnInString, readToken } from './token.js';

/** How deep parentheses and NOT may be nested; more is refused rather than risk the stack. */
const maxDepth = 500;

const comparisons = ['=', '!=', '<>', '<', '<=', '>', '>='] as const;
type Comparison = (typeof comparisons)[number];

/** The comparison that says the same with its sides swapped. */
const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '!=': '!=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/**
 * Reads a condition.
 * @throws UsageError with the text and the column of the first mistake.
 */
export function parseWhere(text: string): Expr {
  const cursor = { text, token: readToken(text, 0) };
  if (/^\s*WHERE\s/i.test(text)) fail(cursor, 'leave out WHERE; the condition alone is expected');
  const expr = condition(cursor, 0);
  if (isSymbol(cursor.token, ')')) fail(cursor, 'unmatched )');
  if (cursor.token.kind !== 'end') fail(cursor, 'expected AND, OR or the end');
  return expr;
}

/**
 * Reads a field alone, spelled as in a condition: for options that take field names.
 * @throws UsageError with the text and the column of the first mistake.
 */
export function parseField(text: string): Path {
  const cursor = { text, token: readToken(text, 0) };
  const path = expectField(cursor);
  if (cursor.token.kind !== 'end') fail(cursor, 'expected a field alone');
  return path;
}

function condition(cursor: Cursor, depth: number): Expr {
  const terms = [conjunction(cursor, depth)];
  while (takeKeyword(cursor, 'OR')) terms.push(conjunction(cursor, depth));
  return anyOf(terms);
}

function conjunction(cursor: Cursor, depth: number): Expr {
  const terms = [term(cursor, depth)];
  while (takeKeyword(cursor, 'AND')) terms.push(term(cursor, depth));
  return allOf(terms);
}

function term(cursor: Cursor, depth: number): Expr {
  if (depth > maxDepth) fail(cursor, `nested more than ${maxDepth} deep`);
  if (takeKeyword(cursor, 'NOT')) return { kind: 'not', term: term(cursor, depth + 1) };
  const opening = cursor.token.start;
  if (!takeSymbol(cursor, '(')) return test(cursor);
  const inner = condition(cursor, depth + 1);
  if (!takeSymbol(cursor, ')')) {
    if (cursor.token.kind === 'end') fail(cursor, 'unclosed (', opening);
    fail(cursor, 'expected AND, OR or )');
  }
  return inner;
}

/** One test: a field and what is said of it, a value before a field, `cidr(...)`, or TRUE or FALSE alone. */
function test(cursor: Cursor): Expr {
  const { token } = cursor;
  const value = takeScalar(cursor);
  if (value !== undefined) return testOfValue(cursor, value, token.start);
  if (token.kind !== 'name' || keywordOf(token)) fail(cursor, 'expected a condition');
  const name = cursor.text.slice(token.start, token.end);
  if (name.toLowerCase() === 'cidr' && isSymbol(readToken(cursor.text, token.end), '(')) {
    return networkCall(cursor);
  }
  const path = expectField(cursor);
  return testOfField(cursor, path, name);
}

function testOfValue(cursor: Cursor, value: Scalar, column: number): Expr {
  const op = takeSymbol(cursor, ...comparisons);
  if (op !== undefined) return compared(cursor, expectField(cursor), mirrored[op], value, column);
  if (typeof value === 'boolean') return value ? everything : anyOf([]);
  fail(cursor, 'expected a comparison after the value');
}

function testOfField(cursor: Cursor, path: Path, name: string): Expr {
  const op = takeSymbol(cursor, ...comparisons);
  if (op !== undefined) return comparison(cursor, path, op);
  const match = takeSymbol(cursor, '~', '~*', '!~', '!~*');
  if (match !== undefined) return negatedIf(match.startsWith('!'), pattern(cursor, path, match));
  if (takeKeyword(cursor, 'IS')) {
    const negated = takeKeyword(cursor, 'NOT');
    if (!takeKeyword(cursor, 'NULL')) {
      fail(cursor, negated ? 'expected NULL after IS NOT' : 'expected NULL or NOT NULL after IS');
    }
    return negatedIf(!negated, { kind: 'present', path });
  }
  const negated = takeKeyword(cursor, 'NOT');
  if (takeKeyword(cursor, 'IN')) return negatedIf(negated, list(cursor, path));
  if (takeKeyword(cursor, 'BETWEEN')) return negatedIf(negated, range(cursor, path));
  if (takeKeyword(cursor, 'LIKE')) return negatedIf(negated, like(cursor, path, 'LIKE'));
  if (takeKeyword(cursor, 'ILIKE')) return negatedIf(negated, like(cursor, path, 'ILIKE'));
  if (takeKeyword(cursor, 'CONTAINS')) {
    const { value } = expectString(cursor, 'CONTAINS');
    const glob = joinParts([anyMany, value, anyMany]);
    return negatedIf(negated, { kind: 'glob', path, glob, foldCase: false });
  }
  if (negated) fail(cursor, 'expected IN, BETWEEN, LIKE, ILIKE or CONTAINS after NOT');
  fail(cursor, `expected an operator after ${name}`);
}

function negatedIf(negated: boolean, term: Expr): Expr {
  return negated ? { kind: 'not', term } : term;
}

function comparison(cursor: Cursor, path: Path, op: Comparison): Expr {
  const column = cursor.token.start;
  if (keywordOf(cursor.token) === 'NULL') {
    fail(cursor, `nothing is ${op} NULL; use ${op === '!=' || op === '<>' ? 'IS NOT NULL' : 'IS NULL'}`);
  }
  const other = takeOtherField(cursor);
  if (other === undefined) return compared(cursor, path, op, expectScalar(cursor, op), column);
  if (op !== '=' && op !== '!=' && op !== '<>') {
    fail(cursor, 'two fields can only be compared with = and !=', column);
  }
  return negatedIf(op !== '=', { kind: 'sameText', path, other, foldCase: false });
}

/** `column` is that of the value. */
function compared(cursor: Cursor, path: Path, op: Comparison, value: Scalar, column: number): Expr {
  if (op === '=' || op === '!=' || op === '<>') {
    const values = spellings(cursor, path, '=', value, column);
    return negatedIf(op !== '=', { kind: 'oneOf', path, values, foldCase: false });
  }
  return { kind: 'compare', path, op, value: orderable(cursor, path, op, value, column) };
}

function orderable(
  cursor: Cursor,
  path: Path,
  op: Exclude<TimeOperator, '='>,
  value: Scalar,
  column: number,
): string | number {
  if (typeof value === 'boolean') fail(cursor, 'TRUE and FALSE have no order', column);
  return spellings(cursor, path, op, value, column)[0];
}

/** The value as records spell it, if the field has a spelling of its own; several for `=`. */
function spellings<V extends Scalar>(
  cursor: Cursor,
  path: Path,
  op: TimeOperator,
  value: V,
  column: number,
): readonly [V | string, ...(V | string)[]] {
  if (!isTimeField(path)) return [value];
  const time = timeValues(value, op);
  if ('mistake' in time) fail(cursor, time.mistake, column);
  return time.values;
}

function list(cursor: Cursor, path: Path): Expr {
  if (!takeSymbol(cursor, '(')) fail(cursor, 'expected ( after IN');
  const values: Scalar[] = [];
  let after = '(';
  do {
    if (keywordOf(cursor.token) === 'NULL') fail(cursor, 'nothing is = NULL; use IS NULL');
    const column = cursor.token.start;
    for (const spelled of spellings(cursor, path, '=', expectScalar(cursor, after), column))
      if (!isTimeField(path) || !values.includes(spelled)) values.push(spelled);
    after = ',';
  } while (takeSymbol(cursor, ','));
  if (!takeSymbol(cursor, ')')) fail(cursor, 'expected , or ) in the list');
  return { kind: 'oneOf', path, values, foldCase: false };
}

function range(cursor: Cursor, path: Path): Expr {
  const lowColumn = cursor.token.start;
  const low = orderable(cursor, path, '>=', expectScalar(cursor, 'BETWEEN'), lowColumn);
  if (!takeKeyword(cursor, 'AND')) fail(cursor, 'expected AND after the lower end of BETWEEN');
  const highColumn = cursor.token.start;
  const high = orderable(cursor, path, '<=', expectScalar(cursor, 'AND'), highColumn);
  if (typeof low !== typeof high) fail(cursor, 'BETWEEN takes two numbers or two strings', highColumn);
  return allOf([
    { kind: 'compare', path, op: '>=', value: low },
    { kind: 'compare', path, op: '<=', value: high },
  ]);
}

function like(cursor: Cursor, path: Path, keyword: 'LIKE' | 'ILIKE'): Expr {
  const text = expectString(cursor, keyword);
  let escapeCharacter: string | undefined;
  if (takeKeyword(cursor, 'ESCAPE')) {
    const column = cursor.token.start;
    escapeCharacter = expectString(cursor, 'ESCAPE').value;
    if (escapeCharacter.length !== 1) fail(cursor, 'ESCAPE takes a single character', column);
  }
  const parsed = parseLike(text.value, escapeCharacter);
  if ('loneEscapeAt' in parsed) {
    const column = columnInString(cursor.text, text, parsed.loneEscapeAt);
    fail(cursor, 'the escape character stands before %, _ or itself only', column);
  }
  return { kind: 'glob', path, glob: parsed.glob, foldCase: keyword === 'ILIKE' };
}

function pattern(cursor: Cursor, path: Path, op: string): Expr {
  const text = expectString(cursor, op);
  const expr: Expr = { kind: 'regex', path, pattern: text.value, foldCase: op.endsWith('*') };
  try {
    patternTest(expr.pattern, expr.foldCase);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    fail(cursor, error.message, columnInString(cursor.text, text, error.at?.column ?? 0));
  }
  return expr;
}

function networkCall(cursor: Cursor): Expr {
  const usage = "cidr takes a field and a network: cidr(sourceIPAddress, '10.0.0.0/8')";
  advance(cursor);
  takeSymbol(cursor, '(');
  const { token: first } = cursor;
  if (first.kind !== 'name') fail(cursor, usage);
  const path = expectField(cursor);
  if (!takeSymbol(cursor, ',')) fail(cursor, usage);
  const network = expectString(cursor, ',');
  if (!networkTest(network.value)) {
    fail(cursor, 'not a network in CIDR form, such as 10.0.0.0/8', network.start);
  }
  if (!takeSymbol(cursor, ')')) fail(cursor, usage);
  return { kind: 'cidr', path, network: network.value };
}
