import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actorOf,
  buildIssuers,
  callerNotInArchive,
  loops,
  notInArchive,
  tooLong,
} from '../../../src/analysis/identity/index.js';
import type { Actor } from '../../../src/model/event.js';
import type { JsonObject } from '../../../src/model/json.js';
import {
  alice,
  assumedByService,
  assumeRole,
  at,
  bob,
  call,
  foreign,
  home,
  inConsole,
  other,
  roleId,
  session,
  signIn,
} from './synthetic.js';

function resolve(event: JsonObject, ...archive: readonly JsonObject[]): Actor {
  return actorOf(event, buildIssuers(archive));
}

/** The chain as text: `AssumeRole -> alice (proven)`. */
function told({ chain }: Actor): string[] {
  return chain.map(({ by, principal, grounds }) => `${by} -> ${principal.name} (${grounds})`);
}

describe('credentials of their own', () => {
  it.each<[string, JsonObject, string]>([
    ['a user with a long-term key', alice, 'alice'],
    [
      'root with a long-term key',
      { type: 'Root', principalId: home, accountId: home, accessKeyId: 'AKIAROOT' },
      'root',
    ],
    ['a service', { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' }, 'cloudtrail.amazonaws.com'],
    ['nobody', { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }, 'anonymous'],
    ['a SAML user', { type: 'SAMLUser', userName: 'carol' }, 'carol'],
    ['an Identity Center user', { type: 'IdentityCenterUser', onBehalfOf: { userId: 'u-1' } }, 'u-1'],
    ['no identity', {}, 'unknown'],
  ])('%s', (_, identity, name) => {
    expect(resolve(call(at('10:00:00'), identity))).toMatchObject({
      name,
      grounds: 'recorded',
      chain: [],
      end: null,
    });
  });
});

describe('by access key', () => {
  const issue = assumeRole({
    id: 'e1',
    time: at('10:00:00'),
    by: alice,
    role: 'Deploy',
    name: 's1',
    key: 'ASIA1',
  });
  const used = session({ role: 'Deploy', name: 's1', key: 'ASIA1', created: at('10:00:00') });

  it('finds who assumed the role', () => {
    expect(resolve(call(at('10:05:00'), used), issue)).toEqual({
      type: 'IAMUser',
      name: 'alice',
      arn: alice.arn,
      account: home,
      grounds: 'proven',
      chain: [
        {
          principal: { type: 'IAMUser', name: 'alice', arn: alice.arn, account: home },
          by: 'AssumeRole',
          eventID: 'e1',
          eventTime: at('10:00:00'),
          grounds: 'proven',
          why: 'accessKeyId issued by event e1',
        },
      ],
      end: null,
    });
  });

  it('says so when the issuing event is missing', () => {
    expect(resolve(call(at('10:05:00'), used))).toEqual({
      type: 'AssumedRole',
      name: 'Deploy/s1',
      arn: used.arn,
      account: home,
      grounds: 'recorded',
      chain: [],
      end: 'the event that issued these credentials is not in this archive',
    });
  });

  it.each<[string, string, JsonObject, JsonObject]>([
    [
      'a call refused, which issues nothing',
      at('10:05:00'),
      used,
      { ...issue, errorCode: 'AccessDenied', responseElements: null },
    ],
    ['an issue after the use', at('09:00:00'), { ...used, sessionContext: {} }, issue],
    ['an issue longer ago than keys live', '2024-05-04T10:00:00Z', { ...used, sessionContext: {} }, issue],
  ])('does not take %s', (_, time, identity, archived) => {
    expect(resolve(call(time, identity), archived)).toMatchObject({ chain: [], end: notInArchive });
  });

  it('infers only, when the issue was for another session', () => {
    const actor = resolve(call(at('10:05:00'), { ...used, principalId: `${roleId('Admin')}:s1` }), issue);
    expect(told(actor)).toEqual(['AssumeRole -> alice (inferred)']);
    expect(actor.chain[0]?.why).toBe('accessKeyId issued by event e1, though to another principal');
  });

  it('chooses none of several callers, and names the events', () => {
    const twin = assumeRole({
      id: 'e2',
      time: at('10:01:00'),
      by: bob,
      role: 'Deploy',
      name: 's1',
      key: 'ASIA1',
    });
    expect(resolve(call(at('10:05:00'), used), issue, twin)).toMatchObject({
      name: 'Deploy/s1',
      chain: [],
      end: 'one of 2 events by different principals issued these credentials: e1, e2',
    });
  });

  it('takes one of several issues to one caller as an inference', () => {
    const twin = assumeRole({
      id: 'e2',
      time: at('10:01:00'),
      by: alice,
      role: 'Deploy',
      name: 's1',
      key: 'ASIA1',
    });
    const actor = resolve(call(at('10:05:00'), used), issue, twin);
    expect(told(actor)).toEqual(['AssumeRole -> alice (inferred)']);
    expect(actor.chain[0]?.why).toBe('accessKeyId issued by event e2, one of 2 by the same principal');
  });

  it('counts an event delivered twice once', () => {
    expect(resolve(call(at('10:05:00'), used), issue, { ...issue })).toMatchObject({ grounds: 'proven' });
  });

  it.each<[string, JsonObject, JsonObject, string[], string | null]>([
    [
      'GetSessionToken',
      { ...inConsole(alice, 'ASIA2', at('10:00:00')) },
      call(at('10:00:00'), alice, {
        eventID: 'e1',
        eventName: 'GetSessionToken',
        responseElements: { credentials: { accessKeyId: 'ASIA2' } },
      }),
      ['GetSessionToken -> alice (proven)'],
      null,
    ],
    [
      'GetFederationToken',
      { type: 'FederatedUser', principalId: `${home}:carol`, accountId: home, accessKeyId: 'ASIA2' },
      call(at('10:00:00'), alice, {
        eventID: 'e1',
        eventName: 'GetFederationToken',
        responseElements: {
          credentials: { accessKeyId: 'ASIA2' },
          federatedUser: {
            federatedUserId: `${home}:carol`,
            arn: `arn:aws:sts::${home}:federated-user/carol`,
          },
        },
      }),
      ['GetFederationToken -> alice (proven)'],
      null,
    ],
    [
      'AssumeRoot',
      inConsole(
        { type: 'Root', principalId: other, arn: `arn:aws:iam::${other}:root`, accountId: other },
        'ASIA2',
        at('10:00:00'),
      ),
      call(at('10:00:00'), alice, {
        eventID: 'e1',
        eventName: 'AssumeRoot',
        requestParameters: { targetPrincipal: `arn:aws:iam::${other}:root`, durationSeconds: 900 },
        responseElements: { credentials: { accessKeyId: 'ASIA2' } },
      }),
      ['AssumeRoot -> alice (proven)'],
      null,
    ],
    [
      'AssumeRoleWithSAML',
      session({ role: 'Deploy', name: 'carol', key: 'ASIA2', created: at('10:00:00') }),
      assumeRole({
        id: 'e1',
        time: at('10:00:00'),
        by: {
          type: 'SAMLUser',
          principalId: 'q1:carol',
          userName: 'carol@example.com',
          identityProvider: 'q1',
        },
        role: 'Deploy',
        name: 'carol',
        key: 'ASIA2',
        eventName: 'AssumeRoleWithSAML',
      }),
      ['AssumeRoleWithSAML -> carol@example.com (proven)'],
      null,
    ],
    [
      'AssumeRoleWithWebIdentity',
      session({ role: 'Cart', name: 'w1', key: 'ASIA2', created: at('10:00:00') }),
      assumeRole({
        id: 'e1',
        time: at('10:00:00'),
        by: { type: 'WebIdentityUser', userName: 'system:serviceaccount:shop:cart' },
        role: 'Cart',
        name: 'w1',
        key: 'ASIA2',
        eventName: 'AssumeRoleWithWebIdentity',
      }),
      ['AssumeRoleWithWebIdentity -> system:serviceaccount:shop:cart (proven)'],
      null,
    ],
    [
      'any call that answers with credentials',
      session({ role: 'Guest', name: 'CognitoIdentityCredentials', key: 'ASIA2' }),
      call(
        at('10:00:00'),
        { type: 'Unknown' },
        {
          eventID: 'e1',
          eventSource: 'cognito-identity.amazonaws.com',
          eventName: 'GetCredentialsForIdentity',
          responseElements: { credentials: { accessKeyId: 'ASIA2' }, identityId: 'x' },
        },
      ),
      ['GetCredentialsForIdentity -> unknown (proven)'],
      null,
    ],
  ])('%s', (_, identity, issued, chain, end) => {
    const actor = resolve(call(at('10:05:00'), identity), issued);
    expect({ chain: told(actor), end: actor.end }).toEqual({ chain, end });
  });
});

/** alice -> Deploy/s1 (home) -> Audit/hop2 (other) -> Break/hop3 (other) -> Vault/hop4 (home). */
function fourHops(): { use: JsonObject; links: JsonObject[] } {
  const first = session({ role: 'Deploy', name: 's1', key: 'ASIA1', created: at('10:00:00') });
  const second = session({
    role: 'Audit',
    name: 'hop2',
    account: other,
    key: 'ASIA2',
    created: at('10:05:00'),
  });
  const third = session({
    role: 'Break',
    name: 'hop3',
    account: other,
    key: 'ASIA3',
    created: at('10:10:00'),
  });
  const fourth = session({ role: 'Vault', name: 'hop4', key: 'ASIA4', created: at('10:15:00') });
  const toAudit = { time: at('10:05:00'), role: 'Audit', name: 'hop2', account: other, key: 'ASIA2' };
  const toVault = { time: at('10:15:00'), role: 'Vault', name: 'hop4', key: 'ASIA4' };
  return {
    use: call(at('10:20:00'), fourth),
    links: [
      assumeRole({ id: 'e1', time: at('10:00:00'), by: alice, role: 'Deploy', name: 's1', key: 'ASIA1' }),
      assumeRole({ ...toAudit, id: 'e2', by: first, more: { sharedEventID: 'x2' } }),
      assumeRole({
        ...toAudit,
        id: 'e2b',
        by: foreign(first),
        more: { sharedEventID: 'x2', recipientAccountId: other },
      }),
      assumeRole({
        id: 'e3',
        time: at('10:10:00'),
        by: second,
        role: 'Break',
        name: 'hop3',
        account: other,
        key: 'ASIA3',
      }),
      assumeRole({
        ...toVault,
        id: 'e4',
        by: third,
        more: { sharedEventID: 'x4', recipientAccountId: other },
      }),
      assumeRole({ ...toVault, id: 'e4b', by: foreign(third), more: { sharedEventID: 'x4' } }),
    ],
  };
}

describe('a chain of four hops across accounts', () => {
  const { use, links } = fourHops();
  const whole = [
    'AssumeRole -> Break/hop3 (proven)',
    'AssumeRole -> Audit/hop2 (proven)',
    'AssumeRole -> Deploy/s1 (proven)',
    'AssumeRole -> alice (proven)',
  ];

  it('is resolved whole', () => {
    const actor = resolve(use, ...links);
    expect(told(actor)).toEqual(whole);
    expect(actor).toMatchObject({
      name: 'alice',
      type: 'IAMUser',
      account: home,
      grounds: 'proven',
      end: null,
    });
  });

  it('stops with that statement where it is cut', () => {
    const actor = resolve(use, ...links.filter(({ eventID }) => eventID !== 'e3'));
    expect(told(actor)).toEqual(whole.slice(0, 1));
    expect(actor).toMatchObject({ name: 'Break/hop3', grounds: 'proven', end: notInArchive });
  });

  it('goes on from the receiving account alone, as an inference', () => {
    const actor = resolve(use, ...links.filter(({ eventID }) => eventID !== 'e2'));
    expect(told(actor)).toEqual([
      ...whole.slice(0, 2),
      `AssumeRole -> account ${home} (${roleId('Deploy')}:s1) (proven)`,
      'AssumeRole -> alice (inferred)',
    ]);
    expect(actor).toMatchObject({ name: 'alice', grounds: 'inferred', end: null });
  });

  it('says whose record is missing when only the receiving account is here', () => {
    const actor = resolve(use, ...links.filter(({ eventID }) => eventID === 'e4b'));
    expect(told(actor)).toEqual([`AssumeRole -> account ${other} (${roleId('Break')}:hop3) (proven)`]);
    expect(actor.end).toBe(callerNotInArchive);
  });

  it('does not depend on the order of the events', () => {
    const expected = resolve(use, ...links);
    const noise = [...links, use, ...links.map((link) => ({ ...link }))];
    fc.assert(
      fc.property(fc.shuffledSubarray(noise, { minLength: noise.length }), (shuffled) => {
        expect(resolve(use, ...shuffled)).toEqual(expected);
      }),
      { seed: 11, numRuns: 100 },
    );
  });
});

describe('callers from another account', () => {
  const eve: JsonObject = {
    type: 'IAMUser',
    principalId: 'AIDAEVE00000000000001',
    arn: `arn:aws:iam::${other}:user/eve`,
    accountId: other,
    accessKeyId: 'AKIAEVE0000000000001',
    userName: 'eve',
  };
  const seen = call(at('10:00:00'), foreign(eve), { sharedEventID: 'x1' });

  it('are named by their own record of the call', () => {
    const own = call(at('10:00:00'), eve, { eventID: 'e9', sharedEventID: 'x1', recipientAccountId: other });
    const actor = resolve(seen, own);
    expect(told(actor)).toEqual(['cross-account call -> eve (proven)']);
    expect(actor.chain[0]?.why).toBe('same sharedEventID as event e9');
  });

  it('are not named by a record that shares the id, yet is of another principal', () => {
    const forged = call(at('10:00:00'), bob, { eventID: 'e9', sharedEventID: 'x1' });
    expect(resolve(seen, forged)).toMatchObject({ chain: [], end: callerNotInArchive });
  });

  it('are named by any record of the same principal', () => {
    const elsewhere = call(at('08:00:00'), eve, { eventID: 'e8' });
    const actor = resolve(seen, elsewhere);
    expect(told(actor)).toEqual(['cross-account call -> eve (proven)']);
    expect(actor).toMatchObject({ name: 'eve', end: callerNotInArchive });
  });

  it('stay a number otherwise', () => {
    expect(resolve(seen)).toMatchObject({
      type: 'AWSAccount',
      name: `account ${other} (AIDAEVE00000000000001)`,
      chain: [],
      end: callerNotInArchive,
    });
  });

  it('are named by the source identity they set', () => {
    const issued = assumeRole({
      id: 'e1',
      time: at('10:00:00'),
      by: foreign(eve),
      role: 'Deploy',
      name: 's1',
      key: 'ASIA1',
      response: { sourceIdentity: 'eve@example.com' },
    });
    const use = call(
      at('10:05:00'),
      session({ role: 'Deploy', name: 's1', key: 'ASIA1', created: at('10:00:00') }),
    );
    expect(resolve(use, issued)).toMatchObject({
      type: 'SourceIdentity',
      name: 'eve@example.com',
      end: callerNotInArchive,
    });
  });
});

describe('the console', () => {
  const inSession = inConsole(alice, 'ASIAWEB1', at('10:00:00'));
  const login = signIn('login', at('10:00:00'), { ...alice, accessKeyId: '' });

  it('joins a session to its sign-in by principal and creation', () => {
    const actor = resolve(call(at('10:05:00'), inSession), login);
    expect(told(actor)).toEqual(['ConsoleLogin -> alice (proven)']);
    expect(actor.chain[0]).toMatchObject({
      eventID: 'login',
      why: 'same principal and creation time as ConsoleLogin in event login',
    });
    expect(actor.end).toBeNull();
  });

  it.each<[string, JsonObject]>([
    ['a sign-in that failed', { ...login, responseElements: { ConsoleLogin: 'Failure' } }],
    ['a sign-in at another time', { ...login, eventTime: at('10:00:05') }],
    ['the sign-in of another', signIn('login', at('10:00:00'), bob)],
  ])('does not take %s', (_, archived) => {
    expect(resolve(call(at('10:05:00'), inSession), archived)).toMatchObject({
      chain: [],
      end: notInArchive,
    });
  });

  it('joins root sessions likewise', () => {
    const root = {
      type: 'Root',
      principalId: home,
      arn: `arn:aws:iam::${home}:root`,
      accountId: home,
      accessKeyId: '',
    };
    const actor = resolve(
      call(at('10:05:00'), inConsole(root, 'ASIAWEB2', at('10:00:00'))),
      signIn('login', at('10:00:00'), root),
    );
    expect(told(actor)).toEqual(['ConsoleLogin -> root (proven)']);
  });

  const switched = session({
    role: 'Admin',
    name: 'alice',
    account: other,
    key: 'ASIAWEB9',
    created: at('12:00:00'),
  });
  const useAfterSwitch = call(at('12:03:00'), switched, {
    sessionCredentialFromConsole: 'true',
    recipientAccountId: other,
  });
  const toAdmin = { time: at('12:00:00'), role: 'Admin', name: 'alice', account: other, key: 'ASIAOTHER' };
  const source = assumeRole({
    ...toAdmin,
    id: 'a-side',
    by: { ...inSession, invokedBy: 'AWS Internal' },
    more: { sharedEventID: 'x1', sourceIPAddress: 'AWS Internal' },
  });
  const target = assumeRole({
    ...toAdmin,
    id: 'b-side',
    by: foreign(alice),
    more: { sharedEventID: 'x1', recipientAccountId: other },
  });
  const switchRole = signIn(
    'switch',
    at('12:00:00'),
    session({ role: 'Admin', name: 'alice', account: other }),
    'SwitchRole',
    {
      additionalEventData: { SwitchFrom: alice.arn ?? '', RedirectTo: 'https://console.aws.amazon.com/' },
    },
  );

  it('follows a role switch back to the sign-in, though keys differ', () => {
    const actor = resolve(useAfterSwitch, login, source, target, switchRole);
    expect(told(actor)).toEqual(['SwitchRole -> alice (proven)', 'ConsoleLogin -> alice (proven)']);
    expect(actor.chain[0]).toMatchObject({
      eventID: 'a-side',
      why: 'same role session and creation time as event a-side; SwitchRole in event switch',
    });
    expect(actor).toMatchObject({ grounds: 'proven', end: null });
  });

  it('knows the source from the target account alone', () => {
    const actor = resolve(useAfterSwitch, target, switchRole);
    expect(told(actor)).toEqual(['SwitchRole -> alice (proven)']);
    expect(actor).toMatchObject({ name: 'alice', account: home, end: callerNotInArchive });
  });

  it('knows the source from SwitchFrom alone', () => {
    const actor = resolve(useAfterSwitch, switchRole);
    expect(told(actor)).toEqual(['SwitchRole -> alice (proven)']);
    expect(actor).toMatchObject({ name: 'alice', end: notInArchive });
  });

  it('reads SwitchFrom of the very event, with or without the archive', () => {
    expect(resolve(switchRole)).toMatchObject({ name: 'alice', grounds: 'recorded', end: notInArchive });
    expect(resolve(switchRole, switchRole, source, login)).toMatchObject({
      name: 'alice',
      grounds: 'proven',
      end: null,
    });
  });

  it('leaves a switch open whose source is no ARN', () => {
    const odd = { ...switchRole, additionalEventData: { SwitchFrom: 'somebody' } };
    expect(resolve(useAfterSwitch, odd)).toMatchObject({ name: 'Admin/alice', chain: [], end: notInArchive });
  });

  it('chooses none of two switches in one second from different principals', () => {
    const second = { ...switchRole, eventID: 'switch2', additionalEventData: { SwitchFrom: bob.arn ?? '' } };
    expect(resolve(useAfterSwitch, switchRole, second)).toMatchObject({
      chain: [],
      end: 'one of 2 events by different principals issued these credentials: switch, switch2',
    });
  });

  it('keeps a renewal without a source from naming itself', () => {
    const renew = signIn('renew', at('13:00:00'), session({ role: 'Admin', name: 'alice' }), 'RenewRole');
    expect(resolve(renew, renew)).toMatchObject({ name: 'Admin/alice', end: notInArchive });
  });

  it('only infers, where keys differ outside the console', () => {
    const api = call(at('12:03:00'), switched);
    const actor = resolve(api, source, login);
    expect(told(actor)[0]).toBe('AssumeRole -> alice (inferred)');
    expect(actor.chain[0]?.why).toBe(
      'same role session and creation time as event a-side, though with another access key',
    );
  });

  it('follows a federated sign-in to the assertion', () => {
    const saml = assumeRole({
      id: 'saml',
      time: at('10:00:00'),
      by: { type: 'SAMLUser', principalId: 'q1:carol', userName: 'carol' },
      role: 'Ops',
      name: 'carol',
      key: 'ASIASAML',
      eventName: 'AssumeRoleWithSAML',
    });
    const federated = signIn('login', at('10:00:01'), session({ role: 'Ops', name: 'carol' }));
    const use = call(
      at('10:05:00'),
      session({ role: 'Ops', name: 'carol', key: 'ASIAWEB3', created: at('10:00:01') }),
    );
    expect(told(resolve(use, saml, federated))).toEqual(['AssumeRoleWithSAML -> carol (proven)']);
    expect(told(resolve(federated, saml, federated))).toEqual(['AssumeRoleWithSAML -> carol (inferred)']);
    expect(resolve(use, federated)).toMatchObject({ name: 'Ops/carol', end: notInArchive });
  });

  it('follows GetSigninToken to the credentials that were exchanged', () => {
    const cli = session({ role: 'Ops', name: 's1', key: 'ASIACLI', created: at('09:00:00') });
    const issue = assumeRole({
      id: 'e1',
      time: at('09:00:00'),
      by: alice,
      role: 'Ops',
      name: 's1',
      key: 'ASIACLI',
    });
    const token = call(at('10:00:00'), cli, {
      eventID: 'token',
      eventName: 'GetSigninToken',
      responseElements: { GetSigninToken: 'Success', credentials: { accessKeyId: 'ASIATOKEN' } },
    });
    const federated = signIn('login', at('10:00:02'), session({ role: 'Ops', name: 's1', key: 'ASIATOKEN' }));
    const use = call(
      at('10:05:00'),
      session({ role: 'Ops', name: 's1', key: 'ASIAWEB4', created: at('10:00:02') }),
      {
        sessionCredentialFromConsole: 'true',
      },
    );
    expect(told(resolve(use, issue, token, federated))).toEqual([
      'ConsoleLogin -> Ops/s1 (proven)',
      'GetSigninToken -> Ops/s1 (proven)',
      'AssumeRole -> alice (proven)',
    ]);
  });
});

describe('Identity Center', () => {
  const role = 'AWSReservedSSO_AdministratorAccess_0123456789abcdef';
  const path = 'aws-reserved/sso.amazonaws.com/';
  const name = 'carol@example.com';
  const used = session({ role, name, path, key: 'ASIAUSE', created: at('10:00:00') });
  const withUser = { ...used, onBehalfOf: { userId: 'u-1', identityStoreArn: 'arn:x' } };
  const saml = assumeRole({
    id: 'saml',
    time: at('10:00:00'),
    by: { type: 'SAMLUser', principalId: 'q1:carol', userName: name },
    role,
    name,
    path,
    key: 'ASIAISSUED',
    eventName: 'AssumeRoleWithSAML',
  });
  const portal = call(
    at('09:59:59'),
    { type: 'IdentityCenterUser', accountId: other, onBehalfOf: { userId: 'u-1' }, credentialId: 'c-1' },
    {
      eventID: 'portal',
      eventSource: 'sso.amazonaws.com',
      eventName: 'GetRoleCredentials',
      serviceEventDetails: { role_name: 'AdministratorAccess', account_id: home },
    },
  );
  const use = call(at('10:05:00'), used);
  const useWithUser = call(at('10:05:00'), withUser);

  it.each<[string, JsonObject, JsonObject[], string[], string | null]>([
    [
      'whole',
      useWithUser,
      [saml, portal],
      [`AssumeRoleWithSAML -> ${name} (proven)`, `GetRoleCredentials -> ${name} (proven)`],
      null,
    ],
    [
      'a use that names no user',
      use,
      [saml, portal],
      [`AssumeRoleWithSAML -> ${name} (proven)`, `GetRoleCredentials -> ${name} (inferred)`],
      null,
    ],
    ['without the portal', use, [saml], [`AssumeRoleWithSAML -> ${name} (proven)`], null],
    ['only the portal', use, [portal], [`GetRoleCredentials -> ${name} (inferred)`], notInArchive],
    [
      'only the use, which names the user',
      useWithUser,
      [],
      [`Identity Center -> ${name} (recorded)`],
      notInArchive,
    ],
    ['only the use', use, [], [`Identity Center -> ${name} (inferred)`], notInArchive],
    [
      'a role of another kind, used for the user',
      call(at('10:05:00'), session({ role: 'App', name: 'app', more: { onBehalfOf: { userId: 'u-1' } } })),
      [],
      ['Identity Center -> u-1 (recorded)'],
      notInArchive,
    ],
    [
      'another user at the portal',
      call(at('10:05:00'), { ...withUser, onBehalfOf: { userId: 'u-2' } }),
      [portal],
      [`Identity Center -> ${name} (recorded)`],
      notInArchive,
    ],
  ])('%s', (_, event, archive, chain, end) => {
    const actor = resolve(event, ...archive);
    expect({ chain: told(actor), end: actor.end }).toEqual({ chain, end });
  });
});

describe('machines', () => {
  const id = 'i-0123456789abcdef0';
  const used = { role: 'web', name: id, key: 'ASIAI', created: at('09:00:00') };

  it('names the instance that EC2 assumed the role for', () => {
    const issue = assumedByService('ec2.amazonaws.com', {
      id: 'e1',
      time: at('09:00:00'),
      role: 'web',
      name: id,
      key: 'ASIAI',
    });
    expect(resolve(call(at('09:30:00'), session(used)), issue)).toMatchObject({
      type: 'Instance',
      name: id,
      account: home,
      grounds: 'proven',
      chain: [{ by: 'instance profile', why: 'accessKeyId issued by event e1' }],
      end: null,
    });
  });

  it.each<[string, string, string, JsonObject, string, string]>([
    ['function', 'lambda.amazonaws.com', 'report', {}, 'Function', 'report'],
    ['task', 'ecs-tasks.amazonaws.com', '0f3c', {}, 'Task', '0f3c'],
    ['pod without tags', 'pods.eks.amazonaws.com', 'eks-c-p-1', {}, 'Pod', 'eks-c-p-1'],
    [
      'pod with tags',
      'pods.eks.amazonaws.com',
      'eks-c-p-1',
      {
        tags: [
          { key: 'kubernetes-namespace', value: 'shop' },
          { key: 'kubernetes-pod-name', value: 'cart-7' },
        ],
      },
      'Pod',
      'shop/cart-7',
    ],
    ['service for itself', 'config.amazonaws.com', 'x', {}, 'AWSService', 'config.amazonaws.com'],
    [
      'EC2 with a session name that is no instance',
      'ec2.amazonaws.com',
      'x',
      {},
      'AWSService',
      'ec2.amazonaws.com',
    ],
    ['instance in China', 'ec2.amazonaws.com.cn', id, {}, 'Instance', id],
  ])('names a %s', (_, service, name, request, type, is) => {
    const issue = assumedByService(service, {
      id: 'e1',
      time: at('09:00:00'),
      role: 'r',
      name,
      key: 'ASIAI',
      request,
    });
    const use = call(at('09:30:00'), session({ role: 'r', name, key: 'ASIAI', created: at('09:00:00') }));
    expect(resolve(use, issue)).toMatchObject({ type, name: is, grounds: 'proven', end: null });
  });

  it('takes the ARN of the instance from the use', () => {
    const arn = `arn:aws:ec2:us-east-1:${home}:instance/${id}`;
    const inScopeOf = { issuerType: 'AWS::EC2::Instance', credentialsIssuedTo: arn };
    const use = call(at('09:30:00'), session({ ...used, more: { inScopeOf } }));
    expect(resolve(use)).toMatchObject({
      type: 'Instance',
      name: id,
      arn,
      grounds: 'recorded',
      end: notInArchive,
    });
  });

  it.each<[string, Parameters<typeof session>[0], object]>([
    ['inferred from the session name', used, { type: 'Instance', name: id, grounds: 'inferred' }],
    [
      'recorded by the metadata service',
      { ...used, context: { ec2RoleDelivery: '2.0' } },
      { type: 'Instance', name: id, grounds: 'recorded' },
    ],
    [
      'function named by the use',
      {
        ...used,
        name: 'report',
        more: {
          inScopeOf: {
            issuerType: 'AWS::Lambda::Function',
            credentialsIssuedTo: `arn:aws:lambda:us-east-1:${home}:function:report:$LATEST`,
          },
        },
      },
      { type: 'Function', name: 'report', grounds: 'recorded' },
    ],
    [
      'pod by the form of the name',
      { ...used, name: 'eks-shop-cart-7-0f3c1d2e-0a1b-4c2d-8e3f-0123456789ab' },
      { type: 'Pod', grounds: 'inferred' },
    ],
  ])('without the issue: %s', (_, identity, is) => {
    expect(resolve(call(at('09:30:00'), session(identity)))).toMatchObject({ ...is, end: notInArchive });
  });

  it('goes on through an instance to the next role', () => {
    const instance = session(used);
    const use = call(
      at('09:40:00'),
      session({ role: 'Deploy', name: 's2', key: 'ASIA2', created: at('09:20:00') }),
    );
    const actor = resolve(
      use,
      assumeRole({ id: 'e2', time: at('09:20:00'), by: instance, role: 'Deploy', name: 's2', key: 'ASIA2' }),
      assumedByService('ec2.amazonaws.com', {
        id: 'e1',
        time: at('09:00:00'),
        role: 'web',
        name: id,
        key: 'ASIAI',
      }),
    );
    expect(told(actor)).toEqual([`AssumeRole -> web/${id} (proven)`, `instance profile -> ${id} (proven)`]);
  });

  it('names the service of a service-linked role, from the role alone', () => {
    const identity = session({
      role: 'AWSServiceRoleForRDS',
      name: 'x',
      path: 'aws-service-role/rds.amazonaws.com/',
      created: at('09:00:00'),
    });
    expect(resolve(call(at('09:30:00'), identity))).toMatchObject({
      type: 'AWSService',
      name: 'rds.amazonaws.com',
      grounds: 'recorded',
      chain: [{ by: 'service-linked role', why: 'role path /aws-service-role/rds.amazonaws.com/' }],
      end: null,
    });
  });
});

describe('forward access sessions', () => {
  const service = 'secretsmanager.amazonaws.com';

  it('are the user, via the service', () => {
    const identity = { ...inConsole(alice, 'ASIAFAS', at('10:00:00')), invokedBy: service };
    expect(resolve(call(at('10:00:00'), identity))).toMatchObject({
      name: 'alice',
      grounds: 'recorded',
      chain: [{ by: `via ${service}`, grounds: 'recorded' }],
      end: null,
    });
  });

  it('of a role session lead to its issue, as an inference', () => {
    const issue = assumeRole({
      id: 'e1',
      time: at('09:00:00'),
      by: alice,
      role: 'Deploy',
      name: 's1',
      key: 'ASIA1',
    });
    const forwarded = session({
      role: 'Deploy',
      name: 's1',
      key: 'ASIAFAS',
      created: at('10:00:00'),
      more: { invokedBy: service },
    });
    const actor = resolve(call(at('10:00:00'), forwarded), issue);
    expect(told(actor)).toEqual(['AssumeRole -> alice (inferred)']);
    expect(actor.chain[0]?.why).toBe(
      'same role session, issued before by event e1, via the invoking service',
    );
  });

  it('do not take an issue of the same session name that has expired', () => {
    const issue = assumeRole({
      id: 'e1',
      time: at('09:00:00'),
      by: alice,
      role: 'Deploy',
      name: 's1',
      key: 'ASIA1',
      response: { credentials: { accessKeyId: 'ASIA1', expiration: 'May 1, 2024 9:15:00 AM' } },
    });
    const forwarded = session({
      role: 'Deploy',
      name: 's1',
      key: 'ASIAFAS',
      created: at('10:00:00'),
      more: { invokedBy: service },
    });
    expect(resolve(call(at('10:00:00'), forwarded), issue)).toMatchObject({ chain: [], end: notInArchive });
  });
});

describe('people named without an issuing event', () => {
  it('by source identity', () => {
    const identity = session({
      role: 'Deploy',
      name: 's1',
      key: 'ASIA1',
      created: at('10:00:00'),
      context: { sourceIdentity: 'alice@example.com' },
    });
    expect(resolve(call(at('10:05:00'), identity))).toMatchObject({
      type: 'SourceIdentity',
      name: 'alice@example.com',
      grounds: 'recorded',
      end: notInArchive,
    });
  });

  it('by the issuer of a federated session', () => {
    const identity = {
      type: 'FederatedUser',
      principalId: `${home}:carol`,
      accountId: home,
      accessKeyId: 'ASIA1',
      sessionContext: { sessionIssuer: { type: 'IAMUser', arn: alice.arn ?? '', accountId: home } },
    };
    expect(resolve(call(at('10:05:00'), identity))).toMatchObject({
      type: 'IAMUser',
      name: 'alice',
      chain: [{ by: 'GetFederationToken', grounds: 'recorded' }],
      end: notInArchive,
    });
  });

  it('by web identity federation data', () => {
    const webIdFederationData = {
      federatedProvider: 'arn:aws:iam::111122223333:oidc-provider/oidc.example.com',
      attributes: {
        'oidc.example.com:aud': 'sts',
        'oidc.example.com:sub': 'system:serviceaccount:shop:cart',
      },
    };
    const identity = session({
      role: 'Cart',
      name: 'w1',
      key: 'ASIA1',
      created: at('10:00:00'),
      context: { webIdFederationData },
    });
    expect(resolve(call(at('10:05:00'), identity))).toMatchObject({
      type: 'WebIdentityUser',
      name: 'system:serviceaccount:shop:cart',
      end: notInArchive,
    });
  });
});

describe('another session of the same name', () => {
  const issue = assumeRole({
    id: 'e1',
    time: at('10:00:00'),
    by: alice,
    role: 'Deploy',
    name: 'ci',
    key: 'ASIA1',
  });

  it('is not taken for the one whose issue is missing', () => {
    const later = session({ role: 'Deploy', name: 'ci', key: 'ASIA2', created: at('10:30:00') });
    expect(resolve(call(at('10:35:00'), later), issue)).toMatchObject({ chain: [], end: notInArchive });
  });

  it('of a role deleted and made again is another session', () => {
    const remade = {
      ...session({ role: 'Deploy', name: 'ci', created: at('10:00:00') }),
      principalId: 'AROAREMADE00000000001:ci',
    };
    expect(resolve(call(at('10:05:00'), remade), issue)).toMatchObject({ chain: [], end: notInArchive });
  });
});

describe('forged chains', () => {
  it('that loop say so', () => {
    const one = session({ role: 'One', name: 'x', key: 'ASIA1' });
    const two = session({ role: 'Two', name: 'x', key: 'ASIA2' });
    const archive = [
      assumeRole({ id: 'e1', time: at('10:00:00'), by: two, role: 'One', name: 'x', key: 'ASIA1' }),
      assumeRole({ id: 'e2', time: at('10:00:00'), by: one, role: 'Two', name: 'x', key: 'ASIA2' }),
    ];
    const actor = resolve(call(at('10:00:00'), one), ...archive);
    expect(told(actor)).toEqual(['AssumeRole -> Two/x (proven)', 'AssumeRole -> One/x (proven)']);
    expect(actor.end).toBe(loops);
  });

  it('that issue themselves are no issue', () => {
    const self = session({ role: 'One', name: 'x', key: 'ASIA1' });
    const forged = assumeRole({
      id: 'e1',
      time: at('10:00:00'),
      by: self,
      role: 'One',
      name: 'x',
      key: 'ASIA1',
    });
    expect(resolve(forged, forged)).toMatchObject({ chain: [], end: notInArchive });
  });

  it('that never end are cut', () => {
    const archive = Array.from({ length: 100 }, (_, i) =>
      assumeRole({
        id: `e${i}`,
        time: at('10:00:00'),
        by: session({ role: 'R', name: `n${i + 1}`, key: `ASIA${i + 1}` }),
        role: 'R',
        name: `n${i}`,
        key: `ASIA${i}`,
      }),
    );
    const actor = resolve(call(at('10:00:00'), session({ role: 'R', name: 'n0', key: 'ASIA0' })), ...archive);
    expect(actor.chain).toHaveLength(32);
    expect(actor.end).toBe(tooLong);
  });
});

/** The i-th second since 2024-05-01. */
function time(i: number): string {
  return new Date(Date.UTC(2024, 4, 1) + i * 1000).toISOString().replace('.000', '');
}

it('resolves 10,000 calls through services by an instance of 10,000 sessions in no quadratic time', () => {
  const name = 'i-0123456789abcdef0';
  const issues = Array.from({ length: 10_000 }, (_, i) =>
    assumedByService('ec2.amazonaws.com', {
      id: `e${i}`,
      time: time(i * 3600),
      role: 'web',
      name,
      key: `ASIA${i}`,
    }),
  );
  const more = { invokedBy: 'secretsmanager.amazonaws.com' };
  const uses = Array.from({ length: 10_000 }, (_, i) => {
    const created = time(i * 3600 + 60);
    return call(created, session({ role: 'web', name, created, key: `ASIAFAS${i}`, more }));
  });
  const started = performance.now();
  const issuers = buildIssuers(issues);
  const actors = uses.map((use) => actorOf(use, issuers));
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(actors.every(({ chain, end }, i) => chain[0]?.eventID === `e${i}` && end === null)).toBe(true);
});

it('resolves 10,000 sessions of one role in no quadratic time', () => {
  const issues = Array.from({ length: 10_000 }, (_, i) =>
    assumeRole({
      id: `e${i}`,
      time: time(i),
      by: alice,
      role: 'Deploy',
      name: i % 2 ? 'ci' : `s${i}`,
      key: `ASIA${i}`,
    }),
  );
  const uses = Array.from({ length: 10_000 }, (_, i) =>
    // Half by key; half without, by session and creation, among 5,000 sessions of one name.
    call(
      time(i + 60),
      session({
        role: 'Deploy',
        name: i % 2 ? 'ci' : `s${i}`,
        created: time(i),
        ...(i % 2 ? {} : { key: `ASIA${i}` }),
      }),
    ),
  );
  const started = performance.now();
  const issuers = buildIssuers(issues);
  const actors = uses.map((use) => actorOf(use, issuers));
  const elapsed = performance.now() - started;
  expect(
    actors.every(
      ({ name, grounds, chain }, i) =>
        name === 'alice' && grounds === 'proven' && chain[0]?.eventID === `e${i}`,
    ),
  ).toBe(true);
  expect(elapsed).toBeLessThan(20_000);
});
