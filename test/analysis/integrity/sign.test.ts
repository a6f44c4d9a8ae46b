/** The string to sign and its signature, against what AWS documents and against OpenSSL. */
import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDigest } from '../../../src/analysis/integrity/digest.js';
import { isSignedBy, stringToSign } from '../../../src/analysis/integrity/sign.js';
import { chainOf, newSigningKey, sha256 } from '../../support/digest-archive.js';
import { temporaryFolder } from '../../support/odd-archive.js';

const key = newSigningKey();
const { digests } = chainOf({ key, hours: 2, prefix: 'logs/' });
const read = digests.map(({ text, signature }) => {
  const result = readDigest(Buffer.from(text));
  if (!('digest' in result)) throw new Error(result.fault);
  return { digest: result.digest, hash: sha256(text), signature };
});
const [first, second] = read as [(typeof read)[number], (typeof read)[number]];
const publicKey = createPublicKey({ key: key.der, format: 'der', type: 'pkcs1' });

describe('the string to sign', () => {
  it('is four lines without an end of line at the end', () => {
    expect(stringToSign(second.digest, second.hash)).toBe(
      '2024-06-03T11:00:00Z\n' +
        'example-trail-bucket/logs/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2024/06/03/' +
        '111122223333_CloudTrail-Digest_eu-west-1_main_trail_eu-west-1_20240603T110000Z.json.gz\n' +
        `${second.hash}\n${first.signature}`,
    );
  });
  it('ends in null for the first digest of a chain', () => {
    expect(stringToSign(first.digest, first.hash).split('\n').at(-1)).toBe('null');
  });
});

describe('the signature', () => {
  it.each(read)('is right', ({ digest, hash, signature }) => {
    expect(isSignedBy(publicKey, digest, hash, signature)).toBe(true);
    expect(isSignedBy(publicKey, digest, hash, signature.toUpperCase())).toBe(true);
  });
  it.each([
    { name: 'of another digest', signature: first.signature },
    { name: 'cut off', signature: second.signature.slice(0, -2) },
    { name: 'with half a byte more', signature: `${second.signature}0` },
    { name: 'with something behind it that is not hex', signature: `${second.signature}\n` },
    { name: 'in base64', signature: Buffer.from(second.signature, 'hex').toString('base64') },
    { name: 'empty', signature: '' },
  ])('is wrong: $name', ({ signature }) => {
    expect(isSignedBy(publicKey, second.digest, second.hash, signature)).toBe(false);
  });
  it('is wrong for another hash', () => {
    expect(isSignedBy(publicKey, second.digest, first.hash, second.signature)).toBe(false);
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;

describe('openssl dgst -sha256 -verify', () => {
  const folder = temporaryFolder();
  const verified = (text: string, signature: string): boolean => {
    writeFileSync(join(folder, 'key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(join(folder, 'text'), text);
    writeFileSync(join(folder, 'signature'), Buffer.from(signature, 'hex'));
    const args = ['dgst', '-sha256', '-verify', 'key.pem', '-signature', 'signature', 'text'];
    return spawnSync('openssl', args, { cwd: folder }).status === 0;
  };
  it.skipIf(!openssl)(`agrees${openssl ? '' : ' (openssl is not installed)'}`, () => {
    for (const { digest, hash, signature } of read) {
      const text = stringToSign(digest, hash);
      expect(verified(text, signature)).toBe(true);
      expect(verified(`${text}\n`, signature)).toBe(false);
      expect(verified(text, '00'.repeat(256))).toBe(false);
    }
  });
});
