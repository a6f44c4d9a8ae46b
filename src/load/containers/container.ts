/** What containers have in common: files of files, read member by member without being unpacked. */
import type { ByteSource } from '../inflate.js';
import type { Damage } from '../split/careful.js';

export interface Member {
  readonly name: string;
  /** The member's bytes from their beginning. A first opening of a streamed member takes them as they come. */
  open(): ByteSource;
}

/** Called for each member in the order of the container. False if no more are wanted. */
export type OnMember = (member: Member) => boolean;

/** Reads the members and returns what is wrong with the container itself. */
export type ReadContainer = (onMember: OnMember) => readonly Damage[];

/** Bytes at hand as a source. */
export function memorySource(bytes: Buffer): ByteSource {
  let at = 0;
  return {
    pull(target, offset, length) {
      const count = Math.min(length, bytes.length - at);
      target.set(bytes.subarray(at, at + count), offset);
      at += count;
      return count;
    },
    damage: () => undefined,
    close: () => undefined,
  };
}

/** Reads so many bytes, or up to the end. */
export function take(source: ByteSource, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = source.pull(bytes, filled, size - filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** Passes over so many bytes; returns how many there were. */
export function skip(source: ByteSource, size: number): number {
  const scratch = Buffer.allocUnsafe(Math.min(size, 1 << 16));
  let passed = 0;
  while (passed < size) {
    const count = source.pull(scratch, 0, Math.min(scratch.length, size - passed));
    if (count === 0) break;
    passed += count;
  }
  return passed;
}
