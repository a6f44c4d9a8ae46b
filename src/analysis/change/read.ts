/** Reading the parameters of a call without trusting them: any may be missing or of another type than documented. */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { isObject, member, parsedObject as parsedPlain } from '../../query/json-object.js';

export { isObject, member };

export type Value = JsonValue | undefined;

/** The member whose name is the same but for letter case and punctuation: services spell `aWSAccountIds` as they like. */
export function memberLike(value: Value, name: string): Value {
  if (!isObject(value)) return undefined;
  const key = Object.keys(value).find((each) => folded(each) === name);
  return key === undefined ? undefined : value[key];
}

/** Lower-case letters and digits only. */
export function folded(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Text, or '' for anything that is not text; a number as its digits. */
export function textOf(value: Value): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

/** The elements of a list in any of the forms that records have: an array, EC2's `{items: […]}`, or a single value. */
export function listOf(value: Value): readonly JsonValue[] {
  const bare = unwrapped(value);
  return Array.isArray(bare)
    ? bare
    : bare === undefined || bare === null || bare === ''
      ? []
      : [bare as JsonValue];
}

const listParts: ReadonlySet<string> = new Set(['items', 'item', 'member', 'content']);
const deepestWrapping = 8;

/**
 * A value without what services put around it: `{"items": […]}` and its kin, `{"tag": 1, "content": …}`, a list of
 * one. Only around the value itself, not within it.
 */
export function unwrapped(value: Value): Value {
  let bare = value;
  for (let level = 0; level < deepestWrapping; level++) {
    if (Array.isArray(bare) && bare.length === 1) bare = bare[0];
    else if (isObject(bare)) {
      const [key, ...more] = Object.keys(bare).filter((each) => !isMarker(each, bare));
      if (key === undefined || more.length > 0 || !listParts.has(key)) return bare;
      bare = bare[key];
    } else return bare;
  }
  return bare;
}

/** EC2 numbers the elements of its lists: `"tag": 1`. */
export function isMarker(key: string, value: Value): boolean {
  return key === 'tag' && typeof member(value, key) === 'number';
}

/** Whether a flag is set; newer calls write it as text. */
export function isTrue(value: Value): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

export function isFalse(value: Value): boolean {
  return value === false || (typeof value === 'string' && value.toLowerCase() === 'false');
}

/** The object that JSON text stands for, URL-encoded or not (IAM records both); undefined if it is none. */
export function parsedObject(text: string): JsonObject | undefined {
  return parsedPlain(/^\s*%7b/i.test(text) ? decoded(text) : text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
