/**
 * The event names that AWS services have: the operations of their APIs (`event-names.txt`, from botocore's service
 * models), and what CloudTrail writes that is no operation or has another name there.
 */

export interface EventNames {
  /** In lower case, with the services (labels of event sources) that have it. */
  readonly services: ReadonlyMap<string, ReadonlySet<string>>;
  /** All names as they are spelled. */
  readonly names: readonly string[];
}

/**
 * Events that are no API operation. CloudTrail User Guide: console sign-in events, service events; the CloudTrail pages of
 * IAM Identity Center, KMS, EC2, Systems Manager, Amazon S3.
 */
const others: Readonly<Record<string, readonly string[]>> = {
  signin: [
    ...[
      'ConsoleLogin',
      'CheckMfa',
      'SwitchRole',
      'ExitRole',
      'RenewRole',
      'GetSigninToken',
      'UserAuthentication',
    ],
    ...[
      'CredentialChallenge',
      'CredentialVerification',
      'PasswordRecoveryRequested',
      'PasswordRecoveryCompleted',
    ],
    ...[
      'EmailUpdated',
      'PasswordUpdated',
      'MfaDeviceRegistered',
      'MfaDeviceDeregistered',
      'AuthorizeOAuth2Access',
    ],
  ],
  sso: [
    ...[
      'Authenticate',
      'Federate',
      'Logout',
      'ListApplications',
      'AddUserToGroup',
      'UpdatePassword',
      'EnableSSO',
    ],
    ...[
      'AssociateDirectory',
      'DisassociateDirectory',
      'AssociateProfile',
      'DisassociateProfile',
      'CreateProfile',
    ],
    ...[
      'StartSSO',
      'DeleteProfile',
      'UpdateProfile',
      'ListProfileAssociations',
      'CreateTrust',
      'DeleteTrust',
    ],
  ],
  'sso-directory': [
    ...[
      'CreateUser',
      'UpdateUser',
      'DeleteUser',
      'CreateGroup',
      'DeleteGroup',
      'AddMemberToGroup',
      'UpdatePassword',
    ],
    ...[
      'RemoveMemberFromGroup',
      'DisableUser',
      'EnableUser',
      'StartVirtualMfaDeviceRegistration',
      'VerifyEmail',
    ],
    ...[
      'EnableExternalIdPConfigurationForDirectory',
      'DisableExternalIdPConfigurationForDirectory',
      'CompleteVirtualMfaDeviceRegistration',
      'CompleteWebAuthnDeviceRegistration',
      'DeleteMfaDeviceForUser',
    ],
  ],
  kms: ['RotateKey', 'DeleteKey', 'SynchronizeMultiRegionKey', 'DeleteExpiredKeyMaterial', 'ReEncrypt'],
  ec2: [
    'SharedSnapshotVolumeCreated',
    'SharedSnapshotCopyInitiated',
    'BidEvictedEvent',
    'BidFulfilledEvent',
    'PurchaseHostReservation',
  ],
  ssmmessages: ['OpenDataChannel', 'OpenControlChannel', 'CreateControlChannel', 'CreateDataChannel'],
  ec2messages: [
    'AcknowledgeMessage',
    'GetMessages',
    'FailMessage',
    'SendReply',
    'GetEndpoint',
    'DeleteMessage',
  ],
  autoscaling: ['TerminateInstances'],
  ssm: ['RegisterManagedInstance', 'UpdateInstanceAssociationStatus', 'UpdateInstanceInformation'],
  bedrock: ['PutFoundationModelEntitlement'],
  rds: ['DownloadCompleteDBLogFile'],
  s3: [
    ...['GetBucketPublicAccessBlock', 'PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'],
    ...['GetAccountPublicAccessBlock', 'PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'],
    ...['GetBucketObjectLockConfiguration', 'PutBucketObjectLockConfiguration'],
    ...['GetAccelerateConfiguration', 'PutAccelerateConfiguration', 'PreflightRequest', 'PostObject'],
    ...['GetBucketLifecycle', 'PutBucketLifecycle', 'GetBucketNotification', 'PutBucketNotification'],
  ],
};

/** Operations of S3 under the name that CloudTrail gives them (Amazon S3 User Guide, "Amazon S3 CloudTrail events"). */
export const renamed: ReadonlyMap<string, string> = new Map([
  ['getpublicaccessblock', 'GetBucketPublicAccessBlock'],
  ['putpublicaccessblock', 'PutBucketPublicAccessBlock'],
  ['deletepublicaccessblock', 'DeleteBucketPublicAccessBlock'],
  ['getobjectlockconfiguration', 'GetBucketObjectLockConfiguration'],
  ['putobjectlockconfiguration', 'PutBucketObjectLockConfiguration'],
  ['getbucketaccelerateconfiguration', 'GetAccelerateConfiguration'],
  ['putbucketaccelerateconfiguration', 'PutAccelerateConfiguration'],
  ['getbucketlifecycleconfiguration', 'GetBucketLifecycle'],
  ['putbucketlifecycleconfiguration', 'PutBucketLifecycle'],
  ['getbucketnotificationconfiguration', 'GetBucketNotification'],
  ['putbucketnotificationconfiguration', 'PutBucketNotification'],
]);

/**
 * Actions of S3 in IAM policies, with the events of the calls that they allow (Amazon S3 User Guide, "Required permissions
 * for Amazon S3 API operations", and "Amazon S3 CloudTrail events" for the names). Other services have calls of these names.
 */
export const policyActions: ReadonlyMap<string, readonly string[]> = new Map([
  ['getencryptionconfiguration', ['GetBucketEncryption']],
  ['putencryptionconfiguration', ['PutBucketEncryption', 'DeleteBucketEncryption']],
  ['getlifecycleconfiguration', ['GetBucketLifecycle']],
  ['putlifecycleconfiguration', ['PutBucketLifecycle', 'DeleteBucketLifecycle']],
  ['getreplicationconfiguration', ['GetBucketReplication']],
  ['putreplicationconfiguration', ['PutBucketReplication', 'DeleteBucketReplication']],
  ['listallmybuckets', ['ListBuckets']],
]);

/** Event sources that have other labels than their models tell. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  email: ['ses'],
  'sso-admin': ['sso'],
  identitystore: ['sso-directory'],
  opensearch: ['es', 'opensearchservice'],
  pinpoint: ['mobiletargeting'],
};

/** Reads the lines of `event-names.txt`. */
export function parseEventNames(text: string): EventNames {
  const services = new Map<string, Set<string>>();
  const names = new Set<string>();
  const add = (label: string, name: string): void => {
    names.add(name);
    const key = name.toLowerCase();
    const known = services.get(key);
    if (known) known.add(label);
    else services.set(key, new Set([label]));
  };
  for (const line of text.split('\n')) {
    const [labels = '', list = ''] = line.split(': ');
    const called = labels.split(',').flatMap((label) => [label, ...(alsoCalled[label] ?? [])]);
    for (const name of list.split(' ')) if (name !== '') for (const label of called) add(label, name);
  }
  for (const [label, list] of Object.entries(others)) for (const name of list) add(label, name);
  return { services, names: [...names] };
}
