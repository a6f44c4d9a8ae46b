/**
 * Records that a log shipper (fluentd, Fluent Bit, Logstash, Graylog) wrapped: as a string or an object under `message`,
 * `log` or `@message`.
 */
import type { JsonFormat } from './format.js';
import { isObject, sliceAt } from './json-slice.js';
import { isRecord, recordInText } from './record.js';

const wrappers = ['@message', 'message', 'log', 'full_message'] as const;

export const logMessage: JsonFormat = {
  name: 'log-message',
  title: 'records in log messages',
  keys: [...wrappers],
  read: ({ value, text }) => {
    if (!isObject(value)) return undefined;
    for (const key of wrappers) {
      const record = recordInText(value[key]);
      if (record) return { records: [record] };
      const inner = isRecord(value[key]) ? sliceAt(text, [key]) : undefined;
      if (inner) return { records: [{ text: inner }] };
    }
    return undefined;
  },
};
