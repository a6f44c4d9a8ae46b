/**
 * What `--since last` asks: of the accounts that the last run knew what came since, and all of any other. An account may
 * join an archive with files of weeks, which no run has judged. Files of a region that arrive later than those of others
 * are known by their names, and caught up with.
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
  { since = Number.NEGATIVE_INFINITY, ...others }: Values,
  { reached, delivered }: State,
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
  const files = archive.files().flatMap(({ layout }) => placeOf(layout));
  const strange = files.filter(({ account }) => !reached.has(account));
  const newcomers = [...new Set(ofThoseAsked(strange, others).map(({ account }) => account))].sort();
  const late = ofThoseAsked(
    files.filter(({ account, region, hour: at }) => {
      const last = delivered.get(placeKey(account, region)) ?? Number.NEGATIVE_INFINITY;
      return reached.has(account) && at > last && at < since;
    }),
    others,
  );
  const lateFrom = new Map<string, number>();
  for (const { account, hour: at } of late)
    lateFrom.set(account, Math.min(lateFrom.get(account) ?? Number.POSITIVE_INFINITY, at - beforeDelivery));
  const isLate = [...lateFrom].map(([account, from]) =>
    allOf([
      { kind: 'oneOf', path: ['recipientAccountId'], values: [account], foldCase: false },
      filterExpr({ since: from }),
    ]),
  );
  const begin = Math.min(since, ...lateFrom.values());
  return {
    where: allOf([await filterOf(others), anyOf([filterExpr({ since }), isNew, ...isLate])]),
    bounds: boundsOf(newcomers.length > 0 ? others : { ...others, since: begin }),
    notes: [
      ...newcomers.map((account) => `account ${account} is new to the state: all of it is judged`),
      ...[...lateFrom].map(
        ([account, from]) =>
          `files of account ${account} arrived late: it is judged since ${new Date(from).toISOString().slice(0, 19)}Z`,
      ),
    ],
  };
}

/** What is delivered in the minutes after an event may be of this long before. */
const beforeDelivery = 3_600_000;

/** When the last file of each account and region was delivered, by `placeKey`, in epoch milliseconds. */
export function lastDelivered(archive: Archive): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { account, region, hour: at } of archive.files().flatMap(({ layout }) => placeOf(layout))) {
    const key = placeKey(account, region);
    last.set(key, Math.max(last.get(key) ?? Number.NEGATIVE_INFINITY, at));
  }
  return last;
}

function placeKey(account: string, region: string): string {
  return `${account} ${region}`;
}

/** A file as if it were an event: `hour` is when it was delivered. */
function placeOf(layout: Layout | undefined): readonly Presence[] {
  if (layout?.account === undefined) return [];
  const { account, region = '', deliveredAt = Number.NEGATIVE_INFINITY } = layout;
  return [{ account, region, hour: deliveredAt, events: 1 }];
}
