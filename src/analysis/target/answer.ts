/**
 * Does an event answer a question about the subject, and how directly? The effect of the call and the relation of
 * the matched value decide: DeleteBucket deleted the bucket, DeleteBucketPolicy only has to do with it.
 */
import type { Outcome, Relation, Resource } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { callOf, type Extraction, effectIn, extract } from './extract.js';
import { field, isObject, objectField, textField } from './json-fields.js';
import type { Leaf } from './leaf.js';
import { type Match, matchLeaf, type Surroundings } from './match.js';
import { mentions } from './mentions.js';
import { namesOf } from './names.js';
import type { LeafRelation } from './noun-rule.js';
import { outcomeFor } from './outcome.js';
import { resourceOf } from './resource.js';
import type { Subject } from './subject.js';
import type { Effect } from './verbs.js';

export type Question = 'deleted' | 'created' | 'changed' | 'accessed';

export interface Answer {
  readonly relation: Relation;
  /** For the resource asked about, where the call failed for some of its targets only. */
  readonly outcome: Outcome;
  readonly resource: Resource;
  /** What the resource is to the event. */
  readonly role: LeafRelation;
  /** The key it stands under, and in which part of the record. */
  readonly key: string;
  readonly from: Leaf['from'];
  /** What a reader has to know besides, in words; else null. */
  readonly note: string | null;
}

/** The answer of one record to the question, undefined if it has none. Never throws. */
export function answer(subject: Subject, question: Question, record: JsonObject): Answer | undefined {
  if (!canAnswer(question, record) || !mentions(subject, record)) return undefined;
  return judge(subject, question, record);
}

/** `answer` without its quick exits: slower, and the same. */
export function judge(subject: Subject, question: Question, record: JsonObject): Answer | undefined {
  const extraction = extract(record);
  const around = surroundingsOf(extraction, record);
  let best:
    | { readonly leaf: Leaf; readonly match: Match; readonly role: LeafRelation; readonly relation: Relation }
    | undefined;
  for (const leaf of extraction.leaves) {
    const match = matchLeaf(subject, leaf, around);
    if (match === undefined) continue;
    const role = match === 'holder' && leaf.relation === 'self' ? 'container' : leaf.relation;
    const relation = relationTo(question, extraction, leaf, role);
    if (relation === undefined) continue;
    if (best === undefined || rank(relation, role) < rank(best.relation, best.role))
      best = { leaf, match, role, relation };
  }
  if (best === undefined) return undefined;
  const { leaf, match, role, relation } = best;
  const names = namesOf(leaf.value, extraction.source, leaf.key);
  return {
    relation,
    outcome: outcomeFor(record, names.own),
    resource:
      match === 'prefix'
        ? coveredObject(subject)
        : resourceOf(extraction, leaf, match === 'holder' ? names.holder : null),
    role,
    key: leaf.key,
    from: leaf.from,
    note:
      match === 'prefix'
        ? 'the call does not record its keys: this object may be among them'
        : dueDate(extraction, record),
  };
}

// ---- which relation answers which question ----

/** Verbs whose new thing shows in the response only. */
const begins: ReadonlySet<string> = new Set([
  'Start',
  'Send',
  'Publish',
  'Request',
  'Submit',
  'Invite',
  'Register',
]);
const changes: ReadonlySet<Effect> = new Set<Effect>(['modify', 'upsert', 'remove', 'tag']);
const births: ReadonlySet<Effect> = new Set<Effect>(['create', 'upsert']);

function relationTo(
  question: Question,
  extraction: Extraction,
  leaf: Leaf,
  role: LeafRelation,
): Relation | undefined {
  const { event } = extraction;
  const effect = leaf.effect ?? extraction.effect;
  const isSelf = role === 'self';
  switch (question) {
    case 'deleted':
      if (effect === 'delete') return isSelf ? 'direct' : 'related';
      if (effect === 'remove') return isSelf && isWholeRemoval(extraction) ? 'direct' : 'related';
      return event.undo ? 'related' : undefined;
    case 'created':
      if (event.undo) return 'related';
      if (births.has(effect)) return isSelf ? 'direct' : 'related';
      return isSelf && isBegun(extraction, leaf) ? 'direct' : undefined;
    case 'changed': {
      if (effect === 'read' || effect === 'use') return undefined;
      if (effect === 'unknown') return 'related';
      const isTouched = role === 'owner' || role === 'part' || (isSelf && changes.has(effect));
      return isTouched ? 'direct' : 'related';
    }
    case 'accessed':
      if (effect === 'read' || effect === 'use') return role === 'other' ? 'related' : 'direct';
      // What was copied, restored from or exported was read; the final snapshot of a deletion was not.
      return role === 'source' && effect !== 'delete' && effect !== 'remove' ? 'direct' : 'related';
  }
}

/** `RemoveThing(thingId)` ends the thing; `RemoveThingFromGroup`, or one that names more, only moves it. */
function isWholeRemoval({ event, leaves }: Extraction): boolean {
  return (
    event.verb === 'Remove' &&
    event.owners.length === 0 &&
    leaves.every(({ relation, from }) => from === 'response' || relation === 'self')
  );
}

function isBegun({ event, effect, leaves }: Extraction, leaf: Leaf): boolean {
  if ((effect !== 'modify' && effect !== 'use') || !begins.has(event.verb) || leaf.from !== 'response')
    return false;
  return !leaves.some(({ relation, from, tier }) => relation === 'self' && from === 'request' && tier <= 2);
}

/** Direct before related, then the closest to the event. */
function rank(relation: Relation, role: LeafRelation): number {
  return (relation === 'direct' ? 0 : 10) + order.indexOf(role);
}

const order: readonly LeafRelation[] = ['self', 'owner', 'part', 'container', 'source', 'other'];

// ---- quick exits ----

const endings: ReadonlySet<Effect> = new Set<Effect>(['delete', 'remove']);

/** Whether a call like it answers the question about anything. */
export function canAnswer(question: Question, record: JsonObject): boolean {
  const call = callOf(record);
  const { event } = call;
  const effect = effectIn(call, record);
  if (question === 'accessed' || event.undo || event.name === 'ChangeResourceRecordSets') return true;
  if (question === 'deleted') return endings.has(effect);
  if (question === 'created') return births.has(effect) || begins.has(event.verb);
  return effect !== 'read' && effect !== 'use';
}

// ---- the rest of an answer ----

/** Where the event happened and to which accounts it belongs. */
export function surroundingsOf({ source, event }: Extraction, record: JsonObject): Surroundings {
  const identity = field(record, 'userIdentity');
  const accounts = [
    textField(record, 'recipientAccountId'),
    isObject(identity) ? textField(identity, 'accountId') : '',
  ];
  return {
    source,
    noun: event.kind,
    region: textField(record, 'awsRegion'),
    accounts: accounts.filter((account) => account !== ''),
  };
}

function coveredObject(subject: Subject): Resource {
  const name = subject.readings.find(({ isObject: isPath }) => isPath)?.names[0] ?? subject.text;
  return { type: 'AWS::S3::Object', name, arn: null };
}

/** Keys and secrets are deleted for a date and can be brought back until then. */
function dueDate({ effect }: Extraction, record: JsonObject): string | null {
  if (effect !== 'delete') return null;
  const date = textField(objectField(record, 'responseElements'), 'deletionDate');
  return date === '' ? null : `scheduled for ${date}`;
}
