/**
 * Aggregated events: summaries that CloudTrail makes of five minutes of data events. They have `eventId`, `accountId` and
 * a `timeWindow` where other records have `eventID`, `recipientAccountId` and `eventTime`; those are put in front, so
 * that the filters find them. CloudTrail User Guide, "CloudTrail record contents for aggregated events".
 */
import type { JsonObject } from '../../model/json.js';
import type { JsonFormat } from './format.js';
import { isObject, withMembers } from './json-slice.js';
import { isoTime } from './time.js';

export const aggregated: JsonFormat = {
  name: 'aggregated',
  title: 'CloudTrail aggregated events',
  lists: ['Records'],
  keys: ['timeWindow', 'eventId'],
  read: ({ value, text }) => {
    if (!isObject(value) || !isObject(value.timeWindow) || !isObject(value.summary)) return undefined;
    const usual: Record<string, string> = {};
    const put = (key: string, found: JsonObject[string]): void => {
      if (typeof found === 'string' && !(key in value)) usual[key] = found;
    };
    const { windowStart } = value.timeWindow;
    put('eventTime', typeof windowStart === 'string' ? isoTime(windowStart) : undefined);
    put('eventID', value.eventId);
    put('recipientAccountId', value.accountId);
    return { records: [{ text: withMembers(text, usual), partial: true }] };
  },
};
