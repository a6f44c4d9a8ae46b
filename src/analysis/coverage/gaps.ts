/**
 * Silences that the rhythm of an archive does not explain. CloudTrail writes nothing where nothing happens, so silence
 * alone proves nothing: what is found here is probable, never proven.
 *
 * A silence is judged by the hours (or days) outside of it. In a series that goes round the clock, hours without events
 * are rare and it is told how many silences so long the rhythm would bring by itself; in one that rests at night, the
 * same is asked of days. Silences come in runs, so the chance that one goes on is learned apart from the chance that
 * one begins. A unit counts only where the archive shows what is usual there: its hour of the day was active on another
 * day, and a weekend counts only if weekends are about as active as other days. What is unknown is never a gap.
 */
import { compareTexts } from '../../model/compare-texts.js';
import { grouped } from '../../model/number-text.js';
import type { Gap, Presence } from '../../model/presence.js';
import { accountSeries, dayLength, hourLength, regionSeries, type Series, type Span } from './presence.js';
import { type Run, silences, toTheHour } from './silences.js';

interface Scale {
  readonly length: number;
  readonly name: string;
  /** So many other units must be known. */
  readonly fewest: number;
}

const scales: readonly Scale[] = [
  { length: hourLength, name: 'hour', fewest: 24 },
  { length: dayLength, name: 'day', fewest: 10 },
];

/** The share of other units with events from which silence is the exception. */
const usuallyActive = 0.9;
/** How many silences so long the rhythm may bring by itself in the whole series, at most. */
const mostExpected = 0.01;
/** So many silences of one series can be exceptional together; what happens more often is its rhythm. */
const mostExceptions = 4;

/**
 * The probable gaps inside the span, by account, region (the whole account first) and time. A gap of the whole account
 * takes the place of those of its regions. The silence at the end of a region counts if its account goes on; the time
 * before a region's first event does not.
 */
export function findGaps(presence: readonly Presence[], span: Span): readonly Gap[] {
  const whole = accountSeries(presence, span);
  const last = Math.max(...whole.map(lastHour));
  const endOf = new Map(whole.map((series) => [series.account, lastHour(series)]));
  const found = [
    ...whole.flatMap((series) => gapsOf(series, last, 'event', 'other accounts go on')),
    ...regionSeries(presence, span).flatMap((series) =>
      gapsOf(series, endOf.get(series.account) ?? last, 'event', 'other regions go on'),
    ),
  ];
  const management = presence.filter(isOfManagement);
  // Data events that go on do not make up for management events that are missing.
  if (management.length < presence.length) {
    const goesOn = (series: Series): Gap[] =>
      gapsOf(series, endOf.get(series.account) ?? last, 'management event', 'other events go on');
    found.push(...accountSeries(management, span).flatMap(goesOn));
    found.push(...regionSeries(management, span).flatMap(goesOn));
  }
  return found
    .filter((gap, i) => !found.slice(0, i).some((other) => covers(other, gap)))
    .map((gap) => ({ ...gap, from: Math.max(gap.from, span.from), until: Math.min(gap.until, span.until) }))
    .sort(
      (a, b) =>
        compareTexts(a.account, b.account) || compareTexts(a.region ?? '', b.region ?? '') || a.from - b.from,
    );
}

function lastHour({ hours }: Series): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const hour of hours.keys()) last = Math.max(last, hour);
  return last;
}

/** By `eventCategory`, which records have since version 1.07. */
function isOfManagement({ category }: Presence): boolean {
  return category === undefined || category.toLowerCase() === 'management';
}

/** What was found before, of the same region or its whole account, tells the same. */
function covers(other: Gap, gap: Gap): boolean {
  const isOfPlace = other.account === gap.account && (other.region === null || other.region === gap.region);
  return isOfPlace && isWithin(gap, other);
}

/** Most of it lies inside the other. */
function isWithin(gap: Gap, other: Gap): boolean {
  const shared = Math.min(gap.until, other.until) - Math.max(gap.from, other.from);
  return shared > 0.8 * (gap.until - gap.from);
}

function gapsOf(series: Series, goesOnUntil: number, what: string, goesOn: string): Gap[] {
  const found: Gap[] = [];
  for (const scale of scales) {
    for (const { run, rule } of exceptions(series, goesOnUntil, scale)) {
      const isTail = run.from > lastHour(series);
      const { from, until } = toTheHour(series, run);
      const end = Math.min(until, goesOnUntil + hourLength);
      if (found.some((other) => from < other.until && other.from < end)) continue;
      const silence = `no ${what} in ${lengthOf(end - from)}${isTail ? `, while ${goesOn}` : ''}`;
      const { account, region } = series;
      found.push({ account, region, from, until: end, grounds: `${silence}; ${rule}` });
    }
  }
  return found;
}

function lengthOf(time: number): string {
  const [size, name] = time < 2 * dayLength ? [hourLength, 'hour'] : [dayLength, 'day'];
  const count = Math.floor(time / size);
  return `${grouped(count)} ${name}${count === 1 ? '' : 's'}`;
}

interface Exception {
  readonly run: Run;
  /** What is usual instead. */
  readonly rule: string;
}

/** The longest silences, as many as are exceptional when all of them are left out of what is usual. */
function exceptions(series: Series, goesOnUntil: number, scale: Scale): readonly Exception[] {
  if (series.hours.size < scale.fewest * usuallyActive) return [];
  const { runs, active } = silences(series, goesOnUntil, scale.length);
  const longest = [...runs].sort((a, b) => b.units - a.units || a.from - b.from);
  for (let count = Math.min(mostExceptions, longest.length); count > 0; count--) {
    const chosen = longest.slice(0, count);
    const others = longest.slice(count);
    if (others[0]?.units === chosen.at(-1)?.units) continue;
    const rule = ruleOf(chosen, others, active, scale);
    if (rule !== undefined) return chosen.map((run) => ({ run, rule }));
  }
  return [];
}

/** What is usual, if that makes each of the chosen silences an exception. */
function ruleOf(
  chosen: readonly Run[],
  others: readonly Run[],
  active: number,
  { name, fewest }: Scale,
): string | undefined {
  const silent = others.reduce((sum, { units }) => sum + units, 0);
  const all = active + silent;
  if (all < fewest || active / all < usuallyActive) return undefined;
  const begins = (silent + 1) / (all + 2);
  const goesOn = Math.max(begins, silent === 0 ? 0 : (silent - others.length + 0.5) / (silent + 1));
  const expected = (run: Run): number =>
    run.known === 0 ? Number.POSITIVE_INFINITY : all * begins * goesOn ** (run.known - 1);
  if (chosen.some((run) => expected(run) > mostExpected)) return undefined;
  const count = grouped(all);
  return silent === 0
    ? `each of the other ${count} ${name}s has some`
    : `${grouped(active)} of the other ${count} ${name}s have some`;
}
