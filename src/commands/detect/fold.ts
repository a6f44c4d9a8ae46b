/**
 * For a reader, the same finding over and over is one line with a number: the same rule, caller, action, outcome,
 * resource and address within an hour. Only tables fold; every other format has each row.
 */
import { textField } from '../event-row.js';
import type { DetectionRow } from './row.js';

/** Milliseconds from the first to the last of what is folded. */
const longest = 3_600_000;

interface Line {
  readonly row: DetectionRow;
  readonly key: string | null;
  /** NaN: nothing is folded into it. */
  readonly since: number;
  repeats: number;
}

/** The rows in their order, each standing for itself and for those like it that follow; no more than an hour is held. */
export function* foldRepeats(rows: Iterable<DetectionRow>): Generator<DetectionRow> {
  const open = new Map<string, Line>();
  const waiting = new Set<Line>();
  const finish = function* (time: number): Generator<DetectionRow> {
    for (const line of waiting) {
      if (time - line.since <= longest) break;
      waiting.delete(line);
      if (line.key !== null && open.get(line.key) === line) open.delete(line.key);
      yield line.repeats === line.row.repeats ? line.row : { ...line.row, repeats: line.repeats };
    }
  };
  for (const row of rows) {
    const time = row.correlation ? Number.NaN : Date.parse(textField(row.record, 'eventTime') ?? '');
    const key = Number.isNaN(time) ? null : keyOf(row);
    const known = key === null ? undefined : open.get(key);
    if (known && time - known.since <= longest) {
      known.repeats++;
      continue;
    }
    const line: Line = { row, key, since: time, repeats: row.repeats };
    waiting.add(line);
    if (key !== null) open.set(key, line);
    yield* finish(Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time);
  }
  yield* finish(Number.POSITIVE_INFINITY);
}

function keyOf({ rule, record, principal, actor, origin, resource }: DetectionRow): string {
  const parts = [rule.key, principal.arn ?? principal.name, actor.name, record.eventSource, record.eventName];
  return JSON.stringify([...parts, record.errorCode, resource?.name, origin.sourceIPAddress]);
}
