/**
 * What a CloudWatch Logs subscription sends, also concatenated by Firehose, or as a Lambda function gets it:
 * `{"messageType":"DATA_MESSAGE", ..., "logEvents":[{"id", "timestamp", "message":"<the record>"}]}`, gzipped and in
 * base64 under `awslogs.data` or `kinesis.data`. CONTROL_MESSAGE probes whether anyone listens.
 * CloudWatch Logs User Guide, "Real-time processing of log data with subscriptions".
 */
import { gunzipSync } from 'node:zlib';
import type { JsonValue } from '../../model/json.js';
import type { JsonFormat, Reading } from './format.js';
import { isObject, parseJson } from './json-slice.js';
import { isRecord, recordInText } from './record.js';

/** Kinesis takes records of up to 1 MB, which holds the gzipped message. */
const largestMessage = 64 * 1024 * 1024;
const probe = /^CWL CONTROL MESSAGE:/;

export const cloudwatchSubscription: JsonFormat = {
  name: 'cloudwatch-subscription',
  title: 'CloudWatch Logs, subscription',
  lists: ['logEvents'],
  keys: ['awslogs', 'kinesis'],
  read: ({ value }, list) => (list === 'logEvents' ? readEntries([value]) : readMessage(value)),
};

function readMessage(value: JsonValue | undefined): Reading | undefined {
  if (!isObject(value)) return undefined;
  const packed = isObject(value.awslogs) ? value.awslogs.data : isObject(value.kinesis) && value.kinesis.data;
  if (typeof packed === 'string') return readPacked(packed);
  return Array.isArray(value.logEvents) ? readEntries(value.logEvents) : undefined;
}

function readEntries(entries: readonly JsonValue[]): Reading {
  const messages = entries.map((entry) => (isObject(entry) ? entry.message : undefined));
  if (messages.every((message) => typeof message === 'string' && probe.test(message)))
    return { holds: 'probe' };
  const records = messages.flatMap((message) => recordInText(message) ?? []);
  return { records, without: entries.length - records.length };
}

function readPacked(data: string): Reading {
  const bytes = Buffer.from(data, 'base64');
  try {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = isGzip ? gunzipSync(bytes, { maxOutputLength: largestMessage }) : bytes;
    const value = parseJson(text);
    if (isRecord(value)) return { records: [{ text }] };
    return readMessage(value) ?? { records: [], without: 1 };
  } catch {
    return { records: [], without: 1 };
  }
}
