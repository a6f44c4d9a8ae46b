/**
 * An event held against a rule, as a row: near misses stand among the rows too, so each says whether it matches, and what
 * keeps it from matching.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Column } from '../../model/sheet.js';
import type { DetectionRule, Verdict } from '../../rules/sigma/index.js';
import { columnsOf } from '../columns.js';
import { type EventRow, eventJson } from '../event-row.js';
import type { Values } from '../options.js';

export interface Explained extends EventRow {
  readonly verdict: Verdict;
  readonly rule: DetectionRule;
}

type HeldClause = Verdict['clauses'][number];

/**
 * The columns asked for by `--columns`, or the usual ones of events.
 * @throws UsageError for a name that is neither a column nor a field.
 */
export function explainedColumns({ columns, tz = 'UTC' }: Values): readonly Column<Explained>[] {
  if (columns === undefined) return [matches, ...columnsOf(undefined, tz), because];
  return columns.split(',').flatMap((name): readonly Column<Explained>[] => {
    const own = [matches, because].find((column) => column.name === name.trim().toLowerCase());
    return own ? [own] : columnsOf(name, tz);
  });
}

const matches: Column<Explained> = {
  name: 'matches',
  title: 'matches',
  cell: ({ verdict }) => verdict.holds,
  fit: 'keep',
  lead: true,
};

const because: Column<Explained> = {
  name: 'because',
  title: 'does not match because of',
  cell: ({ verdict }) => keeping(verdict).map(clauseText).join('; ') || null,
  fit: 'wrap',
  minWidth: 30,
};

/** The clauses that alone keep an event from matching; where there are several reasons, all that do not hold. */
function keeping({ holds, clauses }: Verdict): readonly HeldClause[] {
  if (holds) return [];
  const items = clauses.flatMap(itemsOf);
  const deciding = items.filter(({ decides }) => decides);
  return deciding.length > 0 ? deciding : items.filter((item) => !item.holds);
}

function itemsOf(clause: HeldClause): readonly HeldClause[] {
  return clause.parts.length === 0 ? [clause] : clause.parts.flatMap(itemsOf);
}

/** A clause of a filter keeps an event out by holding. */
function clauseText({ label, holds, found }: HeldClause): string {
  return `${label}${holds ? ' (holds)' : ''}${found === null ? '' : `, the event has ${found}`}`;
}

export function explainedJson(row: Explained): JsonObject {
  const { id, name, title, level, tags, file } = row.rule;
  return {
    ...eventJson(row),
    rule: { id: id ?? name, title, level, tags, file },
    matches: row.verdict.holds,
    condition: row.rule.condition,
    clauses: row.verdict.clauses as unknown as JsonValue,
  };
}
