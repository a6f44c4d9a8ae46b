/** Which files a run has not read yet, by what the last one keeps of those that it read. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ArchiveFile } from '../../../src/commands/archive.js';
import {
  filesRead,
  hasExports,
  joined,
  unreadOf,
  watchedFrom,
} from '../../../src/commands/check/files-read.js';
import { parseLayout } from '../../../src/load/layout.js';
import { temporaryFolder } from '../../support/odd-archive.js';

const trail = (day: string, unique: string, region = 'us-east-1', root = 'logs'): ArchiveFile => {
  const path = `${root}/AWSLogs/111122223333/CloudTrail/${region}/2024/05/${day}/111122223333_CloudTrail_${region}_202405${day}T0900Z_${unique}.json.gz`;
  return { path, shown: path, layout: parseLayout(path) };
};
const folder = temporaryFolder();
function exported(name: string, text: string): ArchiveFile {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, shown: path, layout: undefined };
}
const from = '2024-05-10';
const unread = (before: readonly ArchiveFile[], now: readonly ArchiveFile[]) =>
  unreadOf(now, filesRead(before, from)).map(({ shown }) => shown.replace(/.*_|.*\//, ''));

describe('what was not read', () => {
  it.each<[string, readonly ArchiveFile[], readonly ArchiveFile[], readonly string[]]>([
    ['is nothing where nothing changed', [trail('11', 'a')], [trail('11', 'a')], []],
    [
      'is told by names, in any order and in any folder',
      [trail('11', 'a'), trail('11', 'b')],
      [trail('11', 'b', 'us-east-1', 'there'), trail('11', 'a', 'us-east-1', 'there')],
      [],
    ],
    [
      'is all of the day, account and region of a new file',
      [trail('11', 'a'), trail('12', 'c'), trail('11', 'd', 'eu-west-1')],
      [trail('11', 'a'), trail('11', 'b'), trail('12', 'c'), trail('11', 'd', 'eu-west-1')],
      ['a.json.gz', 'b.json.gz'],
    ],
    ['is a file in place of another', [trail('11', 'a')], [trail('11', 'b')], ['b.json.gz']],
    ['is no file that is gone', [trail('11', 'a'), trail('12', 'b')], [trail('12', 'b')], []],
    [
      'is all of what is long past, where there is more of it',
      [trail('01', 'a')],
      [trail('01', 'a'), trail('02', 'b')],
      ['a.json.gz', 'b.json.gz'],
    ],
    [
      'is none of what is long past, where there is less of it',
      [trail('01', 'a'), trail('02', 'b')],
      [trail('02', 'b')],
      [],
    ],
    [
      'is an export of another name or size',
      [exported('one.json', '1'), exported('two.json', '2')],
      [exported('one.json', '1'), exported('three.json', '2')],
      ['three.json'],
    ],
  ])('%s', (_, before, now, expected) => expect(unread(before, now)).toEqual(expected));

  it('is an export that has grown', () => {
    const before = filesRead([exported('grows.json', '1')], from);
    expect(unreadOf([exported('grows.json', '12')], before)).toHaveLength(1);
  });
});

describe('what is kept', () => {
  it('is a few bytes for each account, region and day', () => {
    const { groups } = filesRead(
      [trail('11', 'a'), trail('11', 'b'), trail('02', 'c'), trail('01', 'd')],
      from,
    );
    expect(Object.fromEntries(groups)).toEqual({
      '111122223333 us-east-1 2024-05-11': expect.stringMatching(/^2 [0-9a-f]{16}$/) as string,
      '111122223333 us-east-1 earlier': '2',
    });
  });

  it('outlives files that are not at hand, as long as their day is known by names', () => {
    const before = filesRead([trail('11', 'a'), trail('12', 'b'), trail('01', 'c')], from);
    const now = joined(before, filesRead([trail('13', 'd')], '2024-05-12'));
    expect([...now.groups.keys()].sort()).toEqual([
      '111122223333 us-east-1 2024-05-12',
      '111122223333 us-east-1 2024-05-13',
      '111122223333 us-east-1 earlier',
    ]);
    expect(unreadOf([trail('12', 'b'), trail('13', 'd')], now)).toEqual([]);
  });

  it('goes 31 days back', () => {
    expect(watchedFrom(Date.UTC(2024, 4, 31, 12))).toBe('2024-04-30');
    expect(watchedFrom(Number.NEGATIVE_INFINITY)).toBe('');
  });
});

it('a file that is not named like evidence is no export', () => {
  expect(hasExports([trail('11', 'a')])).toBe(false);
  expect(hasExports([{ path: 'README', shown: 'README', layout: undefined, doubtful: true }])).toBe(false);
  expect(hasExports([exported('one.json', '1')])).toBe(true);
});
