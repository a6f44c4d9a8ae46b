/**
 * Other names of the same thing. A deletion may record only the id of what people know by name; the event that
 * created or described it ties the two together. One step only: names found so are not followed further.
 */
import type { JsonObject } from '../../model/json.js';
import { surroundingsOf } from './answer.js';
import type { Call } from './call.js';
import { isGeneratedId } from './ec2-ids.js';
import { callOf, type Extraction, extract } from './extract.js';
import { textField } from './json-fields.js';
import { readKeyName } from './key-name.js';
import { type Leaf, leaf } from './leaf.js';
import { matchLeaf } from './match.js';
import { mentions } from './mentions.js';
import { nameTags } from './name-tags.js';
import { namesOf } from './names.js';
import { outcomeOf } from './outcome.js';
import { literalName, type Subject } from './subject.js';
import { fold } from './words.js';

/** A name that an event ties to the subject. */
export interface Alias {
  /** The other name: an id for a name, or a name for an id. */
  readonly name: string;
  /** The name by which the event was found: what was asked for, as recorded. */
  readonly via: string;
  readonly eventID: string | null;
  /** The other name, held to the service, kind, account and region in which it means the same thing. */
  readonly subject: Subject;
}

/** Services whose names mean the same in every region. */
const global: ReadonlySet<string> = new Set(
  'iam sts route53 cloudfront organizations s3 globalaccelerator'.split(' '),
);

const teaching: ReadonlySet<string> = new Set(['create', 'upsert', 'modify', 'tag', 'read']);

/** Whether such a call ever ties a name to another. Buckets, objects and what belongs to them have one name each. */
export function tiesNames({ source, event }: Call): boolean {
  if (source === 's3' && /^(?:bucket|object|part|multipartupload)/.test(event.kind)) return false;
  return event.effect === 'unknown' || teaching.has(event.effect);
}

/** What a record teaches about the subject's other names. Failed calls teach nothing. */
export function aliasesOf(subject: Subject, record: JsonObject): readonly Alias[] {
  if (!tiesNames(callOf(record)) || outcomeOf(record) !== 'success' || !mentions(subject, record)) return [];
  const extraction = extract(record);
  if (!teaching.has(extraction.effect)) return [];
  const around = surroundingsOf(extraction, record);
  const selves = extraction.leaves.filter(({ relation }) => relation === 'self');
  const lent = selves.filter((leaf) => isOnly(leaf, selves));
  const isAsked = (leaf: Leaf) => matchLeaf(subject, leaf, around) === 'exact';
  const asked = lent.find(isAsked);
  const make = (leaf: Leaf, via: string): Alias => ({
    name: namesOf(leaf.value, extraction.source, leaf.key).own.at(-1) ?? leaf.value,
    via,
    eventID: textField(record, 'eventID') || null,
    subject: subjectOf(extraction, leaf, around.region, around.accounts),
  });
  if (asked !== undefined) {
    const kind = kindOf(extraction, asked);
    return unlike(
      lent
        .filter((leaf) => !isAsked(leaf) && kindOf(extraction, leaf) === kind)
        .map((leaf) => make(leaf, asked.value)),
    );
  }
  const tag = nameTags(extraction.event.kind, record).find((value) => isAsked(asName(value, selves)));
  return tag === undefined ? [] : unlike(selves.filter(isIdentifier).map((leaf) => make(leaf, tag)));
}

/** Two values under one key are two things, not two names of one. */
function isOnly(leaf: Leaf, selves: readonly Leaf[]): boolean {
  const key = fold(leaf.key);
  return selves.every(
    (other) => fold(other.key) !== key || other.value === leaf.value || other.from !== leaf.from,
  );
}

/** A key's alias is no key, even where one call names both. */
function kindOf({ source, event }: Extraction, leaf: Leaf): string {
  return namesOf(leaf.value, source, leaf.key).type || leaf.types[0] || event.kind;
}

function unlike(aliases: readonly Alias[]): readonly Alias[] {
  return aliases.filter((alias, index) => aliases.findIndex(({ name }) => name === alias.name) === index);
}

function isIdentifier(leaf: Leaf): boolean {
  return isGeneratedId(leaf.value) || readKeyName(leaf.key).identifying || readKeyName(leaf.key).bare;
}

function subjectOf(
  { source, event }: Extraction,
  leaf: Leaf,
  region: string,
  accounts: readonly string[],
): Subject {
  const { own, arn, type } = namesOf(leaf.value, source, leaf.key);
  const name = own.at(-1) ?? leaf.value;
  const isId = isGeneratedId(name) || /(?:id|arn)s?$/i.test(leaf.key);
  const reading = {
    names: [...new Set([name, leaf.value])].map(literalName),
    service: arn?.service ?? leaf.service ?? source,
    // An id is nobody else's; a name may be that of another kind of thing too.
    type: isId ? null : type || (leaf.types[0] ?? event.kind) || null,
    region: global.has(source) || region === '' ? null : region,
    account: accounts[0] ?? null,
    arn: null,
    isObject: false,
  };
  return { text: name, readings: [reading], foldCase: false };
}

/** A leaf that stands for a Name tag: what carries the tag is called so. */
function asName(value: string, selves: readonly Leaf[]): Leaf {
  return leaf({ value, relation: 'self', types: selves[0]?.types ?? [], key: 'name', from: 'request' });
}
