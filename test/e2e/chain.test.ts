/** A chain of four hops over two accounts, through the built program: resolved whole, and cut in the middle. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.js';
import { archive, record, trail } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const [a, b] = ['111122223333', '444455556666'];

const zoe = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLEZOE0000001',
  arn: `arn:aws:iam::${a}:user/zoe`,
  accountId: a,
  accessKeyId: 'AKIAEXAMPLEZOE000001',
  userName: 'zoe',
};

/** The session that hop `n` opened. */
function session(n: number, account: string, created: string): JsonObject {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEHOP000000${n}:zoe`,
    arn: `arn:aws:sts::${account}:assumed-role/Hop${n}/zoe`,
    accountId: account,
    accessKeyId: `ASIAEXAMPLEHOP00000${n}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: `AROAEXAMPLEHOP000000${n}`,
        arn: `arn:aws:iam::${account}:role/Hop${n}`,
        accountId: account,
        userName: `Hop${n}`,
      },
      attributes: { creationDate: created, mfaAuthenticated: 'false' },
    },
  };
}

function assumes(
  n: number,
  account: string,
  time: string,
  caller: JsonObject,
  recipient: string,
  shared?: string,
): JsonObject {
  return record(`assume-${n}-${recipient}`, {
    eventTime: time,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    userIdentity: caller,
    recipientAccountId: recipient,
    requestParameters: { roleArn: `arn:aws:iam::${account}:role/Hop${n}`, roleSessionName: 'zoe' },
    responseElements: {
      credentials: { accessKeyId: `ASIAEXAMPLEHOP00000${n}`, expiration: 'Jun 1, 2024, 11:00:00 AM' },
      assumedRoleUser: {
        assumedRoleId: `AROAEXAMPLEHOP000000${n}:zoe`,
        arn: `arn:aws:sts::${account}:assumed-role/Hop${n}/zoe`,
      },
    },
    ...(shared ? { sharedEventID: shared } : {}),
  });
}

const times = [
  '',
  '2024-06-01T10:00:00Z',
  '2024-06-01T10:05:00Z',
  '2024-06-01T10:10:00Z',
  '2024-06-01T10:15:00Z',
] as const;
const hop1 = assumes(1, a, times[1], zoe, a);
const hop2 = assumes(2, a, times[2], session(1, a, times[1]), a);
const hop3 = assumes(3, b, times[3], session(2, a, times[2]), a, 'shared-3');
const hop3InB = assumes(
  3,
  b,
  times[3],
  { type: 'AWSAccount', principalId: 'AROAEXAMPLEHOP0000002:zoe', accountId: a },
  b,
  'shared-3',
);
const hop4 = assumes(4, b, times[4], session(3, b, times[3]), b);
const deletion = record('deletion', {
  eventTime: '2024-06-01T10:20:00Z',
  userIdentity: session(4, b, times[4]),
  recipientAccountId: b,
});

interface Row {
  readonly actor: {
    readonly name: string;
    readonly grounds: string;
    readonly end: string | null;
    readonly chain: readonly {
      readonly principal: { readonly name: string };
      readonly grounds: string;
      readonly why: string;
    }[];
  };
}

function actorOf(...records: readonly JsonObject[]): Row['actor'] {
  // One file each, in an order that helps nobody.
  const folder = archive(
    Object.fromEntries(records.map((one, i) => [`${(i * 7) % 10}-${i}.json.gz`, trail(one)])),
  );
  const rows = JSON.parse(trailscan(['who-deleted', 'bucket-x', folder, '--json']).stdout) as Row[];
  expect(rows).toHaveLength(1);
  return (rows[0] as Row).actor;
}

describe('four hops over two accounts', () => {
  it('are resolved whole', () => {
    const actor = actorOf(deletion, hop4, hop3InB, hop1, hop3, hop2);
    expect(actor).toMatchObject({ name: 'zoe', grounds: 'proven', end: null });
    expect(actor.chain.map(({ principal }) => principal.name)).toEqual([
      'Hop3/zoe',
      'Hop2/zoe',
      'Hop1/zoe',
      'zoe',
    ]);
    for (const { why } of actor.chain) expect(why).toMatch(/accessKeyId issued by event assume-/);
  });

  it('cut in the middle, the chain ends where the evidence does, and says so', () => {
    const actor = actorOf(deletion, hop4, hop3InB, hop3, hop1);
    expect(actor.name).toBe('Hop2/zoe');
    expect(actor.end).toBe('the event that issued these credentials is not in this archive');
    expect(actor.chain).toHaveLength(2);
  });

  it('with the second account alone, the caller is told as far as it is recorded', () => {
    const actor = actorOf(deletion, hop4, hop3InB);
    expect(actor.chain).toHaveLength(2);
    expect(actor.end).toBe("the calling account's own record of this call is not in this archive");
  });

  it('trace shows them as one tree', () => {
    const folder = archive({ 'all.json': trail(deletion, hop4, hop3InB, hop1, hop3, hop2) });
    const rows = JSON.parse(trailscan(['trace', 'deletion', folder, '--json']).stdout) as unknown[];
    expect(rows.length).toBe(0);
    const tree = JSON.parse(trailscan(['trace', 'zoe', folder, '--json']).stdout) as {
      parent: number | null;
      principal: { name: string };
    }[];
    expect(tree.map(({ parent, principal }) => [parent, principal.name])).toContainEqual([null, 'zoe']);
    expect(tree.filter(({ parent }) => parent === null)).toHaveLength(1);
    expect(tree).toHaveLength(5);
  });
});

it('a forged loop ends with the statement that it is one', () => {
  // All in one second: each may have come first.
  const loop1 = assumes(1, a, times[1], session(2, a, times[1]), a);
  const loop2 = assumes(2, a, times[1], session(1, a, times[1]), a);
  const folder = archive({
    'a.json': trail(loop1, loop2, record('d', { userIdentity: session(1, a, times[1]) })),
  });
  const { stdout, code } = trailscan(['who-deleted', 'bucket-x', folder, '--json']);
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as Row[])[0]?.actor.end).toBe('the chain of credentials loops');
  expect(trailscan(['trace', 'zoe', folder]).code).toBe(0);
});
