/**
 * Insights events: CloudTrail's own findings of unusual activity. They have `insightDetails` and neither `eventName` nor
 * `userIdentity`. CloudTrail User Guide, "CloudTrail record contents for Insights events for trails".
 */
import type { JsonFormat } from './format.js';
import { isObject } from './json-slice.js';
import { itself } from './record.js';

export const insight: JsonFormat = {
  name: 'insight',
  title: 'CloudTrail Insights events',
  lists: ['Records'],
  keys: ['insightDetails'],
  read: (item) =>
    isObject(item.value) && isObject(item.value.insightDetails) && 'eventVersion' in item.value
      ? itself(item)
      : undefined,
};
