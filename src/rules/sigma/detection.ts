/** The search identifiers of a rule (`selection`, `filter`, …) as conditions. */
import { allOf, anyOf, type Path } from '../../query/ast.js';
import type { Clause } from './clause.js';
import { readModifiers } from './modifiers.js';
import { type Place, type RuleWarning, ruleFault, ruleWarning } from './text.js';
import { testOfValues } from './values.js';
import type { MapEntry, MapNode, RuleNode } from './yaml.js';

/** Keys of a detection that are no search identifiers; `timeframe` is of Sigma's first version. */
const reserved = ['condition', 'timeframe'];

type Warn = (warning: RuleWarning) => void;

/** The search identifiers in the order of the rule. @throws UsageError naming the place of a mistake. */
export function readIdentifiers(
  detection: MapNode,
  besides: readonly string[],
  warn: Warn,
): ReadonlyMap<string, Clause> {
  const found = new Map<string, Clause>();
  for (const { key, keyPlace, value } of detection.entries) {
    if (reserved.includes(key) || besides.includes(key)) continue;
    if (!/^[A-Za-z0-9_-]+$/.test(key)) {
      throw ruleFault(keyPlace, `'${key}' is not a name for a selection`, 'Use letters, digits, _ and -.');
    }
    const clause = identifier(value, keyPlace, warn);
    // A selection of a single item has it as its part, like any other.
    const { expr, path, parts } = clause;
    found.set(key, {
      label: key,
      expr,
      path: null,
      join: clause.join,
      parts: path || parts.length === 0 ? [clause] : parts,
    });
  }
  return found;
}

function identifier(node: RuleNode, place: Place, warn: Warn): Clause {
  switch (node.kind) {
    case 'map':
      if (node.entries.length === 0) throw ruleFault(node, 'an empty selection');
      return join(
        'all',
        node.entries.map((entry) => item(entry, warn)),
      );
    case 'list':
      if (node.items.length === 0) throw ruleFault(node, 'an empty selection');
      return join(
        'any',
        node.items.map((element) => identifier(element, element, warn)),
      );
    case 'scalar':
      if (node.value === null) throw ruleFault(place, 'an empty selection');
      return clause('any value contains', null, '', [node], node, warn);
  }
}

function join(how: 'all' | 'any', parts: readonly Clause[]): Clause {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const exprs = parts.map(({ expr }) => expr);
  return { label: how, expr: how === 'all' ? allOf(exprs) : anyOf(exprs), path: null, join: how, parts };
}

function item({ key, keyPlace, value }: MapEntry, warn: Warn): Clause {
  const bar = key.indexOf('|');
  const field = bar < 0 ? key : key.slice(0, bar);
  const modifiers = bar < 0 ? '' : key.slice(bar + 1);
  if (value.kind === 'map') {
    throw ruleFault(
      value,
      'a field has values, not a map',
      `For a nested field write '${field}.name: value'.`,
    );
  }
  if (field === '' && bar < 0) throw ruleFault(keyPlace, 'a field without a name');
  let values: readonly RuleNode[] = value.kind === 'list' ? value.items : [value];
  if (value.kind === 'list' && values.length === 0) {
    warn(ruleWarning(value, `an empty list for '${field}' means null`));
    values = [{ kind: 'scalar', value: null, written: 'null', source: value.source, at: value.at }];
  }
  if (values.length > 1 && values.some((each) => each.kind === 'scalar' && each.value === null)) {
    warn(ruleWarning(value, `null among the values of '${field}' also means: the field is missing`));
  }
  const path = field === '' ? null : field.split('.');
  return clause(key === '' ? 'any value' : key, path, modifiers, values, keyPlace, warn);
}

function clause(
  label: string,
  path: Path | null,
  modifiers: string,
  values: readonly RuleNode[],
  place: Place,
  warn: Warn,
): Clause {
  const names = modifiers === '' ? [] : modifiers.split('|');
  const read = readModifiers(names, place);
  if (read.operator.kind === 'exists' && values.length !== 1)
    throw ruleFault(place, "'exists' takes one value");
  const expr = testOfValues(path, read, values, warn);
  return { label: `${label}: ${written(values)}`, expr, path, join: 'any', parts: [] };
}

const mostShown = 6;

function written(values: readonly RuleNode[]): string {
  const texts = values
    .slice(0, mostShown)
    .map((node) =>
      node.kind === 'scalar' ? (typeof node.value === 'string' ? node.value : node.written) : '',
    );
  const more = values.length - texts.length;
  const all = more > 0 ? [...texts, `and ${more} more`] : texts;
  return values.length === 1 ? (texts[0] ?? '') : `[${all.join(', ')}]`;
}
