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

/**
 * Whether the archive holds events of a class of an account in some time: of one region, or where that is null of any but
 * those of `others`.
 */
export type IsSeen = (
  account: string,
  region: string | null,
  others: readonly string[],
  eventClass: EventClass,
  from: number,
  until: number,
) => boolean;

/** By account, region (those with lines of their own first), class and time; neighbours that say the same are one. */
export function sightPeriods(periods: readonly TrailPeriod[], isSeen: IsSeen): readonly SightPeriod[] {
  const accounts = [...new Set(periods.map(({ trail }) => trail.account))];
  return accounts.flatMap((account) => {
    const own = periods.filter(({ trail }) => trail.account === account);
    const homes = own.filter(({ state }) => state.exists !== false && state.settings.multiRegion !== true);
    const regions = [...new Set(homes.map(({ trail }) => trail.region))].sort();
    const lines = classesOf(own).map((eventClass) => linesOf(own, account, regions, eventClass, isSeen));
    return [...regions, null].flatMap((region) => lines.flatMap((line) => joined(line.get(region) ?? [])));
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

/**
 * One class of one account in each of its regions, change by change. Events where no known trail records them show that
 * there is another trail; what that one records elsewhere is not known either.
 */
function linesOf(
  periods: readonly TrailPeriod[],
  account: string,
  regions: readonly string[],
  eventClass: EventClass,
  isSeen: IsSeen,
): ReadonlyMap<string | null, SightPeriod[]> {
  const times = [...new Set(periods.map(({ from }) => from))].sort((a, b) => a - b);
  const lines = new Map<string | null, SightPeriod[]>([...regions, null].map((region) => [region, []]));
  for (const [i, from] of times.entries()) {
    const until = times[i + 1] ?? Number.POSITIVE_INFINITY;
    const here = periods.filter((period) => period.from <= from && from < period.until);
    const known = [...lines.keys()].map((region) => ({ region, ...combined(here, { region, eventClass }) }));
    const hasOther = known.some(
      ({ region, sight }) =>
        sight === 'not recorded' &&
        isSeen(account, region, region === null ? regions : [], eventClass, from, until),
    );
    for (const { region, sight, grounds } of known) {
      const told =
        hasOther && sight === 'not recorded'
          ? {
              sight: 'unknown' as const,
              grounds: 'such events are there all the same, by a trail that no record tells of',
            }
          : { sight, grounds };
      lines.get(region)?.push({ account, region, eventClass, from, until, ...told });
    }
  }
  return lines;
}

function joined(periods: readonly SightPeriod[]): SightPeriod[] {
  const told: SightPeriod[] = [];
  for (const period of periods) {
    const before = told.at(-1);
    const isSame = before?.sight === period.sight && before.grounds === period.grounds;
    if (isSame) told[told.length - 1] = { ...before, until: period.until };
    else told.push(period);
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
