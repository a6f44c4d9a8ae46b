/**
 * The files of an archive as digests and all else. Logs are told by name, and hashed once it is known which are asked
 * for; everything else is opened, for a digest may have any name, or lie in a container.
 */
import { resolve } from 'node:path';
import type { DigestFile } from '../../analysis/integrity/chain.js';
import { isDigestLike, readDigest } from '../../analysis/integrity/digest.js';
import type { Scope } from '../../analysis/integrity/judge-digests.js';
import type { Hashed, LogFile } from '../../analysis/integrity/log-file.js';
import { baseName, digestNameOf, nameKey } from '../../analysis/integrity/names.js';
import type { HashedFile, Hashing } from '../../engines/scan/index.js';
import type { Problem } from '../../model/problem.js';
import type { Archive, ArchiveFile } from '../archive.js';

type Part = HashedFile['parts'][number];

export interface Listed {
  /** Those of `others` that are logs are being hashed meanwhile, as far as they are likely to be asked for. */
  readonly hashing: Hashing;
  readonly digests: readonly DigestFile[];
  /** Logs, not hashed yet, and what is neither log nor digest. */
  readonly others: readonly (LogFile & { readonly source: ArchiveFile })[];
  /** What could not be looked into. */
  readonly problems: readonly Problem[];
}

export async function listFiles(archive: Archive, scope: Scope): Promise<Listed> {
  const digests: DigestFile[] = [];
  const others: (LogFile & { readonly source: ArchiveFile })[] = [];
  const problems: Problem[] = [];
  const files = archive.files();
  const opened = files.filter((source) => !isNamedLikeLog(source));
  const logs = files.filter(isNamedLikeLog);
  const isAnyDigest = opened.some(({ layout }) => layout?.kind === 'digest');
  const hashing = archive.hash(opened, isAnyDigest ? logs.filter(likelyIn(scope)) : []);
  for (const source of logs) others.push({ ...placeOf(source.shown), hashed: null, holds: null, source });
  for (const [i, { parts, problems: refusals }] of (await hashing.first).entries()) {
    const source = opened[i];
    if (!source) continue;
    const [refusal] = refusals;
    if (refusal && digestNameOf(baseName(source.shown))) {
      const about = { ...placeOf(source.shown), hash: '', digest: null };
      digests.push({ ...about, fault: refusal.message, isRefused: true });
    }
    for (const part of parts) {
      const place = placeOf(pathOf(source.shown, part.member));
      const digest = digestIn(part, place.path);
      if (digest) digests.push({ ...place, hash: part.hash, ...digest, isRefused: false });
      else if (part.damage && isLoss(part, source.doubtful === true && parts.length === 1))
        problems.push({ file: place.path, ...part.damage });
      else others.push({ ...place, hashed: hashedOf(part), holds: null, source });
    }
  }
  return { digests, others, problems, hashing };
}

/** Whether a digest that is asked for may name the log, by its path: logs are delivered late, but not by much. */
function likelyIn({ since, until, isAskedPlace }: Scope): (source: ArchiveFile) => boolean {
  return ({ layout }) => {
    const { account, region, deliveredAt } = layout ?? {};
    if (account === undefined || region === undefined || deliveredAt === undefined) return false;
    return isAskedPlace(account, region) && deliveredAt >= since && deliveredAt < until + usualDelay;
  };
}

/** Milliseconds. */
const usualDelay = 3_600_000;

/** Only a name that tells of a time is CloudTrail's. */
function isNamedLikeLog({ layout }: ArchiveFile): boolean {
  return layout !== undefined && layout.kind !== 'digest' && layout.deliveredAt !== undefined;
}

/** The logs with their hashes, as far as they are asked for. */
export async function hashLogs(
  { others, hashing }: Listed,
  choose: (files: Listed['others']) => Listed['others'],
): Promise<Listed['others']> {
  const asked = choose(others).filter(({ hashed }) => hashed === null);
  const results = await hashing.of(asked.map(({ source }) => source));
  const found = new Map(asked.map((file, i) => [file, wholeOf(results[i])]));
  return others.map((file) => ({ ...file, hashed: found.get(file) ?? file.hashed }));
}

/** Looks into files that no digest can speak of for what they hold. */
export async function lookInto(
  archive: Archive,
  files: Listed['others'],
  strange: Listed['others'],
): Promise<Listed['others']> {
  const sources = [...new Set(strange.map(({ source }) => source))];
  const held = new Map<string, LogFile['holds']>();
  for (const { file, parts } of sources.length > 0 ? await archive.surveyOf(sources) : []) {
    for (const { member, records, first, last } of parts)
      held.set(pathOf(file, member), { records, first: first || null, last: last || null });
  }
  const asked = new Set(strange);
  return files.map((file) => (asked.has(file) ? { ...file, holds: held.get(file.path) ?? null } : file));
}

function pathOf(file: string, member: string | null): string {
  return member === null ? file : `${file}/${member}`;
}

/** What is named like a log is one file, not several. */
function wholeOf(result: HashedFile | undefined): Hashed {
  const { parts = [], problems = [] } = result ?? {};
  const [refusal] = problems;
  const whole = parts.find(({ member }) => member === null);
  if (whole) return hashedOf(whole);
  if (refusal) return { hash: '', damage: { kind: 'unreadable', message: refusal.message } };
  return { hash: '', damage: { kind: 'corrupt', message: 'is an archive of files, not a log' } };
}

function placeOf(path: string): Pick<LogFile, 'path' | 'absolute' | 'name'> {
  return { path, absolute: () => resolve(path), name: nameKey(path) };
}

/** Undefined if the part neither is a digest nor should be one. */
function digestIn({ content, damage }: Part, path: string): Pick<DigestFile, 'digest' | 'fault'> | undefined {
  const isNamed = digestNameOf(baseName(path)) !== undefined;
  if (!isNamed && (!content || !isDigestLike(content))) return undefined;
  if (damage) return { digest: null, fault: damage.message };
  if (!content) return { digest: null, fault: 'is not a digest' };
  const read = readDigest(content);
  return 'digest' in read ? { digest: read.digest, fault: null } : { digest: null, fault: read.fault };
}

/** Whether nothing could be had of what may be evidence; `isDoubtful` tells of a single file that is not named like any. */
function isLoss({ hash, damage }: Part, isDoubtful: boolean): boolean {
  return hash === '' && damage?.kind !== 'empty' && !isDoubtful;
}

function hashedOf({ hash, damage }: Part): Hashed {
  if (!damage) return { hash, damage: null };
  const isCut = damage.kind === 'truncated' || damage.kind === 'empty';
  const kind = damage.kind === 'unreadable' ? 'unreadable' : isCut ? 'truncated' : 'corrupt';
  return { hash, damage: { kind, message: damage.message } };
}
