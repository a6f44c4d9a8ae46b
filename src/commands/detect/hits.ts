/** From matches to what correlations count. */
import type { Match } from '../../engines/scan/index.js';
import type { Path } from '../../query/ast.js';
import { candidates } from '../../query/evaluate.js';
import { type FieldReader, fieldReader } from '../../query/field-reader.js';
import { parseRecord } from '../../query/record-test.js';
import { textOf } from '../../query/value-test.js';
import { type Hit, neededPaths } from '../../rules/correlate/index.js';
import type { CorrelationRule } from '../../rules/sigma/index.js';

/** What correlations need of each match that one of their rules has found. */
export function hitsOf(
  matches: readonly Match[],
  keys: readonly string[],
  correlations: readonly CorrelationRule[],
): readonly Hit[] {
  const counted = new Set(correlations.flatMap((rule) => rule.rules.map(({ key }) => key)));
  const paths = neededPaths(correlations);
  const reader = fieldReader(paths);
  return matches.flatMap(({ rules = [], bytes, eventTime, eventID, file, index }, position) => {
    const wanted = rules.flatMap((hit) => keys[hit] ?? []).filter((key) => counted.has(key));
    if (wanted.length === 0) return [];
    const facts = factsOf(reader, bytes, paths);
    const time = Date.parse(eventTime);
    const event = eventID === '' ? `${file}#${index}` : eventID;
    return wanted.map((rule): Hit => ({ rule, time, event, facts, positions: [position] }));
  });
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
