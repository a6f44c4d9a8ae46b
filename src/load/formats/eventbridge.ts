/**
 * EventBridge events `... via CloudTrail`, with the record as `detail`. Other services' events are no records and are
 * counted. EventBridge User Guide, "AWS service events delivered via AWS CloudTrail".
 */
import type { JsonFormat } from './format.js';
import { isObject, sliceAt } from './json-slice.js';
import { isRecord } from './record.js';

export const eventbridge: JsonFormat = {
  name: 'eventbridge',
  title: 'EventBridge events',
  keys: ['detail', 'detail-type'],
  read: ({ value, text }) => {
    if (!isObject(value) || !isObject(value.detail) || typeof value['detail-type'] !== 'string')
      return undefined;
    const detail = isRecord(value.detail) ? sliceAt(text, ['detail']) : undefined;
    return detail ? { records: [{ text: detail }] } : { records: [], without: 1 };
  },
};
