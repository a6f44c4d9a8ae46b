/**
 * Correlation documents as plain data: how many, of what, within how long. What they refer to is resolved when all
 * files are read; `rules/correlate` runs them on the matches.
 */
import type { Expr, Path } from '../../query/ast.js';
import { readCondition } from './condition.js';
import { mapOf, nodeOf, required, textOf, textsOf } from './keys.js';
import { placeOf, type RuleInfo } from './rule.js';
import { type Place, type RuleWarning, ruleFault, ruleWarning } from './text.js';
import type { MapNode } from './yaml.js';

/** All but `travel` are Sigma's. */
const correlationTypes = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
  'temporal',
  'temporal_ordered',
  'travel',
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

const bounds = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;

/** What the number has to be compared with another. */
export interface Bound {
  readonly op: (typeof bounds)[number];
  readonly value: number;
}

/** A field that events are grouped by; an alias has another path in each rule. */
export interface GroupField {
  readonly name: string;
  readonly path: Path;
  /** By the key of the rule; null for a plain field. */
  readonly byRule: ReadonlyMap<string, Path> | null;
}

/** A correlation before its references are resolved. */
export interface CorrelationText {
  readonly info: RuleInfo;
  readonly type: CorrelationType;
  readonly rules: readonly Reference[];
  readonly groupBy: readonly string[];
  /** Milliseconds. */
  readonly timespan: number;
  readonly bounds: readonly Bound[];
  /** What value_* look at: one field, or several of which each combination is a value. */
  readonly fields: readonly Path[];
  readonly percentile: number | null;
  /** temporal only: which rules have to have hits, as a condition over their names; null for all of them. */
  readonly which: Expr | null;
  readonly aliases: readonly {
    readonly name: string;
    readonly fields: readonly { readonly rule: Reference; readonly path: Path }[];
  }[];
  /** The rules referred to give findings of their own as well. */
  readonly generate: boolean;
}

export interface Reference {
  readonly text: string;
  readonly place: Place;
}

/** Under this field of a made-up record `which` finds the names of the rules that have hits. */
export const hitRules: Path = ['rules'];

/** What `travel` looks at: latitude and longitude of where an event came from. No record has it: see `neededPaths`. */
const locationField: Path = ['geoip', 'location'];

/** Seconds; months and years are the mean ones of the Gregorian calendar, as pySigma has them. */
const units: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_629_746,
  y: 31_556_952,
};

/** @throws UsageError naming the place of a mistake. */
export function readCorrelation(
  document: MapNode,
  info: RuleInfo,
  warn: (warning: RuleWarning) => void,
): CorrelationText {
  const map = required(mapOf(document, 'correlation'), document, 'correlation');
  const typeText = required(textOf(map, 'type'), map, 'type').toLowerCase();
  const type = correlationTypes.find((name) => name === typeText);
  if (!type) {
    throw ruleFault(
      placeOf(map, 'type'),
      `'${typeText}' is no type of correlation`,
      `Write one of ${correlationTypes.join(', ')}.`,
    );
  }
  const rules = required(textsOf(map, 'rules'), map, 'rules');
  if (rules.length === 0) throw ruleFault(placeOf(map, 'rules'), "'rules' is empty");
  const groupBy = textsOf(map, 'group-by')?.map(({ text }) => text) ?? [];
  if (groupBy.length === 0) warn(ruleWarning(map, "without 'group-by' all events are one group"));
  const generate = flag(map, 'generate') ?? flag(document, 'generate') ?? false;
  return {
    info,
    type,
    rules,
    groupBy,
    timespan: timespan(required(textOf(map, 'timespan'), map, 'timespan'), placeOf(map, 'timespan')),
    ...measure(map, type, rules),
    aliases: aliasesOf(map),
    generate,
  };
}

/** Milliseconds. */
function timespan(text: string, place: Place): number {
  const [, amount = '', unit = ''] = /^(\d{1,9})([smhdwMy])$/.exec(text) ?? [];
  if (unit === '')
    throw ruleFault(place, `'${text}' is not a timespan`, 'Write a number and a unit: 30s, 15m, 2h or 7d.');
  if (Number(amount) === 0) throw ruleFault(place, 'a timespan of zero holds no events');
  return Number(amount) * (units[unit] ?? 1) * 1000;
}

function measure(
  map: MapNode,
  type: CorrelationType,
  rules: readonly Reference[],
): Pick<CorrelationText, 'bounds' | 'fields' | 'percentile' | 'which'> {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const node = nodeOf(map, 'condition');
  const all: readonly Bound[] = [{ op: 'gte', value: new Set(rules.map(({ text }) => text)).size }];
  if (node === undefined) {
    if (!temporal) throw ruleFault(map, "'condition' is missing", 'Write a map such as {gte: 10}.');
    return { bounds: all, fields: [], percentile: null, which: null };
  }
  if (node.kind === 'scalar' && type === 'temporal' && typeof node.value === 'string') {
    return { bounds: [], fields: [], percentile: null, which: whichRules(node.value, node, rules) };
  }
  if (node.kind !== 'map') throw ruleFault(node, "'condition' is a map such as {gte: 10}");
  if (type === 'travel' && node.entries.some(({ key }) => !['gt', 'gte'].includes(key)))
    throw ruleFault(node, 'travel takes a speed in km/h', 'Write {gte: 900}.');
  const found: Bound[] = [];
  let percentile: number | null = null;
  for (const { key, keyPlace, value } of node.entries) {
    if (key === 'field') continue;
    const op = bounds.find((name) => name === key);
    if (!op && key !== 'percentile') {
      throw ruleFault(keyPlace, `'${key}' is no comparison`, `Write one of ${bounds.join(', ')}, and field.`);
    }
    if (value.kind !== 'scalar' || typeof value.value !== 'number' || !Number.isFinite(value.value)) {
      throw ruleFault(value, `'${key}' takes a number`);
    }
    if (op) found.push({ op, value: value.value });
    else if (value.value < 0 || value.value > 100)
      throw ruleFault(value, 'a percentile lies between 0 and 100');
    else percentile = value.value;
  }
  if (found.length === 0 && !temporal) throw ruleFault(node, "'condition' has no comparison such as gte: 10");
  const fields = textsOf(node, 'field')?.map(({ text }) => text.split('.')) ?? [];
  const isOfValues = type.startsWith('value_');
  if (isOfValues && fields.length === 0) throw ruleFault(node, `${type} needs a 'field'`);
  if (!isOfValues && fields.length > 0) throw ruleFault(placeOf(node, 'field'), `${type} takes no 'field'`);
  if (fields.length > 1 && type !== 'value_count')
    throw ruleFault(placeOf(node, 'field'), `${type} takes one field`);
  if (type === 'value_percentile' && percentile === null)
    throw ruleFault(node, "value_percentile needs a 'percentile'");
  if (type !== 'value_percentile' && percentile !== null)
    throw ruleFault(node, `${type} takes no 'percentile'`);
  if (type === 'travel') return { bounds: found, fields: [locationField], percentile: null, which: null };
  return { bounds: found.length > 0 ? found : all, fields, percentile, which: null };
}

function whichRules(text: string, place: Place, rules: readonly Reference[]): Expr {
  const names = rules.map((rule) => rule.text);
  return readCondition(
    text,
    place,
    new Map(
      names.map((name) => [
        name,
        {
          label: name,
          expr: { kind: 'oneOf', path: hitRules, values: [name], foldCase: false },
          path: hitRules,
          join: 'any',
          parts: [],
        },
      ]),
    ),
  );
}

function aliasesOf(map: MapNode): CorrelationText['aliases'] {
  const aliases = mapOf(map, 'aliases');
  return (aliases?.entries ?? []).map(({ key, keyPlace, value }) => {
    if (value.kind !== 'map') throw ruleFault(keyPlace, `the alias '${key}' is a map of rules to fields`);
    const fields = value.entries.map((entry) => {
      if (entry.value.kind !== 'scalar') throw ruleFault(entry.value, 'an alias names a field');
      const field = entry.value.value;
      if (typeof field !== 'string') throw ruleFault(entry.value, 'an alias names a field');
      return { rule: { text: entry.key, place: entry.keyPlace }, path: field.split('.') };
    });
    return { name: key, fields };
  });
}

function flag(map: MapNode, key: string): boolean | undefined {
  const value = nodeOf(map, key);
  if (value === undefined) return undefined;
  if (value.kind !== 'scalar' || typeof value.value !== 'boolean')
    throw ruleFault(value, `'${key}' is true or false`);
  return value.value;
}
