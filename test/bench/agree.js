/**
 * Compares every cell of several counts with those of ClickHouse and DuckDB, on any folder of trail files:
 *
 *   npm run build && npm --prefix test/bench ci && node test/bench/agree.js FOLDER [GLOB]
 *
 * All fold copies of an event, trailscan by id and content, the others by id. GLOB says for them which files of the
 * folder are trail files; `**` + `/*.json.gz` unless told. Exit code 1: some cell differs.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clickhouse, duckdb, trailscan } from './contestants.js';
import { countParameters, groupLines } from './groups.js';
import { measure } from './measure.js';
import { clickhouseGroups, duckdbGroups } from './peers/groups.js';

const QUESTIONS = [
  { by: ['eventSource', 'eventName'] },
  { by: ['userIdentity.arn', 'errorCode', 'hour'] },
  { by: ['eventName'], distinct: 'sourceIPAddress' },
  { by: ['userIdentity.type', 'userIdentity.sessionContext.sessionIssuer.userName', 'awsRegion'] },
  { by: ['hour'], distinct: 'userIdentity.principalId' },
  { by: ['userAgent', 'sourceIPAddress'] },
  { by: ['eventID'] },
];

const [folder, glob = '**/*.json.gz'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node test/bench/agree.js FOLDER [GLOB]');
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'trailscan-agree-'));
try {
  for (const question of QUESTIONS) await compare(question);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function answer(contestant) {
  const { code, stdout, stderr } = await measure(contestant.command({ folder }), scratch);
  if (code !== 0) throw new Error(`${contestant.name} ended with ${code}: ${stderr.trim().slice(0, 500)}`);
  return groupLines(stdout);
}

async function compare(question) {
  const name = `${question.by.join(', ')}${question.distinct ? `; distinct ${question.distinct}` : ''}`;
  const own = await answer(trailscan(() => countParameters(question, folder)));
  const peers = [
    clickhouse('ClickHouse', () => clickhouseGroups(join(folder, glob), question, true)),
    duckdb('DuckDB', () => duckdbGroups(join(folder, glob), question, true)),
  ];
  for (const peer of peers) {
    const lack = peer.needs();
    if (lack !== null) {
      console.log(`${name}: ${peer.name} left out: ${lack}`);
      continue;
    }
    const other = await answer(peer);
    const [here, there] = [new Set(own), new Set(other)];
    const only = [own.filter((line) => !there.has(line)), other.filter((line) => !here.has(line))];
    const differ = only[0].length + only[1].length;
    console.log(
      `${name}: ${peer.name}: ${own.length} groups, ${differ === 0 ? 'all equal' : `${differ} DIFFER`}`,
    );
    for (const line of only[0].slice(0, 5)) console.log(`  only trailscan: ${line.slice(0, 300)}`);
    for (const line of only[1].slice(0, 5)) console.log(`  only ${peer.name}: ${line.slice(0, 300)}`);
    if (differ > 0) process.exitCode = 1;
  }
}
