/**
 * What follows from the rules that a record satisfies: worked out once for each combination of them, of which there are few,
 * and found again by a look-up for each rule.
 */

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
