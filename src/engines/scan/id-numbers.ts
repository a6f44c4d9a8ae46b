/**
 * Ids of events as small numbers, in the order in which they are met. CloudTrail's ids are UUIDs, of which the 16 bytes are
 * kept; the text is made of them when it is asked for. Any other id is kept as it is.
 */
import { longer } from './number-list.js';

export interface IdNumbers {
  /** The number, from 1, of the id whose 16 bytes are these four numbers, the first bytes in the first. Zeros are none. */
  ofBytes(a: number, b: number, c: number, d: number): number;
  /** The same for a text; 0 for an empty one. */
  ofText(text: string): number;
  /** Empty for 0. */
  text(id: number): string;
  /** As the texts compare. */
  compare(a: number, b: number): number;
  /** How many have numbers. */
  size(): number;
}

const smallest = 1024;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

export function idNumbers(): IdNumbers {
  let size = 0;
  /** Four of each id, by its number; zeros for one that is no UUID. */
  let bytes = new Int32Array(4 * smallest);
  /** By hash, the numbers of UUIDs: less than half full, of a size that is a power of two. */
  let table = new Int32Array(2 * smallest);
  let uuids = 0;
  const byText = new Map<string, number>();
  const texts = new Map<number, string>();

  const add = (): number => {
    size++;
    if (4 * size + 4 > bytes.length) bytes = longer(bytes);
    return size;
  };
  /** Where in the table the id stands, or would stand. */
  const placeOf = (a: number, b: number, c: number, d: number): number => {
    const mask = table.length - 1;
    let place = Math.imul(a ^ Math.imul(b ^ d, 0x85ebca6b) ^ c, 0x9e3779b1) >>> 7;
    for (;;) {
      place &= mask;
      const id = table[place] as number;
      const at = 4 * id;
      if (id === 0) return place;
      if (bytes[at] === a && bytes[at + 1] === b && bytes[at + 2] === c && bytes[at + 3] === d) return place;
      place++;
    }
  };
  const word = (id: number, place: number): number => bytes[4 * id + place] as number;
  const grow = (): void => {
    const old = table;
    table = new Int32Array(2 * old.length);
    for (const id of old)
      if (id !== 0) table[placeOf(word(id, 0), word(id, 1), word(id, 2), word(id, 3))] = id;
  };
  const ofBytes = (a: number, b: number, c: number, d: number): number => {
    const place = placeOf(a, b, c, d);
    const known = table[place] as number;
    if (known !== 0) return known;
    const id = add();
    bytes.set([a, b, c, d], 4 * id);
    table[place] = id;
    if (2 * ++uuids > table.length) grow();
    return id;
  };
  const text = (id: number): string => {
    if (id === 0) return '';
    return uuidText(bytes, 4 * id) ?? texts.get(id) ?? '';
  };

  return {
    ofBytes,
    ofText(own) {
      if (own === '') return 0;
      if (uuid.test(own)) {
        const digits = own.replaceAll('-', '');
        const [a = 0, b = 0, c = 0, d = 0] = [0, 8, 16, 24].map(
          (from) => Number.parseInt(digits.slice(from, from + 8), 16) | 0,
        );
        if ((a | b | c | d) !== 0) return ofBytes(a, b, c, d);
      }
      const known = byText.get(own);
      if (known !== undefined) return known;
      const id = add();
      byText.set(own, id);
      texts.set(id, own);
      return id;
    },
    text,
    compare(a, b) {
      if (a === b) return 0;
      if (a !== 0 && b !== 0 && isUuidAt(bytes, 4 * a) && isUuidAt(bytes, 4 * b)) {
        let place = 0;
        while (word(a, place) === word(b, place)) place++;
        return word(a, place) >>> 0 < word(b, place) >>> 0 ? -1 : 1;
      }
      return text(a) < text(b) ? -1 : 1;
    },
    size: () => size,
  };
}

/** Whether the four numbers at this place are the 16 bytes of a UUID: zeros are none. */
export function isUuidAt(numbers: Int32Array, at: number): boolean {
  return (
    ((numbers[at] as number) |
      (numbers[at + 1] as number) |
      (numbers[at + 2] as number) |
      (numbers[at + 3] as number)) !==
    0
  );
}

/** The text of the UUID whose 16 bytes the four numbers at this place are; undefined for zeros. */
export function uuidText(numbers: Int32Array, at: number): string | undefined {
  if (!isUuidAt(numbers, at)) return undefined;
  const a = numbers[at] as number;
  const b = numbers[at + 1] as number;
  const c = numbers[at + 2] as number;
  const d = numbers[at + 3] as number;
  const [start, end] = [hex(a >>> 16) + hex(a), hex(c) + hex(d >>> 16) + hex(d)];
  return `${start}-${hex(b >>> 16)}-${hex(b)}-${hex(c >>> 16)}-${end}`;
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Of the lower 16 bits. */
function hex(word: number): string {
  return (digits[(word >>> 8) & 0xff] as string) + (digits[word & 0xff] as string);
}
