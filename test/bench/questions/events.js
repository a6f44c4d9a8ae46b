/** All events of one common name, as JSON lines: thousands of rows, found in every file. */

import { COMMON_EVENT } from '../catalog.js';
import { bareInflate, clickhouse, duckdb, PRODUCT, trailscan } from '../contestants.js';
import { clickhouseRows, clickhouseUntypedRows, duckdbRows } from '../peers/event-rows.js';

const WHERE = `r.eventName = '${COMMON_EVENT}'`;
const UNTYPED = `JSONExtractString(raw, 'eventName') = '${COMMON_EVENT}'`;

export const events = {
  name: 'events',
  title: `All ${COMMON_EVENT} events as JSON lines, 1 GB in 150 files`,
  archive: 'big',
  contestants: [
    trailscan(({ folder }) => ['events', '--event', COMMON_EVENT, '--format', 'ndjson', folder]),
    bareInflate,
    clickhouse('ClickHouse, typed', ({ folder }) => clickhouseRows(folder, WHERE)),
    clickhouse('ClickHouse, untyped', ({ folder }) => clickhouseUntypedRows(folder, UNTYPED)),
    duckdb('DuckDB', ({ folder }) => duckdbRows(folder, WHERE)),
  ],
  targets: [
    { times: 1 / 2, than: 'DuckDB' },
    { times: 1 / 2, than: 'ClickHouse, typed' },
    { times: 1 / 2, than: 'ClickHouse, untyped' },
    { peakMb: 250 },
  ].map((target) => ({ of: PRODUCT, ...target })),
};
