/** What follows from several small numbers, one after the other: found by a look-up for each, without a key made of them. */

export interface NumberTree<T> {
  value: T | undefined;
  readonly next: (NumberTree<T> | undefined)[];
}

export function numberTree<T>(): NumberTree<T> {
  return { value: undefined, next: [] };
}

/** The part of the tree behind the number, made if there is none. */
export function branch<T>({ next }: NumberTree<T>, number: number): NumberTree<T> {
  let behind = next[number];
  if (!behind) {
    behind = numberTree();
    next[number] = behind;
  }
  return behind;
}
