/**
 * A row of the report of changes: an event row with what the call asked for and who approved it. Its JSON shape is
 * `src/format/schemas/change.schema.json`.
 */
import type { Change } from '../../../analysis/change/index.js';
import { formatTime } from '../../../format/time.js';
import type { JsonObject } from '../../../model/json.js';
import type { Column } from '../../../model/sheet.js';
import { columnsOf } from '../../columns.js';
import { type EventRow, eventJson, textField } from '../../event-row.js';
import { type Approval, isApproved } from './approval.js';

export interface ChangeRow extends EventRow {
  readonly changes: readonly Change[];
  /** Null if the configuration does not tell what approves a change. */
  readonly approval: Approval | null;
}

const usual = ['when', 'who', 'action', 'resource', 'outcome'];
const behind = ['from', 'account', 'region', 'eventId'];

/** `approvals`: whether the configuration tells who may change something. */
export function changeColumns(zone: string, approvals: boolean): readonly Column<ChangeRow>[] {
  return [
    ...usual.flatMap((name) => columnsOf(name, zone)),
    { name: 'parameters', title: 'parameters', cell: parametersText, fit: 'wrap', minWidth: 30 },
    ...(approvals
      ? [
          {
            name: 'approved',
            title: 'approved by',
            cell: ({ approval }: ChangeRow) => approval && approvalText(approval),
            fit: 'wrap' as const,
          },
        ]
      : []),
    ...behind.flatMap((name) => columnsOf(name, zone)),
  ];
}

/** `principal alice; window mon 09:00-17:00 UTC`, or `nobody: outside of the windows (met: principal alice)`. */
function approvalText(approval: Approval): string {
  const met = approval.met.join('; ');
  if (isApproved(approval)) return met;
  return `nobody: ${approval.unmet.join('; ')}${met === '' ? '' : ` (met: ${met})`}`;
}

/** The day on the clocks of the zone, under which the row stands. */
export function dayOf({ record }: ChangeRow, zone: string): string {
  const time = textField(record, 'eventTime');
  return time === null ? 'without a time' : formatTime(time, zone).slice(0, 10);
}

function parametersText({ changes }: ChangeRow): string | null {
  return changes.map(({ key, value }) => (key === '…' ? value : `${key}=${value}`)).join('; ') || null;
}

export function changeJson(row: ChangeRow): JsonObject {
  const { approval } = row;
  return {
    ...eventJson(row),
    changes: row.changes.map(({ key, value }) => ({ key, value })),
    approved: approval && (isApproved(approval) ? approval.met : []),
    met: approval?.met ?? null,
    unmet: approval?.unmet ?? null,
  };
}
