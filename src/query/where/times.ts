/**
 * Times in a condition. CloudTrail writes `2024-05-01T10:00:00Z`, and texts of that one form are in the order of time;
 * people write days, spaces and offsets. So a time is rewritten to that form, and what is none is a mistake: compared as
 * text it would hold for everything, or for nothing, without a word.
 */
import type { Path, Scalar } from '../ast.js';

/** Fields whose values are such times (CloudTrail User Guide, record contents and userIdentity element). */
const timeFields = ['eventTime', 'userIdentity.sessionContext.attributes.creationDate'];

export function isTimeField(path: Path): boolean {
  return timeFields.includes(path.join('.'));
}

const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?([.,]\d{1,9})? ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** What the field has to be compared with, or what is wrong with the value. */
export function timeValue(
  value: Scalar,
  op: '=' | '<' | '<=' | '>' | '>=',
): { readonly value: string } | { readonly mistake: string } {
  const [, date, minutes, seconds = ':00', fraction = '', offset = ''] =
    typeof value === 'string' ? (written.exec(value.trim()) ?? []) : [];
  if (date === undefined) return { mistake: "not a time; write '2024-05-01' or '2024-05-01T10:00:00Z'" };
  if (minutes === undefined && op === '=')
    return { mistake: `no event is of a whole day; write LIKE '${date}%'` };
  const zone = offset.length === 3 ? `${offset}:00` : offset.toUpperCase() || 'Z';
  const wall = `${date}T${minutes ?? '00:00'}${seconds}`;
  const time = Date.parse(`${wall}${zone}`);
  if (Number.isNaN(time) || new Date(Date.parse(`${wall}Z`)).toISOString().slice(0, 19) !== wall)
    return { mistake: 'there is no such time' };
  // Of a second that is split, the events behind the time are those of the next one.
  const isSplit = /[1-9]/.test(fraction);
  const second = new Date(time + (isSplit && (op === '<' || op === '>=') ? 1000 : 0))
    .toISOString()
    .slice(0, 19);
  if (op === '=' && isSplit) return { mistake: 'events have times of whole seconds' };
  // Before the Z where that orders `:06Z` and the `:06.000Z` of re-shaped records alike.
  return { value: op === '<' || op === '>=' ? second : `${second}Z` };
}
