/** The judgement as rows for programs: each chain, then each finding. Documented by validation.schema.json. */
import { type Finding, findingKinds, severityOf } from '../../analysis/integrity/findings.js';
import type { ChainRow, Judgement } from '../../analysis/integrity/judge.js';
import { isoTime } from '../../format/time.js';
import type { JsonObject } from '../../model/json.js';
import type { Cell, Column, Sheet } from '../../model/sheet.js';

type Row =
  | { readonly type: 'chain'; readonly chain: ChainRow }
  | { readonly type: 'finding'; readonly finding: Finding };

export function sheetOf({ rows, findings }: Judgement): Sheet<Row> {
  return {
    columns: columnsOf(),
    rows: [
      ...rows.map((chain): Row => ({ type: 'chain', chain })),
      ...findings.map((finding): Row => ({ type: 'finding', finding })),
    ],
    json: (row) => (row.type === 'chain' ? chainJson(row.chain) : findingJson(row.finding)),
    empty: '',
  };
}

function chainJson(row: ChainRow): JsonObject {
  return {
    type: 'chain',
    account: row.account,
    region: row.region,
    trail: row.trail,
    homeRegion: row.homeRegion,
    backfill: row.isBackfill,
    proof: row.proof,
    provenFrom: timeOf(row.provenFrom),
    provenUntil: timeOf(row.provenUntil),
    digests: { ...row.digests },
    logs: { ...row.logs },
    damage: row.damage,
    unproven: row.unproven,
  };
}

function findingJson(one: Finding): JsonObject {
  return {
    type: 'finding',
    severity: severityOf(one),
    finding: one.kind,
    title: findingKinds[one.kind].title,
    account: one.account,
    region: one.region,
    trail: one.trail,
    backfill: one.isBackfill,
    file: one.file,
    key: one.key,
    from: timeOf(one.from),
    until: timeOf(one.until),
    count: one.count,
    detail: one.detail,
  };
}

function columnsOf(): Column<Row>[] {
  const column = (
    name: string,
    ofChain: (row: ChainRow) => Cell,
    ofFinding: (one: Finding) => Cell,
  ): Column<Row> => ({
    name,
    title: name,
    cell: (row) => (row.type === 'chain' ? ofChain(row.chain) : ofFinding(row.finding)),
  });
  const none = (): null => null;
  return [
    column(
      'type',
      () => 'chain',
      () => 'finding',
    ),
    column('severity', none, severityOf),
    column('finding', none, ({ kind }) => kind),
    column(
      'account',
      ({ account }) => account,
      ({ account }) => account,
    ),
    column(
      'region',
      ({ region }) => region,
      ({ region }) => region,
    ),
    column(
      'trail',
      ({ trail }) => trail,
      ({ trail }) => trail,
    ),
    column(
      'backfill',
      ({ isBackfill }) => isBackfill,
      ({ isBackfill }) => isBackfill,
    ),
    column('file', none, ({ file }) => file),
    column('key', none, ({ key }) => key),
    column(
      'from',
      ({ provenFrom }) => timeOf(provenFrom),
      ({ from }) => timeOf(from),
    ),
    column(
      'until',
      ({ provenUntil }) => timeOf(provenUntil),
      ({ until }) => timeOf(until),
    ),
    column('count', none, ({ count }) => count),
    column('detail', none, ({ detail }) => detail),
    column('proof', ({ proof }) => proof, none),
    column('digests', ({ digests }) => digests.found, none),
    column('signed', ({ digests }) => digests.signed, none),
    column('digestsMissing', ({ digests }) => digests.missing, none),
    column('logs', ({ logs }) => logs.named, none),
    column('logsIntact', ({ logs }) => logs.intact, none),
    column('logsMissing', ({ logs }) => logs.missing, none),
    column('damage', ({ damage }) => damage, none),
    column('unproven', ({ unproven }) => unproven, none),
  ];
}

function timeOf(time: number | null): string | null {
  return time === null ? null : isoTime(time);
}
