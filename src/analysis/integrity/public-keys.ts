/**
 * Public keys as `aws cloudtrail list-public-keys` prints them (CloudTrail API Reference, ListPublicKeys): base64 of DER,
 * PKCS #1 by the document, though one printed sample is an X.509 SubjectPublicKeyInfo. Times are numbers from version 1
 * of the AWS CLI and ISO texts from version 2. A key proves something only if it was fetched from AWS apart from the
 * evidence.
 */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../model/json.js';

export interface PublicKey {
  /** As listed: lower-case hex. */
  readonly fingerprint: string;
  readonly key: KeyObject;
  /** The period in which it signs, in epoch milliseconds; null where the list does not tell. */
  readonly from: number | null;
  readonly until: number | null;
  /** Whether the fingerprint is the MD5 of the key's DER, as that of every published key is. */
  readonly isUsual: boolean;
  /** The base64 text, by which the same key is known again. */
  readonly value: string;
}

export type KeyRing = ReadonlyMap<string, PublicKey>;

/**
 * The keys in a list: wrapped as `PublicKeyList`, in an array of such, by Region in an object, or bare. Empty if there
 * are none in it. @throws Error in words for a list that cannot be used.
 */
export function readPublicKeys(value: JsonValue): readonly PublicKey[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(readPublicKeys);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as JsonObject;
  if ('Value' in object || 'Fingerprint' in object) return [keyOf(object)];
  return Object.values(object).flatMap((inner) => (inner === undefined ? [] : readPublicKeys(inner)));
}

/** @throws Error in words if two keys share a fingerprint. */
export function keyRing(keys: readonly PublicKey[]): KeyRing {
  const ring = new Map<string, PublicKey>();
  for (const key of keys) {
    const known = ring.get(key.fingerprint);
    if (known && known.value !== key.value) {
      throw new Error(`two different keys have the fingerprint ${key.fingerprint}`);
    }
    ring.set(key.fingerprint, key);
  }
  return ring;
}

function keyOf({ Value: value, Fingerprint: fingerprint, ...times }: JsonObject): PublicKey {
  if (typeof fingerprint !== 'string') throw new Error('a key has no Fingerprint');
  if (typeof value !== 'string') throw new Error(`the key ${fingerprint} has no Value`);
  const der = Buffer.from(value, 'base64');
  return {
    fingerprint: fingerprint.toLowerCase(),
    key: parseKey(der, fingerprint),
    from: timeOf(times.ValidityStartTime),
    until: timeOf(times.ValidityEndTime),
    isUsual: createHash('md5').update(der).digest('hex') === fingerprint.toLowerCase(),
    value: der.toString('base64'),
  };
}

function parseKey(der: Buffer, fingerprint: string): KeyObject {
  for (const type of ['pkcs1', 'spki'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // Of the other type, or no key at all.
    }
  }
  throw new Error(`the key ${fingerprint} is not an RSA public key in base64`);
}

function timeOf(value: JsonValue | undefined): number | null {
  const time =
    typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
