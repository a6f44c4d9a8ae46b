/** A name that nobody has: what it may have been meant to be, from an archive that has others. */
import { describe, expect, it } from 'vitest';
import { run as events } from '../../src/commands/events.js';
import { run as trace } from '../../src/commands/trace.js';
import { archive, record, trail } from '../support/odd-archive.js';
import { saidBy } from '../support/said.js';

const account = '111122223333';
const user = (userName: string) => ({
  type: 'IAMUser',
  userName,
  arn: `arn:aws:iam::${account}:user/${userName}`,
  accountId: account,
});
const session = {
  type: 'AssumedRole',
  arn: `arn:aws:sts::${account}:assumed-role/Deploy/release-7`,
  principalId: 'AROAEXAMPLE:release-7',
  accountId: account,
  sessionContext: {
    sessionIssuer: { type: 'Role', userName: 'Deploy', arn: `arn:aws:iam::${account}:role/Deploy` },
  },
};
const folder = archive({
  'trail.json': trail(
    ...['backup-alice', 'alice', 'backup-alice'].map((name, i) =>
      record(`e${i}`, { userIdentity: user(name) }),
    ),
    record('deploy', { userIdentity: session }),
  ),
});

const cases: readonly (readonly [typed: string, said: string])[] = [
  ['alise', 'Did you mean alice?'],
  ['user/alise', 'Did you mean alice?'],
  [`arn:aws:iam::${account}:user/alise`, 'Did you mean alice?'],
  ['role/Deplooy', 'Did you mean Deploy?'],
  ['release-8', 'Did you mean release-7?'],
  ['ALIC', 'Principals that contain it: backup-alice, alice'],
  ['zebedee', ''],
];

describe.each([
  [
    'trace',
    async (name: string) => (await saidBy((ask) => trace({ ...ask, subject: name }), [folder], {})).err,
  ],
  ['events --principal', async (name: string) => (await saidBy(events, [folder], { principal: [name] })).err],
] as const)('%s', (_, errorsOf) => {
  it.each(cases)('%s: %s', async (typed, said) => {
    const [first = ''] = (await errorsOf(typed)).split('\n');
    expect(first).toBe(said || 'read 1 file, 4 events');
  });
});

it('nothing is said of one who is there, but did nothing of what was asked', async () => {
  const { err } = await saidBy(events, [folder], { principal: ['alice'], event: ['DeleteTrail'] });
  expect(err).toBe('read 1 file, 4 events\n');
  const { err: ofRole } = await saidBy(events, [folder], {
    principal: ['role/deploy'],
    event: ['DeleteTrail'],
  });
  expect(ofRole).toBe('read 1 file, 4 events\n');
});
