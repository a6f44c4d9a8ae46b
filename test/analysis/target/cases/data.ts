/** Databases, streams, catalogues and search. */
import { account, type Case, refused, region } from './case.js';

const table = `arn:aws:dynamodb:${region}:${account}:table/carts`;

export const data: readonly Case[] = [
  {
    call: 'rds DeleteDBInstance',
    request: {
      dBInstanceIdentifier: 'orders',
      finalDBSnapshotIdentifier: 'orders-last',
      skipFinalSnapshot: false,
    },
    response: {
      dBInstanceIdentifier: 'orders',
      dBInstanceStatus: 'deleting',
      dBSubnetGroup: { dBSubnetGroupName: 'private' },
    },
    ask: [
      'deleted orders -> direct',
      'deleted ORDERS -> direct',
      'deleted db/orders -> direct',
      'deleted db:orders -> direct',
      'deleted instance/orders -> direct',
      'deleted rds:orders -> direct',
      `deleted arn:aws:rds:${region}:${account}:db:orders -> direct`,
      `deleted arn:aws:rds:${region}:${account}:cluster:orders -> none`,
      'deleted cluster/orders -> none',
      'deleted orders-last -> related',
      'deleted private -> none',
      'created orders-last -> none',
    ],
  },
  {
    call: 'rds DeleteDBCluster',
    request: { dBClusterIdentifier: 'orders', skipFinalSnapshot: true },
    ask: [
      'deleted orders -> direct',
      `deleted arn:aws:rds:${region}:${account}:cluster:orders -> direct`,
      `deleted arn:aws:rds:${region}:${account}:db:orders -> none`,
      'deleted cluster/orders -> direct',
      'deleted db/orders -> none',
    ],
  },
  {
    call: 'rds DeleteDBSnapshot',
    request: { dBSnapshotIdentifier: 'rds:orders-2024-03-05' },
    ask: [
      'deleted rds:orders-2024-03-05 -> direct',
      'deleted snapshot:rds:orders-2024-03-05 -> direct',
      `deleted arn:aws:rds:${region}:${account}:snapshot:rds:orders-2024-03-05 -> direct`,
      `deleted arn:aws:rds:${region}:${account}:cluster-snapshot:rds:orders-2024-03-05 -> none`,
    ],
  },
  {
    call: 'rds ModifyDBClusterSnapshotAttribute',
    request: {
      dBClusterSnapshotIdentifier: 'share-me',
      attributeName: 'restore',
      valuesToAdd: ['444455556666'],
    },
    ask: ['changed share-me -> direct'],
  },
  {
    call: 'rds CreateDBInstanceReadReplica',
    request: { dBInstanceIdentifier: 'orders-ro', sourceDBInstanceIdentifier: 'orders' },
    ask: ['created orders-ro -> direct', 'created orders -> related', 'accessed orders -> direct'],
  },
  {
    call: 'rds CreateDBSnapshot',
    request: { dBSnapshotIdentifier: 'orders-1', dBInstanceIdentifier: 'orders' },
    ask: ['created orders-1 -> direct', 'created orders -> related', 'accessed orders -> direct'],
  },
  {
    call: 'rds StartExportTask',
    request: {
      exportTaskIdentifier: 'take-out',
      sourceArn: `arn:aws:rds:${region}:${account}:snapshot:orders-1`,
      s3BucketName: 'elsewhere',
    },
    ask: ['accessed orders-1 -> direct', 'accessed elsewhere -> related'],
  },
  {
    call: 'rds RestoreDBInstanceToPointInTime',
    request: { sourceDBInstanceIdentifier: 'orders', targetDBInstanceIdentifier: 'orders-pit' },
    ask: ['created orders-pit -> direct', 'created orders -> related'],
  },
  {
    call: 'rds DeleteDBInstanceAutomatedBackup',
    request: { dbiResourceId: 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
    ask: ['deleted db-ABCDEFGHIJKLMNOPQRSTUVWXYZ -> direct'],
  },
  {
    call: 'rds DeleteDBSubnetGroup',
    request: { dBSubnetGroupName: 'private' },
    ask: ['deleted private -> direct', `deleted arn:aws:rds:${region}:${account}:subgrp:private -> direct`],
  },
  {
    call: 'rds RemoveRoleFromDBCluster',
    request: { dBClusterIdentifier: 'orders', roleArn: `arn:aws:iam::${account}:role/Exporter` },
    ask: ['deleted orders -> related', 'changed orders -> direct', 'changed role/Exporter -> direct'],
  },
  {
    call: 'rds DeleteDBInstance',
    error: 'AccessDenied',
    message: refused('rds:DeleteDBInstance', `arn:aws:rds:${region}:${account}:db:orders`),
    ask: [
      'deleted orders -> direct denied',
      'deleted db/orders -> direct denied',
      'deleted cluster/orders -> none',
    ],
  },
  {
    call: 'dynamodb DeleteTable',
    request: { tableName: table },
    response: { tableDescription: { tableName: 'carts', tableStatus: 'DELETING', tableArn: table } },
    ask: [
      'deleted carts -> direct',
      `deleted ${table} -> direct`,
      'deleted table/carts -> direct',
      'deleted Carts -> none',
      'deleted DELETING -> none',
    ],
  },
  {
    call: 'dynamodb PutItem',
    request: { tableName: 'carts', key: { id: '17' } },
    resources: [{ accountId: account, type: 'AWS::DynamoDB::Table', ARN: table }],
    ask: ['changed carts -> related', 'created carts -> related', 'deleted carts -> none'],
  },
  {
    call: 'dynamodb Query',
    request: { tableName: 'carts', indexName: 'by-day' },
    resources: [{ accountId: account, type: 'AWS::DynamoDB::Table', ARN: table }],
    ask: ['accessed carts -> direct'],
  },
  {
    call: 'dynamodb DescribeStream',
    request: { streamArn: `${table}/stream/2024-03-05T00:00:00.000` },
    ask: ['accessed carts -> direct', 'changed carts -> none', `accessed ${table} -> direct`],
  },
  {
    call: 'dynamodb RestoreTableFromBackup',
    request: { targetTableName: 'carts-new', backupArn: `${table}/backup/0170-aa` },
    ask: ['created carts-new -> direct', 'created carts -> related'],
  },
  {
    call: 'dynamodb UpdateContinuousBackups',
    request: { tableName: 'carts', pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false } },
    ask: ['changed carts -> direct'],
  },
  {
    call: 'redshift DeleteCluster',
    request: { clusterIdentifier: 'warehouse', finalClusterSnapshotIdentifier: 'warehouse-end' },
    ask: [
      'deleted Warehouse -> direct',
      'deleted warehouse-end -> related',
      'deleted cluster/warehouse -> direct',
    ],
  },
  {
    call: 'redshift-serverless DeleteWorkgroup',
    request: { workgroupName: 'analysts' },
    ask: ['deleted analysts -> direct'],
  },
  {
    call: 'elasticache DeleteReplicationGroup',
    request: { replicationGroupId: 'sessions', retainPrimaryCluster: false },
    ask: [
      'deleted Sessions -> direct',
      `deleted arn:aws:elasticache:${region}:${account}:replicationgroup:sessions -> direct`,
    ],
  },
  {
    call: 'elasticache DeleteCacheCluster',
    request: { cacheClusterId: 'hot' },
    ask: [
      'deleted hot -> direct',
      `deleted arn:aws:elasticache:${region}:${account}:cluster:hot -> direct`,
      'deleted cluster/hot -> direct',
    ],
  },
  {
    call: 'memorydb DeleteCluster',
    request: { clusterName: 'mem', finalSnapshotName: 'mem-final' },
    ask: ['deleted mem -> direct', 'deleted mem-final -> related'],
  },
  {
    call: 'dax DeleteCluster',
    request: { clusterName: 'accel' },
    ask: ['deleted accel -> direct', `deleted arn:aws:dax:${region}:${account}:cache/accel -> direct`],
  },
  {
    call: 'cassandra DropTable',
    request: { keyspaceName: 'iot', tableName: 'readings' },
    ask: ['deleted readings -> direct', 'deleted keyspaces:readings -> direct', 'deleted iot -> related'],
  },
  {
    call: 'glue DeleteTable',
    request: { databaseName: 'lake', name: 'events' },
    ask: [
      'deleted events -> direct',
      'deleted lake -> related',
      'deleted glue:events -> direct',
      'deleted database/lake -> related',
    ],
  },
  {
    call: 'glue BatchDeleteTable',
    request: { databaseName: 'lake', tablesToDelete: ['events', 'clicks'] },
    response: { errors: [{ tableName: 'clicks', errorDetail: { errorCode: 'EntityNotFoundException' } }] },
    ask: [
      'deleted events -> direct',
      'deleted clicks -> direct failure',
      'deleted table/clicks -> direct failure',
    ],
  },
  {
    call: 'glue CreateTable',
    request: {
      databaseName: 'lake',
      tableInput: { name: 'events', storageDescriptor: { location: 's3://ledger-vault/events' } },
    },
    ask: ['created events -> direct', 'created lake -> related'],
  },
  {
    call: 'athena DeleteWorkGroup',
    request: { workGroup: 'adhoc', recursiveDeleteOption: true },
    ask: ['deleted adhoc -> direct', 'deleted workgroup/adhoc -> direct'],
  },
  {
    call: 'athena StartQueryExecution',
    request: { workGroup: 'adhoc', queryString: '***OMITTED***' },
    response: { queryExecutionId: '10203040-0000-4000-8000-000000000001' },
    ask: ['accessed adhoc -> direct', 'created 10203040-0000-4000-8000-000000000001 -> direct'],
  },
  {
    call: 'kinesis DeleteStream',
    request: { streamName: 'clicks', enforceConsumerDeletion: true },
    ask: ['deleted clicks -> direct', `deleted arn:aws:kinesis:${region}:${account}:stream/clicks -> direct`],
  },
  {
    call: 'kinesis DeregisterStreamConsumer',
    request: { consumerName: 'app', streamARN: `arn:aws:kinesis:${region}:${account}:stream/clicks` },
    ask: ['deleted app -> direct', 'deleted clicks -> related'],
  },
  {
    call: 'firehose DeleteDeliveryStream',
    request: { deliveryStreamName: 'to-lake' },
    ask: ['deleted to-lake -> direct', 'deleted deliverystream/to-lake -> direct'],
  },
  {
    call: 'kafka DeleteCluster',
    request: {
      clusterArn: `arn:aws:kafka:${region}:${account}:cluster/bus/abcdabcd-1234-abcd-1234-abcd123e8e8e-1`,
    },
    ask: ['deleted bus -> direct', 'deleted msk:bus -> direct', 'deleted kafka:bus -> direct'],
  },
  {
    call: 'kafka DeleteClusterPolicy',
    request: {
      clusterArn: `arn:aws:kafka:${region}:${account}:cluster/bus/abcdabcd-1234-abcd-1234-abcd123e8e8e-1`,
    },
    ask: ['deleted bus -> related', 'changed bus -> direct'],
  },
  {
    call: 'es DeleteDomain',
    request: { domainName: 'search' },
    ask: [
      'deleted search -> direct',
      'deleted opensearch:search -> direct',
      `deleted arn:aws:es:${region}:${account}:domain/search -> direct`,
    ],
  },
  {
    call: 'elasticmapreduce TerminateJobFlows',
    request: { jobFlowIds: ['j-1AAAAAAAAAAAA', 'j-2BBBBBBBBBBBB'] },
    ask: ['deleted j-2BBBBBBBBBBBB -> direct', 'deleted emr:j-1AAAAAAAAAAAA -> direct'],
  },
  {
    call: 'sagemaker DeleteNotebookInstance',
    request: { notebookInstanceName: 'lab' },
    ask: ['deleted lab -> direct', 'deleted notebook-instance/lab -> direct', 'deleted instance/lab -> none'],
  },
  {
    call: 'quicksight DeleteDashboard',
    request: { awsAccountId: account, dashboardId: 'sales-board' },
    ask: ['deleted sales-board -> direct'],
  },
  {
    call: 'dms DeleteReplicationInstance',
    request: { replicationInstanceArn: `arn:aws:dms:${region}:${account}:rep:ABCDEFGHIJ` },
    ask: [
      'deleted ABCDEFGHIJ -> direct',
      `deleted arn:aws:dms:${region}:${account}:rep:ABCDEFGHIJ -> direct`,
    ],
  },
  {
    call: 'cloudcontrolapi DeleteResource',
    request: { typeName: 'AWS::DynamoDB::Table', identifier: 'carts', clientToken: 'tok' },
    ask: [
      'deleted carts -> direct',
      'deleted dynamodb:carts -> direct',
      'deleted table/carts -> direct',
      'deleted s3:carts -> none',
      `deleted ${table} -> direct`,
    ],
  },
];
