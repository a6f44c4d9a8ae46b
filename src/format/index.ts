/**
 * The output formats by name. Each is loaded when it is asked for: printing a version or ten thousand lines of
 * ndjson should not wait for the table's packages.
 */
import type { Formatter } from './formatter.js';

export type { FormatContext, Formatter } from './formatter.js';

interface Format {
  /** For `--help`. */
  readonly summary: string;
  /** Prints the original records: only a sheet with `raw` can be printed so. */
  readonly needsRecords: boolean;
  load(): Promise<Formatter>;
}

export const formats = {
  table: {
    summary: 'columns for reading, fitted to the terminal',
    needsRecords: false,
    load: async () => (await import('./table.js')).table,
  },
  json: {
    summary: 'one array of objects',
    needsRecords: false,
    load: async () => (await import('./json.js')).json,
  },
  ndjson: {
    summary: 'one object a line',
    needsRecords: false,
    load: async () => (await import('./ndjson.js')).ndjson,
  },
  csv: {
    summary: 'comma-separated, safe to open in a spreadsheet',
    needsRecords: false,
    load: async () => (await import('./csv.js')).csv,
  },
  tsv: {
    summary: 'tab-separated, one row a line whatever the cells hold',
    needsRecords: false,
    load: async () => (await import('./tsv.js')).tsv,
  },
  markdown: {
    summary: 'a table for a report or a ticket',
    needsRecords: false,
    load: async () => (await import('./markdown.js')).markdown,
  },
  raw: {
    summary: 'the original records, byte for byte',
    needsRecords: true,
    load: async () => (await import('./raw.js')).raw,
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

export function formatter(name: FormatName): Promise<Formatter> {
  return formats[name].load();
}
