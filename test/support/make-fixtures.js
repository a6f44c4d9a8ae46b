/**
 * Makes fixtures/trails anew: a small archive in the layout that CloudTrail uses in S3, with an incident in it. All
 * names, numbers and texts are made up; fixtures/README.md tells the story. Same bytes on every run.
 *
 * `node test/support/make-fixtures.js`
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = new URL('../../fixtures/trails/', import.meta.url).pathname;
const account = '111122223333';
const other = '444455556666';
const files = new Map();

function digits(text, length) {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** A GUID that depends on the text alone. */
function guid(text) {
  const hex = digits(text, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const alice = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLEALICE00001',
  arn: `arn:aws:iam::${account}:user/alice`,
  accountId: account,
  accessKeyId: 'AKIAEXAMPLEALICE0001',
  userName: 'alice',
};

function session(role, name, key, created, more = {}) {
  const roleId = `AROAEXAMPLE${role.toUpperCase().padEnd(10, '0').slice(0, 10)}`;
  return {
    type: 'AssumedRole',
    principalId: `${roleId}:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    accountId: account,
    accessKeyId: key,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId,
        arn: `arn:aws:iam::${account}:role/${role}`,
        accountId: account,
        userName: role,
      },
      attributes: { creationDate: created, mfaAuthenticated: 'false' },
      ...more,
    },
  };
}

const admin = session('Admin', 'alice', 'ASIAEXAMPLEADMIN0001', '2024-05-02T08:41:07Z');
const instance = session('web', 'i-0123456789abcdef0', 'ASIAEXAMPLEWEB000001', '2024-05-02T06:00:00Z', {
  ec2RoleDelivery: '2.0',
});
const rootUser = {
  type: 'Root',
  principalId: account,
  arn: `arn:aws:iam::${account}:root`,
  accountId: account,
  accessKeyId: '',
};
const delivery = { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' };

const cli = 'aws-cli/2.15.30 Python/3.11.8 Linux/6.1.0 exe/x86_64 prompt/off command/s3api.delete-bucket';
const terraform = 'APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io)';
const boto = 'Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.11.8';
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0';

/** Adds a record to the file that delivers it: five minutes later, by region. */
function add(region, time, source, name, identity, address, agent, more = {}) {
  const record = {
    eventVersion: '1.09',
    userIdentity: identity,
    eventTime: time,
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: address,
    userAgent: agent,
    requestParameters: null,
    responseElements: null,
    requestID: guid(`request ${region} ${time} ${name}`),
    eventID: guid(
      `event ${region} ${time} ${source} ${name} ${JSON.stringify(more.requestParameters ?? '')}`,
    ),
    readOnly: /^(Get|List|Describe|Head|Assume)/.test(name),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    ...more,
  };
  const minutes = Math.ceil((Date.parse(time) + 60_000) / 300_000) * 5 + 5;
  const stamp = new Date(minutes * 60_000).toISOString();
  const day = stamp.slice(0, 10).replaceAll('-', '/');
  const minute = stamp.slice(0, 16).replaceAll(/[-:]/g, '');
  const unique = digits(`${region}${minute}`, 16);
  const path = `AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${minute}Z_${unique}.json.gz`;
  files.set(path, [...(files.get(path) ?? []), record]);
  return record;
}

const west = 'eu-west-1';
const global = 'us-east-1';
const bucket = (name, extra = {}) => ({
  requestParameters: { bucketName: name, Host: `${name}.s3.${west}.amazonaws.com`, ...extra },
  resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${name}` }],
});
const intruder = '203.0.113.50';
const office = '198.51.100.20';

// The platform is built with Terraform.
for (const [i, name] of ['app-uploads', 'app-uploads-logs', 'my-app-uploads'].entries()) {
  add(west, `2024-05-01T09:1${i}:04Z`, 's3', 'CreateBucket', alice, office, terraform, bucket(name));
}
add(
  west,
  '2024-05-01T09:15:31Z',
  's3',
  'PutBucketPolicy',
  alice,
  office,
  terraform,
  bucket('app-uploads', {
    policy: '',
    bucketPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:role/web` },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::app-uploads/*',
        },
      ],
    },
  }),
);
add(global, '2024-05-01T09:20:00Z', 'iam', 'CreateRole', alice, office, terraform, {
  requestParameters: {
    roleName: 'Admin',
    assumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${account}:root"},"Action":"sts:AssumeRole"}]}`,
  },
  responseElements: {
    role: {
      roleName: 'Admin',
      roleId: 'AROAEXAMPLEADMIN00000',
      arn: `arn:aws:iam::${account}:role/Admin`,
      path: '/',
    },
  },
});

// The web server works, AWS delivers logs.
add(
  west,
  '2024-05-02T06:00:00Z',
  'sts',
  'AssumeRole',
  { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
  'ec2.amazonaws.com',
  'ec2.amazonaws.com',
  {
    requestParameters: {
      roleArn: `arn:aws:iam::${account}:role/web`,
      roleSessionName: 'i-0123456789abcdef0',
    },
    responseElements: {
      credentials: {
        accessKeyId: 'ASIAEXAMPLEWEB000001',
        sessionToken: 'made-up',
        expiration: 'May 2, 2024, 12:05:00 PM',
      },
    },
    sharedEventID: guid('instance credentials'),
  },
);
for (let i = 0; i < 40; i++) {
  const time = new Date(Date.parse('2024-05-02T06:05:10Z') + i * 251_000).toISOString().replace('.000', '');
  add(west, time, 's3', 'GetObject', instance, '10.0.12.7', boto, {
    ...bucket('app-uploads', { key: `photos/${1000 + i}.jpg` }),
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::app-uploads/photos/${1000 + i}.jpg` },
      { accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::app-uploads' },
    ],
    readOnly: true,
    managementEvent: false,
    eventCategory: 'Data',
    vpcEndpointId: 'vpce-0a1b2c3d4e5f60718',
  });
}
for (let i = 0; i < 24; i++) {
  const time = new Date(Date.parse('2024-05-02T05:01:00Z') + i * 600_000).toISOString().replace('.000', '');
  add(west, time, 's3', 'GetBucketAcl', delivery, 'cloudtrail.amazonaws.com', 'cloudtrail.amazonaws.com', {
    ...bucket('corp-trail-logs', { acl: '' }),
    sharedEventID: guid(`shared ${i}`),
  });
}

// A leaked key of alice is tried, then used to reach further.
const denied = (action, resource) => ({
  errorCode: 'AccessDenied',
  errorMessage: `User: ${alice.arn} is not authorized to perform: ${action} on resource: ${resource}`,
});
add(global, '2024-05-02T08:37:12Z', 'sts', 'GetCallerIdentity', alice, intruder, boto);
add(
  west,
  '2024-05-02T08:37:40Z',
  's3',
  'ListBuckets',
  alice,
  intruder,
  boto,
  denied('s3:ListAllMyBuckets', '*'),
);
add(
  global,
  '2024-05-02T08:38:02Z',
  'iam',
  'ListUsers',
  alice,
  intruder,
  boto,
  denied('iam:ListUsers', `arn:aws:iam::${account}:user/`),
);
add(west, '2024-05-02T08:38:30Z', 'ec2', 'DescribeInstances', alice, intruder, boto, {
  errorCode: 'Client.UnauthorizedOperation',
  errorMessage: 'You are not authorized to perform this operation.',
});
add(
  global,
  '2024-05-02T08:39:55Z',
  'iam',
  'DeleteUser',
  alice,
  intruder,
  boto,
  denied('iam:DeleteUser', `arn:aws:iam::${account}:user/carol`),
);
const issued = {
  requestParameters: {
    roleArn: `arn:aws:iam::${account}:role/Admin`,
    roleSessionName: 'alice',
    durationSeconds: 3600,
  },
  responseElements: {
    credentials: {
      accessKeyId: admin.accessKeyId,
      sessionToken: 'made-up',
      expiration: 'May 2, 2024, 9:41:07 AM',
    },
    assumedRoleUser: { assumedRoleId: admin.principalId, arn: admin.arn },
  },
  resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: `arn:aws:iam::${account}:role/Admin` }],
};
const assumed = add(west, '2024-05-02T08:41:07Z', 'sts', 'AssumeRole', alice, intruder, boto, issued);
add(west, '2024-05-02T08:42:15Z', 'cloudtrail', 'StopLogging', admin, intruder, cli, {
  requestParameters: { name: `arn:aws:cloudtrail:${west}:${account}:trail/corp` },
  errorCode: 'AccessDenied',
  errorMessage: `User: ${admin.arn} is not authorized to perform: cloudtrail:StopLogging with an explicit deny`,
});
add(
  west,
  '2024-05-02T08:43:20Z',
  's3',
  'DeleteBucketPolicy',
  admin,
  intruder,
  cli,
  bucket('app-uploads', { policy: '' }),
);
add(west, '2024-05-02T08:44:01Z', 's3', 'DeleteBucket', admin, intruder, cli, {
  ...bucket('app-uploads'),
  errorCode: 'BucketNotEmpty',
  errorMessage: 'The bucket you tried to delete is not empty',
});
for (let i = 0; i < 12; i++) {
  const time = `2024-05-02T08:45:${String(10 + i).padStart(2, '0')}Z`;
  add(west, time, 's3', 'DeleteObject', admin, intruder, cli, {
    ...bucket('app-uploads', { key: `photos/${1000 + i}.jpg` }),
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::app-uploads/photos/${1000 + i}.jpg` },
      { accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::app-uploads' },
    ],
    managementEvent: false,
    eventCategory: 'Data',
  });
}
add(west, '2024-05-02T08:47:33Z', 's3', 'DeleteBucket', admin, intruder, cli, bucket('app-uploads'));
add(global, '2024-05-02T08:49:02Z', 'iam', 'CreateAccessKey', admin, intruder, cli, {
  requestParameters: { userName: 'backup' },
  responseElements: {
    accessKey: { accessKeyId: 'AKIAEXAMPLEBACKUP001', userName: 'backup', status: 'Active' },
  },
});
add(west, '2024-05-02T08:50:00Z', 'sts', 'AssumeRole', admin, intruder, boto, {
  requestParameters: { roleArn: `arn:aws:iam::${other}:role/Audit`, roleSessionName: 'hop2' },
  responseElements: {
    credentials: {
      accessKeyId: 'ASIAEXAMPLEAUDIT0001',
      sessionToken: 'made-up',
      expiration: 'May 2, 2024, 9:50:00 AM',
    },
    assumedRoleUser: {
      assumedRoleId: 'AROAEXAMPLEAUDIT00000:hop2',
      arn: `arn:aws:sts::${other}:assumed-role/Audit/hop2`,
    },
  },
  sharedEventID: guid('cross-account'),
});

// Meanwhile: ordinary work, a sign-in without MFA, root.
add(
  west,
  '2024-05-02T09:05:00Z',
  's3',
  'DeleteBucket',
  { ...alice, accessKeyId: 'AKIAEXAMPLEALICE0002' },
  office,
  terraform,
  bucket('app-uploads-logs'),
);
const login = (identity, mfa, failed) => ({
  eventType: 'AwsConsoleSignIn',
  responseElements: { ConsoleLogin: failed ? 'Failure' : 'Success' },
  ...(failed ? { errorMessage: 'Failed authentication' } : {}),
  additionalEventData: {
    LoginTo: 'https://console.aws.amazon.com/console/home?state\u003dhashArgs',
    MobileVersion: 'No',
    MFAUsed: mfa,
  },
  userIdentity: identity,
});
const carol = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLECAROL00001',
  arn: `arn:aws:iam::${account}:user/carol`,
  accountId: account,
  userName: 'carol',
};
add(
  global,
  '2024-05-02T09:10:11Z',
  'signin',
  'ConsoleLogin',
  carol,
  office,
  browser,
  login(carol, 'No', true),
);
add(
  global,
  '2024-05-02T09:10:40Z',
  'signin',
  'ConsoleLogin',
  carol,
  office,
  browser,
  login(carol, 'No', false),
);
add(
  global,
  '2024-05-02T09:30:00Z',
  'signin',
  'ConsoleLogin',
  rootUser,
  office,
  browser,
  login(rootUser, 'Yes', false),
);
add(
  global,
  '2024-05-02T09:31:12Z',
  'iam',
  'DeleteAccessKey',
  {
    ...rootUser,
    accessKeyId: 'ASIAEXAMPLEROOT00001',
    sessionContext: { attributes: { creationDate: '2024-05-02T09:30:00Z', mfaAuthenticated: 'true' } },
  },
  office,
  browser,
  {
    requestParameters: { userName: 'backup', accessKeyId: 'AKIAEXAMPLEBACKUP001' },
    sessionCredentialFromConsole: 'true',
  },
);

rmSync(root, { recursive: true, force: true });
function write(path, content) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  const bytes = path.endsWith('.gz') ? gzipSync(content, { level: 9 }) : Buffer.from(content);
  // The byte that names the operating system differs from one to the next.
  if (path.endsWith('.gz')) bytes[9] = 255;
  writeFileSync(join(root, path), bytes);
}
for (const [path, records] of files) write(path, JSON.stringify({ Records: records }));
// A second trail delivered one event again.
write(
  `AWSLogs/${account}/CloudTrail/${west}/2024/05/02/${account}_CloudTrail_${west}_20240502T0850Z_secondtrail00000.json.gz`,
  JSON.stringify({ Records: [assumed] }),
);
write(
  `AWSLogs/${account}/CloudTrail-Digest/${west}/2024/05/02/${account}_CloudTrail-Digest_${west}_corp_${west}_20240502T090000Z.json.gz`,
  JSON.stringify({
    awsAccountId: account,
    digestStartTime: '2024-05-02T08:00:00Z',
    digestEndTime: '2024-05-02T09:00:00Z',
    logFiles: [],
  }),
);
write(
  `AWSLogs/${account}/CloudTrail-Insight/${west}/2024/05/02/${account}_CloudTrail-Insight_${west}_20240502T0900Z_a1b2c3d4e5f6a7b8.json.gz`,
  JSON.stringify({
    Records: [
      {
        eventVersion: '1.08',
        eventTime: '2024-05-02T08:45:00Z',
        awsRegion: west,
        eventID: guid('insight'),
        eventType: 'AwsCloudTrailInsight',
        eventCategory: 'Insight',
        insightDetails: {
          state: 'Start',
          eventSource: 's3.amazonaws.com',
          eventName: 'DeleteObject',
          insightType: 'ApiCallRateInsight',
        },
      },
    ],
  }),
);
write('.synced', 'a hidden file, as tools leave them\n');
