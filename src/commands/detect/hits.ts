/** From matches to what correlations count. */
import { parseAddress } from '../../analysis/origin/index.js';
import type { Match } from '../../engines/scan/index.js';
import type { Path } from '../../query/ast.js';
import { candidates } from '../../query/evaluate.js';
import { type FieldReader, fieldReader } from '../../query/field-reader.js';
import { parseRecord } from '../../query/record-test.js';
import { textOf } from '../../query/value-test.js';
import { type Hit, neededPaths } from '../../rules/correlate/index.js';
import type { CorrelationRule } from '../../rules/sigma/index.js';
import type { Places } from '../places.js';

/** What correlations need of each match that one of their rules has found. */
export function hitsOf(
  matches: readonly Match[],
  keys: readonly string[],
  correlations: readonly CorrelationRule[],
  places: Places,
): readonly Hit[] {
  const counted = new Set(correlations.flatMap((rule) => rule.rules.map(({ key }) => key)));
  const paths = neededPaths(correlations);
  // The address is read for where it is.
  const read = paths.map((path) => (isPlace(path) ? address : path));
  const reader = fieldReader(read);
  return matches.flatMap(({ rules = [], bytes, eventTime, eventID, file, index }, position) => {
    const wanted = rules.flatMap((hit) => keys[hit] ?? []).filter((key) => counted.has(key));
    if (wanted.length === 0) return [];
    const facts = factsOf(reader, bytes, read).map((text, i) => placeFact(paths[i], text, places));
    const time = Date.parse(eventTime);
    const event = eventID === '' ? `${file}#${index}` : eventID;
    return wanted.map((rule): Hit => ({ rule, time, event, facts, positions: [position] }));
  });
}

const address: Path = ['sourceIPAddress'];

/** Fields of correlations that no record has: where `sourceIPAddress` is, by the databases of `--geoip`. */
const placeFields = ['geoip.country', 'geoip.city', 'geoip.asn'] as const;

function isPlace(path: Path): boolean {
  return placeFields.some((field) => field === path.join('.'));
}

function placeFact(path: Path | undefined, text: string | null, { placeOf }: Places): string | null {
  if (!path || !isPlace(path)) return text;
  const parsed = text === null ? undefined : parseAddress(text);
  const place = parsed && placeOf ? placeOf(parsed.toString()) : null;
  if (path[1] === 'asn') return place?.asn ? String(place.asn) : null;
  return (path[1] === 'city' ? place?.city : place?.country) ?? null;
}

/** The rules that need to know where addresses are. */
export function needsPlaces(correlations: readonly CorrelationRule[]): readonly CorrelationRule[] {
  return correlations.filter((rule) => neededPaths([rule]).some(isPlace));
}

/** The text of each field, several values joined; null where it is missing. */
export function factsOf(
  reader: FieldReader,
  bytes: Buffer,
  paths: readonly Path[],
): readonly (string | null)[] {
  const read = reader.read(bytes, 0, bytes.length);
  const record = read ? undefined : parseRecord(bytes, 0, bytes.length);
  return paths.map((path, slot) => {
    const values = read
      ? Array.from({ length: reader.count(slot) }, (_, i) => reader.value(slot, i))
      : record
        ? candidates(record, path)
        : [];
    const texts = values.map(textOf).filter((text) => text !== undefined);
    return texts.length === 0 ? null : texts.join(', ');
  });
}
