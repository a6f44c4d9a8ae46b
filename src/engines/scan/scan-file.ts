/** One file to its matching records. Runs in a worker; keeps nothing between files. */
import { recordTest } from '../../query/record-test.js';
import type { Assignment, FileResult, FileTask } from './protocol.js';
import { fileReader } from './read-file.js';

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileScanner({ where, literals, limits, limit }: Assignment): (task: FileTask) => FileResult {
  const wanted = limit ?? Number.POSITIVE_INFINITY;
  const test = recordTest(where);
  const read = fileReader({ limits, literals }, () => {
    const pieces: Buffer[] = [];
    const indexes: number[] = [];
    return {
      pieces,
      indexes,
      take(bytes, start, end, index) {
        const matches = test(bytes, start, end);
        if (matches === undefined) return undefined;
        if (matches) {
          pieces.push(Buffer.from(bytes.subarray(start, end)));
          indexes.push(index);
        }
        return indexes.length < wanted;
      },
    };
  });
  return ({ source, path }) => {
    const { sink, recognised, records, damages } = read(path);
    return { source, recognised, records, damages, ...joined(sink.pieces, sink.indexes) };
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
