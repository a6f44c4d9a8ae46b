/** Repeats as one line: what is held at a time is an hour, and what comes out is as if all were. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldRepeats } from '../../../src/commands/detect/fold.js';
import type { DetectionRow } from '../../../src/commands/detect/row.js';

/** Minutes; negative: without a time. */
function rowOf(minute: number, name: string, isCorrelation: boolean): DetectionRow {
  const eventTime = minute < 0 ? null : new Date(Date.UTC(2024, 4, 1, 0, minute)).toISOString();
  return {
    rule: { key: name },
    record: { eventTime, eventName: name, minute },
    principal: { arn: null, name: 'alice' },
    actor: { name: 'alice' },
    origin: { sourceIPAddress: '192.0.2.7' },
    resource: null,
    correlation: isCorrelation ? {} : null,
    repeats: 1,
  } as unknown as DetectionRow;
}

const told = (rows: Iterable<DetectionRow>) =>
  Array.from(rows, ({ record, repeats }) => [record.minute, record.eventName, repeats]);

/** With all rows at hand: each looks for the line that it belongs to. */
function plainly(rows: readonly DetectionRow[]): DetectionRow[] {
  const lines: DetectionRow[] = [];
  for (const row of rows) {
    const minute = Number(row.record.minute);
    const at = lines.findLastIndex(
      ({ record, correlation }) =>
        record.eventName === row.record.eventName && !correlation && Number(record.minute) >= 0,
    );
    const line = lines[at];
    const isNear = line && minute - Number(line.record.minute) <= 60;
    if (!line || !isNear || row.correlation || minute < 0) lines.push(row);
    else lines[at] = { ...line, repeats: line.repeats + 1 };
  }
  return lines;
}

describe('repeats', () => {
  it('are one line, with their number', () => {
    const rows = [0, 10, 60, 61, 121, 122].map((minute) => rowOf(minute, 'a', false));
    expect(told(foldRepeats(rows))).toEqual([
      [0, 'a', 3],
      [61, 'a', 2],
      [122, 'a', 1],
    ]);
  });

  it('are folded as if all rows were held', () => {
    const row = fc.tuple(
      fc.integer({ min: -20, max: 400 }),
      fc.constantFrom('a', 'b', 'c'),
      fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (list) => {
        const rows = list
          .toSorted(([a], [b]) => Math.max(a, -1) - Math.max(b, -1))
          .map(([minute, name, isCorrelation]) => rowOf(minute, name, isCorrelation));
        expect(told(foldRepeats(rows))).toEqual(told(plainly(rows)));
      }),
      { seed: 20240501, numRuns: 500 },
    );
  });

  it('leave when their hour is over', () => {
    let read = 0;
    const rows = function* (): Generator<DetectionRow> {
      for (let hour = 0; ; hour++) {
        read++;
        yield rowOf(hour * 61, 'a', false);
      }
    };
    const folded = foldRepeats(rows());
    for (let i = 0; i < 50; i++) folded.next();
    expect(read).toBe(51);
  });
});
