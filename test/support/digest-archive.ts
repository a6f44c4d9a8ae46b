/**
 * Writes archives with digests as CloudTrail delivers them: log files, and for each hour a digest that states their
 * hashes, the hash and signature of the digest before, and is signed in turn (CloudTrail User Guide, "CloudTrail digest
 * file structure"). The key is our own. Nothing here is shared with the code under test.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly fingerprint: string;
  /** DER of PKCS #1, as AWS hands it out. */
  readonly der: Buffer;
  /** DER of a SubjectPublicKeyInfo. */
  readonly spki: Buffer;
}

export function newSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'pkcs1', format: 'der' });
  return {
    privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    fingerprint: createHash('md5').update(der).digest('hex'),
    der,
    spki: publicKey.export({ type: 'spki', format: 'der' }),
  };
}

/** The answer of `aws cloudtrail list-public-keys`. */
export function keyList(...keys: readonly SigningKey[]): object {
  return {
    PublicKeyList: keys.map(({ der, fingerprint }) => ({
      Value: der.toString('base64'),
      ValidityStartTime: '2024-05-20T00:00:00+00:00',
      ValidityEndTime: '2024-06-19T00:00:00+00:00',
      Fingerprint: fingerprint,
    })),
  };
}

export interface DigestText {
  awsAccountId: string;
  digestStartTime: string;
  digestEndTime: string;
  digestS3Bucket: string;
  digestS3Object: string;
  digestPublicKeyFingerprint: string;
  digestSignatureAlgorithm: string;
  newestEventTime: string | null;
  oldestEventTime: string | null;
  previousDigestS3Bucket: string | null;
  previousDigestS3Object: string | null;
  previousDigestHashValue: string | null;
  previousDigestHashAlgorithm: string | null;
  previousDigestSignature: string | null;
  logFiles: {
    s3Bucket: string;
    s3Object: string;
    hashValue: string;
    hashAlgorithm: string;
    newestEventTime: string | null;
    oldestEventTime: string | null;
  }[];
}

export interface ChainPlan {
  readonly key: SigningKey;
  readonly account?: string;
  readonly region?: string;
  readonly trail?: string;
  readonly homeRegion?: string;
  readonly bucket?: string;
  /** Before `AWSLogs`, with its slash. */
  readonly prefix?: string;
  readonly organization?: string;
  /** The start of the first digest's hour. */
  readonly start?: string;
  readonly hours?: number;
  readonly backfill?: boolean;
  /** How many logs the digest of an hour lists. */
  logsIn?(hour: number): number;
  /** The hours that begin anew: the predecessor of their digest is null. */
  readonly restarts?: readonly number[];
  /** Hours without a digest, in which logging was off. */
  readonly off?: readonly number[];
  /** Changes a digest before it is signed, as CloudTrail itself never would. */
  amend?(digest: DigestText, hour: number): void;
  /** Who signs the digest of an hour. */
  signedBy?(hour: number): SigningKey;
}

export interface WrittenDigest {
  readonly key: string;
  readonly text: string;
  readonly signature: string;
  readonly logs: readonly string[];
}

export interface Chain {
  readonly digests: readonly WrittenDigest[];
  /** Stored bytes by S3 key, digests and logs. */
  readonly files: Map<string, Buffer>;
}

const hourLength = 3_600_000;

export function chainOf(plan: ChainPlan): Chain {
  const {
    key,
    account = '111122223333',
    region = 'eu-west-1',
    trail = 'main_trail',
    homeRegion = 'eu-west-1',
    bucket = 'example-trail-bucket',
    prefix = '',
    organization,
    start = '2024-06-03T09:00:00Z',
    hours = 6,
    backfill = false,
    logsIn = (hour) => hour % 3,
    restarts = [],
    off = [],
  } = plan;
  const root = `${prefix}AWSLogs/${organization ? `${organization}/` : ''}${account}`;
  const files = new Map<string, Buffer>();
  const digests: WrittenDigest[] = [];
  for (let hour = 0; hour < hours; hour++) {
    if (off.includes(hour)) continue;
    const from = Date.parse(start) + hour * hourLength;
    const end = from + hourLength;
    const logFiles = Array.from({ length: logsIn(hour) }, (_, i) => {
      const at = from + (i + 1) * 5 * 60_000;
      const id = createHash('sha256').update(`${region}${trail}${hour}.${i}`).digest('hex').slice(0, 16);
      const name = `${account}_CloudTrail_${region}_${stamp(at).slice(0, 13)}Z_${id}.json.gz`;
      const text = logText(account, region, at, id);
      const s3Object = `${root}/CloudTrail/${region}/${day(at)}/${name}`;
      files.set(s3Object, gzipSync(text));
      return {
        s3Bucket: bucket,
        s3Object,
        hashValue: sha256(text),
        hashAlgorithm: 'SHA-256',
        newestEventTime: iso(at - 60_000),
        oldestEventTime: iso(at - 240_000),
      };
    });
    const previous = restarts.includes(hour) ? undefined : digests.at(-1);
    const signer = plan.signedBy?.(hour) ?? key;
    const value: DigestText = {
      awsAccountId: account,
      digestStartTime: iso(from),
      digestEndTime: iso(end),
      digestS3Bucket: bucket,
      digestS3Object:
        `${root}/CloudTrail-Digest/${region}/${day(end)}/` +
        `${account}_CloudTrail-Digest_${region}_${trail}_${homeRegion}_${stamp(end)}Z${backfill ? '_backfill' : ''}.json.gz`,
      digestPublicKeyFingerprint: signer.fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: logFiles.at(-1)?.newestEventTime ?? null,
      oldestEventTime: logFiles[0]?.oldestEventTime ?? null,
      previousDigestS3Bucket: previous ? bucket : null,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous ? sha256(previous.text) : null,
      previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
      previousDigestSignature: previous?.signature ?? null,
      logFiles,
    };
    plan.amend?.(value, hour);
    const text = JSON.stringify(value);
    files.set(value.digestS3Object, gzipSync(text));
    digests.push({
      key: value.digestS3Object,
      text,
      signature: signatureOf(text, signer),
      logs: logFiles.map(({ s3Object }) => s3Object),
    });
  }
  return { digests, files };
}

/** What S3 would keep beside the object: hex over the four lines. */
export function signatureOf(text: string, { privateKey }: SigningKey): string {
  const value = JSON.parse(text) as DigestText;
  const lines = [
    value.digestEndTime,
    `${value.digestS3Bucket}/${value.digestS3Object}`,
    sha256(text),
    value.previousDigestSignature ?? 'null',
  ];
  return sign('sha256', Buffer.from(lines.join('\n')), privateKey).toString('hex');
}

/** What `aws s3api head-object` prints of a digest. */
export function headOf({ text, signature }: Pick<WrittenDigest, 'text' | 'signature'>): object {
  return {
    AcceptRanges: 'bytes',
    ContentLength: gzipSync(text).length,
    ContentType: 'application/json',
    ContentEncoding: 'gzip',
    Metadata: { signature, 'signature-algorithm': 'SHA256withRSA' },
  };
}

export function writeFiles(folder: string, files: Iterable<readonly [string, Buffer | string]>): void {
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}

export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

function logText(account: string, region: string, at: number, id: string): string {
  const events = [240_000, 60_000].map((before, i) => ({
    eventVersion: '1.09',
    userIdentity: { type: 'IAMUser', userName: 'bob', accountId: account },
    eventTime: iso(at - before),
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    awsRegion: region,
    sourceIPAddress: '192.0.2.7',
    userAgent: 'aws-cli/2.15.30',
    requestParameters: null,
    responseElements: null,
    eventID: `${id.slice(0, 8)}-0000-4000-8000-00000000000${i}`,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
  }));
  return JSON.stringify({ Records: events });
}

/** `2024-06-03T09:00:00Z`. */
function iso(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** `20240603T090000`. */
function stamp(time: number): string {
  return iso(time).replaceAll(/[-:Z]/g, '');
}

function day(time: number): string {
  return iso(time).slice(0, 10).replaceAll('-', '/');
}
