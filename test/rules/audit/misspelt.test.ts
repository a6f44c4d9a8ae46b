/** Names that a slip of the keyboard made, told from names that are merely in no list. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Expr, everything } from '../../../src/query/ast.js';
import { misspeltIn, parseEventNames } from '../../../src/rules/audit/index.js';
import { readPack } from '../../../src/rules/compliance/index.js';
import { readRules } from '../../../src/rules/sigma/index.js';
import { detectionOf, ruleText } from '../sigma/rule-text.js';

const names = parseEventNames(readFileSync('src/rules/audit/event-names.txt', 'utf8'));
const misspelt = misspeltIn(names);
const meant = (selection: string, condition = 'sel'): readonly string[] => {
  const { where } = detectionOf(ruleText('t', `${selection}\ncondition: ${condition}`));
  return misspelt(where).map((each) => `${each.kind} ${each.name}: ${each.meant}`);
};

describe('misspelt names', () => {
  it.each([
    ['{eventName: StopLoging}', 'event StopLoging: StopLogging'],
    ['{eventSource: cloudtrail.amazonaws.com, eventName: stoploging}', 'event stoploging: StopLogging'],
    [
      '{eventSource: cloudtrail.amazonaws.com, eventName: [StopLogging, DeleteTrial]}',
      'event DeleteTrial: DeleteTrail',
    ],
    ['{eventSource: s3.amazonaws.com, eventName: ListBucket}', 'event ListBucket: ListBuckets'],
    ['{eventName: ConsolLogin}', 'event ConsolLogin: ConsoleLogin'],
    [
      '{eventName: UpdateFunctoinCode20150331v2}',
      'event UpdateFunctoinCode20150331v2: UpdateFunctionCode20150331v2',
    ],
    [
      '{eventSource: cloudtrial.amazonaws.com}',
      'event source cloudtrial.amazonaws.com: cloudtrail.amazonaws.com',
    ],
    ['{eventSource: iam.amazonaws.con}', 'event source iam.amazonaws.con: iam.amazonaws.com'],
    ['{eventSource: IAM}', 'event source IAM: iam.amazonaws.com'],
    [
      '{eventSource: gaurdduty.amazonaws.com, eventName: DeleteDetector}',
      'event source gaurdduty.amazonaws.com: guardduty.amazonaws.com',
    ],
  ])('%s', (selection, told) => expect(meant(`sel: ${selection}`)).toEqual([told]));

  it('are told wherever they stand, and once', () => {
    const parts = `a: {eventSource: s3.amazonaws.com, eventName: DeleteBuckett}
b: {eventSource: kms.amazonaws.com, eventName: DisableKye}
c: {eventName: DeleteBuckett}`;
    expect(meant(parts, '(a or b) and not c')).toEqual([
      'event DeleteBuckett: DeleteBucket',
      'event DisableKye: DisableKey',
    ]);
    expect(misspelt(everything)).toEqual([]);
  });

  it.each([
    '{eventName: RewindEverything}',
    '{eventSource: cloudtrail.amazonaws.com, eventName: GetTrails2}',
    '{eventSource: sqs.amazonaws.com, eventName: SetQueueUrl}',
    '{eventSource: ours.example.com, eventName: StopLogging}',
    '{eventSource: macie.amazonaws.com, eventName: ListFindings}',
    '{eventSource: cloudshell.amazonaws.com, eventName: CreateEnvironment}',
    '{eventSource: s4.amazonaws.com}',
    '{eventSource: s3.amazonaws.com.cn, eventName: PutBucketLifecycle}',
    '{eventSource: cloudfront.amazonaws.com, eventName: CreateDistribution2020_05_31}',
    '{eventName|contains: StopLoging}',
    '{eventName: StopLog*}',
    '{requestParameters.eventName: StopLoging}',
  ])('nothing is said of %s', (selection) => expect(meant(`sel: ${selection}`)).toEqual([]));

  it('there are none in what comes with the program', () => {
    const folder = 'src/rules/packs';
    const textsOf = (from: string) =>
      readdirSync(from)
        .filter((file) => file.endsWith('.yml'))
        .map((file) => ({ file, text: readFileSync(`${from}/${file}`, 'utf8') }));
    const wheres: readonly Expr[] = [
      ...textsOf(folder).flatMap((file) =>
        readPack(file).controls.flatMap(({ conditions }) => conditions.map(({ where }) => where)),
      ),
      ...readRules(textsOf(`${folder}/attack`)).rules.flatMap((rule) =>
        rule.kind === 'detection' ? [rule.where] : [],
      ),
    ];
    expect(wheres.length).toBeGreaterThan(200);
    expect(wheres.flatMap(misspelt)).toEqual([]);
  });
});
