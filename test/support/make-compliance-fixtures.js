/**
 * Writes `fixtures/rules/compliance`: for each control of the packs that come with the program a fragment of an archive
 * that passes, one that fails, and one that is not judged. What fails is repeated in the passing fragment as a call that
 * was refused, unless the control is about more than what succeeded.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

const target = 'fixtures/rules/compliance';
const home = '111122223333';
const other = '444455556666';
const start = Date.UTC(2024, 5, 3, 10);
let made = 0;
let minute = 0;

const nextId = () => `c0a91e00-0000-4000-8000-${String(++made).padStart(12, '0')}`;
const alice = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLEALICE0001',
  arn: `arn:aws:iam::${home}:user/alice`,
  accountId: home,
  accessKeyId: 'AKIAEXAMPLEALICE0001',
  userName: 'alice',
};
const rootUser = {
  type: 'Root',
  principalId: home,
  arn: `arn:aws:iam::${home}:root`,
  accountId: home,
  accessKeyId: 'ASIAEXAMPLEROOT00001',
};
const deploy = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEDEPLOY001:pipeline',
  arn: `arn:aws:sts::${home}:assumed-role/Deploy/pipeline`,
  accountId: home,
  accessKeyId: 'ASIAEXAMPLEDEPLOY001',
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAEXAMPLEDEPLOY001',
      arn: `arn:aws:iam::${home}:role/Deploy`,
      accountId: home,
      userName: 'Deploy',
    },
    attributes: { creationDate: '2024-06-03T09:55:00Z', mfaAuthenticated: 'false' },
  },
};

/** A call of the API; each is a minute after the one before. `settings` are fields of the record, or functions of it. */
function call(service, eventName, requestParameters = null, settings = {}) {
  return () => {
    const { at, ...fields } = settings;
    const eventTime = new Date(at ?? start + minute++ * 60_000).toISOString().replace('.000', '');
    return {
      eventVersion: '1.09',
      userIdentity: alice,
      eventTime,
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: 'us-east-1',
      sourceIPAddress: '192.0.2.7',
      userAgent: 'aws-cli/2.15.0',
      requestParameters,
      responseElements: null,
      requestID: nextId(),
      eventID: nextId(),
      readOnly: /^(Get|List|Describe|Head|AssumeRole$|Lookup)/.test(eventName),
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: home,
      eventCategory: 'Management',
      ...fields,
    };
  };
}

const refused = (one) => () => ({
  ...one(),
  errorCode: 'AccessDenied',
  errorMessage: 'not authorized',
  responseElements: null,
});
const signIn = (userIdentity, result, MFAUsed, settings = {}) =>
  call('signin', 'ConsoleLogin', null, {
    userIdentity,
    responseElements: { ConsoleLogin: result },
    additionalEventData: {
      LoginTo: 'https://console.aws.amazon.com/console/home',
      MobileVersion: 'No',
      MFAUsed,
    },
    eventType: 'AwsConsoleSignIn',
    readOnly: false,
    ...(result === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    ...settings,
  });
const data = { managementEvent: false, eventCategory: 'Data' };
const ordinary = call('ec2', 'DescribeInstances', { instancesSet: {} });
const elsewhere = call('ec2', 'DescribeInstances', { instancesSet: {} }, { awsRegion: 'eu-west-1' });
const object = { bucketName: 'app-uploads', key: 'photo.jpg' };
const read = call('s3', 'GetObject', object, { ...data, readOnly: true });

/** `fail`: what shows it, with what goes before; `near`: what comes close. */
function control(pack, id, { fail, near = [], isRefusedToo = true, notJudged = [read], pass }) {
  minute = 0;
  const good = pass ?? [ordinary, ...near, ...(isRefusedToo ? fail.map(refused) : [])];
  const folder = `${target}/${pack}/${id}`;
  mkdirSync(folder, { recursive: true });
  for (const [name, calls] of Object.entries({
    pass: good,
    fail: [ordinary, ...fail],
    'not-judged': notJudged,
  })) {
    minute = 0;
    const lines = calls.map((one) => `  ${JSON.stringify(one())}`).join(',\n');
    writeFileSync(`${folder}/${name}.json`, `{ "Records": [\n${lines}\n] }\n`);
  }
}

/** A control about the newest state: what is good, what is bad, and the bad after the good. */
function state(pack, id, good, bad) {
  control(pack, id, {
    pass: [ordinary, ...bad.slice(0, 1), ...good, ...bad.map(refused)],
    fail: [...good.slice(0, 1), ...bad],
    notJudged: [ordinary, ...bad.map(refused)],
  });
}

const each = (service, names, request = null) => names.split(' ').map((name) => call(service, name, request));
const global = { notJudged: [elsewhere] };

rmSync(target, { recursive: true, force: true });

// cis-aws

const cis = (id, parts) => control('cis-aws', id, parts);
const deniedIn = (seconds, service, name, errorCode = 'AccessDenied', settings = {}) =>
  call(service, name, null, { errorCode, at: start + seconds * 1000, ...settings });

cis('4.1', {
  fail: [
    deniedIn(60, 'iam', 'ListUsers'),
    deniedIn(90, 'secretsmanager', 'ListSecrets', 'AccessDeniedException'),
    deniedIn(95, 'ec2', 'DescribeVpcs', 'Client.UnauthorizedOperation'),
  ],
  near: [
    deniedIn(60, 's3', 'GetBucketPolicy', 'NoSuchBucketPolicy'),
    deniedIn(61, 's3', 'HeadBucket'),
    deniedIn(62, 's3', 'PutObject', 'AccessDenied', {
      userIdentity: { type: 'AWSService', invokedBy: 'delivery.logs.amazonaws.com' },
    }),
  ],
  isRefusedToo: false,
});
const federated = { ...deploy, arn: `arn:aws:sts::${home}:assumed-role/Staff/bob` };
const passwordOnly = signIn(alice, 'Success', 'No');
const signIns = {
  near: [signIn(alice, 'Success', 'Yes'), signIn(alice, 'Failure', 'No'), signIn(federated, 'Success', 'No')],
  isRefusedToo: false,
  ...global,
};
cis('4.2', { fail: [passwordOnly], ...signIns });
const byRoot = { userIdentity: rootUser };
const forRoot = { userIdentity: { ...rootUser, invokedBy: 'support.amazonaws.com' } };
cis('4.3', {
  fail: [call('s3', 'ListBuckets', null, byRoot), signIn(rootUser, 'Success', 'Yes')],
  near: [
    call('ec2', 'DescribeRegions', null, forRoot),
    call('kms', 'RotateKey', null, { ...byRoot, eventType: 'AwsServiceEvent' }),
  ],
  isRefusedToo: false,
  ...global,
});
cis('4.4', {
  fail: [
    ...each(
      'iam',
      'PutUserPolicy PutGroupPolicy PutRolePolicy DeleteUserPolicy DeleteGroupPolicy DeleteRolePolicy',
    ),
    ...each('iam', 'AttachUserPolicy AttachGroupPolicy AttachRolePolicy DetachUserPolicy DetachGroupPolicy'),
    ...each('iam', 'DetachRolePolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion'),
    ...each('iam', 'SetDefaultPolicyVersion PutUserPermissionsBoundary PutRolePermissionsBoundary'),
    ...each('iam', 'DeleteUserPermissionsBoundary DeleteRolePermissionsBoundary UpdateAssumeRolePolicy'),
  ],
  near: [...each('iam', 'GetUserPolicy ListPolicies CreateUser'), call('organizations', 'CreatePolicy')],
  ...global,
});
cis('4.5', {
  fail: [
    ...each('cloudtrail', 'CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging', { name: 'main' }),
    ...each('cloudtrail', 'PutEventSelectors PutInsightSelectors', { trailName: 'main' }),
  ],
  near: each('cloudtrail', 'DescribeTrails GetTrailStatus LookupEvents'),
});
const failedAt = (minutes, settings = {}) =>
  signIn(alice, 'Failure', 'No', { at: start + minutes * 60_000, ...settings });
cis('4.6', {
  fail: [failedAt(1), failedAt(9), failedAt(16)],
  near: [failedAt(1), failedAt(9), failedAt(17), failedAt(9, { recipientAccountId: other })],
  isRefusedToo: false,
  ...global,
});
const key = { keyId: `arn:aws:kms:us-east-1:${home}:key/11111111-2222-4333-8444-555555555555` };
cis('4.7', {
  fail: [
    ...each('kms', 'DisableKey DeleteImportedKeyMaterial', key),
    call('kms', 'ScheduleKeyDeletion', { ...key, pendingWindowInDays: 7 }),
  ],
  near: each('kms', 'EnableKey CancelKeyDeletion DescribeKey', key),
});
const uploads = { bucketName: 'app-uploads', Host: 'app-uploads.s3.us-east-1.amazonaws.com' };
cis('4.8', {
  fail: [
    ...each('s3', 'PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutBucketCors DeleteBucketCors', uploads),
    ...each(
      's3',
      'PutBucketLifecycle DeleteBucketLifecycle PutBucketReplication DeleteBucketReplication',
      uploads,
    ),
    ...each('s3', 'PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock', uploads),
  ],
  near: each('s3', 'GetBucketPolicy GetBucketAcl CreateBucket', uploads),
});
cis('4.9', {
  fail: [
    ...each('config', 'StopConfigurationRecorder DeleteConfigurationRecorder PutConfigurationRecorder'),
    ...each('config', 'DeleteDeliveryChannel PutDeliveryChannel'),
  ],
  near: each('config', 'StartConfigurationRecorder DescribeConfigurationRecorders'),
});
const group = { groupId: 'sg-0a1b2c3d4e5f60718' };
cis('4.10', {
  fail: [
    ...each(
      'ec2',
      'AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress',
      group,
    ),
    ...each(
      'ec2',
      'RevokeSecurityGroupEgress ModifySecurityGroupRules CreateSecurityGroup DeleteSecurityGroup',
      group,
    ),
  ],
  near: [
    ...each('ec2', 'DescribeSecurityGroups', group),
    call('ec2', 'CreateSecurityGroup', group, { errorCode: 'Client.DryRunOperation' }),
    call('rds', 'AuthorizeDBSecurityGroupIngress'),
  ],
});
const acl = { networkAclId: 'acl-0a1b2c3d4e5f60718' };
cis('4.11', {
  fail: [
    ...each('ec2', 'CreateNetworkAcl DeleteNetworkAcl CreateNetworkAclEntry DeleteNetworkAclEntry', acl),
    ...each('ec2', 'ReplaceNetworkAclEntry ReplaceNetworkAclAssociation', acl),
  ],
  near: each('ec2', 'DescribeNetworkAcls', acl),
});
cis('4.12', {
  fail: [
    ...each('ec2', 'CreateCustomerGateway DeleteCustomerGateway CreateInternetGateway AttachInternetGateway'),
    ...each('ec2', 'DetachInternetGateway DeleteInternetGateway CreateEgressOnlyInternetGateway'),
    ...each('ec2', 'DeleteEgressOnlyInternetGateway CreateVpnGateway AttachVpnGateway DetachVpnGateway'),
    ...each('ec2', 'DeleteVpnGateway CreateNatGateway DeleteNatGateway'),
  ],
  near: each('ec2', 'DescribeInternetGateways DescribeNatGateways'),
});
const routes = { routeTableId: 'rtb-0a1b2c3d4e5f60718' };
cis('4.13', {
  fail: [
    ...each('ec2', 'CreateRoute ReplaceRoute DeleteRoute CreateRouteTable DeleteRouteTable', routes),
    ...each('ec2', 'AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation', routes),
    ...each('ec2', 'EnableVgwRoutePropagation DisableVgwRoutePropagation', routes),
  ],
  near: [...each('ec2', 'DescribeRouteTables', routes), call('appmesh', 'CreateRoute')],
});
cis('4.14', {
  fail: [
    ...each('ec2', 'CreateVpc CreateDefaultVpc DeleteVpc ModifyVpcAttribute CreateVpcPeeringConnection'),
    ...each('ec2', 'AcceptVpcPeeringConnection RejectVpcPeeringConnection DeleteVpcPeeringConnection'),
    ...each('ec2', 'AssociateVpcCidrBlock DisassociateVpcCidrBlock AssociateDhcpOptions ModifyVpcTenancy'),
    ...each('ec2', 'ModifyVpcPeeringConnectionOptions'),
    ...each('ec2', 'AttachClassicLinkVpc DetachClassicLinkVpc EnableVpcClassicLink DisableVpcClassicLink'),
  ],
  near: each('ec2', 'DescribeVpcs CreateSubnet'),
});
cis('4.15', {
  fail: [
    ...each('organizations', 'AcceptHandshake AttachPolicy CancelHandshake CloseAccount CreateAccount'),
    ...each('organizations', 'CreateOrganization CreateOrganizationalUnit CreatePolicy DeclineHandshake'),
    ...each('organizations', 'DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy'),
    ...each('organizations', 'DeregisterDelegatedAdministrator DisableAWSServiceAccess DisablePolicyType'),
    ...each('organizations', 'EnableAWSServiceAccess EnableAllFeatures EnablePolicyType MoveAccount'),
    ...each('organizations', 'InviteAccountToOrganization LeaveOrganization PutResourcePolicy UpdatePolicy'),
    ...each('organizations', 'RegisterDelegatedAdministrator RemoveAccountFromOrganization'),
    ...each('organizations', 'UpdateOrganizationalUnit CreateGovCloudAccount DeleteResourcePolicy'),
  ],
  near: [...each('organizations', 'ListAccounts DescribeOrganization'), call('iam', 'CreateUser')],
  ...global,
});
state(
  'cis-aws',
  '4.16',
  [call('securityhub', 'EnableSecurityHub', {}), call('securityhub', 'DescribeHub', {})],
  [call('securityhub', 'DisableSecurityHub', {})],
);

// root-and-mfa

const root = (id, parts) => control('root-and-mfa', id, { ...global, ...parts });
const rootIn = (MFAUsed) => signIn(rootUser, 'Success', MFAUsed);
const rootFailsAt = (minutes, settings = {}) =>
  signIn(rootUser, 'Failure', 'No', { at: start + minutes * 60_000, ...settings });
const rootFails = signIn(rootUser, 'Failure', 'No');
const unrefused = { isRefusedToo: false };
root('root-sign-in', { fail: [rootIn('Yes'), rootIn('No')], near: [passwordOnly, rootFails], ...unrefused });
root('root-sign-in-without-mfa', { fail: [rootIn('No')], near: [rootIn('Yes'), rootFails], ...unrefused });
root('root-sign-in-failed', {
  fail: [rootFailsAt(1), rootFailsAt(61), rootFailsAt(5, { recipientAccountId: other })],
  near: [rootIn('Yes'), signIn(alice, 'Failure', 'No')],
  ...unrefused,
});
root('root-calls', {
  fail: [
    call('s3', 'PutBucketPolicy', uploads, byRoot),
    call('iam', 'CreateUser', { userName: 'bob' }, byRoot),
  ],
  near: [
    call('s3', 'ListBuckets', null, byRoot),
    rootIn('Yes'),
    call('ec2', 'CreateTags', null, forRoot),
    call('iam', 'CreateUser', { userName: 'bob' }),
  ],
});
const lasting = { userIdentity: { ...rootUser, accessKeyId: 'AKIAEXAMPLEROOT00001' } };
root('root-access-key-used', {
  fail: [call('s3', 'ListBuckets', null, lasting), refused(call('iam', 'ListUsers', null, lasting))],
  near: [call('s3', 'ListBuckets', null, byRoot), call('s3', 'ListBuckets')],
  ...unrefused,
});
const inactive = { accessKeyId: 'AKIAEXAMPLEROOT00001', status: 'Inactive' };
root('root-credentials-made', {
  fail: [
    call('iam', 'CreateAccessKey', null, byRoot),
    call('iam', 'UploadSigningCertificate', { certificateBody: '-----BEGIN CERTIFICATE-----' }, byRoot),
    call('iam', 'UpdateAccessKey', { ...inactive, status: 'Active' }, byRoot),
  ],
  near: [
    call('iam', 'CreateAccessKey', { userName: 'bob' }, byRoot),
    call('iam', 'UpdateAccessKey', inactive, byRoot),
    call('iam', 'CreateAccessKey', null),
  ],
});
const rootDevice = { serialNumber: `arn:aws:iam::${home}:mfa/root-account-mfa-device` };
const bobsDevice = { userName: 'bob', serialNumber: `arn:aws:iam::${home}:mfa/bob` };
root('root-mfa-removed', {
  fail: [
    call('iam', 'DeactivateMFADevice', rootDevice, byRoot),
    call('iam', 'DeleteVirtualMFADevice', rootDevice, byRoot),
    call('iam', 'DeactivateMFADevice', { serialNumber: `arn:aws:iam::${home}:mfa/phone` }, byRoot),
    call('iam', 'DeactivateMFADevice', { ...bobsDevice, userName: 'AWS ROOT USER' }, byRoot),
  ],
  near: [
    call('iam', 'DeactivateMFADevice', bobsDevice, byRoot),
    call('iam', 'EnableMFADevice', rootDevice, byRoot),
    call('iam', 'DeleteVirtualMFADevice', bobsDevice),
  ],
});
root('root-recovery', {
  fail: [
    ...['PasswordRecoveryCompleted', 'PasswordUpdated', 'EmailUpdated'].map((name) =>
      call('signin', name, null, { ...byRoot, eventType: 'AwsConsoleSignIn' }),
    ),
    ...each('account', 'StartPrimaryEmailUpdate AcceptPrimaryEmailUpdate', { accountId: home }),
  ],
  near: [
    call('signin', 'PasswordRecoveryRequested', null, byRoot),
    call('account', 'PutAlternateContact', { alternateContactType: 'SECURITY' }),
  ],
});
root('root-management-kept', {
  fail: each('iam', 'DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions'),
  near: each('iam', 'EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions'),
});
root('root-session-assumed', {
  fail: [call('sts', 'AssumeRoot', { targetPrincipal: other })],
  near: [call('sts', 'AssumeRole', { roleArn: `arn:aws:iam::${other}:role/Audit` })],
  notJudged: [read],
});
root('users-sign-in-with-mfa', { fail: [passwordOnly], ...signIns });
root('mfa-devices-kept', {
  fail: [
    call('iam', 'DeactivateMFADevice', bobsDevice),
    call('iam', 'DeactivateMFADevice', bobsDevice, byRoot),
    call('sso-directory', 'DeleteMfaDeviceForUser', { userId: 'd-0123456789' }),
  ],
  near: [
    call('iam', 'DeactivateMFADevice', rootDevice, byRoot),
    call('iam', 'EnableMFADevice', bobsDevice),
    call('sso-directory', 'ListMfaDevicesForUser', { userId: 'd-0123456789' }),
  ],
});
const passwords = (length) => call('iam', 'UpdateAccountPasswordPolicy', { minimumPasswordLength: length });
state(
  'root-and-mfa',
  'password-policy',
  [passwords(14), passwords(20)],
  [passwords(8), call('iam', 'DeleteAccountPasswordPolicy')],
);

// cloudtrail-practice

const trails = (id, parts) => control('cloudtrail-practice', id, parts);
const trailState = (id, good, bad) => state('cloudtrail-practice', id, good, bad);
const whole = {
  name: 'main',
  s3BucketName: 'org-audit-trail',
  includeGlobalServiceEvents: true,
  isMultiRegionTrail: true,
  trailARN: `arn:aws:cloudtrail:us-east-1:${home}:trail/main`,
  logFileValidationEnabled: true,
  kmsKeyId: key.keyId,
  cloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${home}:log-group:trail:*`,
  isOrganizationTrail: false,
};
const trail = (eventName, request, response = {}) =>
  call('cloudtrail', eventName, request, { responseElements: { ...whole, ...response } });
const touched = trail('UpdateTrail', { name: whole.trailARN });
for (const [id, field, parameter, bad] of [
  ['all-regions', 'isMultiRegionTrail', 'isMultiRegionTrail', false],
  ['global-services', 'includeGlobalServiceEvents', 'includeGlobalServiceEvents', false],
  ['log-file-validation', 'logFileValidationEnabled', 'enableLogFileValidation', false],
  ['log-file-encryption', 'kmsKeyId', 'kmsKeyId', undefined],
  ['logs-watched', 'cloudWatchLogsLogGroupArn', 'cloudWatchLogsLogGroupArn', undefined],
]) {
  const request = { name: 'main', s3BucketName: 'org-audit-trail' };
  trailState(
    id,
    [trail('CreateTrail', { ...request, [parameter]: whole[field] }), touched],
    [trail('UpdateTrail', { name: 'main', [parameter]: bad ?? '' }, { [field]: bad })],
  );
}
trails('logging-never-stopped', {
  fail: each('cloudtrail', 'StopLogging DeleteTrail', { name: 'main' }),
  near: each('cloudtrail', 'StartLogging GetTrailStatus', { name: 'main' }),
});
trails('destination-kept', {
  fail: [
    trail('UpdateTrail', { name: 'main', s3BucketName: 'elsewhere' }),
    trail('UpdateTrail', { name: 'main', s3KeyPrefix: '' }),
  ],
  near: [touched, trail('CreateTrail', { name: 'main', s3BucketName: 'org-audit-trail' })],
});
const basic = (settings) =>
  call('cloudtrail', 'PutEventSelectors', {
    trailName: 'main',
    eventSelectors: [
      {
        readWriteType: 'All',
        includeManagementEvents: true,
        dataResources: [],
        excludeManagementEventSources: [],
        ...settings,
      },
    ],
  });
const advanced = (...selectors) =>
  call('cloudtrail', 'PutEventSelectors', {
    trailName: 'main',
    advancedEventSelectors: selectors.map((fields) => ({
      name: 'one',
      fieldSelectors: fields.map(([field, ...equals]) => ({ field, equals })),
    })),
  });
const management = ['eventCategory', 'Management'];
const objects = [
  ['eventCategory', 'Data'],
  ['resources.type', 'AWS::S3::Object'],
];
trails('selectors-whole', {
  fail: [
    basic({ readWriteType: 'WriteOnly' }),
    basic({ includeManagementEvents: false }),
    basic({ excludeManagementEventSources: ['kms.amazonaws.com'] }),
    advanced(objects),
    advanced([management, ['readOnly', 'false']]),
    advanced(objects, [['readOnly', 'true'], management]),
  ],
  near: [basic({}), advanced([management]), advanced(objects, [management])],
});
const store = { eventDataStore: `arn:aws:cloudtrail:us-east-1:${home}:eventdatastore/one` };
trails('event-data-stores-kept', {
  fail: [
    ...each('cloudtrail', 'StopEventDataStoreIngestion DeleteEventDataStore', store),
    call('cloudtrail', 'UpdateEventDataStore', { ...store, terminationProtectionEnabled: false }),
  ],
  near: [
    call('cloudtrail', 'UpdateEventDataStore', { ...store, retentionPeriod: 365 }),
    call('cloudtrail', 'StartQuery', { queryStatement: 'SELECT 1' }),
  ],
});
const audit = { bucketName: 'org-audit-trail', Host: 'org-audit-trail.s3.us-east-1.amazonaws.com' };
const versions = (bucket, Status) =>
  call('s3', 'PutBucketVersioning', { ...bucket, VersioningConfiguration: { Status } });
trails('log-bucket-kept', {
  fail: [call('s3', 'DeleteBucket', audit), versions(audit, 'Suspended')],
  near: [call('s3', 'DeleteBucket', uploads), versions(audit, 'Enabled'), versions(uploads, 'Suspended')],
});
const expiring = (bucket, Rule) =>
  call('s3', 'PutBucketLifecycle', { ...bucket, LifecycleConfiguration: { Rule } });
const rule = { ID: 'old', Status: 'Enabled', Filter: { Prefix: '' } };
const awsLogs = { ...rule, Filter: { Prefix: 'AWSLogs/' }, Expiration: { Days: 30 } };
trailState(
  'log-bucket-lifecycle',
  [
    expiring(audit, { ...rule, Expiration: { Days: 400 } }),
    expiring(uploads, { ...rule, Expiration: { Days: 3 } }),
    call('s3', 'DeleteBucketLifecycle', audit),
  ],
  [
    expiring(audit, { ...rule, Expiration: { Days: 7 } }),
    expiring(audit, [{ ...rule, Expiration: { Days: 400 } }, awsLogs]),
    expiring(audit, { ...rule, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
    expiring({ bucketName: 'app-uploads-2' }, awsLogs),
    expiring({ bucketName: 'app-uploads-3' }, { ...rule, ID: 'clear-trail', Expiration: { Days: 1 } }),
  ],
);
const block = (value, settings = {}) => ({
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: value,
    IgnorePublicAcls: value,
    BlockPublicPolicy: value,
    RestrictPublicBuckets: value,
    ...settings,
  },
});
const grant = (URI) => ({ AccessControlPolicy: { AccessControlList: { Grant: [{ Grantee: { URI } }] } } });
const everyone = 'http://acs.amazonaws.com/groups/global/AllUsers';
const delivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
trails('log-bucket-closed', {
  fail: [
    call('s3', 'DeleteBucketPublicAccessBlock', audit),
    call('s3', 'PutBucketPublicAccessBlock', { ...audit, ...block(true, { BlockPublicPolicy: false }) }),
    call('s3', 'PutBucketAcl', { ...audit, 'x-amz-acl': 'public-read' }),
    call('s3', 'PutBucketAcl', { ...audit, ...grant(everyone) }),
    call('s3', 'PutBucketAcl', { ...audit, 'x-amz-grant-read': `uri="${everyone}"` }),
  ],
  near: [
    call('s3', 'PutBucketPublicAccessBlock', { ...audit, ...block(true) }),
    call('s3', 'PutBucketAcl', { ...audit, 'x-amz-acl': 'log-delivery-write' }),
    call('s3', 'PutBucketAcl', { ...audit, ...grant(delivery) }),
    call('s3', 'DeleteBucketPublicAccessBlock', uploads),
  ],
});
trails('log-bucket-encrypted', {
  fail: [call('s3', 'DeleteBucketEncryption', audit)],
  near: [call('s3', 'PutBucketEncryption', audit), call('s3', 'DeleteBucketEncryption', uploads)],
});
const logging = (BucketLoggingStatus) => call('s3', 'PutBucketLogging', { ...audit, BucketLoggingStatus });
trailState(
  'log-bucket-access-logged',
  [logging({ LoggingEnabled: { TargetBucket: 'access-records', TargetPrefix: 'trail/' } })],
  [logging({ xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/' })],
);
const logFile = `AWSLogs/${home}/CloudTrail/us-east-1/2024/06/02/${home}_CloudTrail_us-east-1_20240602T1000Z_abc.json.gz`;
const deletes = (request, settings = {}) => call('s3', 'DeleteObject', request, { ...data, ...settings });
trails('log-files-not-deleted', {
  fail: [
    deletes({ ...audit, key: logFile }),
    deletes({ ...uploads, key: `o-a1b2c3d4e5/${logFile}` }),
    call('s3', 'DeleteObjects', { ...audit, delete: '' }, data),
  ],
  near: [
    read,
    deletes({ ...uploads, key: 'photo.jpg' }),
    deletes(
      { ...audit, key: logFile },
      { userIdentity: { ...alice, invokedBy: 'lifecycle.s3.amazonaws.com' } },
    ),
    call('s3', 'GetObject', { ...audit, key: logFile }, data),
  ],
  notJudged: [ordinary],
});

// change-control: judged with the role Deploy allowed, and a window from 9 to 17 o'clock on weekdays.

const night = Date.UTC(2024, 5, 3, 22);
const byService = { userIdentity: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' } };
const changes = (id, services, ...names) => {
  const later = (settings) =>
    services.map(([service, name], i) => call(service, name, null, { ...settings, at: night + i * 60_000 }));
  control('change-control', id, {
    fail: [
      // By somebody else, inside of the window; by the pipeline, outside of it; by somebody else, outside of it.
      ...services.map(([service, name]) => call(service, name)),
      ...later({ userIdentity: deploy }),
      ...later({}).slice(0, 1),
    ],
    near: [
      ...services.map(([service, name]) => call(service, name, null, { userIdentity: deploy })),
      ...services
        .slice(0, 1)
        .map(([service, name]) => call(service, name, null, { ...byService, at: night })),
      ...names.map((one) => one),
    ],
  });
};
changes(
  'access',
  [
    ['iam', 'CreateUser'],
    ['organizations', 'AttachPolicy'],
    ['sso', 'CreateAccountAssignment'],
    ['ram', 'CreateResourceShare'],
  ],
  call('iam', 'ListUsers'),
);
changes(
  'audit-trail',
  [
    ['cloudtrail', 'StopLogging'],
    ['config', 'StopConfigurationRecorder'],
    ['guardduty', 'DeleteDetector'],
    ['monitoring', 'DeleteAlarms'],
    ['logs', 'DeleteLogGroup'],
    ['logs', 'PutRetentionPolicy'],
  ],
  call('logs', 'CreateLogStream'),
  call('cloudtrail', 'LookupEvents'),
);
changes(
  'network',
  [
    ['ec2', 'RunInstances'],
    ['ec2', 'CreateRoute'],
    ['elasticloadbalancing', 'DeleteLoadBalancer'],
    ['route53', 'ChangeResourceRecordSets'],
  ],
  call('ec2', 'DescribeVpcs'),
);
changes(
  'programs',
  [
    ['lambda', 'UpdateFunctionCode20150331v2'],
    ['cloudformation', 'UpdateStack'],
    ['ecs', 'UpdateService'],
  ],
  call('ssm', 'UpdateInstanceInformation'),
  call('lambda', 'Invoke', null, { ...data, at: night }),
);
changes(
  'stores',
  [
    ['s3', 'DeleteBucket'],
    ['rds', 'ModifyDBInstance'],
    ['dynamodb', 'DeleteTable'],
  ],
  call('s3', 'PutObject', object, data),
  call('s3', 'ListBuckets'),
);
changes(
  'keys-and-secrets',
  [
    ['kms', 'PutKeyPolicy'],
    ['secretsmanager', 'PutSecretValue'],
  ],
  call('kms', 'CreateGrant', key, { userIdentity: { ...alice, invokedBy: 'ec2.amazonaws.com' } }),
  call('kms', 'DescribeKey', key),
);

// data-exposure

const exposure = (id, parts) => control('data-exposure', id, parts);
const statement = (Principal, more = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  Resource: '*',
  ...more,
});
const policy = (...Statement) => ({ Version: '2012-10-17', Statement });
const onlyTls = statement('*', { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
const fromVpc = statement('*', { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } } });
const forService = statement({ Service: 'cloudtrail.amazonaws.com' });
const denied = statement({ AWS: '*' }, { Effect: 'Deny' });
const closed = policy(forService, onlyTls, fromVpc, denied);
const reordered = { Sid: 'open', Principal: { AWS: ['*'] }, Resource: ['*'], Action: ['*'], Effect: 'Allow' };
const opened = [
  policy(onlyTls, statement('*')),
  policy(forService, statement({ AWS: '*' })),
  policy(reordered),
  policy({ Effect: 'Allow', NotPrincipal: { AWS: `arn:aws:iam::${home}:root` }, Action: '*', Resource: '*' }),
];
const person = (account, name = 'root') =>
  name === 'root' ? `arn:aws:iam::${account}:root` : `arn:aws:iam::${account}:role/${name}`;
const foreign = policy(statement({ AWS: person(other) }));
const own = policy(statement({ AWS: person(home, 'Reader') }));
const bucketPolicy = (bucketPolicyValue, name = 'PutBucketPolicy') =>
  call('s3', name, { ...uploads, bucketPolicy: bucketPolicyValue, policy: '' });

state(
  'data-exposure',
  'account-public-access-block',
  [call('s3', 'PutAccountPublicAccessBlock', block(true))],
  [
    call('s3', 'PutAccountPublicAccessBlock', block(true, { RestrictPublicBuckets: false })),
    call('s3', 'DeleteAccountPublicAccessBlock'),
  ],
);
exposure('bucket-public-access-block', {
  fail: [
    call('s3', 'DeleteBucketPublicAccessBlock', uploads),
    call('s3', 'PutBucketPublicAccessBlock', { ...uploads, ...block(true, { BlockPublicAcls: false }) }),
  ],
  near: [call('s3', 'PutBucketPublicAccessBlock', { ...uploads, ...block(true) })],
});
exposure('bucket-policy-public', {
  fail: [
    ...opened.map((one) => bucketPolicy(one)),
    call('s3', 'PutAccessPointPolicy', { name: 'reports', policy: JSON.stringify(policy(statement('*'))) }),
  ],
  near: [bucketPolicy(closed), bucketPolicy(foreign), call('s3', 'DeleteBucketPolicy', uploads)],
});
exposure('bucket-policy-other-account', {
  fail: [
    bucketPolicy(foreign),
    bucketPolicy(policy(statement({ AWS: [person(home), person(other)] }))),
    bucketPolicy(policy(statement({ AWS: person(home) }), statement({ AWS: other }))),
  ],
  near: [bucketPolicy(own), bucketPolicy(closed)],
});
exposure('bucket-acl-public', {
  fail: [
    call('s3', 'PutBucketAcl', { ...uploads, ...grant(everyone) }),
    call('s3', 'PutBucketAcl', { ...uploads, 'x-amz-acl': 'public-read' }),
    call('s3', 'CreateBucket', { ...uploads, 'x-amz-acl': 'authenticated-read' }),
    call('s3', 'PutBucketAcl', { ...uploads, 'x-amz-grant-full-control': `uri="${everyone}"` }),
  ],
  near: [
    call('s3', 'PutBucketAcl', { ...uploads, ...grant(delivery) }),
    call('s3', 'PutBucketAcl', { ...uploads, 'x-amz-acl': 'private' }),
    call('s3', 'PutObjectAcl', { ...object, 'x-amz-acl': 'public-read' }, data),
  ],
});
exposure('object-acl-public', {
  fail: [
    call('s3', 'PutObjectAcl', { ...object, 'x-amz-acl': 'public-read' }, data),
    call('s3', 'PutObjectAcl', { ...object, ...grant(everyone) }, data),
    call('s3', 'PutObject', { ...object, 'x-amz-grant-read': `uri="${everyone}"` }, data),
    call('s3', 'CopyObject', { ...object, 'x-amz-acl': 'public-read-write' }, data),
  ],
  near: [read, call('s3', 'PutObject', { ...object, 'x-amz-acl': 'private' }, data)],
  notJudged: [ordinary],
});
const copyTo = (Account) => ({ Status: 'Enabled', Destination: { Account, Bucket: 'arn:aws:s3:::copy' } });
const replication = (...accounts) => {
  const [Rule, ...more] = accounts.map(copyTo);
  const ReplicationConfiguration = { Rule: more.length > 0 ? [Rule, ...more] : Rule };
  return call('s3', 'PutBucketReplication', { ...uploads, ReplicationConfiguration });
};
exposure('bucket-replicated-elsewhere', {
  fail: [replication(other), replication(home, other)],
  near: [replication(home), replication(undefined)],
});
const snapshot = (change) =>
  call('ec2', 'ModifySnapshotAttribute', {
    snapshotId: 'snap-0a1b2c3d4e5f60718',
    createVolumePermission: change,
    attributeType: 'CREATE_VOLUME_PERMISSION',
  });
const items = (...list) => ({ items: list });
const toAll = { add: items({ group: 'all' }) };
const toOther = { add: items({ userId: other }) };
const fromAll = { remove: items({ group: 'all' }) };
const fromOther = { remove: items({ userId: other }) };
exposure('snapshot-public', { fail: [snapshot(toAll)], near: [snapshot(fromAll), snapshot(toOther)] });
exposure('snapshot-shared', {
  fail: [snapshot(toOther), snapshot({ add: items({ userId: home }, { userId: other }) })],
  near: [snapshot(fromOther), snapshot(toAll), snapshot({ add: items({ userId: home }) })],
});
const image = (launchPermission) =>
  call('ec2', 'ModifyImageAttribute', {
    imageId: 'ami-0a1b2c3d4e5f60718',
    launchPermission,
    attributeType: 'launchPermission',
  });
const fpga = (change) =>
  call('ec2', 'ModifyFpgaImageAttribute', {
    ModifyFpgaImageAttributeRequest: { FpgaImageId: 'afi-0a1b2c3d4e5f60718', LoadPermission: change },
  });
exposure('image-public', {
  fail: [image(toAll), fpga({ Add: { Group: 'all', tag: 1 } })],
  near: [image(fromAll), image(toOther), fpga({ Add: { UserId: other, tag: 1 } })],
});
const organization = 'arn:aws:organizations::444455556666:organization/o-a1b2c3d4e5';
exposure('image-shared', {
  fail: [
    image(toOther),
    image({ add: items({ organizationArn: organization }) }),
    image({
      add: items({ organizationalUnitArn: 'arn:aws:organizations::444455556666:ou/o-a1b2c3d4e5/ou-1234' }),
    }),
  ],
  near: [image(fromOther), image(toAll)],
});
exposure('public-blocks-of-ec2', {
  fail: each('ec2', 'DisableSnapshotBlockPublicAccess DisableImageBlockPublicAccess', {}),
  near: each('ec2', 'EnableSnapshotBlockPublicAccess EnableImageBlockPublicAccess', {}),
});
const restore = (name, value, change = 'valuesToAdd') =>
  call('rds', name, { dBSnapshotIdentifier: 'orders-1', attributeName: 'restore', [change]: [value] });
exposure('database-snapshot-public', {
  fail: [restore('ModifyDBSnapshotAttribute', 'all'), restore('ModifyDBClusterSnapshotAttribute', 'all')],
  near: [
    restore('ModifyDBSnapshotAttribute', 'all', 'valuesToRemove'),
    restore('ModifyDBSnapshotAttribute', other),
  ],
});
exposure('database-snapshot-shared', {
  fail: [
    restore('ModifyDBSnapshotAttribute', other),
    restore('ModifyDBClusterSnapshotAttribute', other),
    call('redshift', 'AuthorizeSnapshotAccess', {
      snapshotIdentifier: 'orders-1',
      accountWithRestoreAccess: other,
    }),
    call('redshift-serverless', 'PutResourcePolicy', { resourceArn: 'arn', policy: JSON.stringify(foreign) }),
  ],
  near: [
    restore('ModifyDBSnapshotAttribute', other, 'valuesToRemove'),
    call('redshift', 'RevokeSnapshotAccess', {
      snapshotIdentifier: 'orders-1',
      accountWithRestoreAccess: other,
    }),
  ],
});
const isPublic = { publiclyAccessible: true };
exposure('database-public', {
  fail: [
    ...each('rds', 'CreateDBInstance ModifyDBInstance CreateDBInstanceReadReplica CreateDBCluster', isPublic),
    ...each('rds', 'RestoreDBInstanceFromDBSnapshot RestoreDBInstanceToPointInTime', isPublic),
    ...each('redshift', 'CreateCluster ModifyCluster RestoreFromClusterSnapshot', isPublic),
    ...each('redshift-serverless', 'CreateWorkgroup UpdateWorkgroup', isPublic),
    ...each('dms', 'CreateReplicationInstance', isPublic),
    ...each('mq', 'CreateBroker', isPublic),
  ],
  near: [
    call('rds', 'ModifyDBInstance', { publiclyAccessible: false }),
    call('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders' }),
  ],
});
const dataShare = (consumerIdentifier) =>
  call('redshift', 'AuthorizeDataShare', { dataShareArn: 'arn', consumerIdentifier });
exposure('data-share-outside', {
  fail: [dataShare(other)],
  near: [dataShare(home), call('redshift', 'DeauthorizeDataShare', { consumerIdentifier: other })],
});
const permission = (principal, more = {}, name = 'AddPermission20150331v2') =>
  call('lambda', name, { functionName: 'thumbnails', action: 'lambda:InvokeFunction', principal, ...more });
exposure('function-open', {
  fail: [
    permission('*'),
    permission(other),
    permission(person(other)),
    permission('*', { layerName: 'tools' }, 'AddLayerVersionPermission20181031'),
  ],
  near: [
    permission('s3.amazonaws.com'),
    permission(person(home)),
    permission('*', { principalOrgID: 'o-a1b2c3d4e5' }),
    permission('*', { organizationId: 'o-a1b2c3d4e5' }, 'AddLayerVersionPermission20181031'),
  ],
});
const url = (name, authType) => call('lambda', name, { functionName: 'thumbnails', authType });
exposure('function-url-open', {
  fail: [url('CreateFunctionUrlConfig', 'NONE'), url('UpdateFunctionUrlConfig', 'NONE')],
  near: [url('CreateFunctionUrlConfig', 'AWS_IAM'), call('lambda', 'DeleteFunctionUrlConfig')],
});
const text = (value) => JSON.stringify(value);
const spaced = (value) => JSON.stringify(value, null, 2);
const setters = (write) => [
  call('sqs', 'SetQueueAttributes', { queueUrl: 'jobs', attributes: { Policy: write } }),
  call('sqs', 'CreateQueue', { queueName: 'jobs', attributes: { Policy: write } }),
  call('sns', 'SetTopicAttributes', { topicArn: 'arn', attributeName: 'Policy', attributeValue: write }),
  call('sns', 'CreateTopic', { name: 'news', attributes: { Policy: write } }),
  call('secretsmanager', 'PutResourcePolicy', { secretId: 'db', resourcePolicy: write }),
  call('glue', 'PutResourcePolicy', { policyInJson: write }),
  call('dynamodb', 'PutResourcePolicy', { resourceArn: 'arn', policy: write }),
  call('kinesis', 'PutResourcePolicy', { resourceARN: 'arn', policy: write }),
  call('logs', 'PutResourcePolicy', { policyName: 'one', policyDocument: write }),
  call('ecr', 'SetRepositoryPolicy', { repositoryName: 'app', policyText: write }),
  call('ecr', 'PutRegistryPolicy', { policyText: write }),
  call('elasticfilesystem', 'PutFileSystemPolicy', { fileSystemId: 'fs-1', policy: write }),
  call('backup', 'PutBackupVaultAccessPolicy', { backupVaultName: 'vault', policy: write }),
  call('events', 'PutPermission', { eventBusName: 'default', policy: write }),
  call('logs', 'PutDestinationPolicy', { destinationName: 'one', accessPolicy: write }),
  call('es', 'UpdateDomainConfig', { domainName: 'search', accessPolicies: write }),
  call('es', 'CreateElasticsearchDomain', { domainName: 'search', accessPolicies: write }),
  call('glacier', 'SetVaultAccessPolicy', { vaultName: 'old', policy: { policy: write } }),
  call('s3tables', 'PutTableBucketPolicy', { tableBucketARN: 'arn', resourcePolicy: write }),
];
const world = policy(statement('*'));
exposure('policy-public', {
  fail: [
    ...setters(text(world)),
    ...opened.map((one) =>
      call('kms', 'PutKeyPolicy', { ...key, policyName: 'default', policy: spaced(one) }),
    ),
    call('kms', 'CreateKey', { policy: text(world) }),
    call('ssm', 'PutResourcePolicy', { resourceArn: 'arn', policy: spaced(world) }),
    call('apigateway', 'CreateRestApi', { createRestApiInput: { name: 'api', policy: text(world) } }),
    call('events', 'PutPermission', { eventBusName: 'default', action: 'events:PutEvents', principal: '*' }),
  ],
  near: [
    ...setters(spaced(closed)),
    call('kms', 'PutKeyPolicy', { ...key, policyName: 'default', policy: spaced(own) }),
    call('events', 'PutPermission', {
      principal: '*',
      condition: { type: 'StringEquals', key: 'aws:PrincipalOrgID' },
    }),
    call('sqs', 'SetQueueAttributes', { queueUrl: 'jobs', attributes: { VisibilityTimeout: '30' } }),
  ],
});
exposure('policy-other-account', {
  fail: [
    ...setters(spaced(foreign)),
    call('events', 'PutPermission', { action: 'events:PutEvents', principal: other }),
  ],
  near: [
    ...setters(text(closed)),
    call('events', 'PutPermission', { action: 'events:PutEvents', principal: home }),
    call('sqs', 'SetQueueAttributes', {
      attributes: { Policy: text(policy({ ...foreign.Statement[0], Effect: 'Deny' })) },
    }),
  ],
});
const keyPolicy = (...statements) =>
  call('kms', 'PutKeyPolicy', { ...key, policyName: 'default', policy: spaced(policy(...statements)) });
const keyGrant = (granteePrincipal) =>
  call('kms', 'CreateGrant', { ...key, granteePrincipal, operations: ['Decrypt'] });
const ownRoot = statement({ AWS: person(home) });
exposure('key-shared', {
  fail: [
    keyPolicy(ownRoot, statement({ AWS: person(other) })),
    keyPolicy(ownRoot, statement({ AWS: [other] })),
    keyPolicy(statement({ AWS: person(other, 'Reader') })),
    keyGrant(person(other, 'Reader')),
  ],
  near: [
    keyPolicy(ownRoot, statement({ AWS: [person(home, 'Admin'), person(home, 'Reader')] })),
    keyGrant(person(home, 'Reader')),
    keyGrant('rds.us-east-1.amazonaws.com'),
  ],
});
exposure('queue-or-topic-permission', {
  fail: [
    call('sqs', 'AddPermission', {
      queueUrl: 'jobs',
      label: 'one',
      aWSAccountIds: [other],
      actions: ['SendMessage'],
    }),
    call('sns', 'AddPermission', {
      topicArn: 'arn',
      label: 'one',
      aWSAccountId: [other],
      actionName: ['Publish'],
    }),
  ],
  near: [call('sqs', 'RemovePermission', { queueUrl: 'jobs', label: 'one' }), permission('s3.amazonaws.com')],
});
const secret = (blockPublicPolicy) =>
  call('secretsmanager', 'PutResourcePolicy', { secretId: 'db', blockPublicPolicy });
exposure('secret-policy-guarded', { fail: [secret(false)], near: [secret(true), secret(undefined)] });
const granted = (dataLakePrincipalIdentifier) =>
  call('lakeformation', 'GrantPermissions', {
    principal: { dataLakePrincipalIdentifier },
    permissions: ['SELECT'],
  });
exposure('catalog-shared', {
  fail: [
    ...[other, organization, 'IAM_ALLOWED_PRINCIPALS'].map(granted),
    call('lakeformation', 'BatchGrantPermissions', {
      entries: [{ id: '1', principal: { dataLakePrincipalIdentifier: other }, permissions: ['ALL'] }],
    }),
  ],
  near: [
    granted(person(home, 'Reader')),
    call('lakeformation', 'RevokePermissions', { principal: { dataLakePrincipalIdentifier: other } }),
  ],
});
const share = (name, allowExternalPrincipals) =>
  call('ram', name, { name: 'subnets', allowExternalPrincipals });
exposure('resource-share-outside', {
  fail: [
    share('CreateResourceShare', true),
    share('CreateResourceShare'),
    share('UpdateResourceShare', true),
  ],
  near: [
    share('CreateResourceShare', false),
    share('UpdateResourceShare'),
    share('UpdateResourceShare', false),
  ],
});
exposure('repository-public', {
  fail: [call('ecr-public', 'CreateRepository', { repositoryName: 'app' })],
  near: [call('ecr', 'CreateRepository', { repositoryName: 'app' })],
});
const document = (settings) =>
  call('ssm', 'ModifyDocumentPermission', { name: 'patch', permissionType: 'Share', ...settings });
exposure('document-public', {
  fail: [document({ accountIdsToAdd: ['all'] })],
  near: [document({ accountIdsToRemove: ['all'] }), document({ accountIdsToAdd: [other] })],
});
const cluster = (name, resourcesVpcConfig) => call('eks', name, { name: 'prod', resourcesVpcConfig });
const office = { publicAccessCidrs: ['192.0.2.0/24'] };
exposure('cluster-endpoint-public', {
  fail: [
    cluster('CreateCluster', { subnetIds: ['subnet-1'] }),
    cluster('CreateCluster', { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] }),
    cluster('UpdateClusterConfig', { endpointPublicAccess: true }),
    cluster('UpdateClusterConfig', { publicAccessCidrs: ['192.0.2.0/24', '0.0.0.0/0'] }),
  ],
  near: [
    cluster('CreateCluster', { endpointPublicAccess: false }),
    cluster('CreateCluster', office),
    cluster('UpdateClusterConfig', { endpointPublicAccess: true, ...office }),
    cluster('UpdateClusterConfig', undefined),
  ],
});
const access = (AllowFromPublic) => [{ Rules: [{ ResourceType: 'collection' }], AllowFromPublic }];
const collection = (name, value) => call('aoss', name, { name: 'net', type: 'network', policy: value });
exposure('search-public', {
  fail: [
    collection('CreateSecurityPolicy', text(access(true))),
    collection('UpdateSecurityPolicy', spaced(access(true))),
    collection('UpdateSecurityPolicy', access(true)),
  ],
  near: [collection('CreateSecurityPolicy', text(access(false)))],
});
const brokers = (type) =>
  call('kafka', 'UpdateConnectivity', { connectivityInfo: { publicAccess: { type } } });
const blocked = (blockPublicSecurityGroupRules) =>
  call('elasticmapreduce', 'PutBlockPublicAccessConfiguration', {
    blockPublicAccessConfiguration: { blockPublicSecurityGroupRules },
  });
exposure('cluster-public', {
  fail: [brokers('SERVICE_PROVIDED_EIPS'), blocked(false)],
  near: [brokers('DISABLED'), blocked(true)],
});
const pool = (name, allowUnauthenticatedIdentities) =>
  call('cognito-identity', name, { identityPoolName: 'app', allowUnauthenticatedIdentities });
exposure('identity-pool-guests', {
  fail: [pool('CreateIdentityPool', true), pool('UpdateIdentityPool', true)],
  near: [pool('CreateIdentityPool', false)],
});
const trust = (Principal, more = {}) =>
  policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });
const role = (value) => call('iam', 'CreateRole', { roleName: 'Reader', assumeRolePolicyDocument: value });
const trusting = (value) =>
  call('iam', 'UpdateAssumeRolePolicy', { roleName: 'Reader', policyDocument: value });
const inside = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } };
exposure('role-trusts-everybody', {
  fail: [
    role(text(trust({ AWS: '*' }))),
    trusting(spaced(trust('*'))),
    trusting(text(trust({ AWS: [person(home), '*'] }))),
  ],
  near: [
    role(text(trust({ Service: 'lambda.amazonaws.com' }))),
    trusting(spaced(trust({ AWS: '*' }, inside))),
    role(text(trust({ AWS: person(other) }))),
  ],
  ...global,
});
const bySource = { Condition: { StringEquals: { 'aws:SourceAccount': other } } };
const knownAs = { Condition: { StringEquals: { 'sts:ExternalId': home } } };
exposure('role-trusts-other-account', {
  fail: [
    role(text(trust({ AWS: other }))),
    trusting(spaced(trust({ AWS: [person(other, 'Reader')] }))),
    trusting(spaced(policy(...own.Statement, ...foreign.Statement))),
    trusting(text(trust({ AWS: [person(home), other] }))),
    role(text(trust({ AWS: person(other) }, knownAs))),
  ],
  near: [
    role(text(trust({ AWS: home }))),
    trusting(spaced(trust({ AWS: person(home, 'Admin'), Service: 'ec2.amazonaws.com' }))),
    trusting(text(trust({ Service: 'lambda.amazonaws.com' }, bySource))),
    role(text(trust({ Federated: `arn:aws:iam::${home}:saml-provider/staff` }))),
    role(text(trust({ AWS: '*' }, inside))),
  ],
  ...global,
});
const endpoint = (change) =>
  call('ec2', 'ModifyVpcEndpointServicePermissions', {
    ModifyVpcEndpointServicePermissionsRequest: { ServiceId: 'vpce-svc-1', ...change },
  });
const allowed = (content) => ({ tag: 1, content });
exposure('endpoint-service-open', {
  fail: [endpoint({ AddAllowedPrincipals: allowed('*') })],
  near: [endpoint({ AddAllowedPrincipals: allowed(person(other)), RemoveAllowedPrincipals: allowed('*') })],
});
