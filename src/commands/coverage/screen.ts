/** `coverage` as one screen for a responder: verdicts first, then where events are, then what is missing and why. */

import { explaining, type TrailPeriod } from '../../analysis/coverage/index.js';
import { forTerminal } from '../../format/escape.js';
import type { FormatContext } from '../../format/formatter.js';
import { type HeatMap, heatMap } from '../../format/heat-map.js';
import { type Paint, painter } from '../../format/paint.js';
import { formatTime } from '../../format/time.js';
import { wrap } from '../../format/width.js';
import { grouped } from '../../model/number-text.js';
import type { Tone } from '../../model/sheet.js';
import { plural } from '../closing.js';
import { type Cells, cellsOf } from './cells.js';
import { type Facts, holesOf } from './facts.js';
import { changeText, heartbeatText, lateText, lengthOf, timeText, trailPhrases } from './words.js';

export interface ScreenOptions {
  readonly zone: string;
  /** Milliseconds of a step. */
  readonly every: number;
  /** The most rows of the map and lines of a list. */
  readonly top: number;
}

const day = 86_400_000;
const usualWidth = 120;
const mostLines = 6;

export function* screen(facts: Facts, options: ScreenOptions, context: FormatContext): Generator<string> {
  const { span } = facts;
  if (!span) {
    yield 'The archive holds no event with a time that was asked for.\n';
    return;
  }
  const page = pageOf(context);
  yield* verdictLines(facts, page);
  yield '\n';
  const cells = cellsOf(facts.presence, holesOf(facts), span, options.every, options.zone);
  yield* heatMap(mapOf(cells, options), context);
  const hidden = cells.places.length - options.top;
  if (hidden > 0) yield `  ${plural(hidden, 'more region')} with fewer events: --top shows more\n`;
  yield* missingLines(facts, options, page);
  yield* gapLines(facts, options, page);
  yield* trailLines(facts, options, page);
  yield* deliveryLines(facts, options, page);
}

interface Page {
  readonly paint: Paint;
  title(text: string): string;
  /** An entry of a list, over as many lines as it takes. */
  entry(text: string, depth?: number, tone?: Tone): Iterable<string>;
}

function pageOf({ width, colour }: FormatContext): Page {
  const paint = painter(colour);
  const room = Math.max(20, width > 0 ? width : usualWidth);
  return {
    paint,
    title: (text) => `\n${paint.strong(text)}\n`,
    *entry(text, depth = 1, tone = 'plain') {
      const indent = 2 * depth;
      const lines = wrap(forTerminal(text), room - indent - 2, mostLines);
      for (const [i, line] of lines.entries()) {
        yield `${' '.repeat(i === 0 ? indent : indent + 2)}${paint[tone](line)}\n`;
      }
    },
  };
}

const verdictTones: Readonly<Record<Facts['accounts'][number]['verdict'], Tone>> = {
  incomplete: 'bad',
  gaps: 'warn',
  'no gap found': 'good',
  unknown: 'muted',
};

function* verdictLines({ accounts, timeless }: Facts, { paint, entry }: Page): Generator<string> {
  for (const { account, verdict, grounds } of accounts) {
    yield `${forTerminal(account || 'no account')}: ${paint[verdictTones[verdict]](verdict)}\n`;
    for (const { certainty, text } of grounds)
      yield* entry(certainty === 'context' ? text : `${certainty}: ${text}`);
  }
  if (timeless > 0) yield* entry(`${plural(timeless, 'event')} without a time are in no cell`, 0);
}

function mapOf({ every, steps, places }: Cells, { zone, top }: ScreenOptions): HeatMap {
  const severalAccounts = new Set(places.map(({ account }) => account)).size > 1;
  const least = [...places].sort((a, b) => b.total - a.total)[top - 1]?.total ?? 0;
  const time = (at: number): string => timeText(at, zone).replace(/ 00:00(?=$|[+-])/, '');
  const starts = steps.slice(0, -1);
  const label = (at: number): string => {
    const text = formatTime(at, zone);
    return every % day === 0 ? text.slice(5, 10) : text.slice(11, 16);
  };
  return {
    title: `events by ${lengthOf(every).replace(/^1 /, '')}, ${zone}, from ${time(starts[0] ?? 0)}`,
    columns: starts.map(label),
    from: time(starts[0] ?? 0),
    to: time(starts.at(-1) ?? 0),
    rows: places
      .filter(({ total }) => total >= least)
      .slice(0, top)
      .map(({ account, region, events, gaps }) => ({
        name: region || 'no region',
        heading: severalAccounts ? account || 'no account' : '',
        values: events,
        marked: gaps,
      })),
    mark: 'a gap in it, probably',
  };
}

function* missingLines(
  { reconciliation: { named: byAccount, missing, canTell } }: Facts,
  { top }: ScreenOptions,
  { title, entry }: Page,
): Generator<string> {
  const named = [...byAccount.values()].reduce((sum, count) => sum + count, 0);
  if (named === 0) return;
  yield title('log files that CloudTrail named as delivered');
  if (!canTell) {
    yield* entry(
      `${plural(named, 'file')}; nothing at hand has such names, so none can be told to be missing`,
    );
  } else if (missing.length === 0) {
    yield* entry(`${plural(named, 'file')}, all at hand`);
  } else {
    yield* entry(`${grouped(missing.length)} of ${grouped(named)} not at hand:`, 1, 'bad');
    for (const { bucket, key } of missing.slice(0, top)) yield* entry(addressOf(bucket, key), 2);
    if (missing.length > top)
      yield* entry(`${plural(missing.length - top, 'more')}`.replace(/mores$/, 'more'), 2);
  }
}

export function addressOf(bucket: string | null, key: string): string {
  return bucket === null ? key : `s3://${bucket}/${key}`;
}

function* gapLines(
  { accounts, gaps, silences, changes }: Facts,
  { zone, top }: ScreenOptions,
  { title, entry }: Page,
): Generator<string> {
  const time = (at: number): string => timeText(at, zone);
  const place = (account: string, region: string | null): string =>
    `${account || 'no account'} ${region === null ? 'all regions' : region || 'no region'}`;
  yield title('gaps (probable: where nothing happens, CloudTrail writes nothing)');
  if (gaps.length === 0 && silences.length === 0) yield* entry(noGapText(accounts));
  for (const { account, region, from, until, grounds, explainedBy } of gaps.slice(0, top)) {
    yield* entry(`${time(from)} to ${time(until)} ${place(account, region)}: ${grounds}`, 1, 'warn');
    for (const change of explainedBy) yield* entry(`${time(change.time)} ${changeText(change)}`, 2);
  }
  for (const silence of silences.slice(0, top)) {
    const { account, region, last, next } = silence;
    const range = `${formatTime(Math.round(last), zone)} to ${formatTime(Math.round(next), zone)}`;
    yield* entry(`${range} ${place(account, region)}: no heartbeat`, 1, 'warn');
    yield* entry(heartbeatText(silence), 2);
    // Those of a gap stand beside it already.
    const isTold = gaps.some((gap) => gap.account === account && gap.from < next && gap.until > last);
    for (const change of isTold ? [] : explaining({ from: last, until: next }, account, changes)) {
      yield* entry(`${time(change.time)} ${changeText(change)}`, 2);
    }
  }
  const hidden = Math.max(0, gaps.length - top) + Math.max(0, silences.length - top);
  if (hidden > 0) yield* entry(`${grouped(hidden)} more: --top shows more`);
}

/** Where no rhythm could be learned, nothing was looked for. */
function noGapText(accounts: Facts['accounts']): string {
  const unknown = accounts.filter(({ verdict }) => verdict === 'unknown').map(({ account }) => account);
  const why = 'too little is there to learn a rhythm from';
  if (unknown.length === accounts.length) return `not judged: ${why}`;
  if (unknown.length === 0) return 'none found';
  const whose =
    unknown.length > 5
      ? plural(unknown.length, 'account')
      : unknown.map((account) => account || 'no account').join(', ');
  return `none found; not judged for ${whose}: ${why}`;
}

function* trailLines(
  { trails, changes }: Facts,
  { zone, top }: ScreenOptions,
  { title, entry }: Page,
): Generator<string> {
  yield title('trails, as far as records of changes tell');
  const last = trails.filter(({ until }) => until === Number.POSITIVE_INFINITY);
  if (last.length === 0)
    yield* entry('no record tells of any: what they select, encrypt and validate is unknown');
  for (const period of last.slice(0, top)) {
    yield* entry(
      `${nameOf(period)}, since ${timeText(period.from, zone)}: ${trailPhrases(period).join(', ')}`,
    );
  }
  if (last.length > top) yield* entry(`${last.length - top} more: --top shows more`);
  if (changes.length === 0) return;
  yield title('changes of trails');
  for (const change of changes.slice(0, top)) {
    const tone = change.errorCode !== null ? 'muted' : isNarrowing(change.call) ? 'warn' : 'plain';
    yield* entry(`${timeText(change.time, zone)} ${changeText(change)}`, 1, tone);
  }
  if (changes.length > top) yield* entry(`${changes.length - top} more: --top shows more`);
}

function nameOf({ trail: { account, region, name } }: TrailPeriod): string {
  return `${name} (${[account, region].filter(Boolean).join(' ')})`;
}

/** The folders are told by the name. */
function nameIn(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function isNarrowing(call: string): boolean {
  return call === 'StopLogging' || call === 'DeleteTrail';
}

function* deliveryLines(
  { deliveries, late }: Facts,
  { top }: ScreenOptions,
  { title, entry }: Page,
): Generator<string> {
  if (deliveries.length === 0) return;
  yield title('deliveries, by the names of the files');
  const busiest = [...deliveries].sort((a, b) => b.files - a.files);
  const steady = busiest.filter(({ usual }) => usual !== null);
  for (const { account, region, files, usual } of steady.slice(0, 5)) {
    yield* entry(`${account} ${region}: ${plural(files, 'file')}, usually every ${lengthOf(usual ?? 0)}`);
  }
  const rest = steady.length - 5;
  if (rest > 0) yield* entry(`${plural(rest, 'more region')} with a rhythm`);
  const rare = deliveries.length - steady.length;
  if (rare > 0) yield* entry(`${plural(rare, 'region')} with too few files for a rhythm`);
  if (late.length === 0) yield* entry('none came later than half an hour after an event in it');
  for (const one of late.slice(0, top))
    yield* entry(`${one.account} ${one.region}: ${lateText(one)}: ${nameIn(one.file)}`, 1, 'warn');
}
