/** Objects among JSON values that nobody vouches for: one way to tell them, for all who read parsed records. */
import type { JsonObject, JsonValue } from '../model/json.js';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member, own ones only, so that `constructor` is an ordinary name. */
export function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isObject(value)) return undefined;
  const found = value[name];
  // What objects inherit are functions, which no JSON holds, and their prototype.
  if (typeof found === 'function' || (name === '__proto__' && !Object.hasOwn(value, name))) return undefined;
  return found;
}

/** The object that JSON text stands for; undefined if it is none. */
export function parsedObject(text: string): JsonObject | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: JsonValue = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
