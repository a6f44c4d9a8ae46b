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

export function sightSheet(facts: Facts, zone: string, isTable: boolean): Sheet<SightPeriod> {
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
  const severalAccounts = new Set(facts.sights.map(({ account }) => account)).size > 1;
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
      ? [time('from', 'before'), time('until', 'since'), sight, grounds]
      : [account, region, eventClass, time('from', ''), time('until', ''), sight, grounds],
    rows: facts.sights,
    json: (row) => ({
      account: row.account,
      region: row.region,
      class: row.eventClass,
      from: Number.isFinite(row.from) ? isoTime(row.from) : null,
      until: Number.isFinite(row.until) ? isoTime(row.until) : null,
      state: row.sight,
      grounds: row.grounds,
    }),
    ...(isTable
      ? {
          group: (row: SightPeriod) =>
            `${severalAccounts ? `${row.account} ` : ''}${row.region ?? 'every region not named'}: ${row.eventClass} events`,
        }
      : {}),
    empty: 'No record tells of a trail: what could be seen when is unknown.',
  };
}
