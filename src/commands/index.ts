/** The commands, in the order of the help. A new command is one entry here and one file beside it. */
import type { Question } from '../analysis/target/index.js';
import {
  checkOptions,
  filterOptions,
  groupOptions,
  outputOptions,
  placeOptions,
  proofOptions,
  readingOptions,
  ruleOptions,
} from './options.js';
import type { Command } from './spec.js';
import { timeHelp } from './time.js';

export { formatsFor, inHelpOrder, options, type RawValues } from './options.js';
export type { Command, Context, Request } from './spec.js';
export { strictText, usageText } from './usage-text.js';

const everyOption = [...filterOptions, ...outputOptions, ...readingOptions] as const;
const rowOptions = [...everyOption, ...placeOptions] as const;

const validationOutput = outputOptions.filter((name) => name !== 'columns' && name !== 'exitStatus');
const validationReading = readingOptions.filter(
  (name) => name !== 'maxRecordSize' && name !== 'keepDuplicates',
);

function whoCommand(
  question: Question,
  summary: string,
  description: string,
  examples: Command['examples'],
): Command {
  return {
    name: `who-${question}`,
    summary,
    description,
    subject: {
      name: 'resource',
      help: "a name, id or ARN; also s3://bucket/key, service:name or type/name; '*' and '?' are wildcards",
    },
    options: ['related', 'limit', ...rowOptions],
    prints: ['records'],
    words: {
      limit: 'no more than this many rows: what succeeded first, then what did not, then what is related',
    },
    examples,
    load: async () => (await import('./who.js')).who(question),
  };
}

export const commands: readonly Command[] = [
  whoCommand(
    'deleted',
    'Who deleted this resource, from where and when',
    'Shows the events that deleted the resource, failed attempts apart. Events that deleted something of it ' +
      '(its policy, objects in it) are counted, and shown with --related.',
    [
      { line: 'trailscan who-deleted app-uploads fixtures/trails', says: 'who deleted this bucket' },
      {
        line: "trailscan who-deleted 'app-*' fixtures/trails --related --json",
        says: 'the same for all names that begin so, with what belongs to them, for jq',
      },
    ],
  ),
  whoCommand(
    'created',
    'Who created this resource',
    'Shows the events that created the resource, or something of it with --related.',
    [
      { line: 'trailscan who-created role/Admin fixtures/trails', says: 'who created this role' },
      {
        line: 'trailscan who-created s3://app-uploads fixtures/trails --related',
        says: 'and what came with it',
      },
    ],
  ),
  whoCommand(
    'changed',
    'Who changed this resource, or its policy, tags or settings',
    'Shows the events that changed the resource itself or a setting of it; with --related those that made, ended or ' +
      'used it too.',
    [
      {
        line: 'trailscan who-changed app-uploads fixtures/trails',
        says: 'changes to the bucket and its policies',
      },
      { line: 'trailscan who-changed role/Admin fixtures/trails --since 2024-05-01 --json', says: 'for jq' },
    ],
  ),
  whoCommand(
    'accessed',
    'Who read or used this resource',
    'Shows the events that read or used the resource. What a trail does not record (data events, unless it was told ' +
      'to) cannot be shown.',
    [
      {
        line: 'trailscan who-accessed app-uploads fixtures/trails',
        says: 'reads of the bucket and its objects',
      },
      {
        line: 'trailscan who-accessed role/Admin fixtures/trails --format csv',
        says: 'who assumed the role',
      },
    ],
  ),
  {
    name: 'events',
    summary: 'Every event that passes the filters',
    description: 'Shows the events that pass all filters, oldest first. Without filters: all of them.',
    options: ['limit', 'actors', ...rowOptions, 'maxMemory'],
    prints: ['records'],
    words: {
      limit: 'no more than this many rows: the first found in the order of the files; reading then stops',
    },
    examples: [
      {
        line: "trailscan events --event 'Delete*' --errors fixtures/trails",
        says: 'deletions that failed',
      },
      {
        line: 'trailscan events fixtures/trails --where "userIdentity.type = \'Root\'" --format ndjson',
        says: 'all that root did, one JSON object a line',
      },
    ],
    load: async () => (await import('./events.js')).run,
  },
  {
    name: 'summary',
    summary: 'The archive at a glance, or each principal with what it did',
    description:
      'Shows the span, accounts and regions, activity over time, the most frequent and the rarest principals, actions, ' +
      'services, addresses, user agents and access keys; errors, denied calls and writes by principal; console sign-ins ' +
      'without MFA, root use; and who and what is new in the last fifth of the span. With --by principal: for each ' +
      'principal its calls that are sensitive and why, its regions, addresses, agents and keys.',
    options: ['by', 'top', ...everyOption.filter((name) => name !== 'columns')],
    words: {
      by: 'with principal: what each of them did',
      top: 'only so many of each list, or principals',
      keepDuplicates: 'count every delivered copy of an event, not just one',
    },
    examples: [
      { line: 'trailscan summary fixtures/trails', says: 'what is in these files' },
      {
        line: 'trailscan summary --by principal --since 2024-05-01 fixtures/trails --json',
        says: 'who did what that is sensitive, for jq',
      },
    ],
    load: async () => (await import('./summary/index.js')).run,
  },
  {
    name: 'count',
    summary: 'Events in groups: by any fields, and over time',
    description:
      'Counts the events that pass all filters, in groups told apart by --by, in steps of time with --every. An event ' +
      'whose field has several values counts for each of them; one without the field is in a group of its own. Errors ' +
      'are events with an error code.',
    options: [...groupOptions, ...everyOption.filter((name) => name !== 'columns')],
    examples: [
      {
        line: 'trailscan count --by principal,action --top 10 fixtures/trails',
        says: 'who did what most often',
      },
      {
        line: 'trailscan count --every 1h --by errorCode --errors fixtures/trails',
        says: 'when errors cluster, by kind',
      },
      {
        line: 'trailscan count --by userIdentity.arn --distinct sourceIPAddress fixtures/trails --json',
        says: 'who calls from many addresses, for jq',
      },
    ],
    load: async () => (await import('./count/index.js')).run,
  },
  {
    name: 'history',
    summary: 'The life of a resource: created, changed, shared, deleted, and by whom',
    description:
      'Shows, oldest first, the events that created, changed, shared, deleted or restored the resource, with what was ' +
      'asked for and whom it let in, and the attempts that did not succeed. Who only read it is counted. A name used ' +
      'again after a deletion begins a new generation. Other names of the same thing, which its own events tell, are ' +
      'followed.',
    subject: {
      name: 'resource',
      help: "a name, id or ARN; also s3://bucket/key, service:name or type/name; '*' and '?' are wildcards",
    },
    options: ['related', 'limit', ...rowOptions],
    prints: ['records'],
    words: { limit: 'no more than this many rows: the first in time, what is related last of all' },
    examples: [
      { line: 'trailscan history app-uploads fixtures/trails', says: 'what happened to this bucket' },
      {
        line: 'trailscan history app-uploads fixtures/trails --related --json',
        says: 'the same with what belongs to it, for jq',
      },
    ],
    load: async () => (await import('./history/index.js')).run,
  },
  {
    name: 'trace',
    summary: 'The credentials behind a principal, key or event, and all that was done with each',
    description:
      'Shows a tree: who obtained the credentials and how, the roles assumed onward from them, and for each what was ' +
      'done, from which addresses, when first and last, and what was denied. Of a user also the keys that were made for ' +
      'him, used or not. Filters choose the events that it begins with; what was done with credentials that these obtained ' +
      'is told whole.',
    subject: {
      name: 'who',
      help: "a user, role, role/session, ARN, principal id, access key or event id; '*' and '?' are wildcards in names",
    },
    options: everyOption.filter((name) => name !== 'columns' && name !== 'keepDuplicates'),
    examples: [
      {
        line: 'trailscan trace alice fixtures/trails',
        says: 'all that was done with the credentials of alice',
      },
      {
        line: 'trailscan trace Admin/alice fixtures/trails --json',
        says: 'a role session: who opened it, and what it did, for jq',
      },
    ],
    load: async () => (await import('./trace.js')).run,
  },
  {
    name: 'show',
    summary: 'One record, whole',
    description:
      'Shows what is concluded from the record with this event id, and the record itself. An id shared by the copies ' +
      'that several accounts received shows all of them.',
    subject: {
      name: 'event-id',
      help: 'the eventID, or sharedEventID, of the record, or its first 8 characters and more',
    },
    options: rowOptions,
    prints: ['records'],
    examples: [
      {
        line: 'trailscan show 1088937b-001f-4046-9379-20995b9466f4 fixtures/trails',
        says: 'the record, readable',
      },
      {
        line: 'trailscan show 1088937b-001f-4046-9379-20995b9466f4 fixtures/trails --format raw',
        says: 'the record as it was delivered',
      },
    ],
    load: async () => (await import('./show.js')).run,
  },
  {
    name: 'detect',
    summary: 'What Sigma rules find, as a timeline',
    description:
      'Runs Sigma rules, correlations included, over the events that pass the filters, and shows what they find oldest ' +
      'first, then what each rule and each actor comes to. Without --rules the rules that come with trailscan are run.',
    options: [...ruleOptions, 'limit', 'actors', ...rowOptions, 'maxMemory'],
    prints: ['records', 'detections', 'conclusions'],
    examples: [
      { line: 'trailscan detect fixtures/trails', says: 'what the rules that come with trailscan find' },
      {
        line: 'trailscan detect fixtures/trails --rules fixtures/rules/sigma --level high --json',
        says: 'the grave findings of your own rules, for jq',
      },
      {
        line: "trailscan detect fixtures/trails --rules fixtures/rules/sigma --explain 'Bucket deleted'",
        says: 'why a rule does or does not find something',
      },
    ],
    load: async () => (await import('./detect/index.js')).run,
  },
  {
    name: 'validate',
    summary: 'Whether the files are what CloudTrail delivered, by its digests, offline',
    description:
      'Checks each log file against the hash in its digest, each digest against the hash and signature in the next, and ' +
      'finds what is altered, missing, added or not covered, for each account, region and trail. Signatures are checked ' +
      'with --public-keys; without, hashes and links only. The newest digest of a chain is signed only in S3: see ' +
      '--signatures. Exits with 1 if there is damage, or no digest.',
    options: [
      'since',
      'until',
      'account',
      'region',
      ...proofOptions,
      ...validationOutput,
      ...validationReading,
    ],
    words: {
      since: `files delivered at or after this time: ${timeHelp}`,
      until: 'files delivered before this time, in the same forms',
      account: 'files of this account',
      region: "files of this region, such as eu-west-1 or 'eu-*'",
    },
    refused: {
      options: filterOptions.filter((name) => !['since', 'until', 'account', 'region'].includes(name)),
      why: 'whole files are validated, not events; --since, --until, --account and --region choose among them.',
    },
    examples: [
      {
        line: 'trailscan validate fixtures/digests --public-keys fixtures/digests/public-keys.json --signatures fixtures/digests/signatures',
        says: 'whether everything is there and unaltered, and signed by AWS',
      },
      {
        line: 'trailscan validate fixtures/digests --region eu-west-1 --since 2024-06-03T10:00:00Z --json',
        says: 'one region from an hour on, by hashes and links alone, for jq',
      },
    ],
    load: async () => (await import('./validate/index.js')).run,
  },
  {
    name: 'check',
    summary: 'Compliance verdicts: pass, fail, or not judged for want of evidence',
    description:
      'Judges the controls of packs by the events in the archive, and shows for each whether it passes, fails (with each ' +
      'event that shows it) or cannot be judged, and why. Without --pack those of the configuration, or all that come ' +
      'with trailscan (change-control only where the configuration names principals or windows). --since last judges ' +
      'what came since the last run. Exits with 1 if a control fails, with 3 if one was not judged. Markdown explains each failure; in GitHub Actions the format is github if none is named. ' +
      '--report changes lists all write actions instead, and whether the configuration approves them.',
    options: [
      ...(['since', 'until', 'account', 'region'] as const),
      ...checkOptions,
      'actors',
      ...outputOptions.filter((name) => name !== 'columns' && name !== 'exitStatus'),
      ...readingOptions.filter((name) => name !== 'keepDuplicates'),
      ...placeOptions,
    ],
    prints: ['verdicts', 'conclusions'],
    words: {
      since: `events at or after this time: ${timeHelp}; or last: what came since the last run`,
      list: 'show the controls instead of judging them',
      failOn: 'exit with 1 only if a control of this level or above fails',
      related: 'with --resource: also what was done to things that belong to it',
    },
    refused: {
      options: filterOptions.filter((name) => !['since', 'until', 'account', 'region'].includes(name)),
      why: 'all events are judged, or nothing could pass; --since, --until, --account and --region choose among them, and suppressions accept findings.',
    },
    examples: [
      {
        line: 'trailscan check fixtures/check/trails --pack fixtures/check/packs/trail.yml',
        says: 'the controls of your own pack',
      },
      {
        line: 'trailscan check fixtures/check/trails --config fixtures/check/trailscan.yml --fail-on high --json',
        says: 'as a configuration says, for jq; failures below level high do not count',
      },
      {
        line: 'trailscan check fixtures/trails --report changes --resource app-uploads',
        says: 'who changed this bucket, by day, in Markdown',
      },
    ],
    load: async () => (await import('./check/index.js')).run,
  },
  {
    name: 'coverage',
    summary: 'What the archive holds, and where it is blind',
    description:
      'Shows for each account, region and day how many events the archive holds; silences that its rhythm does not ' +
      'explain, with the calls that may have caused them; log files that CloudTrail names as delivered and that are not ' +
      'at hand; late deliveries; the trails, as far as records tell; and a verdict for each account. Only a named file ' +
      'that is missing is proven: other gaps are probable. Without --every a step is a day.',
    options: [
      'since',
      'until',
      'account',
      'region',
      'trailState',
      'every',
      'top',
      ...outputOptions.filter((name) => name !== 'columns'),
      ...readingOptions,
    ],
    words: {
      every: 'a step of so long instead of a day, such as 1h; 15m at least',
      top: 'only so many regions, gaps and files of each list',
      keepDuplicates: 'count every delivered copy of an event, not just one',
    },
    refused: {
      options: filterOptions.filter((name) => !['since', 'until', 'account', 'region'].includes(name)),
      why: 'a rhythm is that of all events; --since, --until, --account and --region choose among them.',
    },
    examples: [
      { line: 'trailscan coverage fixtures/trails', says: 'accounts, regions and days, gaps and trails' },
      {
        line: 'trailscan coverage --every 1h --since 2024-05-02 fixtures/trails --json',
        says: 'one day by the hour, for jq',
      },
      {
        line: 'trailscan coverage --trail-state fixtures/trails',
        says: 'whether the absence of events means anything, and when',
      },
    ],
    load: async () => (await import('./coverage/index.js')).run,
  },
  {
    name: 'formats',
    summary: 'What each file is, and why any was not read',
    description:
      'Shows for each file, or member of a container, the format it was recognised as by its content, how many records ' +
      'it holds, from when to when, of which accounts, and what is wrong with it. Nothing is passed over by its path.',
    options: [...outputOptions, ...readingOptions].filter(
      (name) => name !== 'columns' && name !== 'keepDuplicates',
    ),
    examples: [
      { line: 'trailscan formats fixtures/trails', says: 'the files of an archive' },
      {
        line: "trailscan formats 'fixtures/formats/*/input' --format csv",
        says: 'downloads, exports and query results of all kinds, as CSV',
      },
    ],
    load: async () => (await import('./formats.js')).run,
  },
];
