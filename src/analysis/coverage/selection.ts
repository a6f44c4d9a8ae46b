/**
 * Which events a trail was told to record: event selectors, basic and advanced, as extents of event classes.
 * Sources: CloudTrail API Reference, EventSelector, DataResource, AdvancedEventSelector and AdvancedFieldSelector; User
 * Guide, "Logging management events" and "Logging data events".
 */
import type { JsonValue } from '../../model/json.js';
import { flagAt, textAt, valueAt } from '../identity/read.js';

/** `management read`, `management write`, `insights`, `network activity`, or `data` with a resource type. */
export type EventClass =
  | 'management read'
  | 'management write'
  | 'insights'
  | 'network activity'
  | `data ${string}`;

/** How much of a class: `part` says which in words. */
export type Extent = { readonly kind: 'all' } | { readonly kind: 'part'; readonly of: string };

/** Classes that are not there are not recorded. */
export type Selection = ReadonlyMap<EventClass, Extent>;

const all: Extent = { kind: 'all' };

/** What a trail records that was told nothing: all management events ("Logging management events"). */
export const usualSelection: Selection = new Map([
  ['management read', all],
  ['management write', all],
]);

/** Null if the record holds no selectors, as when a call was denied. */
export function selectionOf(
  request: JsonValue | undefined,
  response: JsonValue | undefined,
): Selection | null {
  for (const from of [response, request]) {
    const advanced = valueAt(from, 'advancedEventSelectors');
    const basic = valueAt(from, 'eventSelectors');
    if (Array.isArray(advanced) && advanced.length > 0) return join(advanced.flatMap(advancedExtents));
    if (Array.isArray(basic)) return join(basic.flatMap(basicExtents));
  }
  return null;
}

type Part = readonly [EventClass, Extent];

function basicExtents(selector: JsonValue): Part[] {
  const kind = textAt(selector, 'readWriteType') ?? 'All';
  const parts: Part[] = [];
  // Left out, it is true.
  if (flagAt(selector, 'includeManagementEvents') !== false) {
    const excluded = texts(valueAt(selector, 'excludeManagementEventSources'));
    const extent: Extent = excluded.length > 0 ? { kind: 'part', of: `without ${excluded.join(', ')}` } : all;
    if (kind !== 'WriteOnly') parts.push(['management read', extent]);
    if (kind !== 'ReadOnly') parts.push(['management write', extent]);
  }
  const resources = valueAt(selector, 'dataResources');
  for (const resource of Array.isArray(resources) ? resources : []) {
    const values = texts(valueAt(resource, 'values'));
    // Without values the entry selects nothing.
    if (values.length === 0) continue;
    const limits = [...halfOf(kind), ...(values.some(isEverything) ? [] : [named(values)])];
    parts.push([`data ${textAt(resource, 'type') ?? 'of an unnamed type'}`, extentOf(limits)]);
  }
  return parts;
}

/** `arn:aws:s3`, `arn:aws:s3:::`, `arn:aws:lambda`, `arn:aws:dynamodb` stand for all resources of the account. */
function isEverything(value: string): boolean {
  return /^arn:[^:]+:(?:s3|lambda|dynamodb):{0,3}$/.test(value);
}

function halfOf(kind: string): string[] {
  return kind === 'ReadOnly' ? ['reads only'] : kind === 'WriteOnly' ? ['writes only'] : [];
}

function named(values: readonly string[]): string {
  const [first = ''] = values;
  return values.length === 1 ? first : `${first} and ${values.length - 1} more`;
}

function extentOf(limits: readonly string[]): Extent {
  return limits.length === 0 ? all : { kind: 'part', of: limits.join(', ') };
}

const operators = ['equals', 'startsWith', 'endsWith', 'notEquals', 'notStartsWith', 'notEndsWith'] as const;

function advancedExtents(selector: JsonValue): Part[] {
  const fields = valueAt(selector, 'fieldSelectors');
  let categories: readonly string[] = [];
  let types: readonly string[] = [];
  let reads = true;
  let writes = true;
  const limits: string[] = [];
  for (const field of Array.isArray(fields) ? fields : []) {
    const name = textAt(field, 'field') ?? '';
    const equals = texts(valueAt(field, 'equals'));
    if (name === 'eventCategory') categories = equals;
    else if (name === 'resources.type') types = equals;
    else if (name === 'readOnly' && equals.length > 0) {
      reads = equals.includes('true');
      writes = equals.includes('false');
    } else {
      for (const operator of operators) {
        const values = texts(valueAt(field, operator));
        if (values.length > 0) limits.push(`${name} ${operator} ${named(values)}`);
      }
    }
  }
  const extent = extentOf(limits);
  const half = [...(writes ? [] : ['reads only']), ...(reads ? [] : ['writes only'])];
  return categories.flatMap((category): Part[] => {
    if (category === 'Management') {
      return [
        ...(reads ? [['management read', extent] as const] : []),
        ...(writes ? [['management write', extent] as const] : []),
      ];
    }
    const rest = extentOf([...half, ...limits]);
    if (category === 'NetworkActivity') return [['network activity', rest]];
    return category === 'Data' ? types.map((type) => [`data ${type}`, rest] as const) : [];
  });
}

/** Several selectors add up: all of them together hold at least what each holds. */
function join(parts: readonly Part[]): Selection {
  const joined = new Map<EventClass, Extent>();
  for (const [name, extent] of parts) {
    const known = joined.get(name);
    if (known?.kind === 'all') continue;
    const both = known && extent.kind === 'part' ? `${known.of}; ${extent.of}` : undefined;
    joined.set(name, both === undefined ? extent : { kind: 'part', of: both });
  }
  return joined;
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
