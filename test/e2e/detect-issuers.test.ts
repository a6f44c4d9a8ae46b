/** Who is behind a finding of `detect` is told by the same rules as elsewhere, though all was read in one pass. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.js';
import { archive, record, trail } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const account = '111122223333';
const issueId = 'aaaaaaaa-0000-0000-0000-000000000001';
const person = (name: string): JsonObject => ({
  type: 'IAMUser',
  principalId: `AIDA${name.toUpperCase()}`,
  arn: `arn:aws:iam::${account}:user/${name}`,
  accountId: account,
  userName: name,
  accessKeyId: `AKIA${name.toUpperCase()}`,
});
const session: JsonObject = {
  type: 'AssumedRole',
  principalId: 'AROAADMIN:sess',
  arn: `arn:aws:sts::${account}:assumed-role/Admin/sess`,
  accountId: account,
  accessKeyId: 'ASIASESSION1',
  sessionContext: {
    sessionIssuer: { type: 'Role', principalId: 'AROAADMIN', arn: `arn:aws:iam::${account}:role/Admin` },
    attributes: { creationDate: '2024-06-01T09:00:00Z', mfaAuthenticated: 'false' },
  },
};
const requestParameters = { roleArn: `arn:aws:iam::${account}:role/Admin`, roleSessionName: 'sess' };
const responseElements = {
  credentials: { accessKeyId: 'ASIASESSION1' },
  assumedRoleUser: {
    assumedRoleId: 'AROAADMIN:sess',
    arn: `arn:aws:sts::${account}:assumed-role/Admin/sess`,
  },
};
const assumed = (by: JsonObject): JsonObject =>
  record(issueId, {
    ...{ eventTime: '2024-06-01T09:00:00Z', eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' },
    ...{ userIdentity: by, requestParameters, responseElements },
  });
const stopped = record('id-2', {
  ...{ eventTime: '2024-06-01T09:05:00Z', eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' },
  ...{ userIdentity: session, requestParameters: { name: 'trail' } },
});
const quoted = (value: JsonObject): string => `"${JSON.stringify(value).replaceAll('"', '""')}"`;
const partial = [
  'eventid,eventtime,eventsource,eventname,requestparameters,responseelements',
  `${issueId},2024-06-01T09:00:00Z,sts.amazonaws.com,AssumeRole,${quoted(requestParameters)},${quoted(responseElements)}`,
  '',
].join('\n');

function detected(folder: string, ...options: readonly string[]) {
  const { code, stdout, stderr } = trailscan(['detect', folder, '--format', 'ndjson', ...options]);
  const rows = stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line) as JsonObject] : []));
  return { code, stderr, actors: rows.map(({ actor }) => (actor as JsonObject).name) };
}

describe('detect', () => {
  it.each([
    ['whole only', { 'a.json': trail(assumed(person('alice')), stopped) }],
    [
      'a copy that holds less before it',
      { '0.csv': partial, 'a.json': trail(assumed(person('alice')), stopped) },
    ],
    [
      'a copy that holds less behind it',
      { 'a.json': trail(assumed(person('alice')), stopped), 'b.csv': partial },
    ],
  ])('follows credentials to the whole record: %s', (_, files) => {
    expect(detected(archive(files))).toMatchObject({ code: 0, actors: ['alice'] });
  });

  it('says if two different records claim to be what issued them', () => {
    const folder = archive({
      'a.json': trail(assumed(person('alice')), stopped),
      'b.json': trail(assumed(person('mallory'))),
    });
    const { code, stderr } = detected(folder);
    expect(stderr).toContain(`has the event id ${issueId} of another event`);
    expect(code).toBe(3);
    expect(detected(folder, '--strict').code).toBe(3);
  });

  it('follows them behind a filter too, where their issue was left out of the answer', () => {
    const folder = archive({ 'a.json': trail(assumed(person('alice')), stopped) });
    expect(detected(folder, '--service', 'cloudtrail')).toMatchObject({ code: 0, actors: ['alice'] });
  });
});
