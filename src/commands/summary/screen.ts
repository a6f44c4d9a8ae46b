/** The summary as one screen for a person: the span, a chart, and the short lists a responder looks at first. */

import { columnChart } from '../../format/bars.js';
import { type Block, type BlockRow, blocks } from '../../format/blocks.js';
import type { FormatContext } from '../../format/formatter.js';
import { formatTime } from '../../format/time.js';
import { grouped } from '../../model/number-text.js';
import type { Tone } from '../../model/sheet.js';
import { plural } from '../closing.js';
import type { Facts } from './facts.js';
import { timeStep } from './question.js';
import { newFrom, type SectionName, type SectionRow, sectionRows } from './sections.js';

type Sections = Readonly<Record<SectionName, readonly SectionRow[]>>;

export interface ScreenOptions {
  readonly zone: string;
  /** How many rows a list has. */
  readonly top: number;
  readonly files: number;
}

const chartHeight = 4;
const widestChart = 100;
const usualRare = 3;

export function* screen(
  facts: Facts,
  { zone, top, files }: ScreenOptions,
  context: FormatContext,
): Generator<string> {
  const sections = sectionRows(facts);
  const [total] = sections.archive;
  if (!total || total.count === 0) {
    yield 'No event passes the filters.\n';
    return;
  }
  const width = context.width > 0 ? context.width : 120;
  yield* spanLines(total, sections, files, zone);
  yield* chart(facts.steps, Math.min(width - 2, widestChart), zone);
  yield* blocks(blocksOf(sections, total, top, zone), context);
}

function* spanLines(total: SectionRow, sections: Sections, files: number, zone: string): Generator<string> {
  if (Number.isFinite(total.first)) {
    const [from, to] = [total.first, total.last].map((time) => formatTime(time * 1000, zone));
    yield `${from} to ${to} (${lengthOf(total.last - total.first)})\n`;
  }
  yield `${plural(total.count, 'event')} in ${plural(files, 'file')}, ${plural(total.writes ?? 0, 'write')}, ` +
    `${plural(total.errors, 'error')} (${percent(total.errors, total.count)}), ${grouped(total.denied ?? 0)} denied\n`;
  yield `accounts: ${listed(sections.accounts)}\n`;
  yield `regions: ${listed(sections.regions)}\n`;
}

function listed(rows: readonly SectionRow[]): string {
  const names = rows.slice(0, 6).map(({ name, count }) => `${name} (${grouped(count)})`);
  const more = rows.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ') || 'none recorded';
}

/** Events per hour; per less in a short span, per more in one that is longer than the line. */
function* chart(steps: Facts['steps'], width: number, zone: string): Generator<string> {
  const timed = steps.flatMap(({ from, count }) => (from === null ? [] : [{ from, count }]));
  const start = timed.reduce((min, { from }) => Math.min(min, from), Number.POSITIVE_INFINITY);
  const end = timed.reduce((max, { from }) => Math.max(max, from), Number.NEGATIVE_INFINITY);
  if (!(end > start)) return;
  const hours = (end - start) / 3600;
  const each = hours < 5 ? timeStep : hours < 15 ? 900 : 3600 * Math.max(1, Math.ceil(hours / (width - 1)));
  const first = Math.floor(start / each) * each;
  const values = new Array<number>(Math.floor((end - first) / each) + 1).fill(0);
  for (const { from, count } of timed) {
    const at = Math.floor((from - first) / each);
    values[at] = (values[at] ?? 0) + count;
  }
  const most = values.reduce((max, value) => Math.max(max, value));
  const time = (seconds: number): string => formatTime(seconds * 1000, zone).replace(/:00(?=$|[+-])/, '');
  const unit = each === 3600 ? 'hour' : each < 3600 ? `${each / 60} minutes` : `${each / 3600} hours`;
  const peak = time(first + values.indexOf(most) * each);
  yield `\nevents per ${unit}, at most ${grouped(most)} from ${peak}\n`;
  for (const line of columnChart(values, width, chartHeight)) yield `  ${line}\n`;
  const [left, right] = [time(first), time(first + (values.length - 1) * each)];
  const gap = values.length - left.length - right.length;
  yield gap > 1 ? `  ${left}${' '.repeat(gap)}${right}\n` : `  from ${left} to ${right}\n`;
}

function blocksOf(sections: Sections, total: SectionRow, top: number, zone: string): Block[] {
  const rare = Math.min(top, usualRare);
  // A name may exist in several accounts.
  const severalAccounts = new Set(sections.principals.map(({ account }) => account).filter(Boolean)).size > 1;
  const time = (seconds: number): string => formatTime(seconds * 1000, zone);
  const rows = (
    list: readonly SectionRow[],
    value: (row: SectionRow) => number,
    note: (row: SectionRow) => string | null = () => null,
    tone: Tone = 'plain',
  ): BlockRow[] =>
    list.map((row) => {
      const text = note(row);
      return {
        name: severalAccounts && row.account ? `${row.name} (${row.account})` : row.name,
        value: grouped(value(row)),
        tone,
        ...(text ? { note: text } : {}),
      };
    });
  const count = ({ count: events }: SectionRow): number => events;
  const errorNote = ({ errors, count: all }: SectionRow): string | null =>
    errors > 0 ? `${percent(errors, all)} errors` : null;
  /** The most frequent; and the rarest of those that are left, rarest first. */
  const both = (
    title: string,
    name: SectionName,
    note: (row: SectionRow) => string | null = errorNote,
  ): Block[] => {
    const all = sections[name];
    const rest = all.slice(top);
    const rarest = rest.slice(-rare).reverse();
    return [
      { title: `top ${title}${ofAll(all.length, top)}`, rows: rows(all.slice(0, top), count, note) },
      ...(rarest.length > 0
        ? [
            {
              title: `rarest ${title}`,
              rows: rows(rarest, count, ({ first }) => (Number.isFinite(first) ? time(first) : null)),
            },
          ]
        : []),
    ];
  };
  const by = (name: 'denied' | 'writes') => (a: SectionRow, b: SectionRow) => (b[name] ?? 0) - (a[name] ?? 0);
  const since = newFrom(total);
  const fresh = (title: string, name: SectionName): Block => ({
    title: `new ${title}${ofAll(sections[name].length, top)}`,
    rows: rows(sections[name].slice(0, top), count, ({ first }) => time(first), 'warn'),
    none: 'none',
  });
  const denied = sections.principals.filter(({ denied: own }) => own).sort(by('denied'));
  const writing = sections.principals.filter(({ writes }) => writes).sort(by('writes'));
  return [
    ...both('principals', 'principals', ({ note, errors, count: all }) =>
      [note, errors > 0 ? `${percent(errors, all)} errors` : ''].filter(Boolean).join(', '),
    ),
    ...both('actions', 'actions'),
    ...both('services', 'services'),
    ...both('addresses', 'addresses'),
    ...both('user agents', 'agents'),
    ...both('access keys', 'keys', ({ note }) => note),
    {
      title: `error codes${ofAll(sections.errors.length, top)}`,
      rows: rows(sections.errors.slice(0, top), count),
    },
    {
      title: `denied calls by principal${ofAll(denied.length, top)}`,
      rows: rows(denied.slice(0, top), (row) => row.denied ?? 0, undefined, 'warn'),
    },
    {
      title: `write actions by principal${ofAll(writing.length, top)}`,
      rows: rows(writing.slice(0, top), (row) => row.writes ?? 0),
    },
    {
      title: 'console sign-ins without MFA',
      rows: rows(sections.signInsWithoutMfa.slice(0, top), count, ({ last }) => `last ${time(last)}`, 'bad'),
    },
    {
      title: `root use${ofAll(sections.root.length, top)}`,
      rows: rows(sections.root.slice(0, top), count, ({ last }) => `last ${time(last)}`, 'bad'),
    },
    ...(since === null
      ? []
      : [
          fresh(`principals since ${time(Math.floor(since))}`, 'newPrincipals'),
          fresh('addresses since then', 'newAddresses'),
          fresh('regions since then', 'newRegions'),
        ]),
  ];
}

function ofAll(all: number, shown: number): string {
  return all > shown ? ` (${shown} of ${grouped(all)})` : '';
}

function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return share > 0 && share < 1 ? '<1%' : `${Math.round(share)}%`;
}

/** `3 days 4 hours`, `56 minutes`: the two largest units. */
function lengthOf(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [name, size] of units) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(plural(amount, name));
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 seconds';
}
