/** What all controls of a run together ask of each event: tests for the engine, and the fields that tell groups apart. */
import { allOf, type Expr, type Path } from '../../query/ast.js';
import type { Condition, Control, MustNot } from './control.js';

/** What the configuration allows, as far as it says anything. */
export interface Allowed {
  /** Holds for calls of principals that may do what a condition excepts; null if none are named. */
  readonly principals: Expr | null;
  /** Whether windows are named; which events are inside of them is told by `Observed`. */
  readonly windows: boolean;
}

export interface Question {
  readonly tests: readonly Expr[];
  /** Fields whose texts `Observed.facts` holds, in this order. */
  readonly paths: readonly Path[];
  /** For each test, which of the paths are wanted of what satisfies it, and whether its account is. */
  readonly wanted: readonly { readonly paths: readonly number[]; readonly account: boolean }[];
  /**
   * Where among the tests a condition has its own; absent for one that cannot be asked. `good`: the test that the good ones
   * among its matches satisfy, of a state, or of what is excepted only by principals and windows together.
   */
  readonly places: ReadonlyMap<Condition, { readonly test: number; readonly good: number | null }>;
  readonly allowed: Allowed;
}

export function questionOf(controls: readonly Control[], allowed: Allowed): Question {
  const tests: Expr[] = [];
  const places = new Map<Condition, { test: number; good: number | null }>();
  const paths: Path[] = [];
  const wanted: Question['wanted'][number][] = [];
  const placeOf = (path: Path): number => {
    const known = paths.findIndex((other) => other.join('.') === path.join('.'));
    return known < 0 ? paths.push(path) - 1 : known;
  };
  for (const condition of controls.flatMap(({ conditions }) => conditions)) {
    if (!canBeAsked(condition, allowed)) continue;
    const { where, good: goodOnes } = testsFor(condition, allowed);
    const test = tests.push(where) - 1;
    const good = goodOnes ? tests.push(goodOnes) - 1 : null;
    places.set(condition, { test, good });
    const by = condition.kind === 'state' ? condition.by : (condition.count?.by ?? []);
    const needs = { paths: by.map(placeOf), account: condition.kind === 'state' };
    while (wanted.length < tests.length) wanted.push(needs);
  }
  return { tests, paths, wanted, places, allowed };
}

/** A condition with exceptions is asked if at least one of them is configured, and held against those that are. */
export function canBeAsked(condition: Condition, { principals, windows }: Allowed): boolean {
  if (condition.kind !== 'must-not' || condition.unless.length === 0) return true;
  return condition.unless.some((name) => (name === 'windows' ? windows : principals !== null));
}

/** Whether the windows of the configuration have a say. */
export function exceptsByWindows({ unless }: MustNot, { windows }: Allowed): boolean {
  return windows && unless.includes('windows');
}

function testsFor(
  condition: Condition,
  allowed: Allowed,
): { readonly where: Expr; readonly good: Expr | null } {
  const { where } = condition;
  if (condition.kind === 'state') return { where, good: allOf([where, condition.good]) };
  const { principals } = allowed;
  if (condition.kind === 'must' || !condition.unless.includes('allowed-principals') || !principals)
    return { where, good: null };
  // The windows are no test of the record: whom they have to hold for is asked apart.
  if (exceptsByWindows(condition, allowed)) return { where, good: allOf([where, principals]) };
  return { where: allOf([where, { kind: 'not', term: principals }]), good: null };
}
