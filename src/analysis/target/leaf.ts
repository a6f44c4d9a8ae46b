/** A value of a record that names something, and what that thing is to the event. */
import type { LeafRelation } from './noun-rule.js';
import type { Effect } from './verbs.js';

export interface Leaf {
  readonly value: string;
  readonly relation: LeafRelation;
  /** How sure a `self` is, 1 the most; 0 for the other relations. */
  readonly tier: number;
  /** Folded nouns that the value may be one of, the likeliest first. Empty if nothing tells. */
  readonly types: readonly string[];
  /** The key it stands under, as recorded. */
  readonly key: string;
  readonly from: 'request' | 'response' | 'resources' | 'details' | 'error';
  /** The label of the service it belongs to, where that is not the event's own; else null. */
  readonly service: string | null;
  /** The type as the record writes it (`AWS::S3::Bucket`), else null. */
  readonly recordedType: string | null;
  /** What is done to this one, where the call does several things (Route 53); else null. */
  readonly effect: Effect | null;
  /** The value is only the beginning of the names that it stands for (S3 `DeleteObjects`). */
  readonly isPrefix: boolean;
}

/** A leaf with everything optional left at its usual value. */
export function leaf(known: Pick<Leaf, 'value' | 'relation' | 'key' | 'from'> & Partial<Leaf>): Leaf {
  // Member by member: made for every value of every event, and a spread takes several times as long.
  return {
    value: known.value,
    relation: known.relation,
    tier: known.tier ?? (known.relation === 'self' ? 1 : 0),
    types: known.types ?? [],
    key: known.key,
    from: known.from,
    service: known.service ?? null,
    recordedType: known.recordedType ?? null,
    effect: known.effect ?? null,
    isPrefix: known.isPrefix ?? false,
  };
}
