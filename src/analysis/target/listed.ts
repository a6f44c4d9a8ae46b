/**
 * Resources that a record names apart from its parameters: the ARNs of `resources[]`, and what an error message says
 * was refused. There is no key to judge by, only the type of what is named.
 */
import type { JsonObject } from '../../model/json.js';
import { parseArn } from './arn.js';
import { arnType } from './arn-shapes.js';
import type { Call } from './call.js';
import { namedByError } from './error-text.js';
import { isHolder } from './exceptions.js';
import { elements, field, isObject, textField } from './json-fields.js';
import { type Leaf, leaf } from './leaf.js';
import type { LeafRelation } from './noun-rule.js';
import { contentNouns } from './parameters.js';
import { unrecordedObjects } from './s3.js';
import { isMasked } from './walk.js';
import { fold, singular } from './words.js';

const maxResources = 1_000;

/** `resources[]` of the record, and the `Resources` that `lookup-events` puts around it. */
export function listedLeaves(call: Call, record: JsonObject): readonly Leaf[] {
  const [own, around] = [elements(field(record, 'resources')), elements(field(record, 'Resources'))];
  return (around.length === 0 ? own : [...own, ...around])
    .slice(0, maxResources)
    .filter(isObject)
    .flatMap((resource) => fromResource(call, resource));
}

function fromResource(call: Call, resource: JsonObject): readonly Leaf[] {
  const prefix = parseArn(textField(resource, 'ARNPrefix'));
  if (prefix !== undefined) return [unrecordedObjects(prefix.resource, 'resources')];
  const value =
    textField(resource, 'ARN') || textField(resource, 'arn') || textField(resource, 'ResourceName');
  if (value === '' || isMasked(value)) return [];
  const recordedType = textField(resource, 'type') || textField(resource, 'ResourceType') || null;
  const type = arnType(value) || singular(fold(recordedType?.split('::').at(-1) ?? ''));
  return [ofType(call, value, 'ARN', 'resources', recordedType, type)];
}

/** What a name without a type means in the messages of a service. */
const bareTypes: ReadonlyMap<string, string> = new Map([['secretsmanager', 'secret']]);

/** What the error message says was refused; for calls that record nothing else. */
export function refusedLeaves(call: Call, record: JsonObject): readonly Leaf[] {
  const named = namedByError(record);
  if (named === undefined || isMasked(named.value)) return [];
  const { value } = named;
  const type = arnType(value) || named.type || bareTypes.get(call.source) || call.event.kind;
  return [ofType(call, value, 'errorMessage', 'error', null, type)];
}

function ofType(
  call: Call,
  value: string,
  key: string,
  from: Leaf['from'],
  recordedType: string | null,
  type: string,
): Leaf {
  const relation = relationOfType(call, type);
  return leaf({ value, relation, types: type === '' ? [] : [type], key, from, recordedType });
}

/** How a thing of a known type relates to the event: the noun rule for what has no key. */
function relationOfType(call: Call, type: string): LeafRelation {
  const { event, source } = call;
  if (type === '') return 'other';
  if (event.tagging || type === event.kind) return 'self';
  const { relation } = call.relate(type, null);
  if (relation === 'self' || relation === 'owner' || relation === 'part') return relation;
  if (event.effect === 'use') return 'part';
  if (isHolder(source, type) || event.kind === '') return contentNouns.has(event.kind) ? 'container' : 'part';
  return 'other';
}
