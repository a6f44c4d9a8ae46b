/**
 * Reading untrusted fields of a record: a value of another type than expected counts as absent, and so does an empty
 * string, which AWS writes where there is nothing (`accessKeyId: ""`).
 */
import type { JsonValue } from '../../model/json.js';
import { isObject, member } from '../../query/json-object.js';

export { isObject };

type Value = JsonValue | undefined;

/** The value at the end of the path, through objects only; undefined if any step is missing. */
export function valueAt(from: Value, ...path: readonly string[]): Value {
  return valueBy(from, path);
}

/** By index: asked a hundred times for each event that is shown. */
function valueBy(from: Value, path: readonly string[]): Value {
  let value = from;
  for (let i = 0; i < path.length; i++) value = member(value, path[i] ?? '');
  return value;
}

/** The non-empty string at the path, else null. */
export function textAt(from: Value, ...path: readonly string[]): string | null {
  const value = valueBy(from, path);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A flag as AWS spells it: `"true"` and `"false"` in newer records, JSON booleans in older ones; else null. */
export function flagAt(from: Value, ...path: readonly string[]): boolean | null {
  const value = valueBy(from, path);
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
}

/**
 * The time at the path in milliseconds since 1970, else null. Both ISO 8601 forms occur: `2013-11-02T01:06:28Z`
 * everywhere, the basic `20131102T010628Z` in an example of the CloudTrail User Guide (userIdentity element).
 */
export function timeAt(from: Value, ...path: readonly string[]): number | null {
  const text = valueBy(from, path);
  if (typeof text !== 'string' || text === '' || text.length > 40 || !/^\d{4}-?\d\d-?\d\dT/.test(text))
    return null;
  const time = Date.parse(text.charAt(4) === '-' ? text : text.replace(basicForm, '$1-$2-$3T$4:$5:$6Z'));
  return Number.isNaN(time) ? null : time;
}

const basicForm = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
