/**
 * `trailscan check --report changes`: every write action on the chosen resources, by day, for an auditor. A write is what
 * CloudTrail says is one; nothing is left out because it looks harmless. Without `--resource` the answer may be of any
 * size, and is gone through twice: for the sums and the sessions behind it, then for the rows.
 */
import { changeOf } from '../../../analysis/change/index.js';
import { parseSubject, type Subject } from '../../../analysis/target/index.js';
import type { Match } from '../../../engines/scan/index.js';
import { forTerminal } from '../../../format/escape.js';
import { formatter } from '../../../format/index.js';
import type { Sheet } from '../../../model/sheet.js';
import { UsageError } from '../../../model/usage-error.js';
import { allOf, type Expr } from '../../../query/ast.js';
import { parseRecord } from '../../../query/record-test.js';
import { issuersFor } from '../../actors.js';
import { type Archive, openArchive } from '../../archive.js';
import { close, plural } from '../../closing.js';
import { type Concluded, eventRow } from '../../event-row.js';
import { boundsOf, filterOf } from '../../filters.js';
import { mentionsOf } from '../../mentions.js';
import { nearMisses } from '../../near-misses.js';
import { checkOptions, longFlag, type Values, valuesOf } from '../../options.js';
import { checkFormat, checkOutput, formatOf, print, write } from '../../output.js';
import { placesOf } from '../../places-given.js';
import type { Run } from '../../spec.js';
import { doubtfulConfigs, evidenceOf, findConfig } from '../config-file.js';
import { readConfig } from '../read-config.js';
import { type ActingOn, actingOn } from './acting.js';
import { approvalBy } from './approval.js';
import { preamble, summing } from './preamble.js';
import { type ChangeRow, changeColumns, changeJson, dayOf } from './row.js';
import { sessions } from './sessions.js';

/** A match, with what is known of it where it was looked for by resource. */
interface Change {
  readonly match: Match;
  readonly concluded?: Concluded;
}

export const run: Run = async ({ paths, raw, context }) => {
  if (raw.since === 'last')
    throw new UsageError(
      '--since last is for verdicts',
      undefined,
      'Name the time from which changes are reported.',
    );
  const given = valuesOf(raw, context.now);
  const values: Values = { ...given, format: given.format ?? 'markdown' };
  checkNoVerdicts(values);
  checkOutput(values);
  checkFormat(formatOf(values), false);
  const subjects = (values.resource ?? []).map(parseSubject);
  const writes = await filterOf({ ...values, writes: true });
  const places = await placesOf(values, context);
  const evidence = evidenceOf(paths, context.env);
  const text = findConfig(values.config);
  const config = text && readConfig(text);
  for (const stray of values.config === undefined ? doubtfulConfigs(evidence) : [])
    context.stderr.write(`trailscan: ${forTerminal(stray)}\n`);
  const approval = approvalBy(config);
  const zone = values.tz ?? 'UTC';

  const archive = await openArchive(paths, values, context);
  try {
    const { found, notes } = await findChanges(subjects, writes, archive, values);
    const kept = sessions();
    const { add, sums } = summing(approval);
    for (const { match } of found) {
      const record = parseRecord(match.bytes, 0, match.bytes.length);
      if (!record) continue;
      add(record);
      kept.add(record);
    }
    const issuers = await issuersFor(kept.records, archive);
    function* rows(): Generator<ChangeRow> {
      for (const { match, concluded } of found) {
        const record = parseRecord(match.bytes, 0, match.bytes.length);
        if (!record) continue;
        const row = eventRow(match, record, { issuers, places }, concluded);
        yield {
          ...row,
          changes: changeOf(record, row.resource ?? undefined),
          approval: approval?.(record) ?? null,
        };
      }
    }
    const sheet: Sheet<ChangeRow> = {
      columns: changeColumns(zone, approval !== null),
      rows: rows(),
      json: changeJson,
      group: (row) => dayOf(row, zone),
      empty: 'No write action was found.',
    };
    if (formatOf(values) === 'markdown') {
      const markdown = await formatter('markdown');
      const opening = preamble(sums(), archive.tally(), config?.file ?? null, values);
      await write(
        function* (to) {
          yield opening;
          yield* markdown(sheet, to);
        },
        values,
        context,
      );
    } else await print(sheet, values, context);
    return close(archive.tally(), sums().count, notes, values, context);
  } finally {
    archive.close();
  }
};

/** A report judges nothing: what only verdicts have would be passed over in silence. */
function checkNoVerdicts(values: Values): void {
  const other = checkOptions.find(
    (name) => values[name] !== undefined && !['config', 'report', 'resource', 'related'].includes(name),
  );
  if (other === undefined) return;
  throw new UsageError(
    `--report changes and ${longFlag(other)} are different questions`,
    undefined,
    'A report judges nothing; ask for the verdicts without --report.',
  );
}

interface FoundChanges {
  /** May be gone through several times, until the archive is closed. */
  readonly found: Iterable<Change>;
  readonly notes: readonly string[];
}

async function findChanges(
  subjects: readonly Subject[],
  writes: Expr,
  archive: Archive,
  values: Values,
): Promise<FoundChanges> {
  const bounds = boundsOf(values);
  const asked = (where: Expr) => ({ where, limit: null, keepDuplicates: false });
  if (subjects.length === 0) {
    const matches = await archive.askLarge(asked(writes), bounds);
    return { found: changesIn(matches), notes: [] };
  }
  const matches = await archive.ask(asked(allOf([mentionsOf(subjects), writes])), bounds);
  const chosen = await actingOn(subjects, matches, values.related === true, (names) =>
    archive.askAgain(allOf([names, writes]), bounds),
  );
  return { found: chosen.acting, notes: notesOf(chosen, subjects) };
}

function changesIn(matches: Iterable<Match>): Iterable<Change> {
  return {
    *[Symbol.iterator]() {
      for (const match of matches) yield { match };
    },
  };
}

function notesOf(
  { acting, related, mentioned, left }: ActingOn,
  subjects: readonly Subject[],
): readonly string[] {
  return [
    ...(related > 0 ? [`${plural(related, 'related event')} not shown; --related shows them`] : []),
    ...(left > 0 ? [`${plural(left, 'further name')} of the same things not followed`] : []),
    ...(acting.length > 0 ? [] : subjects.flatMap((subject) => nearMisses(subject, 'changed', mentioned))),
  ];
}
