/**
 * What is left of the rules for records of one kind: those with the same values at a few short paths. There are thousands of
 * kinds, but what is left follows from the event's name and from which tests the other values satisfy, so that it is worked
 * out for few.
 */
import type { JsonObject } from '../../model/json.js';
import type { Expr, Path } from '../../query/ast.js';
import { compile } from '../../query/evaluate.js';
import { type Leaf, leavesOf, residue } from '../../query/partly.js';
import { branch, type NumberTree, numberTree } from './number-tree.js';
import type { Left } from './rest-test.js';
import { byEventName, isAt } from './rule-list.js';
import { type ClassTable, classTable } from './value-classes.js';

export interface Kinds<Kind> {
  /** Of a record, by the numbers of its values at the paths, 0 for none. */
  kindOf(valueAt: (place: number) => number): Kind;
  /** The numbers stand for other values from here on. */
  forget(): void;
}

/** What is left when the event's name is known. */
interface Named<Kind> {
  readonly left: readonly Left[];
  /** The tests of the other paths that may decide, with the places of these paths. */
  readonly open: readonly { readonly leaf: Leaf; readonly place: number }[];
  /** Each of these paths once. */
  readonly places: readonly number[];
  /** By the outcomes of these tests. */
  readonly kinds: Map<string, Kind>;
  /** By the classes of the values at these paths. */
  readonly known: NumberTree<Kind>;
}

/**
 * `paths`: the first is `eventName`. `knownOf` makes a record of which only the value at a path is known, that
 * of the record at hand.
 */
export function ruleKinds<Kind extends object>(
  exprs: readonly Expr[],
  leaves: readonly Leaf[],
  paths: readonly Path[],
  knownOf: (place: number) => JsonObject,
  make: (left: readonly Left[]) => Kind,
): Kinds<Kind> {
  const [namePath = []] = paths;
  const byName = byEventName(exprs);
  const nameTests = new Map(
    leaves.filter((leaf) => isAt(leaf, namePath)).map((leaf) => [leaf, compile(leaf)]),
  );
  const always = new Set(byName.always.flatMap((position) => leavesOf(exprs[position] as Expr)));
  const nameTable = classTable([...nameTests.keys()].filter((leaf) => always.has(leaf)));
  const tables = paths.map((path, place) =>
    classTable(place === 0 ? [] : leaves.filter((leaf) => isAt(leaf, path))),
  );
  /** By the number of the name. */
  let named: (Named<Kind> | undefined)[] = [];
  /** Names that no rule needs, and that satisfy the same tests of the others, have all in common. */
  let others = new Map<number, Named<Kind>>();

  const makeNamed = (positions: readonly number[], record: JsonObject): Named<Kind> => {
    const left = leftOf(
      positions.map((position) => ({ position, rest: exprs[position] as Expr })),
      (leaf) => nameTests.get(leaf)?.(record),
    );
    const asked = new Set(left.flatMap(({ rest }) => (rest === true ? [] : leavesOf(rest))));
    const open = [...asked].flatMap((leaf) => {
      const place = tables.findIndex((table) => table.has(leaf));
      return place >= 0 ? [{ leaf, place }] : [];
    });
    const places = [...new Set(open.map(({ place }) => place))];
    return { left, open, places, kinds: new Map(), known: numberTree() };
  };
  const namedOf = (value: number): Named<Kind> => {
    const record = knownOf(0);
    const positions = byName.asked(record.eventName);
    if (positions) return makeNamed(positions, record);
    const own = nameTable.classOf(value) ?? nameTable.meet(value, record);
    const known = others.get(own) ?? makeNamed(byName.always, record);
    others.set(own, known);
    return known;
  };

  const kindOfOutcomes = ({ left, open, kinds }: Named<Kind>, outcomes: readonly boolean[]): Kind => {
    const key = outcomes.map(Number).join('');
    const known = kinds.get(key);
    if (known) return known;
    const places = new Map(open.map(({ leaf }, i) => [leaf, i]));
    const kind = make(leftOf(left, (leaf) => outcomes[places.get(leaf) ?? -1]));
    kinds.set(key, kind);
    return kind;
  };

  return {
    kindOf(valueAt) {
      const name = valueAt(0);
      const own = named[name] ?? namedOf(name);
      named[name] = own;
      let tree = own.known;
      for (let i = 0; i < own.places.length; i++) {
        const place = own.places[i] as number;
        const value = valueAt(place);
        const table = tables[place] as ClassTable;
        tree = branch(tree, table.classOf(value) ?? table.meet(value, knownOf(place)));
      }
      tree.value ??= kindOfOutcomes(
        own,
        own.open.map(({ leaf, place }) => tables[place]?.outcome(valueAt(place), leaf) === true),
      );
      return tree.value;
    },
    forget() {
      named = [];
      others = new Map();
      nameTable.forget();
      for (const table of tables) table.forget();
    },
  };
}

/** What is left of rules, of which those that cannot hold are left out, when the outcomes of more tests are known. */
export function leftOf(
  rules: readonly Left[],
  outcomeOf: (leaf: Leaf) => boolean | undefined,
): readonly Left[] {
  const left: Left[] = [];
  for (const { position, rest } of rules) {
    const now = rest === true ? true : residue(rest, outcomeOf);
    if (now !== false) left.push({ position, rest: now });
  }
  return left;
}
