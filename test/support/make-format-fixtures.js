/**
 * Makes fixtures/formats anew: for each format, by its name, a folder with `input` and `expected.ndjson`, the records
 * that it must give, byte for byte where the format keeps them. All values are made up. Same bytes on every run.
 *
 * `node test/support/make-format-fixtures.js`
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const root = new URL('../../fixtures/formats/', import.meta.url).pathname;
const account = '111122223333';

function guid(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Three calls, with values that a careless reader changes: numbers, escapes, other letters, a field that was cut. */
const texts = [
  `{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLECAROL00001","arn":"arn:aws:iam::${account}:user/carol","accountId":"${account}","accessKeyId":"AKIAEXAMPLECAROL0001","userName":"carol"},"eventTime":"2024-06-03T09:15:00Z","eventSource":"s3.amazonaws.com","eventName":"CreateBucket","awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.20","userAgent":"aws-cli/2.15.30","requestParameters":{"bucketName":"reports-2024","size":1.0,"big":12345678901234567890},"responseElements":null,"requestID":"EXAMPLEREQUEST01","eventID":"${guid('a')}","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"${account}","eventCategory":"Management"}`,
  `{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLECAROL00001","arn":"arn:aws:iam::${account}:user/carol","accountId":"${account}","accessKeyId":"AKIAEXAMPLECAROL0001","userName":"carol"},"eventTime":"2024-06-03T09:20:00Z","eventSource":"iam.amazonaws.com","eventName":"PutUserPolicy","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.20","userAgent":"Boto3/1.34 \\"quoted\\", {braces}; caf\\u00e9 \u00fc \\u003d","requestParameters":{"omitted":true,"originalSize":149893,"reason":"requestParameters too large"},"responseElements":null,"requestID":"${guid('r')}","eventID":"${guid('b')}","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"${account}","eventCategory":"Management"}`,
  `{"eventVersion":"1.09","userIdentity":{"type":"AWSService","invokedBy":"config.amazonaws.com"},"eventTime":"2024-06-03T09:25:30Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","awsRegion":"eu-west-1","sourceIPAddress":"config.amazonaws.com","userAgent":"config.amazonaws.com","errorCode":"AccessDenied","errorMessage":"Access Denied","requestParameters":{"bucketName":"reports-2024","Host":"reports-2024.s3.eu-west-1.amazonaws.com"},"responseElements":null,"additionalEventData":{"x-amz-id-2":"a/b=="},"requestID":"EXAMPLEREQUEST03","eventID":"${guid('c')}","readOnly":false,"resources":[{"accountId":"${account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::reports-2024"}],"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"${account}","eventCategory":"Management"}`,
];
const times = texts.map((text) => JSON.parse(text).eventTime);
const json = (value) => JSON.stringify(value);
const csvCell = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const csv = (rows) => rows.map((row) => `${row.map(csvCell).join(',')}\n`).join('');

rmSync(root, { recursive: true, force: true });

/** `expected`: the records' texts. */
function fixture(name, inputs, expected) {
  mkdirSync(`${root}${name}/input`, { recursive: true });
  for (const [file, content] of Object.entries(inputs))
    writeFileSync(`${root}${name}/input/${file}`, content);
  writeFileSync(`${root}${name}/expected.ndjson`, expected.map((text) => `${text}\n`).join(''));
}

// ---- CloudTrail's own ----

const trail = `{"Records":[${texts.join(',')}]}`;
fixture(
  'trail',
  {
    [`${account}_CloudTrail_eu-west-1_20240603T0930Z_Example0Example1.json.gz`]: gzipSync(trail),
  },
  texts,
);
fixture('trail-array', { 'records.json': `[\n  ${texts.join(',\n  ')}\n]\n` }, texts);
fixture('trail-single', { 'record.json': texts[0] }, [texts[0]]);
fixture('trail-lines', { 'records.jsonl': `${texts.join('\n')}\n` }, texts);
fixture('trail-concatenated', { 'records.json': `${texts.join('')}` }, texts);
fixture(
  'trail-organisation',
  {
    '444455556666_CloudTrail_eu-west-1_20240603T0930Z_Example0Example2.json.gz': gzipSync(
      `{"Records":[${texts.map((text) => text.replaceAll(account, '444455556666')).join(',')}]}`,
    ),
  },
  texts.map((text) => text.replaceAll(account, '444455556666')),
);

const insights = ['Start', 'End'].map(
  (state) =>
    `{"eventVersion":"1.08","eventTime":"2024-06-03T09:${state === 'Start' ? '40' : '52'}:00Z","awsRegion":"eu-west-1","eventID":"${guid(state)}","eventType":"AwsCloudTrailInsight","recipientAccountId":"${account}","sharedEventID":"${guid('insight')}","insightDetails":{"state":"${state}","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","insightType":"ApiCallRateInsight","insightContext":{"statistics":{"baseline":{"average":9.82222E-5},"insight":{"average":12.5},"insightDuration":12,"baselineDuration":10080}}},"eventCategory":"Insight"}`,
);
fixture(
  'insight',
  {
    [`${account}_CloudTrail-Insight_eu-west-1_20240603T1000Z_Example0Example3.json.gz`]: gzipSync(
      `{"Records":[${insights.join(',')}]}`,
    ),
  },
  insights,
);

const network = `{"eventVersion":"1.09","userIdentity":{"type":"AWSAccount","principalId":"AIDAEXAMPLECAROL00001","accountId":"444455556666"},"eventTime":"2024-06-03T09:45:00Z","eventSource":"kms.amazonaws.com","eventName":"Decrypt","awsRegion":"eu-west-1","sourceIPAddress":"10.0.0.7","errorCode":"VpceAccessDenied","errorMessage":"The request was denied due to a VPC endpoint policy","requestID":"${guid('nr')}","eventID":"${guid('n')}","eventType":"AwsVpceEvent","recipientAccountId":"${account}","sharedEventID":"${guid('ns')}","vpcEndpointId":"vpce-0123456789abcdef0","vpcEndpointAccountId":"${account}","eventCategory":"NetworkActivity"}`;
fixture('network-activity', { 'network.json.gz': gzipSync(`{"Records":[${network}]}`) }, [network]);

const aggregate = (start) =>
  `"eventVersion":"1.0","accountId":"${account}","eventId":"${guid(start)}","eventCategory":"Aggregated","eventType":"AwsAggregatedEvent","awsRegion":"eu-west-1","eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"${start}","windowEnd":"2024-06-03T09:55:00Z","windowSize":"PT5M"},"summary":{"primaryDimension":{"dimension":"eventName","statistics":[{"name":"GetObject","value":120}],"aggregationType":"Count"}}`;
const windows = ['2024-06-03T09:50:00Z', '2024-06-03 09:50:00'];
fixture(
  'aggregated',
  {
    'aggregated.json.gz': gzipSync(`{"Records":[{${aggregate(windows[0])}}]}`),
    'array.json': `[{${aggregate(windows[1])}}]`,
  },
  windows.map(
    (start) =>
      `{"eventTime":"2024-06-03T09:50:00Z","eventID":"${guid(start)}","recipientAccountId":"${account}",${aggregate(start)}}`,
  ),
);

// ---- Event history and lookup-events ----

const entries = texts.map((text) => {
  const { eventID, eventName, eventSource } = JSON.parse(text);
  const found = {
    EventId: eventID,
    EventName: eventName,
    ReadOnly: 'false',
    EventTime: '2024-06-03T11:15:00+02:00',
  };
  return { ...found, EventSource: eventSource, Username: 'carol', Resources: [], CloudTrailEvent: text };
});
fixture(
  'lookup-events',
  {
    'page-1.json': JSON.stringify({ Events: entries.slice(0, 2), NextToken: 'EXAMPLE' }, null, 4),
    'page-2.json': json({ Events: [{ ...entries[2], EventTime: 1717406730.0 }] }),
  },
  texts,
);
fixture(
  'lookup-events-stream',
  { 'events.json': entries.map((entry) => `${json(entry)}\n`).join('') },
  texts,
);
fixture('event-history-json', { 'event_history.json': trail }, texts);
const historyHeader =
  'User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category';
fixture(
  'event-history',
  {
    'event_history.csv': `${historyHeader}\n${csv([
      [
        'carol',
        'AKIAEXAMPLECAROL0001',
        times[0],
        's3.amazonaws.com',
        'CreateBucket',
        'eu-west-1',
        '198.51.100.20',
        'aws-cli/2.15.30, "x"',
        '',
        '[{"resourceType":"AWS::S3::Bucket","resourceName":"reports-2024"}]',
        'EXAMPLEREQUEST01',
        guid('a'),
        'false',
        'AwsApiCall',
        account,
        'Management',
      ],
      [
        '',
        '',
        times[2],
        's3.amazonaws.com',
        'DeleteBucket',
        'eu-west-1',
        'config.amazonaws.com',
        'config.amazonaws.com',
        'AccessDenied',
        '[{"resourceType":"AWS::S3::Bucket","resourceName":"arn:aws:s3:::reports-2024"}]',
        'EXAMPLEREQUEST03',
        guid('c'),
        'true',
        'AwsApiCall',
        account,
        'Management',
      ],
    ])}`,
  },
  [
    json({
      eventTime: times[0],
      userIdentity: { userName: 'carol', accessKeyId: 'AKIAEXAMPLECAROL0001' },
      eventSource: 's3.amazonaws.com',
      eventName: 'CreateBucket',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '198.51.100.20',
      userAgent: 'aws-cli/2.15.30, "x"',
      requestID: 'EXAMPLEREQUEST01',
      eventID: guid('a'),
      eventType: 'AwsApiCall',
      recipientAccountId: account,
      eventCategory: 'Management',
      readOnly: false,
      resources: [{ ResourceType: 'AWS::S3::Bucket', ResourceName: 'reports-2024' }],
    }),
    json({
      eventTime: times[2],
      eventSource: 's3.amazonaws.com',
      eventName: 'DeleteBucket',
      awsRegion: 'eu-west-1',
      sourceIPAddress: 'config.amazonaws.com',
      userAgent: 'config.amazonaws.com',
      errorCode: 'AccessDenied',
      requestID: 'EXAMPLEREQUEST03',
      eventID: guid('c'),
      eventType: 'AwsApiCall',
      recipientAccountId: account,
      eventCategory: 'Management',
      readOnly: true,
      resources: [{ type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::reports-2024' }],
    }),
  ],
);

// ---- CloudWatch Logs ----

fixture(
  'cloudwatch-lines-export',
  { '000000.gz': gzipSync(texts.map((text, i) => `2024-06-03T09:3${i}:00.000Z ${text}\n`).join('\n')) },
  texts,
);
const stream = `${account}_CloudTrail_eu-west-1`;
fixture(
  'cloudwatch-lines-tail',
  {
    'detailed.txt': texts.map((text) => `2024-06-03T09:30:00.123000+00:00 ${stream} ${text}\n`).join(''),
    'coloured.txt': texts
      .map(
        (text) =>
          `\u001b[32m2024-06-03T09:30:00.123000+00:00\u001b[0m \u001b[36m${stream}\u001b[0m ${text}\n`,
      )
      .join(''),
    'short.txt': texts.map((text) => `2024-06-03T09:30:00 ${text}\n`).join(''),
    'json.txt': `2024-06-03T09:30:00.123000+00:00 ${stream} \n${texts[2].replaceAll(/([{,])"/g, '$1\n    "')}\n`,
  },
  [...texts, ...texts, texts[2], ...texts],
);
const logEvents = texts.map((message, i) => ({
  timestamp: 1717406730000 + i,
  message,
  ingestionTime: 1717406731000,
}));
fixture(
  'cloudwatch-events',
  {
    'filter.json': JSON.stringify(
      {
        events: logEvents.map((event) => ({ logStreamName: stream, ...event, eventId: '1' })),
        searchedLogStreams: [],
      },
      null,
      4,
    ),
    'get.json': json({ events: logEvents, nextForwardToken: 'f/1', nextBackwardToken: 'b/1' }),
  },
  [...texts, ...texts],
);
const message = (records) => ({
  messageType: 'DATA_MESSAGE',
  owner: account,
  logGroup: 'trail',
  logStream: stream,
  subscriptionFilters: ['all'],
  logEvents: records.map((text, i) => ({ id: `${i}`, timestamp: 1717406730000, message: text })),
});
const control = {
  ...message(['CWL CONTROL MESSAGE: Checking health of destination Firehose.']),
  messageType: 'CONTROL_MESSAGE',
};
fixture(
  'cloudwatch-subscription',
  {
    'firehose.gz': Buffer.concat([
      gzipSync(json(control)),
      gzipSync(json(message(texts.slice(0, 2)))),
      gzipSync(json(message(texts.slice(2)))),
    ]),
    'kinesis.json': json({
      Records: [
        {
          kinesis: { data: gzipSync(json(message([texts[1]]))).toString('base64') },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
        },
      ],
    }),
    'lambda.json': json({ awslogs: { data: gzipSync(json(message([texts[0]]))).toString('base64') } }),
  },
  [...texts, texts[1], texts[0]],
);
const row = (text, i) => [
  { field: '@timestamp', value: `2024-06-03 09:3${i}:00.000` },
  { field: '@message', value: text },
  { field: '@ptr', value: 'EXAMPLE' },
];
fixture(
  'logs-insights',
  {
    'console.json': json(
      texts.map((text) => ({ '@timestamp': '2024-06-03 09:30:00.000', '@message': text })),
    ),
    'results.json': JSON.stringify(
      { results: texts.map(row), statistics: { recordsMatched: 3 }, status: 'Complete' },
      null,
      4,
    ),
  },
  [...texts, ...texts],
);
fixture(
  'logs-insights-csv',
  {
    'logs-insights-results.csv': csv([
      ['@timestamp', '@message'],
      ...texts.map((text) => ['2024-06-03 09:30:00.000', text]),
    ]),
  },
  texts,
);

// ---- Lake, EventBridge ----

fixture(
  'lake-eventjson',
  { 'result_1.csv.gz': gzipSync(csv([['eventname', 'eventjson'], ...texts.map((text) => ['x', text])])) },
  texts,
);
fixture(
  'lake',
  {
    'result_1.csv.gz': gzipSync(
      csv([
        [
          'eventversion',
          'useridentity',
          'eventtime',
          'eventsource',
          'eventname',
          'awsregion',
          'sourceipaddress',
          'errorcode',
          'requestparameters',
          'eventid',
          'readonly',
          'resources',
          'recipientaccountid',
        ],
        [
          '1.09',
          `{type=AssumedRole, principalid=AROAEXAMPLEADMIN00001:carol, arn=arn:aws:sts::${account}:assumed-role/Admin/carol, accountid=${account}, accesskeyid=ASIAEXAMPLEADMIN0001, username=null, sessioncontext={attributes={creationdate=2024-06-03 09:00:00.000, mfaauthenticated=false}, sessionissuer={type=Role, username=Admin}}}`,
          '2024-06-03 09:15:00.000',
          's3.amazonaws.com',
          'CreateBucket',
          'eu-west-1',
          '198.51.100.20',
          '',
          '{bucketName=reports-2024, CreateBucketConfiguration={a, b=c}}',
          guid('l'),
          'false',
          `[{accountid=${account}, type=AWS::S3::Bucket, arn=arn:aws:s3:::reports-2024}]`,
          account,
        ],
      ]),
    ),
  },
  [
    json({
      eventVersion: '1.09',
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROAEXAMPLEADMIN00001:carol',
        arn: `arn:aws:sts::${account}:assumed-role/Admin/carol`,
        accountId: account,
        accessKeyId: 'ASIAEXAMPLEADMIN0001',
        sessionContext: {
          attributes: { creationDate: '2024-06-03 09:00:00.000', mfaAuthenticated: 'false' },
          sessionIssuer: { type: 'Role', userName: 'Admin' },
        },
      },
      eventTime: '2024-06-03T09:15:00Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'CreateBucket',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '198.51.100.20',
      requestParameters: '{bucketName=reports-2024, CreateBucketConfiguration={a, b=c}}',
      eventID: guid('l'),
      readOnly: false,
      resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::reports-2024' }],
      recipientAccountId: account,
    }),
  ],
);
const envelope = (text) =>
  `{"version":"0","id":"${guid(text)}","detail-type":"AWS API Call via CloudTrail","source":"aws.s3","account":"${account}","time":"${JSON.parse(text).eventTime}","region":"eu-west-1","resources":[],"detail":${text}}`;
fixture(
  'eventbridge',
  { 'events.jsonl': texts.map((text) => `${envelope(text)}\n`).join(''), 'single.json': envelope(texts[1]) },
  [...texts, texts[1]],
);

// ---- Third parties ----

fixture(
  'elastic',
  {
    'dump.jsonl': texts.map((text) => `{"_index":"trail","_id":"1","_source":${text}}\n`).join(''),
    'ecs.json': json({
      _index: 'logs-aws.cloudtrail',
      _source: {
        '@timestamp': '2024-06-03T09:15:00.000Z',
        event: { action: 'CreateBucket', provider: 's3.amazonaws.com', id: guid('e'), outcome: 'success' },
        cloud: { region: 'eu-west-1', account: { id: account } },
        source: { address: '198.51.100.20' },
        user: { name: 'carol', id: 'AIDAEXAMPLECAROL00001' },
        user_agent: { original: 'aws-cli/2.15.30' },
        aws: {
          cloudtrail: {
            event_version: '1.09',
            event_type: 'AwsApiCall',
            user_identity: { type: 'IAMUser', access_key_id: 'AKIAEXAMPLECAROL0001' },
            request_parameters: '{bucketName=reports-2024}',
            flattened: { request_parameters: { bucketName: 'reports-2024' } },
          },
        },
      },
    }),
    'search.json': `{"took":3,"hits":{"total":{"value":1},"hits":[{"_index":"trail","_source":${json({ event: { original: texts[1] } })}}]}}`,
  },
  [
    ...texts,
    json({
      eventVersion: '1.09',
      eventType: 'AwsApiCall',
      userIdentity: {
        type: 'IAMUser',
        accessKeyId: 'AKIAEXAMPLECAROL0001',
        userName: 'carol',
        principalId: 'AIDAEXAMPLECAROL00001',
      },
      requestParameters: { bucketName: 'reports-2024' },
      eventTime: '2024-06-03T09:15:00Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'CreateBucket',
      eventID: guid('e'),
      awsRegion: 'eu-west-1',
      sourceIPAddress: '198.51.100.20',
      userAgent: 'aws-cli/2.15.30',
      recipientAccountId: account,
    }),
    texts[1],
  ],
);
const withoutTime = texts.map((text) => text.replace(/"eventTime":"[^"]*",/, ''));
fixture(
  'logstash',
  {
    'logstash.json': withoutTime
      .map((text, i) => `{"@version":"1","@timestamp":"${times[i].replace('Z', '.000Z')}",${text.slice(1)}\n`)
      .join(''),
  },
  withoutTime.map(
    (text, i) =>
      `{"eventTime":"${times[i]}","@version":"1","@timestamp":"${times[i].replace('Z', '.000Z')}",${text.slice(1)}`,
  ),
);
fixture(
  'splunk',
  {
    'export.json': texts
      .map((text, i) => `${json({ preview: false, offset: i, result: { _raw: text, host: 'h' } })}\n`)
      .join(''),
  },
  texts,
);
fixture(
  'splunk-csv',
  { 'export.csv': csv([['_time', '_raw'], ...texts.map((text, i) => [times[i], text])]) },
  texts,
);
fixture(
  'log-message',
  {
    'fluentd.log': texts.map((text) => `${json({ date: 1717406730, log: `${text}\n` })}\n`).join(''),
    'object.json': texts.map((text) => `{"@timestamp":"x","message":${text}}\n`).join(''),
  },
  [...texts, ...texts],
);

// ---- Without records, and mixed ----

fixture(
  'digest',
  {
    'digest.json.gz': gzipSync(
      json({
        awsAccountId: account,
        digestStartTime: '2024-06-03T09:00:00Z',
        digestEndTime: '2024-06-03T10:00:00Z',
        logFiles: [],
      }),
    ),
  },
  [],
);
fixture(
  'notice',
  {
    's3.json': json({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          eventName: 'ObjectCreated:Put',
          eventTime: times[0],
          s3: { bucket: { name: 'b' }, object: { key: 'k' } },
        },
      ],
    }),
    'sns.json': json({ s3Bucket: 'b', s3ObjectKey: ['k'] }),
    'sqs.json': json({
      Type: 'Notification',
      MessageId: 'm',
      TopicArn: 't',
      Message: json({ s3Bucket: 'b', s3ObjectKey: ['k'] }),
    }),
  },
  [],
);
fixture(
  'manifest',
  {
    'manifest.json': json({
      sourceBucket: 'b',
      destinationBucket: 'arn:aws:s3:::d',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key',
      files: [{ key: 'k', size: 1, MD5checksum: 'x' }],
    }),
  },
  [],
);
fixture('public-keys', { 'keys.json': json({ PublicKeyList: [{ Value: 'AAAA', Fingerprint: 'f' }] }) }, []);
fixture(
  'lake-signature',
  {
    'result_sign.json': json({
      version: '1.0',
      region: 'eu-west-1',
      files: [{ fileHashValue: '00', fileName: 'result_1.csv.gz' }],
      hashAlgorithm: 'SHA-256',
      hashSignature: '00',
    }),
  },
  [],
);
const answerRow = {
  eventTime: '2024-05-01T10:00:00Z',
  eventID: 'e1',
  eventSource: 's3.amazonaws.com',
  eventName: 'PutObject',
  outcome: 'success',
  ...{ resource: null, principal: {}, actor: { name: 'alice' }, origin: {}, file: 'a.json', index: 0 },
};
fixture(
  'answer',
  {
    'events.json': `[\n  ${json(answerRow)},\n  ${json({ ...answerRow, eventTime: null, eventID: null, eventName: null })}\n]\n`,
    'events.ndjson': `${json(answerRow)}\n${json(answerRow)}\n`,
    'verdicts.json': json([
      {
        ...{ pack: 'p', control: 'c', verdict: 'fail', reasons: [], suppressed: 0, known: 0 },
        ...{ rationale: 'r', remediation: 'm', findings: [answerRow] },
      },
    ]),
  },
  [],
);
fixture('marker', { 'aws-logs-write-test': 'Permission Check Successful' }, []);
fixture(
  'mixed',
  { 'mixed.json': `${texts[0]}\n{"Records":[${texts[1]}]}\n${json(entries[2])}\n${envelope(texts[0])}\n` },
  [...texts, texts[0]],
);
fixture('mixed-trail', { 'mixed.json': `{"Records":[${texts[1]}]}\n${json(entries[2])}\n${texts[0]}\n` }, [
  texts[1],
  texts[2],
  texts[0],
]);
