/** What a person reads of the verdicts: all controls, then why some were not judged, what was found, and what to do. */

import type { FormatContext, Formatter } from '../../format/index.js';
import { formatTime } from '../../format/time.js';
import { grouped } from '../../model/number-text.js';
import type { Cell, Column, Sheet, Tone } from '../../model/sheet.js';
import type { ControlFinding, ControlVerdict, VerdictName } from '../../model/verdict.js';
import { plural } from '../closing.js';
import { actionText } from '../columns.js';
import { levelTones } from '../detect/columns.js';
import { withText } from './findings.js';

const verdictTones: Readonly<Record<VerdictName, Tone>> = { pass: 'good', fail: 'bad', 'not judged': 'warn' };

/** So many findings of a control are shown in a table; other formats have all. */
export const mostShown = 10;

export const verdictColumns: readonly Column<ControlVerdict>[] = [
  {
    name: 'verdict',
    title: 'verdict',
    cell: ({ verdict }) => verdict,
    tone: ({ verdict }) => verdictTones[verdict],
    fit: 'keep',
    lead: true,
  },
  {
    name: 'severity',
    title: 'severity',
    cell: ({ severity }) => (severity === 'informational' ? 'info' : severity),
    tone: ({ severity, verdict }) => (verdict === 'fail' ? levelTones[severity] : 'muted'),
    fit: 'keep',
    lead: true,
  },
  { name: 'pack', title: 'pack', cell: ({ pack }) => pack, fit: 'keep' },
  { name: 'control', title: 'control', cell: ({ control }) => control, fit: 'keep', lead: true },
  {
    name: 'title',
    title: 'what is wanted',
    cell: ({ title }) => title,
    fit: 'wrap',
    lead: true,
    minWidth: 24,
    tone: ({ verdict }) => (verdict === 'fail' ? 'strong' : 'plain'),
  },
  { name: 'findings', title: 'findings', cell: ({ findings }) => findings.length, align: 'right' },
  { name: 'suppressed', title: 'suppressed', cell: ({ suppressed }) => suppressed, align: 'right' },
  { name: 'known', title: 'known', cell: ({ known }) => known, align: 'right' },
  { name: 'reasons', title: 'why', cell: ({ reasons }) => reasons.join('; ') || null, fit: 'wrap' },
];

/** How many findings of a row count: more than it has, where not all were made. */
type Counts = ReadonlyMap<ControlVerdict, number>;

function countOf(row: ControlVerdict, counts: Counts): number {
  return counts.get(row) ?? row.findings.length;
}

/** In a table the pack is a heading, and one column tells why. What holds for several controls is told below, once. */
function screenColumns(
  counts: Counts,
  shared: ReadonlyMap<string, number>,
): readonly Column<ControlVerdict>[] {
  return [
    ...verdictColumns.filter(({ name }) => ['verdict', 'severity', 'control', 'title'].includes(name)),
    { name: 'why', title: 'why', cell: (row) => whyCell(row, counts, shared), fit: 'wrap', minWidth: 24 },
  ];
}

function whyCell(row: ControlVerdict, counts: Counts, shared: ReadonlyMap<string, number>): Cell {
  const { suppressed, known, reasons } = row;
  const count = countOf(row, counts);
  const own = reasons.filter((reason) => !shared.has(reason));
  const parts: string[] = [];
  if (count > 0) parts.push(plural(count, 'finding'));
  parts.push(...own);
  if (own.length < reasons.length) parts.push('evidence is lacking, see below');
  if (suppressed > 0) parts.push(`${suppressed} suppressed`);
  if (known > 0) parts.push(`${known} known`);
  return parts.join('; ') || null;
}

export function* screen(
  table: Formatter,
  rows: readonly ControlVerdict[],
  counts: Counts,
  titles: ReadonlyMap<string, string>,
  zone: string,
  to: FormatContext,
): Generator<string | Uint8Array> {
  const group = ({ pack }: ControlVerdict): string => titles.get(pack) ?? pack;
  const shared = sharedReasons(rows);
  yield* table(sheetOf(screenColumns(counts, shared), rows, group), to);
  if (shared.size > 0) {
    yield '\n';
    const reasons = [...shared].sort((a, b) => b[1] - a[1]);
    yield* table(
      sheetOf(reasonColumns, reasons, () => 'What evidence is lacking'),
      to,
    );
  }
  const failed = rows.filter(({ verdict }) => verdict === 'fail');
  const found = failed.flatMap((row) =>
    row.findings.slice(0, mostShown).map((finding): Found => ({ row, finding })),
  );
  if (found.length > 0) {
    yield '\n';
    yield* table(
      sheetOf(findingColumns(found, zone), found, ({ row }) => foundHeading(row, countOf(row, counts))),
      to,
    );
  }
  if (failed.length > 0) {
    yield '\n';
    yield* table(
      sheetOf(remedyColumns, failed, () => 'What to do'),
      to,
    );
  }
}

interface Found {
  readonly row: ControlVerdict;
  readonly finding: ControlFinding;
}

function foundHeading({ pack, control, title }: ControlVerdict, count: number): string {
  const cut = count > mostShown ? ` (the first ${mostShown} of ${grouped(count)}; --json has all)` : '';
  return `${pack}/${control}: ${title}${cut}`;
}

/** Longer reasons, if they hold for several controls, are told once. */
const mostRepeated = 50;

/** Why several controls were not judged, with how many; what is short is said at each. */
function sharedReasons(rows: readonly ControlVerdict[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { verdict, reasons } of rows) {
    if (verdict !== 'not judged') continue;
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return new Map([...counts].filter(([reason, count]) => count > 1 && reason.length > mostRepeated));
}

const reasonColumns: readonly Column<readonly [reason: string, controls: number]>[] = [
  { name: 'controls', title: 'controls', cell: ([, controls]) => controls, align: 'right', fit: 'keep' },
  { name: 'reason', title: 'reason', cell: ([reason]) => reason, fit: 'wrap', lead: true },
];

const remedyColumns: readonly Column<ControlVerdict>[] = [
  { name: 'control', title: 'control', cell: ({ pack, control }) => `${pack}/${control}`, fit: 'keep' },
  {
    name: 'remediation',
    title: 'remediation',
    cell: ({ remediation }) => remediation,
    fit: 'wrap',
    lead: true,
  },
];

function findingColumns(found: readonly Found[], zone: string): readonly Column<Found>[] {
  const hasConditions = found.some(({ finding }) => finding.condition !== null);
  const shares = found.some(({ finding }) => finding.sharing !== null);
  const letsIn: Column<Found> = {
    name: 'with',
    title: 'lets in',
    cell: ({ finding }) => withText(finding.sharing) || null,
    fit: 'wrap',
    lead: true,
    minWidth: 12,
  };
  const condition: Column<Found> = {
    name: 'condition',
    title: 'finding',
    cell: ({ finding }) => finding.condition,
    fit: 'wrap',
    lead: true,
  };
  return [
    {
      name: 'when',
      title: 'when',
      cell: ({ finding }) => formatTime(finding.eventTime, zone),
      fit: 'keep',
      lead: true,
    },
    ...(hasConditions ? [condition] : []),
    { name: 'who', title: 'who', cell: ({ finding }) => whoCell(finding), fit: 'middle', lead: true },
    { name: 'action', title: 'action', cell: ({ finding }) => actionCell(finding), fit: 'wrap', lead: true },
    {
      name: 'resource',
      title: 'resource',
      cell: ({ finding }) => finding.resource?.name ?? null,
      fit: 'middle',
      minWidth: 16,
    },
    ...(shares ? [letsIn] : []),
    { name: 'from', title: 'from', cell: ({ finding }) => finding.origin.sourceIPAddress, fit: 'middle' },
    {
      name: 'account',
      title: 'account, region',
      cell: ({ finding: { account, region } }) => [account, region].filter(Boolean).join(' ') || null,
    },
    { name: 'eventId', title: 'event id', cell: ({ finding }) => finding.eventID || null, fit: 'keep' },
    {
      name: 'place',
      title: 'file and record',
      cell: ({ finding: { file, member, index } }) =>
        `${file}${member === null ? '' : `: ${member}`}#${index}`,
      fit: 'middle',
    },
  ];
}

function whoCell({ actor, principal }: ControlFinding): string {
  return actor.name === principal.name ? actor.name : `${actor.name} as ${principal.name}`;
}

function actionCell({ eventSource, eventName, outcome, errorCode, events }: ControlFinding): string {
  const action = actionText(eventSource ?? undefined, eventName ?? undefined) ?? '-';
  const ended =
    outcome === 'success'
      ? ''
      : outcome === 'failure'
        ? ` (failed${errorCode ? `: ${errorCode}` : ''})`
        : ` (${outcome})`;
  return `${action}${ended}${events.length > 1 ? `, the last of ${plural(events.length, 'event')}` : ''}`;
}

function sheetOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  group: (row: Row) => string,
): Sheet<Row> {
  return { columns, rows, group, json: () => ({}), empty: '' };
}
