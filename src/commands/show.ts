/** `trailscan show`: one record, whole: what was concluded from it as a person reads it, then the record itself. */
import { jsonForTerminal } from '../format/escape.js';
import { indentedJson } from '../format/indent-json.js';
import { formatTime } from '../format/time.js';
import { type TreeNode, tree } from '../format/tree.js';
import { UsageError } from '../model/usage-error.js';
import { allOf } from '../query/ast.js';
import { parseRecord } from '../query/record-test.js';
import { issuersFor } from './actors.js';
import { openArchive } from './archive.js';
import { close, plural } from './closing.js';
import { actionText, columnsOf, placeColumns, placeText, whoText } from './columns.js';
import { idBegins, pickId } from './event-id.js';
import { accountOf, type EventRow, eventJson, eventRow, textField } from './event-row.js';
import { boundsOf, filterOf } from './filters.js';
import { valuesOf } from './options.js';
import { checkOutput, formatOf, print, write } from './output.js';
import { placesOf } from './places-given.js';
import type { Run } from './spec.js';
import { pathNote } from './subject-path.js';

export const run: Run = async ({ subject, paths, raw, context }) => {
  const id = subject.trim();
  if (id === '') throw new UsageError('the event id is empty');
  const values = valuesOf(raw, context.now);
  const filter = await filterOf(values);
  const zone = values.tz ?? 'UTC';
  const format = formatOf(values);
  checkOutput(values);
  const places = await placesOf(values, context);
  const columns = columnsOf(values.columns, zone, placeColumns(values, places));
  const archive = await openArchive(paths, values, context);
  try {
    const where = allOf([idBegins(id), filter]);
    const found = await archive.ask(
      { where, limit: null, keepDuplicates: values.keepDuplicates === true },
      boundsOf(values),
    );
    const all = found.flatMap((match) => {
      const record = parseRecord(match.bytes, 0, match.bytes.length);
      return record ? [{ match, record }] : [];
    });
    const { rows: read, ids: meant } = pickId(id, all);
    const issuers = await issuersFor(
      read.map(({ record }) => record),
      archive,
    );
    const rows = read.map(({ match, record }) => eventRow(match, record, { issuers, places }));
    const empty =
      meant.length > 0
        ? `'${id}' is the beginning of several event ids.`
        : `No event with the id '${id}' is in what was read.`;
    if (format === 'table') {
      await write(
        function* (to) {
          if (rows.length === 0) yield `${empty}\n`;
          for (const [i, row] of rows.entries()) {
            if (i > 0) yield '\n';
            yield* tree([summaryOf(row, zone)], to);
            yield '\n';
            // Shown, never acted on: what is not plain text in it stays escaped, wherever this goes.
            const text = row.match.bytes.toString('utf8');
            yield `${jsonForTerminal(indentedJson(text, withoutSecrets))}\n`;
          }
        },
        values,
        context,
      );
    } else {
      await print(
        {
          columns,
          rows,
          json: (row) => ({ ...eventJson(row), record: row.record }),
          raw: ({ match }) => match.bytes,
          empty,
        },
        values,
        context,
      );
    }
    const ids = new Set(rows.map(({ match }) => match.eventID));
    const shared = `${plural(rows.length, 'record')}: what several accounts received of one action`;
    const copies = `${plural(rows.length, 'record')} of this id`;
    const notes =
      rows.length === 0
        ? [...candidates(id, meant), ...pathNote(id, paths, 'show <event-id>')]
        : rows.length > 1
          ? [ids.size > 1 ? shared : copies]
          : [];
    return close(archive.tally(), rows.length, notes, values, context);
  } finally {
    archive.close();
  }
};

const mostIds = 10;

function candidates(id: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const more = ids.length > mostIds ? `, and ${ids.length - mostIds} more` : '';
  return [`${plural(ids.length, 'event id')} begin with '${id}': ${ids.slice(0, mostIds).join(', ')}${more}`];
}

/** A session token is a password until it expires. It stays in `--json` and `--format raw`. */
function withoutSecrets(key: string, value: string): string {
  return key === 'sessionToken' ? `(${value.length} characters, not shown here)` : value;
}

function summaryOf(row: EventRow, zone: string): TreeNode {
  const { record, principal, actor, origin, resource, outcome } = row;
  const time = textField(record, 'eventTime');
  const said = (label: string, ...parts: readonly (string | null | false)[]): { text: string } => {
    const text = parts.filter((part) => part).join(', ');
    return { text: text === '' ? '' : `${label}: ${text}` };
  };
  const code = textField(record, 'errorCode');
  const message = textField(record, 'errorMessage');
  return {
    title: `${actionText(record.eventSource, record.eventName) ?? 'an event without a name'}: ${outcome}`,
    lines: [
      said('error', code, message),
      said('note', row.note),
      said('when', time && formatTime(time, zone)),
      said(
        'who',
        whoText(row),
        principal.type,
        principal.arn,
        principal.accessKeyId && `key ${principal.accessKeyId}`,
        principal.mfa !== null && (principal.mfa ? 'with MFA' : 'without MFA'),
        principal.invokedBy && `through ${principal.invokedBy}`,
      ),
      ...actor.chain.map(({ principal: from, by, grounds, why }) => ({
        text: `behind it: ${from.name} ${by.startsWith('via ') ? by : `through ${by}`}; ${grounds}: ${why}`,
      })),
      { text: actor.end === null ? '' : `behind it: ${actor.end}` },
      said('resource', resource?.name ?? null, resource?.type ?? null, resource?.arn ?? null),
      said(
        'from',
        origin.sourceIPAddress,
        placeText(origin),
        origin.kind,
        `${origin.via} (${origin.why})`,
        origin.tool,
      ),
      said('where', textField(record, 'awsRegion'), accountOf(record, principal)),
      said(
        'read from',
        `${[row.match.file, row.match.member].filter((part) => part !== null).join(', ')}, record ${row.match.index}`,
      ),
    ],
    children: [],
  };
}
