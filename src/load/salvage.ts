/**
 * Inflates damaged gzip data step by step with zlib-sync, where that optional package could be built: for the case that
 * Node's own synchronous handle (`inflate.ts`) is not there to do it, and as its counterpart in the tests.
 *
 * How it has to be used, from its source: `windowBits` 31 for gzip; `Z_SYNC_FLUSH` with every push, for several pushes
 * without it corrupt memory; after the last push an empty one until nothing more comes, for output may be pending; `err`
 * tells after each push, and once it is negative `result` is null. It stops at the end of the first gzip member.
 */
import { createRequire } from 'node:module';

interface Inflate {
  push(data: Buffer, flush: number): void;
  readonly err: number;
  readonly result: Buffer | string | null;
}

export interface ZlibSync {
  readonly Inflate: new (options: { readonly windowBits: number; readonly chunkSize: number }) => Inflate;
  readonly Z_SYNC_FLUSH: number;
}

const gzipBits = 31;
const pieceSize = 16 * 1024;

/** The package; undefined where it is not installed or was not built. */
export function loadZlibSync(): ZlibSync | undefined {
  try {
    return createRequire(import.meta.url)('zlib-sync') as ZlibSync;
  } catch {
    return undefined;
  }
}

/** All that can be inflated of the first gzip member, up to the byte that shows damage. */
export function salvage(bytes: Buffer, { Inflate, Z_SYNC_FLUSH }: ZlibSync): Buffer {
  const start = (): Inflate => new Inflate({ windowBits: gzipBits, chunkSize: pieceSize });
  const parts: Buffer[] = [];
  let inflate = start();
  /** False at damage: what this push would have given is lost with it. */
  const push = (from: number, to: number): boolean => {
    inflate.push(bytes.subarray(from, to), Z_SYNC_FLUSH);
    for (;;) {
      if (inflate.err < 0 && inflate.err !== bufferError) return false;
      const given = inflate.result;
      if (!Buffer.isBuffer(given) || given.length === 0) return true;
      parts.push(Buffer.from(given));
      inflate.push(Buffer.alloc(0), Z_SYNC_FLUSH);
    }
  };
  let at = 0;
  while (at < bytes.length && push(at, at + pieceSize)) at += pieceSize;
  if (at >= bytes.length) return Buffer.concat(parts);
  // Once more up to the piece with the damage, and through that byte by byte.
  parts.length = 0;
  inflate = start();
  for (let from = 0; from < at; from += pieceSize) push(from, from + pieceSize);
  while (at < bytes.length && push(at, at + 1)) at++;
  return Buffer.concat(parts);
}

/** Nothing could be done: no more input, or no more output. */
const bufferError = -5;
