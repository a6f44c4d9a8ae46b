/** The filter options as a condition for the query and as bounds for skipping files by their path. */
import type { PruneBounds } from '../load/prune.js';
import { type Expr, everything } from '../query/ast.js';
import { filterOptions, type Values } from './options.js';

/** @throws UsageError naming the flag at fault. */
export async function filterOf(values: Values): Promise<Expr> {
  // What reads conditions is not loaded for the many questions that have none.
  if (filterOptions.every((name) => values[name] === undefined)) return everything;
  const { filterExpr } = await import('../query/flags.js');
  return filterExpr(values);
}

export function boundsOf({ since, until, account, region, service }: Values): PruneBounds {
  return {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(account ? { account } : {}),
    ...(region ? { region } : {}),
    ...(service ? { service } : {}),
  };
}
