/**
 * The records of an answer that is gone through by place, not in order: in memory up to a bound, and from there on in a
 * temporary file, which loses its name as soon as it is open, so that the system frees it when the process ends.
 */
import { closeSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { namelessFile, temporaryFault, temporaryFolder } from '../../load/temporary-folder.js';

export interface Stored {
  /** The bytes from `start` to `end` of those that were added; not to be written to. */
  read(start: number, end: number): Buffer;
}

export interface RecordStore {
  /**
   * Takes the bytes over. `beside`: what the caller holds for them in memory, in bytes.
   * @throws UsageError if the temporary file cannot be written.
   */
  add(bytes: Uint8Array, beside: number): Stored;
  close(): void;
}

export function inMemory(bytes: Uint8Array): Stored {
  return new InMemory(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}

class InMemory implements Stored {
  constructor(private readonly bytes: Buffer) {}

  read(start: number, end: number): Buffer {
    return this.bytes.subarray(start, end);
  }
}

/** `maxBytes`: about as much is held in memory, with what the caller holds beside. */
export function recordStore(maxBytes: number): RecordStore {
  let held = 0;
  let file: number | undefined;
  let written = 0;
  return {
    add(bytes, beside) {
      held += beside;
      if (bytes.length === 0 || held + bytes.length <= maxBytes) {
        held += bytes.length;
        return inMemory(bytes);
      }
      file ??= openTemporary();
      const own = file;
      const from = written;
      write(own, bytes, from);
      written += bytes.length;
      return { read: (start, end) => readAt(own, from + start, end - start) };
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function openTemporary(): number {
  const { path, remove } = temporaryFolder();
  try {
    return namelessFile(path);
  } catch (error) {
    throw temporaryFault(path, error);
  } finally {
    remove();
  }
}

function write(file: number, bytes: Uint8Array, from: number): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, from + at);
  } catch (error) {
    throw temporaryFault(tmpdir(), error);
  }
}

function readAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const read = readSync(file, bytes, at, length - at, from + at);
    if (read === 0) throw new Error('a temporary file is shorter than what was written');
    at += read;
  }
  return bytes;
}
