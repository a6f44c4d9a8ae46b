/** What is said at the end: in whole words on a terminal, in one line for whatever else reads it. */
import { expect, it } from 'vitest';
import type { Tally } from '../../src/commands/archive.js';
import { close } from '../../src/commands/closing.js';
import { valuesOf } from '../../src/commands/options.js';
import type { Context } from '../../src/commands/spec.js';

const tally: Tally = {
  files: 1234,
  candidates: 0,
  records: 5678,
  partial: 0,
  duplicates: 2,
  pruned: 0,
  stopped: false,
  problems: [{ file: 'AWSLogs/a file with spaces in its name.json.gz', kind: 'empty', message: 'empty' }],
  skipped: {},
  others: {},
  gapNote: () => 'some files are probably missing in that time',
};

function said(stream: object): string {
  const written: string[] = [];
  const stderr = { write: (text: string) => written.push(text), ...stream };
  close(tally, 1, ['a note of eight words for the reader'], valuesOf({}, 0), {
    stderr,
  } as unknown as Context);
  return written.join('');
}

const problem = 'trailscan: AWSLogs/a file with spaces in its name.json.gz: empty\n';

it.each<[string, object, string]>([
  [
    'a pipe',
    {},
    'a note of eight words for the reader\nsome files are probably missing in that time\nread 1,234 files, 5,678 events; 2 repeated deliveries folded; 1 file with problems\n',
  ],
  [
    'a terminal',
    { isTTY: true, columns: 24 },
    'a note of eight words\nfor the reader\nsome files are probably\nmissing in that time\nread 1,234 files, 5,678\nevents; 2 repeated\ndeliveries folded; 1\nfile with problems\n',
  ],
])('to %s', (_, stream, text) => expect(said(stream)).toBe(problem + text));
