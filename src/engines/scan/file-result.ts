/** What is told of a file that was read, apart from what was looked for in it. */
import type { Part } from '../../load/read-file.js';
import { systemReason } from '../../load/system-reason.js';
import type { Beside, FileResult } from './protocol.js';
import type { RecordSink } from './record-sink.js';

type Told = Pick<FileResult, 'source' | 'records' | 'candidates' | 'damages' | 'beside'>;

/** Made anew each time, for a message takes its buffers along. */
export function noMatches(): Pick<FileResult, 'bytes' | 'ends' | 'indexes' | 'spots'> {
  return {
    bytes: new Uint8Array(),
    ends: new Int32Array(),
    indexes: new Int32Array(),
    spots: new Int32Array(),
  };
}

/** `matchesOf`: how many matches a part has. */
export function told<S extends RecordSink>(
  source: number,
  parts: readonly Part<S>[],
  matchesOf: (sink: S) => number,
): Told {
  const [only] = parts;
  // Nearly every file is one part without anything to say of it.
  if (only && parts.length === 1 && only.member === null && only.partial === 0 && only.others.size === 0) {
    const { records, candidates } = only.sink;
    return { source, records, candidates, damages: only.damages };
  }
  const beside: Beside = {
    partial: parts.reduce((sum, { partial }) => sum + partial, 0),
    members: parts.flatMap(({ member, partial, sink }) =>
      matchesOf(sink) > 0 ? [{ name: member ?? '', matches: matchesOf(sink), partial: partial > 0 }] : [],
    ),
    others: parts.flatMap(({ others }) => [...others]),
  };
  return {
    source,
    records: parts.reduce((sum, { sink }) => sum + sink.records, 0),
    candidates: parts.reduce((sum, { sink }) => sum + sink.candidates, 0),
    damages: parts.flatMap(({ member, damages }) =>
      damages.map((damage) =>
        member === null ? damage : { ...damage, message: `${member}: ${damage.message}` },
      ),
    ),
    beside,
  };
}

/** The result of a file that the system would not let read. @throws what is no such error. */
export function unreadable(source: number, error: unknown): FileResult {
  const message = systemReason(error);
  if (message === undefined) throw error;
  return { source, records: 0, ...noMatches(), damages: [{ kind: 'unreadable', message }] };
}
