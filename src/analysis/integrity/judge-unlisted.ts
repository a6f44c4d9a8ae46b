/** Logs that no digest names: added in an hour whose digests are right, or delivered before and after all digests. */
import { grouped } from '../../model/number-text.js';
import { type Finding, finding } from './findings.js';
import type { JudgedChain, JudgedDigest, Scope } from './judge-digests.js';
import type { Held, LogFile } from './log-file.js';
import { type LogName, logNameOf } from './names.js';

const minuteLength = 60_000;

type Position = 'within' | 'doubtful' | 'outside';

/** What a log's minute is to a chain: between two digests that are right, between others, or before and after all. */
function positionsIn({ digests, unreadable }: JudgedChain): (minute: number) => Position {
  const [first] = digests;
  const ends = [...digests, ...unreadable].map(({ nameEnd }) => nameEnd).sort((a, b) => a - b);
  const last = ends.at(-1) ?? Number.NEGATIVE_INFINITY;
  const start = first?.isCutOff ? Number.NEGATIVE_INFINITY : (first?.digest.start ?? ends[0] ?? last);
  return (minute) => {
    const at = firstEndingAfter(digests, minute);
    const [held, after] = [digests[at], digests[at + 1]];
    const isIn = held && minute >= held.digest.start && minute < held.digest.end && held.standing !== 'bad';
    // The next digest may still name it, and is not there.
    if (isIn && !after && held.nameEnd === last) return 'outside';
    if (isIn && after?.isLinkedBack && after.standing !== 'bad') return 'within';
    return minute >= start && minute < last ? 'doubtful' : 'outside';
  };
}

/** Place of the first digest whose name tells an end after this time; their number if there is none. */
function firstEndingAfter(digests: readonly JudgedDigest[], time: number): number {
  let [low, high] = [0, digests.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((digests[middle]?.nameEnd ?? 0) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Of a file whose events, as far as they tell their times, touch the range. */
function strangerOf(path: string, { records, first, last }: Held, scope: Scope): readonly Finding[] {
  const timeOf = (text: string | null): number | null => {
    const time = Date.parse(text ?? '');
    return Number.isNaN(time) ? null : time;
  };
  const [from, until] = [timeOf(first), timeOf(last)];
  if ((until ?? scope.since) < scope.since || (from ?? scope.since) >= scope.until) return [];
  const detail = records === 1 ? 'it holds 1 event' : `it holds ${grouped(records)} events`;
  return [finding('records-unlisted', { file: path, from, until, detail })];
}

/**
 * Logs that no digest names. Where a digest of their time is missing or wrong, that is said already, and they are not
 * held against anyone.
 */
export function judgeUnlisted(
  chains: readonly JudgedChain[],
  files: readonly LogFile[],
  scope: Scope,
): Finding[] {
  const extra: Finding[] = [];
  const positions = new Map<string, ((minute: number) => Position)[]>();
  for (const chain of chains) {
    if (chain.id.isBackfill) continue;
    const key = `${chain.id.account}\n${chain.id.region}`;
    positions.set(key, [...(positions.get(key) ?? []), positionsIn(chain)]);
  }
  const outside = new Map<
    string,
    { readonly name: LogName; readonly path: string; first: number; last: number; count: number }
  >();
  for (const { path, name: ownName, holds } of files) {
    const name = logNameOf(ownName);
    if (!name && holds && holds.records > 0) extra.push(...strangerOf(path, holds, scope));
    if (!name || name.minute < scope.since || name.minute >= scope.until) continue;
    const key = `${name.account}\n${name.region}`;
    const own = positions.get(key)?.map((position) => position(name.minute));
    if (!own || own.includes('doubtful')) continue;
    const about = { account: name.account, region: name.region };
    if (name.kind === 'CloudTrail' && own.includes('within')) {
      const until = name.minute + minuteLength;
      extra.push(finding('log-extra', { ...about, file: path, from: name.minute, until }));
      continue;
    }
    const known = outside.get(key) ?? { name, path, first: name.minute, last: name.minute, count: 0 };
    known.count++;
    known.first = Math.min(known.first, name.minute);
    known.last = Math.max(known.last, name.minute);
    outside.set(key, known);
  }
  const uncovered = Array.from(outside.values(), ({ name, path, first, last, count }) =>
    finding('log-uncovered', {
      account: name.account,
      region: name.region,
      file: path,
      from: first,
      until: last + minuteLength,
      count,
    }),
  );
  return [...extra, ...uncovered];
}
