/**
 * The values of one item, with its modifiers, as a condition. Comparison is of texts and ignores case, as the Sigma
 * specification has it ("Detection", "Value Modifiers"); what null, numbers and objects mean here is in the README.
 */
import { UsageError } from '../../model/usage-error.js';
import { allOf, anyOf, type Expr, type GlobPart, type Path } from '../../query/ast.js';
import { anyMany, joinParts, literalOf, parseGlob } from '../../query/glob.js';
import { hasHostBits, isAddress, networkTest } from '../../query/network.js';
import { patternTest } from '../../query/pattern.js';
import { type Bytes, base64, base64Offsets, bytesOf, type Parts, type Rewritten, windash } from './encode.js';
import type { Modifiers, Rewrite, Shape } from './modifiers.js';
import { type RuleWarning, ruleFault, ruleWarning } from './text.js';
import type { RuleNode, ScalarNode } from './yaml.js';

/** `path` null: the whole event is searched, as for keywords. */
export function testOfValues(
  path: Path | null,
  modifiers: Modifiers,
  values: readonly RuleNode[],
  warn: (warning: RuleWarning) => void,
): Expr {
  const terms = values.map((node) => {
    if (node.kind === 'scalar') return testOfValue(path, modifiers, node, warn);
    const kind =
      node.kind === 'map' ? "a map; write 'field.name: value' for a nested field" : 'a list in a list';
    throw ruleFault(node, `a value is a text, a number, true, false or null, not ${kind}`);
  });
  const [only] = values;
  if (modifiers.all && only && values.length === 1) warn(ruleWarning(only, "'all' has a single value only"));
  const joined = modifiers.all ? allOf(terms) : anyOf(merged(terms));
  return modifiers.neq ? { kind: 'not', term: joined } : joined;
}

/** Equalities of one field become one test. */
function merged(terms: readonly Expr[]): readonly Expr[] {
  const equal = terms.filter((term) => term.kind === 'oneOf');
  const [first] = equal;
  if (!first || equal.length < 2) return terms;
  const values = [...new Set(equal.flatMap((term) => term.values))];
  return [{ ...first, values }, ...terms.filter((term) => term.kind !== 'oneOf')];
}

function testOfValue(
  path: Path | null,
  { operator, cased }: Modifiers,
  node: ScalarNode,
  warn: (warning: RuleWarning) => void,
): Expr {
  const foldCase = !cased;
  if (path === null) return keyword(operator, node, foldCase);
  switch (operator.kind) {
    case 'text':
      return textTest(path, operator.rewrites, node, foldCase, warn);
    case 'regex':
      return { kind: 'regex', path, ...pattern(node, operator.flags, operator.shapes) };
    case 'cidr':
      return { kind: 'cidr', path, network: network(node) };
    case 'compare':
      return { kind: 'compare', path, op: operator.op, value: number(node) };
    case 'time':
      return { kind: 'timePart', path, part: operator.part, op: operator.op, value: number(node) };
    case 'exists': {
      if (typeof node.value !== 'boolean')
        throw ruleFault(node, "'exists' takes true or false, without quotes");
      const there: Expr = { kind: 'exists', path };
      return node.value ? there : { kind: 'not', term: there };
    }
    case 'field':
      return fieldTest(path, operator.shapes, text(node, 'fieldref', 'the name of a field'), node, foldCase);
  }
}

function keyword(operator: Modifiers['operator'], node: ScalarNode, foldCase: boolean): Expr {
  if (operator.kind === 'regex')
    return { kind: 'leafRegex', ...pattern(node, operator.flags, operator.shapes) };
  if (operator.kind !== 'text')
    throw ruleFault(node, 'a search of the whole event takes texts and regular expressions only');
  if (operator.rewrites.includes('startswith') || operator.rewrites.includes('endswith')) {
    throw ruleFault(node, 'keywords are found anywhere in a value; startswith and endswith need a field');
  }
  if (typeof node.value === 'boolean' || node.value === null)
    throw ruleFault(node, 'a keyword is a text or a number');
  const globs = rewritten(source(node), operator.rewrites, node);
  return anyOf(
    globs.map((glob) => ({ kind: 'leafGlob', glob: joinParts([anyMany, ...glob, anyMany]), foldCase })),
  );
}

function textTest(
  path: Path,
  rewrites: readonly Rewrite[],
  node: ScalarNode,
  foldCase: boolean,
  warn: (warning: RuleWarning) => void,
): Expr {
  const { value } = node;
  if (value === null) {
    if (rewrites.length > 0) throw ruleFault(node, `null has no text for '${rewrites[0]}'`);
    return anyOf([
      { kind: 'isNull', path },
      { kind: 'not', term: { kind: 'exists', path } },
    ]);
  }
  if (typeof value === 'boolean') {
    if (rewrites.length > 0) throw ruleFault(node, `'${rewrites[0]}' takes a text; put ${value} in quotes`);
    return { kind: 'oneOf', path, values: [String(value)], foldCase };
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw ruleFault(node, 'not a number that a record can hold');
    if (rewrites.length === 0) return numberTest(path, value, source(node), foldCase);
    warn(ruleWarning(node, `the number ${node.written} is taken as a text; put it in quotes`));
  }
  return anyOf(merged(rewritten(source(node), rewrites, node).map((glob) => globTest(path, glob, foldCase))));
}

/** A number is equal to the same number, and to a text that is written like it. */
function numberTest(path: Path, value: number, written: string, foldCase: boolean): Expr {
  const values = written === String(value) ? [written] : [written, value];
  return { kind: 'oneOf', path, values, foldCase };
}

/** Plain decimals as they are written, since account ids begin with zeros; other spellings of numbers as their value. */
function source({ value, written }: ScalarNode): string {
  if (typeof value === 'number') return /^-?\d+(\.\d+)?$/.test(written) ? written : String(value);
  return String(value);
}

function globTest(path: Path, glob: Parts, foldCase: boolean): Expr {
  const literal = literalOf(glob);
  if (literal !== undefined) return { kind: 'oneOf', path, values: [literal], foldCase };
  if (glob.length === 1 && isMany(glob[0])) return { kind: 'present', path };
  // In the text of an object, quotes within its strings are escaped: what is searched for may be meant without.
  const leaves = isMany(glob[0]) && isMany(glob.at(-1));
  return { kind: 'glob', path, glob, foldCase, ...(leaves ? { leaves: true } : {}) };
}

function isMany(part: GlobPart | undefined): boolean {
  return typeof part === 'object' && part.any === 'many';
}

/** The patterns that the text stands for after its modifiers, of which any may match. */
function rewritten(text: string, rewrites: readonly Rewrite[], node: ScalarNode): readonly Parts[] {
  let variants: readonly Parts[] = [parseGlob(text)];
  let bytes: Bytes = 'utf8';
  const each = (make: (parts: Parts) => Rewritten): void => {
    variants = variants.flatMap((parts) => {
      const made = make(parts);
      if ('refused' in made) throw ruleFault(node, made.refused);
      return made.variants;
    });
  };
  const asText = (parts: Parts): Rewritten => {
    const literal = literalOf(parts);
    if (literal === undefined) return { refused: 'an encoding takes no wildcards' };
    return { variants: [joinParts([bytesOf(literal, bytes).toString('latin1')])] };
  };
  for (const rewrite of rewrites) {
    switch (rewrite) {
      case 'contains':
      case 'startswith':
      case 'endswith':
        if (bytes !== 'utf8') each(asText);
        bytes = 'utf8';
        variants = variants.map((parts) => shaped(parts, rewrite));
        break;
      case 'utf16le':
      case 'utf16be':
      case 'utf16':
        bytes = rewrite;
        break;
      case 'base64':
        each((parts) => base64(parts, bytes));
        bytes = 'utf8';
        break;
      case 'base64offset':
        each((parts) => base64Offsets(parts, bytes));
        bytes = 'utf8';
        break;
      case 'windash':
        each(windash);
        break;
      case 'expand':
        if (/(?<!\\)%[^%\s]+%/.test(text)) {
          throw ruleFault(
            node,
            `'expand' asks for values of ${text}, and there are none`,
            'Write the values into the rule.',
          );
        }
        variants = variants.map((parts) =>
          joinParts(parts.map((part) => (typeof part === 'string' ? part.replaceAll('\\%', '%') : part))),
        );
        break;
    }
  }
  if (bytes !== 'utf8') each(asText);
  return variants;
}

function shaped(parts: Parts, shape: Shape): Parts {
  const before = shape === 'startswith' ? [] : [anyMany];
  const after = shape === 'endswith' ? [] : [anyMany];
  return joinParts([...before, ...parts, ...after]);
}

function pattern(
  node: ScalarNode,
  flags: string,
  shapes: readonly Shape[],
): { readonly pattern: string; readonly foldCase: boolean } {
  let found = text(node, 're', 'a regular expression');
  if (shapes.includes('startswith')) found = `^(?:${found})`;
  if (shapes.includes('endswith')) found = `(?:${found})$`;
  const inline = [...new Set(flags.replaceAll('i', ''))].join('');
  if (inline !== '') found = `(?${inline})${found}`;
  const foldCase = flags.includes('i');
  try {
    patternTest(found, foldCase);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw ruleFault(
      node,
      error.message,
      'Patterns are RE2: no look-around, no back-references, no possessive quantifiers.',
    );
  }
  return { pattern: found, foldCase };
}

function network(node: ScalarNode): string {
  const written = text(node, 'cidr', 'a network');
  const whole = isAddress(written) ? `${written}/${written.includes(':') ? 128 : 32}` : written;
  if (!networkTest(whole)) throw ruleFault(node, `'${written}' is not a network, such as 10.0.0.0/8`);
  if (hasHostBits(whole)) throw ruleFault(node, `'${written}' has bits set behind its prefix`);
  return whole;
}

function fieldTest(
  path: Path,
  shapes: readonly Shape[],
  name: string,
  node: ScalarNode,
  foldCase: boolean,
): Expr {
  if (/[*?]/.test(name)) throw ruleFault(node, 'fieldref takes the name of a field, without wildcards');
  const starts = shapes.includes('startswith');
  const ends = shapes.includes('endswith');
  const contains = shapes.includes('contains') || (starts && ends);
  const part = contains ? 'contains' : starts ? 'startsWith' : ends ? 'endsWith' : undefined;
  return { kind: 'sameText', path, other: name.split('.'), foldCase, ...(part ? { part } : {}) };
}

function number(node: ScalarNode): number {
  if (typeof node.value !== 'number' || !Number.isFinite(node.value)) {
    throw ruleFault(node, 'a comparison takes a number, without quotes');
  }
  return node.value;
}

function text(node: ScalarNode, modifier: string, what: string): string {
  if (typeof node.value !== 'string') throw ruleFault(node, `'${modifier}' takes ${what}, in quotes`);
  return node.value;
}
