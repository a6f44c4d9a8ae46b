/**
 * Digest files put in order: one chain for each account, Region, trail and home Region, backfill digests apart. Which
 * digest a file is, its content says, except where the digest after it says that this very content is wrong: then the
 * name decides, so that an altered digest is found in its own place and not taken for another.
 */
import type { Digest } from './digest.js';
import { type Finding, finding } from './findings.js';
import { baseName, type DigestName, digestNameOf, nameKey } from './names.js';

export interface DigestFile {
  /** As the user would type it. */
  readonly path: string;
  /** With all its folders. */
  absolute(): string;
  /** Of the uncompressed bytes: lower-case hex. */
  readonly hash: string;
  /** Null if the file is no digest, though it should be. */
  readonly digest: Digest | null;
  /** Why it is none, in words. */
  readonly fault: string | null;
  /** The system would not let it be read. */
  readonly isRefused: boolean;
}

/** A digest in its place of a chain. */
export interface Held {
  readonly file: DigestFile;
  readonly digest: Digest;
  /** By which other digests name it: see `nameKey`. */
  readonly name: string;
  /** `digestEndTime` by the name. */
  readonly nameEnd: number;
  /** The file has the name of another digest. */
  readonly isMisnamed: boolean;
}

/** A file in the place of a digest that cannot be read. */
export interface Unreadable {
  readonly name: string;
  readonly nameEnd: number;
}

export interface Chain {
  readonly id: ChainId;
  /** Oldest first, each once. */
  readonly digests: readonly Held[];
  readonly unreadable: readonly Unreadable[];
}

export type ChainId = Omit<DigestName, 'end'>;

export interface Ordered {
  /** By account, Region, trail. */
  readonly chains: readonly Chain[];
  readonly findings: readonly Finding[];
}

interface Building {
  readonly id: ChainId;
  readonly byName: Map<string, Held[]>;
  readonly unreadable: Unreadable[];
}

/** Every file is in a chain or in a finding. */
export function chainsOf(files: readonly DigestFile[]): Ordered {
  const chains = new Map<string, Building>();
  const findings: Finding[] = [];
  const stated = statedHashes(files);
  const chainFor = ({ end: _, ...id }: DigestName): Building => {
    const key = chainKey(id);
    const known = chains.get(key) ?? { id, byName: new Map<string, Held[]>(), unreadable: [] };
    chains.set(key, known);
    return known;
  };

  for (const file of files) {
    const lying = digestNameOf(baseName(file.path));
    const { digest } = file;
    if (!digest) {
      const about = { file: file.path, detail: file.fault };
      const kind = file.isRefused ? 'digest-refused' : 'digest-unreadable';
      findings.push(finding(kind, lying ? { ...placeOf(lying), ...about, until: lying.end } : about));
      if (lying) chainFor(lying).unreadable.push({ name: nameKey(file.path), nameEnd: lying.end });
      continue;
    }
    const isMisnamed = lying !== undefined && nameKey(file.path) !== nameKey(digest.key);
    const isOther =
      isMisnamed && !stated.get(nameKey(digest.key))?.has(file.hash) && stated.has(nameKey(file.path));
    if (isMisnamed && !isOther) {
      const detail = `its content is that of ${baseName(digest.key)}`;
      findings.push(
        finding('digest-moved', {
          ...placeOf(lying),
          file: file.path,
          key: digest.key,
          until: lying.end,
          detail,
        }),
      );
    }
    const name = isOther ? nameKey(file.path) : nameKey(digest.key);
    const own = isOther ? lying : digest.name;
    const { byName } = chainFor(own);
    byName.set(name, [...(byName.get(name) ?? []), { file, digest, name, nameEnd: own.end, isMisnamed }]);
  }

  const ordered = [...chains]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { id, byName, unreadable }]): Chain => {
      const digests = Array.from(byName.values(), (copies) => chosen(copies, stated, findings));
      return { id, digests: digests.sort((a, b) => a.nameEnd - b.nameEnd), unreadable };
    });
  return { chains: ordered, findings };
}

/** The hashes that digests state of their predecessors, by name. */
function statedHashes(files: readonly DigestFile[]): ReadonlyMap<string, ReadonlySet<string>> {
  const stated = new Map<string, Set<string>>();
  for (const { digest } of files) {
    if (!digest?.previous) continue;
    const name = nameKey(digest.previous.key);
    const hashes = stated.get(name) ?? new Set();
    stated.set(name, hashes.add(digest.previous.hash));
  }
  return stated;
}

/** Of several files of one name the one that a later digest vouches for. Copies with the same content are no finding. */
function chosen(copies: readonly Held[], stated: ReturnType<typeof statedHashes>, findings: Finding[]): Held {
  const [first, ...others] = copies as readonly [Held, ...Held[]];
  const best = copies.find(({ name, file }) => stated.get(name)?.has(file.hash)) ?? first;
  for (const { file, digest, nameEnd } of [first, ...others]) {
    if (file.hash === best.file.hash) continue;
    const detail = `unlike ${best.file.path}`;
    findings.push(
      finding('digest-copies-differ', {
        ...placeOf(digest.name),
        file: file.path,
        key: digest.key,
        until: nameEnd,
        detail,
      }),
    );
  }
  return best;
}

export function chainKey({ account, region, trail, homeRegion, isBackfill }: ChainId): string {
  return [account, region, trail, homeRegion, isBackfill ? 'backfill' : ''].join('\n');
}

/** Where a finding belongs. */
export function placeOf({
  account,
  region,
  trail,
  isBackfill,
}: ChainId): Pick<Finding, 'account' | 'region' | 'trail' | 'isBackfill'> {
  return { account, region, trail, isBackfill };
}
