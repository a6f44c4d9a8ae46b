/**
 * Results of CloudTrail Lake queries, and of Athena over a CloudTrail table: CSV whose columns have the record's field
 * names in lower case. If `eventjson` was selected it is the record; else the selected columns are put together, with
 * nested values read from SQL's struct text, which is ambiguous: such records are partial.
 * CloudTrail User Guide, "Supported SQL schemas for event data stores"; Athena User Guide, "Query CloudTrail logs".
 */
import type { JsonValue } from '../../model/json.js';
import type { CsvFormat } from './format.js';
import { isObject } from './json-slice.js';
import { recordInText } from './record.js';
import { structValue } from './struct-text.js';
import { isoTime } from './time.js';

/** Every column of the schema, and the names within structs, by their lower-case form. */
const names: ReadonlyMap<string, string> = new Map(
  (
    'eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage ' +
    'requestParameters responseElements additionalEventData requestID eventID readOnly resources eventType apiVersion ' +
    'managementEvent recipientAccountId sharedEventID annotation vpcEndpointId vpcEndpointAccountId serviceEventDetails ' +
    'addendum edgeDeviceDetails insightDetails eventCategory tlsDetails sessionCredentialFromConsole eventContext type ' +
    'principalId arn accountId accessKeyId userName sessionContext sessionIssuer attributes creationDate mfaAuthenticated ' +
    'webIdFederationData federatedProvider sourceIdentity ec2RoleDelivery ec2IssuedInVpc invokedBy identityProvider ' +
    'credentialId onBehalfOf userId identityStoreArn inScopeOf tlsVersion cipherSuite clientProvidedHostHeader ' +
    'issuerType credentialsIssuedTo sourceArn sourceAccount'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
);

/** Structs whose inner names are the schema's; the names in maps are the caller's and stay. */
const structs: ReadonlySet<string> = new Set(['userIdentity', 'tlsDetails', 'resources']);
const booleans: ReadonlySet<string> = new Set(['readOnly', 'managementEvent']);

export const lake: CsvFormat = {
  name: 'lake',
  title: 'CloudTrail Lake or Athena query results (CSV)',
  reader(header) {
    const columns = header.map((cell) => cell.trim().toLowerCase());
    const whole = columns.indexOf('eventjson');
    if (whole !== -1) return (cells) => recordInText(cells[whole]);
    const known = columns.filter((column) => names.has(column)).length;
    if (known < 3 || !columns.some((column) => column === 'eventname' || column === 'eventid'))
      return undefined;
    return (cells) => {
      const record: Record<string, JsonValue> = {};
      for (const [i, column] of columns.entries()) {
        const cell = cells[i] ?? '';
        const name = names.get(column) ?? header[i] ?? column;
        const value = cellValue(name, cell);
        if (value !== null) record[name] = value;
      }
      // What is read behind damage may be anything.
      const { eventTime, eventID } = record;
      const isTimed =
        typeof eventTime === 'string' ? isoTime(eventTime) === eventTime : eventTime === undefined;
      const isNamed = typeof eventID === 'string' ? /^[\w-]{8,64}$/.test(eventID) : eventID === undefined;
      if (!isTimed || !isNamed) return undefined;
      return { text: Buffer.from(JSON.stringify(record)), partial: true };
    };
  },
};

function cellValue(name: string, cell: string): JsonValue {
  if (cell === '' || cell === 'null') return null;
  if (name === 'eventTime') return isoTime(cell) ?? cell;
  if (booleans.has(name) && /^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  const value = structValue(cell);
  return structs.has(name) ? named(value, name === 'resources') : value;
}

function named(value: JsonValue, upperArn: boolean): JsonValue {
  if (Array.isArray(value)) return value.map((element) => named(element, upperArn));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (inner === null || inner === undefined) return [];
      const name = names.get(key.toLowerCase()) ?? key;
      const spelled = upperArn && name === 'arn' ? 'ARN' : name;
      return [[spelled, named(inner, upperArn)]];
    }),
  );
}
