/**
 * Who deleted one bucket of a rare name? A file that cannot hold the name need not be parsed at all, so the yardstick is
 * inflating and nothing more. Peers look for the quoted name in the request parameters of Delete events, which is less
 * than trailscan asks (aliases, ARNs, other verbs, who is behind the session).
 *
 * jq takes part on the small archive only: it parses everything on one core, 12 s for the large one.
 */

import { bareInflate, clickhouse, duckdb, jq, PRODUCT, ripgrep, trailscan } from '../contestants.js';
import { RARE_BUCKET } from '../generate.js';
import {
  clickhousePrefilteredRows,
  clickhouseRows,
  clickhouseUntypedRows,
  duckdbRows,
} from '../peers/event-rows.js';

const QUOTED = `"${RARE_BUCKET}"`;
const WHERE = `r.eventName LIKE 'Delete%' AND position(r.requestParameters, '${QUOTED}') > 0`;
const UNTYPED = `JSONExtractString(raw, 'eventName') LIKE 'Delete%'
  AND position(JSONExtractRaw(raw, 'requestParameters'), '${QUOTED}') > 0`;
const DUCKDB = `r.eventName LIKE 'Delete%' AND contains(r.requestParameters::VARCHAR, '${QUOTED}')`;
const JQ = `.Records[] | select(.eventName | startswith("Delete"))
  | select(.requestParameters.bucketName == ${QUOTED})
  | {eventTime, eventID, eventSource, eventName, awsRegion, errorCode}`;

const contestants = [
  trailscan(({ folder }) => ['who-deleted', RARE_BUCKET, folder, '--json']),
  bareInflate,
  ripgrep(RARE_BUCKET),
  clickhouse('ClickHouse, typed', ({ folder }) => clickhouseRows(folder, WHERE)),
  clickhouse('ClickHouse, untyped', ({ folder }) => clickhouseUntypedRows(folder, UNTYPED)),
  clickhouse('ClickHouse, substring first', ({ folder }) => clickhousePrefilteredRows(folder, QUOTED, WHERE)),
  duckdb('DuckDB', ({ folder }) => duckdbRows(folder, DUCKDB)),
];

export const whoDeleted = {
  name: 'who-deleted',
  title: 'Who deleted a bucket of a rare name, 1 GB in 150 files',
  archive: 'big',
  contestants,
  targets: [
    { times: 1.25, than: 'bare inflate' },
    { times: 1 / 3, than: 'rg -z -l' },
    { times: 1 / 4, than: 'ClickHouse, typed' },
    { times: 1 / 4, than: 'ClickHouse, untyped' },
    { peakMb: 250 },
  ].map((target) => ({ of: PRODUCT, ...target })),
};

export const whoDeletedSmall = {
  name: 'who-deleted-small',
  title: 'The same over 4,000 small files',
  archive: 'small',
  contestants: [...contestants, jq(JQ)],
  targets: [{ times: 1.5, plus: 0.1, than: 'bare inflate' }, { peakMb: 250 }].map((target) => ({
    of: PRODUCT,
    ...target,
  })),
};
