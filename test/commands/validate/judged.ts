/** Runs `validate` on an archive that is made for the test, within this process. */
import { PassThrough } from 'node:stream';
import type { FindingKind } from '../../../src/analysis/integrity/findings.js';
import type { ProofLevel } from '../../../src/analysis/integrity/judge.js';
import { run } from '../../../src/commands/validate/index.js';
import {
  headOf,
  keyList,
  newSigningKey,
  type WrittenDigest,
  writeFiles,
} from '../../support/digest-archive.js';
import { temporaryFolder } from '../../support/odd-archive.js';

export const key = newSigningKey();
export const otherKey = newSigningKey();

export interface ChainJson {
  readonly type: 'chain';
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly backfill: boolean;
  readonly proof: ProofLevel;
  readonly provenFrom: string | null;
  readonly provenUntil: string | null;
  readonly digests: Readonly<Record<'found' | 'signed' | 'empty' | 'bad' | 'missing', number>>;
  readonly logs: Readonly<Record<'named' | 'intact' | 'altered' | 'missing' | 'unjudged', number>>;
  readonly damage: number;
  readonly unproven: number;
}

export interface FindingJson {
  readonly type: 'finding';
  readonly severity: string;
  readonly finding: FindingKind;
  readonly file: string | null;
  readonly key: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly count: number;
  readonly detail: string | null;
}

export interface Judged {
  readonly code: number;
  readonly chains: readonly ChainJson[];
  readonly findings: readonly FindingJson[];
  readonly stderr: string;
}

/** `raw`: options by name, as commander hands them over. */
export async function judged(
  files: Iterable<readonly [string, Buffer | string]>,
  raw: Readonly<Record<string, string | readonly string[] | boolean>> = {},
): Promise<Judged> {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return judgedFolder(folder, raw);
}

export async function judgedFolder(
  folder: string,
  raw: Readonly<Record<string, string | readonly string[] | boolean>> = {},
): Promise<Judged> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = [stdout, stderr].map(async (stream) => {
    let text = '';
    for await (const piece of stream) text += String(piece);
    return text;
  });
  const signal = new AbortController().signal;
  const context = { stdout, stderr, env: {}, signal, now: Date.UTC(2024, 6, 1) };
  const code = await run({
    subject: '',
    paths: [folder],
    raw: { json: true, threads: '1', ...raw },
    context,
  });
  stdout.end();
  stderr.end();
  const [json = '', told = ''] = await Promise.all(texts);
  const rows = JSON.parse(json) as readonly (ChainJson | FindingJson)[];
  return {
    code,
    chains: rows.flatMap((row) => (row.type === 'chain' ? [row] : [])),
    findings: rows.flatMap((row) => (row.type === 'finding' ? [row] : [])),
    stderr: told,
  };
}

/** The options that hand over the public key, and the saved signatures of these digests. */
export function proofs(digests: readonly (WrittenDigest | undefined)[], keys: object = keyList(key)) {
  const folder = temporaryFolder();
  const saved: [string, string][] = digests.flatMap((digest) =>
    digest ? [[`saved/${digest.key.split('/').at(-1)}.head.json`, JSON.stringify(headOf(digest))]] : [],
  );
  writeFiles(folder, [['keys.json', JSON.stringify(keys)], ...saved]);
  return {
    publicKeys: [`${folder}/keys.json`],
    ...(saved.length > 0 ? { signatures: [`${folder}/saved`] } : {}),
  };
}
