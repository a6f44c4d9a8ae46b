/**
 * The signature of a digest: RSA (PKCS #1 v1.5) with SHA-256 over four lines (CloudTrail User Guide, "Custom
 * implementations of CloudTrail log file integrity validation"). The bucket and key in them are those the file itself
 * names: whether it lies there is another question.
 */
import { type KeyObject, verify } from 'node:crypto';
import type { Digest } from './digest.js';

/** `hash`: of the digest's uncompressed bytes, lower-case hex. The lines end in LF alone, the last in nothing. */
export function stringToSign(
  digest: Pick<Digest, 'endText' | 'bucket' | 'key' | 'previous'>,
  hash: string,
): string {
  return [digest.endText, `${digest.bucket}/${digest.key}`, hash, digest.previous?.signature ?? 'null'].join(
    '\n',
  );
}

/** False for anything that is not the hex text of a signature by this key. */
export function isSignedBy(
  key: KeyObject,
  digest: Pick<Digest, 'endText' | 'bucket' | 'key' | 'previous'>,
  hash: string,
  signature: string,
): boolean {
  // Buffer.from stops at the first character that is not hex and takes what was before it.
  if (!/^(?:[0-9a-f]{2})+$/i.test(signature)) return false;
  return verify('RSA-SHA256', Buffer.from(stringToSign(digest, hash)), key, Buffer.from(signature, 'hex'));
}
