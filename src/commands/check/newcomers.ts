/**
 * What `--since last` asks: of the accounts that the last run knew what came since, and all of any other. An account may
 * join an archive with files of weeks, which no run has judged.
 */
import type { Layout } from '../../load/layout.js';
import type { PruneBounds } from '../../load/prune.js';
import type { Presence } from '../../model/presence.js';
import { allOf, anyOf, type Expr } from '../../query/ast.js';
import { filterExpr } from '../../query/flags.js';
import type { Archive } from '../archive.js';
import { boundsOf, filterOf } from '../filters.js';
import type { Values } from '../options.js';
import { ofThoseAsked } from './gather-evidence.js';
import type { State } from './state.js';

export interface Asked {
  readonly where: Expr;
  readonly bounds: PruneBounds;
  readonly notes: readonly string[];
}

/** `values`: with `since`, where the last run's accounts are judged from. */
export async function askedSinceLast(
  { since, ...others }: Values,
  { reached }: State,
  archive: Archive,
): Promise<Asked> {
  const known = [...reached.keys()];
  const isOfKnown: Expr = { kind: 'oneOf', path: ['recipientAccountId'], values: known, foldCase: false };
  const isNamed: Expr = { kind: 'present', path: ['recipientAccountId'] };
  const isNew = allOf([
    { kind: 'not', term: isOfKnown },
    // The account that records do not name was known as such.
    ...(reached.has('') ? [isNamed] : []),
  ]);
  const delivered = archive.files().flatMap(({ layout }) => placeOf(layout));
  const strange = delivered.filter(({ account }) => !reached.has(account));
  const newcomers = [...new Set(ofThoseAsked(strange, others).map(({ account }) => account))].sort();
  const bounds = boundsOf(newcomers.length > 0 ? others : { ...others, since });
  return {
    where: allOf([await filterOf(others), anyOf([filterExpr({ since }), isNew])]),
    bounds,
    notes: newcomers.map((account) => `account ${account} is new to the state: all of it is judged`),
  };
}

function placeOf(layout: Layout | undefined): readonly Presence[] {
  if (layout?.account === undefined) return [];
  return [{ account: layout.account, region: layout.region ?? '', hour: 0, events: 1 }];
}
