/**
 * The output formats by name. Each is loaded when it is asked for: printing a version or ten thousand lines of
 * ndjson should not wait for the table's packages.
 */
import type { Formatter } from './formatter.js';

export type { FormatContext, Formatter } from './formatter.js';

interface Format {
  /** For `--help`. */
  readonly summary: string;
  /**
   * What a sheet must have to be printed so: `raw` for records, `findings` for detections, `verdicts` for verdicts;
   * `conclusions` are detections or verdicts.
   */
  readonly needs: 'rows' | 'records' | 'detections' | 'verdicts' | 'conclusions';
  load(): Promise<Formatter>;
}

export const formats = {
  table: {
    summary: 'columns for reading, fitted to the terminal',
    needs: 'rows',
    load: async () => (await import('./table.js')).table,
  },
  json: {
    summary: 'one array of objects',
    needs: 'rows',
    load: async () => (await import('./json.js')).json,
  },
  ndjson: {
    summary: 'one object a line',
    needs: 'rows',
    load: async () => (await import('./ndjson.js')).ndjson,
  },
  csv: {
    summary: 'comma-separated, safe to open in a spreadsheet',
    needs: 'rows',
    load: async () => (await import('./csv.js')).csv,
  },
  tsv: {
    summary: 'tab-separated, one row a line whatever the cells hold',
    needs: 'rows',
    load: async () => (await import('./tsv.js')).tsv,
  },
  markdown: {
    summary: 'a table for a report or a ticket',
    needs: 'rows',
    load: async () => (await import('./markdown.js')).markdown,
  },
  raw: {
    summary: 'the original records, byte for byte',
    needs: 'records',
    load: async () => (await import('./raw.js')).raw,
  },
  timesketch: {
    summary: 'detections as JSON lines for Timesketch',
    needs: 'detections',
    load: async () => (await import('./timesketch.js')).timesketch,
  },
  sarif: {
    summary: 'detections or verdicts as SARIF 2.1.0',
    needs: 'conclusions',
    load: async () => (await import('./sarif.js')).sarif,
  },
  ocsf: {
    summary: 'detections as OCSF Detection Findings, one a line',
    needs: 'detections',
    load: async () => (await import('./ocsf.js')).ocsf,
  },
  junit: {
    summary: 'verdicts as JUnit XML',
    needs: 'verdicts',
    load: async () => (await import('./junit.js')).junit,
  },
  github: {
    summary: 'verdicts as annotations of GitHub Actions',
    needs: 'verdicts',
    load: async () => (await import('./github.js')).github,
  },
  gitlab: {
    summary: 'verdicts as a Code Quality report of GitLab',
    needs: 'verdicts',
    load: async () => (await import('./gitlab.js')).gitlab,
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

export function formatter(name: FormatName): Promise<Formatter> {
  return formats[name].load();
}
