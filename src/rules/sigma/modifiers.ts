/**
 * The modifiers of a key such as `userAgent|contains|all`: which there are, in which order they may stand, and what
 * they add up to. One that is unknown, or that makes no sense where it stands, is a fault: to ignore it would change
 * what the rule means.
 */
import type { TimePart } from '../../query/ast.js';
import { nearest } from '../../query/suggest.js';
import { type Place, ruleFault } from './text.js';

export type Shape = 'contains' | 'startswith' | 'endswith';
export type Rewrite =
  | Shape
  | 'base64'
  | 'base64offset'
  | 'utf16le'
  | 'utf16be'
  | 'utf16'
  | 'windash'
  | 'expand';

/** How the values of an item are compared. */
export type Operator =
  /** As text with wildcards, rewritten from left to right. */
  | { readonly kind: 'text'; readonly rewrites: readonly Rewrite[] }
  | { readonly kind: 'regex'; readonly flags: string; readonly shapes: readonly Shape[] }
  | { readonly kind: 'cidr' }
  | { readonly kind: 'compare'; readonly op: Comparison }
  | { readonly kind: 'time'; readonly part: TimePart; readonly op: '=' | Comparison }
  | { readonly kind: 'exists' }
  | { readonly kind: 'field'; readonly shapes: readonly Shape[] };

export type Comparison = '<' | '<=' | '>' | '>=';

export interface Modifiers {
  readonly operator: Operator;
  /** The values are joined by AND, not OR. */
  readonly all: boolean;
  /** The whole item is negated. */
  readonly neq: boolean;
  readonly cased: boolean;
}

const comparisons: Readonly<Record<string, Comparison>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };
const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const satisfies readonly TimePart[];
const flags: Readonly<Record<string, string>> = {
  i: 'i',
  ignorecase: 'i',
  m: 'm',
  multiline: 'm',
  s: 's',
  dotall: 's',
};
const shapes: readonly string[] = ['contains', 'startswith', 'endswith'] satisfies readonly Shape[];
const rewrites: Readonly<Record<string, Rewrite>> = {
  base64: 'base64',
  base64offset: 'base64offset',
  wide: 'utf16le',
  utf16le: 'utf16le',
  utf16be: 'utf16be',
  utf16: 'utf16',
  windash: 'windash',
  expand: 'expand',
};

const known = [
  ...shapes,
  ...['all', 'neq', 'exists', 'cased', 're', 'cidr', 'fieldref'],
  ...Object.keys(comparisons),
  ...timeParts,
  ...Object.keys(flags),
  ...Object.keys(rewrites),
];

/**
 * Reads the modifiers behind a field, from left to right.
 * @throws UsageError for one that is unknown or stands where it has no meaning.
 */
export function readModifiers(names: readonly string[], place: Place): Modifiers {
  let operator = { kind: 'text', rewrites: [] } as Operator;
  let all = false;
  let neq = false;
  let cased = false;
  /** Whether nothing but `all` and `neq`, which may stand anywhere, has come before. */
  let first = true;
  let before = '';

  for (const name of names) {
    if (!known.includes(name)) throw unknown(name, place);
    const refusal = (reason: string): Error => ruleFault(place, `'${name}' ${reason}`);
    if (name === 'all' || name === 'neq') {
      if (name === 'all' ? all : neq) throw refusal('stands there twice');
      if (name === 'all') all = true;
      else neq = true;
      continue;
    }
    if (operator.kind === 'exists') throw refusal("cannot follow 'exists', which stands alone");
    if (name === 'cased') {
      if (operator.kind !== 'text' && operator.kind !== 'field') throw refusal('is for texts and fieldref');
      cased = true;
    } else if (isShape(name)) {
      if (operator.kind === 'text') operator = { kind: 'text', rewrites: [...operator.rewrites, name] };
      else if (operator.kind === 'regex' || operator.kind === 'field')
        operator = { ...operator, shapes: [...operator.shapes, name] };
      else throw refusal(`cannot follow '${before}'`);
    } else if (Object.hasOwn(rewrites, name)) {
      const rewrite = rewrites[name];
      if (operator.kind !== 'text' || !rewrite) throw refusal(`cannot follow '${before}'`);
      else operator = { kind: 'text', rewrites: [...operator.rewrites, rewrite] };
    } else if (Object.hasOwn(flags, name)) {
      if (operator.kind !== 'regex' || operator.shapes.length > 0)
        throw refusal("stands directly behind 're'");
      else operator = { ...operator, flags: operator.flags + flags[name] };
    } else if (Object.hasOwn(comparisons, name)) {
      const op = comparisons[name] ?? '<';
      if (operator.kind === 'time' && operator.op === '=') operator = { ...operator, op };
      else if (first) operator = { kind: 'compare', op };
      else throw refusal(`cannot follow '${before}'`);
    } else {
      if (!first) throw refusal(`comes first, and cannot follow '${before}'`);
      const part = timeParts.find((each) => each === name);
      if (part) operator = { kind: 'time', part, op: '=' };
      else if (name === 're') operator = { kind: 'regex', flags: '', shapes: [] };
      else if (name === 'cidr') operator = { kind: 'cidr' };
      else if (name === 'fieldref') operator = { kind: 'field', shapes: [] };
      else operator = { kind: 'exists' };
    }
    first = false;
    before = name;
  }
  if (operator.kind === 'exists' && (all || neq)) throw ruleFault(place, "'exists' stands alone");
  return { operator, all, neq, cased };
}

function isShape(name: string): name is Shape {
  return shapes.includes(name);
}

function unknown(name: string, place: Place): Error {
  const near = nearest(name, known);
  return ruleFault(
    place,
    `there is no modifier '${name}'`,
    near ? `Did you mean ${near}?` : `The modifiers are ${known.join(', ')}.`,
  );
}
