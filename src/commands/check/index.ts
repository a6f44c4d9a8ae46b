/** `trailscan check`: compliance verdicts, each pass, fail, or not judged for want of evidence. */

import { forTerminal } from '../../format/escape.js';
import { levels } from '../../model/detection.js';
import type { Presence } from '../../model/presence.js';
import { secondText } from '../../model/second-text.js';
import { UsageError } from '../../model/usage-error.js';
import type { ControlVerdict } from '../../model/verdict.js';
import { type AskedTime, judge, questionOf, uncovered } from '../../rules/compliance/index.js';
import { type Archive, openArchive } from '../archive.js';
import { close, plural } from '../closing.js';
import { boundsOf, filterOf } from '../filters.js';
import { inLines } from '../in-lines.js';
import { noPaths, onlyOptionsOf } from '../modes.js';
import { longFlag, type Values, valuesOf } from '../options.js';
import { checkFormat, checkOutput, formatOf, print } from '../output.js';
import { placesOf } from '../places-given.js';
import type { Run } from '../spec.js';
import { writeBaseline } from './baseline.js';
import { evidenceOf } from './config-file.js';
import { deliveryRow } from './delivery-row.js';
import { filesRead, hasExports, joined } from './files-read.js';
import type { Covers, Verdicts } from './findings.js';
import { gatherEvidence, ofThoseAsked } from './gather-evidence.js';
import { addSummary, forGithub } from './github.js';
import { misspeltNames } from './misspelt-names.js';
import { listMode } from './modes.js';
import { askedSinceLast } from './newcomers.js';
import { observe } from './observe.js';
import { type Settings, settingsOf } from './settings.js';
import { nextState, notBegun, wasReported, writeState } from './state.js';

export const run: Run = async (request) => {
  const { paths, raw, context } = request;
  if (raw.report !== undefined) return (await import('./changes/index.js')).run(request);
  if (raw.list === true) {
    onlyOptionsOf(listMode, raw);
    noPaths(listMode, paths);
  }
  const given = forGithub(
    valuesOf(raw.since === 'last' ? { ...raw, since: undefined } : raw, context.now),
    context,
  );
  checkNoReport(given);
  checkOutput(given, given.list === true ? 'rows' : 'verdicts');
  const evidence = given.list === true ? [] : evidenceOf(paths, context.env);
  const settings = await settingsOf(given, raw, evidence, context.now);
  const warn = (warnings: readonly string[]): void => {
    for (const warning of warnings) context.stderr.write(`trailscan: ${forTerminal(warning)}\n`);
  };
  warn(settings.warnings);
  if (given.list === true) {
    checkFormat(formatOf(given), false);
    warn(await misspeltNames(settings.packs));
    const { listSheet } = await import('./list.js');
    await print(listSheet(settings.packs), given, context);
    for (const note of given.quiet === true ? [] : settings.notes)
      context.stderr.write(`${inLines(forTerminal(note), context.stderr)}\n`);
    return 0;
  }
  const values: Values = settings.last ? { ...given, since: settings.last.since } : given;
  const usual = { where: await filterOf(values), bounds: boundsOf(values), notes: [], hasCome: null };
  const places = await placesOf(values, context);
  const controls = settings.packs.flatMap((pack) => pack.controls);
  const windows = settings.config?.windows ?? [];
  const allowed = { principals: settings.principals, windows: windows.length > 0 };
  const question = questionOf(controls, allowed);

  const archive = await openArchive(paths, values, context);
  try {
    const {
      where,
      bounds,
      notes: onAsking,
      hasCome,
    } = settings.last?.state && settings.last.since !== undefined
      ? await askedSinceLast(values, settings.last.state, archive)
      : usual;
    // What makes and shows findings is loaded, and names are looked up, while the files are read.
    const [observation, { verdictsOf }, { makingOf, show }, misspelt] = await Promise.all([
      observe(archive, question, where, bounds, windows),
      import('./findings.js'),
      import('./show.js'),
      misspeltNames(settings.packs),
    ]);
    warn(misspelt);
    const asked = ofThoseAsked(observation.presence, values);
    const time = askedTime(values, settings.last !== null, context.now);
    const evidence = await gatherEvidence(controls, asked, observation, archive, where, bounds, time);
    const found = await verdictsOf(
      judge(controls, question, observation.observed),
      evidence,
      observation,
      { suppressions: settings.suppressions, isKnown: knownBy(settings) },
      archive,
      values,
      places,
      makingOf(values),
    );
    const rows = [
      ...coverageRow(settings, asked, values, context.now),
      ...(settings.last?.state && hasCome !== null ? [deliveryRow(settings.last.state, hasCome)] : []),
      ...found.rows,
    ];
    await show(rows, found.found, settings, values, context);
    addSummary(rows, values, context);
    const notes = [...found.notes, ...settings.notes, ...onAsking];
    if (values.baseline !== undefined && values.writeBaseline === true) {
      const lost = writeBaseline(values.baseline, found.made);
      notes.push(`${plural(found.made.length, 'finding')} written to ${values.baseline}${lostText(lost)}`);
    }
    if (settings.last) notes.push(...keepState(settings.last, asked, found, archive, context.now));
    const code = close(archive.tally(), rows.length, [...notes, countOf(rows)], values, context);
    return exitCode(rows, settings, code);
  } finally {
    archive.close();
  }
};

/**
 * Null where none was asked for. What begins some day goes on until now; of what came since the last run, whose end is for
 * `deliveryRow`, no bound is given.
 */
function askedTime({ since, until }: Values, isSinceLast: boolean, now: number): AskedTime | null {
  if (isSinceLast) return { from: null, until: null };
  if (since === undefined && until === undefined) return null;
  return { from: since ?? null, until: Math.min(until ?? now, now) };
}

function checkNoReport(values: Values): void {
  for (const name of ['resource', 'related'] as const) {
    if (values[name] !== undefined)
      throw new UsageError(
        `${longFlag(name)} is for --report changes`,
        undefined,
        'Verdicts are about whole accounts.',
      );
  }
}

/** What the baseline has, or an earlier run told. */
function knownBy({ baseline, last }: Settings): Covers['isKnown'] {
  const told = last?.state && wasReported(last.state);
  if (baseline.size === 0 && !told) return null;
  return (control, fingerprint, events) =>
    baseline.has(fingerprint) || told?.(control, fingerprint, events) === true;
}

/** A run that asks for less, by its filters or packs, leaves out what it did not look for. */
function lostText(lost: number): string {
  return lost === 0
    ? ''
    : `; ${plural(lost, 'finding')} that it had before ${lost === 1 ? 'is' : 'are'} no longer in it`;
}

/** Said as a control of its own, so that no format hides it. */
function coverageRow(
  { requireCoverage, config }: Settings,
  presence: readonly Presence[],
  { until }: Values,
  now: number,
): readonly ControlVerdict[] {
  if (requireCoverage === null) return [];
  const end = until ?? now;
  const begin = end - requireCoverage;
  const lacks = uncovered(presence, begin, end);
  const hours = requireCoverage / 3_600_000;
  return [
    {
      pack: coveragePack,
      control: 'required',
      // The same in every run: pipelines follow a control by its title.
      title: `Events cover the ${plural(hours, 'hour')} before the run, or before --until`,
      severity: 'critical',
      verdict: lacks.length > 0 ? 'fail' : 'pass',
      reasons:
        lacks.length > 0 ? [`asked for: from ${secondText(begin)} until ${secondText(end)}`, ...lacks] : [],
      findings: [],
      suppressed: 0,
      known: 0,
      rationale: 'What is not in the archive cannot be judged.',
      remediation:
        'Look whether the trail is logging and its files reach this archive; for an archive of the past, say with --until where it ends.',
      references: [],
      file: config?.file ?? '--require-coverage',
      line: 1,
    },
  ];
}

const coveragePack = 'coverage';

/** Where evidence could not be read, the next run reads from where this one began. */
function keepState(
  { path, scope, state, since }: NonNullable<Settings['last']>,
  presence: readonly Presence[],
  found: Verdicts,
  archive: Archive,
  now: number,
): readonly string[] {
  const { problems } = archive.tally();
  const files = archive.files();
  // Where everything was asked for, how far an earlier run came with another question says nothing.
  const before = since === undefined ? state && notBegun(state) : state;
  const outcome = {
    scope,
    presence,
    readFrom: (from: string) => joined(before?.read, filesRead(files, from)),
    found: found.standing(),
    complete: problems.length === 0,
    keepAll: hasExports(files),
  };
  writeState(path, nextState(before, outcome, now));
  return problems.length === 0
    ? []
    : [`${path}: the next run begins where this one did, for part of the evidence could not be read`];
}

function countOf(rows: readonly ControlVerdict[]): string {
  const count = (verdict: ControlVerdict['verdict']): number =>
    rows.filter((row) => row.verdict === verdict).length;
  return `${plural(rows.length, 'control')}: ${count('fail')} failed, ${count('not judged')} not judged, ${count('pass')} passed`;
}

/** A failure outweighs what was not judged. */
function exitCode(rows: readonly ControlVerdict[], { failOn }: Settings, code: number): number {
  const fails = rows.some(
    ({ verdict, severity }) => verdict === 'fail' && levels.indexOf(severity) >= levels.indexOf(failOn),
  );
  if (fails) return 1;
  return rows.some(({ verdict }) => verdict === 'not judged') ? 3 : code;
}
