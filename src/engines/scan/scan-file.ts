/** One file to its matching records. Runs in a worker; keeps nothing between files. */
import { recordTest } from '../../query/record-test.js';
import { recordTests } from '../../query/record-tests.js';
import type { Assignment, FileResult, FileTask } from './protocol.js';
import { fileReader } from './read-file.js';

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileScanner(assignment: Assignment): (task: FileTask) => FileResult {
  const { where, rules, literals, limits, limit } = assignment;
  const wanted = limit ?? Number.POSITIVE_INFINITY;
  const test = recordTest(where);
  const rulesTest = rules && recordTests(rules);
  const read = fileReader({ limits, literals }, () => {
    const pieces: Buffer[] = [];
    const indexes: number[] = [];
    const hits = rulesTest && { rules: [] as number[], ends: [] as number[] };
    return {
      pieces,
      indexes,
      hits,
      take(bytes, start, end, index) {
        const matches = test(bytes, start, end);
        const met = matches && rulesTest ? rulesTest(bytes, start, end) : [];
        if (matches === undefined || met === undefined) return undefined;
        if (matches && (!rulesTest || met.length > 0)) {
          pieces.push(Buffer.from(bytes.subarray(start, end)));
          indexes.push(index);
          hits?.rules.push(...met);
          hits?.ends.push(hits.rules.length);
        }
        return indexes.length < wanted;
      },
    };
  });
  return ({ source, path }) => {
    const { sink, recognised, records, damages } = read(path);
    const { pieces, indexes, hits } = sink;
    const told = hits && { rules: Int32Array.from(hits.rules), ends: Int32Array.from(hits.ends) };
    const found = { source, recognised, records, damages, ...joined(pieces, indexes) };
    return told ? { ...found, hits: told } : found;
  };
}

function joined(
  pieces: readonly Buffer[],
  indexes: readonly number[],
): Pick<FileResult, 'bytes' | 'ends' | 'indexes'> {
  let size = 0;
  const ends = Int32Array.from(pieces, (piece) => {
    size += piece.length;
    return size;
  });
  const bytes = new Uint8Array(size);
  for (const [i, piece] of pieces.entries()) bytes.set(piece, (ends[i] as number) - piece.length);
  return { bytes, ends, indexes: Int32Array.from(indexes) };
}
