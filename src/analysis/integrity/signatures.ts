/**
 * Signatures of digests, which S3 keeps as metadata of the object and a download loses. Each digest carries that of its
 * predecessor; those of the newest come from files beside, in the shapes that `aws s3api head-object` and a few lines
 * of shell give: a map by key, lines of JSON that hold the key, or one file for each digest, named after it.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { digestNameOf, nameKey } from './names.js';

/** Signatures by the name of the digest (see `nameKey`); several only if they contradict each other. */
export type Signatures = ReadonlyMap<string, readonly string[]>;

export interface SavedSignature {
  readonly name: string;
  readonly signature: string;
}

const ofOneDigest = /^(.+\.json(?:\.gz)?)\.head\.json$/;

/** `fileName`: by which the answer for one digest tells which. @throws Error in words if there is no signature in it. */
export function readSignatures(text: string, fileName: string): readonly SavedSignature[] {
  const [, digest] = ofOneDigest.exec(fileName) ?? [];
  const found = valuesOf(text).flatMap((value) => signaturesIn(value, digest));
  if (found.length === 0) throw new Error('holds no signature of a digest');
  return found;
}

export function signaturesOf(saved: readonly SavedSignature[]): Signatures {
  const byName = new Map<string, string[]>();
  for (const { name, signature } of saved) {
    const known = byName.get(name) ?? [];
    if (!known.includes(signature)) byName.set(name, [...known, signature]);
  }
  return byName;
}

/** One JSON value, or one on each line. */
function valuesOf(text: string): readonly JsonValue[] {
  const plain = text.replace(/^\ufeff/, '');
  try {
    return [JSON.parse(plain) as JsonValue];
  } catch {
    const lines = plain.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line, i) => {
      try {
        return JSON.parse(line) as JsonValue;
      } catch {
        throw new Error(lines.length > 1 ? `line ${i + 1} is not JSON` : 'is not JSON');
      }
    });
  }
}

function signaturesIn(value: JsonValue, digest: string | undefined): readonly SavedSignature[] {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).flatMap((one) => signaturesIn(one, digest));
  if (typeof value !== 'object' || value === null) return [];
  const object = value as JsonObject;
  const key = object.Key ?? object.key ?? digest;
  const own = signatureIn(object);
  if (own !== undefined && typeof key === 'string') return [{ name: nameKey(key), signature: own }];
  return Object.entries(object).flatMap(([name, inner]) => {
    const signature = typeof inner === 'string' ? inner : isObject(inner) ? signatureIn(inner) : undefined;
    if (signature === undefined || !digestNameOf(`${nameKey(name)}`)) return [];
    return [{ name: nameKey(name), signature: signature.toLowerCase() }];
  });
}

/** Beside the key, or under `Metadata` as `head-object` prints it. */
function signatureIn(object: JsonObject): string | undefined {
  const metadata = isObject(object.Metadata) ? object.Metadata : object;
  const signature = metadata.signature ?? metadata['x-amz-meta-signature'];
  return typeof signature === 'string' ? signature.toLowerCase() : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
