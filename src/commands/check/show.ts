/** The verdicts in the format that was asked for. */
import { readFileSync } from 'node:fs';
import { formatter } from '../../format/index.js';
import { packageFile } from '../../load/package-root.js';
import type { JsonObject } from '../../model/json.js';
import type { Sheet } from '../../model/sheet.js';
import type { ControlVerdict } from '../../model/verdict.js';
import type { Values } from '../options.js';
import { formatOf, print, write } from '../output.js';
import type { Context } from '../spec.js';
import type { Making, Verdicts } from './findings.js';
import { packHeading } from './list.js';
import { mostShown, screen, verdictColumns } from './screen.js';
import type { Settings } from './settings.js';

/** Which findings are needed: a table shows the first of a control only; a baseline tells of all. */
export function makingOf(values: Values): Making {
  const known = values.writeBaseline === true;
  return { most: formatOf(values) === 'table' && !known ? mostShown : Number.POSITIVE_INFINITY, known };
}

/** `found`: how many findings count, where not all were made. */
export async function show(
  rows: readonly ControlVerdict[],
  found: Verdicts['found'],
  { packs }: Settings,
  values: Values,
  context: Context,
): Promise<void> {
  const sheet: Sheet<ControlVerdict> = {
    columns: verdictColumns,
    rows,
    json: (row) => row as unknown as JsonObject,
    verdicts: { producer: { name: 'trailscan', version: version() }, of: (row) => row },
    empty: 'There are no controls.',
  };
  if (formatOf(values) !== 'table') return print(sheet, values, context);
  const table = await formatter('table');
  const titles = new Map(packs.map((pack) => [pack.name, packHeading(pack)]));
  await write((to) => screen(table, rows, found, titles, values.tz ?? 'UTC', to), values, context);
}

function version(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
