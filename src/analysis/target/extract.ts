/**
 * Which values of a record name something, and what each is to the event: the thing acted on, the owner of the
 * attribute acted on, what holds it, where it was copied from. Works from the event's own names (the noun rule) and
 * a small table of exceptions; ARN lists and error messages add what the parameters leave out.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { parseArn } from './arn.js';
import { readResource } from './arn-shapes.js';
import { type Call, readCall } from './call.js';
import { ec2IdType, isGeneratedId } from './ec2-ids.js';
import { namedByError } from './error-text.js';
import type { EventName } from './event-name.js';
import { bareHolder, isHolder } from './exceptions.js';
import { elements, field, isObject, objectField, textField } from './json-fields.js';
import { readKeyName } from './key-name.js';
import { type Leaf, leaf } from './leaf.js';
import { s3Keys, s3Leaves, s3Sources, unrecordedObjects } from './s3.js';
import { type Effect, effectOf } from './verbs.js';
import { isMasked, type RawLeaf, walk } from './walk.js';
import { fold, singular } from './words.js';

export interface Extraction {
  readonly source: string;
  readonly event: EventName;
  /** As the event name says, or `read` where the verb is unknown and the record says that it only read. */
  readonly effect: Effect;
  readonly leaves: readonly Leaf[];
  /** Part of the request or response lay beyond what is looked at. */
  readonly cutShort: boolean;
}

/** Nouns of things that are a holder's content: who handles them does not touch the holder itself. */
const contentNouns: ReadonlySet<string> = new Set(
  'object item logstream logevent message image record event entry'.split(' '),
);

/** Reads the targets of a record. Never throws, whatever the record holds. */
export function extract(record: JsonObject): Extraction {
  const call = callOf(record);
  const request = objectField(record, 'requestParameters');
  const details = objectField(record, 'serviceEventDetails') ?? parameterlessData(record, request);
  const asked = request === undefined ? nothing : fromParameters(call, request, 'request');
  const told = details === undefined ? nothing : fromParameters(call, details, 'details');
  const failed = hasText(record, 'errorCode') || hasText(record, 'errorMessage');
  const made = failed ? nothing : fromResponse(call, objectField(record, 'responseElements'));
  const listed = fromResources(call, record);
  const leaves = withoutGuesses([
    ...asked.leaves,
    ...told.leaves,
    ...made.leaves,
    ...orientCopy(asked.leaves, listed),
  ]);
  const named = leaves.some(({ relation, from }) => relation === 'self' && from !== 'response');
  const denied = failed && !named ? fromError(call, record) : [];
  return {
    source: call.source,
    event: call.event,
    effect: effectIn(call, record),
    leaves: denied.length === 0 ? leaves : [...leaves, ...denied],
    cutShort: asked.cutShort || told.cutShort || made.cutShort,
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

interface Found {
  readonly leaves: readonly Leaf[];
  readonly cutShort: boolean;
}

const nothing: Found = { leaves: [], cutShort: false };

/**
 * Where a call records no parameters, what it acted on may stand in `additionalEventData` (Secrets Manager's own
 * events, CodeCommit's git calls). Otherwise that field tells about the connection only.
 */
function parameterlessData(record: JsonObject, request: JsonObject | undefined): JsonObject | undefined {
  if (request !== undefined || hasText(record, 'errorCode')) return undefined;
  return objectField(record, 'additionalEventData');
}

function hasText(record: JsonObject, name: string): boolean {
  return textField(record, name) !== '';
}

// ---- request parameters and the details of service events ----

function fromParameters(call: Call, parameters: JsonObject, from: 'request' | 'details'): Found {
  const isS3 = s3Sources.has(call.source);
  const walked = walk(parameters, (key) => (isS3 && s3Keys.has(key)) || call.isContent(key));
  const special = isS3 ? s3Leaves(call.event, parameters) : otherShapes(call, parameters);
  if (special !== undefined && !isS3) return { leaves: special, cutShort: walked.cutShort };
  const leaves = walked.leaves.flatMap((raw) => fromRaw(call, raw, from));
  const placed = place(call, leaves, [...(special ?? []), ...taggedResources(call, parameters)]);
  return { leaves: placed, cutShort: walked.cutShort };
}

/** A leaf with what is needed to relate it to its neighbours. */
interface Placed extends Leaf {
  readonly depth: number;
  readonly identifies: boolean;
}

function fromRaw(call: Call, raw: RawLeaf, from: Leaf['from']): readonly Placed[] {
  const key = readKeyName(raw.key);
  const { relation, tier, types } = call.relate(raw.key, raw.enclosing);
  if (key.describes !== null && tier !== 1 && tier !== 2) return [];
  const identifies =
    key.identifying || key.bare || isHolder(call.source, key.folded) || identifiesItself(raw.value);
  const common = { value: raw.value, key: raw.key, from, depth: raw.depth, identifies };
  const noun = call.event.nounWords.join('');
  const bareOf = raw.key === 'name' && raw.enclosing === null ? bareHolder(call.source) : undefined;
  if (bareOf !== undefined && bareOf !== noun) {
    return [{ ...leaf({ ...common, relation: 'other', types: [bareOf] }), depth: raw.depth, identifies }];
  }
  if (relation === 'self' && key.bare && isOfOtherType(call, raw.value, noun)) {
    return [{ ...leaf({ ...common, relation: 'other' }), depth: raw.depth, identifies }];
  }
  return [{ ...leaf({ ...common, relation, tier, types }), depth: raw.depth, identifies }];
}

function identifiesItself(value: string): boolean {
  return value.startsWith('arn:') || isGeneratedId(value);
}

/** The value says what it is, and that is not what the event is about: the function that a rule's target names. */
function isOfOtherType(call: Call, value: string, noun: string): boolean {
  if (call.event.tagging) return false;
  const idType = ec2IdType(value);
  if (idType !== undefined) return call.source !== 'ec2' && idType !== noun;
  const arn = parseArn(value);
  if (arn === undefined || arn.service === call.source) return false;
  const { type } = readResource(arn.service, arn.resource);
  return type !== '' && !type.endsWith(noun) && !noun.endsWith(type);
}

/** Relations that depend on what else the call names. `given`: leaves that are related already. */
function place(call: Call, found: readonly Placed[], given: readonly Leaf[]): readonly Leaf[] {
  const { event, source } = call;
  const best = Math.min(
    ...[...given, ...found].filter((each) => each.relation === 'self').map((each) => Math.floor(each.tier)),
  );
  const identifiers = new Set(
    found
      .filter((each) => each.depth === 0 && each.identifies && each.relation !== 'source')
      .map((each) => each.types[0] ?? each.key),
  );
  const alone = best === Infinity && identifiers.size === 1 && given.length === 0;
  const isContentCall = contentNouns.has(event.nounWords.join(''));
  const related = found.map((each): Leaf => {
    if (each.relation === 'self')
      return Math.floor(each.tier) === best ? each : { ...each, relation: 'container', tier: 0 };
    if (each.relation === 'owner' && event.from && createsFrom(event.effect))
      return { ...each, relation: 'source' };
    if (each.relation !== 'other') return each;
    if (joins.has(event.verb) && each.identifies && each.depth === 0) return { ...each, relation: 'owner' };
    const holds = each.types.some((type) => isHolder(source, type));
    if (holds) return { ...each, relation: alone && !isContentCall ? 'part' : 'container' };
    if (each.identifies && each.depth === 0 && (alone || event.effect === 'use'))
      return { ...each, relation: 'part' };
    return each;
  });
  return [...given, ...related];
}

/** Verbs that tie two things together or part them; both ends change. */
const joins: ReadonlySet<string> = new Set(['Attach', 'Detach', 'Associate', 'Disassociate']);

function createsFrom(effect: Effect): boolean {
  return effect === 'create' || effect === 'upsert';
}

/** Auto Scaling tags name their resource inside each tag. */
function taggedResources(call: Call, parameters: JsonObject): readonly Leaf[] {
  if (!call.event.tagging) return [];
  return elements(field(parameters, 'tags'))
    .slice(0, 1_000)
    .flatMap((tag) => {
      const value = isObject(tag) ? textField(tag, 'resourceId') : '';
      if (value === '' || !isObject(tag)) return [];
      const type = singular(fold(textField(tag, 'resourceType')));
      return [
        leaf({
          value,
          relation: 'self',
          types: type === '' ? [] : [type],
          key: 'resourceId',
          from: 'request',
        }),
      ];
    });
}

// ---- calls with a shape of their own ----

function otherShapes(call: Call, parameters: JsonObject): readonly Leaf[] | undefined {
  if (call.source === 'cloudcontrolapi') return cloudControl(parameters);
  if (call.source === 'route53' && call.event.name === 'ChangeResourceRecordSets')
    return recordSets(parameters);
  return undefined;
}

/** Cloud Control handles resources of any service: `typeName` says which. Cloud Control API User Guide. */
function cloudControl(parameters: JsonObject): readonly Leaf[] {
  const value = textField(parameters, 'identifier');
  const recordedType = textField(parameters, 'typeName');
  const [, service = '', type = ''] = recordedType.split('::');
  if (value === '' || isMasked(value)) return [];
  const common = { relation: 'self', key: 'identifier', from: 'request' } as const;
  return [leaf({ ...common, value, types: [singular(fold(type))], service: fold(service), recordedType })];
}

/** Each change of a batch says itself what it does. Route 53 API Reference, ChangeResourceRecordSets. */
function recordSets(parameters: JsonObject): readonly Leaf[] {
  const zone = textField(parameters, 'hostedZoneId');
  const changes = elements(field(objectField(parameters, 'changeBatch'), 'changes')).slice(0, 5_000);
  const records = changes.flatMap((change) => {
    const set = isObject(change) ? objectField(change, 'resourceRecordSet') : undefined;
    const value = textField(set, 'name');
    if (value === '' || !isObject(change)) return [];
    const effect = effectOf(textField(change, 'action'));
    return [
      leaf({
        value,
        relation: 'self',
        types: ['resourcerecordset', 'recordset', 'record'],
        key: 'name',
        from: 'request',
        effect,
      }),
    ];
  });
  const holder = leaf({
    value: zone,
    relation: 'container',
    types: ['hostedzone'],
    key: 'hostedZoneId',
    from: 'request',
  });
  return zone === '' ? records : [...records, holder];
}

// ---- response, resources, error ----

/** Only what the event surely acted on: responses describe their surroundings at length. */
function fromResponse(call: Call, response: JsonObject | undefined): Found {
  if (response === undefined) return nothing;
  if (call.source === 'cloudcontrolapi') {
    const progress = objectField(response, 'progressEvent');
    return progress === undefined
      ? nothing
      : { leaves: cloudControl(progress).map((each) => ({ ...each, from: 'response' })), cutShort: false };
  }
  const walked = walk(response, call.isContent);
  const leaves = walked.leaves
    .filter((raw) => raw.depth <= 2)
    .flatMap((raw) => fromRaw(call, raw, 'response'))
    .filter(({ relation, tier }) => relation === 'self' && sure.has(tier));
  const best = Math.min(...leaves.map(({ tier }) => tier));
  return { leaves: leaves.filter(({ tier }) => tier === best || tier === 3), cutShort: walked.cutShort };
}

const sure: ReadonlySet<number> = new Set([1, 2, 3]);

/** `resources[]` of the record, and the `Resources` that `lookup-events` puts around it. */
function fromResources(call: Call, record: JsonObject): readonly Leaf[] {
  const listed = [...elements(field(record, 'resources')), ...elements(field(record, 'Resources'))];
  return listed
    .slice(0, 1_000)
    .flatMap((resource) => (isObject(resource) ? fromResource(call, resource) : []));
}

function fromResource(call: Call, resource: JsonObject): readonly Leaf[] {
  const recordedType = textField(resource, 'type') || textField(resource, 'ResourceType') || null;
  const prefix = textField(resource, 'ARNPrefix');
  const prefixArn = parseArn(prefix);
  if (prefixArn !== undefined) return [unrecordedObjects(prefixArn.resource, 'resources')];
  const value =
    textField(resource, 'ARN') || textField(resource, 'arn') || textField(resource, 'ResourceName');
  if (value === '' || isMasked(value)) return [];
  const arn = parseArn(value);
  const named = arn === undefined ? '' : readResource(arn.service, arn.resource).type;
  const type = named || singular(fold(recordedType?.split('::').at(-1) ?? ''));
  const relation = relationOfType(call, type);
  return [
    leaf({ value, relation, types: type === '' ? [] : [type], key: 'ARN', from: 'resources', recordedType }),
  ];
}

function fromError(call: Call, record: JsonObject): readonly Leaf[] {
  const named = namedByError(record);
  if (named === undefined || isMasked(named.value)) return [];
  const { value } = named;
  const arn = parseArn(value);
  const ofArn = arn === undefined ? '' : readResource(arn.service, arn.resource).type;
  const noun = call.event.nounWords.join('');
  const type = ofArn || named.type || bareErrorTypes.get(call.source) || noun;
  return [
    leaf({
      value,
      relation: relationOfType(call, type),
      types: type === '' ? [] : [type],
      key: 'errorMessage',
      from: 'error',
    }),
  ];
}

/** What a name without a type means in the messages of a service. */
const bareErrorTypes: ReadonlyMap<string, string> = new Map([['secretsmanager', 'secret']]);

/** How a thing of a known type relates to the event: the noun rule for what has no key. */
function relationOfType(call: Call, type: string): Leaf['relation'] {
  const { event, source } = call;
  const noun = event.nounWords.join('');
  if (type === '') return 'other';
  if (event.tagging) return 'self';
  const { relation } = call.relate(type, null);
  if (type === noun) return 'self';
  if (relation === 'self' || relation === 'owner' || relation === 'part') return relation;
  if (noun !== '' && type.endsWith(noun)) return 'self';
  if (event.effect === 'use') return 'part';
  if (isHolder(source, type) || noun === '') return contentNouns.has(noun) ? 'container' : 'part';
  return 'other';
}

/** A copy lists both ends among its resources: those that the request names as source are not its outcome. */
function orientCopy(asked: readonly Leaf[], listed: readonly Leaf[]): readonly Leaf[] {
  const sources = new Set(asked.filter(({ relation }) => relation === 'source').map(({ value }) => value));
  if (sources.size === 0) return listed;
  const targets = new Set(asked.filter(({ relation }) => relation !== 'source').map(({ value }) => value));
  return listed.map((each) => {
    const name = parseArn(each.value)?.resource ?? each.value;
    const isSource = sources.has(name) || sources.has(each.value);
    return isSource && !targets.has(name) ? { ...each, relation: 'source', tier: 0 } : each;
  });
}

/** A guess (tier 4 or 5) stands only where nothing better names the thing acted on. */
function withoutGuesses(leaves: readonly Leaf[]): readonly Leaf[] {
  const isSure = leaves.some(({ relation, tier }) => relation === 'self' && tier < 4);
  if (!isSure || leaves.every(({ tier }) => tier < 4)) return leaves;
  return leaves.map((each) => (each.tier >= 4 ? { ...each, relation: 'container', tier: 0 } : each));
}
