/** Answers one SQL query with the embedded DuckDB, as JSON lines: `node duckdb.js SQL`. */

import { DuckDBInstance } from '@duckdb/node-api';

const started = performance.now();
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const result = await connection.runAndReadAll(process.argv[2]);
const lines = result.getRowObjectsJson().map((row) => `${JSON.stringify(row)}\n`);
process.stdout.write(lines.join(''));
process.stderr.write(`in-process ${((performance.now() - started) / 1000).toFixed(3)} s\n`);
