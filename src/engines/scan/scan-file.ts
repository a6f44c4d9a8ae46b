/** One file to its matching records. Runs in a worker; keeps nothing between files. */
import { createInflater } from '../../load/inflate.js';
import { readFile } from '../../load/read-file.js';
import { createKernel } from '../../load/split/kernel.js';
import type { Presence } from '../../model/presence.js';
import { recordTest } from '../../query/record-test.js';
import { told, unreadable } from './file-result.js';
import type { Assignment, FileResult, FileTask } from './protocol.js';
import { type RecordSink, recordSink } from './record-sink.js';
import { ruleGate } from './rule-gate.js';

interface Matches extends RecordSink {
  readonly pieces: Buffer[];
  readonly indexes: number[];
  /** With rules: which each match satisfies. */
  readonly rules: (readonly number[])[];
  /** If asked for, what was met. */
  readonly presence: Presence[];
}

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileScanner(assignment: Assignment): (task: FileTask) => FileResult {
  const { where, rules, presence = false, literals, limits, limit } = assignment;
  const wanted = limit ?? Number.POSITIVE_INFINITY;
  const gate = rules && ruleGate(rules, limits.maxRecordSize, presence);
  const kernel = createKernel(literals, gate?.extension);
  const tools = {
    inflater: createInflater(),
    kernel,
    limits,
    longestLiteral: Math.max(0, ...literals.map(({ text }) => text.length)),
  };
  const test = recordTest(where);

  /** Moves what was met in the reading at hand to it: the next one uses the same tables. */
  let movePresence = (): void => undefined;

  /** Collects the matches of one reading. */
  const collect = (): Matches => {
    movePresence();
    const found: Omit<Matches, keyof RecordSink> = { pieces: [], indexes: [], rules: [], presence: [] };
    movePresence = () => {
      if (gate && presence) found.presence.push(...gate.presence());
    };
    const sink = recordSink((bytes, start, end, index, memory) => {
      // Other readers than the kernel's hand over bytes of their own.
      const inKernel = memory === kernel.bytes();
      if (!inKernel) gate?.meet(bytes, start, end);
      const rulesTest = gate && (inKernel ? gate.testFor(bytes, start, end) : gate.all);
      if (gate && !rulesTest) return true;
      const matches = test(bytes, start, end);
      const met = matches && rulesTest ? rulesTest(bytes, start, end) : [];
      if (matches === undefined || met === undefined) return undefined;
      if (matches && (!gate || met.length > 0)) {
        found.pieces.push(Buffer.from(bytes.subarray(start, end)));
        found.indexes.push(index);
        found.rules.push(met);
      }
      return found.indexes.length < wanted;
    });
    return Object.assign(sink, found);
  };

  return ({ source, ...file }) => {
    try {
      const parts = readFile(file, tools, collect);
      movePresence();
      const sinks = parts.map(({ sink }) => sink);
      return {
        ...told(source, parts, ({ pieces }) => pieces.length),
        ...packed(sinks.flatMap(({ pieces }) => pieces)),
        indexes: Int32Array.from(sinks.flatMap(({ indexes }) => indexes)),
        ...(rules ? { hits: hitsOf(sinks.flatMap((sink) => sink.rules)) } : {}),
        ...(presence ? { presence: sinks.flatMap((sink) => sink.presence) } : {}),
      };
    } catch (error) {
      return unreadable(source, error);
    }
  };
}

function packed(pieces: readonly Buffer[]): Pick<FileResult, 'bytes' | 'ends'> {
  let size = 0;
  const ends = Int32Array.from(pieces, (piece) => {
    size += piece.length;
    return size;
  });
  const bytes = new Uint8Array(size);
  for (const [i, piece] of pieces.entries()) bytes.set(piece, (ends[i] as number) - piece.length);
  return { bytes, ends };
}

function hitsOf(rules: readonly (readonly number[])[]): { rules: Int32Array; ends: Int32Array } {
  let size = 0;
  const ends = Int32Array.from(rules, (own) => {
    size += own.length;
    return size;
  });
  return { rules: Int32Array.from(rules.flat()), ends };
}
