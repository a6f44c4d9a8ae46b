/** Reading fields of a record without trusting it: any may be missing or of another type than documented. */
import type { JsonObject, JsonValue } from '../../model/json.js';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field's text, or '' if it is no string. Own fields only, so that `constructor` is an ordinary name. */
export function textField(object: JsonObject | undefined, name: string): string {
  const value = field(object, name);
  return typeof value === 'string' ? value : '';
}

export function field(object: JsonObject | undefined, name: string): JsonValue | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

export function elements(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value as JsonValue];
}

/**
 * The object a field holds, or whose JSON text it holds: exports to tables keep `requestParameters` and its like as
 * text. Undefined for anything else.
 */
export function objectField(record: JsonObject, name: string): JsonObject | undefined {
  const value = field(record, name);
  if (typeof value === 'string') return parseObject(value);
  return isObject(value) ? value : undefined;
}

function parseObject(text: string): JsonObject | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const parsed: JsonValue = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
