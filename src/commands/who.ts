/**
 * `trailscan who-deleted` and its kin: the events that did so to a resource. The byte search finds the records that
 * mention it; which of them act on it, and how directly, is decided by `analysis/target`.
 */
import { answer, parseSubject, type Question, subjectLiterals } from '../analysis/target/index.js';
import { allOf, anyOf, type Expr } from '../query/ast.js';
import { parseRecord } from '../query/record-test.js';
import { issuersFor } from './actors.js';
import { openArchive } from './archive.js';
import { close, plural } from './closing.js';
import { columnsOf } from './columns.js';
import { type EventRow, eventJson, eventRow } from './event-row.js';
import { boundsOf, filterOf } from './filters.js';
import { valuesOf } from './options.js';
import { checkOutput, formatOf, print } from './output.js';
import type { Run } from './spec.js';

const headings: Readonly<Record<Question, string>> = {
  deleted: 'Deleted',
  created: 'Created',
  changed: 'Changed',
  accessed: 'Accessed',
};

/** The command that answers one question about a resource. */
export function who(question: Question): Run {
  return async ({ subject: text, paths, raw, context }) => {
    const subject = parseSubject(text);
    const values = valuesOf(raw, context.now);
    const filter = filterOf(values);
    const columns = columnsOf(values.columns, values.tz ?? 'UTC');
    checkOutput(values);
    const mentions: readonly Expr[] = subjectLiterals(subject).map((literal) => ({
      kind: 'mentions',
      ...literal,
    }));
    const where = mentions.length > 0 ? allOf([anyOf(mentions), filter]) : filter;

    const archive = await openArchive(paths, values, context);
    try {
      const query = { where, limit: null, keepDuplicates: values.keepDuplicates === true };
      const found = (await archive.ask(query, boundsOf(values))).flatMap((match) => {
        const record = parseRecord(match.bytes, 0, match.bytes.length);
        const concluded = record && answer(subject, question, record);
        return concluded ? [{ match, record, concluded }] : [];
      });
      const direct = found.filter(({ concluded }) => concluded.relation === 'direct');
      const related = found.filter(({ concluded }) => concluded.relation === 'related');
      const asked = values.related ? [...direct, ...related] : direct;
      const shown = asked.slice(0, values.limit ?? asked.length);
      const issuers = await issuersFor(
        shown.map(({ record }) => record),
        archive,
      );
      const rows = shown.map(({ match, record, concluded }) => eventRow(match, record, issuers, concluded));

      const format = formatOf(values);
      const isRead = format === 'table' || format === 'markdown';
      const group = (row: EventRow): string => groupOf(row, question);
      await print(
        {
          columns,
          rows: isRead ? rows.toSorted((a, b) => rank(a) - rank(b)) : rows,
          json: eventJson,
          raw: ({ match }) => match.bytes,
          ...(rows.some((row) => group(row) !== headings[question]) ? { group } : {}),
          empty: `No event in what was read ${question} '${subject.text}'.`,
        },
        values,
        context,
      );
      const notes =
        related.length > 0 && !values.related
          ? [`${plural(related.length, 'related event')} not shown; --related shows them`]
          : [];
      return close(archive.tally(), rows.length, notes, values, context);
    } finally {
      archive.close();
    }
  };
}

function rank({ relation, outcome }: EventRow): number {
  return relation === 'related' ? 2 : outcome === 'success' ? 0 : 1;
}

function groupOf(row: EventRow, question: Question): string {
  return [headings[question], 'Attempts that did not succeed', 'Related'][rank(row)] ?? '';
}
