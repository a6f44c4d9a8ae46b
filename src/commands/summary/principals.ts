/** Each principal with what it did: the sheet behind `summary --by principal`. */
import { sensitiveCall } from '../../analysis/sensitive/index.js';
import { formatTime, isoTime } from '../../format/time.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Cell, Column, Sheet } from '../../model/sheet.js';
import { plural } from '../closing.js';
import type { Values } from '../options.js';
import { formatOf } from '../output.js';
import type { ActionFacts, Facts, PrincipalFacts, Tallies } from './facts.js';

/** So many of each list in a cell; JSON has all. */
const mostInCell = 8;

/** A sensitive action of a principal. */
interface Sensitive {
  readonly action: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly why: string;
  readonly techniques: readonly string[];
}

interface Row extends PrincipalFacts {
  /** Carried out, and those that failed or were denied. */
  readonly successful: readonly Sensitive[];
  readonly failed: readonly Sensitive[];
}

export function principalSheet(facts: Facts, values: Values): Sheet<Row> {
  const zone = values.tz ?? 'UTC';
  const isTable = formatOf(values) === 'table';
  const rows = [...facts.principals]
    .sort((a, b) => b.count - a.count || compare(a, b))
    .slice(0, values.top)
    .map(
      (one): Row => ({
        ...one,
        successful: sensitiveOf(facts.actionsOf(one), ({ successes }) => successes),
        failed: sensitiveOf(facts.actionsOf(one), ({ count, successes }) => count - successes),
      }),
    );
  const time = (seconds: number): string | null =>
    !Number.isFinite(seconds) ? null : isTable ? formatTime(seconds * 1000, zone) : isoTime(seconds * 1000);
  return {
    columns: columnsOf(time),
    rows,
    json: jsonOf,
    empty: 'No event passes the filters.',
  };
}

function columnsOf(time: (seconds: number) => string | null): readonly Column<Row>[] {
  const lead = (name: string, cell: (row: Row) => Cell): Column<Row> => ({
    ...{ name, title: name, cell },
    fit: 'keep',
    lead: true,
    align: 'right',
  });
  const list = (name: string, title: string, cell: (row: Row) => string | null): Column<Row> => ({
    ...{ name, title, cell },
    fit: 'wrap',
  });
  return [
    {
      name: 'principal',
      title: 'principal',
      cell: ({ principal }) => principal.name,
      fit: 'wrap',
      lead: true,
      tone: () => 'strong',
    },
    { name: 'type', title: 'type', cell: ({ principal }) => principal.type, fit: 'keep', lead: true },
    lead('events', ({ count }) => count),
    lead('errors', ({ errors }) => errors),
    lead('denied', ({ denied }) => denied),
    lead('writes', ({ writes }) => writes),
    { name: 'first', title: 'first', cell: ({ first }) => time(first), fit: 'keep' },
    { name: 'last', title: 'last', cell: ({ last }) => time(last), fit: 'keep' },
    { name: 'account', title: 'account', cell: ({ principal }) => principal.account, fit: 'keep' },
    {
      ...list('sensitive', 'sensitive calls', ({ successful }) => callsText(successful)),
      tone: () => 'warn',
    },
    list('sensitiveFailed', 'sensitive calls that failed', ({ failed }) => callsText(failed)),
    list('regions', 'regions', ({ regions }) => listText(regions)),
    list('addresses', 'addresses', ({ addresses }) => listText(addresses)),
    list('agents', 'user agents', ({ agents }) => listText(agents)),
    list('keys', 'access keys', ({ keys }) => listText(keys)),
  ];
}

function sensitiveOf(
  actions: ReadonlyMap<string, ActionFacts>,
  count: (action: ActionFacts) => number,
): Sensitive[] {
  return [...actions]
    .flatMap(([action, facts]) => {
      const known = sensitiveCall(facts.source, facts.name);
      const times = count(facts);
      if (!known || times === 0) return [];
      const { why, techniques } = known;
      return [{ action, count: times, first: facts.first, last: facts.last, why, techniques }];
    })
    .sort((a, b) => b.count - a.count || (a.action < b.action ? -1 : 1));
}

/** `iam:CreateAccessKey 2 (new long-lived credentials)`. */
function callsText(calls: readonly Sensitive[]): string | null {
  return joined(calls.map(({ action, count, why }) => `${action} ${count} (${why})`));
}

function listText(tallies: Tallies): string | null {
  return joined(ranked(tallies).map(([name, { count }]) => `${name} (${count})`));
}

function joined(texts: readonly string[]): string | null {
  if (texts.length === 0) return null;
  const more = texts.length - mostInCell;
  return [...texts.slice(0, mostInCell), ...(more > 0 ? [plural(more, 'more', 'more')] : [])].join(', ');
}

function ranked(tallies: Tallies) {
  return [...tallies].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1));
}

function compare(a: PrincipalFacts, b: PrincipalFacts): number {
  const [one, other] = [a, b].map(({ principal: { name, type, account } }) => `${name} ${type} ${account}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function jsonOf(row: Row): JsonObject {
  const { principal, count, errors, denied, writes, first, last } = row;
  const times = (one: { readonly first: number; readonly last: number }) => ({
    first: isoTime(one.first * 1000),
    last: isoTime(one.last * 1000),
  });
  const list = (tallies: Tallies): JsonValue =>
    ranked(tallies).map(([name, tally]) => ({ name, count: tally.count, ...times(tally) }));
  const calls = (all: readonly Sensitive[]): JsonValue =>
    all.map(({ action, count: own, why, techniques, ...span }) => ({
      ...{ action, count: own, ...times(span), why },
      techniques: [...techniques],
    }));
  return {
    principal: { type: principal.type, name: principal.name, arn: principal.arn, account: principal.account },
    ...{ count, errors, denied, writes },
    ...times({ first, last }),
    sensitive: calls(row.successful),
    sensitiveFailed: calls(row.failed),
    regions: list(row.regions),
    addresses: list(row.addresses),
    agents: list(row.agents),
    keys: list(row.keys),
  };
}
