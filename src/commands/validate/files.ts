/**
 * The files of an archive as digests and all else. Logs are told by name, and hashed once it is known which are asked
 * for; everything else is opened, for a digest may have any name, or lie in a container.
 */
import { resolve } from 'node:path';
import type { DigestFile } from '../../analysis/integrity/chain.js';
import { isDigestLike, readDigest } from '../../analysis/integrity/digest.js';
import type { Hashed, LogFile } from '../../analysis/integrity/judge-logs.js';
import { baseName, digestNameOf, logNameOf } from '../../analysis/integrity/names.js';
import type { HashedFile } from '../../engines/scan/index.js';
import type { Problem } from '../../model/problem.js';
import type { Archive, ArchiveFile } from '../archive.js';

type Part = HashedFile['parts'][number];

export interface Listed {
  readonly digests: readonly DigestFile[];
  /** Logs, not hashed yet, and what is neither log nor digest. */
  readonly others: readonly (LogFile & { readonly source: ArchiveFile })[];
  /** What could not be looked into. */
  readonly problems: readonly Problem[];
}

export async function listFiles(archive: Archive): Promise<Listed> {
  const digests: DigestFile[] = [];
  const others: (LogFile & { readonly source: ArchiveFile })[] = [];
  const problems: Problem[] = [];
  const isLog = ({ shown }: ArchiveFile): boolean => logNameOf(baseName(shown)) !== undefined;
  for (const source of archive.files().filter(isLog)) {
    others.push({ path: source.shown, absolute: resolve(source.shown), hashed: null, source });
  }
  const opened = archive.files().filter((source) => !isLog(source));
  for (const [i, { parts, problems: refusals }] of (await archive.hash(opened)).entries()) {
    const source = opened[i];
    if (!source) continue;
    const absolute = resolve(source.shown);
    const [refusal] = refusals;
    if (refusal && digestNameOf(baseName(source.shown))) {
      const about = { path: source.shown, absolute, hash: '', digest: null };
      digests.push({ ...about, fault: refusal.message, isRefused: true });
    }
    for (const part of parts) {
      const inner = part.member === null ? '' : `/${part.member}`;
      const place = { path: source.shown + inner, absolute: absolute + inner };
      const digest = digestIn(part, place.path);
      if (digest) digests.push({ ...place, hash: part.hash, ...digest, isRefused: false });
      else if (part.hash === '' && part.damage && source.doubtful !== true && part.damage.kind !== 'empty')
        problems.push({ file: place.path, ...part.damage });
      else others.push({ ...place, hashed: hashedOf(part), source });
    }
  }
  return { digests, others, problems };
}

/** Hashes the logs that are asked for. */
export async function hashLogs(
  archive: Archive,
  files: Listed['others'],
  choose: (paths: readonly string[]) => ReadonlySet<string>,
): Promise<readonly LogFile[]> {
  const chosen = choose(files.map(({ path }) => path));
  const asked = files.filter(({ path, hashed }) => hashed === null && chosen.has(path));
  const results = await archive.hash(asked.map(({ source }) => source));
  const byPath = new Map(
    asked.map(({ path }, i) => {
      const { parts = [], problems = [] } = results[i] ?? {};
      const [refusal] = problems;
      const whole = parts.find(({ member }) => member === null);
      const other = { kind: 'corrupt' as const, message: 'is an archive of files, not a log' };
      const found: Hashed = whole
        ? hashedOf(whole)
        : { hash: '', damage: refusal ? { kind: 'unreadable', message: refusal.message } : other };
      return [path, found] as const;
    }),
  );
  return files.map((file) => ({ ...file, hashed: byPath.get(file.path) ?? file.hashed }));
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

function hashedOf({ hash, damage }: Part): Hashed {
  if (!damage) return { hash, damage: null };
  const isCut = damage.kind === 'truncated' || damage.kind === 'empty';
  const kind = damage.kind === 'unreadable' ? 'unreadable' : isCut ? 'truncated' : 'corrupt';
  return { hash, damage: { kind, message: damage.message } };
}
