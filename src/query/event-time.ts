/** The instant that a record's `eventTime` names: one reading of it for all who need a number. */
import type { JsonValue } from '../model/json.js';

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Milliseconds since 1970 of a time as ISO 8601 spells it; NaN for anything else. Without an offset it is UTC, as all
 * times of CloudTrail are (CloudTrail User Guide, record contents: eventTime), and not the clock of this machine.
 */
export function instantOf(time: JsonValue | undefined): number {
  if (typeof time !== 'string' || time.length > 40) return Number.NaN;
  const [text, offset] = isoTime.exec(time) ?? [];
  if (text === undefined) return Number.NaN;
  return Date.parse(offset === undefined ? `${text}Z` : text);
}
