/** `trailscan events`: every event that passes the filters. */
import { parseRecord } from '../query/record-test.js';
import { issuersFor, recordsOf } from './actors.js';
import { type Archive, openArchive } from './archive.js';
import { close } from './closing.js';
import { columnsOf, placeColumns } from './columns.js';
import { type EventRow, eventJson, eventRow } from './event-row.js';
import { boundsOf, filterOf } from './filters.js';
import { type Values, valuesOf } from './options.js';
import { checkOutput, formatOf, print } from './output.js';
import { placesOf } from './places-given.js';
import type { Run } from './spec.js';

export const run: Run = async ({ paths, raw, context }) => {
  const values = valuesOf(raw, context.now);
  const where = await filterOf(values);
  checkOutput(values);
  const places = await placesOf(values, context);
  const columns = columnsOf(values.columns, values.tz ?? 'UTC', placeColumns(values, places));
  const archive = await openArchive(paths, values, context);
  try {
    const query = { where, limit: values.limit ?? null, keepDuplicates: values.keepDuplicates === true };
    const matches = await archive.askLarge(query, boundsOf(values));
    const issuers = values.actors === true ? await issuersFor(recordsOf(matches), archive) : null;
    let shown = 0;
    const counted = function* () {
      for (const match of matches) {
        shown++;
        yield { match };
      }
    };
    const rows = function* () {
      for (const { match } of counted()) {
        const record = parseRecord(match.bytes, 0, match.bytes.length);
        if (record) yield eventRow(match, record, { issuers, places });
      }
    };
    const raw = ({ match }: Pick<EventRow, 'match'>) => match.bytes;
    const empty = 'No event passes the filters.';
    // Of records nothing has to be concluded.
    if (formatOf(values) === 'raw')
      await print({ columns: [], rows: counted(), json: () => ({}), raw, empty }, values, context);
    else await print({ columns, rows: rows(), json: eventJson, raw, empty }, values, context);
    const notes = shown === 0 ? await nobodyNote(values, archive) : [];
    return close(archive.tally(), shown, notes, values, context);
  } finally {
    archive.close();
  }
};

/** Of one principal that was asked for, and is none. */
async function nobodyNote(values: Values, archive: Archive): Promise<readonly string[]> {
  const [name, ...others] = values.principal ?? [];
  if (values.quiet === true || name === undefined || others.length > 0 || /^[!\\]/.test(name)) return [];
  const { nearPrincipals } = await import('./near-principals.js');
  return nearPrincipals(name, archive, boundsOf(values));
}
