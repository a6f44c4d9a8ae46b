/** The judgement of an archive: a row for each chain and for each account and Region that has logs and no digests. */
import { compareTexts } from '../../model/compare-texts.js';
import { type Chain, chainKey } from './chain.js';
import { type Finding, finding, severityOf } from './findings.js';
import { type JudgedChain, judgeChain, type Proofs, type Scope } from './judge-digests.js';
import { judgeLogs, type LogCounts } from './judge-logs.js';
import type { LogFile } from './log-file.js';
import { logNameOf } from './names.js';

/**
 * How far a row is proven. `signed`: every digest is signed, but for the newest of the chain where its signature is not at
 * hand. `linked`: hashes and links agree, and whoever could write the folder could have written them. `hashes`: logs
 * agree with digests of which nothing else speaks. `nothing`: there is no digest to go by.
 */
export type ProofLevel = 'signed' | 'linked' | 'hashes' | 'nothing';

export interface ChainRow {
  readonly account: string | null;
  readonly region: string | null;
  readonly trail: string | null;
  readonly homeRegion: string | null;
  readonly isBackfill: boolean;
  readonly proof: ProofLevel;
  /** From where to where the digests of that proof reach, in epoch milliseconds; what lies behind cannot be known. */
  readonly provenFrom: number | null;
  readonly provenUntil: number | null;
  readonly digests: {
    readonly found: number;
    readonly signed: number;
    /** Those without logs, which prove that nothing was delivered. */
    readonly empty: number;
    /** Altered or unreadable. */
    readonly bad: number;
    readonly missing: number;
  };
  readonly logs: LogCounts;
  /** Findings, each as often as it counts. */
  readonly damage: number;
  readonly unproven: number;
}

export interface Judgement {
  readonly rows: readonly ChainRow[];
  /** Damage first, then by account, Region, trail and time. */
  readonly findings: readonly Finding[];
}

const hour = 3_600_000;

/** Judges the digests of each chain. Chains of which the filters ask nothing are not judged. */
export function judgeChains(chains: readonly Chain[], proofs: Proofs, scope: Scope): readonly JudgedChain[] {
  return chains
    .filter((chain) => chain.digests.some(scope.isAsked) || unreadableIn(chain, scope).length > 0)
    .map((chain) => {
      const ofTrail = chainKey({ ...chain.id, isBackfill: true });
      const backfills = chain.id.isBackfill ? undefined : chains.find(({ id }) => chainKey(id) === ofTrail);
      return judgeChain(chain, proofs, scope, backfills?.digests ?? []);
    });
}

function unreadableIn({ id, unreadable }: Chain, scope: Scope): Chain['unreadable'] {
  if (!scope.isAskedPlace(id.account, id.region)) return [];
  return unreadable.filter(({ nameEnd }) => isInRange(nameEnd, scope));
}

/** Whether the hour that ends then touches the range. */
function isInRange(end: number, { since, until }: Scope): boolean {
  return end > since && end - hour < until;
}

/** `early`: findings of how the files were put in order. */
export function judge(
  chains: readonly JudgedChain[],
  early: readonly Finding[],
  files: readonly LogFile[],
  scope: Scope,
): Judgement {
  const { counts, findings: ofLogs, unlisted } = judgeLogs(chains, files, scope);
  const without = withoutDigests(chains, unlisted, scope);
  const asked = early.filter(
    ({ account, region, until }) =>
      account === null ||
      region === null ||
      (scope.isAskedPlace(account, region) && (until === null || isInRange(until, scope))),
  );
  const findings = [...asked, ...chains.flatMap((chain) => chain.findings), ...ofLogs, ...without];
  if (chains.length === 0 && without.length === 0) findings.push(finding('no-digests', { count: 0 }));
  const rows = [
    ...chains.map((chain) => rowOf(chain, counts.get(chainKey(chain.id)), findings, scope)),
    ...without.map(({ account, region, count }) => emptyRow(account, region, count)),
  ];
  return { rows, findings: findings.sort(inOrder) };
}

/**
 * Logs of an account and Region of which there is no digest at all. That is damage, for to remove every digest must not
 * be a way to a clean answer.
 */
function withoutDigests(chains: readonly JudgedChain[], files: readonly LogFile[], scope: Scope): Finding[] {
  const found = new Map<string, Finding>();
  const have = new Set(chains.map(({ id }) => `${id.account}\n${id.region}`));
  for (const { name: own } of files) {
    const name = logNameOf(own);
    if (!name || name.minute < scope.since || name.minute >= scope.until) continue;
    const { account, region, minute } = name;
    const key = `${account}\n${region}`;
    if (have.has(key) || !scope.isAskedPlace(account, region)) continue;
    const known = found.get(key);
    found.set(
      key,
      finding('no-digests', {
        account,
        region,
        from: Math.min(known?.from ?? minute, minute),
        until: Math.max(known?.until ?? minute, minute),
        count: (known?.count ?? 0) + 1,
      }),
    );
  }
  return [...found.values()];
}

function rowOf(
  chain: JudgedChain,
  logs: LogCounts | undefined,
  findings: readonly Finding[],
  scope: Scope,
): ChainRow {
  const { id, missing } = chain;
  const unreadable = unreadableIn(chain, scope);
  const digests = chain.digests.filter(scope.isAsked);
  const sound = digests.filter(({ standing }) => standing !== 'bad');
  const signed = sound.filter(({ standing }) => standing === 'signed');
  const isChained = sound.some(({ standing, isLinkedBack }) => standing === 'linked' || isLinkedBack);
  // What only the digests at the ends of chains lack is said by its own finding.
  const isSigned =
    signed.length > 0 && sound.every(({ standing }, i) => standing === 'signed' || isEnd(sound, i));
  const proof = isSigned ? 'signed' : isChained ? 'linked' : sound.length > 0 ? 'hashes' : 'nothing';
  const proven = isSigned ? signed : sound;
  const own = findings.filter(
    ({ account, region, trail, isBackfill }) =>
      account === id.account &&
      region === id.region &&
      (trail === null || (trail === id.trail && isBackfill === id.isBackfill)),
  );
  return {
    account: id.account,
    region: id.region,
    trail: id.trail,
    homeRegion: id.homeRegion,
    isBackfill: id.isBackfill,
    proof,
    provenFrom: proven[0]?.digest.start ?? null,
    provenUntil: proven.at(-1)?.digest.end ?? null,
    digests: {
      found: digests.length + unreadable.length,
      signed: signed.length,
      empty: sound.filter(({ digest }) => digest.logs.length === 0).length,
      bad: digests.length - sound.length + unreadable.length,
      missing,
    },
    logs: logs ?? noLogs,
    damage: countOf(own, 'damage'),
    unproven: countOf(own, 'unproven'),
  };
}

/** Whether no later digest of the chain leads back to this one. */
function isEnd(digests: JudgedChain['digests'], i: number): boolean {
  return digests[i + 1]?.isLinkedBack !== true;
}

const noLogs: LogCounts = { named: 0, intact: 0, altered: 0, missing: 0, unjudged: 0 };

function emptyRow(account: string | null, region: string | null, count: number): ChainRow {
  return {
    account,
    region,
    trail: null,
    homeRegion: null,
    isBackfill: false,
    proof: 'nothing',
    provenFrom: null,
    provenUntil: null,
    digests: { found: 0, signed: 0, empty: 0, bad: 0, missing: 0 },
    logs: { ...noLogs, unjudged: count },
    damage: 1,
    unproven: 0,
  };
}

/** A finding that counts its files or digests is one all the same. */
function countOf(findings: readonly Finding[], severity: ReturnType<typeof severityOf>): number {
  return findings.filter((one) => severityOf(one) === severity).length;
}

const ranks = { damage: 0, unproven: 1, note: 2 } as const;

function inOrder(a: Finding, b: Finding): number {
  const key = ({ account, region, trail }: Finding): string => [account, region, trail].join('\n');
  return (
    ranks[severityOf(a)] - ranks[severityOf(b)] ||
    compareTexts(key(a), key(b)) ||
    (a.from ?? a.until ?? 0) - (b.from ?? b.until ?? 0) ||
    compareTexts(a.kind, b.kind) ||
    compareTexts(a.file ?? a.key ?? '', b.file ?? b.key ?? '')
  );
}
