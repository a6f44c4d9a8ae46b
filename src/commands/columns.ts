/**
 * The columns of a list of events: the derived ones by name, each in one place, and any field of the record by its dotted
 * path.
 */
import { formatTime } from '../format/time.js';
import type { JsonValue } from '../model/json.js';
import type { Cell, Column, Tone } from '../model/sheet.js';
import { UsageError } from '../model/usage-error.js';
import { candidates } from '../query/evaluate.js';
import { isObject } from '../query/json-object.js';
import { nearest } from '../query/suggest.js';
import { textOf } from '../query/value-test.js';
import { parseField } from '../query/where/index.js';
import { accountOf, type EventRow, textField } from './event-row.js';
import type { Values } from './options.js';
import type { Places } from './places.js';

type EventColumn = Column<EventRow>;

const outcomeTones: Readonly<Record<EventRow['outcome'], Tone>> = {
  success: 'plain',
  denied: 'warn',
  failure: 'warn',
  'dry-run': 'muted',
};

/** What ends a failed call, as a person reads it: `denied`, `failed: NoSuchBucket`. */
function outcomeText({ outcome, record, note }: EventRow): string {
  const code = textField(record, 'errorCode');
  if (outcome === 'success') return note ? `success, ${note}` : 'success';
  if (outcome === 'dry-run') return 'dry run';
  const word = outcome === 'denied' ? 'denied' : 'failed';
  return code ? `${word}: ${code}` : word;
}

/** The actor behind the principal, where there is another. */
export function whoText({ principal, actor }: EventRow): string {
  const isSame = actor.name === principal.name;
  return isSame ? principal.name : `${actor.name} as ${principal.name}`;
}

function derivedColumns(zone: string): Readonly<Record<string, EventColumn>> {
  const column = (
    name: string,
    title: string,
    cell: (row: EventRow) => Cell,
    more: Partial<EventColumn> = {},
  ) => ({
    name,
    title,
    cell,
    ...more,
  });
  const list: EventColumn[] = [
    column('when', 'when', ({ record }) => timeText(textField(record, 'eventTime'), zone), {
      fit: 'keep',
      lead: true,
    }),
    column('who', 'who', whoText, { fit: 'wrap', lead: true, tone: () => 'strong', minWidth: 16 }),
    column('what', 'what', whatText, {
      fit: 'wrap',
      lead: true,
      minWidth: 14,
    }),
    column('resource', 'resource', ({ resource }) => resource?.name ?? null, { fit: 'middle', minWidth: 16 }),
    column('outcome', 'outcome', outcomeText, {
      fit: 'wrap',
      lead: true,
      minWidth: 10,
      tone: ({ outcome }) => outcomeTones[outcome],
    }),
    column('from', 'from', fromText, { fit: 'wrap', minWidth: 20 }),
    column('region', 'region', ({ record }) => textField(record, 'awsRegion'), { fit: 'keep' }),
    column('account', 'account', ({ record, principal }) => accountOf(record, principal), { fit: 'keep' }),
    column('eventId', 'event id', ({ record }) => textField(record, 'eventID'), {
      fit: 'keep',
      tone: () => 'muted',
    }),
    column('action', 'action', ({ record }) => actionText(record.eventSource, record.eventName), {
      fit: 'wrap',
    }),
    column('service', 'service', ({ record }) => serviceName(record.eventSource)),
    column('relation', 'relation', ({ relation }) => relation),
    column('note', 'note', ({ note }) => note, { fit: 'wrap' }),
    column('principal', 'principal', ({ principal }) => principal.name, { fit: 'wrap' }),
    column('principalType', 'principal type', ({ principal }) => principal.type),
    column('actor', 'actor', ({ actor }) => actor.name, { fit: 'wrap' }),
    column('grounds', 'grounds', ({ actor }) => actor.grounds),
    column('accessKey', 'access key', ({ principal }) => principal.accessKeyId, { fit: 'keep' }),
    column('mfa', 'mfa', ({ principal }) => principal.mfa),
    column('ip', 'address', ({ origin }) => origin.sourceIPAddress, { fit: 'keep' }),
    column('place', 'place', ({ origin }) => placeText(origin), { fit: 'wrap' }),
    column('country', 'country', ({ origin }) => origin.place?.country ?? null),
    column('city', 'city', ({ origin }) => origin.place?.city ?? null),
    column('asn', 'asn', ({ origin }) => origin.place?.asn ?? null),
    column('via', 'via', ({ origin }) => origin.via),
    column('tool', 'tool', ({ origin }) => origin.tool),
    column('resourceType', 'resource type', ({ resource }) => resource?.type ?? null),
    column('resourceArn', 'resource ARN', ({ resource }) => resource?.arn ?? null, { fit: 'middle' }),
    column('file', 'file', ({ match }) => match.file, { fit: 'middle' }),
    column('member', 'member', ({ match }) => match.member, { fit: 'middle' }),
    column('index', 'index', ({ match }) => match.index, { align: 'right' }),
  ];
  return Object.fromEntries(list.map((one) => [one.name, one]));
}

/** The call; of a record that is of no one call, what it says of many (CloudTrail User Guide, Insights events). */
function whatText({ record }: EventRow): string | null {
  const name = textField(record, 'eventName');
  if (name !== null) return name;
  const { insightDetails: insight } = record;
  if (!isObject(insight)) return textField(record, 'eventType');
  const words = ['insightType', 'state', 'eventName'].map((key) => textField(insight, key));
  return words.filter((word) => word !== null).join(' ');
}

const usual = ['when', 'who', 'what', 'resource', 'outcome', 'from', 'region', 'account', 'eventId'];

/** What the usual columns have besides where databases tell places: a table shows them after the address. */
export function placeColumns({ format }: Values, { placeOf }: Places): readonly string[] {
  return placeOf && (format === 'csv' || format === 'tsv') ? ['country', 'city', 'asn'] : [];
}

/**
 * The columns asked for by `--columns`, or the usual ones and `besides`.
 * @throws UsageError for a name that is neither a derived column nor a field.
 */
export function columnsOf(
  asked: string | undefined,
  zone: string,
  besides: readonly string[] = [],
): readonly EventColumn[] {
  const derived = derivedColumns(zone);
  const names = asked === undefined ? [...usual, ...besides] : asked.split(',').map((name) => name.trim());
  return names.map((name) => {
    const known = Object.values(derived).find((one) => one.name.toLowerCase() === name.toLowerCase());
    return known ?? fieldColumn(name, Object.keys(derived));
  });
}

function fieldColumn(name: string, derived: readonly string[]): EventColumn {
  if (name === '') throw new UsageError('--columns: a name is empty');
  try {
    const path = parseField(name);
    return { name, title: name, fit: 'wrap', cell: ({ record }) => fieldText(candidates(record, path)) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const near = nearest(name, derived);
    const hint = near ? `Did you mean ${near}?` : `Derived columns are ${derived.join(', ')}.`;
    throw new UsageError(`--columns: ${error.message}`, error.at, hint);
  }
}

function fieldText(values: readonly JsonValue[]): Cell {
  const [only] = values;
  if (values.length === 1 && (typeof only === 'number' || typeof only === 'boolean')) return only;
  const texts = values.map(textOf).filter((text) => text !== undefined);
  return texts.length === 0 ? null : texts.join(', ');
}

function timeText(time: string | null, zone: string): string | null {
  return time === null ? null : formatTime(time, zone);
}

/** Address and interface: `192.0.2.7, cli aws-cli/2.15`. */
function fromText({ origin }: EventRow): string | null {
  const how =
    origin.via === 'unknown' ? (origin.tool ?? '') : [origin.via, origin.tool ?? ''].join(' ').trim();
  const place = placeText(origin);
  const address = [origin.sourceIPAddress ?? '', place ? `(${place})` : ''].join(' ').trim();
  const parts = [address, how].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

/** `Berlin DE, AS64496 Example Net`, else AWS's word for a range of its own. */
export function placeText({ place, awsRange }: EventRow['origin']): string | null {
  const where = [place?.city, place?.country].filter((part) => part).join(' ');
  const network = place?.asn ? `AS${place.asn} ${place.organization ?? ''}`.trim() : '';
  const range = awsRange ? `AWS ${awsRange.service} ${awsRange.region}` : '';
  const parts = [where, network, range].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

export function serviceName(source: JsonValue | undefined): string | null {
  return typeof source === 'string' ? source.replace(/\.amazonaws\.com(\.cn)?$/, '') : null;
}

/** `s3:DeleteBucket`. */
export function actionText(source: JsonValue | undefined, name: JsonValue | undefined): string | null {
  if (typeof name !== 'string') return null;
  const service = serviceName(source);
  return service === null ? name : `${service}:${name}`;
}
