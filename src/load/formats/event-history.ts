/**
 * The CSV that the console's Event history downloads. It has no request, response or session, so its records are
 * partial. (The JSON download is an ordinary trail file.) CloudTrail User Guide, "Downloading events".
 */
import type { JsonValue } from '../../model/json.js';
import type { CsvFormat } from './format.js';
import { isObject, parseJson } from './json-slice.js';
import { isoTime } from './time.js';

/** Columns whose cell is the field's value as it stands. */
const plain: Readonly<Record<string, string>> = {
  'event source': 'eventSource',
  'event name': 'eventName',
  'aws region': 'awsRegion',
  'source ip address': 'sourceIPAddress',
  'user agent': 'userAgent',
  'error code': 'errorCode',
  'request id': 'requestID',
  'event id': 'eventID',
  'event type': 'eventType',
  'recipient account id': 'recipientAccountId',
  'event category': 'eventCategory',
};
const categories = /^(?:Management|Data|Insight|NetworkActivity|)$/;

export const eventHistory: CsvFormat = {
  name: 'event-history',
  title: 'Event history download (CSV)',
  isWhole: (lastCell) => categories.test(lastCell),
  reader(header) {
    const columns = header.map((cell) => cell.trim().toLowerCase());
    if (!['event id', 'event name', 'event time'].every((column) => columns.includes(column)))
      return undefined;
    return (cells) => {
      const cellOf = (column: string): string => cells[columns.indexOf(column)] ?? '';
      const eventTime = isoTime(cellOf('event time'));
      if (eventTime === undefined) return undefined;
      const record: Record<string, JsonValue> = { eventTime };
      const put = (field: string, value: JsonValue): void => {
        if (value !== '' && value !== null) record[field] = value;
      };
      const user: Record<string, JsonValue> = {};
      if (cellOf('user name') !== '') user.userName = cellOf('user name');
      if (cellOf('aws access key') !== '') user.accessKeyId = cellOf('aws access key');
      if (Object.keys(user).length > 0) record.userIdentity = user;
      for (const [column, field] of Object.entries(plain)) put(field, cellOf(column));
      if (/^(?:true|false)$/i.test(cellOf('read-only')))
        record.readOnly = cellOf('read-only').toLowerCase() === 'true';
      put('resources', resourcesOf(cellOf('resources')));
      return { text: Buffer.from(JSON.stringify(record)), partial: true };
    };
  },
};

function resourcesOf(cell: string): JsonValue {
  const listed = parseJson(cell);
  if (!Array.isArray(listed) || listed.length === 0) return null;
  return listed.map((entry: JsonValue) => {
    if (!isObject(entry)) return entry;
    const { resourceType = null, resourceName = null } = entry;
    const isArn = typeof resourceName === 'string' && resourceName.startsWith('arn:');
    return isArn
      ? { type: resourceType, ARN: resourceName }
      : { ResourceType: resourceType, ResourceName: resourceName };
  });
}
