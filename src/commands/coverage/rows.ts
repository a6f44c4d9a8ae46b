/** What `coverage` prints for other programs: one row for each thing it tells, in sections. */
import { isoTime } from '../../format/time.js';
import { parseLayout } from '../../load/layout.js';
import type { JsonObject } from '../../model/json.js';
import type { Column, Sheet } from '../../model/sheet.js';
import { cellsOf } from './cells.js';
import { type Facts, holesOf } from './facts.js';
import { addressOf, type ScreenOptions } from './screen.js';
import { changeText, heartbeatText, lateText, lengthOf, trailPhrases } from './words.js';

interface CoverageRow {
  readonly section: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly name: string | null;
  /** Epoch milliseconds; what is not finite is open. */
  readonly from: number | null;
  readonly until: number | null;
  readonly count: number | null;
  readonly seconds: number | null;
  readonly state: string | null;
  readonly grounds: readonly string[];
  readonly events: readonly string[];
}

const none: Omit<CoverageRow, 'section'> = {
  account: null,
  region: null,
  name: null,
  from: null,
  until: null,
  count: null,
  seconds: null,
  state: null,
  grounds: [],
  events: [],
};

/** Rows of a section stay together; sections are in the order of the screen. */
function* rowsOf(facts: Facts, { zone, every }: ScreenOptions): Generator<CoverageRow> {
  for (const { account, verdict, grounds } of facts.accounts) {
    const texts = grounds.map(({ certainty, text }) =>
      certainty === 'context' ? text : `${certainty}: ${text}`,
    );
    yield { ...none, section: 'accounts', account, state: verdict, grounds: texts };
  }
  if (facts.span) {
    const { steps, places } = cellsOf(facts.presence, holesOf(facts), facts.span, every, zone);
    for (const { account, region, events, gaps } of places) {
      for (const [i, count] of events.entries()) {
        if (count === 0 && !gaps[i]) continue;
        const state = gaps[i] ? 'gap' : null;
        const [from = null, until = null] = [steps[i], steps[i + 1]];
        yield { ...none, section: 'presence', account, region, from, until, count, state };
      }
    }
  }
  for (const { account, region, isData, source, events, first, last } of facts.kinds) {
    const at = { account, region, name: source, from: first, until: last, count: events };
    if (isData) yield { ...none, ...at, section: 'data' };
  }
  for (const { bucket, key } of facts.reconciliation.missing) {
    const { account = null, region = null, deliveredAt = null } = parseLayout(key) ?? {};
    const at = { account, region, name: addressOf(bucket, key), from: deliveredAt };
    yield {
      ...none,
      ...at,
      section: 'missing',
      state: 'proven',
      grounds: ['named by CloudTrail as delivered'],
    };
  }
  for (const { grounds, explainedBy, ...gap } of facts.gaps) {
    const events = explainedBy.map(({ eventID }) => eventID);
    const texts = [grounds, ...explainedBy.map(changeText)];
    yield { ...none, ...gap, section: 'gaps', state: 'probable', grounds: texts, events };
  }
  for (const silence of facts.silences) {
    const { account, region, service, action, last, next, usual } = silence;
    const at = {
      account,
      region,
      name: `${service} ${action}`,
      from: last,
      until: next,
      seconds: usual / 1000,
    };
    yield { ...none, ...at, section: 'heartbeats', state: 'probable', grounds: [heartbeatText(silence)] };
  }
  for (const period of facts.trails) {
    const { trail, from, until, state, since } = period;
    const logging =
      state.exists === false
        ? 'absent'
        : state.logging === null
          ? 'unknown'
          : state.logging
            ? 'logging'
            : 'not logging';
    const at = {
      account: trail.account,
      region: trail.region,
      name: trail.name,
      from,
      until,
      state: logging,
    };
    yield {
      ...none,
      ...at,
      section: 'trails',
      grounds: trailPhrases(period),
      events: since ? [since.eventID] : [],
    };
  }
  for (const change of facts.changes) {
    const { time, trail, errorCode, eventID } = change;
    const at = { account: trail.account, region: trail.region, name: trail.name, from: time };
    const state = errorCode === null ? 'success' : 'failure';
    yield { ...none, ...at, section: 'changes', state, grounds: [changeText(change)], events: [eventID] };
  }
  for (const { account, region, files, first, last, usual } of facts.deliveries) {
    const grounds = usual === null ? [] : [`usually every ${lengthOf(usual)}`];
    const at = { account, region, from: first, until: last, count: files, grounds };
    yield { ...none, ...at, section: 'deliveries', seconds: usual === null ? null : usual / 1000 };
  }
  for (const one of facts.late) {
    const { account, region, file, firstEvent, deliveredAt, late, longest } = one;
    const at = { account, region, name: file, from: firstEvent, until: deliveredAt, count: late };
    yield { ...none, ...at, section: 'late', seconds: longest / 1000, grounds: [lateText(one)] };
  }
}

function timeOf(time: number | null): string | null {
  return time === null || !Number.isFinite(time) ? null : isoTime(Math.round(time / 1000) * 1000);
}

export function coverageSheet(facts: Facts, options: ScreenOptions): Sheet<CoverageRow> {
  const plain = (
    name: 'section' | 'account' | 'region' | 'name' | 'count' | 'seconds' | 'state',
  ): Column<CoverageRow> => ({
    name,
    title: name,
    cell: (row) => row[name],
  });
  const time = (name: 'from' | 'until'): Column<CoverageRow> => ({
    name,
    title: name,
    cell: (row) => timeOf(row[name]),
  });
  const list = (name: 'grounds' | 'events'): Column<CoverageRow> => ({
    name,
    title: name,
    cell: (row) => row[name].join('; ') || null,
  });
  return {
    columns: [
      ...(['section', 'account', 'region', 'name'] as const).map(plain),
      ...(['from', 'until'] as const).map(time),
      ...(['count', 'seconds', 'state'] as const).map(plain),
      ...(['grounds', 'events'] as const).map(list),
    ],
    rows: [...rowsOf(facts, options)],
    json: ({ from, until, grounds, events, ...row }): JsonObject => ({
      section: row.section,
      account: row.account,
      region: row.region,
      name: row.name,
      from: timeOf(from),
      until: timeOf(until),
      count: row.count,
      seconds: row.seconds,
      state: row.state,
      grounds: [...grounds],
      events: [...events],
    }),
    empty: 'The archive holds no event with a time that was asked for.',
  };
}
