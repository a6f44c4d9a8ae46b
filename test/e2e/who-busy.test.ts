/** A resource that nearly all events only read: they are passed over, and told of only where nothing else is known. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.js';
import { archive, record, trail } from '../support/odd-archive.js';
import { trailscan } from '../support/run-cli.js';

const call = (id: string, eventName: string, requestParameters: JsonObject) =>
  record(id, { eventSource: 's3.amazonaws.com', eventName, eventType: 'AwsApiCall', requestParameters });
const reads = Array.from({ length: 50 }, (_, i) =>
  call(`r${i}`, 'GetObject', { bucketName: 'app-uploads', key: `reports/${i}.csv` }),
);
const cwd = archive({
  'busy/a.json': trail(
    ...reads,
    call('w', 'PutObject', { bucketName: 'app-uploads', key: 'x' }),
    call('d', 'DeleteBucket', { bucketName: 'app-uploads' }),
    call('o', 'DeleteObject', { bucketName: 'app-uploads', key: 'x' }),
  ),
  'read/a.json': trail(...reads),
});
const rowsOf = (stdout: string): readonly { eventID: string; relation: string }[] => JSON.parse(stdout);
const ask = (...args: readonly string[]) => trailscan([...args, '--json', '-q'], { cwd });

describe('a busy bucket', () => {
  it.each([
    ['who-deleted', ['d direct', 'o related']],
    ['who-created', ['w related']],
    ['who-changed', ['d related', 'o related', 'w related']],
  ])('%s', (command, expected) => {
    const rows = rowsOf(ask(command, 'app-uploads', '--related', 'busy').stdout);
    expect(rows.map(({ eventID, relation }) => `${eventID} ${relation}`).sort()).toEqual(expected);
  });

  it('who-accessed tells of what was read', () => {
    expect(rowsOf(ask('who-accessed', 'app-uploads', 'busy').stdout).length).toBeGreaterThanOrEqual(50);
  });

  it('is known by its reads where nobody deleted it', () => {
    const { stderr, code } = trailscan(['who-deleted', 'app-upload', 'read'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('Names that contain it: app-uploads');
    expect(trailscan(['who-deleted', 'App-Uploads-2', 'read'], { cwd }).stderr).not.toContain('app-uploads');
  });
});
