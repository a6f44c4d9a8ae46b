/**
 * `trailscan history`: the life of a resource, from its creation to its deletion, as far as the archive has it. One
 * read finds the records that mention it, a second those that know it by another name.
 */
import { type LifeLine, lifeLine } from '../../analysis/change/index.js';
import { parseSubject, type Subject } from '../../analysis/target/index.js';
import { compareTexts } from '../../model/compare-texts.js';
import type { Sheet } from '../../model/sheet.js';
import { allOf, type Expr } from '../../query/ast.js';
import { issuersFor } from '../actors.js';
import { type Followed, viaText, withAliases } from '../aliases.js';
import { type Archive, openArchive } from '../archive.js';
import { close, plural } from '../closing.js';
import { cutNote } from '../cut-note.js';
import { eventRow } from '../event-row.js';
import { boundsOf, filterOf } from '../filters.js';
import { mentionsOf } from '../mentions.js';
import { nearMisses } from '../near-misses.js';
import { type Values, valuesOf } from '../options.js';
import { checkOutput, formatOf, print } from '../output.js';
import type { Places } from '../places.js';
import { placesOf } from '../places-given.js';
import type { Run } from '../spec.js';
import { pathNote } from '../subject-path.js';
import { historyColumns, phaseText } from './columns.js';
import { accessNote, relatedNote, unrecordedNote } from './notes.js';
import { type Access, type Deed, deedOf } from './phase-of.js';
import { resourcesOf } from './resources.js';
import { type HistoryRow, historyJson } from './row.js';

/** One resource and all that is known of it, in order of time. */
interface Life {
  readonly title: string;
  readonly line: LifeLine<Deed>;
  readonly accesses: readonly Access[];
}

export const run: Run = async ({ subject: text, paths, raw, context }) => {
  const subject = parseSubject(text);
  const values = valuesOf(raw, context.now);
  const filter = await filterOf(values);
  checkOutput(values);
  const places = await placesOf(values, context);
  const columns = historyColumns(values, places);

  const archive = await openArchive(paths, values, context);
  try {
    const where = conditions([mentionsOf([subject]), filter]);
    const query = { where, limit: null, keepDuplicates: values.keepDuplicates === true };
    const matches = await archive.ask(query, boundsOf(values));
    const followed = await withAliases(subject, matches, (mentions) =>
      archive.askAgain(conditions([mentions, filter]), boundsOf(values)),
    );
    const lives = livesOf(subject, followed, isFiltering(filter) ? 'the events asked for' : 'what was read');
    const { shown, cut } = choose(lives, values);
    const rows = await rowsOf(shown, archive, places);

    const format = formatOf(values);
    const isRead = format === 'table' || format === 'markdown';
    const sheet: Sheet<HistoryRow> = {
      columns,
      rows: isRead ? rows : rows.toSorted(byTime),
      json: historyJson,
      raw: ({ match }) => match.bytes,
      ...(rows.some(({ title }) => title !== rows[0]?.title)
        ? { group: ({ title }: HistoryRow) => title }
        : {}),
      empty: `No event in what was read created, changed or deleted '${subject.text}'.`,
    };
    await print(sheet, values, context);
    const notes = notesOf(lives, followed, values);
    const left = cutNote(cut.map(kindOf));
    if (left !== null) notes.unshift(left);
    if (lives.length === 0) {
      const records = followed.found.map(({ record }) => record);
      notes.push(...nearMisses(subject, 'changed', records));
      notes.push(...pathNote(subject.text, paths, 'history <resource>'));
    }
    return close(archive.tally(), rows.length, notes, values, context);
  } finally {
    archive.close();
  }
};

/** A step of a life, with what it is the life of. */
type Step = LifeLine<Deed>['placed'][number] & Pick<Life, 'title'>;

function livesOf(subject: Subject, { found, ties }: Followed, scope: string): readonly Life[] {
  const told = found.map(deedOf).filter((each) => each !== undefined);
  const sightings = told.map(({ found: { record }, concluded: { resource, role } }) => ({
    record,
    resource,
    isSelf: role === 'self',
  }));
  return resourcesOf(sightings, ties, subject).map(({ title, sightings: positions }) => {
    const own = positions.map((position) => told[position]).filter((each) => each !== undefined);
    return {
      title,
      line: lifeLine(
        own.filter((each) => each.phase !== 'accessed'),
        scope,
      ),
      accesses: own.filter((each) => each.phase === 'accessed'),
    };
  });
}

/** What the limit leaves of the steps asked for, life by life: the first in time, what is related last of all. */
function choose(
  lives: readonly Life[],
  values: Values,
): { readonly shown: readonly Step[]; readonly cut: readonly Step[] } {
  const all = lives.flatMap(({ title, line }) => line.placed.map((placed) => ({ title, ...placed })));
  const asked = values.related ? all : all.filter(({ phase }) => phase !== 'related');
  const ranked = asked.toSorted(
    (a, b) =>
      Number(a.phase === 'related') - Number(b.phase === 'related') || compareTexts(a.step.time, b.step.time),
  );
  const first = new Set(ranked.slice(0, values.limit));
  return { shown: asked.filter((each) => first.has(each)), cut: ranked.slice(first.size) };
}

async function rowsOf(
  shown: readonly Step[],
  archive: Archive,
  places: Places,
): Promise<readonly HistoryRow[]> {
  const issuers = await issuersFor(
    shown.map(({ step }) => step.found.record),
    archive,
  );
  return shown.map(({ title, step, phase, generation, note }) => {
    const { found, concluded, attempted, changes, sharing } = step;
    const notes = [concluded.note, note].filter((each) => each !== null);
    const noted = { ...concluded, note: notes.length === 0 ? null : notes.join('; ') };
    const row = eventRow(found.match, found.record, { issuers, places }, noted);
    return { ...row, title, phase, attempted, generation, changes, sharing, via: viaText(found) };
  });
}

function notesOf(lives: readonly Life[], { left }: Followed, values: Values): string[] {
  const notes = lives.flatMap(({ title, line, accesses }) => {
    const deeds = line.placed.map(({ step }) => step);
    const isUnseen = line.placed.every(({ phase }) => phase === 'related');
    const statements = isUnseen ? [] : line.statements;
    const related = values.related ? [] : deeds.filter(({ phase }) => phase === 'related');
    const about = [
      ...statements,
      unrecordedNote(deeds),
      accessNote(accesses, values.tz ?? 'UTC'),
      relatedNote(related),
    ].filter((each) => each !== undefined);
    return lives.length > 1 ? about.map((each) => `${title}: ${each}`) : about;
  });
  if (left > 0) notes.push(`${plural(left, 'further name')} of what was found not followed`);
  return notes;
}

function conditions(terms: readonly Expr[]): Expr {
  return allOf(terms.filter(isFiltering));
}

function isFiltering(expr: Expr): boolean {
  return expr.kind !== 'all' || expr.terms.length > 0;
}

function byTime(a: HistoryRow, b: HistoryRow): number {
  return compareTexts(a.match.eventTime, b.match.eventTime);
}

function kindOf({ step, phase }: Step): string {
  return phaseText({ ...step, phase, outcome: step.concluded.outcome, generation: 1 });
}
