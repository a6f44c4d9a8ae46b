/** Runs the selected rules over the archive and makes the rows of the answer. */

import { type Issuers, issuingEvents } from '../../analysis/identity/index.js';
import type { RuleMatches } from '../../engines/scan/index.js';
import { type Level, levels } from '../../model/detection.js';
import { type Expr, isEverything } from '../../query/ast.js';
import { parseRecord } from '../../query/record-test.js';
import { correlate, type Finding } from '../../rules/correlate/index.js';
import type { CorrelationRule, DetectionRule, SigmaRule } from '../../rules/sigma/index.js';
import { issuersFor, recordsOf } from '../actors.js';
import type { Archive, Asking } from '../archive.js';
import { plural } from '../closing.js';
import { type Background, eventRow } from '../event-row.js';
import { boundsOf } from '../filters.js';
import type { Values } from '../options.js';
import type { Places } from '../places.js';
import { actionOf, factsAsked, hitsOf, needsPlaces } from './hits.js';
import type { Correlation, DetectionRow } from './row.js';
import type { Selection } from './selection.js';

/** For more records than this, credentials are followed back only if that is asked for. */
const mostFollowed = 2000;

export interface Answer {
  /** Rules that could be judged. */
  readonly judged: number;
  readonly count: number;
  /** With those that `--limit` leaves out. */
  readonly total: number;
  /** The gravest level of all that was found, shown or not; null if nothing was. */
  readonly gravest: Level | null;
  /** By time, then the graver first, then by rule. Made anew each time, and one at a time. */
  rows(): Iterable<DetectionRow>;
  readonly notes: readonly string[];
}

export async function findDetections(
  selection: Selection,
  where: Expr,
  archive: Archive,
  values: Values,
  places: Places,
): Promise<Answer> {
  const keepDuplicates = values.keepDuplicates === true;
  const blind = places.placeOf ? [] : needsPlaces(selection.correlations);
  const { speaking, detections, correlations } = without(selection, blind);
  const { rules, at } = distinctTests(detections);
  const speaks = new Set(speaking.map(({ key }) => key));
  const keys = at.map((same) => same.map(({ key }) => key));
  const facts = correlations.length > 0 ? { facts: factsAsked(keys, correlations) } : {};
  // A filter may leave out what issued the credentials that its events were made with.
  const background = isEverything(where) ? { background: issuingEvents } : {};
  /** Of each test the rules that speak for it. */
  const spoken = at.map((same) => same.filter(({ key }) => speaks.has(key)));
  const counting = [...spoken.keys()].filter((test) => spoken[test]?.length !== 0);
  const first = values.limit === undefined ? {} : { first: { count: values.limit, rules: counting } };
  const query = { where, keepDuplicates, rules, ...facts, ...background, ...first };
  const { matches, background: issuing } = await archive.askRules(query, boundsOf(values));
  const notes: string[] = [];

  const ranks = ranksOf(speaking);
  const rankOf = (rule: SigmaRule): number => ranks.get(rule.key) ?? -1;
  const joint: Found[] = [];
  if (correlations.length > 0) {
    const { findings, leftOut } = correlate(correlations, hitsOf(matches, keys, correlations, places));
    for (const finding of findings) {
      const position = finding.positions.at(-1);
      if (position !== undefined && speaks.has(finding.rule.key))
        joint.push({ rule: finding.rule, position, finding });
    }
    for (const { key, title } of correlations) {
      const count = leftOut.get(key);
      if (count)
        notes.push(
          `${title}: ${plural(count, 'event')} left out: no time, or a field that it groups by is missing`,
        );
    }
  }
  for (const { title } of blind)
    notes.push(`${title}: not judged; it asks where addresses are, which --geoip tells`);
  joint.sort((a, b) => a.position - b.position || rankOf(a.rule) - rankOf(b.rule));
  const found = inOrder(matches, spoken, joint, rankOf);
  const shown = values.limit === undefined ? found : found.slice(0, values.limit);
  if (shown.length < found.length)
    notes.push(`${plural(found.length - shown.length, 'further detection')} not shown: --limit`);
  const issuers = await issuersOf(shown, matches, issuing, archive, values, notes);
  const gravest = found.reduce((most, { rule }) => Math.max(most, levels.indexOf(rule.level)), -1);
  return {
    judged: speaking.length,
    count: shown.length,
    total: found.length,
    gravest: levels[gravest] ?? null,
    rows: () => rowsOf(shown, matches, { issuers, places }),
    notes,
  };
}

/** The selection without these correlations, and what is there for them only. */
function without(selection: Selection, left: readonly CorrelationRule[]): Selection {
  const correlations = selection.correlations.filter((rule) => !left.includes(rule));
  const speaking = selection.speaking.filter((rule) => !left.some(({ key }) => key === rule.key));
  const needed = new Set(speaking.map(({ key }) => key));
  for (const { rules } of correlations) for (const { key } of rules) needed.add(key);
  return { speaking, correlations, detections: selection.detections.filter(({ key }) => needed.has(key)) };
}

/** Rules that ask the same are asked once. */
function distinctTests(detections: readonly DetectionRule[]): {
  readonly rules: readonly Expr[];
  readonly at: readonly (readonly DetectionRule[])[];
} {
  const byTest = new Map<string, DetectionRule[]>();
  for (const rule of detections) {
    const test = JSON.stringify(rule.where);
    const same = byTest.get(test);
    if (same) same.push(rule);
    else byTest.set(test, [rule]);
  }
  const at = [...byTest.values()];
  return { rules: at.flatMap(([first]) => (first ? [first.where] : [])), at };
}

/** By key the place of each rule: the graver first, then by key. There may be millions of findings to be ordered by it. */
function ranksOf(rules: readonly SigmaRule[]): ReadonlyMap<string, number> {
  const ordered = rules.toSorted(
    (a, b) => levels.indexOf(b.level) - levels.indexOf(a.level) || (a.key < b.key ? -1 : 1),
  );
  return new Map(ordered.map(({ key }, rank) => [key, rank]));
}

interface Found {
  readonly rule: SigmaRule;
  /** Of the event among the matches, which are in order of time. */
  readonly position: number;
  readonly finding: Finding | null;
}

/**
 * What rules and correlations have found, by position, then by rank: made in this order, for there may be millions.
 * `spoken`: of each test the rules that speak for it; `joint`: of correlations, in order.
 */
function inOrder(
  matches: RuleMatches,
  spoken: readonly (readonly SigmaRule[])[],
  joint: readonly Found[],
  rankOf: (rule: SigmaRule) => number,
): readonly Found[] {
  const byRank = (a: SigmaRule, b: SigmaRule): number => rankOf(a) - rankOf(b);
  /** By the tests that an event satisfies, of which there are few combinations, what speaks for it. */
  const known = new Map<readonly number[], readonly SigmaRule[]>();
  const found: Found[] = [];
  let next = 0;
  for (let position = 0; position < matches.length; position++) {
    const tests = matches.rules(position);
    const own = known.get(tests) ?? tests.flatMap((test) => spoken[test] ?? []).sort(byRank);
    known.set(tests, own);
    const before = found.length;
    for (const rule of own) found.push({ rule, position, finding: null });
    const first = next;
    while (joint[next]?.position === position) next++;
    if (next === first) continue;
    const all = [...found.splice(before), ...joint.slice(first, next)];
    for (const each of all.sort((a, b) => byRank(a.rule, b.rule))) found.push(each);
  }
  return found;
}

async function issuersOf(
  found: readonly Found[],
  matches: RuleMatches,
  issuing: Asking | null,
  archive: Archive,
  values: Values,
  notes: string[],
): Promise<Issuers | null> {
  const positions = [...new Set(found.map(({ position }) => position))];
  if (values.actors !== true && positions.length > mostFollowed) {
    notes.push(
      `credentials are not followed back for more than ${plural(mostFollowed, 'event')}; --actors does`,
    );
    return null;
  }
  const records = recordsOf(positions.map((position) => matches.at(position)));
  return issuersFor(records, archive, undefined, issuing);
}

function* rowsOf(
  found: readonly Found[],
  matches: RuleMatches,
  background: Background,
): Generator<DetectionRow> {
  for (const { rule, position, finding } of found) {
    const match = matches.at(position);
    const { bytes } = match;
    const record = parseRecord(bytes, 0, bytes.length);
    if (!record) continue;
    const row = eventRow(match, record, background);
    yield { ...row, rule, correlation: finding && correlationOf(finding, matches), repeats: 1 };
  }
}

/** So many values that were counted are told. */
const mostValues = 100;

function correlationOf(
  { rule, value, values, group, positions }: Finding,
  matches: RuleMatches,
): Correlation {
  const counts = new Map<string, number>();
  for (const position of positions) {
    const action = actionOf(matches, position);
    if (action) counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  const timeOf = (position: number | undefined): string =>
    position === undefined ? '' : matches.at(position).eventTime;
  return {
    firstTime: timeOf(positions[0]),
    lastTime: timeOf(positions.at(-1)),
    value,
    counted: values && {
      name: rule.fields.map((path) => path.join('.')).join(', '),
      values: values.slice(0, mostValues),
      more: Math.max(0, values.length - mostValues),
    },
    group,
    events: positions.map((position) => matches.eventID(position)),
    actions: [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([action]) => action),
  };
}
