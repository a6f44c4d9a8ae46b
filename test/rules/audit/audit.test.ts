/** What is wrong with rules that load. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { everything } from '../../../src/query/ast.js';
import {
  auditRules,
  fieldsOf,
  parseEventNames,
  type Seen,
  subjectOf,
} from '../../../src/rules/audit/index.js';
import { detectionOf, ruleText, setOf } from '../sigma/rule-text.js';

const names = parseEventNames(readFileSync('src/rules/audit/event-names.txt', 'utf8'));

const complaints = (detection: string, seen: Seen | null = null): readonly string[] =>
  auditRules([detectionOf(ruleText('t', `${detection}\ncondition: sel`))], names, seen).map(
    ({ weight, problem, fix }) => `${weight}: ${problem} | ${fix}`,
  );

describe('event names', () => {
  it('are many', () => expect(names.names.length).toBeGreaterThan(14_000));

  it.each([
    'sel: {eventSource: iam.amazonaws.com, eventName: createuser}',
    'sel: {eventSource: lambda.amazonaws.com, eventName: UpdateFunctionCode20150331v2}',
    'sel: {eventSource: signin.amazonaws.com, eventName: ConsoleLogin}',
    'sel: {eventSource: s3.amazonaws.com, eventName: PutBucketPublicAccessBlock}',
    'sel: {eventSource: ses.amazonaws.com, eventName: UpdateAccountSendingEnabled}',
    'sel: {eventSource: monitoring.amazonaws.com, eventName: DeleteAlarms}',
    'sel: {eventSource: sso.amazonaws.com, eventName: CreateAccountAssignment}',
    'sel: {eventName: RunInstances}',
    'sel: {eventSource: ecr.amazonaws.com, eventName: PutReplicationConfiguration}',
    'sel: {eventName: PutLifecycleConfiguration}',
  ])('nothing is wrong with %s', (detection) => expect(complaints(detection)).toEqual([]));

  it.each([
    [
      'sel: {eventSource: s3.amazonaws.com, eventName: PutObjekt}',
      "error: no service has an event 'PutObjekt', nor has the archive | Perhaps PutObject is meant; IAM actions are not always event names.",
    ],
    [
      'sel: {eventSource: s3.amazonaws.com, eventName: ReplicateObject}',
      "error: no service has an event 'ReplicateObject', nor has the archive | Take it out, or write the name that CloudTrail logs.",
    ],
    [
      'sel: {eventSource: route53.amazonaws.com, eventName: DisableDomainTransferLock}',
      "error: 'DisableDomainTransferLock' is not an event of route53 | It belongs to route53domains.amazonaws.com: if that is meant, write that source.",
    ],
    [
      'sel: {eventSource: s3.amazonaws.com, eventName: PutPublicAccessBlock}',
      "error: S3 logs no event 'PutPublicAccessBlock' | Write PutBucketPublicAccessBlock, the name in CloudTrail.",
    ],
    // The names of policy actions of S3, which ECR, EFS and FleetWise have calls of.
    ...[
      ['PutEncryptionConfiguration', 'PutBucketEncryption or DeleteBucketEncryption'],
      ['PutLifecycleConfiguration', 'PutBucketLifecycle or DeleteBucketLifecycle'],
      ['PutReplicationConfiguration', 'PutBucketReplication or DeleteBucketReplication'],
      ['ListAllMyBuckets', 'ListBuckets'],
    ].map(([action, events]): [string, string] => [
      `sel: {eventSource: s3.amazonaws.com, eventName: ${action}}`,
      `error: S3 logs no event '${action}', which is an action in IAM policies | Write ${events}, the calls that it allows.`,
    ]),
    [
      'sel: {eventSource: monitoring.amazonaws.com, eventName: DeleteAlarm}',
      "error: 'DeleteAlarm' is not an event of monitoring | Perhaps DeleteAlarms is meant; lightsail.amazonaws.com has one of that name.",
    ],
  ])('%s', (detection, complaint) => expect(complaints(detection)).toEqual([complaint]));

  it('are right if the archive has them', () => {
    const seen: Seen = { names: new Set(['newcall']), byRule: new Map() };
    expect(complaints('sel: {eventName: NewCall}', seen)).toEqual([]);
  });
});

describe('fields and values', () => {
  it.each([
    [
      'sel: {eventName: CreateUser, status: failed}',
      "error: CloudTrail records have no field 'status' | Take it out.",
    ],
    [
      'sel: {eventname: CreateUser}',
      "error: CloudTrail records have no field 'eventname' | Perhaps eventName is meant; field names are case-sensitive.",
    ],
    [
      'sel: {eventName: CreateUser, errorCode: Success}',
      "error: 'errorCode: Success' never holds: a call that succeeds has no errorCode | Write 'errorCode: null' for calls that succeed.",
    ],
    [
      'sel: {eventName: CreateAccessKey, userIdentity.arn|contains: responseElements.accessKey.userName}',
      "error: compares 'userIdentity.arn' with the text 'responseElements.accessKey.userName', which no event has | To compare with the field: 'userIdentity.arn|fieldref: responseElements.accessKey.userName'.",
    ],
    [
      'sel: {eventName: CreateUser, userIdentity.arn|fieldref: requestParameters.userName}',
      "error: 'userIdentity.arn' never equals 'requestParameters.userName': one is an ARN, one a name | Write 'userIdentity.arn|fieldref|endswith: requestParameters.userName'.",
    ],
  ])('%s', (detection, complaint) => expect(complaints(detection)).toEqual([complaint]));

  it.each([
    'sel: {eventName: CreateUser, errorCode: [null, Success]}',
    'sel: {eventName: CreateUser}\nok: [{errorCode: Success}, {errorCode: null}]\ncondition: sel and ok',
    'sel: {eventName: CreateUser}\na: {errorCode: Success}\nb: {errorCode: null}\ncondition: sel and (a or b)',
  ])('what never holds beside what does is a hint: %j', (detection) => {
    const text = detection.includes('condition') ? detection : `${detection}\ncondition: sel`;
    expect(
      auditRules([detectionOf(ruleText('t', text))], names, null).map(
        ({ weight, fix }) => `${weight}: ${fix}`,
      ),
    ).toEqual(["hint: Take it out: 'errorCode: null' beside it finds calls that succeed."]);
  });

  it('but not beside what is denied', () => {
    const text =
      "sel: {eventName: CreateUser}\na: {errorCode: ''}\nb: {errorCode: null}\ncondition: sel and not (a or b)";
    expect(auditRules([detectionOf(ruleText('t', text))], names, null).map(({ weight }) => weight)).toEqual([
      'error',
    ]);
  });

  it('two values at once', () => {
    const text = ruleText(
      't',
      'one: {eventName: CreateUser}\ntwo: {eventName: DeleteUser}\ncondition: all of them',
    );
    expect(auditRules([detectionOf(text)], names, null).map(({ problem }) => problem)).toEqual([
      'asks for two values of eventName at once, which no event has',
    ]);
  });

  it('a field that the archive has in none of the events', () => {
    const rule = detectionOf(
      ruleText('t', 'sel: {eventName: CreateUser, requestParameters.usrName: x}\ncondition: sel'),
    );
    expect(fieldsOf(rule)).toEqual(['eventName', 'requestParameters.usrName']);
    expect(subjectOf(rule)).toMatchObject({
      kind: 'any',
      terms: [{ kind: 'oneOf', values: ['CreateUser'] }],
    });
    const seen = (fields: readonly string[]): Seen => ({
      names: new Set(['createuser']),
      byRule: new Map([[rule.key, { events: 7, fields: new Set(fields) }]]),
    });
    expect(
      auditRules([rule], names, seen(['eventName'])).map(({ weight, problem }) => `${weight}: ${problem}`),
    ).toEqual([
      "hint: 'requestParameters.usrName' is not in any of the 7 events of the archive that the rule is about",
    ]);
    expect(auditRules([rule], names, seen(['eventName', 'requestParameters.usrName']))).toEqual([]);
  });
});

describe('ways', () => {
  it.each([
    ['one: {eventName: Xyz}', 'one', 1],
    ['one: {eventName: Xyz}\ntwo: {eventName: Abc}', '1 of them', 2],
    ['one: {eventName: Xyz}\ntwo: {eventName: Abc}\nno: {awsRegion: x}', '(one or two) and not no', 2],
  ])('are told of %j: %s', (selections, condition, count) => {
    const rule = detectionOf(ruleText('t', `${selections}\ncondition: ${condition}`));
    expect(
      auditRules([rule], names, null).filter(({ problem }) => problem.startsWith('no service')),
    ).toHaveLength(count);
    const subject = subjectOf(rule);
    expect(subject.kind === 'any' ? subject.terms.length : 0).toBe(count);
  });
  it('there are none of a rule that may be about any event', () => {
    expect(subjectOf(detectionOf(ruleText('t', 'sel: {awsRegion: x}\ncondition: sel')))).toBe(everything);
  });
});

describe('overlaps', () => {
  const rule = (title: string, detection: string): string =>
    ruleText(title, `sel: ${detection}\ncondition: sel`);
  const told = (...texts: readonly string[]): readonly string[] =>
    auditRules(setOf(...texts).rules, names, null).map(
      ({ rule: { title }, problem }) => `${title}: ${problem}`,
    );

  it('of a rule within another', () => {
    const wide = rule('wide', '{eventName: [CreateUser, DeleteUser]}');
    const narrow = rule('narrow', '{eventName: CreateUser, userIdentity.type: Root}');
    expect(told(wide, narrow)).toEqual(["narrow: all that it finds is also found by 'wide' (0.yml)"]);
  });

  it('of the same rule twice, told once', () => {
    const one = rule('one', '{eventName: CreateUser}');
    expect(told(one, one.replace('one', 'two'))).toEqual(["one: finds the same events as 'two' (1.yml)"]);
  });

  it('not of what serves a correlation only', () => {
    const wide = rule('wide', '{eventName: [CreateUser, DeleteUser]}').replace(
      'title: wide',
      'title: wide\nname: wide',
    );
    const narrow = rule('narrow', '{eventName: CreateUser}');
    const counts = (generate: boolean): string =>
      `title: Many\ncorrelation: {type: event_count, rules: wide, group-by: userIdentity.arn, timespan: 5m, condition: {gte: 9}, generate: ${generate}}\n`;
    expect(told(wide, narrow, counts(false))).toEqual([]);
    expect(told(wide, narrow, counts(true))).toHaveLength(1);
  });

  it('not of rules that only share a name', () => {
    expect(
      told(
        rule('one', '{eventName: CreateUser, userIdentity.type: Root}'),
        rule('two', '{eventName: CreateUser, userIdentity.type: IAMUser}'),
      ),
    ).toEqual([]);
  });
});
