/**
 * Whether a record mentions a subject at all: a plain walk over the fields that targets are read from, much cheaper
 * than reading the targets.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { field } from './json-fields.js';
import { subjectLiterals, targetFields } from './literals.js';
import type { Subject } from './subject.js';

/** No target lies deeper. */
const maxDepth = 16;

const wanted = new WeakMap<Subject, readonly string[]>();

/** False only where no target of the record can be the subject. */
export function mentions(subject: Subject, record: JsonObject): boolean {
  let texts = wanted.get(subject);
  if (texts === undefined) {
    texts = subjectLiterals(subject).map(({ text }) => text.toLowerCase());
    wanted.set(subject, texts);
  }
  if (texts.length === 0) return true;
  for (const name of targetFields) if (occurs(field(record, name), texts, 0)) return true;
  return false;
}

function occurs(value: JsonValue | undefined, texts: readonly string[], depth: number): boolean {
  if (typeof value === 'string') return containsAny(value, texts);
  if (typeof value === 'number') return containsAny(String(value), texts);
  if (typeof value !== 'object' || value === null || depth > maxDepth) return false;
  if (Array.isArray(value)) {
    for (const element of value) if (occurs(element, texts, depth + 1)) return true;
    return false;
  }
  const object = value as JsonObject;
  for (const key of Object.keys(object)) {
    if (containsAny(key, texts) || occurs(object[key], texts, depth + 1)) return true;
  }
  return false;
}

function containsAny(text: string, texts: readonly string[]): boolean {
  const folded = text.toLowerCase();
  for (const literal of texts) if (folded.includes(literal)) return true;
  return false;
}
