/**
 * A rule's condition (`selection and not 1 of filter_*`) over its search identifiers. Rows of and, or, not are read in
 * loops, so that only brackets use up stack, and these have a limit.
 */
import { grouped } from '../../model/number-text.js';
import { allOf, anyOf, type Expr } from '../../query/ast.js';
import { parseGlob } from '../../query/glob.js';
import { globMatcher } from '../../query/glob-match.js';
import { nearest } from '../../query/suggest.js';
import { type Clause, sizeOf } from './clause.js';
import { type Place, ruleFault } from './text.js';

const deepest = 500;
/** Tests that a condition may come to: identifiers count each time they are named. */
const mostTests = 200_000;

interface Token {
  readonly text: string;
  readonly index: number;
}

interface Reader {
  readonly tokens: readonly Token[];
  readonly identifiers: ReadonlyMap<string, Clause>;
  readonly sizes: Map<string, number>;
  readonly fail: (token: Token | undefined, message: string, hint?: string) => never;
  next: number;
  tests: number;
}

/**
 * Reads a condition.
 * @throws UsageError with the place of the mistake.
 */
export function readCondition(text: string, place: Place, identifiers: ReadonlyMap<string, Clause>): Expr {
  // Where the text stands in the file as it is, the mistake itself can be pointed at.
  const { source, at } = place;
  const start = [at, at + 1].find((begin) => source.text.startsWith(text, begin));
  const fail: Reader['fail'] = (token, message, hint) => {
    const found = start === undefined ? place : { source, at: start + (token?.index ?? 0) };
    const where = token ? ` at '${token.text}'` : '';
    throw ruleFault(found, `in the condition${where}: ${message}`, hint);
  };
  if (text.includes('|')) {
    fail(
      undefined,
      'a pipe is of the first version of Sigma',
      "Write a 'correlation' of type event_count or value_count.",
    );
  }
  const tokens = [...text.matchAll(/[()]|[A-Za-z0-9_*-]+|\S/g)].map((match) => ({
    text: match[0],
    index: match.index,
  }));
  const reader: Reader = { tokens, identifiers, sizes: new Map(), fail, next: 0, tests: 0 };
  if (tokens.length === 0) fail(undefined, 'it is empty');
  const expr = disjunction(reader, 0);
  const rest = reader.tokens[reader.next];
  if (rest) fail(rest, rest.text === ')' ? 'unmatched )' : 'expected and, or, or the end');
  return expr;
}

function disjunction(reader: Reader, depth: number): Expr {
  const terms = [conjunction(reader, depth)];
  while (take(reader, 'or')) terms.push(conjunction(reader, depth));
  return anyOf(terms);
}

function conjunction(reader: Reader, depth: number): Expr {
  const terms = [negation(reader, depth)];
  while (take(reader, 'and')) terms.push(negation(reader, depth));
  return allOf(terms);
}

function negation(reader: Reader, depth: number): Expr {
  let negated = false;
  while (take(reader, 'not')) negated = !negated;
  const term = primary(reader, depth);
  return negated ? { kind: 'not', term } : term;
}

function primary(reader: Reader, depth: number): Expr {
  const token = reader.tokens[reader.next];
  if (!token) return reader.fail(reader.tokens.at(-1), 'expected a selection behind it');
  if (token.text === '(') {
    if (depth >= deepest) return reader.fail(token, `nested more than ${deepest} deep`);
    reader.next++;
    const inner = disjunction(reader, depth + 1);
    if (!take(reader, ')')) return reader.fail(reader.tokens[reader.next], 'expected and, or, or )');
    return inner;
  }
  const word = token.text.toLowerCase();
  const isQuantifier = reader.tokens[reader.next + 1]?.text.toLowerCase() === 'of';
  if (isQuantifier) {
    if (/^\d+$/.test(word) && word !== '1') {
      return reader.fail(token, "only '1 of', 'any of' and 'all of' can be said");
    }
    if (word !== '1' && word !== 'any' && word !== 'all')
      return reader.fail(token, "expected 1, any or all before 'of'");
    reader.next += 2;
    return quantified(reader, word === 'all');
  }
  if (word === 'and' || word === 'or' || word === 'of' || !/^[\w-]+$/.test(token.text)) {
    return reader.fail(
      token,
      token.text.includes('*') ? "expected '1 of' or 'all of' before a pattern" : 'expected a selection',
    );
  }
  reader.next++;
  return named(reader, token, token.text);
}

function quantified(reader: Reader, all: boolean): Expr {
  const token = reader.tokens[reader.next++];
  if (!token || !/^[\w*-]+$/.test(token.text))
    return reader.fail(token, "expected 'them' or a pattern of names behind 'of'");
  const pattern = token.text.toLowerCase() === 'them' ? '*' : token.text;
  const fits = globMatcher(parseGlob(pattern));
  // Names that begin with _ are left out by patterns that do not.
  const names = [...reader.identifiers.keys()].filter(
    (name) => fits(name) && (pattern.startsWith('_') || !name.startsWith('_')),
  );
  if (names.length === 0) {
    const all = [...reader.identifiers.keys()].join(', ');
    return reader.fail(token, 'no selection has such a name', `The selections are ${all}.`);
  }
  const terms = names.map((name) => named(reader, token, name));
  return all ? allOf(terms) : anyOf(terms);
}

function named(reader: Reader, token: Token, name: string): Expr {
  const clause = reader.identifiers.get(name);
  if (!clause) {
    const near = nearest(name, [...reader.identifiers.keys()]);
    const names = [...reader.identifiers.keys()].join(', ');
    const hint = near ? `Did you mean ${near}?` : names === '' ? undefined : `The selections are ${names}.`;
    return reader.fail(token, `there is no selection '${name}'`, hint);
  }
  const size = reader.sizes.get(name) ?? sizeOf(clause.expr);
  reader.sizes.set(name, size);
  reader.tests += size;
  if (reader.tests > mostTests)
    return reader.fail(token, `it comes to more than ${grouped(mostTests)} tests`);
  return clause.expr;
}

function take(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.next]?.text.toLowerCase() !== word) return false;
  reader.next++;
  return true;
}
