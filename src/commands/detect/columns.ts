/** The columns of a timeline of detections: those of its own, and all that a list of events has. */

import { formatTime } from '../../format/time.js';
import type { levels } from '../../model/detection.js';
import { grouped } from '../../model/number-text.js';
import type { Cell, Column, Tone } from '../../model/sheet.js';

import type { SigmaRule } from '../../rules/sigma/index.js';
import { actionText, columnsOf, placeColumns } from '../columns.js';
import { textField } from '../event-row.js';
import type { Values } from '../options.js';
import type { Places } from '../places.js';
import { type Correlation, countedText, type DetectionRow, firstTime, lastTime } from './row.js';

const usual = ['when', 'level', 'rule', 'who', 'action', 'resource', 'from', 'eventId'];

export const levelTones: Readonly<Record<(typeof levels)[number], Tone>> = {
  informational: 'muted',
  low: 'plain',
  medium: 'warn',
  high: 'bad',
  critical: 'bad',
};

const ownColumns = (zone: string): readonly Column<DetectionRow>[] => [
  {
    name: 'level',
    title: 'level',
    cell: ({ rule }) => (rule.level === 'informational' ? 'info' : rule.level),
    tone: ({ rule }) => levelTones[rule.level],
    fit: 'keep',
    lead: true,
  },
  {
    name: 'rule',
    title: 'rule',
    cell: ({ rule }) => rule.title,
    tone: () => 'strong',
    fit: 'wrap',
    minWidth: 24,
    lead: true,
  },
  { name: 'action', title: 'action', cell: (row) => actionCell(row, zone), fit: 'wrap', minWidth: 20 },
  { name: 'resource', title: 'resource', cell: resourceCell, fit: 'middle', minWidth: 16 },
  { name: 'ruleId', title: 'rule id', cell: ({ rule }) => rule.id ?? rule.name, fit: 'keep' },
  { name: 'ruleFile', title: 'rule file', cell: ({ rule }) => rule.file, fit: 'middle' },
  {
    name: 'tags',
    title: 'tags',
    cell: ({ rule }) => (rule.tags.length > 0 ? rule.tags.join(', ') : null),
    fit: 'wrap',
  },
  {
    name: 'technique',
    title: 'technique',
    cell: ({ rule }) =>
      rule.tags.flatMap((tag) => /^attack\.(t\d.*)$/.exec(tag)?.[1]?.toUpperCase() ?? []).join(', ') || null,
    fit: 'wrap',
  },
  {
    name: 'events',
    title: 'events',
    cell: ({ correlation }) => correlation?.events.length ?? 1,
    align: 'right',
  },
  {
    name: 'values',
    title: 'values',
    cell: ({ correlation }) => correlation?.counted?.values.join(', ') ?? null,
    fit: 'wrap',
  },
  { name: 'first', title: 'first', cell: (row) => formatTime(firstTime(row), zone), fit: 'keep' },
  { name: 'last', title: 'last', cell: (row) => formatTime(lastTime(row), zone), fit: 'keep' },
];

/**
 * The columns asked for by `--columns`, or the usual ones.
 * @throws UsageError for a name that is neither a column nor a field.
 */
export function detectionColumns(values: Values, places: Places): readonly Column<DetectionRow>[] {
  const zone = values.tz ?? 'UTC';
  const names = values.columns?.split(',').map((name) => name.trim()) ?? [
    ...usual,
    ...placeColumns(values, places),
  ];
  const own = ownColumns(zone);
  return names.flatMap((name): readonly Column<DetectionRow>[] => {
    const known = own.find((column) => column.name.toLowerCase() === name.toLowerCase());
    return known ? [known] : columnsOf(name, zone);
  });
}

const mostActions = 3;
const mostValues = 4;

/** What was called and how it ended, or what a correlation is made of, and since when. */
function actionCell({ rule, record, outcome, correlation, repeats }: DetectionRow, zone: string): Cell {
  if (correlation) {
    const { events, actions } = correlation;
    const more = actions.length > mostActions ? ` and ${actions.length - mostActions} more` : '';
    const isOfActions = correlation.counted?.name === 'eventName';
    const speed = isTravel(rule) ? ` at ${grouped(correlation.value)} km/h` : '';
    return `${events.length} events${since(correlation, zone)}${speed}: ${actions.slice(0, mostActions).join(', ')}${more}${isOfActions ? '' : countedText(correlation, mostValues)}`;
  }
  const action = actionText(record.eventSource, record.eventName);
  const code = textField(record, 'errorCode');
  const times = repeats > 1 ? `, ${grouped(repeats)} times` : '';
  if (outcome === 'success') return `${action ?? '-'}${times}`;
  const word = outcome === 'failure' ? `failed${code ? `: ${code}` : ''}` : outcome;
  return `${action ?? '-'} (${word})${times}`;
}

function isTravel(rule: SigmaRule): boolean {
  return rule.kind === 'correlation' && rule.type === 'travel';
}

/** Its row stands at the time of its last event; the day is said only where it is another. */
function since(correlation: Correlation, zone: string): string {
  const first = formatTime(correlation.firstTime, zone);
  const last = formatTime(correlation.lastTime, zone);
  if (first === last) return '';
  return ` since ${first.slice(0, 10) === last.slice(0, 10) ? first.slice(11) : first}`;
}

function resourceCell({ resource, correlation }: DetectionRow): Cell {
  if (correlation) return correlation.group.map(({ value }) => value).join(', ') || null;
  return resource?.name ?? null;
}
