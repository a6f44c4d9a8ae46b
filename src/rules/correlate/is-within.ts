/** Whether a number fulfils what a condition asks of it. */
import type { Bound } from '../sigma/index.js';

export function isWithin(value: number, bounds: readonly Bound[]): boolean {
  return bounds.every((bound) => compares[bound.op](value, bound.value));
}

const compares: Readonly<Record<Bound['op'], (value: number, bound: number) => boolean>> = {
  gt: (value, bound) => value > bound,
  gte: (value, bound) => value >= bound,
  lt: (value, bound) => value < bound,
  lte: (value, bound) => value <= bound,
  eq: (value, bound) => value === bound,
  neq: (value, bound) => value !== bound,
};
