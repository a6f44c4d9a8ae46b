/**
 * An archive of six days as a trail leaves it: a region with the rhythm of services, one with few events, a second account
 * with one day. CloudTrail names each file that it delivers, by the data event of writing it and by that of making the key
 * for it, in the next file. On the fourth day logging is stopped for five hours, and one file comes late.
 */
import type { JsonObject } from '../../src/model/json.js';
import { record, trail } from './odd-archive.js';

const minute = 60_000;
const hour = 60 * minute;
export const start = Date.UTC(2024, 4, 1);
export const stopped = { from: start + 75 * hour + 20 * minute, until: start + 80 * hour + 35 * minute };
const end = start + 6 * 24 * hour;
const account = '111122223333';
const other = '444455556666';
const bucket = 'corp-trail-logs';
const trailArn = `arn:aws:cloudtrail:eu-west-1:${account}:trail/corp`;

export interface CoverageArchive {
  /** Content by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Keys of the files that records in other files name. */
  readonly named: readonly string[];
}

export function keyOf(owner: string, region: string, time: number, index: number): string {
  const iso = new Date(time).toISOString();
  const stamp = iso.slice(0, 16).replaceAll(/[-:]/g, '');
  const unique = `Example${String(index).padStart(9, '0')}`;
  const folder = `AWSLogs/${owner}/CloudTrail/${region}/${iso.slice(0, 10).replaceAll('-', '/')}`;
  return `${folder}/${owner}_CloudTrail_${region}_${stamp}Z_${unique}.json.gz`;
}

export function coverageArchive(): CoverageArchive {
  const files: Record<string, string> = {};
  const named: string[] = [];
  let events = 0;
  let count = 0;
  const event = (time: number, more: JsonObject): JsonObject => {
    const id = `c0ffee00-0000-4000-8000-${String(events++).padStart(12, '0')}`;
    const eventTime = new Date(time).toISOString().replace('.000Z', 'Z');
    return record(id, { eventTime, eventCategory: 'Management', managementEvent: true, ...more });
  };
  const byService = (service: string): JsonObject => ({
    userIdentity: { type: 'AWSService', invokedBy: service },
    sourceIPAddress: service,
    userAgent: service,
  });
  const add = (
    owner: string,
    region: string,
    deliveredAt: number,
    records: readonly JsonObject[],
  ): string => {
    const key = keyOf(owner, region, deliveredAt, count++);
    files[key] = trail(...records);
    return key;
  };
  /** How a delivery is recorded: the PutObject by key, the GenerateDataKey by ARN. */
  const deliveryOf = (key: string, time: number): JsonObject[] => [
    event(time, {
      ...byService('cloudtrail.amazonaws.com'),
      eventName: 'PutObject',
      requestParameters: { bucketName: bucket, key },
      eventCategory: 'Data',
      managementEvent: false,
    }),
    event(time, {
      ...byService('cloudtrail.amazonaws.com'),
      eventSource: 'kms.amazonaws.com',
      eventName: 'GenerateDataKey',
      readOnly: true,
      requestParameters: {
        keySpec: 'AES_256',
        encryptionContext: { 'aws:cloudtrail:arn': trailArn, 'aws:s3:arn': `arn:aws:s3:::${bucket}/${key}` },
      },
    }),
  ];
  const trailCall = (time: number, eventName: string, by: string, more: JsonObject = {}): JsonObject =>
    event(time, {
      eventSource: 'cloudtrail.amazonaws.com',
      eventName,
      userIdentity: { type: 'IAMUser', userName: by, accountId: account },
      requestParameters: { name: trailArn },
      ...more,
    });

  const settings = {
    name: 'corp',
    s3BucketName: bucket,
    includeGlobalServiceEvents: true,
    isMultiRegionTrail: true,
    trailARN: trailArn,
    logFileValidationEnabled: true,
    kmsKeyId: `arn:aws:kms:eu-west-1:${account}:key/example`,
    isOrganizationTrail: false,
  };
  const selectors = [
    {
      readWriteType: 'All',
      includeManagementEvents: true,
      dataResources: [{ type: 'AWS::S3::Object', values: [`arn:aws:s3:::${bucket}/`] }],
    },
  ];
  const calls: readonly [number, JsonObject][] = [
    [start + minute, trailCall(start + minute, 'CreateTrail', 'alice', { responseElements: settings })],
    [
      start + 2 * minute,
      trailCall(start + 2 * minute, 'PutEventSelectors', 'alice', {
        requestParameters: { trailName: 'corp', eventSelectors: selectors },
        responseElements: { trailARN: trailArn, eventSelectors: selectors },
      }),
    ],
    [start + 3 * minute, trailCall(start + 3 * minute, 'StartLogging', 'alice')],
    [stopped.from, trailCall(stopped.from, 'StopLogging', 'mallory')],
    [stopped.until, trailCall(stopped.until, 'StartLogging', 'alice')],
  ];

  let before: string | undefined;
  for (let time = start; time < end; time += 20 * minute) {
    const [from, until] = [time, time + 20 * minute];
    const beats = [from + 4 * minute, from + 14 * minute].map((at) =>
      event(at, {
        ...byService('config.amazonaws.com'),
        eventSource: 'ec2.amazonaws.com',
        eventName: 'DescribeInstances',
        readOnly: true,
        requestParameters: null,
      }),
    );
    const told = [
      ...beats,
      ...calls.flatMap(([at, call]) => (at >= from && at < until ? [call] : [])),
      ...(before === undefined ? [] : deliveryOf(before, from + minute)),
    ].filter(({ eventTime }) => {
      const at = Date.parse(String(eventTime));
      return at <= stopped.from || at >= stopped.until;
    });
    if (told.length === 0) continue;
    if (before !== undefined && told.some(({ eventName }) => eventName === 'PutObject')) named.push(before);
    const late = time === start + 50 * hour ? 95 * minute : 5 * minute;
    before = add(account, 'eu-west-1', until + late, told);
  }
  for (const at of [10, 35, 58, 110].map((hours) => start + hours * hour)) {
    add(account, 'us-east-1', at + 10 * minute, [
      event(at, {
        awsRegion: 'us-east-1',
        eventSource: 'iam.amazonaws.com',
        eventName: 'ListUsers',
        readOnly: true,
      }),
    ]);
  }
  for (const at of [26, 27, 33].map((hours) => start + hours * hour)) {
    add(other, 'eu-west-1', at + 10 * minute, [event(at, { recipientAccountId: other })]);
  }
  return { files, named };
}
