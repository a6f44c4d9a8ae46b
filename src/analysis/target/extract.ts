/**
 * Which values of a record name something, and what each is to the event: the thing acted on, the owner of the
 * attribute acted on, what holds it, where it was copied from. Works from the event's own names (the noun rule) and
 * a small table of exceptions; ARN lists and error messages add what the parameters leave out.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { parseArn } from './arn.js';
import { type Call, readCall } from './call.js';
import type { EventName } from './event-name.js';
import { field, objectField, textField } from './json-fields.js';
import type { Leaf } from './leaf.js';
import { listedLeaves, refusedLeaves } from './listed.js';
import { nothing, parameterLeaves, responseLeaves } from './parameters.js';
import type { Effect } from './verbs.js';

export interface Extraction {
  /** Label of the event source: `s3`. */
  readonly source: string;
  readonly event: EventName;
  /** As the event name says, or `read` where the verb is unknown and the record says that it only read. */
  readonly effect: Effect;
  readonly leaves: readonly Leaf[];
  /** Key of what the event is mostly about, where that is not the thing acted on; else null. */
  readonly main: string | null;
  /** Part of the request or response lay beyond what is looked at. */
  readonly cutShort: boolean;
}

/** What was told last, for several questions are asked of a record before the next. */
let last: { readonly of: JsonObject; readonly extraction: Extraction } | undefined;

/** Reads the targets of a record, which is not written to afterwards. Never throws, whatever the record holds. */
export function extract(record: JsonObject): Extraction {
  if (last?.of !== record) last = { of: record, extraction: extractionOf(record) };
  return last.extraction;
}

function extractionOf(record: JsonObject): Extraction {
  const call = callOf(record);
  const hasFailed = textField(record, 'errorCode') !== '' || textField(record, 'errorMessage') !== '';
  const request = objectField(record, 'requestParameters');
  const details = objectField(record, 'serviceEventDetails');
  const response = hasFailed ? undefined : objectField(record, 'responseElements');
  const made = response === undefined ? nothing : responseLeaves(call, response);
  const isOutcomeKnown = hasFailed || made.leaves.length > 0;
  const asked = request === undefined ? nothing : parameterLeaves(call, request, 'request', isOutcomeKnown);
  const told = details === undefined ? nothing : parameterLeaves(call, details, 'details', isOutcomeKnown);
  const beside = request === undefined && !hasFailed ? besideLeaves(call, record) : [];
  const listed = orientCopy(asked.leaves, listedLeaves(call, record));
  const leaves = withoutGuesses(asked.leaves.concat(told.leaves, beside, made.leaves, listed));
  const isNamed = leaves.some(({ relation }) => relation === 'self');
  return {
    source: call.source,
    event: call.event,
    main: call.main,
    effect: effectIn(call, record),
    leaves: hasFailed && !isNamed ? [...leaves, ...refusedLeaves(call, record)] : leaves,
    cutShort: asked.cutShort || told.cutShort || made.cutShort || isOmitted(request) || isOmitted(response),
  };
}

/** The record's call, read once for all records of the same source and name. */
export function callOf(record: JsonObject): Call {
  const isServiceEvent =
    textField(record, 'eventType') === 'AwsServiceEvent' ||
    field(record, 'serviceEventDetails') !== undefined;
  return readCall(textField(record, 'eventSource'), textField(record, 'eventName'), isServiceEvent);
}

/** The effect of the call: an unknown verb in a record marked `readOnly` only read. */
export function effectIn(call: Call, record: JsonObject): Effect {
  const { effect } = call.event;
  return effect === 'unknown' && isTrue(field(record, 'readOnly')) ? 'read' : effect;
}

/** Exports write booleans as text. */
export function isTrue(value: JsonValue | undefined): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** CloudTrail leaves out what is larger than 100 KB and says so in its place. */
function isOmitted(part: JsonObject | undefined): boolean {
  return isTrue(field(part, 'omitted')) && field(part, 'originalSize') !== undefined;
}

/**
 * Where a call records no parameters, what it acted on may stand in `additionalEventData` (Secrets Manager's own
 * events, CodeCommit's git calls), among facts about the connection.
 */
function besideLeaves(call: Call, record: JsonObject): readonly Leaf[] {
  const data = objectField(record, 'additionalEventData');
  if (data === undefined) return [];
  return parameterLeaves(call, data, 'details', false).leaves.filter(({ relation }) => relation !== 'other');
}

/** A copy lists both ends among its resources: those that the request names as source are not its outcome. */
function orientCopy(asked: readonly Leaf[], listed: readonly Leaf[]): readonly Leaf[] {
  if (listed.length === 0 || !asked.some(({ relation }) => relation === 'source')) return listed;
  const sources = new Set(asked.filter(({ relation }) => relation === 'source').map(({ value }) => value));
  const others = new Set(asked.filter(({ relation }) => relation !== 'source').map(({ value }) => value));
  return listed.map((each) => {
    const name = parseArn(each.value)?.resource ?? each.value;
    const isSource = sources.has(name) || sources.has(each.value);
    return isSource && !others.has(name) ? { ...each, relation: 'source', tier: 0 } : each;
  });
}

/** A guess (tier 4 or 5) stands only where nothing better names the thing acted on. */
function withoutGuesses(leaves: readonly Leaf[]): readonly Leaf[] {
  if (leaves.every(({ tier }) => tier < 4)) return leaves;
  if (!leaves.some(({ relation, tier }) => relation === 'self' && tier < 4)) return leaves;
  return leaves.map((each) => (each.tier >= 4 ? { ...each, relation: 'container', tier: 0 } : each));
}
