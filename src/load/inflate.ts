/**
 * Files to inflated bytes, pulled piece by piece into memory that the caller owns (the scan kernel's), so that
 * neither a file nor its inflated content is ever held whole. gzip is told from plain by its magic bytes, never by the
 * name; members that follow one another are read on through.
 *
 * Three ways lead there. A gzip file that is not small, and exactly as it should be, is read by the decoder in
 * `deflate/`, the fastest: 1 GB in 0.40 s of one core, to 0.59. If anything is odd it only says so; `node:zlib` then goes
 * over the file and says what. Its one-shot call allocates the whole result and its streams are asynchronous, so this
 * drives the synchronous handle that both are built on (`_handle.writeSync`, the same in Node 20 to 26). Where a Node
 * release should lack the handle, `openWhole` does the same by the one-shot call. The tests hold all three against each
 * other.
 *
 * Damage ends the bytes, after the last one that can be had. Behind it the reading may `resume` at a later gzip member.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import zlib from 'node:zlib';
import { grouped } from '../model/number-text.js';
import type { Problem } from '../model/problem.js';
import { memorySource } from './containers/container.js';
import { createGunzip, type Gunzip, inputSize } from './deflate/gzip.js';
import { loadZlibSync, salvage, type ZlibSync } from './salvage.js';
import { systemReason } from './system-reason.js';

/** What is wrong with bytes. */
export interface Cause extends Pick<Problem, 'kind' | 'message'> {
  /** A check sum told it: what is wrong may be anywhere in what was read before. */
  readonly anywhere?: true;
}

export interface ByteSource {
  /**
   * Writes up to `length` bytes at `offset` of `target` and returns how many; 0 only at the end, or at the damage
   * that `damage()` then describes. May return fewer than asked for.
   */
  pull(target: Uint8Array, offset: number, length: number): number;
  /** What is wrong with the bytes read so far; everything before it has been delivered by `pull`. */
  damage(): Cause | undefined;
  /** Goes on behind damage where that is possible. What is pulled then is not the continuation of what was before. */
  resume?(): Resumed;
  /** Tells, before anything is pulled, where data is cut off, in stored bytes: what `Resumed.cut` said before. */
  cutAt?(places: readonly number[]): void;
  close(): void;
  /** These are the bytes of a file just as they are stored. */
  readonly isStored?: boolean;
}

/** In bytes of the file as it is stored. */
export interface Resumed {
  /** There is more to pull. */
  readonly found: boolean;
  /** How many were read before the damage, since the beginning or the last resuming. */
  readonly read: number;
  /** How many were passed over. */
  readonly lost: number;
  /**
   * Where the data before really ends, if bytes behind that were taken for part of it: then what was pulled last is
   * nothing that was ever written, and all has to be read again with this told to `cutAt`.
   */
  readonly cut?: number;
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

/** A decompressor with its synchronous handle. */
interface Engine {
  readonly kind: Compression;
  readonly handle: ZlibHandle;
  readonly state: Uint32Array;
  readonly flush: number;
  readonly finish: number;
}

export type Compression = 'gzip' | 'deflate' | 'zstd';

/** Bytes as they are stored. */
interface RawInput {
  /** Fills the buffer from `offset` on as far as it goes; 0 at the end. */
  read(buffer: Uint8Array, offset: number): number;
  close(): void;
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
  const engine = createEngine('gzip');
  if (!engine) return { open: (path) => openWhole(path) };
  const openPlainly = (open: () => RawInput): ByteSource => openWith(open, input, () => engine, true);
  return {
    open(path) {
      const file = openSync(path, 'r');
      let size: number;
      try {
        size = readSync(file, input, 0, input.length, null);
      } catch (error) {
        closeSync(file);
        throw error;
      }
      const decoder = isGzip(input, size) ? decoderFor(size) : undefined;
      if (decoder) {
        decoder.begin(file, input.subarray(0, size));
        return openDecoded(decoder, () => openPlainly(() => fileInput(path)), file);
      }
      let begun: RawInput | undefined = begunInput(file, size);
      return openPlainly(() => {
        const raw = begun ?? fileInput(path);
        begun = undefined;
        return raw;
      });
    },
  };
}

/** What the decoder reads of a gzip file, and from where it finds anything odd, what `openPlainly` does. */
function openDecoded(gunzip: Gunzip, openPlainly: () => ByteSource, file: number): ByteSource {
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
    resume: () => plain?.resume?.() ?? { found: false, read: 0, lost: 0 },
    cutAt(places) {
      if (places.length === 0) return;
      plain ??= openPlainly();
      plain.cutAt?.(places);
    },
    close() {
      closeSync(file);
      plain?.close();
    },
  };
}

/** Passes over so many bytes; false if there are not as many. */
function skip(source: Pick<ByteSource, 'pull'>, count: number): boolean {
  const scratch = Buffer.allocUnsafeSlow(1 << 16);
  for (let left = count; left > 0; ) {
    const got = source.pull(scratch, 0, Math.min(left, scratch.length));
    if (got === 0) return false;
    left -= got;
  }
  return true;
}

/** Whether this release of Node inflates such data. */
export function canInflate(kind: Compression): boolean {
  return kind !== 'zstd' || 'ZstdDecompress' in zlib;
}

/**
 * The inflated bytes of a source. `reopen` gives the same source from its beginning again: without it, the last bytes
 * before damage are lost. Throws where `canInflate` says no.
 */
export function inflated(source: ByteSource, kind: Compression, reopen?: () => ByteSource): ByteSource {
  const input = Buffer.allocUnsafeSlow(4 * mostGarbage);
  const engine = createEngine(kind);
  if (!engine) throw new Error(`this release of Node does not inflate ${kind}`);
  const bytes = openStepwise(sourceInput(source), input, engine, reopen && (() => sourceInput(reopen())));
  return {
    ...bytes,
    // What is wrong with the bytes below shows as damage here too; the cause is told.
    damage: () => source.damage() ?? bytes.damage(),
    close: () => {
      bytes.close();
      engine.handle.close();
    },
  };
}

function createEngine(kind: Compression): Engine | undefined {
  const { Z_SYNC_FLUSH: flush, Z_FINISH: finish } = zlib.constants;
  const newer = zlib as unknown as { ZstdDecompress?: new () => unknown };
  const stream =
    kind === 'gzip'
      ? new zlib.Gunzip()
      : kind === 'deflate'
        ? new zlib.InflateRaw()
        : newer.ZstdDecompress && new newer.ZstdDecompress();
  const { _handle: handle, _writeState: state } = (stream ?? {}) as {
    _handle?: ZlibHandle;
    _writeState?: Uint32Array;
  };
  if (typeof handle?.writeSync !== 'function' || !state) return undefined;
  // ZSTD_e_flush and ZSTD_e_end.
  return kind === 'zstd'
    ? { kind, handle, state, flush: 1, finish: 2 }
    : { kind, handle, state, flush, finish };
}

function isGzip(bytes: Uint8Array, length: number): boolean {
  return length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function fileInput(path: string): RawInput {
  const file = openSync(path, 'r');
  return {
    read: (buffer, offset) => readSync(file, buffer, offset, buffer.length - offset, null),
    close: () => closeSync(file),
  };
}

/** A file whose first piece is in the buffer already. */
function begunInput(file: number, size: number): RawInput {
  let isFirst = true;
  return {
    read(buffer, offset) {
      if (!isFirst) return readSync(file, buffer, offset, buffer.length - offset, null);
      isFirst = false;
      return size;
    },
    close: () => closeSync(file),
  };
}

function sourceInput(source: ByteSource): RawInput {
  return {
    read: (buffer, offset) => source.pull(buffer, offset, buffer.length - offset),
    close: () => source.close(),
  };
}

/** Opens bytes that may be gzip or plain. */
function openWith(
  open: () => RawInput,
  input: Buffer,
  engine: () => Engine,
  recovering: boolean,
): ByteSource {
  const raw = open();
  let available: number;
  try {
    available = raw.read(input, 0);
  } catch (error) {
    raw.close();
    throw error;
  }
  if (isGzip(input, available))
    return openStepwise(raw, input, engine(), recovering ? open : undefined, available);

  let used = 0;
  let ended = available === 0;
  let damage: ReturnType<ByteSource['damage']>;
  return {
    pull(target, offset, length) {
      if (used === available && !ended) {
        used = 0;
        [available, damage] = readOn(raw, input, 0);
        ended = available === 0;
      }
      const count = Math.min(length, available - used);
      target.set(input.subarray(used, used + count), offset);
      used += count;
      return count;
    },
    damage: () => damage,
    close: () => raw.close(),
    isStored: true,
  };
}

/** Reads; an error of the system in the middle of a file ends it and is told. */
function readOn(raw: RawInput, input: Buffer, offset: number): [number, ReturnType<ByteSource['damage']>] {
  try {
    return [raw.read(input, offset), undefined];
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    return [0, { kind: 'unreadable', message: `could not be read to its end: ${reason}` }];
  }
}

/** `available`: how many bytes of the input were read already. */
function openStepwise(
  raw: RawInput,
  input: Buffer,
  engine: Engine,
  reopen: (() => RawInput) | undefined,
  alreadyRead = 0,
): Stepwise {
  const { handle, state } = engine;
  let available = alreadyRead;
  let used = 0;
  /** Place in the stored bytes at which `input` begins. */
  let base = 0;
  let fileEnded = false;
  let unread: ReturnType<ByteSource['damage']>;
  let damage: ReturnType<ByteSource['damage']>;
  let failure: { message: string; code: string } | undefined;
  let finished = false;
  /** Where the reading began or was resumed, in stored bytes, and how much it has given since. */
  let segmentStart = 0;
  let delivered = 0;
  let pending: Buffer | undefined;
  /** Place in the stored bytes of the damage that was met last. */
  let failedAt = 0;
  /** Places where data is known to be cut off. */
  let cuts: readonly number[] = [];
  let nextCut = Number.POSITIVE_INFINITY;

  handle.onerror = (message, _errno, code) => {
    failure = { message, code };
  };
  handle.reset();

  /** Reads more, behind the bytes that are not used yet. Those used last are kept, for `resume` may go back to them. */
  const refill = (): void => {
    const moved = Math.max(0, used - mostGarbage);
    if (moved > 0) input.copyWithin(0, moved, available);
    base += moved;
    used -= moved;
    available -= moved;
    const [count, wrong] = readOn(raw, input, available);
    unread ??= wrong;
    available += count;
    fileEnded = count === 0;
  };

  /** Up to where in `input` the data at hand may go. */
  const limit = (): number => Math.min(available, nextCut - base);
  const atEnd = (): boolean => fileEnded || base + used >= nextCut;

  const begin = (at: number): void => {
    segmentStart = at;
    nextCut = cuts.find((place) => place > at) ?? Number.POSITIVE_INFINITY;
  };

  const step = (flush: number, target: Uint8Array, offset: number, length: number): number => {
    const end = limit();
    handle.writeSync(flush, input, used, end - used, target, offset, length);
    if (failure) return 0;
    const [unfilled = 0, unused = 0] = state;
    used = end - unused;
    return length - unfilled;
  };

  const pull = (target: Uint8Array, offset: number, length: number): number => {
    if (pending) {
      const count = Math.min(length, pending.length);
      target.set(pending.subarray(0, count), offset);
      pending = count < pending.length ? pending.subarray(count) : undefined;
      return count;
    }
    while (!finished) {
      if (used === available && !atEnd()) refill();
      const count = step(engine.flush, target, offset, length);
      // All output is out: is it the whole of the last member?
      if (count === 0 && atEnd() && !failure) step(engine.finish, target, offset, length);
      if (failure) {
        finished = true;
        failedAt = base + used;
        const sudden = reopen && failure.code !== 'Z_BUF_ERROR';
        const segment = { engine: engine.kind, start: segmentStart, delivered };
        const found = sudden ? recover({ ...segment, open: reopen }, target, offset, length) : undefined;
        const recovered = found?.count ?? 0;
        if (found) failedAt = segmentStart + found.consumed;
        delivered += recovered;
        damage = unread ?? describe(failure, delivered);
        return recovered;
      }
      delivered += count;
      if (count > 0) return count;
      if (fileEnded) {
        finished = true;
        damage = unread;
      } else if (used < limit()) {
        finished = true;
        // Only gzip members follow one another; what is behind other data is not part of it.
        if (engine.kind === 'gzip' && !isPadding()) {
          failedAt = base + used;
          damage = {
            kind: 'corrupt',
            message: 'has bytes after the end of its gzip data, which were not read',
          };
        }
      }
    }
    return 0;
  };

  /** Bytes behind the last gzip member are left unread by zlib: zeros are padding. */
  const isPadding = (): boolean => {
    for (;;) {
      while (used < available && input[used] === 0) used++;
      if (used < available) return false;
      if (fileEnded) return true;
      refill();
    }
  };

  /** Moves to where a gzip member may begin; false at the end. */
  const seekMember = (): boolean => {
    for (;;) {
      if (available - used < memberHeader && !fileEnded) refill();
      if (available - used < memberHeader) {
        if (!fileEnded) continue;
        used = available;
        return false;
      }
      const at = input.subarray(0, available - memberHeader + 1).indexOf(0x1f, used);
      if (at === -1) used = available - memberHeader + 1;
      else {
        used = at;
        if (looksLikeMember(input, at)) return true;
        used++;
      }
    }
  };

  /**
   * Inflates from here to see whether a member begins here: one that was read before ends in the same damage. What is
   * inflated is kept. The bytes of a member that was cut off may have passed for part of the one before it, so those
   * before the damage are looked at too.
   */
  const tryMember = (): boolean => {
    const at = base + used;
    const parts: Buffer[] = [];
    // Enough to go by, and the end known where it is near.
    while (!fileEnded && available - used < input.length / 2) refill();
    failure = undefined;
    nextCut = Number.POSITIVE_INFINITY;
    handle.reset();
    for (let size = 0; size < mostTried; ) {
      const trial = Buffer.allocUnsafe(trialSize);
      const count = step(engine.flush, trial, 0, trialSize);
      if (failure) break;
      parts.push(trial.subarray(0, count));
      size += count;
      if (count > 0 && base + used <= failedAt + beyondDamage) continue;
      if (count === 0) {
        // All that is at hand went well: it counts if it is the whole of the last member.
        if (size === 0 || !fileEnded || used < available) break;
        step(engine.finish, trial, 0, trialSize);
        if (failure) break;
      }
      damage = undefined;
      finished = false;
      begin(at);
      delivered = size;
      pending = Buffer.concat(parts);
      return true;
    }
    used = at - base + 1;
    return false;
  };

  const resume = (): Resumed => {
    const read = failedAt - segmentStart;
    if (engine.kind !== 'gzip' || !damage) return { found: false, read, lost: 0 };
    const from = failedAt;
    // What is left of a member whose check sum is wrong is its trailer, which is no loss.
    const lostFrom = damage.anywhere ? from + memberEnd : from;
    const back = from === nextCut ? from : Math.max(from - mostGarbage, segmentStart + 1);
    used = Math.max(0, Math.min(available, back - base));
    while (seekMember()) {
      if (!tryMember()) continue;
      const found = { found: true, read, lost: Math.max(0, segmentStart - lostFrom) };
      return segmentStart < from ? { ...found, cut: segmentStart } : found;
    }
    return { found: false, read, lost: Math.max(0, base + used - lostFrom) };
  };

  const source: Stepwise = {
    pull,
    damage: () => damage,
    resume,
    cutAt: (places) => {
      cuts = places;
      begin(0);
    },
    consumed: () => base + used,
    close: () => raw.close(),
  };
  return source;
}

interface Stepwise extends ByteSource {
  /** Stored bytes read so far. */
  consumed(): number;
}

/** Bytes of a gzip header (RFC 1952). */
const memberHeader = 10;
/** At most so many follow the last inflated byte of a member: the code for its end, and the trailer. */
const memberEnd = 10;
/** How much is inflated at a time, and at most, to see whether a member begins somewhere. */
const trialSize = 4096;
const mostTried = 1 << 23;
/** How far behind the damage it has to go on without damage: zlib may read a little ahead of what it gives. */
const beyondDamage = 64;
/** How far the bytes of a member may be read as part of the cut-off one before it until that shows. */
const mostGarbage = 1 << 16;

/** Magic bytes, method deflate, no reserved flags, the extra flags and systems that writers use. */
function looksLikeMember(input: Buffer, at: number): boolean {
  const [, , , flags = 0, , , , , extra = 0, system = 0] = input.subarray(at, at + memberHeader);
  return (
    input[at + 1] === 0x8b &&
    input[at + 2] === 8 &&
    (flags & 0xe0) === 0 &&
    (extra === 0 || extra === 2 || extra === 4) &&
    (system <= 13 || system === 255)
  );
}

interface Segment {
  readonly engine: Compression;
  open(): RawInput;
  /** Where in the stored bytes it begins. */
  readonly start: number;
  /** How much of it was inflated before. */
  readonly delivered: number;
}

/**
 * After an error zlib does not say how much it wrote before it. So the segment is inflated once more, as far as was
 * delivered, and then a byte at a time up to the very place of the damage.
 */
function recover(
  { engine: kind, open, start, delivered }: Segment,
  target: Uint8Array,
  offset: number,
  length: number,
): { readonly count: number; readonly consumed: number } | undefined {
  const engine = createEngine(kind);
  if (!engine) return undefined;
  const raw = open();
  const scratch = Buffer.allocUnsafeSlow(1 << 16);
  for (let left = start; left > 0; ) {
    const got = raw.read(scratch.subarray(0, Math.min(left, scratch.length)), 0);
    if (got === 0) break;
    left -= got;
  }
  const source = openStepwise(raw, Buffer.allocUnsafeSlow(inputSize), engine, undefined);
  try {
    if (!skip(source, delivered)) return undefined;
    let count = 0;
    for (; count < length; count++) {
      target[offset + count] = 0;
      if (source.pull(target, offset + count, 1) === 1) continue;
      // The last byte may be written by the very call that then fails. JSON holds no zero bytes.
      if (target[offset + count] !== 0) count++;
      break;
    }
    return { count, consumed: source.consumed() };
  } finally {
    source.close();
    engine.handle.close();
  }
}

function describe(failure: { message: string; code: string }, at: number): Cause {
  const where = `after ${grouped(at)} inflated bytes`;
  if (failure.code === 'Z_BUF_ERROR')
    return { kind: 'truncated', message: `gzip data ends too early, ${where}` };
  // zlib's words where all could be inflated, and then the check sum or the size in the trailer is another.
  if (/^incorrect (data|length) check$/.test(failure.message)) {
    const message = `gzip data does not have the checksum that it ends with, ${where}`;
    return { kind: 'corrupt', message, anywhere: true };
  }
  return { kind: 'corrupt', message: `gzip data is damaged ${where} (${failure.message})` };
}

/**
 * The plain twin: the file and its content held whole. Of a damaged gzip file it yields what zlib-sync salvages of the
 * first member; without that package nothing, and the problem says so.
 */
export function openWhole(path: string, zlibSync: () => ZlibSync | undefined = loadZlibSync): ByteSource {
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
  let bytes: Buffer = Buffer.concat(parts);
  let damage: Cause | undefined;
  if (isGzip(bytes, bytes.length)) {
    try {
      bytes = zlib.gunzipSync(bytes);
    } catch (error) {
      const { message, code } = error as { message: string; code: string };
      const tool = zlibSync();
      bytes = tool ? salvage(bytes, tool) : Buffer.alloc(0);
      damage = describe({ message, code }, bytes.length);
    }
  }
  return { ...memorySource(bytes), damage: () => damage };
}
