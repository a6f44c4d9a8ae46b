/**
 * For a reader, the same finding over and over is one line with a number: the same rule, caller, action, outcome,
 * resource and address within an hour. Only tables fold; every other format has each row.
 */
import { textField } from '../event-row.js';
import type { DetectionRow } from './row.js';

/** Milliseconds from the first to the last of what is folded. */
const longest = 3_600_000;

/** The rows in their order, each standing for itself and for those like it that follow. */
export function foldRepeats(rows: readonly DetectionRow[]): readonly DetectionRow[] {
  const open = new Map<string, { row: DetectionRow; since: number; repeats: number; place: number }>();
  const folded: DetectionRow[] = [];
  for (const row of rows) {
    const time = Date.parse(textField(row.record, 'eventTime') ?? '');
    if (row.correlation || Number.isNaN(time)) {
      folded.push(row);
      continue;
    }
    const key = keyOf(row);
    const known = open.get(key);
    if (known && time - known.since <= longest) {
      known.repeats++;
      folded[known.place] = { ...known.row, repeats: known.repeats };
    } else {
      open.set(key, { row, since: time, repeats: 1, place: folded.length });
      folded.push(row);
    }
  }
  return folded;
}

function keyOf({ rule, record, principal, actor, origin, resource }: DetectionRow): string {
  const parts = [rule.key, principal.arn ?? principal.name, actor.name, record.eventSource, record.eventName];
  return JSON.stringify([...parts, record.errorCode, resource?.name, origin.sourceIPAddress]);
}
