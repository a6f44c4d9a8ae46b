/** What a rule says of itself, whatever its kind, and a detection rule as a condition. */

import { type Level, levels } from '../../model/detection.js';
import { grouped } from '../../model/number-text.js';
import { anyOf, type Expr } from '../../query/ast.js';
import { type Clause, sizeOf } from './clause.js';
import { readCondition } from './condition.js';
import { readIdentifiers } from './detection.js';
import { entryOf, mapOf, nodeOf, required, textOf, textsOf } from './keys.js';
import { lineOf, type Place, type RuleText, type RuleWarning, ruleFault, ruleWarning } from './text.js';
import type { MapNode } from './yaml.js';

/** A rule without a level counts as this. */
const usualLevel: Level = 'medium';

const statuses = ['unsupported', 'deprecated', 'experimental', 'test', 'stable'] as const;
export type Status = (typeof statuses)[number];

/** What every rule says of itself. */
export interface RuleInfo {
  /** Tells rules apart, ids being no proof: the file, and the place of the document in it. */
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly level: Level;
  readonly status: Status | null;
  /** In lower case, ATT&CK tactics with dashes. */
  readonly tags: readonly string[];
  readonly description: string | null;
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
}

export interface DetectionRule extends RuleInfo {
  readonly kind: 'detection';
  readonly where: Expr;
  /** The condition as it is written. */
  readonly condition: string;
  /** The selections that the condition is made of, filters included. */
  readonly clauses: readonly Clause[];
}

/** What a rule is about. An attribute that is not stated fits any. */
export interface LogSource {
  readonly category: string | null;
  readonly product: string | null;
  readonly service: string | null;
}

const mostLetters = 256;
/** Tests that all selections of a rule may come to. */
const mostTests = 200_000;

type Warn = (warning: RuleWarning) => void;

export function readInfo(document: MapNode, index: number, warn: Warn): RuleInfo {
  const { source } = document;
  const title = required(textOf(document, 'title'), document, 'title');
  limited(title, 'title', document);
  const name = textOf(document, 'name') ?? null;
  if (name !== null) limited(name, 'name', document);
  const id = textOf(document, 'id') ?? null;
  if (id !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw ruleFault(placeOf(document, 'id'), `'${id}' is not a UUID`);
  }
  return {
    key: keyOf(source, index),
    file: source.file,
    line: lineOf(document).line,
    title,
    id: id?.toLowerCase() ?? null,
    name,
    level: oneOf(document, 'level', levels) ?? usualLevel,
    status: oneOf(document, 'status', statuses) ?? null,
    tags: tagsOf(document, warn),
    description: textOf(document, 'description')?.trim() ?? null,
    falsePositives: textsOf(document, 'falsepositives')?.map(({ text }) => text) ?? [],
    references: textsOf(document, 'references')?.map(({ text }) => text) ?? [],
  };
}

/** `index`: the place of the document in its file. */
export function keyOf({ file }: RuleText, index: number): string {
  return `${file}#${index}`;
}

/** @throws UsageError naming the place of a mistake. */
export function readDetectionRule(document: MapNode, info: RuleInfo, warn: Warn): DetectionRule {
  const detection = required(mapOf(document, 'detection'), document, 'detection');
  const identifiers = readIdentifiers(detection, [], warn);
  limitTests(identifiers, detection);
  const conditions = required(textsOf(detection, 'condition'), detection, 'condition');
  if (conditions.length === 0) throw ruleFault(placeOf(detection, 'condition'), "'condition' is empty");
  const where = anyOf(conditions.map(({ text, place }) => readCondition(text, place, identifiers)));
  const condition = conditions.map(({ text }) => text.trim()).join(' or ');
  return { ...info, kind: 'detection', where, condition, clauses: [...identifiers.values()] };
}

export function limitTests(identifiers: ReadonlyMap<string, Clause>, place: Place): void {
  const tests = [...identifiers.values()].reduce((sum, { expr }) => sum + sizeOf(expr), 0);
  if (tests > mostTests) throw ruleFault(place, `more than ${grouped(mostTests)} tests`);
}

export function readLogSource(document: MapNode): LogSource {
  const map = required(mapOf(document, 'logsource'), document, 'logsource');
  const source = {
    category: textOf(map, 'category')?.toLowerCase() ?? null,
    product: textOf(map, 'product')?.toLowerCase() ?? null,
    service: textOf(map, 'service')?.toLowerCase() ?? null,
  };
  if (source.category === null && source.product === null && source.service === null) {
    throw ruleFault(map, "'logsource' names a category, a product or a service");
  }
  return source;
}

/** CloudTrail is product aws, service cloudtrail, and of no category. */
export function isOfCloudTrail({ category, product, service }: LogSource): boolean {
  return category === null && (product ?? 'aws') === 'aws' && (service ?? 'cloudtrail') === 'cloudtrail';
}

export function placeOf(map: MapNode, key: string): Place {
  const entry = entryOf(map, key);
  return nodeOf(map, key) ?? entry?.keyPlace ?? map;
}

function limited(text: string, key: string, document: MapNode): void {
  if (text === '' || text.length > mostLetters) {
    throw ruleFault(placeOf(document, key), `'${key}' has 1 to ${mostLetters} characters`);
  }
}

function oneOf<Name extends string>(
  document: MapNode,
  key: string,
  names: readonly Name[],
): Name | undefined {
  const text = textOf(document, key)?.toLowerCase();
  if (text === undefined) return undefined;
  const found = names.find((name) => name === text);
  if (found === undefined) {
    throw ruleFault(placeOf(document, key), `'${text}' is no ${key}`, `Write one of ${names.join(', ')}.`);
  }
  return found;
}

function tagsOf(document: MapNode, warn: Warn): readonly string[] {
  return (textsOf(document, 'tags') ?? []).map(({ text, place }) => {
    const tag = text.toLowerCase();
    if (!/^[a-z0-9_-]+\.[a-z0-9._-]+$/.test(tag))
      warn(ruleWarning(place, `'${text}' is not a tag such as attack.t1078`));
    return tag.startsWith('attack.') ? tag.replaceAll('_', '-') : tag;
  });
}
