import { describe, expect, it } from 'vitest';
import {
  actorOf,
  buildIssuers,
  type Credential,
  credentialOf,
  gatherIssuers,
  type IssuersQuery,
  issuersQuery,
  issuingEvents,
  openCredentials,
} from '../../../src/analysis/identity/index.js';
import type { JsonObject } from '../../../src/model/json.js';
import { evaluate } from '../../../src/query/evaluate.js';
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
  session,
  signIn,
} from './synthetic.js';

function credential(record: JsonObject): Credential {
  const found = credentialOf(record);
  if (!found) throw new Error('made with credentials of its own');
  return found;
}

/** The answer of an archive: what matches, at times the query allows. */
function answer(query: IssuersQuery, archive: readonly JsonObject[]): JsonObject[] {
  return archive.filter((record) => {
    const time = Date.parse(String(record.eventTime));
    return time >= query.from && time <= query.to && evaluate(query.where, record);
  });
}

function ids(records: readonly JsonObject[]): unknown[] {
  return records.map(({ eventID }) => eventID);
}

const deploy = { role: 'Deploy', name: 's1', key: 'ASIA1' };
const issue = assumeRole({ ...deploy, id: 'e1', time: at('10:00:00'), by: alice });
const admin = { role: 'Admin', name: 'alice', account: other, key: 'ASIAOTHER' };
const eve: JsonObject = { type: 'IAMUser', principalId: 'AIDAEVE00000000000001', accountId: other };

describe('issuersQuery', () => {
  const noise = [
    call(at('10:00:00'), alice, { eventID: 'n1' }),
    call(at('10:00:00'), session(deploy), { eventID: 'n2' }),
    signIn('n3', at('10:00:00'), bob),
    assumeRole({ ...deploy, key: 'ASIAX', name: 's9', id: 'n4', time: at('10:00:00'), by: bob }),
  ];

  it.each<[string, JsonObject, JsonObject]>([
    ['by key', call(at('10:05:00'), session({ ...deploy, created: at('10:00:00') })), issue],
    [
      'by session id',
      call(at('10:05:00'), session({ role: 'Deploy', name: 's1', created: at('10:00:00') })),
      issue,
    ],
    [
      'by role and session name',
      call(
        at('10:05:00'),
        session({ role: 'web', name: 'i-0123456789abcdef0', created: at('10:00:00'), key: 'ASIA7' }),
      ),
      assumedByService('ec2.amazonaws.com', {
        id: 'e1',
        time: at('10:00:00'),
        role: 'web',
        name: 'i-0123456789abcdef0',
        key: 'ASIA8',
      }),
    ],
    [
      'a sign-in',
      call(at('10:05:00'), inConsole(alice, 'ASIAWEB', at('10:00:00'))),
      signIn('e1', at('10:00:00'), alice),
    ],
    [
      'a role switch',
      call(at('12:05:00'), session({ ...admin, key: 'ASIAWEB', created: at('12:00:00') })),
      signIn('e1', at('12:00:00'), session({ role: 'Admin', name: 'alice', account: other }), 'SwitchRole'),
    ],
    [
      'the portal',
      call(
        at('10:05:00'),
        session({ role: 'AWSReservedSSO_Ops_0123456789abcdef', name: 'c', created: at('10:00:00') }),
      ),
      call(
        at('10:00:00'),
        { type: 'IdentityCenterUser' },
        {
          eventID: 'e1',
          eventSource: 'sso.amazonaws.com',
          eventName: 'GetRoleCredentials',
          serviceEventDetails: { role_name: 'Ops', account_id: home },
        },
      ),
    ],
    [
      "the caller's own record",
      call(at('10:00:00'), foreign(eve), { sharedEventID: 'x1' }),
      call(at('10:00:00'), eve, { eventID: 'e1', sharedEventID: 'x1', recipientAccountId: other }),
    ],
  ])('finds %s, and nothing else', (_, use, wanted) => {
    expect(ids(answer(issuersQuery([credential(use)]), [...noise, wanted]))).toEqual(['e1']);
  });

  it.each<[string, JsonObject, string, string]>([
    ['the creation', session({ ...deploy, created: at('10:00:00') }), at('09:59:55'), at('10:00:05')],
    ['the life of a role session', session(deploy), at('07:59:55'), at('20:00:05')],
    [
      'the life of the role session behind a service',
      session({ ...deploy, created: at('20:00:00'), more: { invokedBy: 'x' } }),
      at('07:59:55'),
      at('20:00:05'),
    ],
    [
      'the life of a session token',
      { ...alice, accessKeyId: 'ASIA1' },
      '2024-04-30T07:59:55Z',
      at('20:00:05'),
    ],
    [
      'the creation, in the console',
      { ...inConsole(alice, 'ASIAWEB', at('10:00:00')), invokedBy: 'AWS Internal' },
      at('09:59:55'),
      at('10:00:05'),
    ],
    ['the time of the call', foreign(eve), at('19:59:55'), at('20:00:05')],
  ])('looks only as far as %s', (_, identity, from, to) => {
    const query = issuersQuery([
      credential(call(at('20:00:00'), identity, { eventName: 'AssumeRole', sharedEventID: 'x1' })),
    ]);
    expect([query.from, query.to]).toEqual([Date.parse(from), Date.parse(to)]);
  });

  it('looks everywhere for a use without time', () => {
    const { from, to } = issuersQuery([credential({ userIdentity: session(deploy) })]);
    expect([from, to]).toEqual([-Infinity, Infinity]);
  });

  it('spans all credentials', () => {
    const times = ['10:00:00', '15:00:00'].map((clock) =>
      credential(call(at('16:00:00'), session({ ...deploy, created: at(clock) }))),
    );
    const { from, to } = issuersQuery(times);
    expect([from, to]).toEqual([Date.parse(at('09:59:55')), Date.parse(at('15:00:05'))]);
  });

  it('matches nothing without credentials', () => {
    expect(answer({ ...issuersQuery([]), from: -Infinity, to: Infinity }, [issue, ...noise])).toEqual([]);
  });

  it('names each value once, however many credentials', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      credential(
        call(at('10:05:00'), session({ ...deploy, key: `ASIA${i % 100}`, created: at('10:00:00') })),
      ),
    );
    const started = performance.now();
    const text = JSON.stringify(issuersQuery(many).where);
    expect(performance.now() - started).toBeLessThan(500);
    expect(text.length).toBeLessThan(4_000);
  });
});

describe('openCredentials', () => {
  const use = call(at('10:05:00'), session({ ...deploy, created: at('10:00:00') }));

  it('asks for a missing issue once for the whole session', () => {
    const again = call(at('10:06:00'), session({ ...deploy, created: at('10:00:00') }));
    expect(openCredentials([use, again], buildIssuers([]))).toHaveLength(1);
  });

  it('asks for nothing that is proven', () => {
    expect(openCredentials([use], buildIssuers([issue]))).toEqual([]);
  });

  it('asks for the next hop', () => {
    const by = session({ role: 'First', name: 'x', key: 'ASIA0', created: at('09:00:00') });
    const open = openCredentials(
      [use],
      buildIssuers([assumeRole({ ...deploy, id: 'e1', time: at('10:00:00'), by })]),
    );
    expect(open.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA0']);
  });

  it.each<[string, JsonObject]>([
    ['a long-term key', alice],
    ['a service', { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }],
    [
      'a service-linked role',
      session({ role: 'R', name: 'x', path: 'aws-service-role/rds.amazonaws.com/', created: at('09:00:00') }),
    ],
    [
      'a user through a service',
      { ...inConsole(alice, 'ASIA1', at('10:00:00')), invokedBy: 'kms.amazonaws.com' },
    ],
    ['no identity', {}],
  ])('asks for nothing behind %s', (_, identity) => {
    expect(openCredentials([call(at('10:00:00'), identity)], buildIssuers([]))).toEqual([]);
  });
});

describe('gatherIssuers', () => {
  const inWeb = inConsole(alice, 'ASIAWEB', at('09:00:00'));
  const first = session({ role: 'First', name: 'x', key: 'ASIA0', created: at('10:00:00') });
  const archive = [
    signIn('login', at('09:00:00'), alice),
    assumeRole({ id: 'e0', time: at('10:00:00'), by: inWeb, role: 'First', name: 'x', key: 'ASIA0' }),
    assumeRole({
      id: 'e1',
      time: at('11:00:00'),
      by: first,
      ...admin,
      key: 'ASIA1',
      more: { sharedEventID: 'x1' },
    }),
    assumeRole({
      id: 'e1b',
      time: at('11:00:00'),
      by: foreign(first),
      ...admin,
      key: 'ASIA1',
      more: { sharedEventID: 'x1' },
    }),
    ...Array.from({ length: 50 }, (_, i) =>
      assumeRole({
        id: `n${i}`,
        time: at('10:30:00'),
        by: bob,
        role: 'Other',
        name: `n${i}`,
        key: `ASIAN${i}`,
      }),
    ),
  ];
  const use = call(at('11:05:00'), session({ ...admin, key: 'ASIA1', created: at('11:00:00') }));

  it("may be given all issuing events at once, and asks for callers' own records only", async () => {
    const issuing = archive.filter((record) => evaluate(issuingEvents, record));
    const issuers = await gatherIssuers([use], async (query) => {
      const own = query.ownRecords;
      for (const record of answer(query, archive))
        expect(issuing.includes(record) || (own !== null && evaluate(own, record))).toBe(true);
      const known = issuing.filter((record) => evaluate(query.where, record));
      return own ? [...known, ...answer({ ...query, where: own }, archive)] : known;
    });
    expect(actorOf(use, issuers)).toEqual(actorOf(use, buildIssuers(archive)));
  });

  it('asks once for each hop, and finds what the whole archive would tell', async () => {
    const rounds: unknown[][] = [];
    const issuers = await gatherIssuers([use], async (query) => {
      const found = answer(query, archive);
      rounds.push(ids(found));
      return found;
    });
    expect(rounds).toEqual([['e1', 'e1b'], ['e0'], ['login']]);
    expect(actorOf(use, issuers)).toEqual(actorOf(use, buildIssuers(archive)));
    expect(actorOf(use, issuers)).toMatchObject({ name: 'alice', end: null });
  });

  it('asks nothing when all acted with credentials of their own', async () => {
    let asked = 0;
    await gatherIssuers([call(at('10:00:00'), alice)], async () => {
      asked++;
      return [];
    });
    expect(asked).toBe(0);
  });

  it('asks only once for what is not there', async () => {
    let asked = 0;
    const issuers = await gatherIssuers([use, use], async () => {
      asked++;
      return [];
    });
    expect(asked).toBe(1);
    expect(actorOf(use, issuers).chain).toEqual([]);
  });

  it('ends with a find that forges new credentials for ever', async () => {
    let asked = 0;
    await gatherIssuers(
      [call(at('10:00:00'), session({ role: 'R', name: 'n0', key: 'ASIA0' }))],
      async () => {
        asked++;
        const by = session({ role: 'R', name: `n${asked}`, key: `ASIA${asked}` });
        return [
          assumeRole({
            id: `e${asked}`,
            time: at('10:00:00'),
            by,
            role: 'R',
            name: `n${asked - 1}`,
            key: `ASIA${asked - 1}`,
          }),
        ];
      },
    );
    expect(asked).toBe(10);
  });
});
