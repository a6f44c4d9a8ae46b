/** Tells by its first bytes whether something is a container, compressed or in UTF-16, and how what is in it is read. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { grouped } from '../../model/number-text.js';
import { type ByteSource, canInflate, inflated } from '../inflate.js';
import { type ReadContainer, take } from './container.js';
import { isTar, readTar } from './tar.js';
import { isUtf16, utf16AsUtf8 } from './utf16.js';
import { isZip, type RandomAccess, readZip } from './zip.js';

export type Container =
  | { readonly kind: 'members'; readonly read: ReadContainer }
  | { readonly kind: 'compressed'; open(): ByteSource }
  /** It cannot be read, and why. */
  | { readonly foreign: string };

/** A zip archive within another container is held whole, for its members are found from its end. */
const mostHeld = 256 * 1024 * 1024;
const zstdMagic = 0xfd2fb528;

/**
 * Undefined if it is no container. `source` stands at the beginning and is taken over by `read`; `open` opens it anew.
 * `path`: where the bytes lie in a file just so.
 */
export function containerOf(
  head: Buffer,
  source: ByteSource,
  open: () => ByteSource,
  path: string | undefined,
): Container | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b)
    return { kind: 'compressed', open: () => inflated(open(), 'gzip', open) };
  if (head.length >= 4 && head.readUInt32LE(0) === zstdMagic) {
    if (canInflate('zstd')) return { kind: 'compressed', open: () => inflated(open(), 'zstd', open) };
    return { foreign: 'is compressed with zstd, which Node reads from version 22.15 on; unpack it first' };
  }
  if (isUtf16(head)) return { kind: 'compressed', open: () => utf16AsUtf8(open()) };
  if (isTar(head)) return { kind: 'members', read: (onMember) => readTar(source, open, onMember) };
  if (!isZip(head)) return undefined;
  return {
    kind: 'members',
    read: (onMember) => {
      if (path !== undefined) {
        source.close();
        return withFile(path, (bytes) => readZip(bytes, onMember));
      }
      const content = held(source);
      const cause = source.damage();
      if (content) return [...(cause ? [cause] : []), ...readZip(heldBytes(content), onMember)];
      const message = `is a zip archive within a container, larger than ${grouped(mostHeld)} bytes; unpack it first`;
      return [{ kind: 'too-large', message }];
    },
  };
}

/** All bytes of a source, which is closed; undefined if they are too many. */
function held(source: ByteSource): Buffer | undefined {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for (;;) {
      const part = take(source, 1 << 20);
      if (part.length === 0) return Buffer.concat(parts);
      size += part.length;
      if (size > mostHeld) return undefined;
      parts.push(part);
    }
  } finally {
    source.close();
  }
}

function heldBytes(content: Buffer): RandomAccess {
  return { size: content.length, read: (at, length) => content.subarray(at, at + length) };
}

function withFile<Result>(path: string, use: (bytes: RandomAccess) => Result): Result {
  const file = openSync(path, 'r');
  try {
    return use({
      size: fstatSync(file).size,
      read: (at, length) => {
        const bytes = Buffer.allocUnsafe(Math.max(0, length));
        return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, at));
      },
    });
  } finally {
    closeSync(file);
  }
}
