/** Each derived name says of a record what a row of `events` says of it, from the few fields that it asks for. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildIssuers } from '../../../src/analysis/identity/index.js';
import { actionText, serviceName } from '../../../src/commands/columns.js';
import { dimensionOf } from '../../../src/commands/count/keys.js';
import { derivedNames } from '../../../src/commands/count/names.js';
import { accountOf, type EventRow, eventRow } from '../../../src/commands/event-row.js';
import { find } from '../../../src/load/find.js';
import type { JsonObject, JsonValue } from '../../../src/model/json.js';
import { candidates } from '../../../src/query/evaluate.js';
import type { Key } from '../../../src/query/groups.js';
import { arbitraryRecord } from '../../support/arbitraries.js';

const { sources } = await find(['fixtures/trails']);
const fixtures = sources.flatMap(({ path }): JsonObject[] => {
  const bytes = readFileSync(path);
  return JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()).Records;
});

/** Members that conclusions hang on, alone or beside others. */
const telling: readonly JsonObject[] = [
  { errorCode: 404 },
  { errorCode: 'AccessDenied', errorMessage: 'x' },
  { errorMessage: 'User: x is not authorized to perform: a:B' },
  { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } },
  { serviceEventDetails: { createAccountStatus: { state: 'FAILED' } } },
  { requestParameters: { DryRun: 'true' } },
  { requestParameters: '{"dryRun":"true"}' },
  { requestParameters: { alarmNames: ['a'] }, responseElements: { failures: [{ name: 'a' }] } },
  { responseElements: { unprocessedItems: {}, BatchResponse: { unsuccessful: ['a'] } } },
  { sessionCredentialFromConsole: 'true' },
  { userAgent: 'Boto3/1.34' },
  { userAgent: 'cloudformation.amazonaws.com', sourceIPAddress: 'cloudformation.amazonaws.com' },
  { userAgent: null, sourceIPAddress: null },
  { eventType: 'AwsConsoleSignIn' },
  { tlsDetails: { clientProvidedHostHeader: 'console.aws.amazon.com' } },
  { additionalEventData: { MFAUsed: 'Yes', identityProvidorName: 'x' } },
  { userIdentity: { type: 'AWSService', invokedBy: 's3.amazonaws.com' } },
  { userIdentity: null, recipientAccountId: null },
  { recipientAccountId: 5, eventSource: 7, eventName: null, awsRegion: 3 },
];
const fieldNames = [...new Set(fixtures.flatMap((record) => Object.keys(record)))];
const mixed: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.array(fc.constantFrom(...telling), { maxLength: 3 }),
    fc.subarray(fieldNames, { maxLength: 4 }),
  )
  .map(([record, changes, dropped]) =>
    Object.fromEntries(
      Object.entries(Object.assign({}, record, ...changes) as JsonObject).filter(
        ([name]) => !dropped.includes(name),
      ),
    ),
  );

/** The JSON of what stands at a path through objects only; null if nothing does. */
function pathText(record: JsonObject, path: readonly string[]): string | null {
  let value: JsonValue = record;
  for (const step of path) {
    const inner: JsonObject | null =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
    if (!inner || !Object.hasOwn(inner, step)) return null;
    value = inner[step] ?? null;
  }
  return JSON.stringify(value);
}

/** What the engine hands over for a key: see `Key`. */
function textOf(record: JsonObject, key: Key): string | number | null {
  const own = (name: string): string => (Object.hasOwn(record, name) ? JSON.stringify(record[name]) : '');
  switch (key.kind) {
    case 'whole':
      return pathText(record, key.path);
    case 'tuple':
      return `[${key.paths.map((path) => pathText(record, path) ?? 'null').join(',')}]`;
    case 'record':
      return key.within.some(({ field, words }) =>
        words.some((word) => own(field).toLowerCase().includes(word)),
      )
        ? JSON.stringify(record)
        : null;
    case 'field':
      return JSON.stringify(candidates(record, key.path).filter((value) => value !== null));
    case 'time':
      return Math.floor(Date.parse(String(record.eventTime)) / 1000 / key.seconds);
  }
}

function concluded(record: JsonObject): EventRow {
  const match = { bytes: Buffer.alloc(0), file: '', member: null, index: 0, eventTime: '', eventID: '' };
  return eventRow(match, record, {
    issuers: buildIssuers([]),
    places: { ranges: undefined, placeOf: undefined },
  });
}

const said: Readonly<Record<(typeof derivedNames)[number], (row: EventRow) => JsonValue | undefined>> = {
  principal: ({ principal }) => principal.name,
  principalType: ({ principal }) => principal.type,
  accessKey: ({ principal }) => principal.accessKeyId,
  account: ({ record, principal }) => accountOf(record, principal),
  service: ({ record }) => serviceName(record.eventSource),
  action: ({ record }) => actionText(record.eventSource, record.eventName),
  outcome: ({ outcome }) => outcome,
  interface: ({ origin }) => origin.via,
  via: ({ origin }) => origin.via,
  tool: ({ origin }) => origin.tool,
  ip: ({ origin }) => origin.sourceIPAddress,
  region: ({ record }) => record.awsRegion,
  day: ({ record }) => String(record.eventTime).slice(0, 10),
  hour: ({ record }) => String(record.eventTime).slice(11, 13),
};

describe.each(derivedNames)('%s', (name) => {
  const { keys, values } = dimensionOf(name, 'UTC');
  const agrees = (record: JsonObject): void => {
    const row = said[name](concluded(record)) ?? null;
    expect(values(keys.map((key) => textOf(record, key)))).toEqual(row === null ? [] : [row]);
  };
  it('of every record of the fixtures', () => {
    for (const record of fixtures) agrees(record);
  });
  if (name === 'day' || name === 'hour') return;
  it('of records with odd and missing fields', () => {
    fc.assert(fc.property(fc.oneof(mixed, arbitraryRecord), agrees), { numRuns: 1_500, seed: 8 });
  });
});

describe('names', () => {
  it.each([
    ['PRINCIPAL', 'principal'],
    ['principaltype', 'principalType'],
    ['useridentity.ARN', 'userIdentity.arn'],
  ])('%s is known as %s', (typed, name) => {
    expect(dimensionOf(typed, 'UTC').name.toLowerCase()).toBe(name.toLowerCase());
  });

  it.each([
    ['principle', /Did you mean principal\?/],
    ['user identity', /Derived names are principal, principalType/],
  ])('%s is none', (typed, hint) => {
    expect(() => dimensionOf(typed, 'UTC')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(hint) }),
    );
  });

  it('day and hour are those of the clocks of the zone', () => {
    const quarters = Date.parse('2024-05-01T19:30:00Z') / 900_000;
    const of = (name: string, zone: string) => dimensionOf(name, zone).values([quarters]);
    expect([of('day', 'Asia/Kolkata'), of('hour', 'Asia/Kolkata')]).toEqual([['2024-05-02'], ['01']]);
    expect([of('day', 'UTC'), of('hour', 'UTC')]).toEqual([['2024-05-01'], ['19']]);
    expect(dimensionOf('day', 'UTC').values([null])).toEqual([]);
  });
});
