/** Presence made ready to be asked about any place and time. */
import type { IsSeen } from '../../analysis/coverage/index.js';
import { type ClassPresence, type KindPresence, step } from './question.js';

/**
 * Tells whether for at least half of the time between, in one piece, nothing was recorded of an account and region: the
 * calls that stop and start logging are recorded themselves. False where no whole step lies between.
 */
export function stepIndex(
  presence: readonly ClassPresence[],
): (account: string, region: string, from: number, until: number) => boolean {
  const steps = sortedBy(presence, ({ account, region }) => `${account} ${region}`);
  return (account, region, from, until) => {
    const times = steps.get(`${account} ${region}`) ?? [];
    const end = Math.floor(until / step) * step;
    let quietFrom = (Math.floor(from / step) + 1) * step;
    let longest = 0;
    for (let i = firstFrom(times, quietFrom); i < times.length; i++) {
      const time = Math.min(times[i] ?? end, end);
      longest = Math.max(longest, time - quietFrom);
      quietFrom = time + step;
      if (time === end) break;
    }
    return longest > 0 && longest >= (until - from) / 2;
  };
}

/**
 * Tells it by the whole steps of the time; undefined where no step lies in it. Data events are known by the service that
 * they are about, and by their first and last time only.
 */
export function classIndex(presence: readonly ClassPresence[], kinds: readonly KindPresence[]): IsSeen {
  const steps = sortedBy(presence, ({ account, region, eventClass }) => `${account} ${region} ${eventClass}`);
  const regionsOf = new Map<string, Set<string>>();
  for (const { account, region } of presence) {
    const known = regionsOf.get(account) ?? new Set();
    regionsOf.set(account, known.add(region));
  }
  return (account, region, others, eventClass, from, until) => {
    const regions = region === null ? [...(regionsOf.get(account) ?? [])] : [region];
    const asked = regions.filter((name) => !others.includes(name));
    if (eventClass.startsWith('data ')) {
      const service = /^data AWS::([^:]+)::/.exec(eventClass)?.[1]?.toLowerCase();
      return kinds.some(
        (kind) =>
          kind.isData &&
          kind.account === account &&
          asked.includes(kind.region) &&
          kind.source === `${service}.amazonaws.com` &&
          [kind.first, kind.last].some((time) => time >= from && time < until),
      );
    }
    const begin = Math.ceil(from / step) * step;
    const end = Math.floor(until / step) * step;
    if (begin >= end) return undefined;
    return asked.some((name) => hasWithin(steps.get(`${account} ${name} ${eventClass}`) ?? [], begin, end));
  };
}

function sortedBy(
  presence: readonly ClassPresence[],
  keyOf: (one: ClassPresence) => string,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const one of presence) {
    const key = keyOf(one);
    const known = found.get(key) ?? [];
    known.push(one.from);
    found.set(key, known);
  }
  for (const times of found.values()) times.sort((a, b) => a - b);
  return found;
}

/** Whether a sorted list has something from `begin` on, before `end`. */
function hasWithin(sorted: readonly number[], begin: number, end: number): boolean {
  const next = sorted[firstFrom(sorted, begin)];
  return next !== undefined && next < end;
}

/** Where a sorted list reaches `begin`; its length if it does not. */
function firstFrom(sorted: readonly number[], begin: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < begin) low = middle + 1;
    else high = middle;
  }
  return low;
}
