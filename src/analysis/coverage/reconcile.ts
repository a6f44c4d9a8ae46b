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
  /** How many distinct log files were named, by account. */
  readonly named: ReadonlyMap<string, number>;
  /** Those that are not at hand, by key. */
  readonly missing: readonly NamedObject[];
  /** False: nothing at hand is named as CloudTrail names log files, so that nothing can be said to be missing. */
  readonly canTell: boolean;
}

export interface Reconciler {
  /** Takes note of a file at hand, by its path. */
  meet(path: string): void;
  result(): Reconciliation;
}

/**
 * Files are told by their names alone, which CloudTrail makes unique, so that a copy may lie in any folder, inflated or
 * not. Only the names that are still looked for are held.
 * @param accountOf the account of a log file, by its path; null if it is none by its name.
 */
export function reconciler(
  objects: Iterable<NamedObject>,
  accountOf: (path: string) => string | null,
): Reconciler {
  const wanted = new Map<string, NamedObject>();
  const named = new Map<string, number>();
  for (const object of objects) {
    const account = accountOf(object.key);
    if (account === null) continue;
    const name = fileName(object.key);
    const known = wanted.get(name);
    if (!known) named.set(account, (named.get(account) ?? 0) + 1);
    if (!known || (known.bucket === null && object.bucket !== null)) wanted.set(name, object);
  }
  let canTell = false;
  return {
    meet(path) {
      canTell ||= accountOf(path) !== null;
      wanted.delete(fileName(path));
    },
    result: () => ({
      named,
      missing: canTell ? [...wanted.values()].sort((a, b) => (a.key < b.key ? -1 : 1)) : [],
      canTell,
    }),
  };
}

/** The name that a file and its copies have in common: without folders and without `.gz`. */
function fileName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.endsWith('.gz') ? name.slice(0, -3) : name;
}
