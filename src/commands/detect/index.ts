/** `trailscan detect`: Sigma rules over the archive, as a timeline. */
import { readFileSync } from 'node:fs';
import { formatter } from '../../format/index.js';
import { packageFile } from '../../load/package-root.js';
import { levels } from '../../model/detection.js';
import type { Sheet } from '../../model/sheet.js';
import { UsageError } from '../../model/usage-error.js';

import { openArchive } from '../archive.js';
import { close, plural } from '../closing.js';
import { filterOf } from '../filters.js';
import { noPaths, onlyOptionsOf } from '../modes.js';
import { type Values, valuesOf } from '../options.js';
import { checkFormat, checkOutput, formatOf, print, write } from '../output.js';
import { placesOf } from '../places-given.js';
import type { Run } from '../spec.js';
import { detectionColumns } from './columns.js';
import { type Answer, findDetections } from './find.js';
import { listSheet } from './list.js';
import { modes } from './modes.js';
import { report } from './report.js';
import { type DetectionRow, detectionFacts, detectionJson } from './row.js';
import { loadRules } from './rules.js';
import { select } from './selection.js';

export const run: Run = async (request) => {
  const { paths, raw, context } = request;
  const values = valuesOf(raw, context.now);
  const asked = (Object.keys(modes) as (keyof typeof modes)[]).filter((mode) => values[mode] !== undefined);
  if (asked.length > 1) throw new UsageError(`--${asked.join(' and --')} are different questions; ask one`);
  for (const mode of asked) onlyOptionsOf(modes[mode], raw);
  if (values.list === true) noPaths(modes.list, paths);
  if (values.explain !== undefined)
    return (await import('./explain.js')).explain(values.explain, values, request);
  if (values.audit !== undefined) return (await import('./audit.js')).audit(values.audit, values, request);

  checkOutput(values, values.list === true ? 'rows' : 'detections');
  const loaded = loadRules(values, context);
  const selection = select(loaded.rules, values);
  if (values.list === true) {
    checkFormat(formatOf(values), false);
    await print(listSheet(selection.speaking), values, context);
    return loaded.lost > 0 ? 3 : 0;
  }
  const where = await filterOf(values);
  const places = await placesOf(values, context);
  const columns = detectionColumns(values, places);
  const archive = await openArchive(paths, values, context);
  try {
    const found = await findDetections(selection, where, archive, values, places);
    const timeline: Sheet<DetectionRow> = {
      columns,
      rows: formatOf(values) === 'raw' ? distinctEvents(found.rows()) : found.rows(),
      json: detectionJson,
      raw: ({ match }) => match.bytes,
      findings: { producer: { name: 'trailscan', version: version() }, of: detectionFacts },
      empty: 'No rule found anything.',
    };
    const zone = values.tz ?? 'UTC';
    if (formatOf(values) === 'table') {
      const table = await formatter('table');
      await write((to) => report(table, timeline, found, zone, to), values, context);
    } else await print(timeline, values, context);
    const asked = `${plural(found.judged, 'rule')} run`;
    const code = close(
      archive.tally(),
      found.count,
      [...found.notes, ...loaded.notes, asked],
      values,
      context,
    );
    return failsOn(values, found) ? 1 : loaded.lost > 0 && code === 0 ? 3 : code;
  } finally {
    archive.close();
  }
};

/** A record that several rules found is one record; its rows follow each other. */
function* distinctEvents(rows: Iterable<DetectionRow>): Generator<DetectionRow> {
  let before: DetectionRow['match'] | undefined;
  for (const row of rows) {
    const { file, member, index } = row.match;
    if (file !== before?.file || member !== before.member || index !== before.index) yield row;
    before = row.match;
  }
}

function failsOn({ failOn }: Values, { gravest }: Answer): boolean {
  return failOn !== undefined && gravest !== null && levels.indexOf(gravest) >= levels.indexOf(failOn);
}

function version(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
