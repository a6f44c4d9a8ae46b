/**
 * Who takes part: how each command line is made and what it needs. A contestant of a question is
 * `{ name, command, needs, answer | weaker }`: `command(archive)` gives program and arguments; `answer(stdout)` the
 * rows as text to compare; `weaker(stdout, rows, archive)`, for a tool that answers less, whether what it said agrees;
 * `codes`, if not 0 alone, the exit codes of an answer.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const require = createRequire(import.meta.url);

/** The built program. */
export const TRAILSCAN = here('../../bin/trailscan.js');

/** The name under which targets name the product. */
export const PRODUCT = 'trailscan';

/** What an event row must have in common among contestants that print events. */
export function eventKeys(stdout) {
  return rowsOf(stdout).map((row) =>
    [row.eventTime, row.eventID, row.eventSource, row.eventName, row.awsRegion, row.errorCode ?? ''].join(
      ' ',
    ),
  );
}

/** The rows of an answer, given as one JSON array or as JSON lines. */
export function rowsOf(stdout) {
  const text = stdout.trim();
  if (text === '') return [];
  return text.startsWith('[') ? JSON.parse(text) : text.split('\n').map((line) => JSON.parse(line));
}

/** trailscan with two threads; `parameters(archive)` is the rest of the command line. */
export function trailscan(parameters, name = PRODUCT) {
  return {
    name,
    command: (archive) => [process.execPath, TRAILSCAN, ...parameters(archive), '--threads', '2'],
    needs: () => (existsSync(here('../../dist')) ? null : 'the built program is not there: npm run build'),
    answer: eventKeys,
  };
}

/** The yardstick: two workers of `node:zlib`. */
export const bareInflate = {
  name: 'bare inflate',
  command: ({ folder }) => [process.execPath, here('bare-inflate.js'), folder, '2'],
  needs: () => null,
  weaker: (stdout, _rows, { inflated }) => JSON.parse(stdout).inflated === inflated,
};

/** ripgrep names the files that hold a text anywhere: all files of the answer must be among them. */
export function ripgrep(text) {
  return {
    name: 'rg -z -l',
    command: ({ folder }) => ['rg', '-z', '-l', '-F', text, folder],
    needs: () => program('rg'),
    weaker: (stdout, rows) => {
      const named = new Set(
        stdout
          .trim()
          .split('\n')
          .map((path) => basename(path)),
      );
      return rows.every((row) => named.has(basename(row.file)));
    },
  };
}

/** gzip and jq over all files in one pipe; `filter` must print events. */
export function jq(filter) {
  const script = 'find "$0" -name "*.json.gz" -exec gzip -cd {} + | jq -c "$1"';
  return {
    name: 'gzip and jq',
    command: ({ folder }) => ['sh', '-c', script, folder, filter],
    needs: () => program('jq'),
    answer: (stdout) => [...new Set(eventKeys(stdout))].sort(),
  };
}

/** The embedded ClickHouse; `sql(archive)` gives the query, `judged` is its `answer` or `weaker` if it prints no events. */
export function clickhouse(name, sql, judged) {
  return sqlPeer(name, 'chdb', './peers/clickhouse.js', sql, judged);
}

/** The embedded DuckDB, likewise. */
export function duckdb(name, sql, judged) {
  return sqlPeer(name, '@duckdb/node-api', './peers/duckdb.js', sql, judged);
}

function sqlPeer(name, dependency, script, sql, judged = { answer: eventKeys }) {
  return {
    name,
    command: (archive) => [process.execPath, here(script), sql(archive)],
    needs: () => installed(dependency),
    ...judged,
  };
}

function installed(dependency) {
  try {
    require.resolve(dependency);
    return null;
  } catch {
    return `${dependency} is not installed: npm --prefix test/bench ci`;
  }
}

function program(name) {
  return spawnSync(name, ['--version']).error === undefined ? null : `no ${name} on this machine`;
}
