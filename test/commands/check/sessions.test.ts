/** A record of each session is enough to find whoever is behind all of its events. */
import { describe, expect, it } from 'vitest';
import { sessions } from '../../../src/commands/check/changes/sessions.js';

const call = (session: string, key: string, eventID: string) => ({
  eventID,
  eventTime: '2024-05-02T08:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'DeleteBucket',
  userIdentity: {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:aws:sts::111122223333:assumed-role/Admin/${session}`,
    accountId: '111122223333',
    accessKeyId: key,
    sessionContext: { attributes: { creationDate: '2024-05-02T07:00:00Z' } },
  },
});
const byUser = (name: string, eventID: string) => ({
  eventID,
  eventTime: '2024-05-02T08:00:00Z',
  userIdentity: { type: 'IAMUser', principalId: `AIDA${name}`, userName: name, accessKeyId: 'AKIAEXAMPLE' },
});

const kept = (records: readonly Parameters<ReturnType<typeof sessions>['add']>[0][]) => {
  const all = sessions();
  for (const record of records) all.add(record);
  return all.records.map(({ eventID }) => eventID);
};

describe('of the records', () => {
  it('of one session the first is kept', () =>
    expect(
      kept([call('alice', 'ASIA1', 'a'), call('alice', 'ASIA1', 'b'), call('alice', 'ASIA2', 'c')]),
    ).toEqual(['a', 'c']));

  it('of one user the first is kept', () =>
    expect(kept([byUser('bob', 'a'), byUser('bob', 'b'), byUser('carol', 'c')])).toEqual(['a', 'c']));

  it('of very many, no more than there are sessions', () =>
    expect(
      kept(Array.from({ length: 5000 }, (_, at) => call(`s${at % 7}`, `ASIA${at % 7}`, String(at)))),
    ).toHaveLength(7));
});
