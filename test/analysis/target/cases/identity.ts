/** People, roles and keys, organisations, certificates, and who acts as whom. */
import { account, type Case, refused, region } from './case.js';

const role = `arn:aws:iam::${account}:role/teams/data/Loader`;
const policy = `arn:aws:iam::${account}:policy/deploy-all`;

export const identity: readonly Case[] = [
  {
    call: 'iam DeleteRole',
    request: { roleName: 'Loader' },
    ask: [
      'deleted Loader -> direct',
      'deleted loader -> direct',
      'deleted role/Loader -> direct',
      'deleted iam:role/Loader -> direct',
      'deleted iam:Loader -> direct',
      `deleted ${role} -> direct`,
      'deleted role/teams/data/Loader -> direct',
      `deleted ${account}:role/teams/data/Loader -> direct`,
      `deleted iam::${account}:role/Loader -> direct`,
      'deleted iam::444455556666:role/Loader -> none',
      'deleted user/Loader -> none',
      'deleted sts:Loader -> direct',
      'deleted role/Load -> none',
      'deleted role/Load* -> direct',
      'deleted role/teams/* -> none',
      'deleted policy/Loader -> none',
    ],
  },
  {
    call: 'iam DeleteUser',
    request: { userName: 'eve' },
    error: 'DeleteConflictException',
    message: 'Cannot delete entity, must remove policies from group first.',
    ask: ['deleted eve -> direct failure', 'deleted user/eve -> direct failure', 'deleted mallory -> none'],
  },
  {
    call: 'iam DeleteUser',
    error: 'AccessDenied',
    message: refused('iam:DeleteUser', 'user eve'),
    ask: [
      'deleted eve -> direct denied',
      'deleted user/eve -> direct denied',
      'deleted role/eve -> none',
      'deleted mallory -> none',
    ],
  },
  {
    call: 'iam DeleteInstanceProfile',
    error: 'AccessDenied',
    message: refused('iam:DeleteInstanceProfile', 'instance profile web-profile'),
    ask: ['deleted web-profile -> direct denied', 'deleted instance-profile/web-profile -> direct denied'],
  },
  {
    call: 'iam DeleteRolePolicy',
    error: 'AccessDenied',
    message: refused('iam:DeleteRolePolicy', 'role Loader'),
    ask: ['deleted Loader -> related denied', 'changed role/Loader -> direct denied'],
  },
  {
    call: 'iam DeleteRolePolicy',
    request: { roleName: 'Loader', policyName: 'deploy-all' },
    ask: [
      'deleted deploy-all -> direct',
      'deleted policy/deploy-all -> direct',
      `deleted ${policy} -> none`,
      'deleted Loader -> related',
      'changed Loader -> direct',
    ],
  },
  {
    call: 'iam DeletePolicy',
    request: { policyArn: policy },
    ask: [
      'deleted deploy-all -> direct',
      `deleted ${policy} -> direct`,
      'deleted policy/deploy-all -> direct',
      'deleted deploy -> none',
    ],
  },
  {
    call: 'iam DeletePolicyVersion',
    request: { policyArn: policy, versionId: 'v3' },
    ask: ['deleted deploy-all -> related', 'deleted v3 -> direct', 'changed deploy-all -> direct'],
  },
  {
    call: 'iam DetachUserPolicy',
    request: { userName: 'eve', policyArn: policy },
    ask: [
      'deleted eve -> related',
      'changed user/eve -> direct',
      'changed deploy-all -> direct',
      'created eve -> none',
    ],
  },
  {
    call: 'iam AttachGroupPolicy',
    request: { groupName: 'ops', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ask: [
      'changed group/ops -> direct',
      'changed arn:aws:iam::aws:policy/AdministratorAccess -> direct',
      'created ops -> none',
    ],
  },
  {
    call: 'iam RemoveUserFromGroup',
    request: { userName: 'eve', groupName: 'ops' },
    ask: [
      'deleted eve -> related',
      'deleted ops -> related',
      'changed group/ops -> direct',
      'changed user/eve -> direct',
    ],
  },
  {
    call: 'iam CreateAccessKey',
    request: { userName: 'eve' },
    response: {
      accessKey: {
        accessKeyId: 'AKIAEXAMPLE00000EVE1',
        userName: 'eve',
        status: 'Active',
        createDate: 'Mar 5, 2024',
      },
    },
    ask: [
      'created AKIAEXAMPLE00000EVE1 -> direct',
      'created eve -> related',
      'changed eve -> direct',
      'created Active -> none',
    ],
  },
  {
    call: 'iam DeleteAccessKey',
    request: { accessKeyId: 'AKIAEXAMPLE00000EVE1' },
    ask: ['deleted AKIAEXAMPLE00000EVE1 -> direct', 'deleted mallory -> none'],
  },
  {
    call: 'iam DeleteAccessKey',
    request: { userName: 'eve', accessKeyId: 'AKIAEXAMPLE00000EVE1' },
    ask: [
      'deleted AKIAEXAMPLE00000EVE1 -> direct',
      'deleted eve -> related',
      'changed eve -> direct',
      'created eve -> none',
    ],
  },
  {
    call: 'iam UpdateAccessKey',
    request: { userName: 'eve', accessKeyId: 'AKIAEXAMPLE00000EVE1', status: 'Inactive' },
    ask: ['changed AKIAEXAMPLE00000EVE1 -> direct', 'changed eve -> direct', 'deleted eve -> none'],
  },
  {
    call: 'iam DeleteSSHPublicKey',
    request: { userName: 'eve', sSHPublicKeyId: 'APKAEXAMPLE00000EVE1' },
    ask: ['deleted APKAEXAMPLE00000EVE1 -> direct', 'deleted eve -> related', 'changed eve -> direct'],
  },
  {
    call: 'iam DeactivateMFADevice',
    request: { userName: 'eve', serialNumber: 'arn:aws:iam::111122223333:mfa/eve' },
    ask: ['changed user/eve -> direct', 'deleted user/eve -> related'],
  },
  {
    call: 'iam CreateLoginProfile',
    request: { userName: 'eve', passwordResetRequired: false },
    response: { loginProfile: { userName: 'eve', createDate: 'Mar 5, 2024' } },
    ask: ['created eve -> related', 'changed eve -> direct'],
  },
  {
    call: 'iam UpdateAssumeRolePolicy',
    request: { roleName: 'Loader', policyDocument: '{"Statement":[{"Principal":{"AWS":"444455556666"}}]}' },
    ask: ['changed Loader -> direct', 'changed 444455556666 -> none', 'deleted Loader -> none'],
  },
  {
    call: 'iam UpdateUser',
    request: { userName: 'eve', newUserName: 'eva' },
    ask: ['changed eve -> direct', 'changed eva -> direct'],
  },
  {
    call: 'iam UploadSSHPublicKey',
    request: { userName: 'eve', sSHPublicKeyBody: 'ssh-rsa AAAA' },
    response: { sSHPublicKey: { sSHPublicKeyId: 'APKAEXAMPLE000000001', userName: 'eve', status: 'Active' } },
    ask: ['created APKAEXAMPLE000000001 -> direct', 'created eve -> related'],
  },
  {
    call: 'iam DeactivateMFADevice',
    request: { userName: 'eve', serialNumber: `arn:aws:iam::${account}:mfa/eve` },
    ask: ['deleted user/eve -> related', `changed arn:aws:iam::${account}:mfa/eve -> direct`],
  },
  {
    call: 'iam DeleteOpenIDConnectProvider',
    request: { openIDConnectProviderArn: `arn:aws:iam::${account}:oidc-provider/token.example.com` },
    ask: [
      'deleted token.example.com -> direct',
      `deleted arn:aws:iam::${account}:oidc-provider/token.example.com -> direct`,
    ],
  },
  {
    call: 'iam GetUser',
    error: 'AccessDenied',
    message: `User: arn:aws:iam::${account}:user/mallory is not authorized to perform: iam:GetUser on resource: user mallory with an explicit deny in a service control policy`,
    ask: ['accessed user/mallory -> direct denied', 'changed mallory -> none'],
  },
  {
    call: 'iam TagRole',
    request: { roleName: 'Loader', tags: [{ key: 'team', value: 'data' }] },
    ask: [
      'changed Loader -> direct',
      'changed data -> none',
      'created Loader -> none',
      'deleted Loader -> none',
    ],
  },
  {
    call: 'sts AssumeRole',
    request: { roleArn: role, roleSessionName: 'nightly', externalId: 'x' },
    response: {
      assumedRoleUser: {
        arn: `arn:aws:sts::${account}:assumed-role/Loader/nightly`,
        assumedRoleId: 'AROAEXAMPLE:nightly',
      },
    },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: role }],
    fields: { readOnly: true },
    ask: [
      'accessed role/Loader -> direct',
      'accessed Loader -> direct',
      `accessed ${role} -> direct`,
      'changed Loader -> none',
      'accessed iam:Loader -> direct',
    ],
  },
  {
    call: 'sts AssumeRole',
    error: 'AccessDenied',
    message: refused('sts:AssumeRole', role),
    ask: ['accessed Loader -> direct denied', 'accessed role/Loader -> direct denied'],
  },
  {
    call: 'organizations LeaveOrganization',
    error: 'AccessDenied',
    message: refused('organizations:LeaveOrganization', '*'),
    ask: ['deleted o-abc123def4 -> none', 'changed mallory -> none'],
  },
  {
    call: 'organizations CloseAccount',
    request: { accountId: '444455556666' },
    ask: ['deleted 444455556666 -> direct', 'deleted organizations:444455556666 -> direct'],
  },
  {
    call: 'organizations CloseAccountResult',
    fields: {
      eventType: 'AwsServiceEvent',
      serviceEventDetails: '{"closeAccountStatus":{"accountId":"444455556666","state":"FAILED"}}',
    },
    ask: ['deleted 444455556666 -> direct failure'],
  },
  {
    call: 'organizations AttachPolicy',
    request: { policyId: 'p-0123abcd', targetId: 'ou-ab12-11111111' },
    ask: ['changed p-0123abcd -> direct', 'changed ou-ab12-11111111 -> direct'],
  },
  {
    call: 'organizations RemoveAccountFromOrganization',
    request: { accountId: '444455556666' },
    ask: ['deleted 444455556666 -> related', 'changed 444455556666 -> direct'],
  },
  {
    call: 'cognito-idp AdminDeleteUser',
    request: { userPoolId: 'eu-central-1_AbCdEfGhI', username: 'eve' },
    ask: ['deleted eve -> direct', 'deleted eu-central-1_AbCdEfGhI -> related', 'deleted EVE -> none'],
  },
  {
    call: 'cognito-idp DeleteUserPoolClient',
    request: { userPoolId: 'eu-central-1_AbCdEfGhI', clientId: '7h7h7h7h7h' },
    ask: ['deleted 7h7h7h7h7h -> direct', 'deleted eu-central-1_AbCdEfGhI -> related'],
  },
  {
    call: 'cognito-idp CreateUserPool',
    request: { poolName: 'customers' },
    response: {
      userPool: {
        id: 'eu-central-1_AbCdEfGhI',
        name: 'customers',
        arn: `arn:aws:cognito-idp:${region}:${account}:userpool/eu-central-1_AbCdEfGhI`,
      },
    },
    ask: ['created customers -> direct', 'created eu-central-1_AbCdEfGhI -> direct'],
  },
  {
    call: 'acm DeleteCertificate',
    request: {
      certificateArn: `arn:aws:acm:${region}:${account}:certificate/11112222-3333-4444-5555-666677778888`,
    },
    ask: [
      'deleted 11112222-3333-4444-5555-666677778888 -> direct',
      'deleted certificate/11112222-3333-4444-5555-666677778888 -> direct',
    ],
  },
  {
    call: 'acm-pca RestoreCertificateAuthority',
    request: {
      certificateAuthorityArn: `arn:aws:acm-pca:${region}:${account}:certificate-authority/11112222-3333-4444-5555-666677778888`,
    },
    ask: [
      'deleted 11112222-3333-4444-5555-666677778888 -> related',
      'created 11112222-3333-4444-5555-666677778888 -> related',
    ],
  },
  {
    call: 'acm-pca IssueCertificate',
    request: {
      certificateAuthorityArn: `arn:aws:acm-pca:${region}:${account}:certificate-authority/11112222-3333-4444-5555-666677778888`,
    },
    error: 'AccessDeniedException',
    ask: ['created 11112222-3333-4444-5555-666677778888 -> related denied'],
  },
  {
    call: 'identitystore DeleteUser',
    request: { identityStoreId: 'd-1234567890', userId: 'aaaa1111-bbbb-2222-cccc-333333333333' },
    ask: ['deleted aaaa1111-bbbb-2222-cccc-333333333333 -> direct', 'deleted d-1234567890 -> related'],
  },
  {
    call: 'sso DeletePermissionSet',
    request: {
      instanceArn: 'arn:aws:sso:::instance/ssoins-1111',
      permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1111/ps-2222',
    },
    ask: [
      'deleted arn:aws:sso:::permissionSet/ssoins-1111/ps-2222 -> direct',
      'deleted arn:aws:sso:::instance/ssoins-1111 -> related',
    ],
  },
  {
    call: 'rolesanywhere DeleteTrustAnchor',
    request: { trustAnchorId: '99990000-aaaa-4bbb-8ccc-ddddeeeeffff' },
    ask: ['deleted 99990000-aaaa-4bbb-8ccc-ddddeeeeffff -> direct'],
  },
  {
    call: 'ram DisassociateResourceShare',
    request: {
      resourceShareArn: `arn:aws:ram:${region}:${account}:resource-share/12345678-aaaa-4bbb-8ccc-ddddeeeeffff`,
      principals: ['444455556666'],
    },
    ask: [
      'deleted 12345678-aaaa-4bbb-8ccc-ddddeeeeffff -> related',
      'changed 12345678-aaaa-4bbb-8ccc-ddddeeeeffff -> direct',
    ],
  },
  {
    call: 'signin ConsoleLogin',
    response: { ConsoleLogin: 'Failure' },
    message: 'Failed authentication',
    fields: { additionalEventData: { LoginTo: 'https://console.aws.amazon.com', MFAUsed: 'No' } },
    ask: ['accessed mallory -> none', 'changed No -> none', 'accessed Failure -> none'],
  },
];
