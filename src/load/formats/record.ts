/** What a record looks like, wherever it stands. */
import type { JsonValue } from '../../model/json.js';
import type { Carried, Item } from './format.js';
import { isObject, parseJson } from './json-slice.js';

/**
 * Whether the value is a CloudTrail record of any kind. Events of other AWS sources have `eventVersion` and
 * `eventSource` too, but write it `aws:s3`.
 */
export function isRecord(value: JsonValue | undefined): boolean {
  if (!isObject(value)) return false;
  if (typeof value.eventSource === 'string' && value.eventSource.startsWith('aws:')) return false;
  if (typeof value.eventVersion === 'string') {
    return ['eventID', 'eventId', 'eventTime', 'eventName', 'insightDetails'].some((key) => key in value);
  }
  return typeof value.eventName === 'string' && typeof value.eventSource === 'string' && 'eventID' in value;
}

/** The record in a text such as a log message; undefined if there is none. */
export function recordInText(text: JsonValue | undefined): Carried | undefined {
  if (typeof text !== 'string') return undefined;
  const start = text.search(/\S/);
  if (text[start] !== '{') return undefined;
  const trimmed = text.trim();
  return isRecord(parseJson(trimmed)) ? { text: Buffer.from(trimmed) } : undefined;
}

/** The item itself, untouched. */
export function itself({ text }: Item): { readonly records: readonly Carried[] } {
  return { records: [{ text }] };
}
