/** `trailscan formats`: what each file is, what it holds, and what is wrong with it. */
import type { FileSurvey } from '../engines/scan/index.js';
import { formatTime } from '../format/time.js';
import type { Other } from '../load/formats/format.js';
import { titleOf } from '../load/formats/index.js';
import type { JsonObject } from '../model/json.js';
import type { Problem } from '../model/problem.js';
import type { Column, Sheet } from '../model/sheet.js';
import { openArchive } from './archive.js';
import { close } from './closing.js';
import { valuesOf } from './options.js';
import { checkFormat, checkOutput, formatOf, print } from './output.js';
import type { Run } from './spec.js';

interface FormatRow {
  readonly file: string;
  readonly member: string | null;
  readonly formats: readonly string[];
  readonly holds: readonly Other[];
  readonly records: number;
  readonly partial: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly accounts: readonly string[];
  readonly problems: readonly Pick<Problem, 'kind' | 'message'>[];
}

/** Every file, also those that the other commands pass over by their path. */
const everything = ['digest', 'insight', 'lake', 'otherService', 'other'] as const;

const otherTitles: Readonly<Record<Other, string>> = {
  digest: 'digest, for trailscan validate',
  notice: 'notice of new files, no records',
  manifest: 'manifest, no records',
  keys: 'public keys, for trailscan validate',
  signature: 'signature of query results',
  marker: 'marker of CloudWatch Logs, no records',
  probe: 'probe of CloudWatch Logs, no records',
  answer: 'answer of trailscan, no evidence',
  foreign: 'not of CloudTrail',
};

export const run: Run = async ({ paths, raw, context }) => {
  const values = valuesOf(raw, context.now);
  checkOutput(values);
  checkFormat(formatOf(values), false);
  const archive = await openArchive(paths, values, context, everything);
  try {
    const rows = (await archive.survey()).flatMap(rowsOf);
    await print(sheetOf(rows, values.tz ?? 'UTC'), values, context);
    return close(archive.tally(), rows.length, [], values, context);
  } finally {
    archive.close();
  }
};

function rowsOf({ file, parts, problems }: FileSurvey): FormatRow[] {
  const none = { formats: [], holds: [], records: 0, partial: 0, first: null, last: null, accounts: [] };
  if (parts.length === 0) return [{ file, member: null, ...none, problems }];
  return parts.map(({ others, first, last, damages, ...part }) => ({
    file,
    ...part,
    holds: others,
    first: first || null,
    last: last || null,
    problems: damages,
  }));
}

function isWhat({ formats, holds }: FormatRow): string {
  const words = [...formats.map(titleOf), ...holds.map((other) => otherTitles[other])];
  return words.length > 0 ? words.join(', ') : 'unknown';
}

function sheetOf(rows: readonly FormatRow[], zone: string): Sheet<FormatRow> {
  const time = (text: string | null): string | null => text && formatTime(text, zone);
  const columns: Column<FormatRow>[] = [
    {
      name: 'file',
      title: 'file',
      cell: ({ file, member }) => (member === null ? file : `${file}: ${member}`),
      fit: 'middle',
      lead: true,
      minWidth: 24,
    },
    {
      name: 'format',
      title: 'format',
      cell: isWhat,
      fit: 'wrap',
      lead: true,
      minWidth: 16,
      tone: ({ formats, holds }) => (formats.length + holds.length === 0 ? 'warn' : 'plain'),
    },
    { name: 'records', title: 'records', cell: ({ records }) => records, align: 'right', fit: 'keep' },
    { name: 'first', title: 'first', cell: ({ first }) => time(first), fit: 'keep' },
    { name: 'last', title: 'last', cell: ({ last }) => time(last), fit: 'keep' },
    {
      name: 'accounts',
      title: 'accounts',
      cell: ({ accounts }) => accounts.join(', '),
      fit: 'wrap',
      minWidth: 12,
    },
    {
      name: 'problems',
      title: 'problems',
      cell: ({ problems, partial }) =>
        [
          ...problems.map(({ message }) => message),
          ...(partial > 0 ? ['holds less than the records of CloudTrail'] : []),
        ].join('; ') || null,
      fit: 'wrap',
      tone: ({ problems }) => (problems.length > 0 ? 'bad' : 'muted'),
    },
  ];
  return { columns, rows, json: rowJson, empty: 'No files.' };
}

function rowJson({ problems, formats, holds, accounts, ...rest }: FormatRow): JsonObject {
  return {
    file: rest.file,
    member: rest.member,
    formats: [...formats],
    holds: [...holds],
    records: rest.records,
    partial: rest.partial,
    first: rest.first,
    last: rest.last,
    accounts: [...accounts],
    problems: problems.map(({ kind, message }) => ({ kind, message })),
  };
}
