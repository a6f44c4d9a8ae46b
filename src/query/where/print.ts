/**
 * The AST back to the text of a condition, for messages and tests: what is printed parses to the same tree. Where
 * the language has no spelling, something readable is printed all the same: a search for an explicit null, for a key
 * and in the whole record as calls, equality that ignores case as ILIKE.
 */
import { type Expr, type Path, type Scalar, unreachable } from '../ast.js';
import { resolveField, type TypedStep } from '../fields.js';
import { joinParts, likeText } from '../glob.js';

/** The text of an expression. */
export function printWhere(expr: Expr): string {
  return print(expr, false);
}

/** `negated` prints the opposite, with the operator's own negative form where it has one. */
function print(expr: Expr, negated: boolean): string {
  const field = 'path' in expr ? printPath(expr.path) : '';
  const not = negated ? 'NOT ' : '';
  switch (expr.kind) {
    case 'all':
    case 'any': {
      const text = printTerms(expr);
      return negated ? `NOT ${expr.terms.length > 1 ? `(${text})` : text}` : text;
    }
    case 'not':
      return negated ? `NOT ${print(expr.term, true)}` : print(expr.term, true);
    case 'oneOf':
      return printOneOf(expr, field, negated);
    case 'glob': {
      const like = likeText(joinParts(expr.glob));
      const operator = `${not}${expr.foldCase ? 'ILIKE' : 'LIKE'}`;
      return `${field} ${operator} ${quoted(like.text)}${like.escaped ? " ESCAPE '\\'" : ''}`;
    }
    case 'regex':
      return `${field} ${negated ? '!' : ''}~${expr.foldCase ? '*' : ''} ${quoted(expr.pattern)}`;
    case 'compare':
      return `${not}${field} ${expr.op} ${printScalar(expr.value)}`;
    case 'cidr':
      return `${not}cidr(${field}, ${quoted(expr.network)})`;
    case 'present':
      return `${field} IS ${negated ? '' : 'NOT '}NULL`;
    case 'isNull':
      return `${not}is_null(${field})`;
    case 'exists':
      return `${not}has_key(${field})`;
    case 'timePart':
      return `${not}${expr.part}(${field}) ${expr.op} ${expr.value}`;
    case 'sameText':
      if (expr.part) return `${not}${expr.part}(${field}, ${printPath(expr.other)})`;
      return `${field} ${negated ? '!=' : '='} ${printPath(expr.other)}`;
    case 'leafGlob':
      return `${not}any_value(${quoted(likeText(joinParts(expr.glob)).text)})`;
    case 'leafRegex':
      return `${not}any_value(~ ${quoted(expr.pattern)})`;
    case 'mentions':
      return `${not}mentions(${quoted(expr.text)})`;
    default:
      return unreachable(expr);
  }
}

function printTerms(expr: Extract<Expr, { kind: 'all' | 'any' }>): string {
  if (expr.terms.length === 0) return expr.kind === 'all' ? 'TRUE' : 'FALSE';
  return expr.terms
    .map((term) => {
      const text = print(term, false);
      const nested = (term.kind === 'any' || term.kind === expr.kind) && term.terms.length > 1;
      return nested && expr.terms.length > 1 ? `(${text})` : text;
    })
    .join(expr.kind === 'all' ? ' AND ' : ' OR ');
}

function printOneOf(expr: Extract<Expr, { kind: 'oneOf' }>, field: string, negated: boolean): string {
  const [only] = expr.values;
  if (only === undefined) return negated ? 'TRUE' : 'FALSE';
  if (expr.foldCase && expr.values.some((value) => typeof value === 'string')) {
    const terms = expr.values.map((value): Expr => {
      return typeof value === 'string'
        ? { kind: 'glob', path: expr.path, glob: joinParts([value]), foldCase: true }
        : { kind: 'oneOf', path: expr.path, values: [value], foldCase: false };
    });
    const [first] = terms;
    return print(first && terms.length === 1 ? first : { kind: 'any', terms }, negated);
  }
  if (expr.values.length === 1) return `${field} ${negated ? '!=' : '='} ${printScalar(only)}`;
  return `${field} ${negated ? 'NOT ' : ''}IN (${expr.values.map(printScalar).join(', ')})`;
}

function printScalar(value: Scalar): string {
  return typeof value === 'string' ? quoted(value) : String(value).toUpperCase();
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Bare where that reads back as the same path, in double quotes otherwise. */
function printPath(path: Path): string {
  const steps: TypedStep[] = [];
  for (const name of path) {
    const bare = { name, quoted: false };
    const resolved = resolveField([...steps, bare]);
    const reads = 'path' in resolved && resolved.path.at(-1) === name;
    steps.push(reads && isBare(name) ? bare : { name, quoted: true });
  }
  return steps.map(({ name, quoted }) => (quoted ? `"${name.replaceAll('"', '""')}"` : name)).join('.');
}

function isBare(name: string): boolean {
  return /^[A-Za-z0-9_@$-]+$/.test(name) && !/^\d+$/.test(name);
}
