/** Writes zip and tar archives in the ways that other programs write them, byte by byte. */
import { deflateRawSync } from 'node:zlib';
import { plainCrc32 } from '../../src/load/containers/crc32.js';

export type Files = Readonly<Record<string, Buffer>>;

interface ZipOptions {
  readonly stored?: boolean;
  /** Sizes and checksum behind the member, as streaming writers do. */
  readonly descriptors?: boolean;
  readonly encrypted?: boolean;
  readonly zip64?: boolean;
}

export function zip(files: Files, { stored, descriptors, encrypted, zip64 }: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const add = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  for (const [name, content] of Object.entries(files)) {
    const bytes = stored ? content : deflateRawSync(content);
    const crc = plainCrc32(content, 0);
    const flags = (descriptors ? 8 : 0) | (encrypted ? 1 : 0);
    const path = Buffer.from(name);
    const start = at;
    const wide = zip64 ? words64([content.length, bytes.length, start]) : Buffer.alloc(0);
    const extra = zip64 ? Buffer.concat([words16([1, wide.length]), wide]) : wide;
    const sizes = descriptors ? [0, 0, 0] : [crc, bytes.length, content.length];
    add(Buffer.concat([words32([0x04034b50]), words16([20, flags, stored ? 0 : 8, 0, 0]), words32(sizes)]));
    add(Buffer.concat([words16([path.length, 0]), path, bytes]));
    if (descriptors) add(words32([0x08074b50, crc, bytes.length, content.length]));
    const listed = zip64 ? [crc, 0xffffffff, 0xffffffff] : [crc, bytes.length, content.length];
    directory.push(
      Buffer.concat([
        words32([0x02014b50]),
        words16([20, 20, flags, stored ? 0 : 8, 0, 0]),
        words32(listed),
        words16([path.length, extra.length, 0, 0, 0]),
        words32([0, zip64 ? 0xffffffff : start]),
        path,
        extra,
      ]),
    );
  }
  const begin = at;
  const entries = Buffer.concat(directory);
  add(entries);
  const count = directory.length;
  if (zip64) {
    const end = at;
    add(Buffer.concat([words32([0x06064b50]), words64([44]), words16([45, 45]), words32([0, 0])]));
    add(words64([count, count, entries.length, begin]));
    add(Buffer.concat([words32([0x07064b50, 0]), words64([end]), words32([1])]));
  }
  add(words32([0x06054b50]));
  add(words16(zip64 ? [0, 0, 0xffff, 0xffff] : [0, 0, count, count]));
  add(words32(zip64 ? [0xffffffff, 0xffffffff] : [entries.length, begin]));
  add(words16([0]));
  return Buffer.concat(parts);
}

export function tar(files: Files, how: 'ustar' | 'gnu' | 'pax' = 'ustar'): Buffer {
  const parts: Buffer[] = [tarHeader('folder/', 0, '5')];
  for (const [name, content] of Object.entries(files)) {
    if (name.length > 100) {
      const record = ` path=${name}\n`;
      let length = record.length + 2;
      while (`${length}${record}`.length !== length) length++;
      const text = how === 'gnu' ? `${name}\0` : `${length}${record}`;
      parts.push(tarHeader('long', text.length, how === 'gnu' ? 'L' : 'x'), padded(Buffer.from(text)));
    }
    parts.push(tarHeader(name.slice(0, 100), content.length, '0'), padded(content));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function tarHeader(name: string, size: number, type: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

function words16(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, 2 * i);
  return bytes;
}

function words32(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, 4 * i);
  return bytes;
}

function words64(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [i, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 8 * i);
  return bytes;
}
