/** With `--aws`: the public keys of each Region, and the signatures that no digest at hand tells, asked of AWS. */
import type { Chain, Held } from '../../analysis/integrity/chain.js';
import { nameKey } from '../../analysis/integrity/names.js';
import { type PublicKey, readPublicKeys } from '../../analysis/integrity/public-keys.js';
import type { SavedSignature, Signatures } from '../../analysis/integrity/signatures.js';
import { type Aws, awsPackages, openAws } from '../../load/aws.js';
import type { Problem } from '../../model/problem.js';
import { UsageError } from '../../model/usage-error.js';
import type { Context } from '../spec.js';

export interface Fetched {
  readonly keys: readonly PublicKey[];
  readonly signatures: readonly SavedSignature[];
  /** Regions whose keys could not be had. */
  readonly keyless: ReadonlySet<string>;
  /** What AWS would not tell. */
  readonly problems: readonly Problem[];
}

/** As the AWS CLI does: a key may have come into use within the hours of the last digest. */
const margin = 2 * 3_600_000;

/** @throws UsageError if the packages of the SDK are not installed. */
export async function connect({ signal }: Context): Promise<Aws> {
  const aws = await openAws(signal);
  if (aws) return aws;
  throw new UsageError(
    '--aws needs the AWS SDK, which is not installed with trailscan',
    undefined,
    `Install it beside: npm install -g ${awsPackages.join(' ')}`,
  );
}

/** Asks for what is not at hand. A refusal is a problem, and the rest is asked all the same. */
export async function fetchProofs(
  aws: Aws,
  chains: readonly Chain[],
  isAsked: (held: Held) => boolean,
  saved: Signatures,
  { signal, now }: Pick<Context, 'signal' | 'now'>,
): Promise<Fetched> {
  const keys: PublicKey[] = [];
  const signatures: SavedSignature[] = [];
  const problems: Problem[] = [];
  const keyless = new Set<string>();
  const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      problems.push({ file: what, kind: 'unreadable', message: `AWS did not answer: ${reason}` });
    }
  };
  for (const [region, { from, until }] of spansOf(chains, isAsked, now)) {
    keyless.add(region);
    await attempt(`public keys of ${region}`, async () => {
      keys.push(...readPublicKeys(await aws.publicKeys(region, from, until + margin)));
      keyless.delete(region);
    });
  }
  for (const { digest, name } of unsigned(chains, isAsked, saved)) {
    await attempt(`s3://${digest.bucket}/${digest.key}`, async () => {
      const signature = await aws.signature(digest.name.region, digest.bucket, digest.key);
      if (signature !== undefined) signatures.push({ name, signature: signature.toLowerCase() });
    });
  }
  return { keys, signatures, keyless, problems };
}

/** For each Region the time in which its digests were signed: backfilled ones later than they say. */
function spansOf(
  chains: readonly Chain[],
  isAsked: (held: Held) => boolean,
  now: number,
): ReadonlyMap<string, { readonly from: number; readonly until: number }> {
  const spans = new Map<string, { from: number; until: number }>();
  for (const { id, digests } of chains) {
    for (const held of digests.filter(isAsked)) {
      const { from, until } = spans.get(id.region) ?? { from: held.digest.start, until: held.digest.end };
      spans.set(id.region, {
        from: Math.min(from, held.digest.start),
        until: Math.max(until, id.isBackfill ? now : held.digest.end),
      });
    }
  }
  return spans;
}

function unsigned(
  chains: readonly Chain[],
  isAsked: (held: Held) => boolean,
  saved: Signatures,
): readonly Held[] {
  return chains.flatMap(({ digests }) => {
    const told = new Set(digests.map(({ digest }) => digest.previous && nameKey(digest.previous.key)));
    return digests.filter((held) => isAsked(held) && !told.has(held.name) && !saved.has(held.name));
  });
}
