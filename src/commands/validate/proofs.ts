/** The public keys and signatures that the user saved, read before any evidence is. */

import { relative } from 'node:path';
import { baseName } from '../../analysis/integrity/names.js';
import { keyRing, type PublicKey, readPublicKeys } from '../../analysis/integrity/public-keys.js';
import { readSignatures, type SavedSignature } from '../../analysis/integrity/signatures.js';
import { readSideFiles, type SideFile } from '../../load/side-files.js';
import type { JsonValue } from '../../model/json.js';
import { UsageError } from '../../model/usage-error.js';
import { plural } from '../closing.js';
import type { Values } from '../options.js';

export interface Saved {
  /** Null if none were given. */
  readonly keys: readonly PublicKey[] | null;
  /** The files that hold them. */
  readonly keyFiles: readonly string[];
  readonly signatures: readonly SavedSignature[];
}

const keysHint =
  'Save them with: aws cloudtrail list-public-keys --start-time ... --end-time ... > public-keys.json';
const signaturesHint =
  'Save one with: aws s3api head-object --bucket BUCKET --key KEY > NAME-OF-THE-DIGEST-FILE.head.json';

/** @throws UsageError naming the file that cannot be used. */
export function savedProofs({ publicKeys, signatures }: Values): Saved {
  const found = (publicKeys ?? []).map((path) => {
    const files = filesOf('--public-keys', path, keysHint).flatMap((file) => {
      const keys = attempt('--public-keys', file.path, keysHint, () => readPublicKeys(parse(file)));
      return keys.length > 0 ? [{ path: file.path, keys }] : [];
    });
    if (files.length === 0) throw mistake('--public-keys', path, 'holds no public keys', keysHint);
    return files;
  });
  const keys = publicKeys ? found.flat().flatMap((file) => file.keys) : null;
  if (keys) attempt('--public-keys', (publicKeys ?? []).join(', '), keysHint, () => keyRing(keys));
  return {
    keys,
    keyFiles: found.flat().map(({ path }) => path),
    signatures: (signatures ?? []).flatMap((path) => signaturesIn(path)),
  };
}

function signaturesIn(path: string): readonly SavedSignature[] {
  const found = filesOf('--signatures', path, signaturesHint).flatMap((file) => {
    const read = () => readSignatures(file.text, baseName(file.path));
    if (!file.isFound) return attempt('--signatures', file.path, signaturesHint, read);
    try {
      return read();
    } catch {
      // A folder may hold other files too, such as the keys.
      return [];
    }
  });
  if (found.length === 0)
    throw mistake('--signatures', path, 'holds no signature of a digest', signaturesHint);
  return found;
}

/** Where the keys came from, on which all depends. `paths`: of the evidence. */
export function keysNote(
  { keys, keyFiles }: Saved,
  isAsked: boolean,
  paths: readonly string[],
): readonly string[] {
  if (isAsked) return ['public keys were asked of AWS'];
  if (keys === null)
    return [
      'without --public-keys no signature was checked: who could change the folder could have changed the digests with it',
    ];
  const files = keyFiles.length > 3 ? `${keyFiles.length} files` : keyFiles.join(', ');
  const places = paths.length > 0 ? paths : ['.'];
  const isWithin = keyFiles.some((file) => places.some((path) => !relative(path, file).startsWith('..')));
  const where = isWithin ? ', in the folder that they are to prove' : '';
  return [
    `public keys: ${plural(keys.length, 'key')} from ${files}${where}; they prove what they say only if they were fetched from AWS apart from the evidence`,
  ];
}

function filesOf(flag: string, path: string, hint: string): readonly SideFile[] {
  return attempt(flag, path, hint, () => readSideFiles(path));
}

/** Of a folder the files that are no JSON hold no keys. */
function parse({ text, isFound }: SideFile): JsonValue {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as JsonValue;
  } catch {
    if (isFound) return null;
    throw new Error('is not JSON');
  }
}

function attempt<Result>(flag: string, path: string, hint: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw mistake(flag, path, error instanceof Error ? error.message : String(error), hint);
  }
}

function mistake(flag: string, path: string, message: string, hint: string): UsageError {
  return new UsageError(`${flag}: '${path}': ${message}`, undefined, hint);
}
