/** One file to its matching records: inflate, cut into records, test. Runs in a worker; keeps nothing between files. */
import { createInflater } from '../../load/inflate.js';
import { type Damage, readCarefully } from '../../load/split/careful.js';
import { createKernel } from '../../load/split/kernel.js';
import { type OnRecord, readRecords } from '../../load/split/records.js';
import { systemReason } from '../../load/system-reason.js';
import { parseRecord, recordTest } from '../../query/record-test.js';
import { recordTests } from '../../query/record-tests.js';
import type { Assignment, FileResult, FileTask, Recognised } from './protocol.js';

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileScanner(assignment: Assignment): (task: FileTask) => FileResult {
  const { where, rules, literals, limits } = assignment;
  const wanted = assignment.limit ?? Number.POSITIVE_INFINITY;
  const inflater = createInflater();
  const kernel = createKernel(literals);
  const test = recordTest(where);
  const rulesTest = rules && recordTests(rules);
  const longest = Math.max(0, ...literals.map(({ text }) => text.length));

  /** Collects the matches of one reading of a file. */
  const collect = () => {
    const found = {
      records: 0,
      pieces: [] as Buffer[],
      indexes: [] as number[],
      hits: rulesTest && { rules: [] as number[], ends: [] as number[] },
      broken: false,
    };
    let recognised: Recognised = 'trail';
    let viewed: Uint8Array | undefined;
    let view: Buffer = Buffer.alloc(0);
    const onRecord: OnRecord = (bytes, start, end, index, candidate) => {
      if (viewed !== bytes) {
        viewed = bytes;
        view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      if (found.records === 0) {
        recognised = recognise(view, start, end);
        if (recognised !== 'trail') return false;
      }
      found.records++;
      if (!candidate) return true;
      const matches = test(view, start, end);
      const hits = matches && rulesTest ? rulesTest(view, start, end) : [];
      if (matches === undefined || hits === undefined) {
        found.broken = true;
        return false;
      }
      if (matches && (!rulesTest || hits.length > 0)) {
        found.pieces.push(Buffer.from(view.subarray(start, end)));
        found.indexes.push(index);
        found.hits?.rules.push(...hits);
        found.hits?.ends.push(found.hits.rules.length);
      }
      return found.indexes.length < wanted;
    };
    return { found, onRecord, recognised: () => recognised };
  };

  return ({ source, path }) => {
    try {
      const fast = collect();
      const bytes = inflater.open(path);
      try {
        const ending = readRecords(bytes, kernel, limits.maxRecordSize, longest, fast.onRecord);
        if (ending !== 'odd' && !fast.found.broken) return result(source, fast.recognised(), fast.found, []);
      } finally {
        bytes.close();
      }
      const careful = collect();
      const again = inflater.open(path);
      try {
        const read = readCarefully(again, limits, careful.onRecord);
        const recognised = careful.recognised() === 'trail' ? read.recognised : careful.recognised();
        return result(source, recognised, careful.found, read.damages);
      } finally {
        again.close();
      }
    } catch (error) {
      const message = systemReason(error);
      if (message === undefined) throw error;
      return result(source, 'unknown', nothing, [{ kind: 'unreadable', message }]);
    }
  };
}

const nothing = { records: 0, pieces: [], indexes: [], hits: undefined };

function result(
  source: number,
  recognised: Recognised,
  found: {
    readonly records: number;
    readonly pieces: readonly Buffer[];
    readonly indexes: readonly number[];
    readonly hits: { readonly rules: readonly number[]; readonly ends: readonly number[] } | undefined;
  },
  damages: readonly Damage[],
): FileResult {
  let size = 0;
  const ends = Int32Array.from(found.pieces, (piece) => {
    size += piece.length;
    return size;
  });
  const bytes = new Uint8Array(size);
  for (const [i, piece] of found.pieces.entries()) bytes.set(piece, (ends[i] as number) - piece.length);
  return {
    source,
    recognised,
    records: found.records,
    bytes,
    ends,
    indexes: Int32Array.from(found.indexes),
    ...(found.hits
      ? { hits: { rules: Int32Array.from(found.hits.rules), ends: Int32Array.from(found.hits.ends) } }
      : {}),
    damages,
  };
}

/**
 * Files that look like trail files and hold something else: Insights events (CloudTrail User Guide, "record contents
 * for Insights events for trails") and S3 event notifications, which have `Records` and `eventVersion` too.
 */
function recognise(bytes: Buffer, start: number, end: number): Recognised {
  const first = parseRecord(bytes, start, end);
  if (!first) return 'trail';
  if (first.eventCategory === 'Insight' || first.eventType === 'AwsCloudTrailInsight') return 'insight';
  return first.eventSource === 'aws:s3' ? 'notice' : 'trail';
}
