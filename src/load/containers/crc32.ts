/** CRC-32 as gzip and zip use it. Node has it since 20.15; before, it is reckoned here. */
import zlib from 'node:zlib';

const native = (zlib as unknown as { crc32?: (data: Uint8Array, value: number) => number }).crc32;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum of all bytes so far, where `before` is that of those before. */
export function crc32(bytes: Uint8Array, before: number): number {
  return native ? native(bytes, before) : plainCrc32(bytes, before);
}

export function plainCrc32(bytes: Uint8Array, before: number): number {
  let value = ~before;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return ~value >>> 0;
}
