/** Calls whose parameters have a shape of their own, from which no rule on names could read the target. */
import type { JsonObject } from '../../model/json.js';
import type { Call } from './call.js';
import { elements, field, isObject, objectField, textField } from './json-fields.js';
import { type Leaf, leaf } from './leaf.js';
import { effectOf } from './verbs.js';
import { isMasked } from './walk.js';
import { fold, singular } from './words.js';

const maxChanges = 5_000;

/** The leaves of such a call, or undefined if the call is an ordinary one. */
export function specialLeaves(
  call: Call,
  parameters: JsonObject,
  from: Leaf['from'],
): readonly Leaf[] | undefined {
  if (call.source === 'cloudcontrolapi') {
    return cloudControl(from === 'response' ? objectField(parameters, 'progressEvent') : parameters, from);
  }
  if (call.source === 'route53' && call.event.name === 'ChangeResourceRecordSets') {
    return from === 'response' ? [] : recordSets(parameters, from);
  }
  return undefined;
}

/** Cloud Control handles resources of any service: `typeName` says which. Cloud Control API User Guide. */
function cloudControl(parameters: JsonObject | undefined, from: Leaf['from']): readonly Leaf[] {
  const value = textField(parameters, 'identifier');
  const recordedType = textField(parameters, 'typeName');
  const [, service = '', type = ''] = recordedType.split('::');
  if (value === '' || isMasked(value)) return [];
  const known = { types: [singular(fold(type))], service: fold(service), recordedType };
  return [leaf({ value, relation: 'self', key: 'identifier', from, ...known })];
}

/** Each change of a batch says itself what it does. Route 53 API Reference, ChangeResourceRecordSets. */
function recordSets(parameters: JsonObject, from: Leaf['from']): readonly Leaf[] {
  const zone = textField(parameters, 'hostedZoneId');
  const changes = elements(field(objectField(parameters, 'changeBatch'), 'changes')).slice(0, maxChanges);
  const types = ['resourcerecordset', 'recordset', 'record'];
  const leaves = changes.filter(isObject).flatMap((change) => {
    const value = textField(objectField(change, 'resourceRecordSet'), 'name');
    const effect = effectOf(textField(change, 'action'));
    return value === '' ? [] : [leaf({ value, relation: 'self', types, key: 'name', from, effect })];
  });
  if (zone === '') return leaves;
  return [
    ...leaves,
    leaf({ value: zone, relation: 'container', types: ['hostedzone'], key: 'hostedZoneId', from }),
  ];
}
