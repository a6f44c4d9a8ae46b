/** How often the archive is read for the events that issued credentials. */
import { describe, expect, it } from 'vitest';
import { issuersFor } from '../../src/commands/actors.js';
import type { Archive } from '../../src/commands/archive.js';
import type { Match } from '../../src/engines/scan/index.js';
import type { JsonObject } from '../../src/model/json.js';

const use: JsonObject = {
  eventTime: '2024-05-01T10:00:00Z',
  eventID: 'use',
  eventSource: 's3.amazonaws.com',
  eventName: 'DeleteBucket',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEEXAMPLEEX:alice',
    arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
    accountId: '111122223333',
    accessKeyId: 'ASIAEXAMPLEEXAMPLE01',
  },
};
const issue: JsonObject = {
  eventTime: '2024-05-01T09:59:00Z',
  eventID: 'issue',
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  userIdentity: { type: 'IAMUser', principalId: 'AIDAEXAMPLEEXAMPLEEX', userName: 'alice' },
  responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLEEXAMPLE01' } },
};

/** An archive of so many files, of which some were delivered within the hour and hold these events. */
function archiveOf(near: number, all: number, held: readonly JsonObject[]) {
  const read: number[] = [];
  const filesFor = (_bounds: object, lateBy?: number): number => (lateBy === undefined ? all : near);
  const archive = {
    filesFor,
    async askAgain(_where: object, bounds: object, lateBy?: number) {
      read.push(filesFor(bounds, lateBy));
      return held.map((record) => ({ bytes: Buffer.from(JSON.stringify(record)) }) as Match);
    },
  };
  return { read, archive: archive as Pick<Archive, 'filesFor' | 'askAgain'> as Archive };
}

describe('issuers', () => {
  it.each([
    ['in few near files', 3, 100, [issue], [3]],
    ['not in few near files: all are read', 3, 100, [], [3, 100]],
    ['in most files: these are read with all', 60, 100, [issue], [100]],
    ['nowhere, and all files are near: none is read twice', 100, 100, [], [100]],
  ])('are looked for %s', async (_, near, all, held, expected) => {
    const { read, archive } = archiveOf(near, all, held);
    const { byKey } = await issuersFor([use], archive);
    expect(read).toEqual(expected);
    expect(byKey.has('ASIAEXAMPLEEXAMPLE01')).toBe(held.length > 0);
  });
});
