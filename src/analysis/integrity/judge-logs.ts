/**
 * Log files against the digests that name them: whole, altered, missing; and those that no digest names. A log is looked
 * for by its name, wherever it lies; if nothing has its name, by its content. The digest that names a log may be that
 * of a later hour than the one in the log's name, so all digests of its account and Region are asked.
 */
import { chainKey, placeOf } from './chain.js';
import { hashAlgorithm, type NamedLog } from './digest.js';
import { type Finding, type FindingKind, finding } from './findings.js';
import type { JudgedChain, JudgedDigest, Scope } from './judge-digests.js';
import { judgeUnlisted } from './judge-unlisted.js';
import type { LogFile } from './log-file.js';
import { logNameOf, type Placing, placingOf } from './names.js';

export interface LogCounts {
  /** Named by digests that are not altered. */
  readonly named: number;
  readonly intact: number;
  /** There, and not as the digest says. */
  readonly altered: number;
  readonly missing: number;
  /** Named by digests that are altered, or by an unknown algorithm, or not to be read. */
  readonly unjudged: number;
}

export interface JudgedLogs {
  /** By `chainKey`. */
  readonly counts: ReadonlyMap<string, LogCounts>;
  readonly findings: readonly Finding[];
  /** Files that no digest names. */
  readonly unlisted: readonly LogFile[];
}

/** Which files to hash: those that a digest asked for names; and if any of these is not there, those that none names. */
export function logsToHash<File extends Pick<LogFile, 'name'>>(
  chains: readonly JudgedChain[],
  files: readonly File[],
  scope: Scope,
): readonly File[] {
  const asked = chains.flatMap(({ digests }) =>
    digests.filter((held) => held.standing !== 'bad' && scope.isAsked(held)),
  );
  const wanted = namesIn(asked);
  const there = files.filter(({ name }) => wanted.has(name));
  const isComplete = new Set(there.map(({ name }) => name)).size === wanted.size;
  if (isComplete) return there;
  const named = namesOf(chains);
  return files.filter(({ name }) => wanted.has(name) || !named.has(name));
}

/** Files that no digest can speak of: it is asked of them whether they hold events. */
export function strangers<File extends Pick<LogFile, 'name' | 'hashed'>>(
  chains: readonly JudgedChain[],
  files: readonly File[],
): readonly File[] {
  // Without any digest nothing is proven of anything, and that is said.
  if (chains.length === 0) return [];
  const names = namesOf(chains);
  const unnamed = files.filter(({ name }) => !names.has(name) && !logNameOf(name));
  if (unnamed.length === 0) return [];
  const logs = chains.flatMap(({ digests }) => digests.flatMap(({ digest }) => digest.logs));
  const hashes = new Set(logs.map(({ hash }) => hash));
  return unnamed.filter(({ hashed }) => !(hashed && hashes.has(hashed.hash)));
}

/** It is asked three times of the same chains, which may name millions. */
const namesByChains = new WeakMap<readonly JudgedChain[], ReadonlySet<string>>();

/** The names of all logs that digests speak of. */
function namesOf(chains: readonly JudgedChain[]): ReadonlySet<string> {
  const names = namesByChains.get(chains) ?? namesIn(chains.flatMap(({ digests }) => digests));
  namesByChains.set(chains, names);
  return names;
}

function namesIn(digests: readonly JudgedDigest[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { digest } of digests) for (const { name } of digest.logs) names.add(name);
  return names;
}

export function judgeLogs(
  chains: readonly JudgedChain[],
  files: readonly LogFile[],
  scope: Scope,
): JudgedLogs {
  const findings: Finding[] = [];
  const counts = new Map<string, LogCounts>();
  const byName = new Map<string, LogFile[]>();
  for (const file of files) {
    const known = byName.get(file.name);
    if (known) known.push(file);
    else byName.set(file.name, [file]);
  }
  const named = namesOf(chains);
  const strays = new Map<string, LogFile>();
  for (const file of files) {
    if (file.hashed && !named.has(file.name)) strays.set(file.hashed.hash, file);
  }
  const matched = new Set<LogFile>();

  for (const chain of chains) {
    const placings = new Map<Placing, { readonly first: string; count: number }>();
    const place = ({ path, absolute }: Pick<LogFile, 'path' | 'absolute'>, key: string): void => {
      const shown = placingOf(path, key);
      const placing = shown === 'key' ? shown : placingOf(absolute(), key);
      const known = placings.get(placing);
      if (known) known.count++;
      else placings.set(placing, { first: path, count: 1 });
    };
    const count = { named: 0, intact: 0, altered: 0, missing: 0, unjudged: 0 };
    for (const held of chain.digests) {
      if (!scope.isAsked(held)) continue;
      const { standing, digest } = held;
      if (standing === 'bad') {
        count.unjudged += digest.logs.length;
        continue;
      }
      // One that has another's name is a finding already.
      if (!held.isMisnamed) place(held.file, digest.key);
      for (const log of digest.logs) {
        count.named++;
        const say = (kind: FindingKind, more: Partial<Finding>): number =>
          findings.push(
            finding(kind, {
              ...placeOf(chain.id),
              key: log.key,
              from: digest.start,
              until: digest.end,
              ...more,
            }),
          );
        if (log.algorithm !== hashAlgorithm) {
          count.unjudged++;
          say('algorithm-unknown', { detail: `the digest states its hash by '${log.algorithm}'` });
          continue;
        }
        const found = byName.get(log.name) ?? [];
        const stray = found.length === 0 ? strays.get(log.hash) : undefined;
        if (stray) matched.add(stray);
        const outcomes = (stray ? [stray] : found).map((file) => judgeLog(file, log, say));
        const [first] = stray ? [stray] : found;
        if (first && outcomes.includes('intact') && isLate(held, log)) say('log-late', { file: first.path });
        if (outcomes.includes('intact')) count.intact++;
        else if (outcomes.includes('altered')) count.altered++;
        else if (outcomes.length > 0) count.unjudged++;
        else {
          count.missing++;
          say('log-missing', {});
        }
        if (first && outcomes.includes('intact')) place(first, log.key);
      }
    }
    counts.set(chainKey(chain.id), count);
    findings.push(...placingFindings(chain, placings));
  }
  const unlisted = files.filter((file) => !named.has(file.name) && !matched.has(file));
  return { counts, findings: [...findings, ...judgeUnlisted(chains, unlisted, scope)], unlisted };
}

const hour = 3_600_000;

/**
 * Whether a digest that nothing speaks for names a log of a time that the digests before it cover: who forges the newest
 * digest could slip a log into any hour. A log may be named an hour late.
 */
function isLate({ standing, isLinkedBack, digest }: JudgedDigest, log: NamedLog): boolean {
  const minute = logNameOf(log.name)?.minute;
  return standing === 'alone' && isLinkedBack && minute !== undefined && minute < digest.start - hour;
}

function judgeLog(
  { path, hashed }: LogFile,
  log: NamedLog,
  say: (kind: FindingKind, more: Partial<Finding>) => number,
): 'intact' | 'altered' | 'unjudged' {
  const { hash = '', damage = null } = hashed ?? {};
  const detail = damage?.message ?? null;
  if (!hashed || damage?.kind === 'unreadable') {
    say('log-refused', { file: path, detail });
    return 'unjudged';
  }
  if (hash === log.hash && !damage) return 'intact';
  const kind = hash === log.hash ? 'log-file-end' : damage ? (`log-${damage.kind}` as const) : 'log-altered';
  // What is said of the bytes behind the log depends on what they happen to be.
  say(kind, { file: path, detail: kind === 'log-file-end' ? null : detail });
  return 'altered';
}

const placingKinds = {
  rerooted: 'files-rerooted',
  flattened: 'files-flattened',
  moved: 'files-moved',
  renamed: 'files-renamed',
} as const satisfies Readonly<Partial<Record<Placing, FindingKind>>>;

/** One for each way in which files do not lie as they were delivered. */
function placingFindings(
  { id }: JudgedChain,
  placings: ReadonlyMap<Placing, { readonly first: string; readonly count: number }>,
): Finding[] {
  return [...placings].flatMap(([placing, { first, count }]) =>
    placing === 'key' ? [] : [finding(placingKinds[placing], { ...placeOf(id), file: first, count })],
  );
}
