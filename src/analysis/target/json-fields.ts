/** Reading fields of a record without trusting it: any may be missing or of another type than documented. */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { isObject, member, parsedObject } from '../../query/json-object.js';

export { isObject, member as field };

/** The field's text, or '' if it is no string. Own fields only, so that `constructor` is an ordinary name. */
export function textField(object: JsonObject | undefined, name: string): string {
  const value = member(object, name);
  return typeof value === 'string' ? value : '';
}

export function elements(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value as JsonValue];
}

/**
 * The object a field holds, or whose JSON text it holds: exports to tables keep `requestParameters` and its like as
 * text. Undefined for anything else.
 */
export function objectField(record: JsonObject, name: string): JsonObject | undefined {
  const value = member(record, name);
  if (typeof value === 'string') return parsedObject(value);
  return isObject(value) ? value : undefined;
}
