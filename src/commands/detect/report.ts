/** What a person reads of an answer: the timeline, what each rule and each actor comes to, and a chart over time. */
import { chart } from '../../format/chart.js';
import type { FormatContext, Formatter } from '../../format/index.js';
import { formatTime } from '../../format/time.js';
import { type Level, levels } from '../../model/detection.js';
import { grouped } from '../../model/number-text.js';
import type { Cell, Column, Sheet, Tone } from '../../model/sheet.js';

import { levelTones } from './columns.js';
import type { Answer } from './find.js';
import { foldRepeats } from './fold.js';
import { type DetectionRow, firstTime, lastTime } from './row.js';

/** More than these go unnamed: the timeline has them all. */
const mostActors = 20;

/** `timeline.rows` are gone through once, and not held. The sums are of these rows, and say so where there are more. */
export function* report(
  table: Formatter,
  timeline: Sheet<DetectionRow>,
  { count: shown, total }: Pick<Answer, 'count' | 'total'>,
  zone: string,
  to: FormatContext,
): Generator<string | Uint8Array> {
  const byRule = tallies(({ rule }) => rule.title, [({ actor }) => actor.name]);
  const byActor = tallies(
    ({ actor }) => actor.name,
    [({ rule }) => rule.title, ({ origin }) => origin.sourceIPAddress ?? ''],
  );
  const times = levels.map((): number[] => []);
  let count = 0;
  const counted = function* (): Generator<DetectionRow> {
    for (const row of timeline.rows) {
      count++;
      byRule.add(row.rule.key, row);
      byActor.add(row.actor.name, row);
      times[levels.indexOf(row.rule.level)]?.push(Date.parse(lastTime(row)));
      yield row;
    }
  };
  yield* table({ ...timeline, rows: foldRepeats(counted()) }, to);
  if (count < 2) return;
  yield '\n';
  const part = shown < total ? ` (the first ${grouped(shown)} of ${grouped(total)} detections)` : '';
  yield* table(rulesSheet(byRule.sorted(), part, zone), to);
  yield '\n';
  yield* table(actorsSheet(byActor.sorted(), part), to);
  yield '\n';
  yield* chart(
    levels.map((level, i) => ({ name: level, tone: levelTones[level], times: times[i] ?? [] })).toReversed(),
    `Detections over time${part}`,
    zone,
    to,
  );
}

/** What the rows of one rule, or of one actor, come to. */
interface Tally {
  readonly name: string;
  count: number;
  /** The gravest among them. */
  level: Level;
  /** The earliest, as recorded. */
  first: string;
  /** Of the last row. */
  last: string;
  /** How often each name occurs, for each kind of names. */
  readonly names: readonly Map<string, number>[];
}

interface Tallies {
  add(key: string, row: DetectionRow): void;
  /** The graver first, then the more frequent. */
  sorted(): readonly Tally[];
}

type NameOf = (row: DetectionRow) => string;

function tallies(nameOf: NameOf, kinds: readonly NameOf[]): Tallies {
  const byKey = new Map<string, Tally>();
  return {
    add(key, row) {
      const { level } = row.rule;
      let own = byKey.get(key);
      if (!own) {
        const names = kinds.map(() => new Map<string, number>());
        own = { name: nameOf(row), count: 0, level, first: firstTime(row), last: '', names };
        byKey.set(key, own);
      }
      own.count++;
      if (levels.indexOf(level) > levels.indexOf(own.level)) own.level = level;
      if (firstTime(row) < own.first) own.first = firstTime(row);
      own.last = lastTime(row);
      for (const [i, counts] of own.names.entries()) {
        const name = kinds[i]?.(row) ?? '';
        if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    },
    sorted: () =>
      [...byKey.values()].sort(
        (a, b) =>
          levels.indexOf(b.level) - levels.indexOf(a.level) ||
          b.count - a.count ||
          (a.name < b.name ? -1 : 1),
      ),
  };
}

const levelColumn: Column<Tally> = {
  name: 'level',
  title: 'level',
  cell: ({ level }) => (level === 'informational' ? 'info' : level),
  tone: ({ level }): Tone => levelTones[level],
  fit: 'keep',
  lead: true,
};

const countColumn: Column<Tally> = {
  name: 'count',
  title: 'count',
  cell: ({ count }) => count,
  align: 'right',
  fit: 'keep',
  lead: true,
};

function rulesSheet(rules: readonly Tally[], part: string, zone: string): Sheet<Tally> {
  return sheetOf(rules, `By rule${part}`, [
    levelColumn,
    countColumn,
    { name: 'rule', title: 'rule', cell: ({ name }) => name, fit: 'wrap', lead: true, minWidth: 24 },
    { name: 'first', title: 'first', cell: ({ first }) => formatTime(first, zone), fit: 'keep' },
    { name: 'last', title: 'last', cell: ({ last }) => formatTime(last, zone), fit: 'keep' },
    { name: 'actors', title: 'actors', cell: ({ names: [actors] }) => frequent(actors, 3), fit: 'wrap' },
  ]);
}

function actorsSheet(actors: readonly Tally[], part: string): Sheet<Tally> {
  return sheetOf(
    actors.slice(0, mostActors),
    `By actor${part}${actors.length > mostActors ? ` (the first ${mostActors} of ${actors.length} actors)` : ''}`,
    [
      levelColumn,
      countColumn,
      { name: 'actor', title: 'actor', cell: ({ name }) => name, fit: 'wrap', lead: true, minWidth: 16 },
      {
        name: 'rules',
        title: 'rules',
        cell: ({ names: [rules] }) => frequent(rules, 4),
        fit: 'wrap',
        minWidth: 30,
      },
      { name: 'from', title: 'from', cell: ({ names: [, from] }) => frequent(from, 3), fit: 'wrap' },
    ],
  );
}

function sheetOf(rows: readonly Tally[], title: string, columns: readonly Column<Tally>[]): Sheet<Tally> {
  return {
    columns,
    rows,
    json: ({ name, count }) => ({ name, count }),
    group: () => title,
    empty: '',
  };
}

/** The most frequent names, each once, and how many more there are. */
function frequent(counts: ReadonlyMap<string, number> | undefined, most: number): Cell {
  const names = [...(counts ?? [])]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([name]) => name);
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return names.length === 0 ? null : `${names.slice(0, most).join(', ')}${more}`;
}
