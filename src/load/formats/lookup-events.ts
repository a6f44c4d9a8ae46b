/**
 * What `aws cloudtrail lookup-events` prints: `{"Events":[{"EventId", ..., "CloudTrailEvent":"<the record as a
 * string>"}]}`. All else in an entry is derived from the record, and its `EventTime` is in local time.
 * CloudTrail API Reference, LookupEvents.
 */
import type { JsonFormat } from './format.js';
import { isObject } from './json-slice.js';
import { recordInText } from './record.js';

export const lookupEvents: JsonFormat = {
  name: 'lookup-events',
  title: 'aws cloudtrail lookup-events',
  lists: ['Events'],
  keys: ['CloudTrailEvent', 'EventId'],
  read: ({ value }) => {
    if (!isObject(value) || typeof value.CloudTrailEvent !== 'string') return undefined;
    const record = recordInText(value.CloudTrailEvent);
    return record ? { records: [record] } : { records: [], without: 1 };
  },
};
