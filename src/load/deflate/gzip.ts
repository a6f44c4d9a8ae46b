/**
 * Whole gzip files (RFC 1952) by the decoder in WebAssembly: the door to it, its memory, and the framing of members. It
 * reads what is exactly as it should be, in two thirds of the time of `node:zlib`; all else is `odd`, from where
 * on `inflate.ts` has `node:zlib` go over the file.
 */
import { readSync } from 'node:fs';
import zlib from 'node:zlib';
import { pageSize, type WebAssemblyMemory, webAssembly } from '../web-assembly.js';

interface DecoderExports {
  readonly memory: WebAssemblyMemory;
  setUp(): void;
  start(): void;
  decode(from: number, end: number, ended: boolean, to: number, limit: number, history: number): number;
  getInput(): number;
  getOutput(): number;
  startChecksum(): void;
  fold(from: number, end: number): void;
  foldRest(from: number, end: number): number;
}

/** `zlib.crc32` came with Node 20.15 and 22.2. */
type Crc32 = (bytes: Uint8Array, value?: number) => number;

/** One file at a time: `begin` ends what was begun before. */
export interface Gunzip {
  /** Goes on with an open file, the first bytes of which were read: up to `inputSize`. */
  begin(file: number, first: Uint8Array): void;
  /**
   * Writes up to `length` bytes at `offset` of `target` and returns how many; 0 only at the end. `odd`: the file is
   * not as it should be, somewhere behind what was delivered; nothing more comes.
   */
  pull(target: Uint8Array, offset: number, length: number): number | 'odd';
}

/** How much of a file is read at a time. */
export const inputSize = 256 * 1024;
/** Zeros behind the last input, which the decoder may read. */
const inputPadding = 1024;
/** How far back a match may reach. */
const historySize = 32_768;
/** How much is decoded at a time: enough for the turns of the decoder, little enough for a core's cache. */
const roomSize = 96 * 1024;
/** What `foldRest` may read behind it. */
const roomPadding = 32;

/** What `decode` returns. */
const done = 0;
const needsInput = 1;
const odd = 3;

/** Bytes that `fold` must leave, and of which it takes whole multiples. */
const foldedLater = 9600;
const foldedAtOnce = 32;

/** The header of a member without optional fields, and its trailer. */
const headerSize = 10;
const trailerSize = 8;
/** Flags of the header: optional fields. Reserved bits, and the rare check sum of the header, are odd here. */
const hasExtra = 4;
const hasName = 8;
const hasComment = 16;
const knownFlags = 1 | hasExtra | hasName | hasComment;

/** Undefined where Node lacks `zlib.crc32`. */
export function createGunzip(): Gunzip | undefined {
  const { crc32 } = zlib as { crc32?: Crc32 };
  if (!crc32) return undefined;
  const decoder = webAssembly('load/deflate/decoder.wasm') as DecoderExports;
  const inputAt = decoder.memory.buffer.byteLength;
  const size = inputSize + inputPadding + historySize + roomSize + roomPadding;
  decoder.memory.grow(Math.ceil(size / pageSize));
  const memory = Buffer.from(decoder.memory.buffer);
  // At the very end: writing behind it would be an error of the machine.
  const roomEnd = memory.length - roomPadding;
  const roomAt = roomEnd - roomSize;
  decoder.setUp();

  let file = -1;
  let fileEnded = false;
  /** Input that was not read yet: `[used, filled)`. */
  let used = inputAt;
  let filled = inputAt;
  let state: 'between' | 'within' | 'ended' | 'odd' = 'ended';
  /** Output that was not delivered yet: `[delivered, decoded)`. */
  let delivered = roomAt;
  let decoded = roomAt;
  /** The first byte in memory of the member's output, or of its last 32 KB. */
  let history = roomAt;
  /** Output that is not in the check sum yet begins here. */
  let folded = roomAt;
  /** Bytes of the member so far. */
  let inflated = 0;

  /** Moves what is left of the input to the front and reads on; marks the end of the file by the padding. */
  const refill = (): void => {
    memory.copyWithin(inputAt, used, filled);
    filled -= used - inputAt;
    used = inputAt;
    const count = readSync(file, memory, filled, inputAt + inputSize - filled, null);
    filled += count;
    if (count > 0) return;
    fileEnded = true;
    memory.fill(0, filled, filled + inputPadding);
  };

  /** Whether `count` bytes of input are at hand. */
  const has = (count: number): boolean => {
    while (filled - used < count && !fileEnded) refill();
    return filled - used >= count;
  };

  /** The next member, if there is one. */
  const startMember = (): typeof state => {
    if (!has(1)) return 'ended';
    if (!has(headerSize) || memory.readUInt32LE(used) << 8 !== 0x088b1f00) return 'odd';
    const flags = memory[used + 3] as number;
    if ((flags & ~knownFlags) !== 0) return 'odd';
    used += headerSize;
    if ((flags & hasExtra) !== 0) {
      if (!has(2)) return 'odd';
      const length = 2 + memory.readUInt16LE(used);
      if (!has(length)) return 'odd';
      used += length;
    }
    for (const flag of [hasName, hasComment]) {
      if ((flags & flag) === 0) continue;
      do if (!has(1)) return 'odd';
      while (memory[used++] !== 0);
    }
    decoder.start();
    decoder.startChecksum();
    history = decoded;
    folded = decoded;
    inflated = 0;
    return 'within';
  };

  /** Decodes once all output was delivered. */
  const decode = (): typeof state => {
    const kept = Math.min(decoded - history, historySize);
    const moved = decoded - roomAt;
    memory.copyWithin(roomAt - kept, decoded - kept, decoded);
    history = roomAt - kept;
    folded -= moved;
    delivered = roomAt;
    const outcome = decoder.decode(used, filled, fileEnded, roomAt, roomEnd, history);
    used = decoder.getInput();
    decoded = decoder.getOutput();
    inflated += decoded - roomAt;
    if (outcome === odd) {
      decoded = roomAt;
      return 'odd';
    }
    const ready = decoded - folded - foldedLater;
    if (ready >= foldedAtOnce) {
      const end = folded + ready - (ready % foldedAtOnce);
      decoder.fold(folded, end);
      folded = end;
    }
    if (outcome === done) return isWhole() ? 'between' : 'odd';
    if (outcome === needsInput) refill();
    return 'within';
  };

  /** Whether the member's check sum and size are right. */
  const isWhole = (): boolean => {
    if (!has(trailerSize)) return false;
    const rest = decoded - folded;
    const isShort = rest === inflated;
    const at = isShort ? folded : decoder.foldRest(folded, decoded);
    const sum = crc32(memory.subarray(at, at + rest), isShort ? 0 : 0xffff_ffff);
    const isRight = sum === memory.readUInt32LE(used) && inflated % 2 ** 32 === memory.readUInt32LE(used + 4);
    used += trailerSize;
    return isRight;
  };

  return {
    begin(newFile, first) {
      file = newFile;
      fileEnded = false;
      used = inputAt;
      filled = inputAt + first.length;
      memory.set(first, inputAt);
      delivered = roomAt;
      decoded = roomAt;
      history = roomAt;
      state = 'between';
    },
    pull(target, offset, length) {
      let count = 0;
      while (count < length) {
        if (delivered < decoded) {
          const some = Math.min(length - count, decoded - delivered);
          target.set(memory.subarray(delivered, delivered + some), offset + count);
          delivered += some;
          count += some;
        } else if (state === 'between') state = startMember();
        else if (state === 'within') state = decode();
        else break;
      }
      return state === 'odd' && count === 0 ? 'odd' : count;
    },
  };
}
