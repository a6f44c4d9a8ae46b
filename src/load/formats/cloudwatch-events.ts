/**
 * Log events as `aws logs filter-log-events` and `get-log-events` print them: `{"events":[{"timestamp", "message":"<the
 * record as a string>"}]}`. CloudWatch Logs API Reference, FilterLogEvents and GetLogEvents.
 */
import type { JsonFormat } from './format.js';
import { isObject } from './json-slice.js';
import { recordInText } from './record.js';

export const cloudwatchEvents: JsonFormat = {
  name: 'cloudwatch-events',
  title: 'CloudWatch Logs, filter-log-events or get-log-events',
  lists: ['events'],
  keys: ['ingestionTime', 'logStreamName'],
  read: ({ value }) => {
    if (!isObject(value) || typeof value.timestamp !== 'number' || typeof value.message !== 'string')
      return undefined;
    const record = recordInText(value.message);
    return record ? { records: [record] } : { records: [], without: 1 };
  },
};
