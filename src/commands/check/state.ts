/**
 * What `--since last` keeps from one run to the next: how far each account's events reached, which files were read, and
 * what was reported of the time that a later run may judge again. The next run judges a day again, for the context of what
 * comes; and from where the slowest account ended. What comes later than that is known by its files.
 */
import { compareTexts } from '../../model/compare-texts.js';
import type { Presence } from '../../model/presence.js';
import { type FilesRead, watchedFrom } from './files-read.js';
import { isObject, readStored, textsIn, writeStored } from './stored.js';

const kind = 'trailscan-state';
const version = 2;
const remedy = 'Remove it, or name another with --state: the next run then judges the whole archive.';

const hour = 3_600_000;
const day = 24 * hour;
/** Delivery takes minutes, seldom more than hours (CloudTrail User Guide, "How CloudTrail works"). */
export const margin = day;
/** An account without events for longer is not waited for. */
const longestWait = 7 * day;

export interface State {
  /** What the run asked: another question has not been answered for the time that this one was. */
  readonly scope: Scope;
  /** End of the last hour with events, in epoch milliseconds, by account. */
  readonly reached: ReadonlyMap<string, number>;
  readonly read: FilesRead;
  readonly reported: readonly Reported[];
}

/** All sorted. */
export interface Scope {
  /** Name and version of each. */
  readonly packs: readonly string[];
  /** As the filters say. */
  readonly account: readonly string[];
  readonly region: readonly string[];
}

/** A finding that an earlier run told. */
export interface Reported {
  readonly fingerprint: string;
  readonly control: string;
  /** Of its last event, epoch milliseconds. */
  readonly time: number;
  readonly events: readonly string[];
}

/** Undefined before the first run. @throws UsageError if the file is something else, or of another version. */
export function readState(path: string): State | undefined {
  const content = readStored('--state', path, kind, version, remedy);
  if (!content) return undefined;
  const reported: readonly unknown[] = Array.isArray(content.reported) ? content.reported : [];
  const scope = isObject(content.scope) ? content.scope : {};
  return {
    scope: {
      packs: textsIn(scope.packs),
      account: textsIn(scope.account),
      region: textsIn(scope.region),
    },
    reached: timesIn(content.reached),
    read: {
      from: typeof content.from === 'string' ? content.from : '',
      groups: new Map(entriesIn(content.read)),
    },
    reported: reported.flatMap((one) =>
      isObject(one) && typeof one.fingerprint === 'string' && typeof one.control === 'string'
        ? [
            {
              fingerprint: one.fingerprint,
              control: one.control,
              time: timeOf(one.time),
              events: textsIn(one.events),
            },
          ]
        : [],
    ),
  };
}

/** What has no time that can be read is left out, and judged as if it were new. */
function timesIn(value: unknown): ReadonlyMap<string, number> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return new Map(
    entries.flatMap(([name, text]) => {
      const time = timeOf(text);
      return Number.isNaN(time) ? [] : [[name, time] as const];
    }),
  );
}

/** What cannot be read is left out, and its files are judged as if they were new. */
function entriesIn(value: unknown): readonly (readonly [string, string])[] {
  return Object.entries(isObject(value) ? value : {}).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text] as const] : [],
  );
}

function timeOf(text: unknown): number {
  return typeof text === 'string' ? Date.parse(text) : Number.NaN;
}

/**
 * Where the next run begins, in epoch milliseconds; undefined if nothing was read yet, or if the state is of a time that
 * has not come: what happens until then would not be judged.
 */
export function sinceOf({ reached }: Pick<State, 'reached'>, now: number): number | undefined {
  const newest = newestOf(reached);
  if (!Number.isFinite(newest) || newest > now + hour) return undefined;
  const waitedFor = [...reached.values()].filter((time) => time >= newest - longestWait);
  return Math.min(...waitedFor) - margin;
}

/** Accounts that have been silent for so long that no run waits for them. */
export function givenUp({ reached }: State): readonly string[] {
  const newest = newestOf(reached);
  return [...reached]
    .filter(([, time]) => time < newest - longestWait)
    .map(([account]) => account)
    .sort();
}

/**
 * Whether a finding was told before: all of its events, under its fingerprint, or as part of others of the same control. Of
 * what is counted by the day more may have come.
 */
export function wasReported({
  reported,
}: State): (control: string, fingerprint: string, events: () => readonly string[]) => boolean {
  const byFingerprint = new Map(reported.map((one) => [one.fingerprint, new Set(one.events)]));
  const byControl = new Map<string, Set<string>>();
  for (const { control, events } of reported) {
    const known = byControl.get(control) ?? new Set();
    byControl.set(control, known);
    for (const event of events) known.add(event);
  }
  return (control, fingerprint, eventsIn) => {
    const own = byFingerprint.get(fingerprint);
    const events = eventsIn();
    if (own && events.every((event) => own.has(event))) return true;
    return events.length > 1 && events.every((event) => byControl.get(control)?.has(event));
  };
}

/** What a run came to. */
export interface Outcome {
  readonly scope: Scope;
  readonly presence: readonly Presence[];
  /** Of all files at hand, with names from this day on. */
  readonly readFrom: (from: string) => FilesRead;
  readonly found: readonly Reported[];
  /** Whether all evidence could be read. */
  readonly complete: boolean;
  /** Findings may come up again however old they are. */
  readonly keepAll: boolean;
}

/**
 * The state behind a run. Where evidence could not be read, no account counts as having come further, and no file as
 * read; nor does an account come further by events of times that have not come.
 */
export function nextState(before: State | undefined, outcome: Outcome, now: number): State {
  const { scope, presence, complete, keepAll } = outcome;
  const reached = new Map(before?.reached);
  if (complete) {
    for (const { account, hour: start } of presence.filter((each) => each.hour <= now))
      reached.set(account, Math.max(reached.get(account) ?? Number.NEGATIVE_INFINITY, start + hour));
  }
  const from = watchedFrom(newestOf(reached));
  const read = complete ? outcome.readFrom(from) : (before?.read ?? nothingRead);
  // An event is delivered soon after, seldom a day.
  const kept = keepAll || from === '' ? Number.NEGATIVE_INFINITY : Date.parse(from) - margin;
  const all = new Map((before?.reported ?? []).map((one) => [one.fingerprint, one]));
  for (const one of outcome.found) {
    // The beginning of what was told may not have been read again.
    const events = new Set([...(all.get(one.fingerprint)?.events ?? []), ...one.events]);
    all.set(one.fingerprint, { ...one, events: [...events] });
  }
  return { scope, reached, read, reported: [...all.values()].filter(({ time }) => !(time < kept)) };
}

const nothingRead: FilesRead = { from: '', groups: new Map() };

/** What is left where all is to be judged: what was told. */
export function notBegun(state: State): State {
  return { ...state, reached: new Map(), read: nothingRead };
}

function newestOf(reached: State['reached']): number {
  return Math.max(...reached.values());
}

/** @throws UsageError if it cannot be written. */
export function writeState(path: string, { scope, reached, read, reported }: State): void {
  writeStored('--state', path, kind, version, {
    scope: { packs: scope.packs, account: scope.account, region: scope.region },
    reached: timesText(reached),
    from: read.from,
    read: Object.fromEntries([...read.groups].sort(([a], [b]) => compareTexts(a, b))),
    reported: reported
      .toSorted((a, b) => a.time - b.time || compareTexts(a.fingerprint, b.fingerprint))
      .map(({ fingerprint, control, time, events }) => ({
        fingerprint,
        control,
        time: Number.isNaN(time) ? '' : new Date(time).toISOString(),
        events,
      })),
  });
}

function timesText(times: ReadonlyMap<string, number>): Readonly<Record<string, string>> {
  const sorted = [...times].filter(([, time]) => Number.isFinite(time)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, time]) => [name, new Date(time).toISOString()]));
}
