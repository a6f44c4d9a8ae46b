/**
 * Reads `fixtures/where/*.case`, the specification of the `--where` language. Blocks are separated by blank lines:
 *
 *     # what the case is about
 *     the condition
 *     + {"a":"record that matches"}
 *     - {"a":"record that does not"}
 *
 * or, for a condition that is refused, with the message and the two lines that show its place:
 *
 *     # what the mistake is
 *     %%FAIL
 *     the condition
 *     message
 *       the condition
 *       ^
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface WhereCase {
  /** File, line and name, to find the case by. */
  readonly name: string;
  readonly query: string;
  /** The records' JSON text as written, and whether each matches. Empty for a refused condition. */
  readonly records: readonly { readonly text: string; readonly matches: boolean }[];
  /** Message and caret lines of a refused condition. */
  readonly failure: string | undefined;
}

const folder = new URL('../../fixtures/where/', import.meta.url);

/** All cases, in the order of files and lines. */
export function readWhereCases(): readonly WhereCase[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.case'));
  return files.sort().flatMap((file) => readFile(file));
}

function readFile(file: string): readonly WhereCase[] {
  const cases: WhereCase[] = [];
  let line = 1;
  for (const block of readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n\n')) {
    const [title = '', ...rest] = block.split('\n');
    const place = `${file}:${line} ${title.slice(2)}`;
    if (!title.startsWith('# ')) throw new Error(`${place}: a case begins with # and its name`);
    cases.push(readCase(place, rest));
    line += block.split('\n').length + 1;
  }
  return cases;
}

function readCase(name: string, lines: readonly string[]): WhereCase {
  if (lines[0] === '%%FAIL') {
    const [, query = '', ...message] = lines;
    return { name, query, records: [], failure: message.join('\n') };
  }
  const [query = '', ...records] = lines;
  return {
    name,
    query,
    records: records.map((line) => {
      if (!/^[+-] \{/.test(line)) throw new Error(`${name}: not a record: ${line}`);
      return { text: line.slice(2), matches: line.startsWith('+') };
    }),
    failure: undefined,
  };
}
