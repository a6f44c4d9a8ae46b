/**
 * The second half of `who-*`: which of the records that mention the resource act on it, by whom, and how that is shown.
 * Apart from the first half (`who.ts`) because it is loaded while the archive is being read.
 */
import { noAnswerTo } from '../analysis/target/frequent.js';
import { isUnnamedDeletion, type Question, type Subject } from '../analysis/target/index.js';
import type { Match } from '../engines/scan/index.js';
import type { JsonObject } from '../model/json.js';
import { allOf, type Expr, isNothing } from '../query/ast.js';
import { issuersFor, recordsOf } from './actors.js';
import { answerOf, withAliases } from './aliases.js';
import type { Archive } from './archive.js';
import { close, plural } from './closing.js';
import { columnsOf, placeColumns } from './columns.js';
import { cutNote } from './cut-note.js';
import { type Concluded, type EventRow, eventJson, eventRow } from './event-row.js';
import { boundsOf } from './filters.js';
import { mentionsOf } from './mentions.js';
import { misspelt, nearMisses, similarCalls } from './near-misses.js';
import type { Values } from './options.js';
import { formatOf, print } from './output.js';
import type { Places } from './places.js';
import type { Context } from './spec.js';
import { pathNote } from './subject-path.js';

interface Found {
  readonly match: Match;
  readonly record: JsonObject;
  readonly concluded: Concluded;
}

const headings: Readonly<Record<Question, string>> = {
  deleted: 'Deleted',
  created: 'Created',
  changed: 'Changed',
  accessed: 'Accessed',
};

export interface WhoQuestion {
  readonly subject: Subject;
  readonly question: Question;
  readonly filter: Expr;
  readonly values: Values;
  readonly places: Places;
  /** As given: none means the current folder. */
  readonly paths: readonly string[];
}

/** Judges the records that mention the subject, prints the answer and returns the exit code. */
export async function answerWho(
  { subject, question, filter, values, places, paths }: WhoQuestion,
  matches: readonly Match[],
  archive: Archive,
  context: Context,
): Promise<number> {
  const followed = await withAliases(subject, matches, (where) =>
    archive.askAgain(allOf([where, filter]), boundsOf(values)),
  );
  const found: Found[] = followed.found.flatMap((each) => {
    const concluded = answerOf(each, question);
    return concluded ? [{ match: each.match, record: each.record, concluded }] : [];
  });
  const direct = found.filter(({ concluded }) => concluded.relation === 'direct');
  const related = found.filter(({ concluded }) => concluded.relation === 'related');
  const asked = values.related ? [...direct, ...related] : direct;
  // The answer proper comes first, however late: what succeeded, then what was tried, then what is related.
  const ranked = asked.toSorted((a, b) => rank(a.concluded) - rank(b.concluded));
  const kept = new Set(ranked.slice(0, values.limit));
  const shown = asked.filter((each) => kept.has(each));
  const issuers = await issuersFor(
    shown.map(({ record }) => record),
    archive,
  );
  const rows = shown.map(({ match, record, concluded }) =>
    eventRow(match, record, { issuers, places }, concluded),
  );
  await printRows(rows, { subject, question, values, places }, context);

  const cut = cutNote(ranked.slice(kept.size).map(({ concluded }) => kindOf(concluded, question)));
  const notes: string[] = cut === null ? [] : [cut];
  if (related.length > 0 && !values.related) {
    notes.push(`${plural(related.length, 'related event')} not shown; --related shows them`);
  }
  if (followed.left > 0)
    notes.push(`${plural(followed.left, 'further name')} of the same things not followed`);
  notes.push(...ambiguity(direct, subject));
  if (found.length === 0) {
    const records = followed.found.map(({ record }) => record);
    notes.push(...(await whyNothing(subject, question, records, filter, values, archive)));
    notes.push(...pathNote(subject.text, paths, `who-${question} <resource>`));
  }
  return close(archive.tally(), rows.length, notes, values, context);
}

async function printRows(
  rows: readonly EventRow[],
  { subject, question, values, places }: Omit<WhoQuestion, 'filter' | 'paths'>,
  context: Context,
): Promise<void> {
  const format = formatOf(values);
  const isRead = format === 'table' || format === 'markdown';
  const types = new Set(rows.map(typeOf).filter((type) => type.startsWith('AWS::')));
  // A name may be that of several things: each kind stands under a heading of its own.
  const group = (row: EventRow): string =>
    types.size > 1 ? `${groupOf(row, question)}: ${typeOf(row)}` : groupOf(row, question);
  // The resource goes without saying where it is what was asked for.
  const same = isRead && rows.every(({ resource }) => resource?.name === subject.text);
  const columns = columnsOf(values.columns, values.tz ?? 'UTC', placeColumns(values, places)).filter(
    ({ name }) => values.columns !== undefined || !same || name !== 'resource',
  );
  await print(
    {
      columns,
      rows: isRead
        ? rows.toSorted(
            (a, b) => rank(a) - rank(b) || (group(a) < group(b) ? -1 : group(a) > group(b) ? 1 : 0),
          )
        : rows,
      json: eventJson,
      raw: ({ match }) => match.bytes,
      ...(rows.some((row) => group(row) !== headings[question]) ? { group } : {}),
      empty: `No event in what was read ${question} '${subject.text}'.`,
    },
    values,
    context,
  );
}

function typeOf({ resource }: EventRow): string {
  return resource?.type ?? 'unknown kind';
}

function rank({ relation, outcome }: Pick<EventRow, 'relation' | 'outcome'>): number {
  return relation === 'related' ? 2 : outcome === 'success' ? 0 : 1;
}

function kindOf(concluded: Concluded, question: Question): string {
  return [question, 'without success', 'related'][rank(concluded)] ?? '';
}

function groupOf(row: EventRow, question: Question): string {
  return [headings[question], 'Attempts that did not succeed', 'Related'][rank(row)] ?? '';
}

/** One name may belong to several things: says so, and how to ask for one of them. */
function ambiguity(direct: readonly Found[], subject: Subject): readonly string[] {
  if (/[*?/:]/.test(subject.text)) return [];
  const types = new Set(
    direct.map(({ concluded }) => concluded.resource.type).filter((type) => type?.startsWith('AWS::')),
  );
  if (types.size < 2) return [];
  const forms = [...types].map(
    (type) => `${type?.split('::').at(-1)?.toLowerCase()}/${subject.text} (${type})`,
  );
  return [`'${subject.text}' names several resources; to ask for one of them: ${forms.sort().join(', ')}`];
}

/** Enough for the names that are met most. */
const mostSampled = 2000;

async function whyNothing(
  subject: Subject,
  question: Question,
  mentioned: readonly JsonObject[],
  filter: Expr,
  values: Values,
  archive: Archive,
): Promise<readonly string[]> {
  const notes = [...nearMisses(subject, question, mentioned)];
  const passedOver = noAnswerTo(question);
  if (notes.length === 0 && archive.tally().candidates > 0 && !isNothing(passedOver)) {
    // They cannot answer, but they tell what there is.
    const where = allOf([passedOver, mentionsOf([subject]), filter]);
    const others = recordsOf(await archive.sample(where, boundsOf(values), mostSampled));
    notes.push(...nearMisses(subject, question, others));
  }
  const similar = notes.length === 0 && similarCalls(question);
  if (similar) {
    const records = recordsOf(await archive.askAgain(allOf([similar, filter]), boundsOf(values)));
    const name = misspelt(subject, records);
    if (name !== undefined) notes.push(`Did you mean ${name}?`);
    const unnamed = records.filter((record) => isUnnamedDeletion(subject, record)).length;
    if (unnamed > 0)
      notes.push(
        `${plural(unnamed, 'deletion names', 'deletions name')} no target and may be about anything`,
      );
  }
  return notes;
}
