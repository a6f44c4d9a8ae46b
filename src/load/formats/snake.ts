/** CloudTrail's field names from the snake case that Elastic writes them in. */
import type { JsonValue } from '../../model/json.js';
import { isObject } from './json-slice.js';

/** Those that are not just joined up. */
const irregular: Readonly<Record<string, string>> = {
  event_id: 'eventID',
  request_id: 'requestID',
  shared_event_id: 'sharedEventID',
  source_ip_address: 'sourceIPAddress',
};

export function camelNamed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(camelNamed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      irregular[key] ?? key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      inner === undefined ? null : camelNamed(inner),
    ]),
  );
}
