/**
 * Compact JSON of a parsed value, however deep it is nested. `JSON.parse` reads any depth but `JSON.stringify` runs
 * out of stack at a few thousand levels, and a record's parameters are chosen by whoever made the call.
 */
import type { JsonObject, JsonValue } from '../model/json.js';

/** What `JSON.stringify` gives, without its limit. */
export function jsonText(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return jsonTextOfDeep(value);
  }
}

/** Text still to be written stands on the stack as it is, values wrapped. */
function jsonTextOfDeep(root: JsonValue): string {
  const written: string[] = [];
  const pending: (string | { readonly value: JsonValue })[] = [{ value: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') {
      written.push(next);
    } else if (Array.isArray(next.value)) {
      pending.push(']');
      const elements: readonly JsonValue[] = next.value;
      for (let index = elements.length - 1; index >= 0; index--) {
        pending.push({ value: elements[index] ?? null }, index > 0 ? ',' : '');
      }
      pending.push('[');
    } else if (typeof next.value === 'object' && next.value !== null) {
      pending.push('}');
      const members = Object.entries(next.value as JsonObject);
      for (const [index, [key, value]] of [...members.entries()].reverse()) {
        pending.push({ value: value ?? null }, `${index > 0 ? ',' : ''}${JSON.stringify(key)}:`);
      }
      pending.push('{');
    } else {
      written.push(JSON.stringify(next.value));
    }
  }
  return written.join('');
}

/** The same with the keys of each object in the order of their UTF-16 units, so that equal values have equal texts. */
export function canonicalText(value: JsonValue): string {
  return jsonText(sorted(value));
}

/** Rebuilt level by level, since a value may be nested deeper than functions can call themselves. */
function sorted(root: JsonValue): JsonValue {
  const whole: { value: JsonValue } = { value: root };
  const pending: { readonly into: Record<string, JsonValue> | JsonValue[]; readonly key: string | number }[] =
    [{ into: whole, key: 'value' }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const holder = next.into as Record<string | number, JsonValue>;
    const value = holder[next.key] as JsonValue;
    if (Array.isArray(value)) {
      const copy: JsonValue[] = [...value];
      holder[next.key] = copy;
      for (const key of copy.keys()) if (isNested(copy[key])) pending.push({ into: copy, key });
    } else if (typeof value === 'object' && value !== null) {
      const copy: Record<string, JsonValue> = Object.create(null);
      const object = value as JsonObject;
      for (const key of Object.keys(object).sort()) {
        copy[key] = object[key] ?? null;
        if (isNested(copy[key])) pending.push({ into: copy, key });
      }
      holder[next.key] = copy;
    }
  }
  return whole.value;
}

function isNested(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null;
}
