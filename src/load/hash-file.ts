/**
 * One file to the SHA-256 of its inflated bytes, which is what a digest states of a log, and what the next digest states
 * of a digest (CloudTrail User Guide, "CloudTrail digest file structure"). Nothing is parsed. A file that was unpacked
 * by the download has the same hash; so has one that was packed anew. Members of containers are hashed each.
 *
 * Digests are told by content, whatever their name, and handed over whole: they are needed to the byte.
 */
import crypto, { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Problem } from '../model/problem.js';
import { type Bounds, createBounds } from './bounds.js';
import { containerOf } from './containers/index.js';
import { headSize } from './formats/sniff.js';
import { type ByteSource, createInflater } from './inflate.js';
import { withHead } from './read-file.js';

export interface HashedPart {
  /** Null for the file itself; `outer.tar/inner.json` for a member of a member. */
  readonly member: string | null;
  /** Of all bytes that could be had: lower-case hex. Empty if there were none to be had. */
  readonly hash: string;
  /** What is wrong with the bytes; those before it are in the hash. */
  readonly damage: Pick<Problem, 'kind' | 'message'> | null;
  /** The bytes, of what may be a digest. */
  readonly content: Uint8Array | null;
}

/** Far more than a digest takes that lists the logs of one hour. */
const largestDigest = 64 * 1024 * 1024;
const stepSize = 256 * 1024;
const deepest = 6;
/** Field names of digests; one of them is near the beginning of each. */
const digestWords = [
  '"digestStartTime"',
  '"digestEndTime"',
  '"digestS3Object"',
  '"digestPublicKeyFingerprint"',
];

interface Place {
  readonly member: string | null;
  readonly depth: number;
  open(): ByteSource;
}

/**
 * Does what is needed once for a worker. The function it returns throws the `fs` error of a file that cannot be opened
 * or read.
 */
export function createHasher(maxFileSize: number): (path: string) => readonly HashedPart[] {
  const inflater = createInflater();
  const step = Buffer.allocUnsafeSlow(stepSize);

  const hashContent = (source: ByteSource, member: string | null, filled: number): HashedPart => {
    const isDigest = seemsDigest(step.subarray(0, Math.min(filled, headSize)));
    const kept: Buffer[] = [];
    const keep = (bytes: Buffer): void => {
      if (isDigest && size <= largestDigest) kept.push(Buffer.from(bytes));
    };
    let size = filled;
    // Nearly every file is had at once, and its hash then too.
    while (size > 0 && size < stepSize) {
      const got = source.pull(step, size, stepSize - size);
      if (got === 0) break;
      size += got;
    }
    const head = step.subarray(0, size);
    keep(head);
    let text = '';
    if (size < stepSize) text = size === 0 ? '' : sha256(head);
    else {
      const hash = createHash('sha256').update(head);
      for (let got = source.pull(step, 0, stepSize); got > 0; got = source.pull(step, 0, stepSize)) {
        const bytes = step.subarray(0, got);
        hash.update(bytes);
        size += got;
        keep(bytes);
      }
      text = hash.digest('hex');
    }
    return {
      member,
      hash: text,
      damage: source.damage() ?? (size === 0 ? { kind: 'empty', message: 'is empty' } : null),
      content: isDigest && size <= largestDigest ? Uint8Array.from(Buffer.concat(kept)) : null,
    };
  };

  const hashPlace = (
    { member, depth, open }: Place,
    path: string | undefined,
    bounds: Bounds,
  ): HashedPart[] => {
    const { head, source } = withHead(bounds.within(open)());
    const container = containerOf(head, source, bounds.within(open), source.isStored ? path : undefined);
    const itself = (damage: HashedPart['damage']): HashedPart => ({
      member,
      hash: '',
      damage,
      content: null,
    });
    if (!container) {
      try {
        return [hashContent(source, member, source.pull(step, 0, stepSize))];
      } finally {
        source.close();
      }
    }
    if (depth === deepest || 'foreign' in container) {
      source.close();
      const message = 'foreign' in container ? container.foreign : 'containers in containers were not read';
      return [itself({ kind: 'not-a-trail', message })];
    }
    if (container.kind === 'compressed') {
      source.close();
      return hashPlace({ member, depth: depth + 1, open: container.open }, undefined, bounds);
    }
    const parts: HashedPart[] = [];
    const damages = container.read(({ name, open: openMember }) => {
      const inner = member === null ? name : `${member}/${name}`;
      for (const part of hashPlace({ member: inner, depth: depth + 1, open: openMember }, undefined, bounds))
        parts.push(part);
      return !bounds.isReached();
    });
    for (const damage of damages) parts.push(itself(damage));
    return parts;
  };

  return (path) => {
    const bounds = createBounds(maxFileSize, () => statSync(path).size);
    const open = (): ByteSource => inflater.open(path);
    const source = bounds.within(open)();
    try {
      // The way of nearly every file: JSON, plain or packed once, taken from where it was inflated to.
      const filled = source.pull(step, 0, stepSize);
      if (filled > 0 && step[0] === 0x7b) return [hashContent(source, null, filled)];
    } finally {
      source.close();
    }
    return hashPlace({ member: null, depth: 0, open }, path, bounds);
  };
}

/** The call that does it at once came with Node 20.12. */
const { hash: hashAtOnce } = crypto as { hash?: (algorithm: string, data: Uint8Array) => string };

function sha256(bytes: Uint8Array): string {
  return hashAtOnce ? hashAtOnce('sha256', bytes) : createHash('sha256').update(bytes).digest('hex');
}

function seemsDigest(head: Buffer): boolean {
  // Trails begin so; it need not be looked for in each of thousands.
  if (head.length > 2 && head[1] === 0x22 && head[2] === 0x52) return false;
  return digestWords.some((word) => head.includes(word));
}
