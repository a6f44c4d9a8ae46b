/** Buckets and objects, volumes and file systems, keys, secrets and parameters. */
import { account, type Case, refused, region } from './case.js';

const vault = 'arn:aws:s3:::ledger-vault';
const keyId = '0f0e0d0c-1111-2222-3333-444455556666';
const keyArn = `arn:aws:kms:${region}:${account}:key/${keyId}`;
const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:billing/db-Qw3rTy`;

export const storage: readonly Case[] = [
  {
    call: 's3 DeleteBucket',
    request: { bucketName: 'ledger-vault', Host: 'ledger-vault.s3.amazonaws.com' },
    resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: vault }],
    ask: [
      'deleted ledger-vault -> direct',
      'deleted s3:ledger-vault -> direct',
      'deleted s3://ledger-vault -> direct',
      'deleted s3://ledger-vault/ -> direct',
      `deleted ${vault} -> direct`,
      'deleted s3:::ledger-vault -> direct',
      'deleted bucket/ledger-vault -> direct',
      'deleted ledger-* -> direct',
      'deleted l?dger-vault -> direct',
      'deleted ledger -> none',
      'deleted vault -> none',
      'deleted ledger-vault-logs -> none',
      'deleted my-ledger-vault -> none',
      'deleted *-vaul -> none',
      'deleted LEDGER-VAULT -> none',
      'deleted table/ledger-vault -> none',
      'deleted sqs:ledger-vault -> none',
      'deleted arn:aws:s3:::ledger -> none',
      'created ledger-vault -> none',
      'changed ledger-vault -> related',
      'accessed ledger-vault -> related',
    ],
  },
  {
    call: 's3 DeleteBucketPolicy',
    request: { bucketName: 'ledger-vault', policy: '' },
    resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: vault }],
    ask: [
      'deleted ledger-vault -> related',
      'changed ledger-vault -> direct',
      'created ledger-vault -> none',
    ],
  },
  {
    call: 's3 DeleteBucketWebsite',
    request: { bucketName: ['ledger-vault'], website: [''] },
    ask: ['deleted ledger-vault -> related', 'changed ledger-vault -> direct'],
  },
  {
    call: 's3 PutBucketVersioning',
    request: { bucketName: 'ledger-vault', versioning: '', VersioningConfiguration: { Status: 'Suspended' } },
    ask: [
      'changed ledger-vault -> direct',
      'deleted ledger-vault -> none',
      'created ledger-vault -> related',
    ],
  },
  {
    call: 's3 PutObjectLockConfiguration',
    request: { bucketName: 'ledger-vault', 'object-lock': '' },
    ask: ['changed ledger-vault -> direct'],
  },
  {
    call: 's3 DeleteObject',
    request: { bucketName: 'ledger-vault', key: '2023/q4/closing.xlsx' },
    resources: [
      { type: 'AWS::S3::Object', ARN: `${vault}/2023/q4/closing.xlsx` },
      { accountId: account, type: 'AWS::S3::Bucket', ARN: vault },
    ],
    ask: [
      'deleted ledger-vault/2023/q4/closing.xlsx -> direct',
      'deleted s3://ledger-vault/2023/q4/* -> direct',
      `deleted ${vault}/2023/q4/closing.xlsx -> direct`,
      'deleted s3:ledger-vault/2023/q4/closing.xlsx -> direct',
      'deleted ledger-vault -> related',
      `deleted ${vault} -> related`,
      'deleted closing.xlsx -> none',
      'deleted 2023/q4/closing.xlsx -> none',
      'deleted ledger-vault/2023/q4/Closing.xlsx -> none',
      'deleted ledger-vault/2023/q4 -> none',
      'changed ledger-vault -> related',
      'changed ledger-vault/2023/q4/closing.xlsx -> related',
    ],
  },
  {
    call: 's3 DeleteObjects',
    request: { bucketName: 'ledger-vault', delete: '', 'x-id': 'DeleteObjects' },
    resources: [
      { type: 'AWS::S3::Object', ARNPrefix: `${vault}/` },
      { accountId: account, type: 'AWS::S3::Bucket', ARN: vault },
    ],
    ask: [
      'deleted ledger-vault -> related',
      'deleted ledger-vault/any/thing.txt -> related',
      'deleted s3://ledger-vault/logs/* -> related',
      'deleted ledger-vault-2/any/thing.txt -> none',
      'deleted ledger/any/thing.txt -> none',
    ],
  },
  {
    call: 's3 DeleteObjects',
    request: { bucketName: 'ledger-vault', delete: '' },
    error: 'AccessDenied',
    message: 'Access Denied',
    ask: ['deleted s3://ledger-vault/a.txt -> related denied', `deleted ${vault}/a.txt -> related denied`],
  },
  {
    call: 's3 CopyObject',
    request: {
      bucketName: 'mirror',
      key: 'in/a b.csv',
      'x-amz-copy-source': '%2Fledger-vault%2Fa%20b.csv?versionId=3x',
    },
    resources: [
      { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::mirror/in/a b.csv' },
      { type: 'AWS::S3::Object', ARN: `${vault}/a b.csv` },
    ],
    ask: [
      'created mirror/in/a b.csv -> direct',
      'created ledger-vault/a b.csv -> related',
      'accessed ledger-vault/a b.csv -> direct',
      'accessed ledger-vault -> direct',
      'accessed mirror -> related',
      'changed mirror -> related',
    ],
  },
  {
    call: 's3 CompleteMultipartUpload',
    request: { bucketName: 'ledger-vault', key: 'dump.bin', uploadId: 'abc.def' },
    ask: ['created ledger-vault/dump.bin -> direct', 'created ledger-vault -> related'],
  },
  {
    call: 's3 PutObjectAcl',
    request: { bucketName: 'ledger-vault', key: 'a.txt', acl: '', 'x-amz-acl': 'public-read' },
    ask: [
      'changed ledger-vault/a.txt -> direct',
      'changed ledger-vault -> related',
      'changed public-read -> none',
    ],
  },
  {
    call: 's3 HeadObject',
    request: { bucketName: 'ledger-vault', key: 'a.txt' },
    ask: [
      'accessed ledger-vault/a.txt -> direct',
      'accessed ledger-vault -> direct',
      'changed ledger-vault -> none',
    ],
  },
  {
    call: 's3 DeleteAccountPublicAccessBlock',
    request: { Host: `${account}.s3-control.eu-central-1.amazonaws.com`, publicAccessBlock: '' },
    ask: ['deleted ledger-vault -> none'],
  },
  {
    call: 's3 CreateAccessPoint',
    request: { name: 'reports-ap', CreateAccessPointRequest: { Bucket: 'ledger-vault' } },
    ask: [
      'created reports-ap -> direct',
      'created ledger-vault -> related',
      'created bucket/ledger-vault -> related',
    ],
  },
  {
    call: 's3 DeleteAccessPointPolicy',
    request: { name: 'reports-ap', policy: '' },
    ask: ['deleted reports-ap -> related', 'changed reports-ap -> direct'],
  },
  {
    call: 'ec2 DeleteVolume',
    request: { volumeId: 'vol-0a1b2c3d4e5f60718' },
    response: { requestId: 'r', _return: true },
    ask: [
      'deleted vol-0a1b2c3d4e5f60718 -> direct',
      'deleted VOL-0A1B2C3D4E5F60718 -> direct',
      'deleted volume/vol-0a1b2c3d4e5f60718 -> direct',
      `deleted arn:aws:ec2:${region}:${account}:volume/vol-0a1b2c3d4e5f60718 -> direct`,
      `deleted arn:aws:ec2:us-west-2:${account}:volume/vol-0a1b2c3d4e5f60718 -> none`,
      `deleted arn:aws:ec2:${region}:444455556666:volume/vol-0a1b2c3d4e5f60718 -> none`,
      'deleted vol-0a1b2c3d4e5f6071 -> none',
    ],
  },
  {
    call: 'ec2 ModifySnapshotAttribute',
    request: {
      snapshotId: 'snap-0123456789abcdef0',
      attributeType: 'CREATE_VOLUME_PERMISSION',
      createVolumePermission: { add: { items: [{ userId: '444455556666' }] } },
    },
    ask: ['changed snap-0123456789abcdef0 -> direct', 'changed ec2:snap-0123456789abcdef0 -> direct'],
  },
  {
    call: 'ec2 CreateSnapshot',
    request: { volumeId: 'vol-0a1b2c3d4e5f60718', description: 'nightly' },
    response: { snapshotId: 'snap-0123456789abcdef0', volumeId: 'vol-0a1b2c3d4e5f60718', ownerId: account },
    ask: [
      'created snap-0123456789abcdef0 -> direct',
      'created vol-0a1b2c3d4e5f60718 -> related',
      'accessed vol-0a1b2c3d4e5f60718 -> direct',
      'created nightly -> none',
    ],
  },
  {
    call: 'ebs GetSnapshotBlock',
    request: {
      snapshotId: 'snap-0123456789abcdef0',
      blockIndex: 7,
      blockToken: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    },
    ask: [
      'accessed snap-0123456789abcdef0 -> direct',
      `accessed arn:aws:ec2:${region}::snapshot/snap-0123456789abcdef0 -> direct`,
      'accessed HIDDEN_DUE_TO_SECURITY_REASONS -> none',
    ],
  },
  {
    call: 'elasticfilesystem DeleteFileSystem',
    request: { fileSystemId: 'fs-0badc0de0badc0de0' },
    ask: [
      'deleted fs-0badc0de0badc0de0 -> direct',
      'deleted efs:fs-0badc0de0badc0de0 -> direct',
      'deleted elasticfilesystem:fs-0badc0de0badc0de0 -> direct',
      'deleted fsx:fs-0badc0de0badc0de0 -> none',
    ],
  },
  {
    call: 'elasticfilesystem DeleteFileSystemPolicy',
    request: { fileSystemId: 'fs-0badc0de0badc0de0' },
    ask: ['deleted fs-0badc0de0badc0de0 -> related', 'changed fs-0badc0de0badc0de0 -> direct'],
  },
  {
    call: 'fsx DeleteBackup',
    request: { backupId: 'backup-0fedcba9876543210' },
    ask: ['deleted backup-0fedcba9876543210 -> direct'],
  },
  {
    call: 'backup DeleteBackupVault',
    request: { backupVaultName: 'cold-vault' },
    ask: [
      'deleted cold-vault -> direct',
      `deleted arn:aws:backup:${region}:${account}:backup-vault:cold-vault -> direct`,
    ],
  },
  {
    call: 'backup DeleteBackupVaultAccessPolicy',
    request: { backupVaultName: 'cold-vault' },
    ask: ['deleted cold-vault -> related', 'changed cold-vault -> direct'],
  },
  {
    call: 'backup DeleteRecoveryPoint',
    request: {
      backupVaultName: 'cold-vault',
      recoveryPointArn: `arn:aws:ec2:${region}::snapshot/snap-0123456789abcdef0`,
    },
    ask: [
      'deleted snap-0123456789abcdef0 -> direct',
      'deleted ec2:snap-0123456789abcdef0 -> direct',
      'deleted cold-vault -> related',
    ],
  },
  {
    call: 'glacier DeleteVault',
    request: { accountId: '-', vaultName: 'ice' },
    ask: ['deleted ice -> direct', 'deleted vault/ice -> direct'],
  },
  {
    call: 'kms ScheduleKeyDeletion',
    request: { keyId, pendingWindowInDays: 7 },
    response: { keyId: keyArn, deletionDate: 'Mar 12, 2024, 12:00:00 AM' },
    resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: keyArn }],
    ask: [
      `deleted ${keyId} -> direct`,
      `deleted ${keyArn} -> direct`,
      `deleted key/${keyId} -> direct`,
      `deleted ${keyId.toUpperCase()} -> direct`,
    ],
  },
  {
    call: 'kms CancelKeyDeletion',
    request: { keyId: keyArn },
    ask: [`deleted ${keyId} -> related`, `changed ${keyId} -> direct`, `created ${keyId} -> related`],
  },
  {
    call: 'kms DisableKey',
    request: { keyId },
    ask: [`deleted ${keyId} -> related`, `changed ${keyId} -> direct`, `accessed ${keyId} -> related`],
  },
  {
    call: 'kms Decrypt',
    request: { encryptionContext: { tenant: 'north' }, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: keyArn }],
    fields: { readOnly: true },
    ask: [`accessed ${keyId} -> direct`, `changed ${keyId} -> none`, `deleted ${keyId} -> none`],
  },
  {
    call: 'kms CreateGrant',
    request: {
      keyId: keyArn,
      granteePrincipal: `arn:aws:iam::${account}:role/Exporter`,
      operations: ['Decrypt'],
    },
    response: { grantId: '77aa', keyId: keyArn },
    ask: [`created ${keyId} -> related`, `changed ${keyId} -> direct`],
  },
  {
    call: 'kms RetireGrant',
    request: { keyId: keyArn, grantId: '77aabbcc' },
    ask: [`deleted ${keyId} -> related`, 'deleted 77aabbcc -> direct'],
  },
  {
    call: 'kms CreateAlias',
    request: { aliasName: 'alias/payroll', targetKeyId: keyId },
    ask: [
      'created alias/payroll -> direct',
      'created payroll -> direct',
      'created kms:alias/payroll -> direct',
      `created ${keyId} -> related`,
      'created key/payroll -> none',
    ],
  },
  {
    call: 'secretsmanager DeleteSecret',
    request: { secretId: 'billing/db', recoveryWindowInDays: 30 },
    response: { aRN: secretArn, name: 'billing/db', deletionDate: 'Apr 4, 2024' },
    ask: [
      'deleted billing/db -> direct',
      `deleted ${secretArn} -> direct`,
      'deleted secret/billing/db -> direct',
      'deleted secret:billing/db -> direct',
      'deleted secretsmanager:billing/db -> direct',
      'deleted db -> none',
      'deleted billing -> none',
    ],
  },
  {
    call: 'secretsmanager DeleteSecret',
    request: { secretId: secretArn },
    ask: [
      'deleted billing/db -> direct',
      'deleted billing/db-Qw3rTy -> direct',
      `deleted ${secretArn.slice(0, -7)} -> direct`,
      `deleted ${secretArn.slice(0, -6)}Zz9zZz -> none`,
    ],
  },
  {
    call: 'secretsmanager DeleteResourcePolicy',
    error: 'AccessDenied',
    message: refused('secretsmanager:DeleteResourcePolicy', 'billing/db'),
    ask: ['deleted billing/db -> related denied', 'changed billing/db -> direct denied'],
  },
  {
    call: 'secretsmanager EndSecretVersionDelete',
    fields: {
      eventType: 'AwsServiceEvent',
      additionalEventData: { ARN: secretArn, Name: 'billing/db', SecretVersionId: keyId },
    },
    ask: ['deleted billing/db -> related', 'changed billing/db -> related'],
  },
  {
    call: 'ssm DeleteParameter',
    request: { name: '/shop/token' },
    ask: [
      'deleted /shop/token -> direct',
      `deleted arn:aws:ssm:${region}:${account}:parameter/shop/token -> direct`,
      'deleted parameter/shop/token -> direct',
      'deleted token -> none',
    ],
  },
  {
    call: 'ssm GetParameters',
    request: { names: ['/shop/token', '/shop/pin'], withDecryption: true },
    resources: [{ accountId: account, ARN: `arn:aws:ssm:${region}:${account}:parameter/shop/pin` }],
    ask: ['accessed /shop/pin -> direct', 'accessed /shop/token -> direct'],
  },
  {
    call: 'ssm PutParameter',
    request: {
      name: '/shop/token',
      type: 'SecureString',
      keyId: 'alias/payroll',
      value: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    },
    response: { version: 3, tier: 'Standard' },
    ask: [
      'created /shop/token -> direct',
      'changed /shop/token -> direct',
      'created SecureString -> none',
      'changed alias/payroll -> related',
    ],
  },
];
