/** What `--limit` leaves of the answers about a resource, and what is said of the rest. */
import { describe, expect, it } from 'vitest';
import { run as history } from '../../src/commands/history/index.js';
import type { Run } from '../../src/commands/spec.js';
import { who } from '../../src/commands/who.js';
import type { JsonObject } from '../../src/model/json.js';
import { archive, record, trail } from '../support/odd-archive.js';
import { saidBy } from '../support/said.js';

const bucket = { requestParameters: { bucketName: 'app-uploads' } };
const refused = { errorCode: 'BucketNotEmpty', errorMessage: 'The bucket is not empty' };
const calls: readonly JsonObject[] = [
  { eventName: 'CreateBucket', ...bucket },
  { eventName: 'DeleteBucket', ...bucket, ...refused },
  { eventName: 'DeleteObject', requestParameters: { bucketName: 'app-uploads', key: 'a.txt' } },
  { eventName: 'DeleteBucket', ...bucket, ...refused },
  { eventName: 'DeleteBucket', ...bucket },
];
const folder = archive({
  'trail.json': trail(
    ...calls.map((call, minute) =>
      record(`event-${minute}`, { eventTime: `2024-06-01T10:0${minute}:00Z`, ...call }),
    ),
  ),
});

async function said(run: Run, raw: Readonly<Record<string, unknown>>) {
  const about: Run = (request) => run({ ...request, subject: 'app-uploads' });
  const { out, err } = await saidBy(about, [folder], { threads: '1', format: 'tsv', ...raw });
  return { rows: out.trim().split('\n').slice(1), notes: err.split('\n').slice(0, -2) };
}

describe('who-deleted', () => {
  it('shows what succeeded before the attempts and what is related, and says what is left', async () => {
    const one = await said(who('deleted'), { limit: '1', columns: 'outcome', related: true });
    expect(one).toEqual({
      rows: ['success'],
      notes: ['3 further events not shown: --limit (without success 2×, related 1×)'],
    });
    const two = await said(who('deleted'), { limit: '2', columns: 'what,outcome' });
    expect(two).toEqual({
      rows: ['DeleteBucket\tfailed: BucketNotEmpty', 'DeleteBucket\tsuccess'],
      notes: [
        '1 further event not shown: --limit (without success 1×)',
        '1 related event not shown; --related shows them',
      ],
    });
  });

  it('says nothing of a limit that cut nothing', async () => {
    expect((await said(who('deleted'), { limit: '4', related: true })).notes).toEqual([]);
  });
});

describe('history', () => {
  it('shows the first in time and says what is left', async () => {
    expect(await said(history, { limit: '1', columns: 'phase' })).toEqual({
      rows: ['created'],
      notes: [
        '3 further events not shown: --limit (attempt to delete 2×, deleted 1×)',
        '1 related event not shown; --related shows them',
      ],
    });
  });

  it('shows what is related last of all', async () => {
    expect(await said(history, { limit: '4', columns: 'phase', related: true })).toEqual({
      rows: ['created', 'attempt to delete', 'attempt to delete', 'deleted'],
      notes: ['1 further event not shown: --limit (related 1×)'],
    });
  });
});
