import { describe, expect, it } from 'vitest';
import { readEventName } from '../../../src/analysis/target/event-name.js';
import { effectOf } from '../../../src/analysis/target/verbs.js';

describe('readEventName', () => {
  it.each([
    ['DeleteSecurityGroup', 'delete SecurityGroup'],
    ['DeleteFunction20150331', 'delete Function'],
    ['AddPermission20150331v2', 'modify Permission'],
    ['CreateFunction2020_05_31', 'create Function'],
    ['BatchDeleteImage', 'delete Image'],
    ['AdminDeleteUser', 'delete User'],
    ['TransactWriteItems', 'modify Item'],
    ['DeleteDBClusters', 'delete DBCluster'],
    ['DescribeNetworkACLs', 'read NetworkACL'],
    ['ListPolicies', 'read Policy'],
    ['updateDomainContact', 'modify DomainContact'],
    ['Token_POST', 'unknown '],
    ['DeleteTrail ', 'delete Trail'],
    ['ReEncrypt', 'use '],
    ['UnRegisterConnector', 'delete Connector'],
    ['ScheduleKeyDeletion', 'delete Key'],
    ['StartSecretVersionDelete', 'remove SecretVersion'],
    ['CreateOrUpdateTags', 'tag '],
    ['AddTagsToResource', 'tag Resource'],
    ['UntagRole', 'tag Role'],
    ['DeleteLFTag', 'delete LFTag'],
    ['DeleteBucketTagging', 'delete BucketTagging'],
    ['CreateHoursOfOperation', 'create HoursOfOperation'],
    ['DeregisterOnPremisesInstance', 'delete OnPremisesInstance'],
    ['Frobnicate', 'unknown '],
    ['', 'unknown '],
    ['__proto__', 'unknown '],
  ])('%s is %s', (name, expected) => {
    const { effect, noun } = readEventName(name);
    expect(`${effect} ${noun}`).toBe(expected);
  });

  it.each([
    ['RemoveRoleFromInstanceProfile', ['instanceprofile']],
    ['TerminateInstanceInAutoScalingGroup', ['autoscalinggroup']],
    ['AddUserToGroup', ['group']],
    ['DeregisterFromWorkMail', ['workmail']],
    ['RestoreDBInstanceFromDBSnapshot', ['dbsnapshot']],
    ['DeleteRoute', []],
  ])('%s has the owners %j', (name, owners) => {
    expect(readEventName(name).owners).toEqual(owners);
  });

  it.each([
    ['CancelKeyDeletion', true],
    ['RestoreSecret', true],
    ['RestoreSnapshotFromRecycleBin', true],
    ['RestoreDBInstanceFromDBSnapshot', false],
    ['RestoreObject', false],
  ])('%s takes back a deletion: %s', (name, undo) => {
    expect(readEventName(name).undo).toBe(undo);
  });

  it('drops Result only from what a service reports itself', () => {
    expect(readEventName('CreateAccountResult', true).kind).toBe('account');
    expect(readEventName('DeleteQueryResult').kind).toBe('queryresult');
  });

  it.each([
    ['RegisterInstancesWithLoadBalancer', 'modify'],
    ['DeregisterInstancesFromLoadBalancer', 'remove'],
    ['RegisterImage', 'create'],
    ['DeregisterImage', 'delete'],
  ])('%s is %s: what joins or leaves a group is neither made nor ended', (name, effect) => {
    expect(readEventName(name).effect).toBe(effect);
  });
});

describe('effectOf', () => {
  it.each([
    ['delete', 'delete'],
    ['DELETE', 'delete'],
    ['Upsert', 'upsert'],
    ['constructor', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (verb, effect) => expect(effectOf(verb)).toBe(effect));
});
