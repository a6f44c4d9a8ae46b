/** A leaf as the resource that is shown: its type, its everyday name, and its ARN where the record has it. */
import type { Resource } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { ec2IdType } from './ec2-ids.js';
import { type Extraction, extract } from './extract.js';
import type { Leaf } from './leaf.js';
import { namesOf } from './names.js';
import type { LeafRelation } from './noun-rule.js';
import { cloudFormationType } from './resource-types.js';

/** What an event is mostly about, the least first; what is not there, it is not about. */
const relationRank: Readonly<Partial<Record<LeafRelation, number>>> = {
  self: 0,
  part: 10,
  owner: 20,
  container: 30,
};
/** The request is what somebody wanted; the rest adds to it. */
const sourceRank: Readonly<Record<Leaf['from'], number>> = {
  request: 0,
  details: 1,
  response: 2,
  resources: 3,
  error: 4,
};

/** The resource an event acted on, when none was asked for; undefined if the record names none. */
export function mainResource(record: JsonObject): Resource | undefined {
  const extraction = extract(record);
  const leaf = mainLeaf(extraction);
  return leaf === undefined ? undefined : resourceOf(extraction, leaf, null);
}

function mainLeaf({ leaves, main }: Extraction): Leaf | undefined {
  const about = main === null ? undefined : leaves.find(({ key }) => key === main);
  if (about !== undefined) return about;
  let best: Leaf | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const leaf of leaves) {
    const rank = (relationRank[leaf.relation] ?? Number.POSITIVE_INFINITY) + sourceRank[leaf.from];
    if (rank >= least || leaf.isPrefix) continue;
    best = leaf;
    least = rank;
  }
  return best;
}

/** `holder`: the leaf is of something inside the resource, which is what to show. */
export function resourceOf(
  { source, event, leaves }: Extraction,
  leaf: Leaf,
  holder: { readonly type: string; readonly name: string } | null,
): Resource {
  if (holder !== null) return { type: typeName(source, holder.type, ''), name: holder.name, arn: null };
  const names = namesOf(leaf.value, source, leaf.key);
  const name = names.own.at(-1) ?? leaf.value;
  const twin = leaves.find(
    (other) => other.from === 'resources' && isCalled(other, source, leaf.value, name),
  );
  const arn = names.arn === null ? parsedArn(twin) : leaf.value;
  const service =
    names.arn?.service ?? leaf.service ?? (ec2IdType(leaf.value) === undefined ? source : 'ec2');
  const types = names.type === '' ? leaf.types : [names.type];
  const own = types.find((type) => cloudFormationType(service, type) !== undefined) ?? types[0] ?? '';
  const type =
    leaf.recordedType ?? twin?.recordedType ?? typeName(service, own, own === event.kind ? event.noun : '');
  return { type, name, arn };
}

function isCalled(other: Leaf, source: string, value: string, name: string): boolean {
  if (other.value === value) return true;
  const { own } = namesOf(other.value, source, other.key);
  return own.includes(value) || own.at(-1) === name;
}

function parsedArn(twin: Leaf | undefined): string | null {
  return twin?.value.startsWith('arn:') ? twin.value : null;
}

function typeName(service: string, noun: string, spelled: string): string | null {
  if (noun === '') return null;
  return cloudFormationType(service, noun) ?? `${service}:${spelled || noun}`;
}
