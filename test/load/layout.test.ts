import { describe, expect, it } from 'vitest';
import { type Layout, parseLayout } from '../../src/load/layout.js';

const none: Omit<Layout, 'kind'> = {
  organization: undefined,
  account: undefined,
  region: undefined,
  day: undefined,
  deliveredAt: undefined,
  sureAccount: false,
  sureRegion: false,
};
const file = '111122223333_CloudTrail_eu-west-1_20230710T1205Z_Ab0Cd1Ef2Gh3Ij4K.json.gz';
const byName = {
  ...none,
  kind: 'trail',
  account: '111122223333',
  region: 'eu-west-1',
  day: '2023-07-10',
  deliveredAt: Date.UTC(2023, 6, 10, 12, 5),
};
const sure = { ...byName, sureAccount: true, sureRegion: true };
const key = `AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/${file}`;

describe('a path of CloudTrail', () => {
  it.each<[string, string, object]>([
    ['a whole key', key, sure],
    ['behind a prefix', `logs/of/ours/${key}`, sure],
    ['as an absolute path', `/evidence/case 7/${key}`, sure],
    [
      'an organization, which is the prefix too',
      `o-a1b2c3d4e5/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/eu-west-1/2023/07/10/${file}`,
      { ...sure, organization: 'o-a1b2c3d4e5' },
    ],
    ['a prefix that looks like a key', `AWSLogs/444455556666/CloudTrail/copies/${key}`, sure],
    ['re-rooted at the account', `111122223333/CloudTrail/eu-west-1/2023/07/10/${file}`, sure],
    ['re-rooted at the folder', `CloudTrail/eu-west-1/2023/07/10/${file}`, { ...sure, sureAccount: false }],
    ['re-rooted at the Region', `eu-west-1/2023/07/10/${file}`, { ...sure, sureAccount: false }],
    ['the name alone', file, byName],
    ['the name below another folder', `downloads/${file}`, byName],
    ['inflated', file.replace('.gz', ''), byName],
    ['no underscore before the unique part', file.replace('Z_', 'Z'), byName],
    ['leading zeros', file.replace('111122223333', '000000000042'), { ...byName, account: '000000000042' }],
    ['GovCloud', file.replace('eu-west-1', 'us-gov-west-1'), { ...byName, region: 'us-gov-west-1' }],
    ['an invented Region', file.replace('eu-west-1', 'us-north-2r'), { ...byName, region: 'us-north-2r' }],
    [
      'network activity',
      key.replaceAll('CloudTrail', 'CloudTrail-NetworkActivity'),
      { ...sure, kind: 'network-activity' },
    ],
    ['aggregates', key.replaceAll('CloudTrail', 'CloudTrail-Aggregated'), { ...sure, kind: 'aggregated' }],
    ['Insights', key.replaceAll('CloudTrail', 'CloudTrail-Insight'), { ...sure, kind: 'insight' }],
    [
      'an Insights name alone',
      file.replace('CloudTrail', 'CloudTrail-Insight'),
      { ...byName, kind: 'insight' },
    ],
    [
      'a renamed file in its own folder',
      `AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/all.json`,
      { ...none, kind: 'trail', account: '111122223333', region: 'eu-west-1', day: '2023-07-10' },
    ],
    [
      'a folder of the account without the rest',
      'AWSLogs/111122223333/CloudTrail/all.json',
      { ...none, kind: 'trail', account: '111122223333' },
    ],
    [
      'a digest, its trail named with underscores',
      'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2023/07/10/' +
        '111122223333_CloudTrail-Digest_eu-west-1_our_main_trail_us-east-1_20230710T120507Z.json.gz',
      { ...sure, kind: 'digest', deliveredAt: Date.UTC(2023, 6, 10, 12, 5, 7) },
    ],
    [
      'a backfilled digest by its name',
      '111122223333_CloudTrail-Digest_eu-west-1_main_us-east-1_20230710T120507Z_backfill.json.gz',
      { ...byName, kind: 'digest', deliveredAt: Date.UTC(2023, 6, 10, 12, 5, 7) },
    ],
    [
      'a renamed digest',
      'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2023/07/10/d.json.gz',
      { ...none, kind: 'digest', account: '111122223333', region: 'eu-west-1', day: '2023-07-10' },
    ],
    [
      'saved Lake results',
      'AWSLogs/111122223333/CloudTrail-Lake/Query/2023/07/10/7f3a/result_1.csv.gz',
      { ...none, kind: 'lake', account: '111122223333' },
    ],
    [
      're-rooted Lake results',
      'CloudTrail-Lake/Query/2023/07/10/7f3a/result_sign.json',
      { ...none, kind: 'lake' },
    ],
    [
      'another service in the bucket',
      'AWSLogs/o-a1b2c3d4e5/111122223333/Config/eu-west-1/2023/7/10/ConfigHistory/c.json.gz',
      { ...none, kind: 'other-service' },
    ],
  ])('%s', (_, path, layout) => expect(parseLayout(path)).toEqual(layout));
});

describe('where folders and file name disagree', () => {
  it.each<[string, string, object]>([
    [
      'the account is dropped',
      key.replace('/111122223333/', '/444455556666/'),
      {
        ...sure,
        account: undefined,
        sureAccount: false,
      },
    ],
    [
      'the Region is dropped',
      key.replace('/eu-west-1/', '/eu-west-2/'),
      {
        ...sure,
        region: undefined,
        sureRegion: false,
      },
    ],
    [
      'the time is dropped',
      key.replace('/07/10/', '/07/11/'),
      { ...sure, day: undefined, deliveredAt: undefined },
    ],
    ['the folders are, if the kind differs', key.replace('/CloudTrail/', '/CloudTrail-Digest/'), byName],
  ])('%s', (_, path, layout) => expect(parseLayout(path)).toEqual(layout));
});

describe('not a path of CloudTrail', () => {
  it.each([
    ['nothing', ''],
    ['any file', 'notes/events.json'],
    ['a dated folder without the name', 'eu-west-1/2023/07/10/events.json'],
    ['a folder that only shares the name', 'home/CloudTrail/events.json'],
    ['an unknown kind', file.replace('CloudTrail', 'CloudTrail-Novelty')],
    ['a day that does not exist', file.replace('0710', '0231')],
    ['an hour that does not exist', file.replace('T1205', 'T2405')],
    ['an account of eleven digits', file.slice(1)],
    ['another service of an unknown name', 'AWSLogs/111122223333/Novelty/x.json.gz'],
  ])('%s', (_, path) => expect(parseLayout(path)).toBeUndefined());
});
