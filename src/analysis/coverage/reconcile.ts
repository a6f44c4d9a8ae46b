/**
 * The archive held against itself: CloudTrail's own calls to S3 (PutObject, a data event) and KMS (GenerateDataKey, for
 * trails that encrypt) name the log files that it delivered. A file named so and not at hand is missing for certain.
 * Sources: CloudTrail User Guide, "How AWS CloudTrail uses AWS KMS" (the encryption context holds the log file's ARN),
 * and "Finding your CloudTrail log files" for what keys look like.
 */

/** An object that a delivery named. */
export interface NamedObject {
  /** Null where the name does not tell. */
  readonly bucket: string | null;
  readonly key: string;
}

const objectArn = /^arn:[^:]+:s3:::([^/]+)\/(.+)$/s;
const s3Address = /^s3:\/\/([^/]+)\/(.+)$/s;
/** Path style, and virtual-hosted style: "Methods for accessing a bucket", S3 User Guide. */
const pathUrl = /^https?:\/\/s3[^/]*\.amazonaws\.com(?:\.cn)?\/([^/]+)\/([^?#]+)/s;
const hostUrl = /^https?:\/\/([^/]+)\.s3[^/]*\.amazonaws\.com(?:\.cn)?\/([^?#]+)/s;

/** Reads an object's ARN, `s3://` address or URL; anything else is the key of an object in `bucket`. */
export function namedObject(text: string, bucket: string | null): NamedObject {
  for (const form of [objectArn, s3Address]) {
    const [, named, key] = form.exec(text) ?? [];
    if (named !== undefined && key !== undefined) return { bucket: named, key };
  }
  for (const form of [pathUrl, hostUrl]) {
    const [, named, key] = form.exec(text) ?? [];
    if (named !== undefined && key !== undefined) return { bucket: named, key: decoded(key) };
  }
  return { bucket, key: /%[0-9a-f]{2}/i.test(text) ? decoded(text) : text };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface Reconciliation {
  /** Distinct log files named. */
  readonly named: number;
  /** Those that are not at hand, by key. */
  readonly missing: readonly NamedObject[];
}

/**
 * Files are told by their names alone, which CloudTrail makes unique, so that a copy may lie in any folder, inflated or
 * not. With nothing at hand that is named like a log file, nothing is said to be missing: the copies have other names.
 * @param isLog whether a key is a log file's.
 */
export function reconcile(
  objects: Iterable<NamedObject>,
  atHand: ReadonlySet<string>,
  isLog: (key: string) => boolean,
): Reconciliation {
  const byKey = new Map<string, NamedObject>();
  for (const object of objects) {
    if (!isLog(object.key)) continue;
    const known = byKey.get(object.key);
    if (!known || (known.bucket === null && object.bucket !== null)) byKey.set(object.key, object);
  }
  const missing = [...byKey.values()].filter(({ key }) => !atHand.has(fileName(key)));
  return { named: byKey.size, missing: missing.sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** The name that a file and its copies have in common: without folders and without `.gz`. */
export function fileName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.endsWith('.gz') ? name.slice(0, -3) : name;
}
