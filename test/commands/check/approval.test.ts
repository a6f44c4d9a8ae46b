/** Who approved a change: names as the filters take them, and windows on the clocks of their zone. */
import { describe, expect, it } from 'vitest';
import { approvalBy, isApproved } from '../../../src/commands/check/changes/approval.js';
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

const stranger = 'by a principal that is not allowed';
const outside = 'outside of the windows';

describe('what of principals and windows a change meets', () => {
  it.each([
    { when: '2024-05-08T10:00:00Z', who: user('alice'), met: ['principal alice'], unmet: [outside] },
    { when: '2024-05-08T10:00:00Z', who: session, met: ['principal role/Deploy'], unmet: [outside] },
    { when: '2024-05-08T10:00:00Z', who: user('bob'), met: [], unmet: [stranger, outside] },
    // A Monday in summer: Berlin is two hours ahead.
    { when: '2024-05-06T06:59:59Z', who: user('bob'), met: [], unmet: [stranger, outside] },
    { when: '2024-05-06T07:00:00Z', who: user('bob'), met: [berlin], unmet: [stranger] },
    { when: '2024-05-06T15:29:59Z', who: user('alice'), met: ['principal alice', berlin], unmet: [] },
    { when: '2024-05-06T15:30:00Z', who: user('alice'), met: ['principal alice'], unmet: [outside] },
    // Over midnight, from Saturday into Sunday.
    { when: '2024-05-12T01:59:00Z', who: session, met: ['principal role/Deploy', night], unmet: [] },
    { when: '2024-05-11T01:59:00Z', who: user('bob'), met: [], unmet: [stranger, outside] },
    { when: 'yesterday', who: user('alice'), met: ['principal alice'], unmet: [outside] },
  ])('$met, not $unmet, at $when', ({ when, who, met, unmet }) => {
    const told = both?.({ eventTime: when, userIdentity: who });
    expect(told).toEqual({ met, unmet });
    expect(told && isApproved(told)).toBe(unmet.length === 0);
  });

  it('only what is named has to hold', () => {
    const alice = { eventTime: '2024-05-08T10:00:00Z', userIdentity: user('alice') };
    expect(configured('principals: { allowed: [alice] }')?.(alice)).toEqual({
      met: ['principal alice'],
      unmet: [],
    });
    expect(configured("windows: [{ days: [wed], from: '09:00', to: '12:00' }]")?.(alice)).toEqual({
      met: ['window wed 09:00-12:00 UTC'],
      unmet: [],
    });
    expect(configured('principals: { allowed: [alice] }')?.({ userIdentity: user('bob') })).toEqual({
      met: [],
      unmet: [stranger],
    });
  });

  it('nothing that could be said without a configuration of it', () => {
    expect(approvalBy(undefined)).toBeNull();
    expect(configured('fail-on: high')).toBeNull();
  });
});
