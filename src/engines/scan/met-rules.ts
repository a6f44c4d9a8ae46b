/**
 * What follows from the rules that a record satisfies: worked out once for each combination of them, of which there are few,
 * and found again by a look-up for each rule.
 */

import { joined, NumberList } from './number-list.js';
import { branch, numberTree } from './number-tree.js';
import type { Hits } from './protocol.js';

export type ByMet<T> = (met: readonly number[]) => T;

/** Rules of all combinations; a rule set does not come near it. */
const most = 100_000;

export function byMet<T extends object>(make: (met: readonly number[]) => T): ByMet<T> {
  let root = numberTree<T>();
  let size = 0;
  return (met) => {
    let tree = root;
    for (let i = 0; i < met.length; i++) tree = branch(tree, met[i] as number);
    const known = tree.value;
    if (known) return known;
    const value = make(met);
    tree.value = value;
    size += met.length;
    if (size > most) {
      root = numberTree();
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
