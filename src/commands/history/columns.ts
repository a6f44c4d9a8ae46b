/** The columns of a history: those of its own, and all that a list of events has. */
import type { Cell, Column, Tone } from '../../model/sheet.js';
import { columnsOf, placeColumns } from '../columns.js';
import type { Values } from '../options.js';
import type { Places } from '../places.js';
import type { HistoryRow } from './row.js';

const usual = ['when', 'phase', 'who', 'what', 'detail', 'outcome', 'from', 'region', 'eventId'];

const tones: Readonly<Partial<Record<HistoryRow['phase'], Tone>>> = {
  created: 'good',
  shared: 'warn',
  deleted: 'bad',
  restored: 'good',
  related: 'muted',
};

const own: readonly Column<HistoryRow>[] = [
  {
    name: 'phase',
    title: 'phase',
    cell: phaseText,
    tone: ({ phase }) => tones[phase] ?? 'plain',
    fit: 'wrap',
    minWidth: 8,
    lead: true,
  },
  { name: 'detail', title: 'detail', cell: detailText, fit: 'wrap', minWidth: 30 },
  { name: 'generation', title: 'generation', cell: ({ generation }) => generation, align: 'right' },
];

/**
 * The columns asked for by `--columns`, or the usual ones.
 * @throws UsageError for a name that is neither a column nor a field.
 */
export function historyColumns(values: Values, places: Places): readonly Column<HistoryRow>[] {
  const zone = values.tz ?? 'UTC';
  const names = values.columns?.split(',').map((name) => name.trim()) ?? [
    ...usual,
    ...placeColumns(values, places),
  ];
  return names.flatMap((name): readonly Column<HistoryRow>[] => {
    const known = own.find((column) => column.name === name.toLowerCase());
    // The phase already says how it ended: the outcome gives way like the rest.
    return known
      ? [known]
      : columnsOf(name, zone).map((column) => (name === 'outcome' ? { ...column, lead: false } : column));
  });
}

const verbs = {
  created: 'create',
  changed: 'change',
  shared: 'share',
  deleted: 'delete',
  restored: 'restore',
} as const satisfies Readonly<Record<NonNullable<HistoryRow['attempted']>, string>>;

/** `deleted`, `attempt to delete`, `created, generation 2`. */
export function phaseText({
  phase,
  attempted,
  generation,
  outcome,
}: Pick<HistoryRow, 'phase' | 'attempted' | 'generation' | 'outcome'>): string {
  if (attempted !== null) return `${outcome === 'dry-run' ? 'dry run' : 'attempt'} to ${verbs[attempted]}`;
  return phase === 'created' && generation > 1 ? `created, generation ${generation}` : phase;
}

/** With whom it was shared and how, what was asked for, and by what other name the event was found. */
function detailText({ phase, attempted, sharing, changes, via }: HistoryRow): Cell {
  const parts = via === null ? [] : [via];
  const isSharing = phase === 'shared' || attempted === 'shared';
  if (!isSharing) {
    parts.unshift(...changes.map(({ key, value }) => (key === '…' ? value : `${key}=${value}`)));
  }
  if (sharing !== null) {
    parts.unshift(`${isSharing ? '' : 'shared '}with ${sharing.with.join(', ')}: ${sharing.how}`);
  }
  return parts.length === 0 ? null : parts.join('; ');
}
