/** An event id as a person gives it: whole, or the beginning of one that CloudTrail made, as far as it names one event. */
import type { JsonObject } from '../model/json.js';
import { anyOf, type Expr } from '../query/ast.js';
import { anyMany } from '../query/glob.js';
import { textField } from './event-row.js';

/** The copies that other accounts received of the same action share another id. */
const fields = ['eventID', 'sharedEventID'] as const;

/** Whether the text is a whole id (CloudTrail User Guide, record contents: a GUID), in any case. */
export function isEventId(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

/** At least the first group of a UUID (CloudTrail User Guide, record contents: both ids are GUIDs), and not all of it. */
const beginning = /^[0-9a-f]{8}(?:-[0-9a-f-]{0,26})?$/i;

/** The records with this id, and those with one that begins so. */
export function idBegins(id: string): Expr {
  return anyOf(
    fields.flatMap((field): Expr[] => {
      const path = [field];
      const whole: Expr = { kind: 'oneOf', path, values: [id], foldCase: true };
      return beginning.test(id)
        ? [whole, { kind: 'glob', path, glob: [id, anyMany], foldCase: true }]
        : [whole];
    }),
  );
}

export interface Picked<Row> {
  readonly rows: readonly Row[];
  /** The ids that begin so, where there are several: then no row is picked. */
  readonly ids: readonly string[];
}

/** Of the records that `idBegins` finds, those of the one id that was meant. */
export function pickId<Row extends { readonly record: JsonObject }>(
  id: string,
  found: readonly Row[],
): Picked<Row> {
  const wanted = id.toLowerCase();
  const idsOf = ({ record }: Row): string[] =>
    fields
      .map((field) => textField(record, field)?.toLowerCase() ?? '')
      .filter((each) => each.startsWith(wanted));
  const whole = found.filter((row) => idsOf(row).includes(wanted));
  if (whole.length > 0) return { rows: whole, ids: [] };
  const ids = new Set(found.flatMap((row) => idsOf(row).slice(0, 1)));
  return ids.size > 1 ? { rows: [], ids: [...ids] } : { rows: found, ids: [] };
}
