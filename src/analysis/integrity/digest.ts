/** A digest as it was delivered: one JSON object (CloudTrail User Guide, "CloudTrail digest file structure"). */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { baseName, type DigestName, digestNameOf, nameKey } from './names.js';

export interface NamedLog {
  readonly bucket: string;
  readonly key: string;
  /** By which its file is known: see `nameKey`. */
  readonly name: string;
  /** Of the uncompressed file: lower-case hex. */
  readonly hash: string;
  readonly algorithm: string;
  /** Event times, in epoch milliseconds; null for a log without events. */
  readonly oldest: number | null;
  readonly newest: number | null;
}

export interface Digest {
  readonly name: DigestName;
  readonly account: string;
  readonly bucket: string;
  readonly key: string;
  /** Of the times of delivery, in epoch milliseconds: the end is excluded. */
  readonly start: number;
  readonly end: number;
  /** As written, which is what is signed. */
  readonly endText: string;
  readonly fingerprint: string;
  readonly signatureAlgorithm: string;
  /** Null in the first digest of a chain, and in the first after logging or validation was off. */
  readonly previous: {
    readonly bucket: string;
    readonly key: string;
    readonly hash: string;
    readonly algorithm: string;
    readonly signature: string;
  } | null;
  readonly logs: readonly NamedLog[];
}

export const signatureAlgorithm = 'SHA256withRSA';
export const hashAlgorithm = 'SHA-256';

class Fault extends Error {}

/** `fault`: why the bytes are no digest, in words. */
export function readDigest(bytes: Uint8Array): { readonly digest: Digest } | { readonly fault: string } {
  let value: JsonValue;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as JsonValue;
  } catch {
    return { fault: 'is not JSON' };
  }
  try {
    return { digest: digestOf(objectOf(value, 'the file')) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

/** Whether it is JSON that has what digests have, be it right or wrong. */
export function isDigestLike(bytes: Uint8Array): boolean {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as JsonValue;
    return (
      typeof value === 'object' && value !== null && ('digestEndTime' in value || 'digestS3Object' in value)
    );
  } catch {
    return false;
  }
}

function digestOf(value: JsonObject): Digest {
  const key = textOf(value, 'digestS3Object');
  const name = digestNameOf(baseName(key));
  if (!name) throw new Fault('its digestS3Object is not the key of a digest');
  const account = textOf(value, 'awsAccountId');
  if (account !== name.account) throw new Fault('its awsAccountId is not the account of its digestS3Object');
  if (!Array.isArray(value.logFiles)) throw new Fault('has no list logFiles');
  const endText = textOf(value, 'digestEndTime');
  return {
    name,
    account,
    bucket: textOf(value, 'digestS3Bucket'),
    key,
    start: timeOf(value, 'digestStartTime'),
    end: timeOf(value, 'digestEndTime'),
    endText,
    fingerprint: textOf(value, 'digestPublicKeyFingerprint').toLowerCase(),
    signatureAlgorithm: textOf(value, 'digestSignatureAlgorithm'),
    previous: previousOf(value),
    logs: (value.logFiles as readonly JsonValue[]).map((log) => logOf(objectOf(log, 'an entry of logFiles'))),
  };
}

function previousOf(value: JsonObject): Digest['previous'] {
  const fields = [
    'previousDigestS3Bucket',
    'previousDigestS3Object',
    'previousDigestHashValue',
    'previousDigestHashAlgorithm',
    'previousDigestSignature',
  ];
  if (fields.every((field) => (value[field] ?? null) === null)) return null;
  return {
    bucket: textOf(value, 'previousDigestS3Bucket'),
    key: textOf(value, 'previousDigestS3Object'),
    hash: textOf(value, 'previousDigestHashValue').toLowerCase(),
    algorithm: textOf(value, 'previousDigestHashAlgorithm'),
    signature: textOf(value, 'previousDigestSignature'),
  };
}

function logOf(value: JsonObject): NamedLog {
  return {
    bucket: textOf(value, 's3Bucket'),
    key: textOf(value, 's3Object'),
    name: nameKey(textOf(value, 's3Object')),
    hash: textOf(value, 'hashValue').toLowerCase(),
    algorithm: textOf(value, 'hashAlgorithm'),
    oldest: (value.oldestEventTime ?? null) === null ? null : timeOf(value, 'oldestEventTime'),
    newest: (value.newestEventTime ?? null) === null ? null : timeOf(value, 'newestEventTime'),
  };
}

function objectOf(value: JsonValue, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Fault(`${what} is not a JSON object`);
  return value as JsonObject;
}

function textOf(value: JsonObject, field: string): string {
  const text = value[field];
  if (typeof text !== 'string') throw new Fault(`has no ${field}`);
  return text;
}

function timeOf(value: JsonObject, field: string): number {
  const time = Date.parse(textOf(value, field));
  if (Number.isNaN(time)) throw new Fault(`its ${field} is not a time`);
  return time;
}
