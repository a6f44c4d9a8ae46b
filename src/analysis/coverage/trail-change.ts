/**
 * Calls that change what a trail records, from their records. Only what the record says is taken over: a setting that
 * neither request nor response names is null.
 * Sources: CloudTrail API Reference, CreateTrail, UpdateTrail, DeleteTrail, StartLogging, StopLogging, PutEventSelectors
 * and PutInsightSelectors; User Guide, "Logging data events".
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { instantOf } from '../../query/event-time.js';
import { principalOf } from '../identity/index.js';
import { flagAt, textAt, valueAt } from '../identity/read.js';
import { type Selection, selectionOf } from './selection.js';

export const trailCalls = [
  'CreateTrail',
  'UpdateTrail',
  'DeleteTrail',
  'StartLogging',
  'StopLogging',
  'PutEventSelectors',
  'PutInsightSelectors',
] as const;
export type TrailCall = (typeof trailCalls)[number];

export interface TrailName {
  readonly account: string;
  /** The trail's home Region. */
  readonly region: string;
  readonly name: string;
}

/** Null is what the record does not say. */
export interface TrailSettings {
  readonly multiRegion: boolean | null;
  readonly globalEvents: boolean | null;
  readonly validation: boolean | null;
  readonly organization: boolean | null;
  /** Whether log files are encrypted with a KMS key. */
  readonly encrypted: boolean | null;
  readonly bucket: string | null;
}

export interface TrailChange {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly eventID: string;
  readonly call: TrailCall;
  readonly trail: TrailName;
  /** Whoever called, as `principalOf` names it. */
  readonly by: string;
  /** Null: the call succeeded. */
  readonly errorCode: string | null;
  /** Of CreateTrail and UpdateTrail. */
  readonly settings: TrailSettings | null;
  /** Of PutEventSelectors. */
  readonly selection: Selection | null;
  /** Of PutInsightSelectors: the kinds of Insights. */
  readonly insights: readonly string[] | null;
}

const trailArn = /^arn:[^:]+:cloudtrail:([^:]*):(\d{12}):trail\/(.+)$/;

/** Undefined if the record is no such call, or tells neither its time nor its trail. */
export function trailChangeOf(record: JsonObject): TrailChange | undefined {
  const call = trailCalls.find((name) => name === record.eventName);
  const time = instantOf(record.eventTime);
  if (!call || record.eventSource !== 'cloudtrail.amazonaws.com' || Number.isNaN(time)) return undefined;
  const trail = trailOf(record);
  if (!trail) return undefined;
  const { requestParameters: request, responseElements: response } = record;
  const insights = valueAt(response, 'insightSelectors') ?? valueAt(request, 'insightSelectors');
  const hasSettings = call === 'CreateTrail' || call === 'UpdateTrail';
  return {
    time,
    eventID: textAt(record, 'eventID') ?? '',
    call,
    trail,
    by: principalOf(record).name,
    errorCode: textAt(record, 'errorCode'),
    settings: hasSettings ? settingsOf(request, response) : null,
    selection: call === 'PutEventSelectors' ? selectionOf(request, response) : null,
    insights:
      call === 'PutInsightSelectors' && Array.isArray(insights)
        ? insights.map((one) => textAt(one, 'insightType') ?? 'unknown')
        : null,
  };
}

/** Requests name a trail by its name or its ARN, responses by its ARN. */
function trailOf(record: JsonObject): TrailName | undefined {
  const { requestParameters: request, responseElements: response } = record;
  const named = textAt(request, 'name') ?? textAt(request, 'trailName') ?? textAt(response, 'name');
  for (const text of [textAt(response, 'trailARN'), named]) {
    const [, region = '', account = '', name = ''] = trailArn.exec(text ?? '') ?? [];
    if (name !== '') return { account, region, name };
  }
  if (named === null) return undefined;
  const account = textAt(record, 'recipientAccountId') ?? textAt(record, 'userIdentity', 'accountId') ?? '';
  return { account, region: textAt(record, 'awsRegion') ?? '', name: named };
}

function settingsOf(request: JsonValue | undefined, response: JsonValue | undefined): TrailSettings {
  const answered = textAt(response, 'trailARN') !== null;
  const key = textAt(response, 'kmsKeyId') ?? textAt(request, 'kmsKeyId');
  const flag = (name: string, asked = name): boolean | null =>
    flagAt(response, name) ?? flagAt(request, asked);
  return {
    multiRegion: flag('isMultiRegionTrail'),
    globalEvents: flag('includeGlobalServiceEvents'),
    validation: flag('logFileValidationEnabled', 'enableLogFileValidation'),
    organization: flag('isOrganizationTrail'),
    // A response names the key if there is one.
    encrypted: key !== null ? true : answered ? false : null,
    bucket: textAt(response, 's3BucketName') ?? textAt(request, 's3BucketName'),
  };
}
