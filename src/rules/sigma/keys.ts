/** Reading the keys of a rule document: what is asked for is there and of the right kind, or the fault names its place. */
import { type Place, ruleFault } from './text.js';
import type { MapEntry, MapNode, RuleNode } from './yaml.js';

export function entryOf(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** The value under a key; a null counts as absent. */
export function nodeOf(map: MapNode, key: string): RuleNode | undefined {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'scalar' && value.value === null ? undefined : value;
}

/** The text under a key, numbers and dates as written; undefined if absent. @throws UsageError if it is no scalar. */
export function textOf(map: MapNode, key: string): string | undefined {
  const value = nodeOf(map, key);
  if (value === undefined) return undefined;
  return textOfScalar(value, key);
}

function textOfScalar(value: RuleNode, key: string): string {
  if (value.kind !== 'scalar') throw ruleFault(value, `'${key}' is a text`);
  return typeof value.value === 'string' ? value.value : value.written;
}

/** The texts under a key, which may be a single one; undefined if absent. */
export function textsOf(
  map: MapNode,
  key: string,
): readonly { readonly text: string; readonly place: Place }[] | undefined {
  const value = nodeOf(map, key);
  if (value === undefined) return undefined;
  const items = value.kind === 'list' ? value.items : [value];
  return items.map((item) => ({ text: textOfScalar(item, key), place: item }));
}

export function mapOf(map: MapNode, key: string): MapNode | undefined {
  const value = nodeOf(map, key);
  if (value !== undefined && value.kind !== 'map') throw ruleFault(value, `'${key}' is a map`);
  return value;
}

/** @throws UsageError if the key is absent. */
export function required<Value>(value: Value | undefined, map: MapNode, key: string): Value {
  if (value === undefined) throw ruleFault(entryOf(map, key)?.keyPlace ?? map, `'${key}' is missing`);
  return value;
}
