/** Reading the keys of packs and configurations strictly: one that is not known is a mistake, never ignored. */
import { nearest } from '../../query/suggest.js';
import { entryOf, nodeOf, required, textOf, textsOf } from '../sigma/keys.js';
import { type Place, ruleFault } from '../sigma/text.js';
import type { MapNode, RuleNode } from '../sigma/yaml.js';

/** @throws UsageError for the first key that is none of these. */
export function onlyKeys(map: MapNode, known: readonly string[], of: string): void {
  for (const { key, keyPlace } of map.entries) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    throw ruleFault(
      keyPlace,
      `${of} has no key '${key}'`,
      near ? `Did you mean ${near}?` : `The keys are ${known.join(', ')}.`,
    );
  }
}

/** The place of a key's value, or of the key where it has none. */
export function placeOf(map: MapNode, key: string): Place {
  return nodeOf(map, key) ?? entryOf(map, key)?.keyPlace ?? map;
}

/** A text that is there and not empty, without white space around it. @throws UsageError */
export function words(map: MapNode, key: string): string {
  const text = required(textOf(map, key), map, key).trim();
  if (text === '') throw ruleFault(placeOf(map, key), `'${key}' is empty`);
  return text;
}

/** One of the names; undefined if absent. @throws UsageError for any other. */
export function choice<Name extends string>(
  map: MapNode,
  key: string,
  names: readonly Name[],
): Name | undefined {
  const text = textOf(map, key);
  return text === undefined ? undefined : choiceOf(text, key, placeOf(map, key), names);
}

export function choiceOf<Name extends string>(
  text: string,
  key: string,
  place: Place,
  names: readonly Name[],
): Name {
  const found = names.find((name) => name === text);
  if (found === undefined)
    throw ruleFault(place, `'${text}' is no ${key}`, `Write one of ${names.join(', ')}.`);
  return found;
}

export function texts(map: MapNode, key: string): readonly string[] {
  return (textsOf(map, key) ?? []).map(({ text }) => text.trim());
}

/** A whole number above zero. @throws UsageError */
export function wholeNumber(map: MapNode, key: string): number {
  const node = required(nodeOf(map, key), map, key);
  const value = node.kind === 'scalar' ? node.value : null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
    throw ruleFault(node, `'${key}' is a whole number above 0`);
  return value;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Milliseconds of a length of time such as 10m or 24h; undefined if absent. @throws UsageError */
export function duration(map: MapNode, key: string): number | undefined {
  const text = textOf(map, key);
  if (text === undefined) return undefined;
  const [, amount = '', unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text.trim()) ?? [];
  const length = Number(amount) * (units[unit] ?? 0) * 1000;
  if (length === 0)
    throw ruleFault(placeOf(map, key), `'${text}' is not a length of time`, 'Write 30s, 10m, 2h or 7d.');
  return length;
}

/** The maps under a key, which is a list of them; undefined if absent. @throws UsageError */
export function maps(map: MapNode, key: string): readonly MapNode[] | undefined {
  const node = nodeOf(map, key);
  if (node === undefined) return undefined;
  if (node.kind !== 'list') throw ruleFault(node, `'${key}' is a list`);
  return node.items.map((item) => asMap(item, key));
}

function asMap(node: RuleNode, key: string): MapNode {
  if (node.kind !== 'map') throw ruleFault(node, `an item of '${key}' is a map of keys`);
  return node;
}
