/**
 * Texts of which a record has to contain one for the subject to be found in it, so that a byte search can pass over
 * all other records unread.
 */
import { type Literal, maxLiteralLength, maxLiterals } from '../../model/literal.js';
import { knownTypes } from './resource-types.js';
import { hasOneName } from './services.js';
import { isRegular, type Reading, type Subject } from './subject.js';

/**
 * Any record that `answer` can match contains one of these, decoded from JSON, in a string, a number or a key.
 * Empty: nothing is certain, every record has to be read. Letter case never counts, because it does not in the names
 * of several services. Only characters that neither JSON nor an exporter nor URL-encoding writes differently.
 */
export function subjectLiterals(subject: Subject): readonly Literal[] {
  const groups = subject.readings.flatMap(alternatives);
  const chosen: string[] = [];
  // The demanding first: what serves one of few choices often serves the others.
  for (const choices of groups.toSorted((a, b) => a.length - b.length)) {
    if (choices.some((choice) => chosen.some((literal) => choice.includes(literal)))) continue;
    const [best] = choices.toSorted((a, b) => b.length - a.length);
    if (best === undefined) return [];
    chosen.push(best);
  }
  const needed = chosen.filter((text) => !chosen.some((other) => other !== text && text.includes(other)));
  if (needed.length > maxLiterals) return [];
  return needed.map((text) => ({ text: text.slice(0, maxLiteralLength), foldCase: true }));
}

/** For each name of the reading the texts that occur wherever it matches; any one of them will do. */
function alternatives(reading: Reading): readonly (readonly string[])[] {
  return reading.names.map((name) => {
    const bucket = reading.isObject ? name.slice(0, name.indexOf('/')) : name;
    const pieces = piecesOf(bucket);
    if (!reading.isObject) pieces.push(...mustAlsoOccur(reading));
    return pieces;
  });
}

/** Every maximal run of safe characters, in lower case. */
function piecesOf(text: string): string[] {
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
