/**
 * `detect --explain`: a rule held against events, clause by clause. Without an event id, against those that it matches;
 * where it matches none, against those that come nearest.
 */

import type { Match } from '../../engines/scan/index.js';
import { formatTime } from '../../format/time.js';
import { type TreeNode, tree } from '../../format/tree.js';
import type { Sheet } from '../../model/sheet.js';
import { UsageError } from '../../model/usage-error.js';
import { allOf, type Expr, isEverything } from '../../query/ast.js';
import { isLikeEventId } from '../../query/flags.js';
import { parseRecord } from '../../query/record-test.js';
import { type DetectionRule, explainRule, type Verdict } from '../../rules/sigma/index.js';
import { type Archive, openArchive } from '../archive.js';
import { close, plural } from '../closing.js';
import { actionText } from '../columns.js';
import { isEventId } from '../event-id.js';
import { eventRow, textField } from '../event-row.js';
import { boundsOf, filterOf } from '../filters.js';
import type { Values } from '../options.js';
import { checkFormat, checkOutput, formatOf, print, write } from '../output.js';
import { placesOf } from '../places-given.js';
import type { Request } from '../spec.js';
import { explainCorrelation } from './explain-correlation.js';
import { type Explained, explainedColumns, explainedJson } from './explained.js';
import { nearestMisses } from './misses.js';
import { loadRules } from './rules.js';
import { theRule } from './selection.js';

/** Examples shown where no event was asked for. */
const mostShown = 3;

export async function explain(text: string, values: Values, { paths, context }: Request): Promise<number> {
  checkOutput(values);
  checkFormat(formatOf(values), true);
  const loaded = loadRules(values, context);
  const rule = theRule('--explain', text, loaded.rules);
  const ids = eventIds(values.event ?? []);
  if (ids.length > 0 && rule.kind === 'correlation')
    throw new UsageError(
      `--event: '${rule.title}' is a correlation, which no one event matches`,
      undefined,
      'Leave the id out, or explain a rule that it counts.',
    );
  const filter = await filterOf({ ...values, event: values.event?.filter((each) => !ids.includes(each)) });
  const places = await placesOf(values, context);
  const columns = explainedColumns(values);
  const archive = await openArchive(paths, values, context);
  try {
    if (rule.kind === 'correlation') {
      return explainCorrelation(rule, loaded.rules, filter, archive, values, context, places);
    }
    const { matches, notes } = await examples(rule, ids, filter, archive, values);
    const rows = matches.flatMap((match): readonly Explained[] => {
      const record = parseRecord(match.bytes, 0, match.bytes.length);
      if (!record) return [];
      return [
        { ...eventRow(match, record, { issuers: null, places }), rule, verdict: explainRule(rule, record) },
      ];
    });
    const empty =
      ids.length > 0
        ? `No event with the id ${ids.join(', ')} is in what was read${isEverything(filter) ? '' : ' and passes the filters'}.`
        : 'No event comes near it.';
    if (formatOf(values) === 'table') {
      await write((to) => tree([ruleNode(rule, rows, empty, values.tz ?? 'UTC')], to), values, context);
    } else {
      const sheet: Sheet<Explained> = {
        columns,
        rows,
        json: explainedJson,
        raw: ({ match }) => match.bytes,
        empty,
      };
      await print(sheet, values, context);
    }
    return close(archive.tally(), rows.length, [...notes, ...loaded.notes], values, context);
  } finally {
    archive.close();
  }
}

/** @throws UsageError for an id that is cut: it would be looked for as the name of an action. */
function eventIds(texts: readonly string[]): readonly string[] {
  const ids = texts.filter(isLikeEventId);
  const cut = ids.find((id) => !isEventId(id));
  if (cut === undefined) return ids;
  throw new UsageError(
    `--event: '${cut}' is no whole event id, which has 36 characters`,
    undefined,
    'Tables cut ids where the terminal is narrow; --columns eventId shows them whole.',
  );
}

async function examples(
  rule: DetectionRule,
  ids: readonly string[],
  filter: Expr,
  archive: Archive,
  values: Values,
): Promise<{ readonly matches: readonly Match[]; readonly notes: readonly string[] }> {
  const bounds = boundsOf(values);
  const ask = (where: Expr, limit: number | null): Promise<readonly Match[]> =>
    archive.ask({ where, limit, keepDuplicates: false }, bounds);
  if (ids.length > 0) {
    const byId: Expr = { kind: 'oneOf', path: ['eventID'], values: ids, foldCase: true };
    return { matches: await ask(allOf([byId, filter]), null), notes: [] };
  }
  const most = values.limit ?? mostShown;
  const matches = await ask(allOf([rule.where, filter]), null);
  if (matches.length > 0) {
    const notes = [`${plural(matches.length, 'event')} match`];
    if (matches.length > most)
      notes.push(`the first ${most} are explained; --event ID explains another, --limit more`);
    return { matches: matches.slice(0, most), notes };
  }
  return nearestMisses(rule, filter, archive, bounds, most);
}

function ruleNode(rule: DetectionRule, rows: readonly Explained[], empty: string, zone: string): TreeNode {
  return {
    title: `${rule.title} (${rule.level})`,
    lines: [
      { text: `${rule.file}:${rule.line}`, tone: 'muted' },
      { text: `condition: ${rule.condition}` },
      { text: rows.length === 0 ? empty : '' },
    ],
    children: rows.map((row) => eventNode(row, zone)),
  };
}

function eventNode(row: Explained, zone: string): TreeNode {
  const { verdict, record, principal, match } = row;
  const time = textField(record, 'eventTime');
  const parts = [
    time === null ? 'no time' : formatTime(time, zone),
    actionText(record.eventSource, record.eventName) ?? 'an unnamed action',
    `by ${principal.name}`,
    `event ${match.eventID}`,
  ];
  return {
    title: `${verdict.holds ? 'matches' : 'does not match'}: ${parts.join(', ')}`,
    tone: verdict.holds ? 'good' : 'warn',
    lines: [],
    children: verdict.clauses.map(clauseNode),
  };
}

function clauseNode({ label, holds, decides, found, parts, join }: Verdict['clauses'][number]): TreeNode {
  const how = parts.length > 1 ? (join === 'all' ? ', all of' : ', any of') : '';
  const seen = found === null ? '' : `; the event has ${found}`;
  return {
    title: `${holds ? 'yes' : 'no'}: ${label}${how}${seen}${decides ? ' (decides)' : ''}`,
    tone: holds ? 'good' : 'muted',
    lines: [],
    children: parts.map(clauseNode),
  };
}
