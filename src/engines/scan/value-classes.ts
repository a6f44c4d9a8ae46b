/** Values that satisfy the same tests are alike: what follows from one of them follows from all. */
import type { JsonObject } from '../../model/json.js';
import { compile } from '../../query/evaluate.js';
import type { Leaf } from '../../query/partly.js';

/** Which of some tests of one path a value satisfies; values that satisfy the same are of one class. */
export interface ClassTable {
  has(leaf: Leaf): boolean;
  /** Undefined if it was not met. */
  classOf(value: number): number | undefined;
  meet(value: number, known: JsonObject): number;
  outcome(value: number, leaf: Leaf): boolean;
  forget(): void;
}

export function classTable(leaves: readonly Leaf[]): ClassTable {
  const tests = leaves.map(compile);
  const places = new Map(leaves.map((leaf, i) => [leaf, i]));
  let byValue: (number | undefined)[] = [];
  let byOutcomes = new Map<string, number>();
  let outcomes: (readonly boolean[])[] = [];
  return {
    has: (leaf) => places.has(leaf),
    classOf: (value) => byValue[value],
    meet(value, known) {
      const own = tests.map((test) => test(known));
      const key = own.map(Number).join('');
      const number = byOutcomes.get(key) ?? byOutcomes.size;
      byOutcomes.set(key, number);
      outcomes[number] = own;
      byValue[value] = number;
      return number;
    },
    outcome: (value, leaf) => outcomes[byValue[value] ?? -1]?.[places.get(leaf) ?? -1] === true,
    forget() {
      byValue = [];
      byOutcomes = new Map();
      outcomes = [];
    },
  };
}
