/**
 * What AWS itself says of digests: the public keys of a Region, and the signature that S3 keeps beside an object. The
 * packages are not installed with trailscan; they are loaded when they are asked for. Credentials, profiles, proxies and
 * endpoints are those of the environment, as the SDK reads it.
 */
import type { JsonValue } from '../model/json.js';

export interface Aws {
  /** The keys that signed in the Region between two times (epoch milliseconds), as `list-public-keys` prints them. */
  publicKeys(region: string, from: number, until: number): Promise<JsonValue>;
  /** Undefined if the object has none. */
  signature(region: string, bucket: string, key: string): Promise<string | undefined>;
  close(): void;
}

export const awsPackages = ['@aws-sdk/client-cloudtrail', '@aws-sdk/client-s3'] as const;

/** Undefined if the packages are not installed. */
export async function openAws(signal: AbortSignal): Promise<Aws | undefined> {
  const packages = await loadPackages();
  if (!packages) return undefined;
  const { CloudTrailClient, ListPublicKeysCommand, S3Client, HeadObjectCommand } = packages;
  const trails = new Map<string, InstanceType<typeof CloudTrailClient>>();
  const stores = new Map<string, InstanceType<typeof S3Client>>();
  const clientOf = <Client>(clients: Map<string, Client>, region: string, make: () => Client): Client => {
    const client = clients.get(region) ?? make();
    clients.set(region, client);
    return client;
  };
  return {
    async publicKeys(region, from, until) {
      const client = clientOf(trails, region, () => new CloudTrailClient({ region }));
      const keys: JsonValue[] = [];
      let next: string | undefined;
      do {
        const answer = await client.send(
          new ListPublicKeysCommand({
            StartTime: new Date(from),
            EndTime: new Date(until),
            ...(next === undefined ? {} : { NextToken: next }),
          }),
          { abortSignal: signal },
        );
        for (const { Value, Fingerprint, ValidityStartTime, ValidityEndTime } of answer.PublicKeyList ?? []) {
          keys.push({
            Value: Value && Buffer.from(Value).toString('base64'),
            Fingerprint,
            ValidityStartTime: ValidityStartTime?.toISOString(),
            ValidityEndTime: ValidityEndTime?.toISOString(),
          });
        }
        next = answer.NextToken;
      } while (next !== undefined);
      return { PublicKeyList: keys };
    },
    async signature(region, bucket, key) {
      // The bucket may be in another Region than the trail.
      const client = clientOf(stores, region, () => new S3Client({ region, followRegionRedirects: true }));
      const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), {
        abortSignal: signal,
      });
      return answer.Metadata?.signature;
    },
    close() {
      for (const client of [...trails.values(), ...stores.values()]) client.destroy();
    },
  };
}

async function loadPackages() {
  try {
    const [trail, store] = await Promise.all([
      import('@aws-sdk/client-cloudtrail'),
      import('@aws-sdk/client-s3'),
    ]);
    return { ...trail, ...store };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
