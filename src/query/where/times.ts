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

/** A time, or the beginning of one: a year, a month, a day or an hour stands for its first moment. */
const written =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?)?)?$/i;

export type TimeOperator = '=' | '<' | '<=' | '>' | '>=';

/** What the field has to be compared with, several texts for `=`; or what is wrong with the value. */
export function timeValues(
  value: Scalar,
  op: TimeOperator,
): { readonly values: readonly [string, ...string[]] } | { readonly mistake: string } {
  // Records without a time.
  if (value === '' && op === '=') return { values: [''] };
  const parts = typeof value === 'string' ? written.exec(value.trim()) : null;
  if (!parts) return { mistake: "not a time; write '2024-05-01' or '2024-05-01T10:00:00Z'" };
  const [, year = '', month = '01', day = '01', hour, minute = '00', second = '00', digits = '', offset] =
    parts;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined && op === '=')
    return { mistake: `no event is of a whole day; write LIKE '${String(value).trim()}%'` };
  const time = Date.parse(`${date}T${hour ?? '00'}:${minute}:${second}${zoneOf(offset)}`);
  if (Number.isNaN(time) || new Date(Date.parse(`${date}T00:00:00Z`)).toISOString().slice(0, 10) !== date)
    return { mistake: 'there is no such time' };
  const fraction = digits.replace(/0+$/, '');
  const isBefore = op === '<' || op === '>=';
  // Events have times of whole seconds: behind a time within one are those of the next.
  const text = textOf(time + (isBefore && fraction !== '' ? 1000 : 0)) ?? textOf(time);
  if (text === undefined) return { mistake: 'outside the years 0 to 9999' };
  // Re-shaped records may have milliseconds. What ends before the Z orders `:06Z` and `:06.000Z` alike.
  if (op === '=')
    return fraction === ''
      ? { values: [`${text}Z`, `${text}.000Z`] }
      : {
          values: [
            `${text}.${fraction}Z`,
            ...(fraction.length < 3 ? [`${text}.${fraction.padEnd(3, '0')}Z`] : []),
          ],
        };
  return { values: [isBefore ? text : `${text}Z`] };
}

function zoneOf(offset = 'Z'): string {
  if (/^(?:Z|UTC)$/i.test(offset)) return 'Z';
  return offset.length === 3 ? `${offset}:00` : offset;
}

/** To the second, without the Z; undefined for years of other than four digits, whose texts are in another order. */
function textOf(time: number): string | undefined {
  const text = new Date(time).toISOString();
  return /^\d{4}-/.test(text) ? text.slice(0, 19) : undefined;
}
