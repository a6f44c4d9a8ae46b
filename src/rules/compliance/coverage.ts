/** Whether a stretch of time is covered by events, for those who ask for it before they trust any verdict. */
import type { Presence } from '../../model/presence.js';
import { secondText } from '../../model/second-text.js';
import { few, hoursText, named } from './evidence.js';

const hour = 3_600_000;
/** An account silent for more than this share of the stretch does not cover it. */
const mostSilent = 1 / 4;
/** What an hour without events, or late delivery, may take from both ends. */
const slack = hour;

/**
 * Why the time from `from` until `until` (epoch milliseconds) is not covered. Asked of each account that the archive holds
 * before its end: no silence in it may be longer than a quarter, and events have to reach to within an hour of both ends.
 */
export function uncovered(presence: readonly Presence[], from: number, until: number): readonly string[] {
  const before = presence.filter((each) => each.hour < until);
  if (before.length === 0) return ['there is no event in what was asked for'];
  const byAccount = new Map<string, number[]>();
  for (const { account, hour: start } of before) {
    const known = byAccount.get(account);
    if (known) known.push(start);
    else byAccount.set(account, [start]);
  }
  const accounts = [...byAccount].sort(([a], [b]) => (a < b ? -1 : 1));
  return few(accounts.flatMap(([account, hours]) => lacksOf(account, hours, from, until)));
}

function lacksOf(account: string, hours: readonly number[], from: number, until: number): readonly string[] {
  const inside = [...new Set(hours)]
    .filter((start) => start + hour > from && start < until)
    .sort((a, b) => a - b);
  const [first] = inside;
  const last = inside.at(-1);
  if (first === undefined || last === undefined)
    return [`no event of ${named(account)} from ${secondText(from)} until ${secondText(until)}`];
  const lacks: string[] = [];
  if (first > from + slack) lacks.push(`the events of ${named(account)} begin at ${secondText(first)} only`);
  if (last + hour < until - slack)
    lacks.push(`the events of ${named(account)} end at ${secondText(last + hour)}`);
  for (const [i, start] of inside.entries()) {
    const before = inside[i - 1];
    const silence = before === undefined ? 0 : start - before - hour;
    if (silence > (until - from) * mostSilent)
      lacks.push(`no event of ${named(account)} for ${hoursText(silence)} before ${secondText(start)}`);
  }
  return lacks;
}
