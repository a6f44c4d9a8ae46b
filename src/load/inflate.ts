/**
 * Files to inflated bytes, pulled piece by piece into memory that the caller owns (the scan kernel's), so that
 * neither a file nor its inflated content is ever held whole. gzip is told from plain by its magic bytes, never by the
 * name; members that follow one another are read on through.
 *
 * Three ways lead there. A gzip file that is not small, and exactly as it should be, is read by the decoder in
 * `deflate/`, the fastest: 1 GB in 0.40 s of one core, to 0.59. If anything is odd it only says so; `node:zlib` then goes
 * over the file and says what. Its one-shot call allocates the whole result and its streams are asynchronous, so this drives the synchronous handle that both are
 * built on (`_handle.writeSync`, the same in Node 20 to 26). Where a Node release should lack the handle, `openWhole`
 * does the same by the one-shot call. The tests hold all three against each other.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import zlib from 'node:zlib';
import type { Problem } from '../model/problem.js';
import { createGunzip, type Gunzip, inputSize } from './deflate/gzip.js';

export interface ByteSource {
  /**
   * Writes up to `length` bytes at `offset` of `target` and returns how many; 0 only at the end, or at the damage
   * that `damage()` then describes. May return fewer than asked for.
   */
  pull(target: Uint8Array, offset: number, length: number): number;
  /** What is wrong with the bytes read so far; everything before it has been delivered by `pull`. */
  damage(): Pick<Problem, 'kind' | 'message'> | undefined;
  close(): void;
}

/** The part of zlib's synchronous handle that is used here. */
interface ZlibHandle {
  reset(): void;
  close(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
}

/**
 * When the decoder pays: with small files it is hardly faster, as opening them counts for most; and V8 takes some 20 ms to
 * compile and optimise it. So it is called for by files of some size, once a worker has met a few. Sizes are those of
 * the first piece that is read.
 */
const smallFile = 16 * 1024;
const aFewFiles = 512 * 1024;

/** One per worker: the input buffer and the zlib state are used again for every file. */
export interface Inflater {
  /** Opens a file read-only. Throws the `fs` error if it cannot be opened. */
  open(path: string): ByteSource;
}

/** `decoding`: which gzip files go to the decoder. */
export function createInflater(decoding: 'when it pays' | 'always' | 'never' = 'when it pays'): Inflater {
  let gunzip: Gunzip | undefined;
  let met = 0;
  const decoderFor = (size: number): Gunzip | undefined => {
    if (size >= smallFile) met += size;
    const pays = size >= smallFile && met > aFewFiles;
    if (decoding === 'never' || (decoding === 'when it pays' && !pays)) return undefined;
    gunzip ??= createGunzip();
    return gunzip;
  };
  const input = Buffer.allocUnsafeSlow(inputSize);
  const stream = new zlib.Gunzip();
  const internals = stream as unknown as { _handle?: ZlibHandle; _writeState?: Uint32Array };
  const handle = internals._handle;
  const state = internals._writeState;
  if (typeof handle?.writeSync !== 'function' || !state) return { open: openWhole };
  return { open: (path) => openStepwise(path, input, handle, state, true, decoderFor) };
}

function isGzip(bytes: Uint8Array, length: number): boolean {
  return length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function openStepwise(
  path: string,
  input: Buffer,
  handle: ZlibHandle,
  state: Uint32Array,
  recovering: boolean,
  decoderFor?: (size: number) => Gunzip | undefined,
): ByteSource {
  const file = openSync(path, 'r');
  let available = 0;
  let used = 0;
  let fileEnded = false;
  let damage: Pick<Problem, 'kind' | 'message'> | undefined;
  let delivered = 0;
  let finished = false;

  const refill = (): void => {
    used = 0;
    available = readSync(file, input, 0, input.length, null);
    fileEnded = available === 0;
  };

  try {
    refill();
  } catch (error) {
    closeSync(file);
    throw error;
  }

  const pullStored = (target: Uint8Array, offset: number, length: number): number => {
    if (used === available && !fileEnded) refill();
    const count = Math.min(length, available - used);
    target.set(input.subarray(used, used + count), offset);
    used += count;
    return count;
  };
  if (!isGzip(input, available)) {
    return { pull: pullStored, damage: () => undefined, close: () => closeSync(file) };
  }
  const gunzip = decoderFor?.(available);
  if (gunzip) {
    gunzip.begin(file, input.subarray(0, available));
    return orElse(gunzip, () => openStepwise(path, input, handle, state, recovering), file);
  }

  let failure: { message: string; code: string } | undefined;
  handle.onerror = (message, _errno, code) => {
    failure = { message, code };
  };
  handle.reset();

  const step = (flush: number, target: Uint8Array, offset: number, length: number): number => {
    handle.writeSync(flush, input, used, available - used, target, offset, length);
    if (failure) return 0;
    const [unfilled = 0, unread = 0] = state;
    used = available - unread;
    return length - unfilled;
  };

  const pullInflated = (target: Uint8Array, offset: number, length: number): number => {
    while (!finished) {
      if (used === available && !fileEnded) refill();
      const count = step(zlib.constants.Z_SYNC_FLUSH, target, offset, length);
      // All output is out: is it the whole of the last member?
      if (count === 0 && fileEnded && !failure) step(zlib.constants.Z_FINISH, target, offset, length);
      if (failure) {
        finished = true;
        const sudden = recovering && failure.code !== 'Z_BUF_ERROR';
        const recovered = sudden ? recover(path, delivered, target, offset, length) : 0;
        delivered += recovered;
        damage = describe(failure, delivered);
        return recovered;
      }
      delivered += count;
      if (count > 0) return count;
      if (fileEnded) finished = true;
      else if (used < available) {
        finished = true;
        if (!isPadding())
          damage = {
            kind: 'corrupt',
            message: 'has bytes after the end of its gzip data, which were not read',
          };
      }
    }
    return 0;
  };

  /** Bytes behind the last gzip member are left unread by zlib: zeros are padding. */
  const isPadding = (): boolean => {
    for (; !fileEnded; refill()) if (input.subarray(used, available).some((byte) => byte !== 0)) return false;
    return true;
  };

  return { pull: pullInflated, damage: () => damage, close: () => closeSync(file) };
}

/** What the decoder reads of a gzip file, and from where it finds anything odd, what `openPlainly` does. */
function orElse(gunzip: Gunzip, openPlainly: () => ByteSource, file: number): ByteSource {
  let delivered = 0;
  let plain: ByteSource | undefined;
  return {
    pull(target, offset, length) {
      if (!plain) {
        const count = gunzip.pull(target, offset, length);
        if (count !== 'odd') {
          delivered += count;
          return count;
        }
        plain = openPlainly();
        if (!skip(plain, delivered)) return 0;
      }
      return plain.pull(target, offset, length);
    },
    damage: () => plain?.damage(),
    close() {
      closeSync(file);
      plain?.close();
    },
  };
}

/** Passes over so many bytes; false if there are not as many. */
function skip(source: ByteSource, count: number): boolean {
  const scratch = Buffer.allocUnsafeSlow(1 << 16);
  for (let left = count; left > 0; ) {
    const got = source.pull(scratch, 0, Math.min(left, scratch.length));
    if (got === 0) return false;
    left -= got;
  }
  return true;
}

/**
 * After an error zlib does not say how much it wrote before it. So the file is inflated once more, as far as was
 * delivered, and then a byte at a time up to the very place of the damage.
 */
function recover(
  path: string,
  delivered: number,
  target: Uint8Array,
  offset: number,
  length: number,
): number {
  const { _handle: handle, _writeState: state } = new zlib.Gunzip() as unknown as {
    _handle: ZlibHandle;
    _writeState: Uint32Array;
  };
  const source = openStepwise(path, Buffer.allocUnsafeSlow(inputSize), handle, state, false);
  try {
    if (!skip(source, delivered)) return 0;
    let count = 0;
    for (; count < length; count++) {
      target[offset + count] = 0;
      if (source.pull(target, offset + count, 1) === 1) continue;
      // The last byte may be written by the very call that then fails. JSON holds no zero bytes.
      if (target[offset + count] !== 0) count++;
      break;
    }
    return count;
  } finally {
    source.close();
    handle.close();
  }
}

function describe(failure: { message: string; code: string }, at: number): Pick<Problem, 'kind' | 'message'> {
  const where = `after ${at.toLocaleString('en-US')} inflated bytes`;
  if (failure.code === 'Z_BUF_ERROR')
    return { kind: 'truncated', message: `gzip data ends too early, ${where}` };
  return { kind: 'corrupt', message: `gzip data is damaged ${where} (${failure.message})` };
}

/** The plain twin: the file and its content held whole. Of a damaged gzip file it yields nothing but the problem. */
export function openWhole(path: string): ByteSource {
  const file = openSync(path, 'r');
  const parts: Buffer[] = [];
  try {
    for (;;) {
      const part = Buffer.allocUnsafeSlow(inputSize);
      const count = readSync(file, part, 0, inputSize, null);
      if (count === 0) break;
      parts.push(part.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
  let bytes = Buffer.concat(parts);
  let damage: Pick<Problem, 'kind' | 'message'> | undefined;
  if (isGzip(bytes, bytes.length)) {
    try {
      bytes = zlib.gunzipSync(bytes);
    } catch (error) {
      bytes = Buffer.alloc(0);
      const { message, code } = error as { message: string; code: string };
      damage = describe({ message, code }, 0);
    }
  }
  let at = 0;
  return {
    pull(target, offset, length) {
      const count = Math.min(length, bytes.length - at);
      target.set(bytes.subarray(at, at + count), offset);
      at += count;
      return count;
    },
    damage: () => damage,
    close: () => undefined,
  };
}
