/**
 * The texts that must occur in a record for an expression to hold, so that records, and files, without them need no
 * further look. Sound first: an expression without such a text gives `undefined`, and everything is read. JSON may
 * spell a character `\u00XX`; the search that uses these literals takes such records for candidates by itself
 * (`load/split/kernel.as.ts`), so only characters with another spelling of their own are left out here.
 */
import { type Literal, maxLiteralLength, maxLiterals } from '../model/literal.js';
import { type Expr, type GlobPart, type Path, unreachable } from './ast.js';

const shortest = 3;

/** Keys that stand in nearly every record: to search for them would find everything. */
const usual = new Set([
  'eventTime',
  'eventVersion',
  'eventSource',
  'eventName',
  'eventID',
  'eventType',
  'eventCategory',
  'awsRegion',
  'userIdentity',
  'userAgent',
  'sourceIPAddress',
  'requestParameters',
  'responseElements',
  'requestID',
  'readOnly',
  'managementEvent',
  'recipientAccountId',
  'type',
  'arn',
  'ARN',
  'accountId',
  'principalId',
  'accessKeyId',
  'userName',
  'invokedBy',
  'resources',
]);

/** Literals of which each matching record contains at least one; undefined if there is no such set worth a search. */
export function mustOccur(expr: Expr): readonly Literal[] | undefined {
  const found = derive(expr);
  return found && found.length <= maxLiterals ? found : undefined;
}

function derive(expr: Expr): readonly Literal[] | undefined {
  switch (expr.kind) {
    case 'all':
      return expr.terms.map(derive).reduce(better, undefined);
    case 'any': {
      const sets = expr.terms.map(derive);
      const all: Literal[] = [];
      for (const set of sets) {
        if (!set) return undefined;
        all.push(...set);
      }
      return distinct(all);
    }
    case 'oneOf': {
      const all: Literal[] = [];
      for (const value of expr.values) {
        const text =
          typeof value === 'string' && !mayBeNumber(value) ? longest([value], expr.foldCase) : undefined;
        if (!text) return ofPath(expr.path);
        all.push(text);
      }
      return distinct(all);
    }
    case 'glob': {
      const parts = expr.glob.filter((part) => typeof part === 'string');
      const text = parts.every(mayBeNumber)
        ? undefined
        : longest(mayBeObject(expr.glob) ? parts.flatMap(wordsOf) : parts, expr.foldCase);
      return text ? [text] : ofPath(expr.path);
    }
    case 'leafGlob': {
      const parts = expr.glob.filter((part) => typeof part === 'string');
      const text = parts.every(mayBeNumber) ? undefined : longest(parts, expr.foldCase);
      return text && [text];
    }
    case 'mentions': {
      if (mayBeNumber(expr.text)) return undefined;
      const text = longest([expr.text], expr.foldCase);
      return text && [text];
    }
    case 'regex':
    case 'compare':
    case 'cidr':
    case 'timePart':
    case 'exists':
    case 'present':
    case 'isNull':
      return ofPath(expr.path);
    case 'sameText':
      return better(ofPath(expr.path), ofPath(expr.other));
    case 'leafRegex':
    case 'not':
      return undefined;
    default:
      return unreachable(expr);
  }
}

/** A field that is tested must be there: its rarest key. */
function ofPath(path: Path): readonly Literal[] | undefined {
  const text = longest(
    path.filter((step) => !usual.has(step)),
    false,
  );
  return text && [text];
}

/**
 * The stretch of characters with one spelling in JSON, `\u` aside, that is likely the rarest: the longest, but what all
 * ARNs of an account begin with, and the words that divide them, only where there is nothing else.
 */
function longest(texts: readonly string[], foldCase: boolean): Literal | undefined {
  let best = '';
  let fallback = '';
  for (const text of texts) {
    for (const run of text.match(/[ !#-.0-[\]-~]+/g) ?? []) {
      if (run.length > fallback.length) fallback = run;
      const telling = run.replace(arnStart, '');
      if (telling.length >= best.length && !dividers.has(telling)) best = telling;
    }
  }
  const text = best.length < shortest ? fallback : best;
  return text.length < shortest ? undefined : { text: text.slice(0, maxLiteralLength), foldCase };
}

const arnStart = /^arn:[a-z-]+:[a-z0-9-]*:[a-z0-9-]*:\d*:/;
const dividers = new Set([
  'role',
  'user',
  'assumed-role',
  'federated-user',
  'service-role',
  'aws-service-role',
  'aws-reserved',
]);

/** Whether a JSON number may have this text, or part of it, for it may be spelled in other ways: `1e999` is Infinity. */
function mayBeNumber(text: string): boolean {
  return /^[-+.\deE]*$/.test(text) || '-infinity'.includes(text.toLowerCase());
}

function mayBeObject(glob: readonly GlobPart[]): boolean {
  const first = glob[0];
  const last = glob.at(-1);
  return (typeof first !== 'string' || first[0] === '{') && (typeof last !== 'string' || last.at(-1) === '}');
}

/**
 * What of a text that an object may have, spelled anew, is sure to occur in the record: only what lies within one of
 * its strings. A number too large is spelled `null`.
 */
function wordsOf(text: string): string[] {
  return text
    .split(/[\s{}[\]:,]/)
    .filter((word) => /[a-df-z_]/i.test(word) && !'null'.includes(word.toLowerCase()));
}

/** Fewer alternatives first, then the longer ones. */
function better(
  a: readonly Literal[] | undefined,
  b: readonly Literal[] | undefined,
): readonly Literal[] | undefined {
  if (!a || !b) return a ?? b;
  if (a.length !== b.length) return a.length < b.length ? a : b;
  const length = (set: readonly Literal[]): number => Math.min(...set.map(({ text }) => text.length));
  return length(b) > length(a) ? b : a;
}

function distinct(literals: readonly Literal[]): readonly Literal[] {
  return [...new Map(literals.map((literal) => [JSON.stringify(literal), literal])).values()];
}
