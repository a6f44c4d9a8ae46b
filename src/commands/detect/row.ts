/**
 * A row of `detect`: the event that a rule found, or the last of those that make a correlation. Its JSON shape is
 * `src/format/schemas/detection.schema.json`.
 */
import type { Detection } from '../../model/detection.js';
import type { JsonObject } from '../../model/json.js';
import { grouped } from '../../model/number-text.js';
import type { SigmaRule } from '../../rules/sigma/index.js';
import { actionText } from '../columns.js';
import { type EventRow, eventFacts, eventJson, textField } from '../event-row.js';

export interface DetectionRow extends EventRow {
  readonly rule: SigmaRule;
  /** What a correlation found; null for a single event. */
  readonly correlation: Correlation | null;
  /** How many findings like it the row stands for; see `fold.ts`. */
  readonly repeats: number;
}

export interface Correlation {
  /** As recorded. */
  readonly firstTime: string;
  readonly lastTime: string;
  /** The number that its condition is about. */
  readonly value: number;
  /** What a value_count counted, by the names of its fields, and the first 100 of the values; else null. */
  readonly counted: {
    readonly name: string;
    readonly values: readonly string[];
    readonly more: number;
  } | null;
  readonly group: readonly { readonly name: string; readonly value: string }[];
  /** Ids of the events that make it, in order of time. */
  readonly events: readonly string[];
  /** Their actions, each once, the most frequent first. */
  readonly actions: readonly string[];
}

/** As recorded: of the event, or of the first that makes a correlation. */
export function firstTime({ correlation, record }: DetectionRow): string {
  return correlation?.firstTime ?? textField(record, 'eventTime') ?? '';
}

export function lastTime({ correlation, record }: DetectionRow): string {
  return correlation?.lastTime ?? textField(record, 'eventTime') ?? '';
}

export function detectionJson(row: DetectionRow): JsonObject {
  const { rule, correlation } = row;
  const { id, title, level, tags, file } = rule;
  return {
    ...eventJson(row),
    rule: { id: id ?? rule.name, title, level, tags, file },
    ...(correlation
      ? {
          events: correlation.events,
          group: Object.fromEntries(correlation.group.map(({ name, value }) => [name, value])),
          count: correlation.value,
          ...(correlation.counted ? { values: correlation.counted.values } : {}),
          first: correlation.firstTime,
          last: correlation.lastTime,
        }
      : {}),
  };
}

export function detectionFacts(row: DetectionRow): Detection {
  const { rule, correlation, match } = row;
  return {
    rule: {
      id: rule.id ?? rule.name ?? rule.title,
      title: rule.title,
      level: rule.level,
      tags: rule.tags,
      description: rule.description,
      falsePositives: rule.falsePositives,
      references: rule.references,
      file: rule.file,
    },
    message: messageOf(row),
    firstTime: firstTime(row),
    lastTime: lastTime(row),
    events: correlation?.events ?? [match.eventID],
    group: correlation?.group ?? null,
    ...eventFacts(row),
  };
}

/** `; sourceIPAddress: 192.0.2.7, 203.0.113.9 and 3 more`; empty where no values were counted. */
export function countedText({ counted }: Correlation, most: number): string {
  if (!counted) return '';
  const { name, values, more } = counted;
  const rest = more + Math.max(0, values.length - most);
  return `; ${name}: ${values.slice(0, most).join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}

const mostInMessage = 10;

/** `Trail stopped: alice as Admin/alice called cloudtrail:StopLogging on main, from 192.0.2.7`. */
function messageOf(row: DetectionRow): string {
  const { rule, correlation, record, origin, resource, outcome } = row;
  const action = actionText(record.eventSource, record.eventName) ?? 'an unnamed action';
  const source = origin.sourceIPAddress ? `, from ${origin.sourceIPAddress}` : '';
  if (correlation) {
    const group = correlation.group.map(({ name, value }) => `${name} ${value}`).join(', ');
    return `${rule.title}: ${correlation.events.length} events${group ? ` of ${group}` : ''}, the last by ${row.actor.name}: ${action}${source}${countedText(correlation, mostInMessage)}`;
  }
  const target = resource ? ` on ${resource.name}` : '';
  const ended = outcome === 'success' ? '' : ` (${outcome})`;
  return `${rule.title}: ${row.actor.name} called ${action}${target}${ended}${source}`;
}
