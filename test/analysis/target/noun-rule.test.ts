import { describe, expect, it } from 'vitest';
import { readEventName } from '../../../src/analysis/target/event-name.js';
import { classify } from '../../../src/analysis/target/noun-rule.js';

function relation(eventName: string, key: string, enclosing: string | null = null): string {
  return classify(readEventName(eventName), { key, enclosing }).relation;
}

describe('classify', () => {
  it.each([
    ['DeleteSecurityGroup', 'groupId', 'self'],
    ['DeleteBucketPolicy', 'bucketName', 'part'],
    ['DeleteDBInstance', 'dBInstanceIdentifier', 'self'],
    ['DeleteRolePolicy', 'policyName', 'self'],
    ['DeleteRolePolicy', 'roleName', 'part'],
    ['PutMetricAlarm', 'alarmName', 'self'],
    ['DeleteTransitGatewayVpcAttachment', 'TransitGatewayAttachmentId', 'self'],
    ['DeleteTrail', 'name', 'self'],
    ['DeleteVirtualMFADevice', 'serialNumber', 'self'],
    ['DeleteEventSourceMapping', 'uUID', 'self'],
    ['BatchDeleteTable', 'tablesToDelete', 'self'],
    ['AdminDeleteUser', 'username', 'self'],
    ['DeleteFlowLogs', 'flowLogIdSet', 'self'],
    ['DeleteAlarms', 'alarmNames', 'self'],
    ['DeleteCluster', 'dBClusterIdentifier', 'self'],
    ['RemoveRoleFromInstanceProfile', 'instanceProfileName', 'owner'],
    ['RemoveRoleFromInstanceProfile', 'roleName', 'self'],
    ['CopyDBSnapshot', 'sourceDBSnapshotIdentifier', 'source'],
    ['CopyDBSnapshot', 'targetDBSnapshotIdentifier', 'self'],
    ['DeleteDBInstance', 'finalDBSnapshotIdentifier', 'source'],
    ['RevokeSecurityGroupIngress', 'groupId', 'part'],
    ['DisassociateWebACL', 'resourceArn', 'part'],
    ['TagResource', 'resourceArn', 'self'],
    ['RunInstances', 'subnetId', 'other'],
    ['StartSession', 'target', 'other'],
    ['DeleteInstance', 'instanceType', 'other'],
    ['DeleteEndpointConfig', 'endpointName', 'part'],
    ['DeletePatchBaseline', 'baselineId', 'self'],
    ['DeleteReceiptRule', 'ruleSetName', 'other'],
    ['DeleteTopic', 'picId', 'other'],
    ['DeleteApp', 'applicationId', 'self'],
    ['DeleteStorageLensConfiguration', 'configId', 'self'],
    ['DeleteReportDefinition', 'reportName', 'self'],
    ['DeleteConnectorV2', 'connectorId', 'self'],
    ['DeleteContact', 'contactListName', 'other'],
    ['CreateCertificate', 'certificateAuthorityId', 'other'],
    ['DeleteUser', 'constructor', 'other'],
  ])('%s: %s is %s', (eventName, key, expected) => expect(relation(eventName, key)).toBe(expected));

  it.each([
    ['CreateRole', 'arn', 'role', 'self'],
    ['CreateKey', 'arn', 'keyMetadata', 'self'],
    ['CreateMultiRegionAccessPoint', 'name', 'details', 'self'],
    ['BatchDeleteImage', 'imageDigest', 'imageIds', 'self'],
    ['BatchDeleteFirewallRule', 'firewallRuleGroupId', 'rules', 'other'],
    ['RunInstances', 'name', 'iamInstanceProfile', 'other'],
    ['PutTargets', 'id', 'targets', 'self'],
  ])('%s: %s within %s is %s', (eventName, key, enclosing, expected) => {
    expect(relation(eventName, key, enclosing)).toBe(expected);
  });

  it('names what the value may be, the noun of the event first', () => {
    expect(classify(readEventName('DeleteSecurityGroup'), { key: 'groupId', enclosing: null }).types).toEqual(
      ['securitygroup', 'group', 'groupid'],
    );
    expect(
      classify(readEventName('RevokeSecurityGroupIngress'), { key: 'groupId', enclosing: null }).types[0],
    ).toBe('securitygroup');
  });
});
