/**
 * JSON that lies beside records and holds none, named for what it is: digests (CloudTrail User Guide, "CloudTrail
 * digest file structure"), S3 and SNS notices of new files, manifests of S3 Inventory, public keys for validation
 * (`aws cloudtrail list-public-keys`), signatures of saved query results, and answers of trailscan itself, which are often
 * written into the folder of the case.
 */
import type { JsonObject } from '../../model/json.js';
import type { JsonFormat, Other } from './format.js';
import { isObject, parseJson } from './json-slice.js';

function holding(
  name: string,
  holds: Other,
  title: string,
  keys: readonly string[],
  isOne: (value: JsonObject) => boolean,
): JsonFormat {
  return {
    name,
    title,
    keys,
    read: ({ value }) => (isObject(value) && isOne(value) ? { holds } : undefined),
  };
}

function isNotice(value: JsonObject): boolean {
  if (typeof value.s3ObjectKey === 'string' || Array.isArray(value.s3ObjectKey)) return true;
  if (value.eventSource === 'aws:s3' || value.eventSource === 'aws:sqs' || value.EventSource === 'aws:sns')
    return true;
  if (value.Event === 's3:TestEvent') return true;
  const isMessage = value.Type === 'Notification' && typeof value.Message === 'string';
  const inner = isMessage ? parseJson(String(value.Message)) : undefined;
  return isObject(inner) && ('s3ObjectKey' in inner || 'Records' in inner);
}

export const digest = holding(
  'digest',
  'digest',
  'CloudTrail digest',
  ['digestStartTime', 'digestEndTime', 'awsAccountId', 'digestS3Bucket'],
  (value) => 'digestStartTime' in value && Array.isArray(value.logFiles),
);

export const notice = holding(
  'notice',
  'notice',
  'notice of new files in S3',
  ['s3ObjectKey', 's3Bucket', 'TopicArn'],
  isNotice,
);

export const manifest = holding(
  'manifest',
  'manifest',
  'manifest of other files',
  ['sourceBucket', 'fileSchema'],
  (value) => Array.isArray(value.files) && ('fileSchema' in value || 'sourceBucket' in value),
);

export const publicKeys = holding(
  'public-keys',
  'keys',
  'public keys for validation',
  ['PublicKeyList', 'publicKeyList'],
  (value) => Array.isArray(value.PublicKeyList) || Array.isArray(value.publicKeyList),
);

export const lakeSignature = holding(
  'lake-signature',
  'signature',
  'signature of Lake query results',
  ['hashSignature', 'hashAlgorithm', 'queryCompleteTime'],
  (value) => 'hashSignature' in value && Array.isArray(value.files),
);

/**
 * The keys of its rows, by command, of which none is ever left out. So many, that nothing else has them all: what is
 * taken for an answer is not read.
 */
const answerKeys: readonly (readonly string[])[] = [
  // events, who-*, history, detect, the change report; check's findings
  ['eventTime', 'eventID', 'outcome', 'resource', 'principal', 'actor', 'origin', 'file', 'index'],
  ['by', 'count', 'errors', 'errorRate', 'first', 'last'],
  ['section', 'name', 'account', 'count', 'errors', 'denied', 'writes', 'first', 'last', 'note'],
  ['principal', 'count', 'errors', 'denied', 'writes', 'sensitive', 'sensitiveFailed', 'agents', 'keys'],
  ['id', 'parent', 'accessKeyIds', 'principal', 'obtained', 'end', 'events', 'denied', 'eventIDs'],
  ['section', 'account', 'region', 'from', 'until', 'seconds', 'state', 'grounds', 'events'],
  ['type', 'account', 'region', 'trail', 'homeRegion', 'backfill', 'proof', 'digests', 'logs'],
  ['type', 'severity', 'finding', 'title', 'account', 'region', 'trail', 'backfill', 'file'],
  ['pack', 'control', 'verdict', 'reasons', 'findings', 'suppressed', 'known', 'rationale', 'remediation'],
  ['file', 'member', 'formats', 'holds', 'records', 'partial', 'problems'],
];

export const answer = holding(
  'answer',
  'answer',
  'answer of trailscan',
  // Of coverage, whose rows have a list of events.
  ['grounds'],
  (value) => !('eventVersion' in value) && answerKeys.some((keys) => keys.every((key) => key in value)),
);
