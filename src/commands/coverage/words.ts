/** How findings of `coverage` read: the same sentences on the screen and for other programs. */

import type {
  HeartbeatSilence,
  LateDelivery,
  Selection,
  TrailChange,
  TrailPeriod,
  TrailSettings,
} from '../../analysis/coverage/index.js';
import { formatTime } from '../../format/time.js';
import { grouped } from '../../model/number-text.js';
import { plural } from '../closing.js';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** `2 days 4 hours`, `5 minutes`: the two largest units of a length in milliseconds. */
export function lengthOf(time: number): string {
  const parts: string[] = [];
  let rest = Math.round(time / 1000) * 1000;
  for (const [name, size] of units) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(plural(amount, name));
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 seconds';
}

/** Without seconds where there are none. */
export function timeText(time: number, zone: string): string {
  return formatTime(Math.round(time), zone)
    .replace(/\.\d+/, '')
    .replace(/(\d\d:\d\d):00(?=$|[+-])/, '$1');
}

export function changeText({ call, trail, by, errorCode, selection, settings }: TrailChange): string {
  const phrases = [
    ...(selection ? selectionPhrases(selection) : []),
    ...(call === 'UpdateTrail' && settings ? settingPhrases(settings) : []),
  ];
  const what = phrases.length > 0 ? `: ${phrases.join(', ')}` : '';
  return `${call} of ${trail.name} by ${by}${errorCode === null ? what : `, failed: ${errorCode}`}`;
}

export function heartbeatText({ service, action, usual, longest, waits, others }: HeartbeatSilence): string {
  const more = others > 0 ? `; ${plural(others, 'other heartbeat')} fell silent with it` : '';
  const count = grouped(waits);
  return `${action} by ${service} usually comes every ${lengthOf(usual)}, at most after ${lengthOf(longest)} (${count} waits)${more}`;
}

export function lateText({ late, files, longest }: LateDelivery): string {
  return `${grouped(late)} of ${plural(files, 'file')} came later than half an hour after an event in them, at most ${lengthOf(longest)}`;
}

/** What is known of a trail, in short phrases; what no record tells is said so. */
export function trailPhrases({ state }: TrailPeriod): string[] {
  if (state.exists === false) return ['deleted'];
  const { settings, selection, insights, logging } = state;
  const untold = [
    ...(logging === null ? ['logging'] : []),
    ...(settings.multiRegion === null ? ['regions'] : []),
    ...(settings.globalEvents === null ? ['global service events'] : []),
    ...(settings.validation === null ? ['log file validation'] : []),
    ...(settings.encrypted === null ? ['encryption'] : []),
    ...(selection === null ? ['event selectors'] : []),
    ...(insights === null ? ['Insights'] : []),
  ];
  return [
    ...flag(logging, 'logging', 'not logging'),
    ...settingPhrases(settings),
    ...(selection ? selectionPhrases(selection) : []),
    ...(insights === null ? [] : [insights.length > 0 ? `Insights: ${insights.join(', ')}` : 'no Insights']),
    ...(untold.length > 0 ? [`no record tells: ${untold.join(', ')}`] : []),
  ];
}

function flag(value: boolean | null, yes: string, no: string): string[] {
  return value === null ? [] : [value ? yes : no];
}

function settingPhrases(settings: TrailSettings): string[] {
  return [
    ...flag(settings.organization, 'whole organisation', 'one account'),
    ...flag(settings.multiRegion, 'all regions', 'one region'),
    ...flag(settings.globalEvents, 'global service events', 'no global service events'),
    ...flag(settings.validation, 'log file validation', 'no log file validation'),
    ...flag(settings.encrypted, 'encrypted with KMS', 'not encrypted with KMS'),
  ];
}

function selectionPhrases(selection: Selection): string[] {
  const phrases = new Map(
    [...selection].map(([name, extent]) => [name, extent.kind === 'all' ? '' : ` (${extent.of})`]),
  );
  const [reads, writes] = [phrases.get('management read'), phrases.get('management write')];
  const data = [...phrases].filter(([name]) => !name.startsWith('management '));
  return [
    ...(reads === undefined && writes === undefined ? ['no management events'] : []),
    ...(reads !== undefined && reads === writes
      ? [`management events${reads}`]
      : [
          ...(reads === undefined ? [] : [`management reads${reads}`]),
          ...(writes === undefined ? [] : [`management writes${writes}`]),
        ]),
    ...(data.some(([name]) => name.startsWith('data ')) ? [] : ['no data events']),
    ...data.map(([name, extent]) => `${name}${extent}`),
  ];
}
