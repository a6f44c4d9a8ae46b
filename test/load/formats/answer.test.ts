/** What is taken for an answer of trailscan is not read: evidence that resembles one has to be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createReading } from '../../support/read-evidence.js';

const scratch = mkdtempSync(join(tmpdir(), 'trailscan-answer-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const read = createReading();

const record = {
  eventVersion: '1.08',
  eventTime: '2024-05-01T10:00:00Z',
  eventID: 'e1',
  eventSource: 's3.amazonaws.com',
  eventName: 'DeleteBucket',
};
const text = JSON.stringify(record);
const concluded = {
  outcome: 'success',
  actor: 'alice',
  principal: 'alice',
  resource: 'b',
  verdict: 'bad',
  control: 'c',
};
const row = { ...concluded, origin: {}, file: 'a.json', index: 0 };
const { eventVersion: _, ...reduced } = record;

it.each([
  ['a record with members of its own', { ...record, ...row }],
  ['a record without a version', { ...reduced, ...concluded }],
  [
    'Logs Insights, with names for fields',
    [{ '@timestamp': '2024-05-01 10:00:00', '@message': text, ...concluded }],
  ],
  ['Splunk', { results: [{ _raw: text, eventName: 'DeleteBucket', ...concluded }] }],
  [
    'EventBridge',
    { version: '0', 'detail-type': 'AWS API Call via CloudTrail', detail: record, ...concluded },
  ],
  ['a log message', { message: text, ...concluded }],
  [
    'Elastic',
    { '@timestamp': record.eventTime, event: { original: text, outcome: 'success' }, ...concluded },
  ],
  ['what is around records', { outcome: 'ok', denied: 0, errorRate: 0, Records: [record] }],
])('%s is evidence', (name, value) => {
  const path = join(scratch, `${name}.json`);
  writeFileSync(path, JSON.stringify(value));
  const { records, others } = read(path);
  expect(records).toHaveLength(1);
  expect(records[0]).toContain('DeleteBucket');
  expect([...others]).toEqual([]);
});

it('around many records no name keeps these from being read one by one', () => {
  const path = join(scratch, 'many.json');
  const many = Array.from({ length: 30_000 }, (_, i) =>
    JSON.stringify({ ...record, eventID: `e${i}`, pad: 'x'.repeat(600) }),
  );
  writeFileSync(
    path,
    `{"outcome":"ok","verdict":"","errorRate":0,"denied":0,"holds":[],"Records":[${many.join(',')}]}`,
  );
  expect(read(path).records).toHaveLength(30_000);
});
