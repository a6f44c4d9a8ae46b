/** What a person reads of an answer: the timeline, what each rule and each actor comes to, and a chart over time. */
import { chart } from '../../format/chart.js';
import type { FormatContext, Formatter } from '../../format/index.js';
import { formatTime } from '../../format/time.js';
import { levels } from '../../model/detection.js';
import type { Cell, Column, Sheet, Tone } from '../../model/sheet.js';

import { levelTones } from './columns.js';
import { foldRepeats } from './fold.js';
import { type DetectionRow, firstTime, lastTime } from './row.js';

/** More than these go unnamed: the timeline has them all. */
const mostActors = 20;

export function* report(
  table: Formatter,
  timeline: Sheet<DetectionRow>,
  rows: readonly DetectionRow[],
  zone: string,
  to: FormatContext,
): Generator<string | Uint8Array> {
  yield* table({ ...timeline, rows: foldRepeats(rows) }, to);
  if (rows.length < 2) return;
  yield '\n';
  yield* table(rulesSheet(rows, zone), to);
  yield '\n';
  yield* table(actorsSheet(rows), to);
  yield '\n';
  yield* chart(
    levels.toReversed().map((level) => ({
      name: level,
      tone: levelTones[level],
      times: rows.filter(({ rule }) => rule.level === level).map((row) => Date.parse(lastTime(row))),
    })),
    'Detections over time',
    zone,
    to,
  );
}

interface Group {
  readonly name: string;
  readonly rows: readonly DetectionRow[];
  /** The gravest level among them. */
  readonly level: (typeof levels)[number];
}

function groupsOf(
  rows: readonly DetectionRow[],
  keyOf: (row: DetectionRow) => string,
  nameOf: (row: DetectionRow) => string,
): readonly Group[] {
  const groups = new Map<string, DetectionRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return Array.from(groups.values(), (own): Group => {
    const gravest = own.reduce((most, { rule }) => Math.max(most, levels.indexOf(rule.level)), 0);
    const [first] = own;
    return { name: first ? nameOf(first) : '', rows: own, level: levels[gravest] ?? 'informational' };
  }).sort(
    (a, b) =>
      levels.indexOf(b.level) - levels.indexOf(a.level) ||
      b.rows.length - a.rows.length ||
      (a.name < b.name ? -1 : 1),
  );
}

const levelColumn: Column<Group> = {
  name: 'level',
  title: 'level',
  cell: ({ level }) => (level === 'informational' ? 'info' : level),
  tone: ({ level }): Tone => levelTones[level],
  fit: 'keep',
  lead: true,
};

const countColumn: Column<Group> = {
  name: 'count',
  title: 'count',
  cell: ({ rows }) => rows.length,
  align: 'right',
  fit: 'keep',
  lead: true,
};

function rulesSheet(rows: readonly DetectionRow[], zone: string): Sheet<Group> {
  const first = ({ rows }: Group): string | null => {
    const times = rows.map(firstTime);
    return times.length === 0
      ? null
      : formatTime(
          times.reduce((a, b) => (b < a ? b : a)),
          zone,
        );
  };
  const last = ({ rows }: Group): string | null => {
    const row = rows.at(-1);
    return row ? formatTime(lastTime(row), zone) : null;
  };
  return sheetOf(
    groupsOf(
      rows,
      ({ rule }) => rule.key,
      ({ rule }) => rule.title,
    ),
    'By rule',
    [
      levelColumn,
      countColumn,
      { name: 'rule', title: 'rule', cell: ({ name }) => name, fit: 'wrap', lead: true, minWidth: 24 },
      { name: 'first', title: 'first', cell: first, fit: 'keep' },
      { name: 'last', title: 'last', cell: last, fit: 'keep' },
      {
        name: 'actors',
        title: 'actors',
        cell: (group) => namesIn(group, ({ actor }) => actor.name, 3),
        fit: 'wrap',
      },
    ],
  );
}

function actorsSheet(rows: readonly DetectionRow[]): Sheet<Group> {
  const groups = groupsOf(
    rows,
    ({ actor }) => actor.name,
    ({ actor }) => actor.name,
  );
  return sheetOf(
    groups.slice(0, mostActors),
    groups.length > mostActors ? `By actor (the first ${mostActors} of ${groups.length})` : 'By actor',
    [
      levelColumn,
      countColumn,
      { name: 'actor', title: 'actor', cell: ({ name }) => name, fit: 'wrap', lead: true, minWidth: 16 },
      {
        name: 'rules',
        title: 'rules',
        cell: (group) => namesIn(group, ({ rule }) => rule.title, 4),
        fit: 'wrap',
        minWidth: 30,
      },
      {
        name: 'from',
        title: 'from',
        cell: (group) => namesIn(group, ({ origin }) => origin.sourceIPAddress ?? '', 3),
        fit: 'wrap',
      },
    ],
  );
}

function sheetOf(rows: readonly Group[], title: string, columns: readonly Column<Group>[]): Sheet<Group> {
  return {
    columns,
    rows,
    json: ({ name, rows: own }) => ({ name, count: own.length }),
    group: () => title,
    empty: '',
  };
}

/** The most frequent names, each once, and how many more there are. */
function namesIn({ rows }: Group, nameOf: (row: DetectionRow) => string, most: number): Cell {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row);
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return names.length === 0 ? null : `${names.slice(0, most).join(', ')}${more}`;
}
