/**
 * A row of a history: an event row with what the event did in the life of the resource. Its JSON shape is
 * `src/format/schemas/history.schema.json`.
 */
import type { LifeStep, Phase } from '../../analysis/change/index.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import { type EventRow, eventJson } from '../event-row.js';
import type { Deed } from './phase-of.js';

export interface HistoryRow extends EventRow {
  readonly phase: Phase;
  readonly attempted: LifeStep['attempted'];
  readonly generation: number;
  readonly changes: Deed['changes'];
  readonly sharing: Deed['sharing'];
  /** By what other name the event was found, in words; else null. */
  readonly via: string | null;
  /** The resource the row belongs to, as its heading. */
  readonly title: string;
}

export function historyJson(row: HistoryRow): JsonObject {
  const { phase, attempted, generation, changes, sharing } = row;
  const note = [row.note, row.via].filter((each) => each !== null).join('; ');
  return {
    ...eventJson({ ...row, note: note === '' ? null : note }),
    phase,
    attempted,
    generation,
    changes: changes.map(({ key, value }) => ({ key, value })),
    sharing: sharing === null ? null : { with: sharing.with as JsonValue, how: sharing.how },
  };
}
