/**
 * A skipped file is evidence that nobody looks at, so the property below is the heart of this test: whatever is
 * delivered as AWS documents it, an answer with pruning is the answer without.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLayout } from '../../src/load/layout.js';
import { type PruneBounds, pruner } from '../../src/load/prune.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const at = Date.UTC(2023, 6, 10, 12, 5);

interface Place {
  readonly account: string;
  readonly region: string;
  readonly time: number;
  readonly kind: string;
  readonly form: 'key' | 'folders' | 'name' | 'renamed';
}

function path({ account, region, time, kind, form }: Place): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  const stamp = `${date.replaceAll('-', '')}T${clock.slice(0, 5).replace(':', '')}Z`;
  const name = `${account}_${kind}_${region}_${stamp}_Ab0Cd1Ef2Gh3Ij4K.json.gz`;
  const dated = `${region}/${date.replaceAll('-', '/')}`;
  const forms = {
    key: `AWSLogs/${account}/${kind}/${dated}/${name}`,
    folders: `${dated}/${name}`,
    name,
    renamed: `AWSLogs/${account}/${kind}/${dated}/all.json.gz`,
  };
  return forms[form];
}

function skips(bounds: PruneBounds, place: Partial<Place> = {}): boolean {
  const usual = {
    account: '111122223333',
    region: 'eu-west-1',
    time: at,
    kind: 'CloudTrail',
    form: 'key',
  } as const;
  return pruner(bounds)(parseLayout(path({ ...usual, ...place })));
}

describe('time', () => {
  it.each<[string, PruneBounds, Partial<Place>, boolean]>([
    ['published in the minute before', { since: at + minute }, {}, true],
    ['possibly published after since', { since: at + minute - 1 }, {}, false],
    ['by a flat name', { since: at + minute }, { form: 'name' }, true],
    ['by the day of a renamed file', { since: Date.UTC(2023, 6, 11) }, { form: 'renamed' }, true],
    ['on the day itself', { since: Date.UTC(2023, 6, 11) - 1 }, { form: 'renamed' }, false],
    ['delivered after until, but not by 30 days', { until: at - 30 * day + 1 }, {}, false],
    ['delivered 30 days after until', { until: at - 30 * day }, {}, true],
    ['network activity', { since: at + minute }, { kind: 'CloudTrail-NetworkActivity' }, true],
    ['a digest, of which this is no question', { since: at + day }, { kind: 'CloudTrail-Digest' }, false],
    ['aggregates, whose form is not certain', { since: at + day }, { kind: 'CloudTrail-Aggregated' }, false],
  ])('%s', (_, bounds, place, expected) => expect(skips(bounds, place)).toBe(expected));
});

describe('account', () => {
  it.each<[string, readonly string[], Partial<Place>, boolean]>([
    ['another', ['444455556666'], {}, true],
    ['the same', ['111122223333'], {}, false],
    ['either', ['444455556666', '111122223333'], {}, false],
    ['a wildcard that fits', ['1111*3'], {}, false],
    ['a wildcard that does not', ['1111*4'], {}, true],
    ['one character for any', ['?11122223333'], {}, false],
    ['excluded', ['!1111*'], {}, true],
    ['another excluded', ['!444455556666'], {}, false],
    ['included and excluded', ['1111*', '!*3333'], {}, true],
    ['a pattern that no account fits, perhaps escaped', ['44445555666\\6'], {}, false],
    ['only the file name says so', ['444455556666'], { form: 'folders' }, false],
    ['only the folders say so', ['444455556666'], { form: 'renamed' }, false],
    ['before records named their recipient', ['444455556666'], { time: Date.UTC(2015, 11, 31) }, false],
  ])('%s', (_, account, place, expected) => expect(skips({ account }, place)).toBe(expected));
});

describe('Region', () => {
  const before = Date.UTC(2021, 11, 31);
  it.each<[string, PruneBounds, Partial<Place>, boolean]>([
    ['another', { region: ['eu-west-2'] }, {}, true],
    ['the same, in any case', { region: ['EU-West-1'] }, {}, false],
    ['re-rooted at the Region', { region: ['eu-west-2'] }, { form: 'folders' }, true],
    ['only the file name says so', { region: ['eu-west-2'] }, { form: 'name' }, false],
    ['one that records global services', { region: ['us-east-1'] }, {}, false],
    ['one that records sign-ins', { region: ['ap-southeast-2'] }, {}, false],
    ['the same of a regional service', { region: ['us-east-1'], service: ['ec2'] }, {}, true],
    [
      'services by their full names',
      { region: ['us-east-1'], service: ['EC2.amazonaws.com', 'sqs'] },
      {},
      true,
    ],
    ['of a global service too', { region: ['us-east-1'], service: ['ec2', 'iam'] }, {}, false],
    ['of services by wildcard', { region: ['us-east-1'], service: ['ec2*'] }, {}, false],
    ['of all but some services', { region: ['us-east-1'], service: ['!iam'] }, {}, false],
    ['excluded', { region: ['!eu-west-1'] }, {}, false],
    ['excluded, of a regional service', { region: ['!eu-west-1'], service: ['rds'] }, {}, true],
    ['another, while sign-ins went everywhere', { region: ['eu-west-2'] }, { time: before }, false],
    ['a regional service at that time', { region: ['eu-west-2'], service: ['ec2'] }, { time: before }, true],
    ['another partition', { region: ['us-gov-east-1'] }, { region: 'us-gov-west-1' }, false],
  ])('%s', (_, bounds, place, expected) => expect(skips(bounds, place)).toBe(expected));
});

it('reads what has no layout, and everything without bounds', () => {
  expect(pruner({ since: at })(undefined)).toBe(false);
  expect(skips({})).toBe(false);
  expect(skips({ account: [], region: [], service: [] })).toBe(false);
});

interface Delivered {
  readonly path: string;
  readonly time: number;
  readonly recipient: string | undefined;
  readonly caller: string;
  readonly region: string;
  readonly service: string;
}

const accounts = ['111122223333', '444455556666', '111155556666'];
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-west-1',
  'eu-west-2',
  'eu-north-1',
  'us-gov-west-1',
];
const globalServices = ['iam', 'sts', 'cloudfront', 'signin'];
const services = [...globalServices, 'ec2', 'kms', 's3'];

/** A record in a file, as the delivery facts allow it. */
const delivered: fc.Arbitrary<Delivered> = fc
  .record({
    account: fc.constantFrom(...accounts),
    caller: fc.constantFrom(...accounts),
    delivery: fc.constantFrom(...regions),
    recorded: fc.constantFrom(...regions),
    service: fc.constantFrom(...services),
    published: fc.oneof(
      fc.integer({ min: Date.UTC(2014, 0, 1), max: Date.UTC(2015, 0, 1) }),
      fc.integer({ min: Date.UTC(2021, 8, 1), max: Date.UTC(2022, 3, 1) }),
    ),
    delay: fc.oneof(fc.integer({ min: 0, max: 15 * minute }), fc.integer({ min: 0, max: 30 * day })),
    form: fc.constantFrom<Place['form']>('key', 'folders', 'name', 'renamed'),
    hasRecipient: fc.boolean(),
  })
  .map((made) => {
    const isEverywhere = made.published < Date.UTC(2021, 11, 22) && globalServices.includes(made.service);
    const hasRecipient = made.hasRecipient || made.published > Date.UTC(2015, 0, 1);
    const time = Math.floor(made.published / minute) * minute;
    return {
      path: path({ account: made.account, region: made.delivery, time, kind: 'CloudTrail', form: made.form }),
      time: made.published - made.delay,
      recipient: hasRecipient ? made.account : undefined,
      caller: made.caller,
      region: isEverywhere ? made.recorded : made.delivery,
      service: made.service,
    };
  });

const names = (all: readonly string[]) =>
  fc.array(
    fc.constantFrom(...all, ...all.map((name) => `!${name}`), `${all[0]?.slice(0, 3)}*`, '*1', '!*2'),
    {
      maxLength: 3,
    },
  );
const time = fc.integer({ min: Date.UTC(2013, 11, 1), max: Date.UTC(2022, 3, 1) });

/** The filters in plain words, slowly. */
function passes(record: Delivered, bounds: PruneBounds): boolean {
  const fits = (list: readonly string[] | undefined, name: string) => {
    const like = (pattern: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
    const wanted = (list ?? []).filter((pattern) => !pattern.startsWith('!'));
    const unwanted = (list ?? []).filter((pattern) => pattern.startsWith('!'));
    return (wanted.length === 0 || wanted.some(like)) && !unwanted.some((pattern) => like(pattern.slice(1)));
  };
  return (
    record.time >= (bounds.since ?? Number.NEGATIVE_INFINITY) &&
    record.time < (bounds.until ?? Number.POSITIVE_INFINITY) &&
    fits(bounds.account, record.recipient ?? record.caller) &&
    fits(bounds.region, record.region) &&
    fits(bounds.service, record.service)
  );
}

it('never skips a match', () => {
  let skipped = 0;
  fc.assert(
    fc.property(
      fc.array(delivered, { minLength: 1, maxLength: 20 }),
      fc.record(
        {
          since: time,
          until: time,
          account: names(accounts),
          region: names(regions),
          service: names(services),
        },
        { requiredKeys: [] },
      ),
      fc.integer({ min: -2 * minute, max: 2 * minute }),
      (records, drawn, nearby) => {
        const near = records[0]?.time ?? 0;
        for (const bounds of [drawn, { ...drawn, since: near + nearby, until: near + nearby + day }]) {
          const canSkip = pruner(bounds);
          const lost = records.filter(
            (record) => canSkip(parseLayout(record.path)) && passes(record, bounds),
          );
          skipped += records.filter((record) => canSkip(parseLayout(record.path))).length;
          expect(lost).toEqual([]);
        }
      },
    ),
    { seed: 20230710, numRuns: 2000 },
  );
  expect(skipped).toBeGreaterThan(10_000);
});
