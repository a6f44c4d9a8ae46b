/**
 * Events in groups. trailscan tells copies of an event apart and counts them once; the peers that are raced against count
 * every copy, which is less work. That all agree is seen by two that fold as well, and take part for that reason.
 */

import { bareInflate, clickhouse, duckdb, PRODUCT, trailscan } from '../contestants.js';
import { countParameters, countsCopies, groupLines } from '../groups.js';
import {
  clickhouseGroups,
  clickhouseUntypedGroups,
  duckdbGroups,
  duckdbUntypedGroups,
} from '../peers/groups.js';

const files = (folder) => `${folder}/**/*.json.gz`;
const folding = { answer: groupLines };
const notFolding = { weaker: (stdout, rows, { records }) => countsCopies(stdout, rows, records) };

function contestants(question) {
  const ask =
    (sql, folded) =>
    ({ folder }) =>
      sql(files(folder), question, folded);
  return [
    { ...trailscan(({ folder }) => countParameters(question, folder)), ...folding },
    bareInflate,
    clickhouse('ClickHouse, typed', ask(clickhouseGroups, false), notFolding),
    clickhouse('ClickHouse, untyped', ask(clickhouseUntypedGroups, false), notFolding),
    duckdb('DuckDB, typed', ask(duckdbGroups, false), notFolding),
    duckdb('DuckDB, untyped', ask(duckdbUntypedGroups, false), notFolding),
    clickhouse('ClickHouse, typed, folding', ask(clickhouseGroups, true), folding),
    duckdb('DuckDB, typed, folding', ask(duckdbGroups, true), folding),
  ];
}

const targets = (times) => [...times, { peakMb: 300 }].map((target) => ({ of: PRODUCT, ...target }));

export const countNames = {
  name: 'count',
  title: 'Events by service and name, 1 GB in 150 files',
  archive: 'big',
  contestants: contestants({ by: ['eventSource', 'eventName'] }),
  targets: targets([
    { times: 0.9, than: 'ClickHouse, typed' },
    { times: 0.9, than: 'ClickHouse, untyped' },
    { times: 0.35, than: 'DuckDB, typed' },
    { times: 0.35, than: 'DuckDB, untyped' },
  ]),
};

export const countHours = {
  name: 'count-hours',
  title: 'Events by principal and error, hour by hour, 1 GB in 150 files',
  archive: 'big',
  contestants: contestants({ by: ['userIdentity.arn', 'errorCode', 'hour'] }),
  targets: targets([
    { times: 1, than: 'ClickHouse, typed' },
    { times: 1, than: 'ClickHouse, untyped' },
  ]),
};
