/**
 * What could be seen, when: for each account, region and event class its trails add up, for an event is recorded if any
 * trail records it. Trails of which the records tell nothing may always exist: `not recorded` says that no trail known
 * from the records recorded it, and is taken back where the archive holds such events after all.
 */
import type { Span } from './presence.js';
import type { EventClass } from './selection.js';
import { type TrailPeriod, trailKey } from './trail-state.js';

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
 * those of `others`. Undefined where the time is too short to tell.
 */
export type IsSeen = (
  account: string,
  region: string | null,
  others: readonly string[],
  eventClass: EventClass,
  from: number,
  until: number,
) => boolean | undefined;

/**
 * By account, region (those with lines of their own first), class and time; neighbours that say the same are one. A trail
 * of an organisation counts for all of its accounts.
 * @param held the accounts that the archive holds, which an organisation's trail is taken to cover.
 */
export function sightPeriods(
  periods: readonly TrailPeriod[],
  held: readonly string[],
  isSeen: IsSeen,
): readonly SightPeriod[] {
  const ofOrganisation = new Set(
    periods.flatMap(({ trail, state }) => (state.settings.organization === true ? [trailKey(trail)] : [])),
  );
  const owners = periods.map(({ trail }) => trail.account);
  const accounts = [...new Set([...owners, ...(ofOrganisation.size > 0 ? held : [])])].sort();
  return accounts.flatMap((account) =>
    accountSights(
      account,
      periods.filter(({ trail }) => trail.account === account || ofOrganisation.has(trailKey(trail))),
      isSeen,
    ),
  );
}

function accountSights(account: string, own: readonly TrailPeriod[], isSeen: IsSeen): SightPeriod[] {
  const homes = own.filter(({ state }) => state.exists !== false && state.settings.multiRegion !== true);
  const regions = [...new Set(homes.map(({ trail }) => trail.region))].sort();
  const classes = classesOf(own);
  const times = [...new Set(own.map(({ from }) => from))].sort((a, b) => a - b);
  const lines = [...regions, null].flatMap((region) =>
    classes.map((eventClass) => ({ account, region, eventClass })),
  );
  const sights = own.map((period) => lines.map((line) => sightOf(period, line)));
  let standing = new Set<readonly Known[]>();
  let known: readonly Known[] = lines.map(() => unknown);
  const told = times.map((from, i) => {
    const until = times[i + 1] ?? Number.POSITIVE_INFINITY;
    const before = standing;
    standing = new Set(
      sights.filter((_, at) => {
        const period = own[at];
        return period !== undefined && period.from <= from && from < period.until;
      }),
    );
    const changed = [
      ...[...standing].filter((trail) => !before.has(trail)),
      ...[...before].filter((trail) => !standing.has(trail)),
    ];
    known = known.map((one, line) => (changed.some(mayChange(one, line)) ? combined(standing, line) : one));
    return lines.map((line, at): SightPeriod => {
      const { sight, grounds } = known[at] as Known;
      return { ...line, from, until, sight, grounds };
    });
  });
  const isThere = (line: SightPeriod, eventClass = line.eventClass, { from, until } = line as Span) =>
    isSeen(account, line.region, line.region === null ? regions : [], eventClass, from, until);
  const isDisproved = (line: SightPeriod): boolean => line.sight === 'not recorded' && isThere(line) === true;
  const hasOther = told.some((lines) => lines.some(isDisproved));
  /** Nothing was recorded of a region where there else was something: no other trail did either. */
  const isSilent = (line: SightPeriod): boolean =>
    management.every((name) => isThere(line, name) === false) &&
    management.some((name) => isThere(line, name, always) === true);
  const open = told.map((lines) =>
    hasOther ? lines.map((line) => (isSilent(line) ? line : reopened(line, isDisproved(line)))) : lines,
  );
  const count = open[0]?.length ?? 0;
  return Array.from({ length: count }, (_, line) =>
    joined(open.flatMap((lines) => lines[line] ?? [])),
  ).flat();
}

const management = ['management read', 'management write'] as const;
const always: Span = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** Where there is a trail that no record tells of, what it records is not known, in other regions and classes either. */
function reopened(line: SightPeriod, isDisproved: boolean): SightPeriod {
  if (line.sight !== 'not recorded') return line;
  const grounds = isDisproved
    ? 'such events are there all the same, by a trail that no record tells of'
    : 'there is another trail, and no record tells what it records';
  return { ...line, sight: 'unknown', grounds };
}

const usual: readonly EventClass[] = [
  'management read',
  'management write',
  'data AWS::S3::Object',
  'insights',
];

function classesOf(periods: readonly TrailPeriod[]): EventClass[] {
  const selected = periods.flatMap(({ state }) => [...(state.selection?.keys() ?? [])]);
  return [...usual, ...[...new Set(selected)].filter((name) => !usual.includes(name)).sort()];
}

function joined(periods: readonly SightPeriod[]): SightPeriod[] {
  const told: SightPeriod[] = [];
  for (const period of periods) {
    const before = told.at(-1);
    if (before?.sight === period.sight && before.grounds === period.grounds)
      told[told.length - 1] = { ...before, until: period.until };
    else told.push(period);
  }
  return told;
}

type Known = Pick<SightPeriod, 'sight' | 'grounds'>;

const ranks: readonly Sight[] = ['recorded', 'partly', 'unknown', 'not recorded'];

const unknown: Known = { sight: 'unknown', grounds: 'no record tells of a trail' };

/**
 * Whether a trail that comes or goes may matter to what is known of a line: not if others do better. Of `unknown` itself
 * there is no other.
 */
function mayChange(known: Known, line: number): (trail: readonly Known[]) => boolean {
  return (trail) =>
    known === unknown || ranks.indexOf((trail[line] as Known).sight) <= ranks.indexOf(known.sight);
}

/** The best that any trail can do. `each`: of each trail what it does of all lines; `line`: the one that is asked about. */
function combined(each: Iterable<readonly Known[]>, line: number): Known {
  let best = ranks.length;
  let grounds = new Set<string>();
  for (const trail of each) {
    const known = trail[line] as Known;
    const rank = ranks.indexOf(known.sight);
    if (rank > best) continue;
    if (rank < best) grounds = new Set();
    best = rank;
    grounds.add(known.grounds);
  }
  const sight = ranks[best];
  return sight ? { sight, grounds: [...grounds].join('; ') } : unknown;
}

function sightOf(
  { trail, state }: TrailPeriod,
  { account, region, eventClass }: Pick<SightPeriod, 'account' | 'region' | 'eventClass'>,
): Known {
  const { exists, logging, switchedBy, settings, selection, insights } = state;
  const told = switchedBy ? ` (${switchedBy.call} by ${switchedBy.by})` : '';
  const none = (why: string) => ({ sight: 'not recorded' as const, grounds: `${trail.name}: ${why}` });
  const open = (what: string) => ({
    sight: 'unknown' as const,
    grounds: `${trail.name}: no record tells ${what}`,
  });
  if (exists === false) return none(switchedBy ? `deleted${told}` : 'not there yet');
  if (logging === false)
    return none(`${switchedBy?.call === 'CreateTrail' ? 'not started' : 'stopped'}${told}`);
  if (trail.account !== account && settings.organization !== true)
    return none(`records account ${trail.account} only`);
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
