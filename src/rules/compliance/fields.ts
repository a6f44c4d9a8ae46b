/** The fields that a condition names, held against those of CloudTrail: one that no record has would never match. */
import type { Path } from '../../query/ast.js';
import { resolveField } from '../../query/fields.js';
import { textsOf } from '../sigma/keys.js';
import { type Place, ruleFault } from '../sigma/text.js';
import type { MapNode, RuleNode } from '../sigma/yaml.js';

/** @throws UsageError if CloudTrail's records have no such field, or spell it otherwise. */
function knownField(field: string, place: Place): Path {
  const path = field.split('.');
  const resolved = resolveField(path.map((name) => ({ name, quoted: false })));
  if (!('unknownStep' in resolved) && resolved.path.join('.') === field) return path;
  const better = 'path' in resolved ? resolved.path.join('.') : resolved.suggestion;
  throw ruleFault(
    place,
    `CloudTrail records have no field '${field}'`,
    better ? `Did you mean ${better}? Field names are case-sensitive.` : undefined,
  );
}

/** The fields listed under a key. @throws UsageError */
export function fieldsUnder(map: MapNode, key: string): readonly Path[] {
  return (textsOf(map, key) ?? []).map(({ text, place }) => knownField(text, place));
}

/** Checks all fields of a detection, those that others are compared with too. @throws UsageError */
export function checkFields(detection: MapNode): void {
  for (const { key, value } of detection.entries) if (key !== 'condition') checkSelection(value);
}

function checkSelection(node: RuleNode): void {
  if (node.kind === 'list') node.items.forEach(checkSelection);
  if (node.kind !== 'map') return;
  for (const { key, keyPlace, value } of node.entries) {
    const [field = '', ...modifiers] = key.split('|');
    if (field !== '') knownField(field, keyPlace);
    if (value.kind === 'list' && value.items.length === 0)
      throw ruleFault(value, `'${key}' has no values`, 'For a field that is missing write null.');
    if (!modifiers.includes('fieldref')) continue;
    for (const item of value.kind === 'list' ? value.items : [value])
      if (item.kind === 'scalar') knownField(String(item.value), item);
  }
}
