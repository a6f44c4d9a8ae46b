/**
 * Follows credentials back through the archive: for the events of an answer, finds the events that issued what they were
 * made with. First where those most likely are, in the files delivered within the hour; what is then still open is looked
 * for in all files that can hold it. Whoever reads all files anyway has `issuingEvents` handed over with the answer.
 */
import {
  gatherIssuers,
  type Issuers,
  type IssuersQuery,
  openCredentials,
} from '../analysis/identity/index.js';
import type { Match } from '../engines/scan/index.js';
import type { JsonObject } from '../model/json.js';
import { parseRecord } from '../query/record-test.js';
import type { Archive, Asking } from './archive.js';

/** Delivery takes five minutes on average (CloudTrail User Guide, "How CloudTrail works"), seldom more than ten. */
const usualDelay = 3_600_000;

/** `issuing`: answers from all that `issuingEvents` finds in the archive, if that was asked along. */
export async function issuersFor(
  records: readonly JsonObject[],
  archive: Archive,
  onFound: (records: readonly JsonObject[]) => void = () => undefined,
  issuing: Asking | null = null,
): Promise<Issuers> {
  /** Files that can hold what was asked for were left unread. */
  let isPart = false;
  const search =
    (usual?: number) =>
    async ({ where, from, to }: Pick<IssuersQuery, 'where' | 'from' | 'to'>): Promise<JsonObject[]> => {
      const bounds = {
        ...(Number.isFinite(from) ? { since: from } : {}),
        ...(Number.isFinite(to) ? { until: to } : {}),
      };
      // Of most files a reading of their own would be read twice if it does not tell all.
      const isNear = usual !== undefined && 2 * archive.filesFor(bounds, usual) <= archive.filesFor(bounds);
      if (isNear) isPart = true;
      const found = recordsOf(await archive.askAgain(where, bounds, isNear ? usual : undefined));
      onFound(found);
      return found;
    };
  if (issuing) {
    return gatherIssuers(records, async ({ where, ownRecords, from, to }) => {
      const known = recordsOf(issuing(where));
      return ownRecords ? [...known, ...(await search()({ where: ownRecords, from, to }))] : known;
    });
  }
  const near = await gatherIssuers(records, search(usualDelay));
  return isPart && openCredentials(records, near).length > 0 ? gatherIssuers(records, search()) : near;
}

export function recordsOf(matches: Iterable<Match>): JsonObject[] {
  return Array.from(matches, ({ bytes }) => parseRecord(bytes, 0, bytes.length)).filter(
    (record) => record !== undefined,
  );
}
