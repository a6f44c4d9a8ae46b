/** Messaging, logs, monitoring, deployment, networks at the edge, security services, and services nobody knows yet. */
import { account, type Case, refused, region } from './case.js';

const queueUrl = `https://sqs.${region}.amazonaws.com/${account}/jobs`;
const topic = `arn:aws:sns:${region}:${account}:alarms`;
const stack = `arn:aws:cloudformation:${region}:${account}:stack/shop/aaaabbbb-1111-2222-3333-ccccdddd0000`;
const trail = `arn:aws:cloudtrail:${region}:${account}:trail/org-trail`;
const machine = `arn:aws:states:${region}:${account}:stateMachine:settle`;

export const platform: readonly Case[] = [
  {
    call: 'sqs DeleteQueue',
    request: { queueUrl },
    ask: [
      'deleted jobs -> direct',
      'deleted queue/jobs -> direct',
      'deleted sqs:jobs -> direct',
      `deleted ${queueUrl} -> direct`,
      `deleted arn:aws:sqs:${region}:${account}:jobs -> direct`,
      `deleted arn:aws:sqs:${region}:${account}:job -> none`,
      'deleted sns:jobs -> none',
    ],
  },
  {
    call: 'sqs PurgeQueue',
    request: { queueUrl },
    ask: ['deleted jobs -> related', 'changed jobs -> direct', `changed ${queueUrl} -> direct`],
  },
  {
    call: 'sqs SendMessage',
    request: { queueUrl },
    ask: ['accessed jobs -> direct', 'changed jobs -> none'],
  },
  {
    call: 'sqs SetQueueAttributes',
    request: { queueUrl, attributes: { Policy: '{"Statement":[]}' } },
    ask: ['changed jobs -> direct'],
  },
  {
    call: 'sns DeleteTopic',
    request: { topicArn: topic },
    ask: [
      'deleted alarms -> direct',
      'deleted topic/alarms -> direct',
      `deleted ${topic} -> direct`,
      `deleted ${topic}-2 -> none`,
      'deleted alarm* -> direct',
    ],
  },
  {
    call: 'sns Unsubscribe',
    request: { subscriptionArn: `${topic}:11112222-3333-4444-5555-666677778888` },
    ask: [
      `deleted ${topic}:11112222-3333-4444-5555-666677778888 -> direct`,
      'deleted alarms -> related',
      `deleted ${topic} -> related`,
    ],
  },
  {
    call: 'sns RemovePermission',
    request: { topicArn: topic, label: 'open' },
    ask: ['deleted alarms -> related', 'changed alarms -> direct'],
  },
  {
    call: 'sns Publish',
    request: { topicArn: topic, message: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    ask: ['accessed alarms -> direct', 'changed alarms -> none'],
  },
  {
    call: 'amazonmq DeleteBroker',
    request: { 'broker-id': 'b-11112222-3333-4444-5555-666677778888' },
    ask: [
      'deleted b-11112222-3333-4444-5555-666677778888 -> direct',
      'deleted mq:b-11112222-3333-4444-5555-666677778888 -> direct',
    ],
  },
  {
    call: 'events DeleteRule',
    request: { name: 'hourly', force: false },
    ask: [
      'deleted hourly -> direct',
      'deleted rule/hourly -> direct',
      'deleted eventbridge:hourly -> direct',
      `deleted arn:aws:events:${region}:${account}:rule/hourly -> direct`,
    ],
  },
  {
    call: 'events PutTargets',
    request: {
      rule: 'hourly',
      targets: [{ id: '1', arn: `arn:aws:lambda:${region}:${account}:function:thumbnailer` }],
    },
    response: { failedEntryCount: 0, failedEntries: [] },
    ask: ['created thumbnailer -> related', 'deleted hourly -> none', 'changed rule/hourly -> related'],
  },
  {
    call: 'events DisableRule',
    request: { name: 'hourly' },
    ask: ['deleted hourly -> related', 'changed hourly -> direct'],
  },
  {
    call: 'scheduler DeleteSchedule',
    request: { name: 'tick', groupName: 'default' },
    ask: ['deleted tick -> direct'],
  },
  {
    call: 'states DeleteStateMachine',
    request: { stateMachineArn: machine },
    ask: [
      'deleted settle -> direct',
      'deleted stepfunctions:settle -> direct',
      'deleted stateMachine:settle -> direct',
    ],
  },
  {
    call: 'states StopExecution',
    request: { executionArn: machine.replace('stateMachine', 'execution').concat(':run-7') },
    ask: ['deleted run-7 -> related', 'changed run-7 -> direct', 'deleted settle -> related'],
  },
  {
    call: 'logs DeleteLogGroup',
    request: { logGroupName: '/shop/checkout' },
    ask: [
      'deleted /shop/checkout -> direct',
      'deleted log-group:/shop/checkout -> direct',
      'deleted log-group:/shop/checkout:* -> direct',
      'deleted logs:/shop/checkout -> direct',
      'deleted /shop/* -> direct',
      'deleted shop -> none',
      'deleted /shop -> none',
    ],
  },
  {
    call: 'logs DeleteLogGroup',
    error: 'AccessDeniedException',
    message: refused(
      'logs:DeleteLogGroup',
      `arn:aws:logs:${region}:${account}:log-group:/shop/checkout:log-stream:`,
    ),
    ask: [
      'deleted /shop/checkout -> direct denied',
      `deleted arn:aws:logs:${region}:${account}:log-group:/shop/checkout:* -> direct denied`,
    ],
  },
  {
    call: 'logs DeleteLogStream',
    error: 'AccessDeniedException',
    message: refused(
      'logs:DeleteLogStream',
      `arn:aws:logs:${region}:${account}:log-group:/shop/checkout:log-stream:web-1`,
    ),
    ask: ['deleted web-1 -> direct denied', 'deleted /shop/checkout -> related denied'],
  },
  {
    call: 'logs DeleteRetentionPolicy',
    request: { logGroupName: '/shop/checkout' },
    ask: ['deleted /shop/checkout -> related', 'changed /shop/checkout -> direct'],
  },
  {
    call: 'logs DeleteSubscriptionFilter',
    request: { logGroupName: '/shop/checkout', filterName: 'to-siem' },
    ask: ['deleted to-siem -> direct', 'deleted /shop/checkout -> related'],
  },
  {
    call: 'logs FilterLogEvents',
    request: { logGroupName: '/shop/checkout', filterPattern: 'password' },
    ask: ['accessed /shop/checkout -> direct'],
  },
  {
    call: 'monitoring DeleteAlarms',
    request: { alarmNames: ['cpu', 'disk'] },
    ask: [
      'deleted disk -> direct',
      'deleted alarm/disk -> direct',
      'deleted cloudwatch:disk -> direct',
      'deleted monitoring:disk -> direct',
      'deleted dis -> none',
    ],
  },
  {
    call: 'monitoring PutMetricAlarm',
    request: { alarmName: 'cpu', metricName: 'CPUUtilization', alarmActions: [topic] },
    ask: [
      'created cpu -> direct',
      'changed cpu -> direct',
      'changed alarms -> related',
      `changed arn:aws:cloudwatch:${region}:${account}:alarm:cpu -> direct`,
    ],
  },
  {
    call: 'monitoring DisableAlarmActions',
    request: { alarmNames: ['cpu'] },
    ask: ['deleted cpu -> related', 'changed cpu -> direct'],
  },
  {
    call: 'cloudtrail DeleteTrail',
    request: { name: 'org-trail' },
    ask: ['deleted org-trail -> direct', 'deleted trail/org-trail -> direct', `deleted ${trail} -> direct`],
  },
  {
    call: 'cloudtrail StopLogging',
    request: { name: trail },
    ask: ['deleted org-trail -> related', 'changed org-trail -> direct', `changed ${trail} -> direct`],
  },
  {
    call: 'cloudtrail PutEventSelectors',
    request: { trailName: 'org-trail', eventSelectors: [{ readWriteType: 'ReadOnly' }] },
    ask: ['changed org-trail -> direct', 'changed ReadOnly -> none'],
  },
  {
    call: 'cloudtrail DeleteTrail',
    error: 'TrailNotFoundException',
    request: { name: 'org-trail' },
    ask: ['deleted org-trail -> direct failure'],
  },
  {
    call: 'config DeleteConfigurationRecorder',
    request: { configurationRecorderName: 'default' },
    ask: ['deleted default -> direct', 'deleted config:default -> direct'],
  },
  {
    call: 'config StopConfigurationRecorder',
    request: { configurationRecorderName: 'default' },
    ask: ['deleted default -> related', 'changed default -> direct'],
  },
  {
    call: 'config DeleteConfigRule',
    error: 'AccessDeniedException',
    message: refused('config:DeleteConfigRule', '"encrypted-volumes"'),
    ask: ['deleted encrypted-volumes -> direct denied'],
  },
  {
    call: 'guardduty DeleteDetector',
    request: { detectorId: '12abc34d567e8fa901bc2d34e56789f0' },
    ask: ['deleted 12abc34d567e8fa901bc2d34e56789f0 -> direct'],
  },
  {
    call: 'guardduty DeleteDetector',
    error: 'AccessDenied',
    response: {
      message: refused(
        'guardduty:DeleteDetector',
        `arn:aws:guardduty:${region}:${account}:detector/12abc34d567e8fa901bc2d34e56789f0`,
      ),
    },
    ask: ['deleted 12abc34d567e8fa901bc2d34e56789f0 -> direct denied'],
  },
  {
    call: 'guardduty DeleteFilter',
    request: { detectorId: '12abc34d567e8fa901bc2d34e56789f0', filterName: 'noise' },
    ask: ['deleted noise -> direct', 'deleted 12abc34d567e8fa901bc2d34e56789f0 -> related'],
  },
  {
    call: 'securityhub DeleteInsight',
    request: { InsightArn: `arn:aws:securityhub:${region}:${account}:insight/${account}/custom/aaaa` },
    ask: [`deleted arn:aws:securityhub:${region}:${account}:insight/${account}/custom/aaaa -> direct`],
  },
  {
    call: 'access-analyzer DeleteAnalyzer',
    request: { analyzerName: 'outer' },
    ask: ['deleted outer -> direct', 'deleted analyzer/outer -> direct'],
  },
  {
    call: 'wafv2 DeleteIPSet',
    request: {
      name: 'blocked',
      scope: 'REGIONAL',
      id: '0a0b0c0d-0000-4000-8000-000000000009',
      lockToken: 'l',
    },
    ask: [
      'deleted blocked -> direct',
      'deleted 0a0b0c0d-0000-4000-8000-000000000009 -> direct',
      'deleted REGIONAL -> none',
      `deleted arn:aws:wafv2:${region}:${account}:regional/ipset/blocked/0a0b0c0d-0000-4000-8000-000000000009 -> direct`,
    ],
  },
  {
    call: 'network-firewall DeleteFirewall',
    request: { firewallName: 'edge' },
    ask: ['deleted edge -> direct', 'deleted firewall/edge -> direct'],
  },
  {
    call: 'cloudformation DeleteStack',
    request: { stackName: stack },
    ask: [
      'deleted shop -> direct',
      `deleted ${stack} -> direct`,
      'deleted stack/shop -> direct',
      'deleted stack/shop/aaaabbbb-1111-2222-3333-ccccdddd0000 -> direct',
      'deleted aaaabbbb-1111-2222-3333-ccccdddd0000 -> none',
    ],
  },
  {
    call: 'cloudformation DeleteStackInstances',
    request: { stackSetName: 'guardrails', accounts: ['444455556666'], regions: ['eu-west-1'] },
    ask: ['deleted guardrails -> related', 'changed guardrails -> direct'],
  },
  {
    call: 'cloudformation ExecuteChangeSet',
    request: { stackName: 'shop', changeSetName: 'add-queue' },
    ask: ['changed shop -> direct', 'changed add-queue -> direct', 'deleted shop -> none'],
  },
  {
    call: 'codecommit DeleteRepository',
    request: { repositoryName: 'shop' },
    ask: ['deleted shop -> direct', `deleted arn:aws:codecommit:${region}:${account}:shop -> direct`],
  },
  {
    call: 'codecommit GitPush',
    fields: { additionalEventData: { protocol: 'HTTP', repositoryName: 'shop', repositoryId: '5c5c' } },
    ask: ['changed shop -> direct', 'changed HTTP -> none'],
  },
  {
    call: 'codebuild DeleteProject',
    request: { name: 'build-shop' },
    ask: ['deleted build-shop -> direct', 'deleted project/build-shop -> direct'],
  },
  {
    call: 'codepipeline DeletePipeline',
    request: { name: 'ship' },
    ask: ['deleted ship -> direct', `deleted arn:aws:codepipeline:${region}:${account}:ship -> direct`],
  },
  {
    call: 'codedeploy DeleteDeploymentGroup',
    request: { applicationName: 'shop', deploymentGroupName: 'blue' },
    ask: ['deleted blue -> direct', 'deleted shop -> related'],
  },
  {
    call: 'apigateway DeleteRestApi',
    request: { restApiId: 'q1w2e3r4t5', template: false },
    ask: [
      'deleted q1w2e3r4t5 -> direct',
      `deleted arn:aws:apigateway:${region}::/restapis/q1w2e3r4t5 -> direct`,
    ],
  },
  {
    call: 'apigateway CreateStage',
    request: { restApiId: 'q1w2e3r4t5', createStageInput: { stageName: 'live', deploymentId: 'd9' } },
    ask: ['created live -> direct', 'created q1w2e3r4t5 -> related'],
  },
  {
    call: 'apigateway DeleteApi',
    request: { apiId: 'h7h7h7' },
    ask: ['deleted h7h7h7 -> direct', 'deleted api/h7h7h7 -> direct'],
  },
  {
    call: 'appsync DeleteApiKey',
    request: { apiId: 'gql1', id: 'da2-key' },
    ask: ['deleted da2-key -> direct', 'deleted gql1 -> related'],
  },
  {
    call: 'amplify DeleteBranch',
    request: { appId: 'd1a2', branchName: 'main' },
    ask: ['deleted main -> direct', 'deleted d1a2 -> related'],
  },
  {
    call: 'cloudfront DeleteDistribution2020_05_31',
    request: { id: 'E1EXAMPLE', ifMatch: 'ETAG' },
    ask: [
      'deleted E1EXAMPLE -> direct',
      'deleted ETAG -> none',
      `deleted arn:aws:cloudfront::${account}:distribution/E1EXAMPLE -> direct`,
    ],
  },
  {
    call: 'route53 DeleteHealthCheck',
    request: { healthCheckId: '0a0b0c0d-0000-4000-8000-00000000000a' },
    ask: ['deleted 0a0b0c0d-0000-4000-8000-00000000000a -> direct'],
  },
  {
    call: 'route53 ChangeResourceRecordSets',
    request: {
      hostedZoneId: 'Z00EXAMPLE00',
      changeBatch: {
        changes: [
          { action: 'DELETE', resourceRecordSet: { name: 'old.example.org.', type: 'A' } },
          { action: 'CREATE', resourceRecordSet: { name: 'new.example.org', type: 'A' } },
          { action: 'UPSERT', resourceRecordSet: { name: 'www.example.org.', type: 'CNAME' } },
        ],
      },
    },
    ask: [
      'deleted old.example.org -> direct',
      'created new.example.org. -> direct',
      'deleted new.example.org -> none',
      'created www.example.org -> direct',
      'changed www.example.org -> direct',
      'changed Z00EXAMPLE00 -> related',
      'deleted example.org -> none',
      'deleted *.example.org -> direct',
    ],
  },
  {
    call: 'globalaccelerator DeleteAccelerator',
    request: {
      acceleratorArn: `arn:aws:globalaccelerator::${account}:accelerator/11112222-3333-4444-5555-666677778888`,
    },
    ask: ['deleted 11112222-3333-4444-5555-666677778888 -> direct'],
  },
  {
    call: 'directconnect DeleteVirtualInterface',
    request: { virtualInterfaceId: 'dxvif-ffffffff' },
    ask: ['deleted dxvif-ffffffff -> direct'],
  },
  {
    call: 'transfer DeleteServer',
    request: { serverId: 's-0123456789abcdef0' },
    ask: ['deleted s-0123456789abcdef0 -> direct'],
  },
  {
    call: 'iot DeleteThing',
    request: { thingName: 'meter-4' },
    ask: ['deleted meter-4 -> direct', 'deleted thing/meter-4 -> direct', 'deleted METER-4 -> none'],
  },
  {
    call: 'servicediscovery DeregisterInstance',
    request: { serviceId: 'srv-1', instanceId: 'web-7' },
    ask: ['deleted web-7 -> direct', 'deleted srv-1 -> related'],
  },
  {
    call: 'ses DeleteEmailIdentity',
    request: { emailIdentity: 'example.org' },
    ask: ['deleted example.org -> direct'],
  },
  {
    call: 'ses DeleteReceiptRule',
    request: { ruleSetName: 'default', ruleName: 'drop' },
    ask: ['deleted drop -> direct', 'deleted default -> related'],
  },
  {
    call: 'ses DeleteContact',
    request: { contactListName: 'news', emailAddress: 'a@example.org' },
    ask: ['deleted news -> related'],
  },
  {
    call: 'bedrock DeleteGuardrail',
    request: { guardrailIdentifier: 'gr-1' },
    ask: ['deleted gr-1 -> direct'],
  },
  {
    call: 'bedrock InvokeModel',
    request: { modelId: 'vendor.model-v2' },
    fields: { readOnly: true },
    ask: ['accessed vendor.model-v2 -> direct', 'changed vendor.model-v2 -> none'],
  },
  {
    call: 'cur DeleteReportDefinition',
    request: { reportName: 'monthly' },
    ask: ['deleted monthly -> direct'],
  },
  { call: 'xray DeleteGroup', request: { groupName: 'slow' }, ask: ['deleted slow -> direct'] },
  {
    call: 'synthetics DeleteCanary',
    request: { Name: 'probe' },
    ask: ['deleted probe -> direct', 'deleted canary/probe -> direct'],
  },
  {
    call: 'quantumleap DeleteGizmo',
    request: { gizmoId: 'gz-7' },
    ask: [
      'deleted gz-7 -> direct',
      'deleted gizmo/gz-7 -> direct',
      'deleted quantumleap:gz-7 -> direct',
      `deleted arn:aws:quantumleap:${region}:${account}:gizmo/gz-7 -> direct`,
      'deleted widget/gz-7 -> none',
      `deleted arn:aws:quantumleap:${region}:${account}:widget/gz-7 -> none`,
    ],
  },
  {
    call: 'quantumleap DeleteGizmoHandle',
    request: { gizmoId: 'gz-7', handleName: 'left' },
    ask: ['deleted gz-7 -> related', 'deleted left -> direct', 'changed gz-7 -> direct'],
  },
  {
    call: 'quantumleap BatchDeleteGizmos',
    request: { gizmoIds: ['gz-7', 'gz-8'] },
    ask: ['deleted gz-8 -> direct'],
  },
  { call: 'quantumleap RemoveGizmo', request: { gizmoId: 'gz-7' }, ask: ['deleted gz-7 -> direct'] },
  {
    call: 'quantumleap RemoveGizmo',
    request: { gizmoId: 'gz-7', shelfId: 'sh-1' },
    ask: ['deleted gz-7 -> related', 'deleted sh-1 -> related'],
  },
  {
    call: 'quantumleap WobbleGizmo',
    request: { gizmoId: 'gz-7' },
    fields: { readOnly: false },
    ask: ['changed gz-7 -> related', 'deleted gz-7 -> none', 'accessed gz-7 -> related'],
  },
  {
    call: 'quantumleap WobbleGizmo',
    request: { gizmoId: 'gz-7' },
    fields: { readOnly: 'true' },
    ask: ['accessed gz-7 -> direct', 'changed gz-7 -> none'],
  },
  {
    call: 'quantumleap DeleteGizmo',
    error: 'ThrottlingException',
    message: 'Rate exceeded',
    ask: ['deleted gz-7 -> none'],
  },
  {
    call: 'quantumleap DeleteGizmo',
    request: '{"gizmoId":"gz-7"}',
    fields: { eventSource: 'quantumleap.amazonaws.com.cn' },
    ask: ['deleted gz-7 -> direct', 'deleted quantumleap:gz-7 -> direct'],
  },
  { call: 'quantumleap DeleteGizmo', request: { gizmoId: '*****' }, ask: ['deleted gizmo/* -> none'] },
  {
    call: 'quantumleap DeleteGizmo',
    fields: { Resources: [{ ResourceType: 'AWS::QuantumLeap::Gizmo', ResourceName: 'gz-7' }] },
    ask: ['deleted gz-7 -> direct'],
  },
  {
    call: 'quantumleap CreateGizmo',
    request: { name: 'spinner' },
    response: { gizmo: { arn: `arn:aws:quantumleap:${region}:${account}:gizmo/gz-7`, status: 'ACTIVE' } },
    ask: ['created gz-7 -> direct', 'created spinner -> direct', 'created ACTIVE -> none'],
  },
];
