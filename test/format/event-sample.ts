/** An event, as all that was found is told of it. */
import type { EventFacts } from '../../src/model/event.js';

export const eventSample: EventFacts = {
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  errorCode: 'AccessDenied',
  region: 'eu-west-1',
  account: '111122223333',
  outcome: 'denied',
  resource: {
    type: 'AWS::CloudTrail::Trail',
    name: 'corp',
    arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/corp',
  },
  principal: {
    type: 'AssumedRole',
    name: 'Admin/alice',
    id: 'AROAEXAMPLE:alice',
    arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
    account: '111122223333',
    accessKeyId: 'ASIAEXAMPLE0000000001',
    mfa: false,
    sourceIdentity: null,
    invokedBy: null,
  },
  actor: {
    type: 'IAMUser',
    name: 'alice',
    arn: 'arn:aws:iam::111122223333:user/alice',
    account: '111122223333',
    grounds: 'proven',
    chain: [],
    end: null,
  },
  origin: {
    sourceIPAddress: '192.0.2.7',
    kind: 'public',
    via: 'cli',
    tool: 'aws-cli/2.15.0',
    language: null,
    why: 'userAgent starts with aws-cli',
    awsRange: null,
    userAgent: 'aws-cli/2.15.0',
  },
  file: 'trail/2024/05/02/a b#1.json.gz',
  member: null,
  index: 3,
};
