/**
 * Kinds of resources: their CloudFormation names, for the `type` that is shown, and the words by which a user may
 * qualify a name (`role/Admin`). CloudFormation's resource type reference; only types that calls act on by name.
 */
import { fold, singular } from './words.js';

/** Label of the event source, CloudFormation's name of the service, and its types. */
const table: readonly (readonly [source: string, service: string, types: string])[] = [
  ['accessanalyzer', 'AccessAnalyzer', 'Analyzer'],
  ['acm', 'CertificateManager', 'Certificate'],
  ['acm-pca', 'ACMPCA', 'CertificateAuthority'],
  ['amazonmq', 'AmazonMQ', 'Broker'],
  ['amplify', 'Amplify', 'App Branch Domain'],
  [
    'apigateway',
    'ApiGateway',
    'RestApi Stage Deployment ApiKey UsagePlan DomainName Authorizer Model VpcLink',
  ],
  ['appconfig', 'AppConfig', 'Application Environment ConfigurationProfile'],
  ['apprunner', 'AppRunner', 'Service'],
  ['appsync', 'AppSync', 'Api GraphQLApi DataSource Resolver'],
  ['athena', 'Athena', 'WorkGroup NamedQuery DataCatalog'],
  ['autoscaling', 'AutoScaling', 'AutoScalingGroup LaunchConfiguration LifecycleHook ScalingPolicy'],
  ['backup', 'Backup', 'BackupVault BackupPlan BackupSelection'],
  ['batch', 'Batch', 'ComputeEnvironment JobDefinition JobQueue'],
  ['cassandra', 'Cassandra', 'Keyspace Table'],
  ['cloud9', 'Cloud9', 'EnvironmentEC2'],
  ['cloudformation', 'CloudFormation', 'Stack StackSet'],
  ['cloudfront', 'CloudFront', 'Distribution Function CachePolicy OriginAccessControl KeyGroup PublicKey'],
  ['cloudtrail', 'CloudTrail', 'Trail EventDataStore Channel Dashboard'],
  ['codeartifact', 'CodeArtifact', 'Domain Repository'],
  ['codebuild', 'CodeBuild', 'Project ReportGroup'],
  ['codecommit', 'CodeCommit', 'Repository'],
  ['codedeploy', 'CodeDeploy', 'Application DeploymentGroup DeploymentConfig'],
  ['codepipeline', 'CodePipeline', 'Pipeline Webhook'],
  ['cognito-identity', 'Cognito', 'IdentityPool'],
  ['cognito-idp', 'Cognito', 'UserPool UserPoolClient UserPoolGroup UserPoolUser'],
  ['config', 'Config', 'ConfigRule ConfigurationRecorder DeliveryChannel ConformancePack'],
  ['detective', 'Detective', 'Graph'],
  ['dms', 'DMS', 'Endpoint ReplicationInstance ReplicationTask'],
  ['dynamodb', 'DynamoDB', 'Table GlobalTable'],
  [
    'ec2',
    'EC2',
    `Instance Volume Snapshot SecurityGroup VPC Subnet RouteTable Route InternetGateway NatGateway NetworkAcl
    NetworkAclEntry NetworkInterface KeyPair LaunchTemplate FlowLog VPCEndpoint VPCPeeringConnection TransitGateway
    TransitGatewayAttachment TransitGatewayRouteTable PlacementGroup PrefixList CustomerGateway VPNGateway
    VPNConnection DHCPOptions CapacityReservation Host ClientVpnEndpoint EgressOnlyInternetGateway IPAM IPAMPool
    SpotFleet TrafficMirrorTarget TrafficMirrorSession TrafficMirrorFilter CarrierGateway LocalGatewayRouteTable`,
  ],
  ['ecr', 'ECR', 'Repository PullThroughCacheRule'],
  ['ecs', 'ECS', 'Cluster Service TaskDefinition TaskSet CapacityProvider'],
  ['eks', 'EKS', 'Cluster Nodegroup FargateProfile Addon AccessEntry'],
  ['elasticache', 'ElastiCache', 'CacheCluster ReplicationGroup ParameterGroup SubnetGroup User UserGroup'],
  [
    'elasticbeanstalk',
    'ElasticBeanstalk',
    'Application ApplicationVersion ConfigurationTemplate Environment',
  ],
  ['elasticfilesystem', 'EFS', 'FileSystem MountTarget AccessPoint'],
  [
    'elasticloadbalancing',
    'ElasticLoadBalancingV2',
    'LoadBalancer TargetGroup Listener ListenerRule TrustStore',
  ],
  ['elasticmapreduce', 'EMR', 'Cluster SecurityConfiguration Studio'],
  ['es', 'OpenSearchService', 'Domain'],
  ['events', 'Events', 'Rule EventBus Connection ApiDestination Archive Endpoint'],
  ['firehose', 'KinesisFirehose', 'DeliveryStream'],
  ['fsx', 'FSx', 'FileSystem Volume Snapshot StorageVirtualMachine'],
  ['glue', 'Glue', 'Database Table Crawler Job Trigger Workflow Connection Registry Schema Classifier'],
  ['guardduty', 'GuardDuty', 'Detector Filter IPSet ThreatIntelSet Member PublishingDestination'],
  [
    'iam',
    'IAM',
    `Role User Group InstanceProfile AccessKey ServerCertificate VirtualMFADevice SAMLProvider RolePolicy UserPolicy
    GroupPolicy ServiceLinkedRole`,
  ],
  ['imagebuilder', 'ImageBuilder', 'ImagePipeline ImageRecipe Component Image'],
  ['iot', 'IoT', 'Thing ThingGroup ThingType Certificate Policy TopicRule'],
  ['kafka', 'MSK', 'Cluster Configuration'],
  ['kinesis', 'Kinesis', 'Stream StreamConsumer'],
  ['kms', 'KMS', 'Key Alias'],
  ['lambda', 'Lambda', 'Function Alias EventSourceMapping LayerVersion CodeSigningConfig Url'],
  ['lightsail', 'Lightsail', 'Instance Database Disk Bucket LoadBalancer StaticIp'],
  ['logs', 'Logs', 'LogGroup LogStream MetricFilter SubscriptionFilter Destination QueryDefinition'],
  ['macie2', 'Macie', 'Session AllowList FindingsFilter'],
  ['monitoring', 'CloudWatch', 'Alarm Dashboard CompositeAlarm AnomalyDetector InsightRule MetricStream'],
  ['network-firewall', 'NetworkFirewall', 'Firewall FirewallPolicy RuleGroup'],
  ['organizations', 'Organizations', 'Account Organization OrganizationalUnit Policy'],
  ['ram', 'RAM', 'ResourceShare Permission'],
  [
    'rds',
    'RDS',
    `DBInstance DBCluster DBSubnetGroup DBParameterGroup DBClusterParameterGroup DBSecurityGroup DBProxy OptionGroup
    EventSubscription GlobalCluster`,
  ],
  ['redshift', 'Redshift', 'Cluster ClusterSubnetGroup ClusterParameterGroup EventSubscription'],
  ['redshift-serverless', 'RedshiftServerless', 'Namespace Workgroup Snapshot'],
  ['rolesanywhere', 'RolesAnywhere', 'TrustAnchor Profile CRL'],
  ['route53', 'Route53', 'HostedZone HealthCheck KeySigningKey'],
  [
    'route53resolver',
    'Route53Resolver',
    'ResolverEndpoint ResolverRule FirewallRuleGroup FirewallDomainList',
  ],
  ['s3', 'S3', 'Bucket AccessPoint StorageLens'],
  [
    'sagemaker',
    'SageMaker',
    'Endpoint EndpointConfig Model NotebookInstance Domain UserProfile App Pipeline',
  ],
  ['scheduler', 'Scheduler', 'Schedule ScheduleGroup'],
  ['secretsmanager', 'SecretsManager', 'Secret ResourcePolicy'],
  ['securityhub', 'SecurityHub', 'Hub Standard Insight'],
  ['servicediscovery', 'ServiceDiscovery', 'Service Instance HttpNamespace PrivateDnsNamespace'],
  ['ses', 'SES', 'EmailIdentity ConfigurationSet Template ReceiptRule ReceiptRuleSet'],
  ['sns', 'SNS', 'Topic Subscription'],
  ['sqs', 'SQS', 'Queue'],
  ['ssm', 'SSM', 'Parameter Document Association MaintenanceWindow PatchBaseline'],
  ['sso', 'SSO', 'PermissionSet Application Instance'],
  ['states', 'StepFunctions', 'StateMachine Activity'],
  ['synthetics', 'Synthetics', 'Canary Group'],
  ['transfer', 'Transfer', 'Server User Workflow Connector'],
  ['waf', 'WAF', 'WebACL Rule IPSet'],
  ['wafv2', 'WAFv2', 'WebACL IPSet RuleGroup RegexPatternSet'],
  ['workspaces', 'WorkSpaces', 'Workspace'],
];

/** Nouns that CloudFormation calls otherwise. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['ec2:address', 'AWS::EC2::EIP'],
  ['iam:policy', 'AWS::IAM::ManagedPolicy'],
  ['iam:openidconnectprovider', 'AWS::IAM::OIDCProvider'],
  ['monitoring:metricalarm', 'AWS::CloudWatch::Alarm'],
  ['elasticmapreduce:jobflow', 'AWS::EMR::Cluster'],
  ['apigatewayv2:api', 'AWS::ApiGatewayV2::Api'],
  ['apigateway:api', 'AWS::ApiGatewayV2::Api'],
  ['rds:dbsnapshot', 'AWS::RDS::DBSnapshot'],
  ['rds:dbclustersnapshot', 'AWS::RDS::DBClusterSnapshot'],
  ['ec2:image', 'AWS::EC2::Image'],
  ['s3:object', 'AWS::S3::Object'],
  ['firehose:stream', 'AWS::KinesisFirehose::DeliveryStream'],
  ['wafv2:webacl', 'AWS::WAFv2::WebACL'],
]);

const names: ReadonlyMap<string, string> = new Map([
  ...table.flatMap(([source, service, types]) =>
    types
      .split(/\s+/)
      .map((type) => [`${source}:${singular(fold(type))}`, `AWS::${service}::${type}`] as const),
  ),
  ...renamed,
]);

/** CloudFormation's name for a folded noun of an event source, or undefined. */
export function cloudFormationType(source: string, noun: string): string | undefined {
  return names.get(`${source}:${noun}`);
}

/** Labels of the event sources in the table. */
export const sources: ReadonlySet<string> = new Set(table.map(([source]) => source));

/** Short words that people say for a type. */
const said: ReadonlyMap<string, string> = new Map([
  ['db', 'dbinstance'],
  ['sg', 'securitygroup'],
  ['mfa', 'virtualmfadevice'],
  ['eip', 'address'],
]);

/** The folded noun that a word for a type means: `log-group` is `loggroup`, `db` is `dbinstance`. */
export function typeNamed(word: string): string {
  const folded = singular(fold(word));
  return said.get(folded) ?? folded;
}

/** Folded nouns that are surely types when they stand before a slash or colon. */
export const knownTypes: ReadonlySet<string> = new Set([
  ...[...names.keys()].map((key) => key.slice(key.indexOf(':') + 1)),
  ...'log stream task targetgroup restapi jobflow distribution datastore hostedzone webacl parameter'.split(
    ' ',
  ),
]);

/** Types of which ARNs hold more than a name, with the one service (as ARNs spell it) that has them. */
const services: ReadonlyMap<string, string> = new Map(
  Object.entries({
    autoscaling: 'autoscalinggroup',
    cloudformation: 'stack',
    ecs: 'service task',
    eks: 'nodegroup fargateprofile addon accessentry',
    elasticloadbalancing: 'loadbalancer targetgroup listener',
    events: 'rule',
    iam: 'role user group policy instanceprofile servercertificate',
    lambda: 'function',
    logs: 'loggroup',
    secretsmanager: 'secret',
    ssm: 'parameter',
    states: 'execution',
  }).flatMap(([service, types]) => types.split(' ').map((type) => [type, service] as const)),
);

/** The service whose ARNs have this type in a shape of its own, or undefined. */
export function serviceOfType(type: string): string | undefined {
  return services.get(type);
}
