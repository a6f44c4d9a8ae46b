/**
 * Fields that CloudTrail left out because they were too large: in their place stands `{"omitted": true,
 * "originalSize": ...}` (CloudTrail User Guide, "CloudTrail record contents"). Padding a request beyond the limit hides
 * it, so that has to be told apart from a request without parameters.
 */
import type { JsonObject, JsonValue } from '../model/json.js';

const fields = [
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'serviceEventDetails',
] as const;

export interface OmittedField {
  readonly field: string;
  /** Null where the record does not say. */
  readonly bytes: number | null;
}

export function omittedFields(record: JsonObject): readonly OmittedField[] {
  return fields
    .filter((field) => isOmitted(record[field]))
    .map((field) => {
      // Conversions write the number as text.
      const bytes = Number((record[field] as JsonObject).originalSize);
      return { field, bytes: Number.isFinite(bytes) ? bytes : null };
    });
}

function isOmitted(value: JsonValue | undefined): boolean {
  if (!isObject(value) || value.omitted === undefined) return false;
  return String(value.omitted).toLowerCase() === 'true' && 'originalSize' in value;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
