/**
 * Records that went through Elasticsearch: hits of a search or a dump (`_source`), whole under `_source` or as the string
 * `event.original`, or only as the fields that the AWS integration makes of them (`aws.cloudtrail.*`). Of the last a
 * record is put together in CloudTrail's names; what that integration leaves out stays out, so it is partial.
 * Elastic documentation, "AWS CloudTrail integration", exported fields.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { JsonFormat, Reading } from './format.js';
import { isObject, sliceAt } from './json-slice.js';
import { isRecord, recordInText } from './record.js';
import { camelNamed } from './snake.js';
import { structValue } from './struct-text.js';
import { isoTime } from './time.js';

export const elastic: JsonFormat = {
  name: 'elastic',
  title: 'Elasticsearch documents',
  lists: ['hits'],
  keys: ['_source', 'aws', 'ecs'],
  read: ({ value, text }) => {
    if (!isObject(value)) return undefined;
    const inner = isObject(value._source) ? value._source : value;
    const path = inner === value ? [] : ['_source'];
    if (inner !== value && isRecord(inner)) return whole(sliceAt(text, path));
    const event = isObject(inner.event) ? inner.event : {};
    const original = recordInText(event.original ?? inner['event.original']);
    if (original) return { records: [original] };
    if (inner !== value) {
      for (const key of ['message', '@message']) {
        const carried = recordInText(inner[key]);
        if (carried) return { records: [carried] };
        if (isRecord(inner[key])) return whole(sliceAt(text, [...path, key]));
      }
    }
    const aws = isObject(inner.aws) ? inner.aws : {};
    if (isRecord(aws.cloudtrail)) return whole(sliceAt(text, [...path, 'aws', 'cloudtrail']));
    if (isObject(aws.cloudtrail)) return rebuilt(inner, event, aws.cloudtrail);
    return inner === value ? undefined : { records: [], without: 1 };
  },
};

function whole(text: Buffer | undefined): Reading {
  return text ? { records: [{ text }] } : { records: [], without: 1 };
}

function rebuilt(document: JsonObject, event: JsonObject, fields: JsonObject): Reading {
  const at = (...path: readonly string[]): JsonValue | undefined =>
    path.reduce<JsonValue | undefined>((value, key) => (isObject(value) ? value[key] : undefined), document);
  const { flattened, ...own } = fields;
  const details = isObject(flattened) ? flattened : {};
  const stamp = document['@timestamp'];
  const record: Record<string, JsonValue | undefined> = {
    ...(camelNamed(own) as JsonObject),
    eventTime: typeof stamp === 'string' ? isoTime(stamp) : undefined,
    eventSource: event.provider,
    eventName: event.action,
    eventID: event.id,
    awsRegion: at('cloud', 'region'),
    sourceIPAddress: at('source', 'address') ?? at('source', 'ip'),
    userAgent: at('user_agent', 'original'),
    recipientAccountId: fields.recipient_account_id ?? at('cloud', 'account', 'id'),
  };
  const identity = isObject(record.userIdentity) ? record.userIdentity : {};
  const user: Record<string, JsonValue | undefined> = {
    ...identity,
    userName: identity.userName ?? at('user', 'name'),
    principalId: identity.principalId ?? at('user', 'id'),
  };
  record.userIdentity = user;
  for (const [from, to] of [
    ['request_parameters', 'requestParameters'],
    ['response_elements', 'responseElements'],
    ['additional_eventdata', 'additionalEventData'],
    ['service_event_details', 'serviceEventDetails'],
  ] as const) {
    const found = details[from] ?? fields[from];
    if (found !== undefined) record[to] = typeof found === 'string' ? structValue(found) : found;
  }
  delete record.additionalEventdata;
  if (typeof record.eventName !== 'string' || typeof record.eventTime !== 'string')
    return { records: [], without: 1 };
  return { records: [{ text: Buffer.from(JSON.stringify(record)), partial: true }] };
}
