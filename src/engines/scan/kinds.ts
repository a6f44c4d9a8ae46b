/**
 * What is left of the rules for records of one kind: those with the same values at a few short paths. There are thousands of
 * kinds, but what is left follows from the event's name and from which tests the other values satisfy, so that it is worked
 * out for few.
 */
import type { JsonObject } from '../../model/json.js';
import type { Expr, Path } from '../../query/ast.js';
import { compile } from '../../query/evaluate.js';
import { type Leaf, leavesOf, residue } from '../../query/partly.js';
import type { Left } from './rest-test.js';
import { byEventName, isAt } from './rule-list.js';
import { classTable } from './value-classes.js';

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
  /** By the outcomes of these tests. */
  readonly kinds: Map<string, Kind>;
}

/**
 * `paths`: the first is `eventName`. `knownOf` makes a record of which only the value at a path is known, that
 * of the record at hand.
 */
export function ruleKinds<Kind>(
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
    return { left, open, kinds: new Map() };
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

  return {
    kindOf(valueAt) {
      const name = valueAt(0);
      const own = named[name] ?? namedOf(name);
      named[name] = own;
      for (const [place, table] of tables.entries())
        if (table.classOf(valueAt(place)) === undefined) table.meet(valueAt(place), knownOf(place));
      const outcomes = own.open.map(
        ({ leaf, place }) => tables[place]?.outcome(valueAt(place), leaf) === true,
      );
      const key = outcomes.map(Number).join('');
      const known = own.kinds.get(key);
      if (known) return known;
      const places = new Map(own.open.map(({ leaf }, i) => [leaf, i]));
      const kind = make(leftOf(own.left, (leaf) => outcomes[places.get(leaf) ?? -1]));
      own.kinds.set(key, kind);
      return kind;
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
