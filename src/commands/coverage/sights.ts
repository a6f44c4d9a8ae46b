/** `coverage --trail-state`: what could be seen when, by account, region and event class. */
import type { Sight, SightPeriod } from '../../analysis/coverage/index.js';
import { isoTime } from '../../format/time.js';
import type { Column, Sheet, Tone } from '../../model/sheet.js';
import type { Facts } from './facts.js';
import { timeText } from './words.js';

const tones: Readonly<Record<Sight, Tone>> = {
  recorded: 'good',
  partly: 'warn',
  'not recorded': 'bad',
  unknown: 'muted',
};

interface Line {
  readonly account: string;
  readonly region: string | null;
  readonly classes: string[];
  readonly periods: readonly SightPeriod[];
}

/** Classes of one region that fare alike have one heading. */
function linesOf(sights: readonly SightPeriod[]): readonly Line[] {
  const byClass = new Map<string, SightPeriod[]>();
  for (const sight of sights) {
    const key = `${sight.account} ${sight.region} ${sight.eventClass}`;
    const known = byClass.get(key) ?? [];
    known.push(sight);
    byClass.set(key, known);
  }
  const lines = new Map<string, Line>();
  for (const periods of byClass.values()) {
    const [{ account = '', region = null, eventClass = '' } = {}] = periods;
    const told = periods.map(({ from, until, sight, grounds }) => [from, until, sight, grounds]);
    const key = JSON.stringify([account, region, told]);
    const line = lines.get(key) ?? { account, region, classes: [], periods };
    line.classes.push(eventClass);
    lines.set(key, line);
  }
  return [...lines.values()];
}

export function sightSheet(facts: Facts, zone: string, isTable: boolean): Sheet<SightPeriod> {
  const lines = linesOf(facts.sights);
  const headings = new Map(
    lines.flatMap((line) => line.periods.map((period) => [period, headingOf(line, lines)] as const)),
  );
  const time = (name: 'from' | 'until', open: string): Column<SightPeriod> => ({
    name,
    title: name,
    cell: (row) =>
      Number.isFinite(row[name])
        ? isTable
          ? timeText(row[name], zone)
          : isoTime(row[name])
        : isTable
          ? open
          : null,
    fit: 'keep',
    lead: true,
  });
  const account: Column<SightPeriod> = {
    name: 'account',
    title: 'account',
    cell: (row) => row.account,
    fit: 'keep',
  };
  const region: Column<SightPeriod> = {
    name: 'region',
    title: 'region',
    cell: (row) => row.region ?? (isTable ? null : ''),
    fit: 'keep',
    lead: true,
  };
  const eventClass: Column<SightPeriod> = {
    name: 'class',
    title: 'events',
    cell: (row) => row.eventClass,
    lead: true,
  };
  const sight: Column<SightPeriod> = {
    name: 'state',
    title: 'state',
    cell: (row) => row.sight,
    tone: (row) => tones[row.sight],
    fit: 'keep',
    lead: true,
  };
  const grounds: Column<SightPeriod> = {
    name: 'grounds',
    title: 'grounds',
    cell: (row) => row.grounds,
    fit: 'wrap',
  };
  return {
    columns: isTable
      ? [time('from', '…'), time('until', '…'), sight, grounds]
      : [account, region, eventClass, time('from', ''), time('until', ''), sight, grounds],
    rows: isTable ? lines.flatMap(({ periods }) => periods) : facts.sights,
    json: (row) => ({
      account: row.account,
      region: row.region,
      class: row.eventClass,
      from: Number.isFinite(row.from) ? isoTime(row.from) : null,
      until: Number.isFinite(row.until) ? isoTime(row.until) : null,
      state: row.sight,
      grounds: row.grounds,
    }),
    ...(isTable ? { group: (row: SightPeriod) => headings.get(row) ?? '' } : {}),
    empty: 'No record tells of a trail: what could be seen when is unknown.',
  };
}

function headingOf({ account, region, classes }: Line, lines: readonly Line[]): string {
  const own = lines.filter((line) => line.account === account);
  const isAlone = own.every((line) => line.region === null);
  const place = region ?? (isAlone ? 'all regions' : 'all other regions');
  const name = lines.length > own.length ? `${account} ${place}` : place;
  return `${name}: ${classes.join(', ')}`;
}
