/**
 * What was set in each trail, when: from the calls that changed it, each trail by itself. Before its first change a trail
 * is unknown, unless that change made it.
 */

import { type Selection, usualSelection } from './selection.js';
import type { TrailChange, TrailName, TrailSettings } from './trail-change.js';

/** Null is what the records do not tell. */
export interface TrailState {
  readonly exists: boolean | null;
  readonly logging: boolean | null;
  /** The call that started or stopped it, or made it, as far as one did. */
  readonly switchedBy: TrailChange | null;
  readonly settings: TrailSettings;
  readonly selection: Selection | null;
  readonly insights: readonly string[] | null;
}

/** A trail between two changes of it. */
export interface TrailPeriod {
  readonly trail: TrailName;
  /** Epoch milliseconds; infinite before the first and after the last change. */
  readonly from: number;
  readonly until: number;
  readonly state: TrailState;
  /** What began it; null before the first change. */
  readonly since: TrailChange | null;
}

export const untold: TrailSettings = {
  multiRegion: null,
  globalEvents: null,
  validation: null,
  organization: null,
  encrypted: null,
  bucket: null,
};

const unknown: TrailState = {
  exists: null,
  logging: null,
  switchedBy: null,
  settings: untold,
  selection: null,
  insights: null,
};
const absent: TrailState = { ...unknown, exists: false, logging: false };

/** By account, region, name and time. Calls that failed changed nothing. The order of the changes does not matter. */
export function trailPeriods(changes: readonly TrailChange[]): readonly TrailPeriod[] {
  const byTrail = new Map<string, TrailChange[]>();
  for (const change of changes) {
    if (change.errorCode !== null) continue;
    const key = trailKey(change.trail);
    const known = byTrail.get(key) ?? [];
    known.push(change);
    byTrail.set(key, known);
  }
  return [...byTrail].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, own]) => periodsOf(own.sort(inOrder)));
}

export function trailKey({ account, region, name }: TrailName): string {
  return `${account} ${region} ${name}`;
}

/** A trail is made before it is told anything. */
const order = [
  'DeleteTrail',
  'CreateTrail',
  'UpdateTrail',
  'PutEventSelectors',
  'PutInsightSelectors',
  'StopLogging',
  'StartLogging',
];

/** By time; calls of one second in the order in which they make sense. */
export function inOrder(a: TrailChange, b: TrailChange): number {
  return a.time - b.time || order.indexOf(a.call) - order.indexOf(b.call) || (a.eventID < b.eventID ? -1 : 1);
}

function periodsOf(changes: readonly TrailChange[]): TrailPeriod[] {
  const [first] = changes;
  if (!first) return [];
  const { trail } = first;
  let state = first.call === 'CreateTrail' ? absent : unknown;
  let from = Number.NEGATIVE_INFINITY;
  let since: TrailChange | null = null;
  const periods: TrailPeriod[] = [];
  for (const change of changes) {
    if (change.time > from) periods.push({ trail, from, until: change.time, state, since });
    state = changed(state, change);
    from = change.time;
    since = change;
  }
  return [...periods, { trail, from, until: Number.POSITIVE_INFINITY, state, since }];
}

function changed(state: TrailState, change: TrailChange): TrailState {
  const { call, settings, selection, insights } = change;
  const there = { ...state, exists: true };
  switch (call) {
    case 'CreateTrail':
      // A new trail records nothing until StartLogging.
      return {
        exists: true,
        logging: false,
        switchedBy: change,
        settings: settings ?? untold,
        selection: usualSelection,
        insights: [],
      };
    case 'UpdateTrail':
      return { ...there, settings: settings ? merged(state.settings, settings) : state.settings };
    case 'DeleteTrail':
      return { ...absent, switchedBy: change };
    case 'StartLogging':
      return { ...there, logging: true, switchedBy: change };
    case 'StopLogging':
      return { ...there, logging: false, switchedBy: change };
    case 'PutEventSelectors':
      return { ...there, selection };
    case 'PutInsightSelectors':
      return { ...there, insights };
  }
}

function merged(before: TrailSettings, after: TrailSettings): TrailSettings {
  return {
    multiRegion: after.multiRegion ?? before.multiRegion,
    globalEvents: after.globalEvents ?? before.globalEvents,
    validation: after.validation ?? before.validation,
    organization: after.organization ?? before.organization,
    encrypted: after.encrypted ?? before.encrypted,
    bucket: after.bucket ?? before.bucket,
  };
}
