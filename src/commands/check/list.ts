/** `check --list`: the controls themselves. */
import type { Sheet } from '../../model/sheet.js';
import type { Control, Pack } from '../../rules/compliance/index.js';
import { levelTones } from '../detect/columns.js';
import type { Mode } from '../modes.js';
import { outputOptions } from '../options.js';

export const listMode: Mode = {
  name: 'list',
  takes: ['pack', 'config', ...outputOptions],
  why: 'It shows the controls of --pack, or of the configuration, and judges nothing.',
};

interface Row {
  readonly pack: Pack;
  readonly control: Control;
}

export function listSheet(packs: readonly Pack[]): Sheet<Row> {
  return {
    columns: [
      { name: 'control', title: 'control', cell: ({ control }) => control.id, fit: 'keep', lead: true },
      {
        name: 'severity',
        title: 'severity',
        cell: ({ control: { severity } }) => (severity === 'informational' ? 'info' : severity),
        tone: ({ control }) => levelTones[control.severity],
        fit: 'keep',
        lead: true,
      },
      {
        name: 'title',
        title: 'what is wanted',
        cell: ({ control }) => control.title,
        fit: 'wrap',
        lead: true,
        minWidth: 30,
      },
      {
        name: 'evidence',
        title: 'evidence needed',
        cell: ({ control }) => evidenceText(control),
        fit: 'wrap',
      },
    ],
    rows: packs.flatMap((pack) => pack.controls.map((control) => ({ pack, control }))),
    group: ({ pack }) => packHeading(pack),
    json: ({
      pack,
      control: { id, title, severity, rationale, remediation, references, evidence, file, line },
    }) => ({
      pack: pack.name,
      packTitle: pack.title,
      packVersion: pack.version,
      source: pack.source && { ...pack.source },
      control: id,
      title,
      severity,
      rationale,
      remediation,
      references,
      evidence: { ...evidence, span: evidence.span / 1000 },
      file,
      line,
    }),
    empty: 'There are no controls.',
  };
}

export function packHeading({ name, version, title, source }: Pack): string {
  const cites = source ? ` (${source.name}${source.version ? ` ${source.version}` : ''})` : '';
  return `${name} ${version}: ${title}${cites}`;
}

function evidenceText({ evidence: { events, sources, regions, span } }: Control): string {
  const parts = [`${events} events`];
  if (sources.length > 0) parts.push(`of ${sources.join(', ')}`);
  if (regions.length > 0) parts.push(`in ${regions.join(', ')}`);
  if (span > 0) parts.push(`over ${span / 3_600_000} h`);
  return parts.join(' ');
}
