/** Hits as a list, for tests to write down. */
import { type Hits, hitsOfTexts } from '../../../src/rules/correlate/index.js';

export interface Hit {
  /** The rule's key. */
  readonly rule: string;
  readonly time: number;
  readonly event: string;
  readonly facts: readonly (string | null)[];
  readonly position: number;
}

export function listed(list: readonly Hit[]): Hits {
  const byRule = new Map<string, number[]>();
  for (const { rule, position } of list) byRule.set(rule, [...(byRule.get(rule) ?? []), position]);
  const at = (position: number): Hit | undefined => list.find((hit) => hit.position === position);
  return hitsOfTexts({
    byRule,
    time: (position) => at(position)?.time ?? Number.NaN,
    event: (position) => at(position)?.event ?? '',
    fact: (position, place) => at(position)?.facts[place] ?? null,
  });
}
