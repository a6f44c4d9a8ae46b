/** What is said when no event has a field that was asked for: most likely its name is mistyped. */

import type { PruneBounds } from '../../load/prune.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import { type Expr, everything } from '../../query/ast.js';
import { parseRecord } from '../../query/record-test.js';
import { nearest } from '../../query/suggest.js';
import type { Archive } from '../archive.js';
import type { CountQuestion, Group } from './tally.js';

/** Enough to have met the usual fields. */
const sampleSize = 5_000;
const deepest = 8;

export async function unknownFields(
  groups: readonly Group[],
  { by, distinct }: CountQuestion,
  archive: Archive,
  where: Expr,
  bounds: PruneBounds,
): Promise<readonly string[]> {
  if (groups.length === 0) return [];
  const missing = by.filter((_, i) => groups.every((group) => group.by[i] === null));
  if (distinct && groups.every((group) => group.distinct === 0)) missing.push(distinct);
  const fields = missing.filter(({ keys }) => keys[0]?.kind === 'field' && keys.length === 1);
  if (fields.length === 0) return [];
  const names = new Set<string>();
  for (const condition of [where, everything]) {
    for (const { bytes } of await archive.sample(condition, bounds, sampleSize)) {
      const record = parseRecord(bytes, 0, bytes.length);
      if (record) collect(record, '', names, 0);
    }
    if (condition === everything) break;
  }
  return fields.map(({ name }) => {
    const near = nearestPath(name, [...names]);
    const scope = where === everything ? 'No event' : 'No event that passes the filters';
    return `${scope} has ${name}${near ? `; did you mean ${near}?` : ''}`;
  });
}

/** The paths of all fields, without those of list elements' numbers. */
function collect(value: JsonObject, prefix: string, names: Set<string>, depth: number): void {
  if (depth > deepest) return;
  for (const [key, member] of Object.entries(value)) {
    const path = `${prefix}${key}`;
    names.add(path);
    for (const inner of Array.isArray(member) ? member : [member]) {
      if (isObject(inner)) collect(inner, `${path}.`, names, depth + 1);
    }
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The nearest whole path, else a path that ends in the same name, or nearly. */
function nearestPath(name: string, known: readonly string[]): string | undefined {
  const whole = nearest(name, known);
  if (whole !== undefined) return whole;
  const last = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return known.find((path) => path.slice(path.lastIndexOf('.') + 1).toLowerCase() === last);
}
