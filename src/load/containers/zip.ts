/**
 * zip archives, by their central directory; where that is missing or damaged, as in a cut-off download, by the headers
 * in front of the members. Stored and deflated members, zip64. PKWARE, ".ZIP File Format Specification" (APPNOTE).
 */
import { type ByteSource, canInflate, inflated } from '../inflate.js';
import { createLosses } from '../losses.js';
import type { Damage } from '../split/careful.js';
import type { OnMember } from './container.js';
import { crc32 } from './crc32.js';

/** Bytes that can be read anywhere. */
export interface RandomAccess {
  readonly size: number;
  /** Fewer than asked for at the end. */
  read(at: number, length: number): Buffer;
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  /** Null where only the member's end tells. */
  readonly crc: number | null;
  readonly stored: number;
  readonly size: number | null;
  /** Of the content if `direct`, else of the local header. */
  readonly at: number;
  readonly direct: boolean;
}

const localMagic = 0x04034b50;
const centralMagic = 0x02014b50;
const endMagic = 0x06054b50;
const end64Magic = 0x06064b50;
const descriptor = 8;
const encrypted = 1;
const zip64Marker = 0xffffffff;

export function isZip(head: Buffer): boolean {
  return head.length >= 22 && [localMagic, endMagic].includes(head.readUInt32LE(0));
}

export function readZip(bytes: RandomAccess, onMember: OnMember): readonly Damage[] {
  const losses = createLosses();
  const central = readCentral(bytes);
  if (!central)
    losses.note(
      'truncated',
      'zip archive has no directory at its end: it is read as far as its members tell',
    );
  for (const entry of central ?? readLocal(bytes)) {
    if (entry.name.endsWith('/')) continue;
    const why = unreadable(entry);
    if (why !== undefined) {
      losses.note('unreadable', `${entry.name}: ${why}`);
      continue;
    }
    if (!onMember({ name: entry.name, open: () => openEntry(bytes, entry) })) break;
  }
  return losses.damages();
}

function unreadable({ flags, method }: Entry): string | undefined {
  if ((flags & encrypted) !== 0) return 'is encrypted; unpack it first';
  if (method === 0 || method === 8) return undefined;
  if (method === 93 && canInflate('zstd')) return undefined;
  return `is compressed by method ${method}, which is not read; unpack it first`;
}

/** The entries of the central directory; undefined if there is no whole one. */
function readCentral(bytes: RandomAccess): readonly Entry[] | undefined {
  const tail = bytes.read(Math.max(0, bytes.size - 65_557), 65_557);
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== endMagic) at--;
  if (at < 0) return undefined;
  let count = tail.readUInt16LE(at + 10);
  let size = tail.readUInt32LE(at + 12);
  let start = tail.readUInt32LE(at + 16);
  if (count === 0xffff || start === zip64Marker || size === zip64Marker) {
    const locator = at - 20;
    if (locator < 0) return undefined;
    const end = bytes.read(Number(tail.readBigUInt64LE(locator + 8)), 56);
    if (end.length < 56 || end.readUInt32LE(0) !== end64Magic) return undefined;
    count = Number(end.readBigUInt64LE(32));
    size = Number(end.readBigUInt64LE(40));
    start = Number(end.readBigUInt64LE(48));
  }
  if (start + size > bytes.size) return undefined;
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    const header = bytes.read(start, 46);
    if (header.length < 46 || header.readUInt32LE(0) !== centralMagic) return undefined;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      header.readUInt16LE(offset),
    );
    const variable = bytes.read(start + 46, (nameLength ?? 0) + (extraLength ?? 0));
    const name = variable.toString('utf8', 0, nameLength);
    const wide = wideNumbers(variable.subarray(nameLength));
    const number = (offset: number): number => {
      const value = header.readUInt32LE(offset);
      return value === zip64Marker ? (wide.shift() ?? value) : value;
    };
    // In the order in which zip64 lists them.
    const contentSize = number(24);
    const stored = number(20);
    entries.push({
      name,
      flags: header.readUInt16LE(8),
      method: header.readUInt16LE(10),
      crc: header.readUInt32LE(16),
      stored,
      size: contentSize,
      at: number(42),
      direct: false,
    });
    start += 46 + variable.length + (commentLength ?? 0);
  }
  return entries;
}

/** The 64-bit numbers of the zip64 extra field, in order. */
function wideNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const found: number[] = [];
      for (let i = at + 4; i + 8 <= Math.min(at + 4 + length, extra.length); i += 8)
        found.push(Number(extra.readBigUInt64LE(i)));
      return found;
    }
    at += 4 + length;
  }
  return [];
}

/** Entries by the headers in front of the members. */
function* readLocal(bytes: RandomAccess): Generator<Entry> {
  for (let at = seekMagic(bytes, 0, localMagic); at !== -1; ) {
    const header = bytes.read(at, 30);
    if (header.length < 30) return;
    const nameLength = header.readUInt16LE(26);
    const extraLength = header.readUInt16LE(28);
    const variable = bytes.read(at + 30, nameLength + extraLength);
    const content = at + 30 + variable.length;
    const flags = header.readUInt16LE(6);
    const wide = wideNumbers(variable.subarray(nameLength));
    const [size = header.readUInt32LE(22), stored = header.readUInt32LE(18)] =
      header.readUInt32LE(18) === zip64Marker ? wide : [];
    const isKnown = (flags & descriptor) === 0;
    // With a descriptor behind the member, its end is where the next header begins.
    const next = seekMagic(bytes, isKnown ? content + stored : content, localMagic);
    const end = isKnown ? content + stored : next === -1 ? bytes.size : next;
    yield {
      name: variable.toString('utf8', 0, nameLength),
      flags,
      method: header.readUInt16LE(8),
      crc: isKnown ? header.readUInt32LE(14) : null,
      stored: Math.min(end, bytes.size) - content,
      size: isKnown ? size : null,
      at: content,
      direct: true,
    };
    at = next;
  }
}

function seekMagic(bytes: RandomAccess, from: number, magic: number): number {
  const wanted = Buffer.alloc(4);
  wanted.writeUInt32LE(magic);
  const window = 1 << 16;
  for (let at = from; at < bytes.size; at += window) {
    const found = bytes.read(at, window + 3).indexOf(wanted);
    if (found !== -1) return at + found;
  }
  return -1;
}

function openEntry(bytes: RandomAccess, entry: Entry): ByteSource {
  const stored = (): ByteSource => {
    let at = entry.at;
    if (!entry.direct) {
      const header = bytes.read(entry.at, 30);
      if (header.length < 30 || header.readUInt32LE(0) !== localMagic)
        return damaged('is not where the directory of the zip archive says');
      at += 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    }
    return rangeSource(bytes, at, entry.stored);
  };
  if (entry.method === 0) return checked(stored(), entry);
  return checked(inflated(stored(), entry.method === 93 ? 'zstd' : 'deflate', stored), entry);
}

function damaged(message: string): ByteSource {
  return { pull: () => 0, damage: () => ({ kind: 'corrupt', message }), close: () => undefined };
}

function rangeSource(bytes: RandomAccess, from: number, size: number): ByteSource {
  let at = from;
  const end = from + size;
  return {
    pull(target, offset, length) {
      const part = bytes.read(at, Math.min(length, end - at));
      target.set(part, offset);
      at += part.length;
      return part.length;
    },
    damage: () =>
      at < end && at >= bytes.size
        ? { kind: 'truncated', message: 'is cut off: the zip archive ends within it' }
        : undefined,
    close: () => undefined,
  };
}

/** The same bytes, held against the size and checksum that the archive gives. */
function checked(source: ByteSource, { crc, size }: Entry): ByteSource {
  let sum = 0;
  let seen = 0;
  let damage: ReturnType<ByteSource['damage']>;
  return {
    pull(target, offset, length) {
      const count = source.pull(target, offset, length);
      sum = crc32(target.subarray(offset, offset + count), sum);
      seen += count;
      if (count === 0 && length > 0 && crc !== null && (sum !== crc || seen !== size)) {
        const message = 'does not have the checksum that the zip archive gives for it';
        damage = { kind: 'corrupt', message, anywhere: true };
      }
      return count;
    },
    damage: () => source.damage() ?? damage,
    close: () => source.close(),
  };
}
