/**
 * What the made-up accounts do and who does it: the event names by service, and some sixty principals.
 * The mix follows what real archives show: S3 data events and key use first (much of it by AWS services
 * that deliver logs), then role assumption, then a long tail of Describe, Get and List calls and few writes.
 */

import { base64, between, pick, seeded, upper, weighted, zipf } from './random.js';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

/** Regions and how many of the files each gets, in parts. The first also takes the global services. */
export const REGIONS = [
  ['us-east-1', 40],
  ['us-west-2', 22],
  ['eu-west-1', 18],
  ['eu-central-1', 14],
  ['us-east-2', 10],
  ['ap-southeast-1', 8],
  ['ap-northeast-1', 8],
  ['us-west-1', 7],
  ['ca-central-1', 6],
  ['eu-north-1', 5],
  ['sa-east-1', 4],
  ['ap-south-1', 4],
  ['ap-southeast-2', 4],
];

/** The event that the `events` question asks for: one record in a hundred. */
export const COMMON_EVENT = 'GetSecretValue';

/** The commonest events with their share of all records, in thousandths; the rest is the tail. */
const HEAD = [
  ['s3', 'GetObject', 140],
  ['s3', 'PutObject', 130],
  ['s3', 'GetBucketAcl', 70],
  ['kms', 'Decrypt', 90],
  ['kms', 'GenerateDataKey', 75],
  ['sts', 'AssumeRole', 35],
  ['s3', 'HeadObject', 30],
  ['s3', 'ListObjects', 20],
  ['s3', 'DeleteObject', 10],
  ['secretsmanager', COMMON_EVENT, 10],
];
const TAIL_SHARE = 1000 - HEAD.reduce((sum, [, , share]) => sum + share, 0);

/** The tail, in order of rank within each service; ranks of the services are interleaved. */
const TAIL = {
  ec2: `DescribeInstances DescribeInstanceStatus DescribeVolumes DescribeTags DescribeSecurityGroups DescribeVpcs
    DescribeSubnets DescribeRouteTables DescribeNetworkInterfaces DescribeAddresses DescribeImages
    DescribeAvailabilityZones DescribeSnapshots DescribeVolumeStatus DescribeInstanceTypes DescribeNetworkAcls
    DescribeNatGateways DescribeInternetGateways DescribeVpcAttribute DescribeAccountAttributes
    DescribeDhcpOptions DescribeFlowLogs DescribeKeyPairs DescribeRegions DescribeLaunchTemplates
    DescribeInstanceAttribute DescribeVpcEndpoints DescribeInstanceCreditSpecifications
    DescribeVpnConnections DescribePrefixLists DescribeManagedPrefixLists DescribeSpotInstanceRequests
    DescribeReservedInstances DescribeTransitGateways DescribeVpcPeeringConnections DescribeHosts
    DescribePlacementGroups DescribeIamInstanceProfileAssociations CreateTags RunInstances CreateNetworkInterface
    DeleteNetworkInterface TerminateInstances StartInstances StopInstances CreateSnapshot DeleteSnapshot
    AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress CreateSecurityGroup DeleteSecurityGroup
    AttachVolume DetachVolume CreateVolume DeleteVolume ModifyInstanceAttribute ModifySnapshotAttribute
    ModifyImageAttribute CreateLaunchTemplateVersion AssociateAddress AllocateAddress ReleaseAddress
    CreateFlowLogs DeleteFlowLogs CreateVpcEndpoint GetConsoleOutput GetPasswordData DeleteTags CreateImage
    DeregisterImage CreateKeyPair ImportKeyPair AttachNetworkInterface SharedSnapshotVolumeCreated`,
  s3: `HeadBucket GetBucketLocation ListBuckets GetBucketPolicy GetBucketLogging GetBucketVersioning
    GetBucketEncryption GetBucketTagging GetBucketPolicyStatus GetBucketPublicAccessBlock
    GetAccountPublicAccessBlock GetBucketLifecycle GetBucketWebsite GetBucketCors GetBucketNotification
    GetBucketReplication GetBucketObjectLockConfiguration GetBucketRequestPayment GetBucketOwnershipControls
    ListAccessPoints CopyObject PutObjectTagging CreateMultipartUpload UploadPart CompleteMultipartUpload
    PutBucketPolicy PutBucketEncryption PutBucketPublicAccessBlock PutBucketTagging PutBucketLogging
    PutBucketVersioning CreateBucket DeleteBucket DeleteBucketPolicy PutBucketLifecycle PutBucketAcl
    PutBucketNotification RestoreObject AbortMultipartUpload`,
  iam: `GetUser GetRole ListAttachedRolePolicies ListRolePolicies GetPolicy GetPolicyVersion ListRoles ListUsers
    GetInstanceProfile ListAccessKeys GetAccountSummary ListAccountAliases GenerateCredentialReport
    GetCredentialReport ListMFADevices ListGroupsForUser GetAccountPasswordPolicy GetRolePolicy
    ListInstanceProfiles ListPolicies GetAccessKeyLastUsed ListUserPolicies ListAttachedUserPolicies
    GetLoginProfile ListSSHPublicKeys ListServiceSpecificCredentials ListSigningCertificates
    ListPolicyVersions GetOpenIDConnectProvider PutRolePolicy CreatePolicyVersion CreateRole AttachRolePolicy
    DetachRolePolicy DeleteRolePolicy CreatePolicy UpdateAssumeRolePolicy PutUserPolicy CreateAccessKey
    UpdateAccessKey DeleteAccessKey CreateUser AttachUserPolicy CreateInstanceProfile PassRole DeleteRole
    UpdateLoginProfile CreateLoginProfile TagRole CreateServiceLinkedRole`,
  kms: `DescribeKey ListKeys ListAliases Encrypt ListGrants GetKeyPolicy GetKeyRotationStatus CreateGrant RetireGrant
    ListResourceTags GenerateDataKeyWithoutPlaintext Sign CreateKey PutKeyPolicy ScheduleKeyDeletion DisableKey`,
  logs: `CreateLogStream DescribeLogGroups DescribeLogStreams FilterLogEvents DescribeMetricFilters GetLogEvents
    DescribeSubscriptionFilters StartQuery GetQueryResults CreateLogGroup PutRetentionPolicy DeleteLogGroup
    DeleteLogStream PutMetricFilter`,
  monitoring: `DescribeAlarms GetMetricData ListMetrics GetDashboard DescribeAlarmHistory PutMetricAlarm
    DescribeAlarmsForMetric DeleteAlarms`,
  ssm: `UpdateInstanceInformation DescribeParameters GetParameter GetParameters ListTagsForResource
    DescribeInstanceInformation ListCommands GetParametersByPath ListAssociations OpenDataChannel PutParameter
    DeleteParameter SendCommand StartSession TerminateSession GetDeployablePatchSnapshotForInstance`,
  lambda: `ListFunctions20150331 GetFunction20150331v2 ListTags20170331 GetPolicy20150331v2
    ListEventSourceMappings20150331 GetFunctionConfiguration20150331v2 Invoke UpdateFunctionCode20150331v2
    UpdateFunctionConfiguration20150331v2 AddPermission20150331v2 CreateFunction20150331 PublishVersion20150331`,
  rds: `DescribeDBInstances DescribeDBClusters DescribeDBSnapshots DescribeDBEngineVersions
    DescribeOrderableDBInstanceOptions ListTagsForResource DescribeDBSubnetGroups DescribeEvents
    DescribePendingMaintenanceActions CreateDBSnapshot ModifyDBSnapshotAttribute ModifyDBInstance DeleteDBSnapshot`,
  secretsmanager: `DescribeSecret ListSecrets GetResourcePolicy ListSecretVersionIds CreateSecret PutSecretValue
    UpdateSecret RotateSecret DeleteSecret`,
  dynamodb: `DescribeTable ListTables DescribeTimeToLive DescribeContinuousBackups ListTagsOfResource UpdateTable
    CreateTable DeleteTable`,
  cloudformation: `DescribeStacks DescribeStackEvents ListStacks DescribeStackResources GetTemplate ListTypes
    DescribeChangeSet CreateChangeSet ExecuteChangeSet UpdateStack CreateStack DeleteStack`,
  autoscaling: `DescribeAutoScalingGroups DescribeScalingActivities DescribeLaunchConfigurations
    DescribePolicies SetDesiredCapacity UpdateAutoScalingGroup TerminateInstanceInAutoScalingGroup`,
  elasticloadbalancing: `DescribeTargetHealth DescribeLoadBalancers DescribeTargetGroups DescribeListeners
    DescribeInstanceHealth DescribeRules RegisterTargets DeregisterTargets CreateRule`,
  ecr: `BatchGetImage GetDownloadUrlForLayer GetAuthorizationToken BatchCheckLayerAvailability DescribeRepositories
    DescribeImages PutImage InitiateLayerUpload CompleteLayerUpload`,
  ecs: `DescribeServices DescribeTasks ListTasks DescribeContainerInstances SubmitTaskStateChange
    DescribeTaskDefinition RegisterTaskDefinition UpdateService RunTask StopTask`,
  cloudtrail: `GetTrailStatus DescribeTrails LookupEvents GetEventSelectors ListTags GetInsightSelectors UpdateTrail
    PutEventSelectors StopLogging StartLogging`,
  config: `PutEvaluations DescribeConfigRules DescribeConfigurationRecorderStatus GetResourceConfigHistory
    SelectResourceConfig`,
  guardduty: 'ListDetectors GetDetector ListFindings GetFindings UpdateDetector',
  sqs: 'GetQueueAttributes ListQueues SetQueueAttributes CreateQueue DeleteQueue PurgeQueue',
  sns: 'ListTopics GetTopicAttributes ListSubscriptionsByTopic Subscribe CreateTopic SetTopicAttributes',
  route53: 'ListHostedZones ListResourceRecordSets GetChange ChangeResourceRecordSets GetHostedZone',
  signin: 'ConsoleLogin SwitchRole CheckMfa',
  organizations: 'DescribeOrganization ListAccounts DescribeAccount ListRoots',
  health: 'DescribeEventAggregates DescribeEvents',
};

/** Services whose events are all recorded in the first region (CloudTrail User Guide, global service events). */
const GLOBAL = new Set(['iam', 'route53', 'signin', 'organizations']);

function eventKind(service, name) {
  return {
    service,
    source: `${service}.amazonaws.com`,
    name,
    global: GLOBAL.has(service),
    readOnly: /^(Describe|Get|List|Head|Batch|Lookup|Select|Filter|Check|Decrypt|AssumeRole|Generate)/.test(
      name,
    ),
  };
}

function tail() {
  const queues = Object.entries(TAIL).map(([service, names]) =>
    names.split(/\s+/).map((name) => eventKind(service, name)),
  );
  const ranked = [];
  for (let rank = 0; queues.some((queue) => rank < queue.length); rank++) {
    for (const queue of queues) if (rank < queue.length) ranked.push(queue[rank]);
  }
  const weights = zipf(ranked.length);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return ranked.map((kind, rank) => [kind, (weights[rank] / sum) * TAIL_SHARE]);
}

const KINDS = [...HEAD.map(([service, name, share]) => [eventKind(service, name), share]), ...tail()];

/** Number of different event names (with their service) in the archive. */
export const KIND_COUNT = KINDS.length;

const anyKind = weighted(KINDS);
const regionalKind = weighted(KINDS.filter(([kind]) => !kind.global));

/** Draws what happens next in a region: `{ service, source, name, global, readOnly }`. */
export function drawKind(random, region) {
  return region === REGIONS[0][0] ? anyKind(random) : regionalKind(random);
}

const USERS =
  `alice.moreau bob.keller carol.tanaka dan.obrien erin.silva frank.novak grace.ito henry.olsen ivy.khan
  jack.ruiz ci-deploy terraform backup-runner metrics-exporter audit-reader vendor-sync`.split(/\s+/);
const ROLES = `Admin ReadOnly PowerUser DataEngineer SecurityAudit BillingViewer OnCall Deploy-Production
  Deploy-Staging eks-node-group ecs-task-api ecs-task-worker lambda-image-resize lambda-order-events
  lambda-report-export datadog-integration ssm-managed-instance autoscaling-web config-recorder glue-nightly-etl
  emr-cluster-job sagemaker-notebook backup-service-role stepfunctions-billing kinesis-consumer
  github-actions-build cross-account-audit vpc-flow-logs rds-monitoring codebuild-release`.split(/\s+/);
const SERVICES =
  `cloudtrail config delivery.logs lambda autoscaling ec2 ecs-tasks rds elasticloadbalancing guardduty
  secretsmanager`.split(/\s+/);

const CLI = 'aws-cli/2.15.30 Python/3.11.8 Linux/5.10.210-201.852.amzn2.x86_64 exe/x86_64.amzn.2 prompt/off';
const AGENTS = [
  `${CLI} command/ec2.describe-instances`,
  `${CLI} command/s3api.list-buckets`,
  'Boto3/1.34.55 md/Botocore#1.34.55 ua/2.0 os/linux#5.10.210 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.55',
  'APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.40.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.25.2 os/linux lang/go#1.21.8 md/GOOS#linux md/GOARCH#amd64',
  'aws-sdk-java/1.12.670 Linux/5.10.210-201.852.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS java/17.0.10 vendor/Amazon.com_Inc. cfg/retry-mode/standard',
  'aws-sdk-nodejs/2.1568.0 linux/v18.19.1 exec-env/AWS_Lambda_nodejs18.x promise',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36',
  'console.ec2.amazonaws.com',
];

/** A user's or a role session's temporary keys in use over the span: few each, so that they recur. */
function keys(random, prefix, count) {
  return Array.from({ length: count }, () => `${prefix}${upper(random, 16)}`);
}

function user(random, name) {
  const identity = {
    type: 'IAMUser',
    principalId: `AIDA${upper(random, 17)}`,
    arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    accountId: ACCOUNT,
    userName: name,
  };
  return { identity, keys: keys(random, 'AKIA', 2), session: null };
}

function roleSession(random, name, session) {
  const id = `AROA${upper(random, 17)}`;
  const identity = {
    type: 'AssumedRole',
    principalId: `${id}:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`,
    accountId: ACCOUNT,
  };
  const issuer = {
    type: 'Role',
    principalId: id,
    arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    accountId: ACCOUNT,
    userName: name,
  };
  return { identity, keys: keys(random, 'ASIA', 12), session: { issuer } };
}

function root(random) {
  const arn = `arn:aws:iam::${ACCOUNT}:root`;
  return {
    identity: { type: 'Root', principalId: ACCOUNT, arn, accountId: ACCOUNT },
    keys: keys(random, 'ASIA', 2),
    session: { issuer: {} },
  };
}

function caller(random, base) {
  const private_ = base.session?.issuer.userName?.match(/ecs|eks|emr|ssm|autoscaling|glue/) != null;
  const address = () =>
    private_
      ? `10.${between(random, 0, 15)}.${between(random, 0, 255)}.${between(random, 4, 250)}`
      : `${pick(random, ['192.0.2', '198.51.100', '203.0.113'])}.${between(random, 1, 254)}`;
  return {
    ...base,
    agent: pick(random, AGENTS),
    addresses: Array.from({ length: private_ ? 6 : 2 }, address),
    created: Array.from({ length: 4 }, () => between(random, 0, 71)),
  };
}

const catalogRandom = seeded('catalog');

const PEOPLE = [
  ...ROLES.map((name, i) => roleSession(catalogRandom, name, sessionName(catalogRandom, name, i))),
  ...USERS.map((name) => user(catalogRandom, name)),
  root(catalogRandom),
].map((base) => caller(catalogRandom, base));

function sessionName(random, role, i) {
  if (/^(Admin|ReadOnly|PowerUser|DataEngineer|SecurityAudit|BillingViewer|OnCall)$/.test(role)) {
    return `${USERS[i]}@corp.example`;
  }
  if (/eks|emr|ssm|autoscaling/.test(role))
    return `i-0${between(random, 1e15, 9e15).toString(16).slice(0, 16)}`;
  if (/lambda/.test(role)) return role;
  return `${role}-${between(random, 1000, 9999)}`;
}

const SERVICE_CALLERS = SERVICES.map((name) => ({
  identity: { type: 'AWSService', invokedBy: `${name}.amazonaws.com` },
  keys: [],
  session: null,
  agent: `${name}.amazonaws.com`,
  addresses: [`${name}.amazonaws.com`],
  created: [0],
}));

const person = weighted(PEOPLE.map((who, rank) => [who, zipf(PEOPLE.length)[rank]]));
const service = weighted(SERVICE_CALLERS.map((who, rank) => [who, zipf(SERVICE_CALLERS.length)[rank]]));

/** Share of the calls to each service that AWS services make for themselves. */
const BY_SERVICE = { s3: 0.6, kms: 0.65, sts: 0.9, ec2: 0.05, config: 0.5, logs: 0.1 };

/** Draws who does it: `{ identity, keys, session, agent, addresses, created }`. */
export function drawCaller(random, kind) {
  return random() < (BY_SERVICE[kind.service] ?? 0.01) ? service(random) : person(random);
}

/** Bucket, role, key and instance names that recur. */
export const NAMES = {
  buckets: `corp-cloudtrail-logs corp-app-assets corp-data-lake-raw corp-data-lake-curated corp-backups-weekly
    corp-terraform-state corp-alb-access-logs corp-config-history corp-media-uploads corp-build-artifacts
    corp-athena-results corp-invoices-archive`.split(/\s+/),
  roles: ROLES,
  users: USERS,
  kmsKeys: Array.from({ length: 12 }, () => uuidFrom(catalogRandom)),
  instances: Array.from({ length: 80 }, () => `i-0${hexFrom(catalogRandom, 16)}`),
  secrets: `prod/api/database prod/worker/database staging/api/database prod/payments/stripe prod/mail/smtp
    shared/github/token prod/search/elastic`
    .split(/\s+/)
    .map((name) => `${name}-${base64(catalogRandom, 6).replace(/[+/]/g, 'x')}`),
};

function hexFrom(random, length) {
  return Array.from({ length }, () => between(random, 0, 15).toString(16)).join('');
}

function uuidFrom(random) {
  return [8, 4, 4, 4, 12].map((length) => hexFrom(random, length)).join('-');
}
