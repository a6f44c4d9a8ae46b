/** Writes `fixtures/check/trails`: two days in which the small pack beside it finds something of every kind. */
import { writeFileSync } from 'node:fs';

let made = 0;
const nextId = () => `5c0ffee0-0000-4000-8000-${String(++made).padStart(12, '0')}`;
const home = '111122223333';
const other = '444455556666';

function event(eventTime, service, eventName, settings = {}) {
  const { account = home, user = 'alice', region = 'us-east-1', ip = '192.0.2.7', error, request } = settings;
  return {
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDAEXAMPLE${user.toUpperCase()}`,
      arn: `arn:aws:iam::${account}:user/${user}`,
      accountId: account,
      accessKeyId: `AKIAEXAMPLE${user.toUpperCase()}`,
      userName: user,
    },
    eventTime,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: ip,
    userAgent: 'aws-cli/2.15.0',
    ...(error ? { errorCode: error, errorMessage: 'not allowed' } : {}),
    requestParameters: request ?? null,
    responseElements: null,
    requestID: nextId(),
    eventID: nextId(),
    readOnly: /^(Get|List|Describe)/.test(eventName),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
}

const intruder = { user: 'carol', ip: '198.51.100.9' };
const denied = { error: 'AccessDenied' };
const trail = { name: 'main', s3BucketName: 'audit-logs' };

const monday = [
  event('2024-05-06T08:00:00Z', 'cloudtrail', 'CreateTrail', {
    request: { ...trail, isMultiRegionTrail: true, enableLogFileValidation: true },
  }),
  event('2024-05-06T08:00:05Z', 'cloudtrail', 'StartLogging', { request: { name: 'main' } }),
  event('2024-05-06T09:30:00Z', 'ec2', 'DescribeInstances'),
  event('2024-05-06T11:10:00Z', 'iam', 'CreateUser', { request: { userName: 'bob' } }),
  event('2024-05-06T21:40:00Z', 'iam', 'CreateUser', { ...intruder, request: { userName: 'mallory' } }),
  ...['ListUsers', 'ListRoles', 'GetAccountAuthorizationDetails', 'ListGroups'].map((name, i) =>
    event(`2024-05-07T02:0${i}:00Z`, 'iam', name, { user: 'scanner', ...denied }),
  ),
  ...[
    ['s3', 'ListBuckets'],
    ['sts', 'GetCallerIdentity'],
    ['secretsmanager', 'ListSecrets'],
  ].map(([service, name], i) => event(`2024-05-07T03:1${i}:00Z`, service, name, { ...intruder, ...denied })),
  event('2024-05-07T03:15:00Z', 'cloudtrail', 'StopLogging', { ...intruder, request: { name: 'main' } }),
];

const tuesday = [
  event('2024-05-07T03:16:00Z', 'cloudtrail', 'UpdateTrail', {
    ...intruder,
    request: { name: 'main', enableLogFileValidation: false },
  }),
  event('2024-05-07T03:17:00Z', 'cloudtrail', 'StopLogging', {
    ...intruder,
    ...denied,
    request: { name: 'spare' },
  }),
  event('2024-05-07T07:00:00Z', 'ec2', 'DescribeInstances', { account: other }),
  event('2024-05-07T07:30:00Z', 'cloudtrail', 'CreateTrail', {
    account: other,
    region: 'eu-west-1',
    user: 'dave',
    request: { ...trail, enableLogFileValidation: true },
  }),
];

for (const [day, Records] of Object.entries({ monday, tuesday })) {
  const file = new URL(`../../fixtures/check/trails/${day}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify({ Records }, null, 1)}\n`);
}
