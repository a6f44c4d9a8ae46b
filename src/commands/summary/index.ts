/** `trailscan summary`: the archive at a glance, or each principal with what it did. */
import { isoTime } from '../../format/time.js';
import type { JsonObject } from '../../model/json.js';
import type { Sheet } from '../../model/sheet.js';
import { UsageError } from '../../model/usage-error.js';
import { openArchive } from '../archive.js';
import { close } from '../closing.js';
import { boundsOf, filterOf } from '../filters.js';
import { type Values, valuesOf } from '../options.js';
import { checkFormat, checkOutput, formatOf, print, write } from '../output.js';
import type { Run } from '../spec.js';
import { factsOf } from './facts.js';
import { principalSheet } from './principals.js';
import { groupings } from './question.js';
import { screen } from './screen.js';
import { type SectionRow, sectionNames, sectionRows } from './sections.js';

const usualTop = 5;

export const run: Run = async ({ paths, raw, context }) => {
  const values = valuesOf(raw, context.now);
  const byPrincipal = isByPrincipal(values);
  const where = await filterOf(values);
  const format = formatOf(values);
  checkOutput(values);
  checkFormat(format, false);
  const archive = await openArchive(paths, values, context);
  try {
    const query = { where, groupings, keepDuplicates: values.keepDuplicates === true };
    const facts = factsOf(await archive.count(query, boundsOf(values)));
    const tally = archive.tally();
    const zone = values.tz ?? 'UTC';
    if (byPrincipal) await print(principalSheet(facts, values), values, context);
    else if (format !== 'table') await print(sectionSheet(facts, values), values, context);
    else {
      const { files } = tally;
      const options = { zone, top: values.top ?? usualTop, files };
      await write((to) => screen(facts, options, to), values, context);
    }
    return close(tally, facts.total.count, [], values, context);
  } finally {
    archive.close();
  }
};

function isByPrincipal({ by }: Values): boolean {
  if (by === undefined) return false;
  if (by.length === 1 && by[0]?.toLowerCase() === 'principal') return true;
  throw new UsageError(
    `--by ${by.join(',')}: a summary is by principal or of all`,
    undefined,
    'count --by takes any fields.',
  );
}

/** All sections one below the other, each complete unless `--top` says otherwise. */
function sectionSheet(facts: ReturnType<typeof factsOf>, { top }: Values): Sheet<SectionRow> {
  const sections = sectionRows(facts);
  const rows = sectionNames.flatMap((name) =>
    name === 'hours' || top === undefined ? sections[name] : sections[name].slice(0, top),
  );
  const text = (name: 'section' | 'name' | 'account' | 'note') => ({
    name,
    title: name,
    cell: (row: SectionRow) => row[name],
  });
  const number = (name: 'count' | 'errors' | 'denied' | 'writes') => ({
    name,
    title: name,
    cell: (row: SectionRow) => row[name],
    align: 'right' as const,
  });
  const time = (name: 'first' | 'last') => ({
    name,
    title: name,
    cell: (row: SectionRow) => timeOf(row[name]),
  });
  return {
    columns: [
      text('section'),
      text('name'),
      text('account'),
      number('count'),
      number('errors'),
      number('denied'),
      number('writes'),
      time('first'),
      time('last'),
      text('note'),
    ],
    rows,
    json: (row): JsonObject => ({
      section: row.section,
      name: row.name,
      account: row.account,
      count: row.count,
      errors: row.errors,
      denied: row.denied,
      writes: row.writes,
      first: timeOf(row.first),
      last: timeOf(row.last),
      note: row.note,
    }),
    empty: 'No event passes the filters.',
  };
}

function timeOf(seconds: number): string | null {
  return isoTime(seconds * 1000);
}
