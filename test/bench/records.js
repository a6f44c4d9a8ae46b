/**
 * Makes one CloudTrail record at a time, as text. The shapes (which fields, how nested, how long) follow the
 * CloudTrail User Guide's record contents and what real archives show; names, ids and addresses are made up.
 */

import { ACCOUNT, drawCaller, drawKind, NAMES, OTHER_ACCOUNT } from './catalog.js';
import { base64, between, hex, pick, upper, uuid } from './random.js';

const DENIED = 'AccessDenied';

/** One record in so many has its `=` and `&` written as \u003d and \u0026, as AWS's Java services do. */
const ESCAPED_ONE_IN = 80;

/** ISO 8601 to the second, as CloudTrail writes it; `time` in epoch milliseconds. */
export function isoSecond(time) {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Share of the records that continue what the caller before it did: programs call in runs. */
const RUN_SHARE = 0.6;

/**
 * An endless stream of records of one region and time window.
 * @param {() => number} random the stream's state
 * @param {{region: string, from: number, to: number}} window region, and earliest and latest time in epoch ms
 * @returns {() => string} the next record, one JSON object
 */
export function recordStream(random, { region, from, to }) {
  let kind;
  let who;
  return () => {
    if (kind === undefined || random() >= RUN_SHARE) {
      kind = drawKind(random, region);
      who = drawCaller(random, kind);
    }
    const time = between(random, from, to);
    const json = JSON.stringify(build(random, { region, kind, who, time }));
    if (random() * ESCAPED_ONE_IN >= 1) return json;
    return json.replaceAll('=', '\\u003d').replaceAll('&', '\\u0026');
  };
}

function build(random, { region, kind, who, time }) {
  const byService = who.identity.type === 'AWSService';
  const failed = random() < (byService ? 0.12 : 0.06);
  const parts = detail(random, { region, kind, byService, time });
  const error = failed ? errorOf(random, kind, who) : {};
  const data = DATA_EVENTS.has(kind.name) && kind.service === 's3';
  const s3 = kind.service === 's3';
  return {
    eventVersion: '1.09',
    userIdentity: identity(random, who, time),
    eventTime: isoSecond(time),
    eventSource: kind.source,
    eventName: kind.name,
    awsRegion: region,
    sourceIPAddress: pick(random, who.addresses),
    userAgent: s3 && !byService ? `[${who.agent}]` : who.agent,
    ...error,
    requestParameters: parts.request,
    responseElements: failed ? null : parts.response,
    ...(s3 ? { additionalEventData: s3Transfer(random, data) } : {}),
    requestID: s3 ? upper(random, 16) : uuid(random),
    eventID: uuid(random),
    readOnly: kind.readOnly,
    ...(parts.resources ? { resources: parts.resources } : {}),
    eventType: kind.name === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
    managementEvent: !data,
    recipientAccountId: ACCOUNT,
    ...(byService ? { sharedEventID: uuid(random) } : {}),
    ...(s3 && random() < 0.4 ? { vpcEndpointId: 'vpce-0a1b2c3d4e5f60718' } : {}),
    eventCategory: data ? 'Data' : 'Management',
    ...(byService || random() < 0.15 ? {} : { tlsDetails: tls(kind, region) }),
  };
}

const DATA_EVENTS = new Set(
  `GetObject PutObject HeadObject ListObjects DeleteObject CopyObject UploadPart CompleteMultipartUpload
  CreateMultipartUpload PutObjectTagging AbortMultipartUpload`.split(/\s+/),
);

function identity(random, who, time) {
  if (who.keys.length === 0) return who.identity;
  const { userName, ...base } = who.identity;
  const accessKeyId = pick(random, who.keys);
  const named = userName === undefined ? {} : { userName };
  if (who.session === null) return { ...base, accessKeyId, ...named };
  const hour = 3600_000;
  const created = Math.floor(time / hour) * hour - pick(random, who.created) * 60_000;
  return {
    ...base,
    accessKeyId,
    sessionContext: {
      sessionIssuer: who.session.issuer,
      webIdFederationData: {},
      attributes: { creationDate: isoSecond(created), mfaAuthenticated: 'false' },
    },
  };
}

function errorOf(random, kind, who) {
  if (kind.service === 's3') {
    return random() < 0.8
      ? { errorCode: DENIED, errorMessage: 'Access Denied' }
      : { errorCode: 'NoSuchKey', errorMessage: 'The specified key does not exist.' };
  }
  const roll = random();
  if (roll < 0.15) return { errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded' };
  if (roll < 0.25) return { errorCode: 'ResourceNotFoundException' };
  const code = kind.service === 'ec2' ? 'Client.UnauthorizedOperation' : DENIED;
  const caller = who.identity.arn ?? who.identity.invokedBy;
  return {
    errorCode: code,
    errorMessage: `User: ${caller} is not authorized to perform: ${kind.service}:${kind.name} on resource: * because no identity-based policy allows the ${kind.service}:${kind.name} action`,
  };
}

function tls(kind, region) {
  return {
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: `${kind.service}.${region}.amazonaws.com`,
  };
}

function s3Transfer(random, data) {
  return {
    SignatureVersion: 'SigV4',
    CipherSuite: 'ECDHE-RSA-AES128-GCM-SHA256',
    bytesTransferredIn: data ? between(random, 0, 9000) : 0,
    ...(data ? { SSEApplied: 'SSE_KMS' } : {}),
    AuthenticationMethod: 'AuthHeader',
    'x-amz-id-2': `${base64(random, 75)}=`,
    bytesTransferredOut: between(random, 0, 90_000),
  };
}

/** Request, response and resources by service; a service without its own shape takes the plain one. */
function detail(random, context) {
  const shape = SHAPES[context.kind.service] ?? plain;
  return shape(random, context);
}

const SHAPES = { s3, kms, sts, ec2, iam, ssm, secretsmanager: secrets, lambda, signin };

function s3(random, { region, kind, byService, time }) {
  const bucket = byService ? NAMES.buckets[0] : pick(random, NAMES.buckets);
  const host = `${bucket}.s3.${region}.amazonaws.com`;
  const bucketResource = { accountId: ACCOUNT, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` };
  if (!DATA_EVENTS.has(kind.name)) {
    const aspect = kind.name.replace(/^(Get|Put|Delete)Bucket/, '').toLowerCase();
    const policy = kind.name === 'PutBucketPolicy' ? { bucketPolicy: policyOf(bucket) } : { [aspect]: '' };
    return {
      request: { bucketName: bucket, Host: host, ...policy },
      response: null,
      resources: [bucketResource],
    };
  }
  const key = byService ? deliveryKey(random, region, time) : objectKey(random, time);
  const keyArn = `arn:aws:kms:${region}:${ACCOUNT}:key/${NAMES.kmsKeys[0]}`;
  const context = byService
    ? 'eyJhd3M6Y2xvdWR0cmFpbDphcm4iOiJhcm46YXdzOmNsb3VkdHJhaWw6dXMtZWFzdC0xOjExMTEyMjIyMzMzMzp0cmFpbC9vcmctdHJhaWwifQ=='
    : undefined;
  const write = kind.name === 'PutObject';
  return {
    request: {
      bucketName: bucket,
      ...(write
        ? {
            'x-amz-acl': 'bucket-owner-full-control',
            'x-amz-server-side-encryption-context': context,
            'x-amz-server-side-encryption-aws-kms-key-id': keyArn,
            'x-amz-server-side-encryption': 'aws:kms',
          }
        : {}),
      Host: host,
      key,
    },
    response: write
      ? {
          'x-amz-server-side-encryption-aws-kms-key-id': keyArn,
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-expiration': `expiry-date="Fri, 07 Jun 2024 00:00:00 GMT", rule-id="${bucket}"`,
        }
      : null,
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/${key}` }, bucketResource],
  };
}

function deliveryKey(random, region, time) {
  const stamp = new Date(time).toISOString();
  const day = stamp.slice(0, 10).replaceAll('-', '/');
  const minute = stamp.slice(0, 16).replace(/[-:]/g, '');
  return `AWSLogs/${ACCOUNT}/CloudTrail/${region}/${day}/${ACCOUNT}_CloudTrail_${region}_${minute}Z_${base64(random, 16).replace(/[+/]/g, '0')}.json.gz`;
}

function objectKey(random, time) {
  const day = new Date(time).toISOString().slice(0, 10);
  const folder = pick(random, [
    'orders',
    'events/clicks',
    'exports/daily',
    'images/thumbnails',
    'state/network',
  ]);
  const extension = pick(random, ['parquet', 'json', 'csv.gz', 'jpg', 'tfstate']);
  return `${folder}/dt=${day}/part-${String(between(random, 0, 9999)).padStart(5, '0')}-${hex(random, 8)}.${extension}`;
}

function policyOf(bucket) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AllowPartnerRead',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    ],
  };
}

function kms(random, { region, kind, byService, time }) {
  const arn = `arn:aws:kms:${region}:${ACCOUNT}:key/${pick(random, NAMES.kmsKeys)}`;
  const bucket = pick(random, NAMES.buckets);
  const object = byService ? deliveryKey(random, region, time) : objectKey(random, time);
  return {
    request: {
      keyId: arn,
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${bucket}/${object}` },
      ...(kind.name === 'GenerateDataKey'
        ? { keySpec: 'AES_256' }
        : { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }),
    },
    response: null,
    resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: arn }],
  };
}

function sts(random, { byService, time }) {
  const role = pick(random, NAMES.roles);
  const session = byService ? `i-0${hex(random, 16)}` : pick(random, NAMES.users);
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
  return {
    request: { roleArn, roleSessionName: session, durationSeconds: 3600 },
    response: {
      credentials: {
        accessKeyId: `ASIA${upper(random, 16)}`,
        expiration: `${new Date(time + 3600_000).toUTCString().slice(5, 16)}, 2:56:38 AM`,
        sessionToken: `IQoJb3JpZ2luX2VjE${base64(random, between(random, 300, 500))}==`,
      },
      assumedRoleUser: {
        assumedRoleId: `AROA${upper(random, 17)}:${session}`,
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
      },
    },
    resources: [{ accountId: ACCOUNT, type: 'AWS::IAM::Role', ARN: roleArn }],
  };
}

function ec2(random, { kind }) {
  const instance = pick(random, NAMES.instances);
  if (kind.readOnly) {
    const many = Array.from({ length: between(random, 1, 6) }, () => ({
      instanceId: pick(random, NAMES.instances),
    }));
    return {
      request: {
        maxResults: 1000,
        instancesSet: { items: many },
        filterSet: {
          items: [
            {
              name: 'instance-state-name',
              valueSet: { items: [{ value: 'running' }, { value: 'pending' }] },
            },
            { name: 'tag:Environment', valueSet: { items: [{ value: 'production' }] } },
          ],
        },
      },
      response: null,
    };
  }
  return {
    request: {
      resourcesSet: { items: [{ resourceId: instance }] },
      tagSet: {
        items: [
          { key: 'Name', value: `web-${between(random, 1, 40)}` },
          { key: 'CostCenter', value: String(between(random, 1000, 1040)) },
        ],
      },
    },
    response: {
      requestId: uuid(random),
      _return: true,
      instancesSet: {
        items: [
          {
            instanceId: instance,
            currentState: { code: 16, name: 'running' },
            imageId: 'ami-0abcdef1234567890',
          },
        ],
      },
    },
  };
}

function iam(random, { kind }) {
  const role = pick(random, NAMES.roles);
  const document = JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject', 'kms:Decrypt'],
          Resource: `arn:aws:s3:::${pick(random, NAMES.buckets)}/*`,
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'data' } },
        },
        { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
      ],
    },
    null,
    2,
  );
  const policy = /^(Put|Create|Update)/.test(kind.name)
    ? { policyName: `${role}-inline`, policyDocument: document }
    : {};
  return { request: { roleName: role, ...policy }, response: null };
}

function ssm(random, { region, kind }) {
  const name = `/prod/${pick(random, ['api', 'worker', 'mail'])}/${pick(random, ['url', 'flags', 'limits'])}`;
  return {
    request: kind.readOnly
      ? { name, withDecryption: true, filters: [{ key: 'Type', values: ['SecureString'] }], maxResults: 50 }
      : {
          instanceId: pick(random, NAMES.instances),
          agentVersion: '3.2.2303.0',
          agentStatus: 'Active',
          platformType: 'Linux',
          platformName: 'Amazon Linux',
          iPAddress: `10.0.${between(random, 0, 255)}.${between(random, 4, 250)}`,
          computerName: `ip-10-0-${between(random, 0, 255)}-${between(random, 4, 250)}.${region}.compute.internal`,
        },
    response: null,
    resources: [{ accountId: ACCOUNT, ARN: `arn:aws:ssm:${region}:${ACCOUNT}:parameter${name}` }],
  };
}

function secrets(random, { region, kind }) {
  const arn = `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${pick(random, NAMES.secrets)}`;
  return {
    request: { secretId: arn, ...(kind.readOnly ? { versionStage: 'AWSCURRENT' } : {}) },
    response: null,
  };
}

function lambda(random, { region, kind }) {
  const functionName = pick(random, ['image-resize', 'order-events', 'report-export', 'log-forwarder']);
  const arn = `arn:aws:lambda:${region}:${ACCOUNT}:function:${functionName}`;
  return {
    request: {
      functionName: arn,
      ...(kind.name === 'Invoke' ? { invocationType: 'Event' } : { maxItems: 50 }),
    },
    response: kind.readOnly
      ? null
      : {
          functionName,
          functionArn: arn,
          runtime: 'nodejs20.x',
          memorySize: 512,
          timeout: 30,
          codeSha256: base64(random, 43),
        },
  };
}

function signin(random) {
  return {
    request: null,
    response: { ConsoleLogin: random() < 0.9 ? 'Success' : 'Failure' },
  };
}

function plain(random, { kind, region }) {
  const name = `${kind.service}-${pick(random, ['orders', 'billing', 'search', 'ingest', 'web'])}-${between(random, 1, 30)}`;
  return {
    request: kind.readOnly
      ? {
          maxResults: 100,
          includeAll: false,
          name,
          nextToken: random() < 0.1 ? base64(random, 64) : undefined,
        }
      : {
          name,
          description: `managed by terraform, workspace ${pick(random, ['network', 'data', 'apps'])}`,
          tags: [
            { key: 'team', value: pick(random, ['data', 'platform', 'payments']) },
            { key: 'managed-by', value: 'terraform' },
          ],
        },
    response: kind.readOnly
      ? null
      : { arn: `arn:aws:${kind.service}:${region}:${ACCOUNT}:${name}`, status: 'ACTIVE' },
  };
}
