/** Reads a file of evidence to its records, as text, as the engines do. */
import { createInflater } from '../../src/load/inflate.js';
import { type FileTools, readFile, type Sink } from '../../src/load/read-file.js';
import type { Damage } from '../../src/load/split/careful.js';
import { createKernel } from '../../src/load/split/kernel.js';

export interface ReadRecords {
  readonly records: readonly string[];
  readonly indexes: readonly number[];
  readonly formats: readonly string[];
  readonly others: readonly string[];
  readonly damages: readonly Damage[];
  readonly members: readonly (string | null)[];
}

export function createReading(limits: Partial<FileTools['limits']> = {}): (path: string) => ReadRecords {
  const tools: FileTools = {
    inflater: createInflater(),
    kernel: createKernel([]),
    limits: { maxRecordSize: 1 << 20, maxDepth: 100, maxFileSize: 2 ** 36, ...limits },
    longestLiteral: 0,
  };
  return (path) => {
    const parts = readFile({ path }, tools, newSink);
    return {
      records: parts.flatMap(({ sink }) => sink.texts),
      indexes: parts.flatMap(({ sink }) => sink.indexes),
      formats: parts.flatMap(({ formats }) => [...formats]),
      others: parts.flatMap(({ others }) => [...others]),
      damages: parts.flatMap(({ damages }) => damages),
      members: parts.map(({ member }) => member),
    };
  };
}

interface Texts extends Sink {
  readonly texts: string[];
  readonly indexes: number[];
}

function newSink(): Texts {
  const texts: string[] = [];
  const indexes: number[] = [];
  return {
    texts,
    indexes,
    isBroken: false,
    onRecord: (bytes, start, end, index) => {
      texts.push(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString());
      indexes.push(index);
      return true;
    },
  };
}
