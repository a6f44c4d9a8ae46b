/**
 * tar archives (POSIX ustar and pax, GNU long names), read as a stream. A header has a checksum, so one that is damaged
 * is known, and the next is looked for at the following blocks.
 */
import type { ByteSource } from '../inflate.js';
import { createLosses } from '../losses.js';
import type { Damage } from '../split/careful.js';
import { memorySource, type OnMember, skip, take } from './container.js';

const blockSize = 512;
/** Members up to this size are held, so that they can be read twice. */
const mostHeld = 64 * 1024 * 1024;
/** Of names and pax records. */
const longestText = 1024 * 1024;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** Whether the bytes begin with a tar header. */
export function isTar(head: Buffer): boolean {
  return head.length >= blockSize && readHeader(head.subarray(0, blockSize)) !== undefined;
}

/** `reopen` gives the archive from its beginning again. The source is closed at the end. */
export function readTar(source: ByteSource, reopen: () => ByteSource, onMember: OnMember): readonly Damage[] {
  const losses = createLosses();
  let position = 0;
  let longName: string | undefined;
  let passed = 0;
  let ended = false;
  try {
    for (;;) {
      const block = take(source, blockSize);
      const start = position;
      position += block.length;
      if (block.length < blockSize) {
        if (!ended) losses.note('truncated', 'tar archive is cut off: it has no end');
        break;
      }
      const header = readHeader(block);
      if (!header) {
        if (block.every((byte) => byte === 0)) {
          ended = true;
          continue;
        }
        passed += blockSize;
        continue;
      }
      noteGap();
      const padded = Math.ceil(header.size / blockSize) * blockSize;
      if ('LKxg'.includes(header.type)) {
        const text = take(source, Math.min(padded, longestText));
        position += text.length + skip(source, padded - text.length);
        const own = text.toString('utf8', 0, Math.min(header.size, text.length));
        if (header.type === 'L') longName = own.replace(/\0[\s\S]*$/, '');
        if (header.type === 'x') longName = paxPath(text.subarray(0, header.size)) ?? longName;
        continue;
      }
      const name = longName ?? header.name;
      longName = undefined;
      if (header.type !== '0' && header.type !== '\0' && header.type !== '7') {
        position += skip(source, padded);
        continue;
      }
      const { wanted, got } = readMember(source, reopen, name, start + blockSize, header.size, onMember);
      const rest = got < header.size ? 0 : skip(source, padded - header.size);
      position += got + rest;
      if (!wanted) return damages();
      if (got < header.size) {
        losses.lost('truncated', `tar archive ends in the middle of ${name}`, header.size - got);
        break;
      }
    }
    noteGap();
    return damages();
  } finally {
    source.close();
  }

  function damages(): readonly Damage[] {
    const cause = source.damage();
    const own = losses.damages();
    // That the archive ends too early is then no other problem.
    return cause ? [cause, ...own.filter(({ kind }) => kind !== 'truncated')] : own;
  }

  function noteGap(): void {
    if (passed > 0) losses.lost('corrupt', 'tar archive is damaged: bytes that are no header', passed);
    passed = 0;
  }
}

/** Hands a member on; afterwards the source stands behind its content. */
function readMember(
  source: ByteSource,
  reopen: () => ByteSource,
  name: string,
  start: number,
  size: number,
  onMember: OnMember,
): { readonly wanted: boolean; readonly got: number } {
  if (size <= mostHeld) {
    const content = take(source, size);
    return { wanted: onMember({ name, open: () => memorySource(content) }), got: content.length };
  }
  let got = 0;
  let opened = false;
  const part = (from: ByteSource, count: (bytes: number) => void): ByteSource => {
    let left = size;
    return {
      pull(target, offset, length) {
        const pulled = left === 0 ? 0 : from.pull(target, offset, Math.min(length, left));
        left -= pulled;
        count(pulled);
        return pulled;
      },
      damage: () => from.damage(),
      close: () => undefined,
    };
  };
  const open = (): ByteSource => {
    if (!opened) {
      opened = true;
      return part(source, (bytes) => {
        got += bytes;
      });
    }
    const again = reopen();
    skip(again, start);
    return { ...part(again, () => undefined), close: () => again.close() };
  };
  const wanted = onMember({ name, open });
  got += skip(source, size - got);
  return { wanted, got };
}

function readHeader(block: Buffer): Header | undefined {
  const written = numberAt(block, 148, 8);
  let sum = 8 * 0x20;
  for (let i = 0; i < blockSize; i++) if (i < 148 || i >= 156) sum += block[i] as number;
  if (written !== sum || sum === 8 * 0x20) return undefined;
  const size = numberAt(block, 124, 12);
  if (size === undefined) return undefined;
  const prefix = block.toString('latin1', 257, 262) === 'ustar' ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
    type: String.fromCharCode(block[156] as number),
  };
}

function textAt(block: Buffer, from: number, length: number): string {
  const end = block.indexOf(0, from);
  return block.toString('utf8', from, end === -1 ? from + length : Math.min(end, from + length));
}

/** Octal text, or (GNU) a binary number marked by the highest bit. */
function numberAt(block: Buffer, from: number, length: number): number | undefined {
  if (((block[from] as number) & 0x80) !== 0) {
    let value = (block[from] as number) & 0x7f;
    for (let i = from + 1; i < from + length; i++) value = value * 256 + (block[i] as number);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const text = textAt(block, from, length).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : text === '' ? 0 : undefined;
}

/** The path among pax records, each `<length> <key>=<value>\n`. */
function paxPath(text: Buffer): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(0x20, at);
    const length = Number(text.toString('latin1', at, space));
    if (space === -1 || !(length > 0)) break;
    const entry = text.toString('utf8', space + 1, at + length - 1);
    if (entry.startsWith('path=')) found = entry.slice('path='.length);
    at += length;
  }
  return found;
}
