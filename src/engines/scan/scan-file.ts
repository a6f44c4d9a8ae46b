/** One file to its matching records. Runs in a worker; keeps nothing between files. */
import { createInflater } from '../../load/inflate.js';
import { type Part, readFile, type Sink } from '../../load/read-file.js';
import { createKernel } from '../../load/split/kernel.js';
import type { OnRecord } from '../../load/split/records.js';
import { systemReason } from '../../load/system-reason.js';
import { recordTest } from '../../query/record-test.js';
import type { Assignment, Beside, FileResult, FileTask } from './protocol.js';

interface Matches extends Sink {
  records: number;
  readonly pieces: Buffer[];
  readonly indexes: number[];
}

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileScanner(assignment: Assignment): (task: FileTask) => FileResult {
  const { where, literals, limits } = assignment;
  const wanted = assignment.limit ?? Number.POSITIVE_INFINITY;
  const tools = {
    inflater: createInflater(),
    kernel: createKernel(literals),
    limits,
    longestLiteral: Math.max(0, ...literals.map(({ text }) => text.length)),
  };
  const test = recordTest(where);

  /** Collects the matches of one reading. */
  const collect = (): Matches => {
    const found = { records: 0, pieces: [] as Buffer[], indexes: [] as number[], isBroken: false };
    let viewed: Uint8Array | undefined;
    let view: Buffer = Buffer.alloc(0);
    const onRecord: OnRecord = (bytes, start, end, index, candidate) => {
      if (viewed !== bytes) {
        viewed = bytes;
        view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      found.records++;
      if (!candidate) return true;
      const matches = test(view, start, end);
      if (matches === undefined) {
        found.isBroken = true;
        return false;
      }
      if (matches) {
        found.pieces.push(Buffer.from(view.subarray(start, end)));
        found.indexes.push(index);
      }
      return found.indexes.length < wanted;
    };
    return Object.assign(found, { onRecord });
  };

  return ({ source, ...file }) => {
    try {
      return result(source, readFile(file, tools, collect));
    } catch (error) {
      const message = systemReason(error);
      if (message === undefined) throw error;
      return { ...result(source, []), damages: [{ kind: 'unreadable', message }] };
    }
  };
}

function result(source: number, parts: readonly Part<Matches>[]): FileResult {
  const [only] = parts;
  // Nearly every file is one part without anything to say of it.
  if (only && parts.length === 1 && only.member === null && only.partial === 0 && only.others.size === 0) {
    const { records, pieces, indexes } = only.sink;
    return { source, records, ...packed(pieces), indexes: Int32Array.from(indexes), damages: only.damages };
  }
  return {
    source,
    records: parts.reduce((sum, { sink }) => sum + sink.records, 0),
    ...packed(parts.flatMap(({ sink }) => sink.pieces)),
    indexes: Int32Array.from(parts.flatMap(({ sink }) => sink.indexes)),
    damages: parts.flatMap(({ member, damages }) =>
      damages.map((damage) =>
        member === null ? damage : { ...damage, message: `${member}: ${damage.message}` },
      ),
    ),
    beside: besideOf(parts),
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

function besideOf(parts: readonly Part<Matches>[]): Beside {
  return {
    partial: parts.reduce((sum, { partial }) => sum + partial, 0),
    members: parts.flatMap(({ member, sink }) =>
      sink.pieces.length > 0 ? [{ name: member ?? '', matches: sink.pieces.length }] : [],
    ),
    others: parts.flatMap(({ others }) => [...others]),
  };
}
