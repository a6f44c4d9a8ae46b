/**
 * What can be found wrong, missing or unproven in an archive with digests: each kind once, with its gravity and words.
 * `damage` fails the validation. `unproven` is what the files at hand cannot decide. A `note` tells what was done with
 * files that do not lie as they were delivered.
 */

export type Severity = 'damage' | 'unproven' | 'note';

export const severities = ['damage', 'unproven', 'note'] as const satisfies readonly Severity[];

interface Kind {
  readonly severity: Severity;
  /** What is found, in a few words. */
  readonly title: string;
  /** What it means and what to do, as one sentence. */
  readonly means: string;
}

export const findingKinds = {
  'no-digests': {
    severity: 'damage',
    title: 'no digests',
    means:
      'Nothing can be proven of these logs: download CloudTrail-Digest too, or validation was never turned on.',
  },
  'digest-unreadable': {
    severity: 'damage',
    title: 'digest cannot be read',
    means: 'Its content is not what CloudTrail writes; its logs are not judged.',
  },
  'digest-altered': {
    severity: 'damage',
    title: 'digest altered',
    means: 'It does not have the hash that the digest after it states; its logs are not judged.',
  },
  'digest-moved': {
    severity: 'damage',
    title: "digest under another digest's name",
    means: 'By its own content it was delivered under another name.',
  },
  'digest-missing': {
    severity: 'damage',
    title: 'digest missing',
    means:
      'The digest after it names it, and it is not in the folder: removed, or not downloaded. Where the archive is meant to begin later, say so with --since.',
  },
  'digest-extra': {
    severity: 'damage',
    title: 'digest that is not part of its chain',
    means: 'Later digests of the chain are there and do not lead to it.',
  },
  'digest-copies-differ': {
    severity: 'damage',
    title: 'copies of a digest differ',
    means: 'Another file of the same name has other content, and only one can be genuine.',
  },
  'link-broken': {
    severity: 'damage',
    title: 'link to the previous digest broken',
    means: 'The hash it states is not that of the previous digest, whose own signature is right.',
  },
  'signature-invalid': {
    severity: 'damage',
    title: 'signature invalid',
    means: 'The digest was altered, or signed with another key; its logs are not judged.',
  },
  'signature-conflict': {
    severity: 'damage',
    title: 'signatures contradict each other',
    means: 'The saved signature is not the one that the next digest states.',
  },
  'key-unknown': {
    severity: 'damage',
    title: 'signed with a key that is not among those given',
    means: 'List the public keys of its Region for the time of the digest, or someone else signed it.',
  },
  'log-altered': {
    severity: 'damage',
    title: 'log altered',
    means: 'It does not have the hash that its digest states.',
  },
  'log-missing': {
    severity: 'damage',
    title: 'log missing',
    means: 'A digest names it, and it is not in the folder; perhaps it was not downloaded.',
  },
  'log-truncated': {
    severity: 'damage',
    title: 'log cut off',
    means: 'The file ends too early: copy it again, or it was cut.',
  },
  'log-corrupt': {
    severity: 'damage',
    title: 'log corrupt',
    means: 'The compressed data is damaged.',
  },
  'log-file-end': {
    severity: 'damage',
    title: 'log whole, and its file not',
    means: 'The content has the right hash; the packed file lacks its end, or something follows it.',
  },
  'log-extra': {
    severity: 'damage',
    title: 'log that no digest names',
    means: 'The digests of its hour are there: it was added, or delivered by a trail without digests.',
  },
  'digest-refused': {
    severity: 'unproven',
    title: 'digest cannot be opened',
    means: 'The system refused it, so its logs are not judged.',
  },
  'log-refused': {
    severity: 'unproven',
    title: 'log cannot be opened',
    means: 'The system refused it.',
  },
  'log-uncovered': {
    severity: 'unproven',
    title: 'logs outside of the digests',
    means: 'They were delivered before the first digest or after the last that is at hand.',
  },
  'log-late': {
    severity: 'unproven',
    title: 'log of an earlier time, named by an unproven digest only',
    means:
      'The digests of its own time are there and do not name it: delivered late, or put there together with the digest.',
  },
  'records-unlisted': {
    severity: 'unproven',
    title: 'events in a file that no digest can name',
    means:
      'It has neither the name nor the content of a log that was delivered: exported, written by another tool, or put there.',
  },
  'signature-missing': {
    severity: 'unproven',
    title: 'no signature at hand',
    means: 'The newest digest of a chain is signed only by what S3 keeps: give --signatures or --aws.',
  },
  'signature-unreliable': {
    severity: 'unproven',
    title: 'signature stated by an altered digest only',
    means: 'It is not right, and which of the two was altered cannot be told.',
  },
  'algorithm-unknown': {
    severity: 'unproven',
    title: 'unknown algorithm',
    means: 'CloudTrail documents SHA-256 and SHA256withRSA only.',
  },
  gap: {
    severity: 'unproven',
    title: 'no digests for a time',
    means: 'Logging or validation was stopped and started again, so nothing is proven between.',
  },
  'window-gap': {
    severity: 'unproven',
    title: 'time between two linked digests',
    means: 'The one begins later than the one before it ends, so nothing is proven between.',
  },
  'window-overlap': {
    severity: 'unproven',
    title: 'digests overlap in time',
    means: 'The one begins before the one before it ends, as with skewed clocks.',
  },
  'window-contradiction': {
    severity: 'unproven',
    title: 'digest contradicts itself on its time',
    means: 'What time it covers cannot be relied upon.',
  },
  backfilled: {
    severity: 'note',
    title: 'time covered by backfill digests',
    means: 'CloudTrail made up later for digests it had not delivered.',
  },
  'key-out-of-time': {
    severity: 'note',
    title: 'key used outside of its period',
    means: 'By the list of keys it was not in use when the digest ended.',
  },
  'files-rerooted': {
    severity: 'note',
    title: 'upper folders are gone',
    means: 'Matched by the lower folders and the name.',
  },
  'files-flattened': {
    severity: 'note',
    title: 'all folders are gone',
    means: 'Matched by the name alone.',
  },
  'files-moved': {
    severity: 'note',
    title: 'in another folder than delivered',
    means: 'Matched by the name; the content is right.',
  },
  'files-renamed': {
    severity: 'note',
    title: 'under another name than delivered',
    means: 'Matched by the content.',
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type FindingKind = keyof typeof findingKinds;

export interface Finding {
  readonly kind: FindingKind;
  readonly account: string | null;
  readonly region: string | null;
  readonly trail: string | null;
  /** It is about the chain of backfill digests. */
  readonly isBackfill: boolean;
  /** As the user would type it; null for what is not there. */
  readonly file: string | null;
  /** The key in S3, as far as a digest tells it. */
  readonly key: string | null;
  /** The time it is about, in epoch milliseconds. */
  readonly from: number | null;
  readonly until: number | null;
  /** How many files, or digests, it is about. */
  readonly count: number;
  readonly detail: string | null;
}

/** A finding of one file or digest, about nothing else unless `more` says so. */
export function finding(kind: FindingKind, more: Partial<Finding>): Finding {
  const nothing = { account: null, region: null, trail: null, isBackfill: false, file: null, key: null };
  return { kind, ...nothing, from: null, until: null, count: 1, detail: null, ...more };
}

export function severityOf({ kind }: Pick<Finding, 'kind'>): Severity {
  return findingKinds[kind].severity;
}
