/**
 * The leaves of a request or a response: each value related by the noun rule, then corrected by what only the whole
 * call shows, such as that its one identifier must be what it is about.
 */
import type { JsonObject } from '../../model/json.js';
import { parseArn } from './arn.js';
import { arnType } from './arn-shapes.js';
import type { Call } from './call.js';
import { ec2IdType, isGeneratedId } from './ec2-ids.js';
import { bareHolder, isHolder } from './exceptions.js';
import { elements, field, isObject, textField } from './json-fields.js';
import { readKeyName } from './key-name.js';
import { type Leaf, leaf } from './leaf.js';
import type { Classified } from './noun-rule.js';
import { s3Keys, s3Leaves, s3Sources } from './s3.js';
import { sameService } from './services.js';
import { specialLeaves } from './special-calls.js';
import { type RawLeaf, walk } from './walk.js';
import { fold, singular } from './words.js';

export interface Found {
  readonly leaves: readonly Leaf[];
  /** Part of what was looked at lay too deep or too far on. */
  readonly cutShort: boolean;
}

export const nothing: Found = { leaves: [], cutShort: false };

/** Nouns of things that are a holder's content: who handles them does not touch the holder itself. */
export const contentNouns: ReadonlySet<string> = new Set(
  'object item logstream logevent message image record event entry'.split(' '),
);

/**
 * The leaves of request parameters or of a service event's details. `isOutcomeKnown`: the response already says what
 * was made, so that what the request names is what it was made with.
 */
export function parameterLeaves(
  call: Call,
  parameters: JsonObject,
  from: 'request' | 'details',
  isOutcomeKnown: boolean,
): Found {
  const special = specialLeaves(call, parameters, from);
  if (special !== undefined) return { leaves: special, cutShort: false };
  const isS3 = s3Sources.has(call.source);
  const walked = walk(parameters, (key) => (isS3 && s3Keys.has(key)) || call.isContent(key));
  const given = (isS3 ? s3Leaves(call.event, parameters) : []).concat(taggedResources(call, parameters));
  const placed = place(
    call,
    walked.leaves.map((raw) => fromRaw(call, raw, from)).filter((each) => each !== undefined),
    given,
    isOutcomeKnown,
  );
  return { leaves: placed, cutShort: walked.cutShort };
}

/** Only what the event surely acted on: responses describe their surroundings at length. */
export function responseLeaves(call: Call, response: JsonObject): Found {
  const special = specialLeaves(call, response, 'response');
  if (special !== undefined) return { leaves: special, cutShort: false };
  const walked = walk(response, call.isContent);
  const leaves = walked.leaves
    .filter(({ depth }) => depth <= 2)
    .map((raw) => fromRaw(call, raw, 'response'))
    .filter((each) => each !== undefined)
    .filter(({ relation, tier }) => relation === 'self' && Number.isInteger(tier) && tier <= 3);
  const best = leaves.reduce((least, { tier }) => Math.min(least, tier), Infinity);
  return { leaves: leaves.filter(({ tier }) => tier === best || tier === 3), cutShort: walked.cutShort };
}

/** A leaf with what is needed to relate it to its neighbours. */
interface Placed extends Leaf {
  readonly depth: number;
  /** The key or the value says that it identifies something. */
  readonly identifies: boolean;
  /** What it identifies may be what the call is about: it is no account or the like, and no ARN of another service. */
  readonly counts: boolean;
}

/** The leaf of a value; undefined if it only describes something. */
function fromRaw(call: Call, raw: RawLeaf, from: Leaf['from']): Placed | undefined {
  const key = readKeyName(raw.key);
  const { relation, tier, types } = relate(call, raw);
  if (key.describes !== null && (tier < 1 || tier > 2)) return undefined;
  // `attribute: "userData"` says what of the thing, not which thing.
  if (key.readings.includes('attribute') && call.event.kind !== 'attribute') return undefined;
  const arn = parseArn(raw.value);
  const identifies =
    key.identifying ||
    key.bare ||
    arn !== undefined ||
    isHolder(call.source, key.folded) ||
    isGeneratedId(raw.value);
  const isForeign = arn !== undefined && !sameService(arn.service, call.source);
  const counts = identifies && !isForeign && !types.some((type) => beside.has(type));
  // As `leaf` makes it, and with the same names in the same order for all.
  return {
    value: raw.value,
    relation,
    tier,
    types,
    key: raw.key,
    from,
    service: null,
    recordedType: null,
    effect: null,
    isPrefix: false,
    depth: raw.depth,
    identifies,
    counts,
  };
}

/** What identifies an account, a principal or an edition is beside the point of nearly every call. */
const beside: ReadonlySet<string> = new Set(
  'account awsaccount principal statement revision expectedrevision policyrevision'.split(' '),
);

/** How a value relates, by its key unless the value itself or a habit of the service says otherwise. */
function relate(call: Call, { key, enclosing, value }: RawLeaf): Classified {
  const { kind } = call.event;
  const holder = key === 'name' && enclosing === null ? bareHolder(call.source) : undefined;
  if (holder !== undefined && holder !== kind) return { relation: 'other', tier: 0, types: [holder] };
  const byKey = call.relate(key, enclosing);
  if (byKey.relation !== 'self') return byKey;
  const isOther = readKeyName(key).bare
    ? isOfOtherKind(call, value)
    : byKey.tier === 5 && arnType(value) !== kind;
  return isOther ? { relation: 'other', tier: 0, types: [] } : byKey;
}

/** The value says what it is, and that is not what the event is about: the function that a rule's target names. */
function isOfOtherKind({ source, event }: Call, value: string): boolean {
  if (event.tagging) return false;
  const idType = ec2IdType(value);
  if (idType !== undefined) return source !== 'ec2' && idType !== event.kind;
  if (parseArn(value)?.service === source) return false;
  const type = arnType(value);
  return type !== '' && !type.endsWith(event.kind) && !event.kind.endsWith(type);
}

/** Verbs that tie two things together or part them; both ends change. */
const joins: ReadonlySet<string> = new Set(['Attach', 'Detach', 'Associate', 'Disassociate']);

/** Relations that depend on what else the call names. `given`: leaves that are related already. */
function place(
  { event, source }: Call,
  found: readonly Placed[],
  given: readonly Leaf[],
  isOutcomeKnown: boolean,
): readonly Leaf[] {
  if (found.length === 0) return given;
  const best = Math.min(bestTier(given), bestTier(found));
  const isAlone = best === Infinity && given.length === 0 && isOnlyIdentifier(found);
  const creates = event.effect === 'create' || event.effect === 'upsert';
  const toPart = event.effect === 'use' || (isAlone && !(creates && isOutcomeKnown));

  const isNested = found.some(({ depth }) => depth > 0);
  const outermost = new Set(isNested ? found.filter(({ depth }) => depth === 0).map(({ key }) => key) : []);

  function relationOf(each: Placed): Leaf['relation'] {
    // A group named inside a rule of another group is only mentioned.
    if (each.depth > 0 && outermost.has(each.key)) return 'other';
    if (each.relation === 'self') return Math.floor(each.tier) === best ? 'self' : 'container';
    if (each.relation === 'owner' && event.from && creates) return 'source';
    if (each.relation !== 'other') return each.relation;
    if (joins.has(event.verb) && each.identifies && each.depth === 0) return 'owner';
    if (each.types.some((type) => isHolder(source, type))) {
      return isAlone && !contentNouns.has(event.kind) ? 'part' : 'container';
    }
    return toPart && each.counts && each.depth === 0 ? 'part' : 'other';
  }

  const related = found.map((each) => {
    const relation = relationOf(each);
    return relation === each.relation ? each : { ...each, relation, tier: 0 };
  });
  return given.concat(related);
}

function bestTier(leaves: readonly Leaf[]): number {
  return leaves.reduce(
    (least, { relation, tier }) => (relation === 'self' ? Math.min(least, Math.floor(tier)) : least),
    Infinity,
  );
}

/** Whether the outermost values identify things of one kind. */
function isOnlyIdentifier(found: readonly Placed[]): boolean {
  const identifiers = found.filter((each) => each.depth === 0 && each.counts && each.relation !== 'source');
  return new Set(identifiers.map(({ types, key }) => types[0] ?? key)).size === 1;
}

/** Auto Scaling names what is tagged inside each tag. Auto Scaling API Reference, Tag. */
function taggedResources(call: Call, parameters: JsonObject): readonly Leaf[] {
  if (!call.event.tagging) return [];
  const tags = elements(field(parameters, 'tags')).slice(0, 1_000).filter(isObject);
  return tags.flatMap((tag) => {
    const value = textField(tag, 'resourceId');
    const type = singular(fold(textField(tag, 'resourceType')));
    const types = type === '' ? [] : [type];
    return value === '' ? [] : [leaf({ value, relation: 'self', types, key: 'resourceId', from: 'request' })];
  });
}
