/**
 * `trailscan validate`: whether the files of an archive are what CloudTrail delivered, and how far that can be proven
 * from the folder alone.
 */
import { chainsOf } from '../../analysis/integrity/chain.js';
import { severityOf } from '../../analysis/integrity/findings.js';
import { type Judgement, judge, judgeChains } from '../../analysis/integrity/judge.js';
import { logsToHash, strangers } from '../../analysis/integrity/judge-logs.js';
import { keyRing, type PublicKey } from '../../analysis/integrity/public-keys.js';
import { signaturesOf } from '../../analysis/integrity/signatures.js';
import { formatter } from '../../format/index.js';
import { EvidenceError } from '../../model/problem.js';
import { UsageError } from '../../model/usage-error.js';
import { openArchive } from '../archive.js';
import { close, plural } from '../closing.js';
import { valuesOf } from '../options.js';
import { checkFormat, checkOutput, formatOf, print, write } from '../output.js';
import type { Run } from '../spec.js';
import { hashLogs, listFiles, lookInto } from './files.js';
import { connect, fetchProofs } from './from-aws.js';
import { keysNote, savedProofs } from './proofs.js';
import { report } from './report.js';
import { scopeOf } from './scope.js';
import { sheetOf } from './sheet.js';

const include = ['digest', 'insight', 'other'] as const;

export const run: Run = async ({ paths, raw, context }) => {
  const values = valuesOf(raw, context.now);
  checkOutput(values);
  checkFormat(formatOf(values), false);
  const scope = scopeOf(values);
  const saved = savedProofs(values);
  const aws = values.aws === true ? await connect(context) : undefined;
  const archive = await openArchive(paths, values, context, include);
  try {
    const listed = await listFiles(archive, scope);
    const { digests, problems } = listed;
    const { chains, findings } = chainsOf(digests);
    const fetched =
      aws && (await fetchProofs(aws, chains, scope.isAsked, signaturesOf(saved.signatures), context));
    const wrong = [...problems, ...(fetched?.problems ?? [])];
    if (wrong[0] && values.strict === true) throw new EvidenceError(wrong[0]);
    const proofs = {
      keys: ringOf(saved.keys, fetched?.keys),
      keyless: fetched?.keyless ?? new Set<string>(),
      signatures: signaturesOf([...saved.signatures, ...(fetched?.signatures ?? [])]),
    };
    const judged = judgeChains(chains, proofs, scope);
    const hashed = await hashLogs(listed, (files) => logsToHash(judged, files, scope));
    const logs = await lookInto(archive, hashed, strangers(judged, hashed));
    const judgement = judge(judged, findings, logs, scope);
    if (formatOf(values) === 'table') {
      const table = await formatter('table');
      await write((to) => report(table, judgement, values.tz ?? 'UTC', to), values, context);
    } else await print(sheetOf(judgement), values, context);
    const tally = archive.tally();
    const told = { ...tally, problems: [...tally.problems, ...wrong] };
    const notes = judged.length > 0 ? keysNote(saved, values.aws === true, paths) : [];
    const code = close(told, 1, notes, values, context, heldIn(judgement));
    return judgement.findings.some((one) => severityOf(one) === 'damage') ? 1 : code;
  } finally {
    aws?.close();
    archive.close();
  }
};

/**
 * Null if no keys were asked for; empty if there are none to be had.
 * @throws UsageError if a saved key is not the one that AWS has by its name.
 */
function ringOf(saved: readonly PublicKey[] | null, fetched: readonly PublicKey[] | undefined) {
  if (!saved && !fetched) return null;
  try {
    return keyRing([...(saved ?? []), ...(fetched ?? [])]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--public-keys: ${reason}, one of them from AWS`);
  }
}

function heldIn({ rows }: Judgement): string {
  const digests = rows.reduce((sum, row) => sum + row.digests.found, 0);
  const logs = rows.reduce((sum, row) => sum + row.logs.named, 0);
  return `${plural(digests, 'digest')} that ${digests === 1 ? 'names' : 'name'} ${plural(logs, 'log')}`;
}
