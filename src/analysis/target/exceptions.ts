/**
 * What the noun rule cannot know: calls that name their target by a word unlike their own noun, calls that name the
 * parent by a bare `name` or `id`, and verbs that mean something else in one service. Read from the AWS API
 * references of the services named; every row should say something that the rule gets wrong.
 */
import type { LeafRelation } from './noun-rule.js';
import type { Effect } from './verbs.js';
import { fold, singular } from './words.js';

/** One exception. `on`: label of the event source, then event names without version, where `*` is any run. */
interface Row {
  readonly on: string;
  readonly effect?: Effect;
  readonly noun?: string;
  /** Keys, by the relation that their values have. */
  readonly self?: string;
  readonly part?: string;
  readonly owner?: string;
  readonly container?: string;
  readonly source?: string;
  /** The key of what the event is mostly about, whatever its relation. */
  readonly main?: string;
}

/** Verbs that mean something else than usual. */
const verbs: readonly Row[] = [
  // Using a thing without a verb that says so.
  { on: 'ssm StartSession ResumeSession SendCommand', effect: 'use' },
  { on: 'ec2-instance-connect SendSSHPublicKey SendSerialConsoleSSHPublicKey', effect: 'use' },
  { on: 'ec2 GetPasswordData', effect: 'use' },
  { on: 'ecs ExecuteCommand', effect: 'use' },
  { on: 'lambda Invoke*', effect: 'use' },
  { on: 'states StartExecution StartSyncExecution', effect: 'use' },
  { on: 'athena StartQueryExecution', effect: 'use' },
  { on: 'rdsdata ExecuteStatement BatchExecuteStatement ExecuteSql', effect: 'use' },
  { on: 'rds-data ExecuteStatement BatchExecuteStatement ExecuteSql', effect: 'use' },
  { on: 'redshift-data ExecuteStatement BatchExecuteStatement', effect: 'use' },
  { on: 'dynamodb ExecuteStatement BatchExecuteStatement ExecuteTransaction', effect: 'use' },
  { on: 'sqs SendMessage SendMessageBatch', effect: 'use' },
  { on: 'sns Publish PublishBatch', effect: 'use' },
  { on: 'kms GenerateDataKey* GenerateMac GenerateRandom Sign', effect: 'use' },
  { on: 'cloudtrail StartLogging StopLogging GetTrailStatus', noun: 'Trail' },
  { on: 'codecommit GitPull', effect: 'use' },
  { on: 'codecommit GitPush', effect: 'modify' },
  { on: 's3express CreateSession', effect: 'use' },
  { on: 'logs StartQuery StartLiveTail', effect: 'read' },
  // An instance or target that leaves a group is not gone.
  { on: 'elasticloadbalancing DeregisterTargets', effect: 'remove' },
  { on: 'elasticloadbalancing RegisterTargets', effect: 'modify' },
  { on: 'servicediscovery DeregisterInstance', effect: 'delete' },
  { on: 'sns Subscribe Unsubscribe', noun: 'Subscription' },
  // S3: parts become an object when the upload is completed; an archived object is restored in place.
  { on: 's3 CompleteMultipartUpload', effect: 'create', noun: 'Object' },
  { on: 's3 PostObject', effect: 'upsert' },
  { on: 's3 RestoreObject', effect: 'modify' },
  { on: 'rds CreateDBInstanceReadReplica', noun: 'DBInstance' },
  { on: 'redshift RestoreFromClusterSnapshot', noun: 'Cluster' },
  { on: 'redshift-serverless RestoreFromSnapshot RestoreFromRecoveryPoint', noun: 'Namespace' },
  { on: 'organizations CloseAccount CloseAccountResult', effect: 'delete' },
  // Service events: a spot instance reclaimed, images expired by a lifecycle policy.
  { on: 'ec2 BidEvictedEvent', effect: 'delete', noun: 'Instance' },
  { on: 'ecr PolicyExecutionEvent', effect: 'delete', noun: 'Image' },
];

/** Keys that name something else than their words say. */
const keys: readonly Row[] = [
  { on: 'ec2 *KeyPair *KeyPairs', self: 'keyName' },
  { on: 'ec2 *Address', self: 'allocationId publicIp' },
  { on: 'ec2 *TransitGatewayConnect', self: 'transitGatewayAttachmentId' },
  { on: 'ec2 *VpcEndpointServiceConfiguration*', self: 'serviceId' },
  { on: 'ec2 CreateSnapshot CreateSnapshots', source: 'volumeId' },
  { on: 'ec2 CreateImage', source: 'instanceId' },
  { on: 'rds CreateDBSnapshot CreateDBClusterSnapshot', source: 'dBInstanceIdentifier dBClusterIdentifier' },
  { on: 'cloudformation ExecuteChangeSet', part: 'stackName' },
  { on: 'ec2 *Route', part: 'routeTableId transitGatewayRouteTableId localGatewayRouteTableId' },
  { on: 'ssm *Association', container: 'name' },
  // By these the agent on a server tells its state, every few minutes: they change nothing of the server.
  {
    on: 'ssm UpdateInstanceInformation UpdateInstanceAssociationStatus PutInventory PutComplianceItems',
    container: 'instanceId resourceId instance managedInstance managedInstanceInventory',
  },
  { on: 'eks *AccessEntry', self: 'principalArn' },
  { on: 'guardduty *Members *Invitations', self: 'accountIds' },
  { on: 'securityhub *Members *Invitations', self: 'accountIds' },
  { on: 'detective *Members', self: 'accountIds' },
  { on: 'macie2 DeleteInvitations', self: 'accountIds' },
  { on: 'rds *DBInstance *DBInstanceAutomatedBackup', self: 'dbiResourceId' },
  { on: 'rds *DBCluster *DBClusterAutomatedBackup', self: 'dbClusterResourceId' },
  { on: 'redshift *EndpointAccess', self: 'endpointName' },
  { on: 'redshift-serverless *EndpointAccess', self: 'endpointName' },
  { on: 'rds *TenantDatabase', self: 'tenantDBName' },
  { on: 'kms *Alias', owner: 'targetKeyId' },
  { on: 'kms *Grant', part: 'keyId' },
  { on: 'kms ReplicateKey', source: 'keyId' },
  { on: 'amplifybackend DeleteBackend', self: 'backendEnvironmentName' },
  { on: 'application-insights *Application', self: 'resourceGroupName' },
  { on: 'chatbot *Configuration', self: 'chatConfigurationArn' },
  { on: 'cleanrooms DeleteMember', self: 'accountId' },
  { on: 'codestar-notifications DeleteTarget', self: 'targetAddress' },
  { on: 'discovery DeleteApplications', self: 'configurationIds' },
  { on: 'dms DeleteFleetAdvisorCollector', self: 'collectorReferencedId' },
  { on: 'ds *ConditionalForwarder', self: 'remoteDomainName' },
  { on: 'ds-data *User *Group', self: 'sAMAccountName' },
  { on: 'ecr *PullThroughCacheRule', self: 'ecrRepositoryPrefix' },
  { on: 'ecr *RepositoryCreationTemplate', self: 'prefix' },
  { on: 'bedrock *ProvisionedModelThroughput', self: 'provisionedModelId' },
  { on: 'cloudtrail *OrganizationDelegatedAdmin', self: 'delegatedAdminAccountId' },
  { on: 'frauddetector *ExternalModel', self: 'modelEndpoint' },
  { on: 'greengrass *CoreDevice', self: 'coreDeviceThingName' },
  { on: 'ses *SuppressedDestination', self: 'emailAddress' },
  { on: 'kendra DeletePrincipalMapping', self: 'groupId' },
  { on: 'medialive BatchDelete', self: 'channelIds inputIds inputSecurityGroupIds multiplexIds' },
  { on: 'organizations DeregisterDelegatedAdministrator', self: 'accountId' },
  { on: 'redshift DeregisterNamespace', self: 'clusterIdentifier' },
  { on: 'tnb *', self: 'vnfPkgId nsInstanceId nsdInfoId' },
  { on: 'transfer *Access', self: 'externalId' },
  { on: 'wellarchitected *Lens', self: 'lensAlias' },
  { on: 'workmail DeregisterFromWorkMail RegisterToWorkMail', self: 'entityId' },
  { on: 'workspaces DeleteAccountLinkInvitation', self: 'linkId' },

  // A bare `name`, `id` or `arn` that is the parent's.
  { on: 's3 *AccessPointPolicy *AccessPointScope', part: 'name' },
  { on: 's3tables *TablePolicy', part: 'name' },
  { on: 'dsql *ClusterPolicy', part: 'identifier' },
  { on: 'aiops *InvestigationGroupPolicy', part: 'identifier' },
  {
    on: 'connect-campaigns *CampaignCommunicationLimits *CampaignCommunicationTime *CampaignEntryLimits *CampaignChannelSubtypeConfig',
    part: 'id',
  },
  { on: 'iotwireless *WirelessGatewayTask', part: 'id' },
];

/**
 * Calls that change what somebody may do, or by what he signs in: they are about that user, role or group, and not about
 * the policy, group, key or device (AWS IAM API Reference, the actions of these names).
 */
const mains: readonly Row[] = [
  { on: 'iam AttachUserPolicy DetachUserPolicy PutUserPolicy DeleteUserPolicy', main: 'userName' },
  { on: 'iam AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy', main: 'roleName' },
  { on: 'iam AttachGroupPolicy DetachGroupPolicy PutGroupPolicy DeleteGroupPolicy', main: 'groupName' },
  { on: 'iam CreateAccessKey UploadSigningCertificate UploadSSHPublicKey', main: 'userName' },
  // What a user signs in and calls with is part of him: he is changed when it goes, as when it comes.
  ...[
    'iam UpdateAccessKey DeleteAccessKey EnableMFADevice DeactivateMFADevice',
    'iam UpdateSigningCertificate DeleteSigningCertificate UpdateSSHPublicKey DeleteSSHPublicKey',
    'iam CreateServiceSpecificCredential ResetServiceSpecificCredential',
    'iam UpdateServiceSpecificCredential DeleteServiceSpecificCredential',
  ].map((on): Row => ({ on, owner: 'userName', main: 'userName' })),
];

/** Nouns that hold others, by event source: what is named beside the thing acted on is where it lives. */
const holders: Readonly<Record<string, string>> = {
  apigateway: 'restapi api stage resource',
  appsync: 'api',
  athena: 'workgroup',
  autoscaling: 'autoscalinggroup',
  backup: 'backupvault',
  cloudformation: 'stack stackset',
  codecommit: 'repository',
  'cognito-idp': 'userpool',
  dynamodb: 'table',
  ecr: 'repository',
  ecs: 'cluster service',
  eks: 'cluster',
  elasticloadbalancing: 'loadbalancer targetgroup listener',
  events: 'rule eventbus',
  glue: 'database table catalog',
  guardduty: 'detector',
  iam: 'user role group',
  identitystore: 'identitystore',
  kinesis: 'stream',
  kms: 'key customkeystore',
  lambda: 'function',
  logs: 'loggroup',
  rds: 'dbinstance dbcluster',
  route53: 'hostedzone',
  s3: 'bucket',
  secretsmanager: 'secret',
  sns: 'topic',
  sqs: 'queue',
  'sso-directory': 'identitystore',
  transfer: 'server',
};

/** Sources whose bare `name` beside a better name is that of a known holder. */
const bareHolders: ReadonlyMap<string, string> = new Map([['eks', 'cluster']]);

export interface Exception {
  readonly effect: Effect | null;
  readonly noun: string | null;
  /** Key, folded and singular, to relation. */
  readonly relations: ReadonlyMap<string, LeafRelation>;
  /** Key, as recorded, of what the event is mostly about. */
  readonly main: string | null;
}

const relationNames = ['self', 'part', 'owner', 'container', 'source'] as const;

interface Entry extends Exception {
  readonly matches: (eventName: string) => boolean;
}

const entries = [...verbs, ...keys, ...mains].reduce((bySource, row) => {
  const [source = '', ...patterns] = row.on.split(' ');
  const relations = new Map(
    relationNames.flatMap((relation) =>
      (row[relation]?.split(' ') ?? []).map((key) => [singular(fold(key)), relation] as const),
    ),
  );
  const shape = new RegExp(`^(?:${patterns.join('|').replaceAll('*', '.*')})$`);
  const entry = {
    effect: row.effect ?? null,
    noun: row.noun ?? null,
    relations,
    main: row.main ?? null,
    matches: (name: string) => shape.test(name),
  };
  return bySource.set(source, [...(bySource.get(source) ?? []), entry]);
}, new Map<string, readonly Entry[]>());

const none: Exception = { effect: null, noun: null, relations: new Map(), main: null };

/**
 * What is exceptional about a call. `source`: label of the event source. `eventName`: without version suffix. The
 * first row that speaks of an effect, a noun or a key has the say.
 */
export function exceptionFor(source: string, eventName: string): Exception {
  const found = entries.get(source)?.filter((entry) => entry.matches(eventName)) ?? [];
  if (found.length === 0) return none;
  return {
    effect: found.find((entry) => entry.effect !== null)?.effect ?? null,
    noun: found.find((entry) => entry.noun !== null)?.noun ?? null,
    relations: new Map(found.toReversed().flatMap((entry) => [...entry.relations])),
    main: found.find((entry) => entry.main !== null)?.main ?? null,
  };
}

/** Whether things of this noun (folded) hold other things in the service. */
export function isHolder(source: string, noun: string): boolean {
  return holderSets.get(source)?.has(noun) ?? false;
}

/** What a bare name means where it cannot be that of the event's own noun, or undefined. */
export function bareHolder(source: string): string | undefined {
  return bareHolders.get(source);
}

const holderSets: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(holders).map(([source, nouns]) => [source, new Set(nouns.split(' '))]),
);
