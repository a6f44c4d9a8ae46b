/** Who approved a change: names as the filters take them, and windows on the clocks of their zone. */
import { describe, expect, it } from 'vitest';
import { approvalBy } from '../../../src/commands/check/changes/approval.js';
import { readConfig } from '../../../src/commands/check/read-config.js';

const configured = (text: string) => approvalBy(readConfig({ file: '.trailscan.yml', text }));

const both = configured(`
principals: { allowed: [role/Deploy, alice] }
windows:
  - { days: [mon, fri], from: '09:00', to: '17:30', tz: Europe/Berlin }
  - { days: [sat], from: '22:00', to: '02:00' }
`);

const user = (name: string) => ({
  type: 'IAMUser',
  userName: name,
  arn: `arn:aws:iam::111122223333:user/${name}`,
});
const session = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/build-7',
  sessionContext: {
    sessionIssuer: { type: 'Role', userName: 'Deploy', arn: 'arn:aws:iam::111122223333:role/Deploy' },
  },
};
const berlin = 'window mon, fri 09:00-17:30 Europe/Berlin';
const night = 'window sat 22:00-02:00 UTC';

describe('a change is approved by', () => {
  it.each([
    { when: '2024-05-08T10:00:00Z', who: user('alice'), by: ['principal alice'] },
    { when: '2024-05-08T10:00:00Z', who: session, by: ['principal role/Deploy'] },
    { when: '2024-05-08T10:00:00Z', who: user('bob'), by: [] },
    // A Monday in summer: Berlin is two hours ahead.
    { when: '2024-05-06T06:59:59Z', who: user('bob'), by: [] },
    { when: '2024-05-06T07:00:00Z', who: user('bob'), by: [berlin] },
    { when: '2024-05-06T15:29:59Z', who: user('alice'), by: ['principal alice', berlin] },
    { when: '2024-05-06T15:30:00Z', who: user('bob'), by: [] },
    // Over midnight, from Saturday into Sunday.
    { when: '2024-05-12T01:59:00Z', who: user('bob'), by: [night] },
    { when: '2024-05-11T01:59:00Z', who: user('bob'), by: [] },
    { when: 'yesterday', who: user('bob'), by: [] },
  ])('$by at $when', ({ when, who, by }) =>
    expect(both?.({ eventTime: when, userIdentity: who })).toEqual(by),
  );

  it('nothing that could be said without a configuration of it', () => {
    expect(approvalBy(undefined)).toBeNull();
    expect(configured('fail-on: high')).toBeNull();
    expect(configured('principals: { allowed: [alice] }')?.({ userIdentity: user('bob') })).toEqual([]);
  });
});
