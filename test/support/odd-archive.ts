/** Folders of files for the tests to read, made in a temporary place. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { JsonObject } from '../../src/model/json.js';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** Removed when the tests of this file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailscan-test-'));
  made.push(folder);
  return folder;
}

/** A record with the usual fields; `more` replaces or adds. */
export function record(id: string, more: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      userName: 'bob',
      accountId: '111122223333',
      accessKeyId: 'AKIAEXAMPLEBOB000001',
    },
    eventTime: '2024-06-01T10:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'DeleteBucket',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '192.0.2.7',
    userAgent: 'aws-cli/2.15.30',
    requestParameters: { bucketName: 'bucket-x' },
    responseElements: null,
    eventID: id,
    readOnly: false,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
    ...more,
  };
}

export function trail(...records: readonly JsonObject[]): string {
  return JSON.stringify({ Records: records });
}

/** Writes files by their relative path; names ending in `.gz` are compressed unless bytes are given. */
export function archive(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const bytes = typeof content === 'string' && path.endsWith('.gz') ? gzipSync(content) : content;
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

/** What people have in their folders: one good file among all that can be wrong with one. */
export function oddArchive(): {
  readonly folder: string;
  readonly problems: Readonly<Record<string, RegExp>>;
} {
  const good = trail(record('good-1'));
  const long = trail(record('long', { userAgent: 'x'.repeat(10 * 1024 * 1024) }));
  const deep = `{"Records":[${JSON.stringify(record('deep')).slice(0, -1)},"additionalEventData":${'['.repeat(10_000)}${']'.repeat(10_000)}}]}`;
  const broken = `{"Records":[${JSON.stringify(record('before', { eventName: 'ListBuckets' }))},{"eventVersion":"1.09", oops},${JSON.stringify(record('after', { eventName: 'ListBuckets' }))}]}`;
  const folder = archive({
    'good.json.gz': good,
    'truncated.json.gz': gzipSync(trail(record('cut-1', { eventName: 'ListBuckets' }))).subarray(0, 200),
    'not-gzip.json.gz': Buffer.from('this is no gzip data at all'),
    'empty.json.gz': Buffer.alloc(0),
    'object.json': '{}',
    'array.json': '[]',
    'null.json': '{"Records":null}',
    'broken.json': broken,
    'long.json': long,
    'deep.json': deep,
    'folder.json.gz/inside.json': trail(record('inside', { eventName: 'ListBuckets' })),
  });
  execFileSync('mkfifo', [join(folder, 'pipe.json')]);
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.json'));
  symlinkSync(folder, join(folder, 'loop'));
  return {
    folder,
    problems: {
      'truncated.json.gz': /gzip data ends too early/,
      'not-gzip.json.gz': /not JSON/,
      'empty.json.gz': /is empty/,
      'object.json': /no "Records"/,
      'array.json': /JSON array/,
      'null.json': /"Records", but it is null/,
      'broken.json': /record 1, at byte \d+, is broken JSON; \d+ bytes are lost/,
      'long.json': /larger than 8,388,608 bytes/,
      'deep.json': /nested more than 1,000 levels/,
      'folder.json.gz': /a folder with the name of a log file/,
      'pipe.json': /pipe/,
      'dangling.json': /symbolic link to nothing/,
    },
  };
}
