/**
 * Texts of which a record has to contain one for the subject to be found in it, so that a byte search can pass over
 * all other records unread.
 */
import { type Literal, maxLiteralLength, maxLiterals } from '../../model/literal.js';
import { knownTypes } from './resource-types.js';
import { hasOneName } from './services.js';
import { isRegular, type Reading, type Subject } from './subject.js';

/** What targets are read from, and where a service or a noun may be all that a subject has literally. */
export const targetFields: readonly string[] = [
  'requestParameters',
  'responseElements',
  'resources',
  'serviceEventDetails',
  'additionalEventData',
  'errorMessage',
  'Resources',
  'eventSource',
  'eventName',
];

/**
 * Any record that `answer` can match contains one of these, decoded from JSON, in a string, a number or a key of
 * `targetFields`. Empty: nothing is certain, every record has to be read. Letter case never counts, because it does not in
 * the names of several services. Only characters that neither JSON nor an exporter nor URL-encoding writes differently.
 */
export function subjectLiterals(subject: Subject): readonly Literal[] {
  const chosen: string[] = [];
  // The least choice first: what serves it often serves the others.
  const needs = subject.readings.flatMap(needsOf).toSorted((a, b) => a.pieces.length - b.pieces.length);
  for (const { pieces, beside } of needs) {
    if ([...pieces, ...beside].some((piece) => chosen.some((literal) => piece.includes(literal)))) continue;
    const best = longest(pieces);
    const literal = best.length < shortest ? longest([...pieces, ...beside]) : best;
    if (literal === '') return [];
    chosen.push(literal);
  }
  const needed = chosen.filter((text) => !chosen.some((other) => other !== text && text.includes(other)));
  if (needed.length > maxLiterals) return [];
  return needed.map((text) => ({ text: text.slice(0, maxLiteralLength), foldCase: true }));
}

/** Shorter ones occur nearly everywhere. */
const shortest = 3;

/** What occurs wherever one name of a reading matches: each of the pieces, and each of the texts beside it. */
interface Need {
  readonly pieces: readonly string[];
  readonly beside: readonly string[];
}

function needsOf(reading: Reading): readonly Need[] {
  return reading.names.map((name) => {
    // The key of an object may not be recorded.
    if (reading.isObject) return { pieces: piecesOf(name.slice(0, name.indexOf('/'))), beside: [] };
    return { pieces: piecesOf(name), beside: mustAlsoOccur(reading) };
  });
}

function longest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}

/** Every maximal run of safe characters, in lower case. */
function piecesOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9._-]+/g) ?? [];
}

/** A type that is no other's synonym stands in a key, in the event name or in an ARN; a service in the source. */
function mustAlsoOccur({ type, service, arn }: Reading): readonly string[] {
  if (arn !== null) return [];
  const found: string[] = [];
  if (type !== null && !knownTypes.has(type) && isRegular(type)) found.push(type);
  if (service !== null && /^[a-z0-9-]+$/.test(service) && hasOneName(service)) found.push(service);
  return found;
}
