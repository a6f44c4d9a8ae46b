/**
 * What follows from the rules that a record satisfies: worked out once for each combination of them, of which there are few,
 * and found again by a look-up for each rule.
 */

import { joined, NumberList } from './number-list.js';
import type { Hits } from './protocol.js';

export type ByMet<T> = (met: readonly number[]) => T;

/** Combinations; a rule set does not come near it. */
const most = 100_000;

interface Node<T> {
  value: T | undefined;
  /** By the next rule. */
  readonly next: (Node<T> | undefined)[];
}

export function byMet<T extends object>(make: (met: readonly number[]) => T): ByMet<T> {
  let root: Node<T> = { value: undefined, next: [] };
  let size = 0;
  return (met) => {
    let node = root;
    for (let i = 0; i < met.length; i++) {
      const rule = met[i] as number;
      let next = node.next[rule];
      if (!next) {
        next = { value: undefined, next: [] };
        node.next[rule] = next;
        size++;
      }
      node = next;
    }
    node.value ??= make(met);
    const { value } = node;
    if (size > most) {
      root = { value: undefined, next: [] };
      size = 0;
    }
    return value;
  };
}

/** The combinations of rules that were met in a file. */
export interface MetCombinations {
  /** Its place in the list. */
  placeOf(met: readonly number[]): number;
  list(): Pick<Hits, 'rules' | 'ends'>;
  clear(): void;
}

export function metCombinations(): MetCombinations {
  let file = 0;
  let rules = new NumberList();
  let ends = new NumberList();
  /** Where each is in the list of the file that it was met in last. */
  const known = byMet(() => ({ file: -1, place: 0 }));
  return {
    placeOf(met) {
      const own = known(met);
      if (own.file !== file) {
        own.file = file;
        own.place = ends.size;
        for (const rule of met) rules.push(rule);
        ends.push(rules.size);
      }
      return own.place;
    },
    list: () => ({ rules: joined([rules]), ends: joined([ends]) }),
    clear() {
      file++;
      rules = new NumberList();
      ends = new NumberList();
    },
  };
}
