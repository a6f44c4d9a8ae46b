/** What an archive comes to for one account: whether it is whole, as far as it tells, and on what grounds. */
import { grouped } from '../../model/number-text.js';
import type { Gap } from '../../model/presence.js';
import type { Span } from './presence.js';
import type { HeartbeatSilence } from './rhythm.js';
import type { SightPeriod } from './sight.js';
import type { TrailChange } from './trail-change.js';
import { trailKey } from './trail-state.js';

/**
 * incomplete: something is missing for certain; gaps: something is probably missing; no gap found: the rhythm would show
 * one; unknown: too little is at hand to learn a rhythm from, and nothing else tells.
 */
type CoverageVerdict = 'incomplete' | 'gaps' | 'no gap found' | 'unknown';

export interface Ground {
  readonly certainty: 'proven' | 'probable' | 'context';
  /** A sentence without a full stop. */
  readonly text: string;
}

export interface AccountFacts {
  readonly account: string;
  /** Hours with events, and hours from the first to the last of them. */
  readonly activeHours: number;
  readonly hours: number;
  readonly gaps: readonly Gap[];
  readonly silences: readonly HeartbeatSilence[];
  /** Log files that CloudTrail's own records name, and those of them that are not at hand. */
  readonly named: number;
  readonly missing: number;
  /** Data events that are there, by service, most first. */
  readonly data: readonly { readonly source: string; readonly events: number }[];
  /** Inside the span. */
  readonly sights: readonly SightPeriod[];
}

export interface AccountVerdict {
  readonly account: string;
  readonly verdict: CoverageVerdict;
  /** Those that decide first. */
  readonly grounds: readonly Ground[];
}

/** A rhythm is learned from at least so many hours with events, as gaps are. */
const fewestHours = 24;
const usuallyActive = 0.9;

export function judgeAccount(facts: AccountFacts): AccountVerdict {
  const { account, gaps, silences, named, missing, activeHours, hours } = facts;
  const grounds: Ground[] = [];
  const add = (certainty: Ground['certainty'], text: string): void => void grounds.push({ certainty, text });
  if (missing > 0)
    add(
      'proven',
      `${grouped(missing)} of ${count(named, 'log file')} that CloudTrail named ${missing === 1 ? 'is' : 'are'} not at hand`,
    );
  const isEverywhere = facts.sights.every(({ region }) => region === null);
  for (const [region, time] of blindTimes(facts.sights)) {
    const where = region ?? (isEverywhere ? 'all regions' : 'other regions');
    add(
      'probable',
      `no trail that records tell of recorded management writes in ${where} for ${hoursText(time)}`,
    );
  }
  if (gaps.length > 0) add('probable', `${count(gaps.length, 'silence')} that the rhythm does not explain`);
  if (silences.length > 0) add('probable', `${count(silences.length, 'silence')} of steady heartbeats`);
  if (missing === 0 && named > 0)
    add('context', `all of ${count(named, 'log file')} that CloudTrail named are at hand`);
  const isSteady = activeHours >= fewestHours && activeHours / hours >= usuallyActive;
  add(
    'context',
    `${grouped(activeHours)} of ${count(hours, 'hour')} from first to last event with events` +
      (isSteady
        ? ''
        : activeHours < fewestHours
          ? ', too few to learn a rhythm by the hour'
          : ', with rests'),
  );
  const data = facts.data.map(({ source, events }) => `${source} (${grouped(events)})`);
  add(
    'context',
    data.length > 0
      ? `data events of ${data.join(', ')}`
      : 'no data events: what was read or written in objects, tables and queues cannot be seen',
  );
  return { account, verdict: verdictOf(grounds, named > 0 || isSteady), grounds };
}

function verdictOf(grounds: readonly Ground[], tells: boolean): CoverageVerdict {
  if (grounds.some(({ certainty }) => certainty === 'proven')) return 'incomplete';
  if (grounds.some(({ certainty }) => certainty === 'probable')) return 'gaps';
  return tells ? 'no gap found' : 'unknown';
}

/** How long, in milliseconds, writes went unrecorded, by region. */
function blindTimes(sights: readonly SightPeriod[]): ReadonlyMap<string | null, number> {
  const byRegion = new Map<string | null, number>();
  for (const { sight, eventClass, region, from, until } of sights) {
    if (sight !== 'not recorded' || eventClass !== 'management write') continue;
    byRegion.set(region, (byRegion.get(region) ?? 0) + until - from);
  }
  return byRegion;
}

const hour = 3_600_000;

function hoursText(time: number): string {
  return time < hour
    ? `${Math.max(1, Math.round(time / 60_000))} minutes`
    : count(Math.round(time / hour), 'hour');
}

function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** How long before the last event's hour a call may lie that explains a silence, and after the next one's. */
const margin = 2 * hour;

const narrowing: ReadonlySet<string> = new Set([
  'StopLogging',
  'DeleteTrail',
  'UpdateTrail',
  'PutEventSelectors',
]);
const widening: ReadonlySet<string> = new Set([
  'StartLogging',
  'CreateTrail',
  'UpdateTrail',
  'PutEventSelectors',
]);

/** The calls that succeeded about when a silence began that can have begun it, and about its end to end it. */
export function explaining(
  { from, until }: Span,
  account: string,
  changes: readonly TrailChange[],
): TrailChange[] {
  const ofOrganisation = new Set(
    changes.flatMap(({ trail, settings }) => (settings?.organization === true ? [trailKey(trail)] : [])),
  );
  const isNear = (time: number, edge: number): boolean => Math.abs(time - edge) <= margin;
  return changes.filter(
    ({ call, time, errorCode, trail }) =>
      errorCode === null &&
      (trail.account === account || ofOrganisation.has(trailKey(trail))) &&
      ((narrowing.has(call) && isNear(time, from)) || (widening.has(call) && isNear(time, until))),
  );
}
