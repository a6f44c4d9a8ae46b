/**
 * Follows credentials back through the archive: for the events of an answer, finds the events that issued what they were
 * made with. Only files that can hold those are read again.
 */
import { gatherIssuers, type Issuers } from '../analysis/identity/index.js';
import type { Match } from '../engines/scan/index.js';
import type { JsonObject } from '../model/json.js';
import { parseRecord } from '../query/record-test.js';
import type { Archive } from './archive.js';

export function issuersFor(records: readonly JsonObject[], archive: Archive): Promise<Issuers> {
  return gatherIssuers(records, async ({ where, from, to }) => {
    const bounds = {
      ...(Number.isFinite(from) ? { since: from } : {}),
      ...(Number.isFinite(to) ? { until: to } : {}),
    };
    return recordsOf(await archive.askAgain(where, bounds));
  });
}

export function recordsOf(matches: readonly Match[]): JsonObject[] {
  return matches
    .map(({ bytes }) => parseRecord(bytes, 0, bytes.length))
    .filter((record) => record !== undefined);
}
