/**
 * Silences within the time that was asked for. The rhythm of an archive tells which silences are gaps (`Evidence.gaps`), but
 * only inside of what was delivered, and where there are days enough to tell. Whoever asks for a time expects all of it.
 */
import { compareTexts } from '../../model/compare-texts.js';
import type { Presence } from '../../model/presence.js';
import { earliest, latest } from './evidence.js';

/** Epoch milliseconds; null where no bound was given. */
export interface AskedTime {
  readonly from: number | null;
  readonly until: number | null;
}

export interface Silence {
  readonly account: string;
  /** Null for the whole account. */
  readonly region: string | null;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  /** Whether nearly every other hour of the time has events. */
  readonly isUnusual: boolean;
}

const hour = 3_600_000;
const day = 24 * hour;
/** As long as a night, a quarter of the time, but never longer than a weekend with a holiday. */
const shortest = 12 * hour;
const share = 1 / 4;
const longest = 3 * day;
/** From so many days on the rhythm tells what a silence within the time means. */
const rhythmic = 3 * day;
const usuallyActive = 0.9;
const fewestOthers = 12;

/**
 * The long silences of each account and region that events are known of, by account, then region, the whole account first.
 * Where neither bound was given it is the time from an account's first event to its last, and what is unusual in it.
 */
export function silencesIn(presence: readonly Presence[], asked: AskedTime): readonly Silence[] {
  const isGiven = asked.from !== null || asked.until !== null;
  const accounts = new Map<string, Map<string | null, Set<number>>>();
  for (const { account, region, hour: start } of presence) {
    const series = accounts.get(account) ?? new Map<string | null, Set<number>>([[null, new Set()]]);
    accounts.set(account, series);
    const own = series.get(region) ?? new Set();
    series.set(region, own);
    own.add(start);
    series.get(null)?.add(start);
  }
  return [...accounts]
    .sort(([a], [b]) => compareTexts(a, b))
    .flatMap(([account, series]) => {
      const all = [...(series.get(null) ?? [])];
      const from = asked.from ?? earliest(all);
      const until = asked.until ?? latest(all) + hour;
      return [...series]
        .sort(([a], [b]) => compareTexts(a ?? '', b ?? ''))
        .flatMap(([region, hours]) =>
          silencesOf(hours, from, until)
            .filter(({ isUnusual }) => isGiven || isUnusual)
            .map((silence) => ({ account, region, ...silence })),
        );
    });
}

function silencesOf(
  hours: ReadonlySet<number>,
  from: number,
  until: number,
): readonly Pick<Silence, 'from' | 'until' | 'isUnusual'>[] {
  const most = Math.max(shortest, Math.min(share * (until - from), longest));
  const inside = [...hours].filter((start) => start + hour > from && start < until).sort((a, b) => a - b);
  const found: Pick<Silence, 'from' | 'until' | 'isUnusual'>[] = [];
  let end = from;
  for (const start of [...inside, until]) {
    const length = start - end;
    const isWithin = end !== from && start !== until;
    if (length >= most && !(isWithin && until - from >= rhythmic)) {
      const others = (until - from - length) / hour;
      // Before its first event a region need not have been in use.
      const isUnusual = end !== from && others >= fewestOthers && inside.length >= usuallyActive * others;
      found.push({ from: end, until: start, isUnusual });
    }
    end = Math.max(end, start + hour);
  }
  return found;
}
