/** Hits as a list, for tests to write down. */
import { textNumbers } from '../../../src/query/text-numbers.js';
import type { Hits } from '../../../src/rules/correlate/index.js';

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
  const event = (position: number): string => at(position)?.event ?? '';
  const texts = textNumbers();
  return {
    byRule,
    time: (position) => at(position)?.time ?? Number.NaN,
    event: (position) => texts.number(event(position)),
    eventText: event,
    compareEvents: (a, b) => (event(a) < event(b) ? -1 : Number(event(a) > event(b))),
    fact: (position, place) => texts.number(at(position)?.facts[place] ?? null),
    texts,
  };
}
