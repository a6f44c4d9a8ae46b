/**
 * A run: sorted matches in a temporary file, read back one after the other. The file loses its name as soon as it is
 * open, so that the system frees it when the process ends, even by `kill -9`.
 *
 * An entry is seven numbers of 32 bits (bytes of the record, source, whether it is partial, index, and characters of time,
 * id and member), then these three as UTF-16, which unlike UTF-8 holds every string, then the record.
 */
import { closeSync, readSync, writeSync } from 'node:fs';
import { namelessFile, temporaryFault } from '../../load/temporary-folder.js';
import type { Held } from './match.js';

export interface Run {
  /** From the beginning, at each call. Reads as it is asked for. */
  matches(): Generator<Held>;
  close(): void;
}

const headerSize = 28;
/** Read at once from each run, of which there may be many. */
const readSize = 128 * 1024;
const writeSize = 1024 * 1024;

/**
 * Writes the matches, in the order given. `fileOf` tells the file of a source.
 * @throws UsageError if the file cannot be written; nothing is left of it then.
 */
export function writeRun(folder: string, matches: Iterable<Held>, fileOf: (source: number) => string): Run {
  let file: number | undefined;
  try {
    file = namelessFile(folder);
    writeAll(file, matches);
    return readable(file, fileOf);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw temporaryFault(folder, error);
  }
}

function writeAll(file: number, matches: Iterable<Held>): void {
  let pieces: Buffer[] = [];
  let size = 0;
  const flush = (): void => {
    const bytes = Buffer.concat(pieces, size);
    for (let at = 0; at < size; ) at += writeSync(file, bytes, at);
    pieces = [];
    size = 0;
  };
  for (const match of matches) {
    const head = headOf(match);
    pieces.push(head, match.bytes);
    size += head.length + match.bytes.length;
    if (size >= writeSize) flush();
  }
  flush();
}

function headOf({ bytes, source, partial, index, eventTime, eventID, member }: Held): Buffer {
  const texts = [eventTime, eventID, member ?? ''];
  const head = Buffer.allocUnsafe(headerSize + 2 * texts.join('').length);
  const numbers = [bytes.length, source, Number(partial), index, ...texts.map((text) => text.length)];
  for (const [i, number] of numbers.entries()) head.writeUInt32LE(number, 4 * i);
  head.write(texts.join(''), headerSize, 'utf16le');
  return head;
}

function readable(file: number, fileOf: (source: number) => string): Run {
  return {
    *matches() {
      let position = 0;
      let held: Buffer = Buffer.alloc(0);
      let at = 0;
      /** Has so many bytes at `at`, unless the file ends before. The matches that were read keep what was held. */
      const has = (size: number): boolean => {
        if (held.length - at >= size) return true;
        const rest = held.subarray(at);
        const fresh = Buffer.allocUnsafeSlow(Math.max(readSize, size));
        let filled = rest.copy(fresh);
        while (filled < size) {
          const read = readSync(file, fresh, filled, fresh.length - filled, position);
          if (read === 0) break;
          position += read;
          filled += read;
        }
        held = fresh.subarray(0, filled);
        at = 0;
        return filled >= size;
      };
      while (has(headerSize)) {
        const number = (place: number): number => held.readUInt32LE(at + 4 * place);
        const [size, source, partial, index] = [number(0), number(1), number(2) === 1, number(3)];
        const endOfTime = headerSize + 2 * number(4);
        const endOfId = endOfTime + 2 * number(5);
        const start = endOfId + 2 * number(6);
        if (!has(start + size)) throw new Error('a temporary file is shorter than what was written');
        yield {
          bytes: held.subarray(at + start, at + start + size),
          file: fileOf(source),
          index,
          eventTime: held.toString('utf16le', at + headerSize, at + endOfTime),
          eventID: held.toString('utf16le', at + endOfTime, at + endOfId),
          // A member has a name.
          member: held.toString('utf16le', at + endOfId, at + start) || null,
          source,
          partial,
        };
        at += start + size;
      }
    },
    close: () => closeSync(file),
  };
}
