/**
 * Event names and event sources that a condition asks for and that are one slip of the keyboard away from one that AWS
 * has: such a condition finds nothing, for ever. The lists do not hold everything that AWS writes, so that a name which
 * is merely not in them is none of this.
 */
import type { Expr } from '../../query/ast.js';
import { editDistance, nearest } from '../../query/suggest.js';
import type { EventNames } from './event-names.js';
import { conjuncts, requiredTexts } from './requirements.js';

export interface Misspelt {
  readonly kind: 'event' | 'event source';
  readonly name: string;
  /** What was probably meant. */
  readonly meant: string;
}

/** Looks at values that must be equalled, in all parts of a condition; each name is told once. */
export function misspeltIn(lists: EventNames): (where: Expr) => readonly Misspelt[] {
  const labels = [...new Set([...lists.services.values()].flatMap((own) => [...own]))];
  const words = new Set(lists.names.flatMap(wordsOf));

  const sourceMeant = (source: string): string | undefined => {
    const label = labelOf(source);
    const [typed, ending] = label === undefined ? splitAtDot(source) : [label, usualEnding];
    if (labels.includes(typed))
      return ending === '' || isNear(ending, usualEnding) ? `${typed}${usualEnding}` : undefined;
    const near = label === undefined ? undefined : nearest(typed, labels);
    // macie and macie2 are sources both.
    if (near === undefined || typed.length < 5 || unnumbered(typed) === unnumbered(near)) return undefined;
    return isNear(typed, near) ? `${near}${usualEnding}` : undefined;
  };

  const eventMeant = (name: string, sources: readonly string[] | undefined): string | undefined => {
    // Lambda and CloudFront write the version of their API behind the name.
    const version = /(\d{8}(v\d+)?|\d{4}_\d{2}_\d{2})$/.exec(name)?.[0] ?? '';
    const typed = name.slice(0, name.length - version.length);
    const holders = lists.services.get(name.toLowerCase()) ?? lists.services.get(typed.toLowerCase());
    const own = sources?.map(labelOf).filter((label) => label !== undefined && labels.includes(label));
    const areKnown = own !== undefined && own.length > 0 && own.length === sources?.length;
    if (holders && (!areKnown || own.some((label) => label !== undefined && holders.has(label))))
      return undefined;
    const hasOwn = (known: string): boolean =>
      own?.some((label) => label && lists.services.get(known.toLowerCase())?.has(label)) === true;
    const near = nearest(typed, areKnown ? lists.names.filter(hasOwn) : lists.names);
    if (near === undefined || !isNear(typed, near)) return undefined;
    const isOdd = wordsOf(typed).some((word) => !words.has(word));
    // Of words that AWS uses names are made that no list has: GetPolicy beside SetPolicy.
    const isSlip = isOdd || areSwapped(typed, near) || (!holders && differInPlural(typed, near));
    return isSlip ? `${near}${version}` : undefined;
  };

  return (where) => {
    const found = new Map<string, Misspelt>();
    const tell = (kind: Misspelt['kind'], name: string, meant: string | undefined): void => {
      if (meant !== undefined) found.set(`${kind} ${name}`, { kind, name, meant });
    };
    const look = (expr: Expr, outer: readonly string[] | undefined): void => {
      const sources = requiredTexts(conjuncts(expr), 'eventSource') ?? outer;
      if ('terms' in expr) for (const term of expr.terms) look(term, sources);
      else if ('term' in expr) look(expr.term, outer);
      else if (expr.kind === 'oneOf' && expr.path.length === 1) {
        for (const name of expr.values.map(String)) {
          if (expr.path[0] === 'eventSource') tell('event source', name, sourceMeant(name.toLowerCase()));
          if (expr.path[0] === 'eventName') tell('event', name, eventMeant(name, sources));
        }
      }
    };
    look(where, undefined);
    return [...found.values()];
  };
}

const usualEnding = '.amazonaws.com';

/** Of an event source with one of the endings that AWS writes. */
function labelOf(source: string): string | undefined {
  return /^(.+)\.amazonaws\.com(\.cn)?$/.exec(source)?.[1];
}

function splitAtDot(source: string): readonly [string, string] {
  const dot = source.indexOf('.');
  return dot < 0 ? [source, ''] : [source.slice(0, dot), source.slice(dot)];
}

/** One mistake in four letters, and at most two. */
function isNear(typed: string, known: string): boolean {
  const mistakes = editDistance(typed.toLowerCase(), known.toLowerCase());
  return mistakes > 0 && mistakes <= Math.min(2, Math.floor(typed.length / 4));
}

function unnumbered(label: string): string {
  return label.replace(/v?\d+$/, '');
}

/** `PutKMSKey2` is put, kms, key and 2. */
function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
}

function areSwapped(one: string, other: string): boolean {
  const letters = (name: string): string => [...name.toLowerCase()].sort().join('');
  return letters(one) === letters(other);
}

function differInPlural(one: string, other: string): boolean {
  return one.toLowerCase() === `${other.toLowerCase()}s` || `${one.toLowerCase()}s` === other.toLowerCase();
}
