/** From an archive to all that `coverage` tells about it. */
import {
  type AccountVerdict,
  type DeliveryRhythm,
  deliveryRhythm,
  explaining,
  findGaps,
  type HeartbeatSilence,
  heartbeatSilences,
  inOrder,
  judgeAccount,
  type LateDelivery,
  lateCounter,
  type NamedObject,
  type Reconciliation,
  reconciler,
  type SightPeriod,
  type Span,
  sightPeriods,
  spanOf,
  type TrailChange,
  type TrailPeriod,
  trailChangeOf,
  trailPeriods,
} from '../../analysis/coverage/index.js';
import type { GroupResult } from '../../engines/scan/index.js';
import { type Layout, parseLayout } from '../../load/layout.js';
import { type PruneBounds, refusal } from '../../load/prune.js';
import type { JsonObject } from '../../model/json.js';
import type { Gap, Presence } from '../../model/presence.js';
import { allOf } from '../../query/ast.js';
import { instantOf } from '../../query/event-time.js';
import type { Archive } from '../archive.js';
import { serviceName } from '../columns.js';
import { boundsOf, filterOf } from '../filters.js';
import type { Values } from '../options.js';
import type { Hole } from './cells.js';
import { classIndex, stepIndex } from './presence-index.js';
import {
  beatsOf,
  type ClassPresence,
  deliveryCalls,
  type KindPresence,
  namedObjects,
  presenceGroupings,
  presenceOf,
  serviceCalls,
  trailCallsAsked,
} from './question.js';

export interface Facts {
  /** What was asked for, else what the events span; undefined without events. */
  readonly span: Span | undefined;
  readonly accounts: readonly AccountVerdict[];
  readonly presence: readonly ClassPresence[];
  readonly kinds: readonly KindPresence[];
  /** Events that tell no time, and are in no step. */
  readonly timeless: number;
  readonly gaps: readonly ExplainedGap[];
  readonly silences: readonly HeartbeatSilence[];
  readonly deliveries: readonly PlaceDeliveries[];
  readonly late: readonly LateDelivery[];
  readonly reconciliation: Reconciliation;
  /** All of them, those that failed too, by time. */
  readonly changes: readonly TrailChange[];
  readonly trails: readonly TrailPeriod[];
  readonly sights: readonly SightPeriod[];
}

export interface ExplainedGap extends Gap {
  /** Calls that may have begun or ended it. */
  readonly explainedBy: readonly TrailChange[];
}

export interface PlaceDeliveries extends DeliveryRhythm {
  readonly account: string;
  readonly region: string;
}

const hour = 3_600_000;

/** All silences, of places and of heartbeats. */
export function holesOf({ gaps, silences }: Facts): Hole[] {
  return [
    ...gaps,
    ...silences.map(({ account, region, last, next }) => ({ account, region, from: last, until: next })),
  ];
}

export async function factsOf(archive: Archive, values: Values): Promise<Facts> {
  const where = await filterOf(values);
  const bounds = boundsOf(values);
  const keepDuplicates = values.keepDuplicates === true;
  const isAsked = layoutFilter(values);

  const told = (await archive.askAgain(trailCallsAsked, {})).flatMap(({ bytes }) => {
    const change = trailChangeOf(JSON.parse(bytes.toString('utf8')) as JsonObject);
    return change ? [change] : [];
  });
  const changes = told.sort(inOrder);
  const named = await archive.count({ ...deliveryCalls, keepDuplicates: true }, deliveryBounds(values));
  const beats = beatsOf(
    await archive.count(
      { ...serviceCalls, where: allOf([where, serviceCalls.where]), keepDuplicates },
      bounds,
    ),
  );
  const files = await filesOf(archive, named, bounds, isAsked);
  const { presence, kinds, timeless } = presenceOf(
    await archive.count({ where, groupings: presenceGroupings, keepDuplicates }, bounds),
  );

  const hours = hoursOf(presence);
  const seen = spanOf(hours);
  const span = seen && { from: values.since ?? seen.from, until: values.until ?? seen.until };
  const gaps = span ? findGaps(hours, span) : [];
  const quiet = stepIndex(presence);
  const silences = heartbeatSilences(beats, quiet);
  const trails = trailPeriods(changes);
  const sights = sightPeriods(trails, accountsOf(hours), classIndex(presence, kinds));
  const facts = { gaps, silences, sights, missing: files.reconciliation };
  return {
    span,
    accounts: verdicts(hours, kinds, span, facts),
    ...{ presence, kinds, timeless, silences, changes, trails, sights },
    gaps: gaps.map((gap) => ({ ...gap, explainedBy: explaining(gap, gap.account, changes) })),
    ...files,
  };
}

/** Deliveries are recorded about when they happen, by any account and in any region. */
function deliveryBounds({ since, until }: Values): PruneBounds {
  return {
    ...(since === undefined ? {} : { since: since - hour }),
    ...(until === undefined ? {} : { until: until + 24 * hour }),
  };
}

type IsAsked = (layout: Layout | undefined) => boolean;

/** Files by what their path says, as far as it does. */
function layoutFilter({ since, until, account, region }: Values): IsAsked {
  const refusesAccount = refusal(account ?? []);
  const refusesRegion = refusal(region ?? []);
  return (layout) =>
    !(layout?.account !== undefined && refusesAccount(layout.account)) &&
    !(layout?.region !== undefined && refusesRegion(layout.region)) &&
    !(since !== undefined && layout?.deliveredAt !== undefined && layout.deliveredAt < since) &&
    !(until !== undefined && layout?.deliveredAt !== undefined && layout.deliveredAt >= until);
}

function* askedObjects(named: GroupResult, isAsked: IsAsked): Generator<NamedObject> {
  for (const object of namedObjects(named)) if (isAsked(parseLayout(object.key))) yield object;
}

async function filesOf(
  archive: Archive,
  named: GroupResult,
  bounds: PruneBounds,
  isAsked: IsAsked,
): Promise<Pick<Facts, 'reconciliation' | 'late' | 'deliveries'>> {
  const accountOf = (path: string): string | null => {
    const layout = parseLayout(path);
    return layout?.deliveredAt !== undefined && layout.kind !== 'digest' ? (layout.account ?? '') : null;
  };
  const looked = reconciler(askedObjects(named, isAsked), accountOf);
  const counter = lateCounter();
  const times = new Map<string, { account: string; region: string; times: number[] }>();
  await archive.eachFile(bounds, ({ file, parts }, ofFile) => {
    looked.meet(file);
    for (const { member, first } of parts) {
      if (member !== null) looked.meet(member);
      const layout = member === null ? ofFile : parseLayout(member);
      if (layout?.kind !== 'trail' || layout.deliveredAt === undefined || !isAsked(layout)) continue;
      const { account = '', region = '', deliveredAt } = layout;
      counter.take({ file: member ?? file, account, region, deliveredAt, firstEvent: instantOf(first) });
      const key = `${account} ${region}`;
      const place = times.get(key) ?? { account, region, times: [] };
      place.times.push(deliveredAt);
      times.set(key, place);
    }
  });
  return {
    reconciliation: looked.result(),
    late: counter.late(),
    deliveries: [...times]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { account, region, times: own }]) => ({ account, region, ...deliveryRhythm(own) })),
  };
}

function hoursOf(presence: readonly ClassPresence[]): Presence[] {
  return presence.map(({ account, region, from, events, eventClass }) => ({
    account,
    region,
    hour: from - (((from % hour) + hour) % hour),
    events,
    ...(eventClass === null || eventClass.startsWith('management') ? {} : { category: eventClass }),
  }));
}

function accountsOf(presence: readonly Presence[]): string[] {
  return [...new Set(presence.map(({ account }) => account))].sort();
}

function verdicts(
  hours: readonly Presence[],
  kinds: readonly KindPresence[],
  span: Span | undefined,
  facts: {
    readonly gaps: readonly Gap[];
    readonly silences: readonly HeartbeatSilence[];
    readonly sights: readonly SightPeriod[];
    readonly missing: Reconciliation;
  },
): AccountVerdict[] {
  if (!span) return [];
  const { named, missing } = facts.missing;
  const accounts = accountsOf(hours);
  const whose = missing.map(({ key }) => parseLayout(key)?.account);
  return accounts.map((account) => {
    const own = hours.filter((one) => one.account === account);
    const active = [...new Set(own.map((one) => one.hour))];
    const first = active.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const last = active.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return judgeAccount({
      account,
      activeHours: active.length,
      hours: (last - first) / hour + 1,
      gaps: facts.gaps.filter((gap) => gap.account === account),
      silences: facts.silences.filter((silence) => silence.account === account),
      named: named.get(account) ?? 0,
      missing: whose.filter((one) => one === account).length,
      data: dataOf(kinds.filter((kind) => kind.account === account)),
      sights: clipped(facts.sights, span).filter((sight) => sight.account === account),
    });
  });
}

function dataOf(kinds: readonly KindPresence[]): { source: string; events: number }[] {
  const bySource = new Map<string, number>();
  for (const { isData, source, events } of kinds) {
    if (isData) bySource.set(source, (bySource.get(source) ?? 0) + events);
  }
  return [...bySource]
    .map(([source, events]) => ({ source: serviceName(source) ?? '', events }))
    .sort((a, b) => b.events - a.events || (a.source < b.source ? -1 : 1));
}

function clipped(sights: readonly SightPeriod[], span: Span): SightPeriod[] {
  return sights.flatMap((sight) => {
    const from = Math.max(sight.from, span.from);
    const until = Math.min(sight.until, span.until);
    return from < until ? [{ ...sight, from, until }] : [];
  });
}
