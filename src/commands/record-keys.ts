/**
 * Records in parts: which values of a record a conclusion needs, and as much of a record as a group's values tell. What
 * concludes from records (a principal, an origin) so concludes from groups of them too, once for each instead of once for
 * each event.
 */
import type { JsonValue } from '../model/json.js';
import type { Path } from '../query/ast.js';
import type { Key } from '../query/groups.js';

/** Keys for the values at dotted paths. */
export function whole(...paths: readonly string[]): readonly Key[] {
  return paths.map((path) => ({ kind: 'whole', path: path.split('.') }));
}

/** One key for all of them: fewer numbers tell a group, where they mostly occur together. */
export function together(...paths: readonly string[]): Key {
  return { kind: 'tuple', paths: paths.map((path) => path.split('.')) };
}

/** What the name, type and account of a principal are made of. */
export const principalFields: readonly string[] = [
  'type',
  'userName',
  'arn',
  'principalId',
  'accountId',
  'invokedBy',
  'identityProvider',
  'onBehalfOf.userId',
  'sessionContext.sessionIssuer.userName',
  'sessionContext.sessionIssuer.accountId',
].map((path) => `userIdentity.${path}`);

/** As much of a record as the texts of the keys tell. Where one holds the record itself, the others add to it. */
export function recordOf(
  keys: readonly Key[],
  members: readonly (string | number | null)[],
): Record<string, JsonValue> {
  const record: Record<string, JsonValue> = {};
  const texts = keys.map((key, i) => ({ key, text: members[i] }));
  for (const { key, text } of texts) {
    if (key.kind === 'record' && typeof text === 'string') Object.assign(record, JSON.parse(text));
  }
  for (const { key, text } of texts) {
    if (typeof text !== 'string') continue;
    if (key.kind === 'whole') put(record, key.path, JSON.parse(text));
    if (key.kind !== 'tuple') continue;
    const values = JSON.parse(text) as readonly JsonValue[];
    for (const [i, path] of key.paths.entries()) {
      const value = values[i] ?? null;
      if (value !== null) put(record, path, value);
    }
  }
  return record;
}

function put(record: Record<string, JsonValue>, path: Path, value: JsonValue): void {
  let at = record;
  for (const step of path.slice(0, -1)) {
    const inner = at[step];
    const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    const next = (isObject ? inner : {}) as Record<string, JsonValue>;
    at[step] = next;
    at = next;
  }
  at[path.at(-1) ?? ''] = value;
}
