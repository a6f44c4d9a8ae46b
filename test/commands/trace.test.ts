/** Long-term keys: who made them is shown, whether they were used or not. */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/commands/spec.js';
import { run } from '../../src/commands/trace.js';
import type { JsonObject } from '../../src/model/json.js';
import { archive, record, trail } from '../support/odd-archive.js';
import { saidBy } from '../support/said.js';

function user(userName: string, accessKeyId: string): JsonObject {
  return {
    type: 'IAMUser',
    principalId: `AIDAEXAMPLE${userName.toUpperCase()}`,
    arn: `arn:aws:iam::111122223333:user/${userName}`,
    accountId: '111122223333',
    accessKeyId,
    userName,
  };
}

function creation(minute: number, by: JsonObject, userName: string, accessKeyId: string): JsonObject {
  return record(`create-${minute}`, {
    eventTime: `2024-06-01T10:0${minute}:00Z`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateAccessKey',
    userIdentity: by,
    requestParameters: { userName },
    responseElements: { accessKey: { userName, accessKeyId, status: 'Active' } },
  });
}

const eve = user('eve', 'AKIAEXAMPLEEVE000001');
const bot = user('bot', 'AKIAEXAMPLEBOT000001');
const folder = archive({
  'trail.json': trail(
    record('eve-elsewhere', { eventTime: '2024-06-01T10:00:00Z', userIdentity: eve }),
    creation(1, eve, 'bot', 'AKIAEXAMPLEBOT000001'),
    creation(2, bot, 'bot', 'AKIAEXAMPLEBOT000002'),
    creation(3, bot, 'spare', 'AKIAEXAMPLESPARE0001'),
    record('bot-again', {
      eventTime: '2024-06-01T10:04:00Z',
      userIdentity: user('bot', 'AKIAEXAMPLEBOT000002'),
    }),
  ),
});

async function traced(text: string, raw: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const about: Run = (request) => run({ ...request, subject: text });
  return (await saidBy(about, [folder], { threads: '1', ...raw })).out;
}

interface Row {
  readonly parent: number | null;
  readonly accessKeyIds: readonly string[];
  readonly principal: { readonly name: string };
  readonly obtained: { readonly by: string; readonly principal: { readonly name: string } } | null;
  readonly events: number;
}

/** `bot 000002 < bot: 1`: whose key, its end, who made it, and how many events were made with it. */
async function keys(text: string, raw = {}): Promise<readonly string[]> {
  const rows = JSON.parse(await traced(text, { json: true, ...raw })) as readonly Row[];
  return rows.map(({ accessKeyIds, principal, obtained, events, parent }) => {
    const from = obtained ? ` < ${obtained.principal.name}` : '';
    expect(parent === null).toBe(obtained === null);
    return `${principal.name} ${accessKeyIds.map((key) => key.slice(-6)).join()}${from}: ${events}`;
  });
}

describe('a key', () => {
  it('comes with whoever made it, and whoever made theirs', async () => {
    expect(await keys('AKIAEXAMPLEBOT000002')).toEqual([
      'eve 000001: 1',
      'bot 000001 < eve: 1',
      'bot 000002 < bot: 1',
    ]);
  });

  it('that was never used comes with whoever made it', async () => {
    expect(await keys('AKIAEXAMPLESPARE0001')).toEqual([
      'eve 000001: 1',
      'bot 000001 < eve: 1',
      'spare RE0001 < bot: 0',
    ]);
    expect(await traced('AKIAEXAMPLESPARE0001')).toContain(
      'spare (IAMUser of 111122223333, key AKIAEXAMPLESPARE0001)\n' +
        '        obtained by bot through CreateAccessKey; proven: accessKeyId created by event create-3\n' +
        '        not used in what was read\n',
    );
  });

  it('made before the time asked about is known to be made', async () => {
    expect(await keys('AKIAEXAMPLEBOT000002', { since: '2024-06-01T10:04' })).toEqual([
      'eve 000001: 1',
      'bot 000001 < eve: 1',
      'bot 000002 < bot: 1',
    ]);
  });
});

it('a user comes with all keys made and whoever made those used', async () => {
  expect(await keys('bot')).toEqual([
    'eve 000001: 1',
    'bot 000001 < eve: 2',
    'bot 000002 < bot: 1',
    'spare RE0001 < bot: 0',
  ]);
});

describe('a user who never called', () => {
  const expected = ['eve 000001: 1', 'bot 000001 < eve: 1', 'spare RE0001 < bot: 0'];

  it.each([
    'spare',
    'SPARE',
    'sp*e',
    'user/spare',
    'arn:aws:iam::111122223333:user/spare',
    'arn:aws:iam::111122223333:user/of/a/path/spare',
  ])('comes with the keys made for him: %s', async (text) => expect(await keys(text)).toEqual(expected));

  it.each(['spar', 'role/spare', 'arn:aws:iam::444455556666:user/spare'])('is not %s', async (text) =>
    expect(await keys(text)).toEqual([]),
  );
});
