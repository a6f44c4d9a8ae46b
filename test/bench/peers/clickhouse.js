/** Answers one SQL query with the embedded ClickHouse, as JSON lines: `node clickhouse.js SQL`. */

import { query } from 'chdb';

const started = performance.now();
process.stdout.write(
  query(`${process.argv[2]} SETTINGS max_threads = 2, max_parsing_threads = 2`, 'JSONEachRow'),
);
process.stderr.write(`in-process ${((performance.now() - started) / 1000).toFixed(3)} s\n`);
