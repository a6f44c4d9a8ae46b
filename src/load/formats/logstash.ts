/**
 * Records whose `eventTime` Logstash has turned into its own `@timestamp`: the fields stand beside `@version`. The time
 * is put back in front, in CloudTrail's name and spelling.
 */
import type { JsonFormat } from './format.js';
import { isObject, withMembers } from './json-slice.js';
import { isRecord } from './record.js';
import { isoTime } from './time.js';

export const logstash: JsonFormat = {
  name: 'logstash',
  title: 'records rewritten by Logstash',
  keys: ['@timestamp', '@version'],
  read: ({ value, text }) => {
    if (!isObject(value) || 'eventTime' in value || !isRecord(value)) return undefined;
    const stamp = value['@timestamp'];
    const eventTime = typeof stamp === 'string' ? isoTime(stamp) : undefined;
    return eventTime === undefined ? undefined : { records: [{ text: withMembers(text, { eventTime }) }] };
  },
};
