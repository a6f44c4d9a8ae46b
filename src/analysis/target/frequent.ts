/**
 * Calls that archives are full of, above all where data events are recorded: nearly all that mentions a busy bucket reads
 * or writes its objects. Those that cannot answer a question need not be looked into. This has to be known before the
 * reading begins, so it is a table, which tests hold against what is concluded from such calls.
 */
import { allOf, anyOf, type Expr } from '../../query/ast.js';
import type { Question } from './answer.js';
import type { Effect } from './verbs.js';

/**
 * By event source and effect (event names in the CloudTrail chapters of the guides of Amazon S3, AWS KMS, AWS STS and AWS
 * Lambda). None of them ties a name to another.
 */
export const frequent: Readonly<Record<string, Readonly<Partial<Record<Effect, string>>>>> = {
  's3.amazonaws.com': {
    read: `GetBucketAcl GetBucketCors GetBucketEncryption GetBucketLifecycle GetBucketLocation GetBucketLogging
      GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy
      GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketReplication GetBucketRequestPayment GetBucketTagging
      GetBucketVersioning GetBucketWebsite GetObject GetObjectAcl GetObjectAttributes GetObjectTagging HeadBucket
      HeadObject ListBuckets ListMultipartUploads ListObjectVersions ListObjects ListParts SelectObjectContent`,
    upsert: 'PutObject PutObjectAcl PutObjectTagging',
    create: 'CompleteMultipartUpload CopyObject CreateMultipartUpload UploadPart UploadPartCopy',
    modify: 'RestoreObject',
    delete: 'DeleteObject DeleteObjectTagging DeleteObjects',
    remove: 'AbortMultipartUpload',
  },
  'kms.amazonaws.com': {
    use: 'Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateMac ReEncrypt Sign Verify VerifyMac',
  },
  'sts.amazonaws.com': { use: 'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity' },
  'lambda.amazonaws.com': { use: 'Invoke' },
};

/** The effects that the calls of the table have, and that answer no such question. */
const idle: Readonly<Record<Question, readonly Effect[]>> = {
  deleted: ['read', 'use', 'upsert', 'create', 'modify'],
  created: ['read', 'use', 'modify', 'delete', 'remove'],
  changed: ['read', 'use'],
  accessed: [],
};

/**
 * Holds for calls that do not answer the question, whatever it is about, nor tie a name to another. (A forged record may
 * name several calls in a list; CloudTrail writes one.)
 */
export function noAnswerTo(question: Question): Expr {
  const terms = Object.entries(frequent).flatMap(([source, byEffect]) => {
    const names = idle[question].flatMap((effect) => byEffect[effect]?.split(/\s+/) ?? []);
    return names.length === 0 ? [] : [allOf([isOneOf('eventSource', [source]), isOneOf('eventName', names)])];
  });
  if (terms.length === 0) return anyOf([]);
  // A service's own event of such a name would be read otherwise.
  return allOf([isOneOf('eventType', ['AwsApiCall']), anyOf(terms)]);
}

function isOneOf(field: string, values: readonly string[]): Expr {
  return { kind: 'oneOf', path: [field], values, foldCase: false };
}
