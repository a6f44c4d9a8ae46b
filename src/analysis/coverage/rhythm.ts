/**
 * Heartbeats: calls that services make at a steady rhythm by themselves, so that their silence can be seen. A silence
 * counts if it is several times longer than every other wait, and hardly anything else of the account and region was
 * recorded meanwhile: then it is not the service that rested. It remains probable, for services do stop.
 */
export interface Beat {
  readonly account: string;
  readonly region: string;
  /** Who calls: `config.amazonaws.com`. */
  readonly service: string;
  /** `s3:GetBucketAcl` */
  readonly action: string;
  /** Events between `first` and `last`, both epoch milliseconds. */
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

export interface HeartbeatSilence {
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly action: string;
  /** The last event before the silence and the next after it, epoch milliseconds. */
  readonly last: number;
  readonly next: number;
  /** The usual wait and the longest but for such silences, milliseconds. */
  readonly usual: number;
  readonly longest: number;
  /** Waits that the rhythm was learned from. */
  readonly waits: number;
  /** Other heartbeats of the same account and region that fell silent with it. */
  readonly others: number;
}

const fewestWaits = 24;
const mostSilences = 3;
/** A silence is longer than every other wait by this factor, and than the usual one by the next. */
const overLongest = 3;
const overUsual = 5;
const shortest = 15 * 60_000;
/** A rhythm slower than this shows too little. */
const slowest = 6 * 3_600_000;

/**
 * One silence for each that is not part of another of the account and region, by account, region and time. The order of
 * the beats does not matter.
 * @param isQuiet whether, for most of the time between, nothing else was recorded of the account and region.
 */
export function heartbeatSilences(
  beats: readonly Beat[],
  isQuiet: (account: string, region: string, from: number, until: number) => boolean,
): readonly HeartbeatSilence[] {
  const byCall = new Map<string, Beat[]>();
  for (const beat of beats) {
    const key = [beat.account, beat.region, beat.service, beat.action].join(' ');
    const known = byCall.get(key) ?? [];
    known.push(beat);
    byCall.set(key, known);
  }
  const found = [...byCall]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => silencesOf(own))
    .filter(({ account, region, last, next }) => isQuiet(account, region, last, next));
  return together(found);
}

interface Wait {
  readonly from: number;
  readonly length: number;
  /** How many waits of this length follow each other: within a step of time only their mean is known. */
  readonly times: number;
}

function silencesOf(own: readonly Beat[]): HeartbeatSilence[] {
  const sorted = own.filter(({ first }) => Number.isFinite(first)).sort((a, b) => a.first - b.first);
  const waits: Wait[] = [];
  let before: Beat | undefined;
  for (const beat of sorted) {
    if (before) waits.push({ from: before.last, length: beat.first - before.last, times: 1 });
    const inner = beat.count - 1;
    if (inner > 0) waits.push({ from: beat.first, length: (beat.last - beat.first) / inner, times: inner });
    before = beat;
  }
  const longest = [...waits].sort((a, b) => b.length - a.length || a.from - b.from);
  const [{ account = '', region = '', service = '', action = '' } = {}] = sorted;
  for (let count = Math.min(mostSilences, longest.length - 1); count > 0; count--) {
    const others = longest.slice(count);
    const known = others.reduce((sum, { times }) => sum + times, 0);
    const usual = median(others, known);
    const limit = others[0]?.length ?? 0;
    if (known < fewestWaits || usual > slowest) continue;
    const isLong = ({ length }: Wait): boolean =>
      length >= Math.max(shortest, overLongest * limit, overUsual * usual);
    const chosen = longest.slice(0, count);
    if (!chosen.every(isLong)) continue;
    // Before the rhythm was there, there was nothing to fall silent.
    return chosen
      .filter(({ from }) => waitsBefore(others, from) >= fewestWaits / 2)
      .map(({ from, length }) => ({
        ...{ account, region, service, action },
        last: from,
        next: from + length,
        usual,
        longest: limit,
        waits: known,
        others: 0,
      }));
  }
  return [];
}

function waitsBefore(waits: readonly Wait[], time: number): number {
  return waits.reduce((sum, { from, times }) => (from < time ? sum + times : sum), 0);
}

/** @param sorted longest first. */
function median(sorted: readonly Wait[], known: number): number {
  let passed = 0;
  for (const { length, times } of sorted) {
    passed += times;
    if (passed * 2 >= known) return length;
  }
  return 0;
}

/** Of those that overlap in one account and region the one with the shortest usual wait, which tells most exactly. */
function together(silences: readonly HeartbeatSilence[]): HeartbeatSilence[] {
  const kept: HeartbeatSilence[] = [];
  for (const silence of [...silences].sort((a, b) => a.usual - b.usual)) {
    const at = kept.findIndex(
      (one) =>
        one.account === silence.account &&
        one.region === silence.region &&
        one.last < silence.next &&
        silence.last < one.next,
    );
    const one = kept[at];
    if (one) kept[at] = { ...one, others: one.others + 1 };
    else kept.push(silence);
  }
  return kept.sort((a, b) => {
    const [left, right] = [a, b].map(({ account, region }) => `${account} ${region}`) as [string, string];
    return left < right ? -1 : left > right ? 1 : a.last - b.last;
  });
}
