/** The filter options as a condition for the query and as bounds for skipping files by their path. */
import type { PruneBounds } from '../load/prune.js';
import type { Expr } from '../query/ast.js';
import { filterExpr } from '../query/flags.js';
import type { Values } from './options.js';

/** @throws UsageError naming the flag at fault. */
export function filterOf(values: Values): Expr {
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
