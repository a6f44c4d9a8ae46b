/**
 * What could be seen, when: for each account, region and event class its trails add up, for an event is recorded if any
 * trail records it. Trails of which the records tell nothing may always exist: `not recorded` says that no trail known
 * from the records recorded it, and is taken back where the archive holds such events after all.
 */
import type { EventClass } from './selection.js';
import type { TrailPeriod } from './trail-state.js';

export type Sight = 'recorded' | 'partly' | 'not recorded' | 'unknown';

/** What could be seen of one class in one region of an account, for some time. */
export interface SightPeriod {
  readonly account: string;
  /** Null: every region that has no line of its own. */
  readonly region: string | null;
  readonly eventClass: EventClass;
  /** Epoch milliseconds, infinite at the ends. */
  readonly from: number;
  readonly until: number;
  readonly sight: Sight;
  /** In words, as a sentence without a full stop. */
  readonly grounds: string;
}

/** Events of a class that the archive holds, for taking back what they disprove. */
export type Seen = (
  account: string,
  region: string | null,
  eventClass: EventClass,
  from: number,
  until: number,
) => number;

/** By account, region (those with lines of their own first), class and time; neighbours that say the same are one. */
export function sightPeriods(periods: readonly TrailPeriod[], seen: Seen): readonly SightPeriod[] {
  const accounts = [...new Set(periods.map(({ trail }) => trail.account))];
  return accounts.flatMap((account) => {
    const own = periods.filter(({ trail }) => trail.account === account);
    const homes = own.filter(({ state }) => state.exists !== false && state.settings.multiRegion !== true);
    const regions = [...new Set(homes.map(({ trail }) => trail.region))].sort();
    return [...regions, null].flatMap((region) =>
      classesOf(own).flatMap((eventClass) => lineOf(own, { account, region, eventClass }, seen)),
    );
  });
}

const always: readonly EventClass[] = [
  'management read',
  'management write',
  'data AWS::S3::Object',
  'insights',
];

function classesOf(periods: readonly TrailPeriod[]): EventClass[] {
  const selected = periods.flatMap(({ state }) => [...(state.selection?.keys() ?? [])]);
  return [...always, ...[...new Set(selected)].filter((name) => !always.includes(name)).sort()];
}

function lineOf(
  periods: readonly TrailPeriod[],
  line: Pick<SightPeriod, 'account' | 'region' | 'eventClass'>,
  seen: Seen,
): SightPeriod[] {
  const times = [...new Set(periods.map(({ from }) => from))].sort((a, b) => a - b);
  const told: SightPeriod[] = [];
  for (const [i, from] of times.entries()) {
    const until = times[i + 1] ?? Number.POSITIVE_INFINITY;
    const here = periods.filter((period) => period.from <= from && from < period.until);
    let { sight, grounds } = combined(here, line);
    const { account, region, eventClass } = line;
    if (sight === 'not recorded') {
      const events = seen(account, region, eventClass, from, until);
      if (events > 0) {
        sight = 'unknown';
        grounds = `the archive holds such events nevertheless (${events.toLocaleString('en-US')}): a trail that no record tells of recorded them`;
      }
    }
    const before = told.at(-1);
    if (before?.sight === sight && before.grounds === grounds) told[told.length - 1] = { ...before, until };
    else told.push({ ...line, from, until, sight, grounds });
  }
  return told;
}

const ranks: readonly Sight[] = ['recorded', 'partly', 'unknown', 'not recorded'];

/** The best that any trail can do. */
function combined(
  periods: readonly TrailPeriod[],
  line: Pick<SightPeriod, 'region' | 'eventClass'>,
): Pick<SightPeriod, 'sight' | 'grounds'> {
  const each = periods.map((period) => sightOf(period, line));
  const [best] = [...each].sort((a, b) => ranks.indexOf(a.sight) - ranks.indexOf(b.sight));
  if (!best) return { sight: 'unknown', grounds: 'no record tells of a trail' };
  const same = each.filter(({ sight }) => sight === best.sight).map(({ grounds }) => grounds);
  return { sight: best.sight, grounds: [...new Set(same)].join('; ') };
}

function sightOf(
  { trail, state, since }: TrailPeriod,
  { region, eventClass }: Pick<SightPeriod, 'region' | 'eventClass'>,
): Pick<SightPeriod, 'sight' | 'grounds'> {
  const { exists, logging, settings, selection, insights } = state;
  const told = since ? `${since.call} by ${since.by}` : '';
  const none = (why: string) => ({ sight: 'not recorded' as const, grounds: `${trail.name}: ${why}` });
  const open = (what: string) => ({
    sight: 'unknown' as const,
    grounds: `${trail.name}: no record tells ${what}`,
  });
  if (exists === false) return none(since ? `deleted (${told})` : 'not there yet');
  if (logging === false)
    return none(
      since?.call === 'CreateTrail'
        ? `not started (${told})`
        : since?.call === 'StopLogging'
          ? `stopped (${told})`
          : 'stopped',
    );
  if (settings.multiRegion === false && region !== trail.region) return none(`records ${trail.region} only`);
  if (logging === null) return open('whether it was logging');
  if (settings.multiRegion === null && region !== trail.region) return open('whether it is for all regions');
  if (eventClass === 'insights') {
    if (insights === null) return open('whether it has Insights');
    return insights.length > 0
      ? { sight: 'recorded', grounds: `${trail.name}: ${insights.join(', ')}` }
      : none('without Insights');
  }
  if (selection === null) return open('which events it selects');
  const extent = selection.get(eventClass);
  if (!extent) return none('not selected');
  return extent.kind === 'all'
    ? { sight: 'recorded', grounds: trail.name }
    : { sight: 'partly', grounds: `${trail.name}: ${extent.of}` };
}
