import { describe, expect, it } from 'vitest';
import {
  sightPeriods,
  type TrailChange,
  trailChangeOf,
  trailPeriods,
} from '../../../src/analysis/coverage/index.js';
import type { JsonObject } from '../../../src/model/json.js';
import { record } from '../../support/odd-archive.js';

const arn = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/corp';

/** A call at a minute past ten. */
function call(minute: number, eventName: string, more: JsonObject = {}): TrailChange {
  const change = trailChangeOf(
    record(`${minute}`, {
      eventTime: `2024-06-01T10:${String(minute).padStart(2, '0')}:00Z`,
      eventSource: 'cloudtrail.amazonaws.com',
      eventName,
      requestParameters: { name: arn },
      ...more,
    }),
  );
  if (!change) throw new Error('no change of a trail');
  return change;
}

const made = (isMultiRegionTrail: boolean) => ({
  responseElements: { name: 'corp', trailARN: arn, isMultiRegionTrail },
});
const selectors = (...eventSelectors: readonly JsonObject[]) => ({
  requestParameters: { trailName: 'corp', eventSelectors: [...eventSelectors] },
});
const advanced = (...fieldSelectors: readonly JsonObject[]) => ({
  requestParameters: { trailName: arn, advancedEventSelectors: [{ fieldSelectors: [...fieldSelectors] }] },
});
const is = (field: string, ...equals: readonly string[]): JsonObject => ({ field, equals: [...equals] });

/** `region class minutes state`, for the region's own line and the others. */
function told(changes: readonly TrailChange[], isSeen = () => false): string[] {
  const minute = (time: number): string =>
    Number.isFinite(time) ? String((time - Date.parse('2024-06-01T10:00:00Z')) / 60_000) : '';
  return sightPeriods(trailPeriods(changes), [], isSeen).map(
    ({ region, eventClass, from, until, sight }) =>
      `${region ?? '*'} ${eventClass} ${minute(from)}-${minute(until)} ${sight}`,
  );
}

const of = (lines: readonly string[], start: string): string[] =>
  lines.filter((line) => line.startsWith(start));

describe('calls that change trails', () => {
  it.each<[string, JsonObject, Partial<TrailChange['trail']> | undefined]>([
    ['an ARN in the request', { requestParameters: { name: arn } }, { region: 'eu-west-1', name: 'corp' }],
    ['a name', { requestParameters: { name: 'corp' }, awsRegion: 'us-east-1' }, { region: 'us-east-1' }],
    [
      'an ARN of another partition',
      { requestParameters: { name: arn.replace('aws', 'aws-cn') } },
      { name: 'corp' },
    ],
    ['nothing', { requestParameters: null }, undefined],
    ['no time', { eventTime: 'yesterday' }, undefined],
    ['another service', { eventSource: 'logs.amazonaws.com' }, undefined],
    ['another call', { eventName: 'GetTrailStatus' }, undefined],
  ])('name their trail by %s', (_, more, expected) => {
    const change = trailChangeOf(
      record('1', {
        eventSource: 'cloudtrail.amazonaws.com',
        eventName: 'StopLogging',
        requestParameters: { name: 'corp' },
        ...more,
      }),
    );
    if (expected === undefined) expect(change).toBeUndefined();
    else expect(change?.trail).toMatchObject({ account: '111122223333', ...expected });
  });

  it('do not tell what they do not say', () => {
    expect(
      call(1, 'UpdateTrail', { requestParameters: { name: arn, isMultiRegionTrail: false } }).settings,
    ).toEqual({
      multiRegion: false,
      globalEvents: null,
      validation: null,
      organization: null,
      encrypted: null,
      bucket: null,
    });
  });
});

describe('what is selected', () => {
  it.each<[string, JsonObject, Record<string, string>]>([
    [
      'everything',
      selectors({ readWriteType: 'All', includeManagementEvents: true }),
      { 'management read': 'all', 'management write': 'all' },
    ],
    ['writes only', selectors({ readWriteType: 'WriteOnly' }), { 'management write': 'all' }],
    [
      'a service left out',
      selectors({ excludeManagementEventSources: ['kms.amazonaws.com'] }),
      { 'management read': 'without kms.amazonaws.com', 'management write': 'without kms.amazonaws.com' },
    ],
    [
      'no management events, data resources without values: nothing',
      selectors({ includeManagementEvents: false, dataResources: [{ type: 'AWS::S3::Object', values: [] }] }),
      {},
    ],
    [
      'all objects',
      selectors({
        includeManagementEvents: false,
        dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
      }),
      { 'data AWS::S3::Object': 'all' },
    ],
    [
      'two buckets, by two selectors',
      selectors(
        {
          readWriteType: 'ReadOnly',
          includeManagementEvents: false,
          dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3:::a/'] }],
        },
        {
          includeManagementEvents: false,
          dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3:::b/', 'arn:aws:s3:::c/'] }],
        },
      ),
      { 'data AWS::S3::Object': 'reads only, arn:aws:s3:::a/; arn:aws:s3:::b/ and 1 more' },
    ],
    [
      'advanced: management writes, but for a service',
      advanced(is('eventCategory', 'Management'), is('readOnly', 'false'), {
        field: 'eventSource',
        notEquals: ['rdsdata.amazonaws.com'],
      }),
      { 'management write': 'eventSource notEquals rdsdata.amazonaws.com' },
    ],
    [
      'advanced: all of a type of data',
      advanced(is('eventCategory', 'Data'), is('resources.type', 'AWS::DynamoDB::Table')),
      { 'data AWS::DynamoDB::Table': 'all' },
    ],
    [
      'advanced: network activity',
      advanced(is('eventCategory', 'NetworkActivity'), is('eventSource', 'ec2.amazonaws.com')),
      { 'network activity': 'eventSource equals ec2.amazonaws.com' },
    ],
  ])('%s', (_, more, expected) => {
    const { selection } = call(1, 'PutEventSelectors', more);
    const extents = [...(selection ?? [])].map(([name, extent]) => [
      name,
      extent.kind === 'all' ? 'all' : extent.of,
    ]);
    expect(Object.fromEntries(extents)).toEqual(expected);
  });

  it('is unknown if the call says nothing', () => {
    expect(call(1, 'PutEventSelectors', { requestParameters: { trailName: 'corp' } }).selection).toBeNull();
  });
});

describe('what could be seen', () => {
  const life = [
    call(1, 'CreateTrail', made(true)),
    call(2, 'StartLogging'),
    call(30, 'StopLogging'),
    call(40, 'StartLogging'),
  ];

  it('from a trail that was made, stopped and started', () => {
    expect(of(told(life), '* management write')).toEqual([
      '* management write -1 not recorded',
      '* management write 1-2 not recorded',
      '* management write 2-30 recorded',
      '* management write 30-40 not recorded',
      '* management write 40- recorded',
    ]);
    expect(of(told(life), '* insights').every((line) => line.endsWith('not recorded'))).toBe(true);
  });

  it('whatever the order in which the calls are known', () => {
    expect(told(life.toReversed())).toEqual(told(life));
  });

  it('is not changed by calls that failed', () => {
    const failed = call(20, 'DeleteTrail', { errorCode: 'AccessDenied' });
    expect(told([...life, failed])).toEqual(told(life));
  });

  it('is unknown before the first call, but for the one that made the trail', () => {
    expect(of(told([call(30, 'StopLogging')]), '* management write')).toEqual([
      '* management write -30 unknown',
      '* management write 30- not recorded',
    ]);
  });

  it('in other regions than that of a trail for one', () => {
    const lines = told([call(1, 'CreateTrail', made(false)), call(2, 'StartLogging')]);
    expect(of(lines, 'eu-west-1 management write').at(-1)).toBe('eu-west-1 management write 2- recorded');
    expect(of(lines, '* management write').at(-1)).toBe('* management write 2- not recorded');
  });

  it('as long as one of two trails records', () => {
    const second = { requestParameters: { name: arn.replace('corp', 'second') } };
    const other = {
      responseElements: { trailARN: arn.replace('corp', 'second'), isMultiRegionTrail: true },
    };
    const lines = told([...life, call(10, 'CreateTrail', other), call(11, 'StartLogging', second)]);
    expect(of(lines, '* management write').slice(2)).toEqual([
      '* management write 2-11 recorded',
      '* management write 11-30 recorded',
      '* management write 30-40 recorded',
      '* management write 40- recorded',
    ]);
  });

  it('in all accounts of an organisation', () => {
    const organisation = {
      responseElements: { trailARN: arn, isMultiRegionTrail: true, isOrganizationTrail: true },
    };
    const changes = [call(1, 'CreateTrail', organisation), call(2, 'StartLogging'), call(30, 'StopLogging')];
    const writes = sightPeriods(trailPeriods(changes), ['444455556666'], () => false).filter(
      ({ eventClass, from }) => eventClass === 'management write' && from > 0,
    );
    expect(writes.map(({ account, sight }) => `${account} ${sight}`)).toEqual(
      ['111122223333', '444455556666'].flatMap((account) =>
        ['not recorded', 'recorded', 'not recorded'].map((sight) => `${account} ${sight}`),
      ),
    );
  });

  it('is left open where events are there that no known trail records', () => {
    const lines = sightPeriods(trailPeriods(life), [], (_, __, ___, eventClass, from) =>
      eventClass === 'management write' && from === Number.NEGATIVE_INFINITY ? true : undefined,
    );
    expect(lines.filter(({ sight }) => sight === 'not recorded')).toEqual([]);
  });

  it('stays dark where there is another trail, but not a single event', () => {
    const stop = Date.parse('2024-06-01T10:30:00Z');
    const lines = sightPeriods(
      trailPeriods(life),
      [],
      (_, __, ___, eventClass, from) => eventClass === 'management write' && from !== stop,
    );
    expect(lines.filter(({ sight }) => sight === 'not recorded').map(({ from }) => from)).toEqual([
      stop,
      stop,
      stop,
      stop,
    ]);
  });
});
