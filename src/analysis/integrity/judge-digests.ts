/**
 * A chain judged digest by digest, from the newest back: each states the hash and the signature of the one before it.
 * What a digest that is itself wrong states counts for nothing, so that one altered digest is one finding.
 */
import { type Chain, type Held, placeOf } from './chain.js';
import { hashAlgorithm, signatureAlgorithm } from './digest.js';
import { type Finding, type FindingKind, finding } from './findings.js';
import { baseName, digestNameOf, nameKey } from './names.js';
import type { KeyRing } from './public-keys.js';
import { isSignedBy } from './sign.js';
import type { Signatures } from './signatures.js';

/**
 * `signed`: its signature is right, or its hash is in a digest whose signature is. `linked`: a later digest states its
 * hash. `alone`: nothing speaks for it but itself. `bad`: altered.
 */
export type Standing = 'signed' | 'linked' | 'alone' | 'bad';

export interface JudgedDigest extends Held {
  readonly standing: Standing;
  /** The digest it names as its predecessor is there. */
  readonly isLinkedBack: boolean;
  /** It names a predecessor that is not there. */
  readonly isCutOff: boolean;
}

export interface JudgedChain extends Chain {
  readonly digests: readonly JudgedDigest[];
  readonly findings: readonly Finding[];
  /** Digests that are named and not there, as far as their number can be told. */
  readonly missing: number;
}

export interface Proofs {
  /** Null if none were given. */
  readonly keys: KeyRing | null;
  /** Regions whose keys could not be fetched: that a key is not among those at hand says nothing there. */
  readonly keyless: ReadonlySet<string>;
  readonly signatures: Signatures;
}

export interface Scope {
  /** Whether the filters ask for this digest. */
  isAsked(held: Held): boolean;
  /** Whether they ask for this account and Region. */
  isAskedPlace(account: string, region: string): boolean;
  /** Of times of delivery, in epoch milliseconds. */
  readonly since: number;
  readonly until: number;
}

const hour = 3_600_000;

/** `backfills`: the chain of backfill digests of the same trail, if there is one. */
export function judgeChain(
  chain: Chain,
  proofs: Proofs,
  scope: Scope,
  backfills: readonly Held[],
): JudgedChain {
  const { digests } = chain;
  const findings: Finding[] = [];
  const standings = new Map<string, Standing>();
  const places = new Map(digests.map(({ name }, i) => [name, i]));
  const broken = new Set(chain.unreadable.map(({ name }) => name));
  const vouchers = new Map<string, Held[]>();
  for (const held of digests) {
    const name = held.digest.previous && nameKey(held.digest.previous.key);
    if (name) vouchers.set(name, [...(vouchers.get(name) ?? []), held]);
  }
  const isSound = ({ name }: Held): boolean => (standings.get(name) ?? 'bad') !== 'bad';

  for (const [i, held] of [...digests.entries()].reverse()) {
    const own: Finding[] = [];
    const say = (kind: FindingKind, more: Partial<Finding> = {}): number => own.push(about(kind, held, more));
    const named = vouchers.get(held.name) ?? [];
    const after = digests[i + 1];
    const leadsElsewhere =
      after &&
      isSound(after) &&
      after.digest.previous !== null &&
      places.has(nameKey(after.digest.previous.key));
    if (named.length === 0 && leadsElsewhere) {
      say('digest-extra', { detail: `${after.name} follows ${baseName(after.digest.previous?.key ?? '')}` });
      standings.set(held.name, 'bad');
    } else {
      const voucher = named.find(isSound) ?? named[0];
      const isEnd = after
        ? isSound(after) && after.digest.previous === null
        : chain.unreadable.every(({ nameEnd }) => nameEnd < held.nameEnd);
      const voucherStanding = voucher && standings.get(voucher.name);
      standings.set(held.name, standingOf(held, isEnd, voucher, voucherStanding, proofs, say));
    }
    if (scope.isAsked(held)) findings.push(...own);
  }

  let missing = 0;
  const judged = digests.map((held, i): JudgedDigest => {
    const { previous, start, end } = held.digest;
    const standing = standings.get(held.name) ?? 'bad';
    const previousName = previous && nameKey(previous.key);
    const at = previousName === null ? undefined : places.get(previousName);
    const isLinkedBack = at !== undefined;
    const isCutOff = previousName !== null && !isLinkedBack && !broken.has(previousName);
    const result = { ...held, standing, isLinkedBack, isCutOff };
    if (standing === 'bad' || !scope.isAsked(held)) return result;
    const say = (kind: FindingKind, more: Partial<Finding>): number => findings.push(about(kind, held, more));
    if (start >= end || end !== held.nameEnd) {
      const detail = start >= end ? 'it ends before it begins' : 'its name tells another end';
      say('window-contradiction', { detail });
      return result;
    }
    const before = digests[at ?? i - 1];
    const from = before ? before.nameEnd : null;
    if (isCutOff && previous) {
      const name = digestNameOf(baseName(previous.key));
      if (name && name.end <= scope.since) return result;
      const count = from === null ? 1 : Math.max(1, Math.round((start - from) / hour));
      missing += count;
      say('digest-missing', { file: null, key: previous.key, from, until: start, count });
    } else if (before && isSound(before) && (isLinkedBack || previous === null)) {
      if (start > before.digest.end) {
        const isFilled = isCovered(backfills, before.digest.end, start);
        const kind = isFilled ? 'backfilled' : previous === null ? 'gap' : 'window-gap';
        say(kind, { file: null, key: null, from: before.digest.end, until: start });
      } else if (start < before.digest.end) say('window-overlap', { from: start, until: before.digest.end });
    }
    return result;
  });
  return { ...chain, digests: judged, findings: findings.reverse(), missing };
}

/**
 * Says what is wrong with a digest by its hash and signature. `isEnd`: no digest ever told its signature, for it is the
 * newest, or the last before logging or validation was turned off.
 */
function standingOf(
  { digest, file, name }: Held,
  isEnd: boolean,
  voucher: Held | undefined,
  voucherStanding: Standing | undefined,
  { keys, keyless, signatures }: Proofs,
  say: (kind: FindingKind, more?: Partial<Finding>) => number,
): Standing {
  const statement = voucher?.digest.previous ?? undefined;
  const isReliable = voucherStanding !== undefined && voucherStanding !== 'bad';
  const isHashed = isReliable && statement?.algorithm === hashAlgorithm;
  const agrees = isHashed ? statement?.hash === file.hash : undefined;
  const saved = signatures.get(name) ?? [];
  const stated = isReliable && statement ? [statement.signature.toLowerCase()] : [];
  const sure = [...new Set([...saved, ...stated])];
  if (sure.length > 1) say('signature-conflict');

  const key = keys?.get(digest.fingerprint);
  const isUsual = digest.signatureAlgorithm === signatureAlgorithm;
  const isRight = (signature: string): boolean =>
    key !== undefined && isUsual && isSignedBy(key.key, digest, file.hash, signature);
  const isSigned =
    sure.some(isRight) || (!isReliable && statement !== undefined && isRight(statement.signature));

  if (agrees === false && !isSigned) {
    say('digest-altered', { detail: voucher ? `its hash is not the one in ${voucher.name}` : null });
    return 'bad';
  }
  if (agrees === false && voucher) {
    const { digest: by, file: byFile, nameEnd } = voucher;
    say('link-broken', { file: byFile.path, key: by.key, until: nameEnd });
  } else if (key && isUsual && sure.length > 0 && !isSigned) {
    say('signature-invalid');
    return 'bad';
  }
  if (!isUsual)
    say('algorithm-unknown', { detail: `it says it is signed with '${digest.signatureAlgorithm}'` });
  if (isReliable && statement && !isHashed)
    say('algorithm-unknown', { detail: `the next digest states its hash by '${statement.algorithm}'` });
  if (isSigned && key && isOutOfTime(key, digest.end)) say('key-out-of-time');
  const isVouched = agrees === true && voucherStanding === 'signed';
  if (isSigned || isVouched) return 'signed';
  if (keys && !key && !keyless.has(digest.name.region))
    say('key-unknown', { detail: `fingerprint ${digest.fingerprint}` });
  else if (key && isUsual && sure.length === 0 && statement) say('signature-unreliable');
  else if (key && isUsual && sure.length === 0 && isEnd) say('signature-missing');
  return agrees === true ? 'linked' : 'alone';
}

function isOutOfTime({ from, until }: { from: number | null; until: number | null }, time: number): boolean {
  return (from !== null && time < from) || (until !== null && time > until);
}

function isCovered(held: readonly Held[], from: number, until: number): boolean {
  let reached = from;
  for (const { digest } of held) if (digest.start <= reached && digest.end > reached) reached = digest.end;
  return reached >= until;
}

function about(kind: FindingKind, { file, digest }: Held, more: Partial<Finding>): Finding {
  const { start: from, end: until } = digest;
  return finding(kind, { ...placeOf(digest.name), file: file.path, key: digest.key, from, until, ...more });
}
